"""A risk record as its rule uses it: what shows the factor, what settles that it is absent, what was published."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.catalogue import GRADES, BadRecordError, Record, record, records
from rules.measures import GROUPS, measures
from rules.risk.factor import Effect, Group, Kind, Strength

CHAPTER = "risk/"
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "above": operator.gt,
    "at_least": operator.ge,
    "below": operator.lt,
    "at_most": operator.le,
}
_PARTS: Mapping[str, tuple[str, ...]] = {
    "condition": ("Condition",),
    "duration": ("Condition",),
    "drug": ("MedicationRequest", "MedicationStatement"),
    "drug_count": ("MedicationRequest", "MedicationStatement"),
    "procedure": ("Procedure",),
    "stay": ("Encounter",),
    "partner": ("Patient",),
    "sex": (),
    "age": (),
}
ANY_STAY, ANY_DRUG = "*stay", "*drug"
_ANY: Mapping[str, tuple[str, ...]] = {"stay": (ANY_STAY,), "drug_count": (ANY_DRUG,)}
_MEASURED = ("value", "activity", "without_limit")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit with its comparator; `sex` is empty where it holds for everyone."""

    met_when: str
    value: float
    sex: str = ""

    def is_met_by(self, value: float) -> bool:
        """Does a value lie beyond this limit?"""
        return _COMPARE[self.met_when](value, self.value)


@dataclass(frozen=True, slots=True)
class Sign:
    """One way in which a record shows the factor; `finds` names the function that looks for it.

    `names` are concepts, drug classes, procedures or measures. `not_met` is the limit beyond which a value speaks
    against the factor, where the published limits differ: between the two, it is not known. A sign that `decides`
    outweighs every other as soon as its value is known. Beside one of the problems `not_beside` it shows nothing.
    """

    finds: str
    names: tuple[str, ...]
    parts: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    not_met: tuple[Limit, ...] = ()
    decides: bool = False
    within_months: int | None = None
    count: float | None = None
    not_beside: tuple[str, ...] = ()

    @property
    def wakes_on(self) -> tuple[str, ...]:
        """The names of which one must stand in the record: its own, or that of any stay or any drug."""
        return self.names or _ANY.get(self.finds, ())


