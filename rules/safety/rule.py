"""A safety record as its rule uses it: what triggers it, what else must hold, what it asks of a plan."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.assessment import Severity
from rules.catalogue import BadRecordError, Record, records
from rules.safety.needs import parts_needed
from rules.safety.windows import Window, window

CHAPTER = "safety/"
SPANS = ("resting", "valid", "ever")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "above": operator.gt,
    "at_least": operator.ge,
    "below": operator.lt,
    "at_most": operator.le,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit with its comparator, as the source prints it."""

    met_when: str
    value: float

    def is_met_by(self, value: float) -> bool:
        """Does a value lie beyond this limit?"""
        return _COMPARE[self.met_when](value, self.value)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of evidence that sets a rule off; `finds` names the function that looks for it.

    `span` is `window` (then `within` says how long), `resting`, `valid` or `ever`. `numbers` are a finder's own values.
    """

    finds: str
    names: frozenset[str] = frozenset()
    with_any: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    span: str = "window"
    within: Window | None = None
    beyond: Window | None = None
    limits: tuple[Limit, ...] = ()
    numbers: Mapping[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return (self.numbers or {})[name]

    @property
    def wakes_on(self) -> frozenset[str] | None:
        """The names of which at least one must stand in the record for this to find anything; None: always ask."""
        if self.finds == "never":
            return frozenset()
        if self.finds == "contradiction":
            return _named(self["sides"][0])
        return None if self.finds == "missing" or not self.names else self.names


@dataclass(frozen=True, slots=True)
class Company:
    """What stands beside a trigger: problems, procedures, drug classes, orders, measured facts, other findings.

    `names` are all of these but the findings.
    """

    conditions: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


NOTHING = Company()


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """One sentence about danger: any of its triggers sets it off, where something of `requires` stands beside it.

    `parts` are those of the record that it asks to have been read; `needs` are those in which its evidence stands.
    `asked` are its triggers, each with the names of which one must stand in the record for it to find anything.
    """

    id: str
    severity: Severity
    urgency: int
    triggers: tuple[Trigger, ...]
    changes: tuple[str, ...]
    requires: Company | None
    unless: Company
    when_cleared: str
    parts: tuple[str, ...]
    needs: tuple[str, ...] = ()
    asked: tuple[tuple[Trigger, frozenset[str] | None], ...] = ()

    @property
    def waits_for(self) -> frozenset[str]:
        """The findings that must have been looked for before this rule is asked."""
        return self.unless.findings | (self.requires.findings if self.requires is not None else frozenset())


_TRIGGER_FIELDS = ("finds", "with_any", "without", "within", "beyond", "limits")
_NAMES = ("concepts", "procedures", "orders", "measure", "measures", "classes", "parts")


def _limits(raw: Mapping[str, Any], where: str) -> tuple[Limit, ...]:
    limits = tuple(Limit(entry["met_when"], float(entry["value"])) for entry in raw.get("limits", ()))
    for limit in limits:
        if limit.met_when not in _COMPARE:
            raise BadRecordError(f"rule record {where}: 'met_when' must be one of {', '.join(_COMPARE)}.")
    return limits


def _trigger(raw: Mapping[str, Any], where: str) -> Trigger:
    within = raw.get("within")
    span = within if isinstance(within, str) else "window"
    if isinstance(within, str) and within not in SPANS:
        raise BadRecordError(f"rule record {where}: 'within' must be a window or one of {', '.join(SPANS)}.")
    return Trigger(
        finds=raw["finds"],
        names=_named(raw),
        with_any=frozenset(raw.get("with_any", ())),
        without=frozenset(raw.get("without", ())),
        span=span,
        within=None if isinstance(within, str) else window(within),
        beyond=window(raw.get("beyond")),
        limits=_limits(raw, where),
        numbers={name: value for name, value in raw.items() if name not in (*_TRIGGER_FIELDS, *_NAMES)},
    )


def _named(raw: Mapping[str, Any]) -> frozenset[str]:
    """Everything that a table names, of whatever kind."""
    names = [raw[field] for field in _NAMES if field in raw]
    return frozenset(name for given in names for name in ([given] if isinstance(given, str) else given))


def _company(raw: Mapping[str, Any]) -> Company:
    kinds = {kind: frozenset(names) for kind, names in raw.items()}
    names = frozenset(name for kind, given in kinds.items() if kind != "findings" for name in given)
    return Company(**kinds, names=names)


def safety_rule(record: Record) -> SafetyRule:
    """A record as a rule. Raises BadRecordError on an unknown comparator or window."""
    values = record.values
    triggers = tuple(_trigger(raw, record.id) for raw in values["triggers"])
    parts = {name for trigger in triggers if trigger.finds == "unread" for name in trigger.names}
    return SafetyRule(
        id=record.id,
        severity=Severity(values["severity"]),
        urgency=values["urgency"],
        triggers=triggers,
        changes=tuple(values.get("changes", ())),
        requires=_company(values["requires"]) if "requires" in values else None,
        unless=_company(values["unless"]) if "unless" in values else NOTHING,
        when_cleared=values.get("when_cleared", ""),
        parts=tuple(sorted(parts)),
        needs=parts_needed(values),
        asked=tuple((trigger, trigger.wakes_on) for trigger in triggers),
    )


def in_order(given: Iterable[SafetyRule]) -> tuple[SafetyRule, ...]:
    """These rules, those that wait for other findings after the ones they wait for.

    Raises BadRecordError where a rule names a finding that does not exist or that waits for it in turn.
    """
    waiting = list(given)
    known = {rule.id for rule in waiting}
    ordered: list[SafetyRule] = []
    placed: set[str] = set()
    while waiting:
        ready = [rule for rule in waiting if rule.waits_for <= placed]
        if not ready or any(rule.when_cleared and rule.when_cleared not in known for rule in ready):
            names = ", ".join(rule.id for rule in ready or waiting)
            raise BadRecordError(f"rule records {names}: 'findings' and 'when_cleared' must name other safety rules.")
        ordered += ready
        placed |= {rule.id for rule in ready}
        waiting = [rule for rule in waiting if rule.id not in placed]
    return tuple(ordered)


@cache
def rules() -> tuple[SafetyRule, ...]:
    """Every safety rule of the catalogue, in the order in which they are asked."""
    return in_order(safety_rule(record) for record in records(CHAPTER).values() if "severity" in record.values)
