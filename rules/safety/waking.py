"""Which safety rules a record can set off at all: by the names that stand in it, and by how far its values reach.

The others are never asked. A rule about a value sleeps while every value of its measure, old ones too, lies where no
limit of any such rule is crossed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from operator import itemgetter

from rules.facts import Facts, Measurement, PatientRecord
from rules.safety.rule import SafetyRule, Trigger, rules

_UPWARD = ("above", "at_least")
_value = itemgetter(Measurement._fields.index("value"))

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Measure:
    """The rules about the value of one measure, by their places, and the open spans in which none of them is met."""

    places: frozenset[int]
    quiet: tuple[Span, ...]

    def is_reached_by(self, values: Collection[float]) -> bool:
        """Could one of these values set a rule off?"""
        low, high = min(values), max(values)
        return not any(start < low and high < end for start, end in self.quiet)


@dataclass(frozen=True, slots=True)
class _Waking:
    """The places of the rules that are always asked, and of those that a name or the values of a measure wake."""

    always: frozenset[int]
    by_name: Mapping[str, frozenset[int]]
    by_value: Mapping[str, _Measure]


def awake(names: Iterable[str], record: PatientRecord, facts: Facts) -> list[SafetyRule]:
    """The rules that can find something in a record with these names, in the order in which they are asked."""
    waking, every = _waking(), rules()
    found = set(waking.always)
    for name in names:
        if name in waking.by_name:
            found |= waking.by_name[name]
        if name in waking.by_value:
            measure = waking.by_value[name]
            values = _values(name, record, facts)
            if values and measure.is_reached_by(values):
                found |= measure.places
    return [every[place] for place in sorted(found)]


def _values(name: str, record: PatientRecord, facts: Facts) -> list[float]:
    """Every value of a measure that a rule may look at: all of the record, and the one in use with its conflicts."""
    values = list(map(_value, record.series.get(name, ())))
    fact = facts.by_name.get(name)
    if fact is not None:
        values += (fact.value, *fact.conflicts)
    return values


@cache
def _waking() -> _Waking:
    always: set[int] = set()
    by_name: dict[str, set[int]] = {}
    by_value: dict[str, dict[int, list[Span]]] = {}
    for place, rule in enumerate(rules()):
        for trigger in rule.triggers:
            if trigger.wakes_on is None:
                always.add(place)
            for name in trigger.wakes_on or ():
                if trigger.finds == "value":
                    by_value.setdefault(name, {}).setdefault(place, []).append(_met_in(trigger))
                else:
                    by_name.setdefault(name, set()).add(place)
    return _Waking(
        frozenset(always),
        {name: frozenset(places) for name, places in by_name.items()},
        {name: _Measure(frozenset(found), _quiet(found.values())) for name, found in by_value.items()},
    )


def _met_in(trigger: Trigger) -> Span:
    """The span that holds every value beyond all limits of a trigger, its ends included."""
    lowest = max([limit.value for limit in trigger.limits if limit.met_when in _UPWARD], default=-inf)
    highest = min([limit.value for limit in trigger.limits if limit.met_when not in _UPWARD], default=inf)
    return lowest, highest


def _quiet(found: Iterable[list[Span]]) -> tuple[Span, ...]:
    """The open spans between those in which a rule is met."""
    quiet, reached = [], -inf
    for low, high in sorted(span for spans in found for span in spans):
        if reached < low:
            quiet.append((reached, low))
        reached = max(reached, high)
    return (*quiet, (reached, inf)) if reached < inf else tuple(quiet)