@dataclass(frozen=True, slots=True)
class Published:
    """A published effect and for whom it is: `sex` or somebody with one of these problems, empty for everyone."""

    effect: Effect
    sex: str = ""
    only_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor as its record describes it.

    `absence` is how it is known to be absent: nothing in a record that was `read`, a value that was `measured` (`ask`
    names which), or `never`. `requires` are problems without which it is absent, `with_step` a step of staging that
    must be met beside it (`ask_for_step` is the measurement that would tell). `asked_of` are
    the problems for which some effects were published; `limits_differ` says that published limits leave a gap.
    """

    id: str
    order: int
    group: Group
    modifiable: bool
    signs: tuple[Sign, ...]
    published: tuple[Published, ...]
    absence: str
    ask: tuple[str, ...]
    requires: tuple[str, ...]
    with_step: str
    ask_for_step: tuple[str, ...]
    rank_as: Strength
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    grade: str
    lowers: bool
    secondary: bool
    look_alike: bool
    asked_of: frozenset[str]
    limits_differ: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """Every part of a record that must have been read before the factor can be absent."""
        return tuple(dict.fromkeys(part for sign in self.signs for part in sign.parts))

    @property
    def wakes_on(self) -> frozenset[str]:
        """The names of which at least one must stand in a record for it to say anything; none: always ask."""
        if any(not sign.wakes_on for sign in self.signs):
            return frozenset()
        return frozenset((*self.requires, *(name for sign in self.signs for name in sign.wakes_on)))


def _fail(where: str, want: str) -> BadRecordError:
    return BadRecordError(f"rule record {where}: {want}.")


def _limits(raw: Iterable[Mapping[str, Any]], where: str) -> tuple[Limit, ...]:
    found = tuple(Limit(one["met_when"], float(one["value"]), one.get("sex", "")) for one in raw)
    for limit in found:
        if limit.met_when not in _COMPARE:
            raise _fail(where, f"'met_when' must be one of {', '.join(_COMPARE)}")
    return found


_SIGN_FIELDS = {
    "finds",
    "names",
    "limits",
    "not_met",
    "decides",
    "within_months",
    "not_beside",
    "count",
    "grade",
    "source",
}


def _sign(raw: Mapping[str, Any], rule: Record) -> Sign:
    where, finds, names = rule.id, raw["finds"], tuple(raw.get("names", ()))
    if unknown := sorted(set(raw) - _SIGN_FIELDS):
        raise _fail(where, f"a sign has no field {unknown[0]!r}")
    if finds not in (*_PARTS, *_MEASURED):
        raise _fail(where, f"'finds' must be one of {', '.join((*_PARTS, *_MEASURED))}")
    if finds in _MEASURED and not set(names) <= measures().keys():
        raise _fail(where, "'names' must be measures of rules/measures.toml")
    if not {"limits", "count", "within_months"}.isdisjoint(raw) and (
        raw.get("grade") not in GRADES or not _cites(rule, raw)
    ):
        raise _fail(where, "a sign with a number needs its 'grade', and a 'source' that the record lists")
    observed = (f"Observation:{measures()[name].group}" for name in names)
    return Sign(
        finds=finds,
        names=names,
        parts=_PARTS[finds] if finds in _PARTS else tuple(dict.fromkeys(observed)),
        limits=_limits(raw.get("limits", ()), where),
        not_met=_limits(raw.get("not_met", ()), where),
        decides=raw.get("decides", False),
        within_months=raw.get("within_months"),
        count=raw.get("count"),
        not_beside=tuple(raw.get("not_beside", ())),
    )


def _cites(rule: Record, raw: Mapping[str, Any]) -> bool:
    return raw.get("source") in {key for key, _ in rule.sources}


def _published(raw: Mapping[str, Any], rule: Record) -> Published:
    """An effect. Raises BadRecordError where it is no number, lies outside its interval, or has no source or grade."""
    values = {name: float(raw[name]) for name in ("value", "low", "high") if name in raw}
    if not _cites(rule, raw) or raw.get("grade") not in GRADES or raw["measure"] not in set(Kind):
        raise _fail(rule.id, "an effect needs a known 'measure', a 'grade', and a 'source' that the record lists")
    low, value, high = values.get("low"), values.get("value"), values.get("high")
    if (low is None) != (high is None) or (value is None and low is None):
        raise _fail(rule.id, "an effect needs a 'value', or 'low' and 'high', or all three")
    if low is not None and high is not None and not (low <= (low if value is None else value) <= high):
        raise _fail(rule.id, "an effect must lie inside its interval")
    effect = Effect(
        measure=Kind(raw["measure"]),
        source=raw["source"],
        grade=raw["grade"],
        unit=raw.get("unit", ""),
        about=raw.get("about", ""),
        **values,
    )
    return Published(effect, raw.get("sex", ""), frozenset(raw.get("only_with", ())))


ABSENCES = ("read", "measured", "never")


def factor_of(rule: Record, order: int = 0) -> Factor:
    """A record as a factor. Raises BadRecordError on anything that cannot be used."""
    values = rule.values
    absence = values.get("absence", "read")
    if absence not in ABSENCES:
        raise _fail(rule.id, f"'absence' must be one of {', '.join(ABSENCES)}")
    published = tuple(_published(raw, rule) for raw in values.get("effects", ()))
    signs = tuple(_sign(raw, rule) for raw in values["signs"])
    return Factor(
        id=rule.id,
        order=order,
        group=Group(values["group"]),
        modifiable=values["modifiable"],
        signs=signs,
        published=published,
        absence=absence,
        ask=tuple(values.get("ask", ())),
        requires=tuple(values.get("requires", ())),
        with_step=values.get("with_step", ""),
        ask_for_step=(values["ask_for_step"],) if "ask_for_step" in values else (),
        rank_as=Strength(values.get("rank_as", "weak")),
        notes=tuple(values.get("notes", ())),
        sources=tuple(key for key, _ in rule.sources),
        grade=rule.grade,
        lowers=values.get("lowers", False),
        secondary=values.get("secondary", False),
        look_alike=values.get("look_alike", False),
        asked_of=frozenset(name for one in published for name in one.only_with),
        limits_differ=any(sign.not_met for sign in signs),
    )


@cache
def factors() -> tuple[Factor, ...]:
    """Every risk factor of the catalogue, in the order of the records."""
    found = [rule for rule in records(CHAPTER).values() if "signs" in rule.values]
    return tuple(factor_of(rule, order) for order, rule in enumerate(found))


@cache
def _by_name() -> tuple[frozenset[int], Mapping[str, tuple[int, ...]]]:
    """The places of the factors that are always asked, and of those that each name wakes."""
    places: dict[str, list[int]] = {}
    for one in factors():
        for name in one.wakes_on:
            places.setdefault(name, []).append(one.order)
    always = frozenset(one.order for one in factors() if not one.wakes_on)
    return always, {name: tuple(found) for name, found in places.items()}


def awake(*present: Iterable[str]) -> set[int]:
    """The places of the factors of which a record with these names says something."""
    always, woken = _by_name()
    found = set(always)
    for names in present:
        for name in names:
            if name in woken:
                found.update(woken[name])
    return found


PARTS = tuple(dict.fromkeys(part for parts in _PARTS.values() for part in parts)) + tuple(
    f"Observation:{group}" for group in GROUPS
)
"""Every part of a record that a factor may need."""


@cache
def bands() -> tuple[tuple[Strength, float], ...]:
    """From which odds ratio on a factor is strong or moderate."""
    numbers = record("risk.ranking").values
    return ((Strength.STRONG, numbers["strong_from"]), (Strength.MODERATE, numbers["moderate_from"]))
