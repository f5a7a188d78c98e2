"""Cut-offs as data: reads them from the rule records and holds a value against them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

from rules.assessment import CutOff
from rules.catalogue import BadRecordError, Record, record, records
from rules.facts import Facts, Sex
from rules.measures import measures

COMPARATORS: Mapping[str, Callable[[float, float], bool]] = {
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
}
"""Published tables disagree on "<" and "≤" for the same number, so each cut-off names its own."""

METHODS = ("dxa", "bia")
"""How muscle mass is measured, the better method first."""

_NOISE_DIGITS = (
    6  # far finer than any measurement: 15.606 / 1.70² must equal 5.4, whatever binary arithmetic makes of it
)


def is_met(cut_off: CutOff, value: float) -> bool:
    """Does the value meet the criterion, by the comparator of its table?

    >>> is_met(CutOff(value=18.0, unit="kg", met_when="below", source="awgs2019", grade="verified"), 18.0)
    False
    """
    return COMPARATORS[cut_off.met_when](round(value, _NOISE_DIGITS), cut_off.value)


@dataclass(frozen=True, slots=True)
class Limit:
    """A cut-off with the people it is for: sex, and ages from and to in completed years where the table has bands.

    `since` and `until` are the first and last day on which it counts, where a table was revised.
    """

    cut_off: CutOff
    sex: Sex
    age_from: int | None = None
    age_to: int | None = None
    since: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Is this the table's limit on this day?"""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def is_for(self, sex: Sex, age_years: int | None) -> bool:
        """Is this the limit for a person of this sex and age? An unknown age is in no band."""
        if sex is not self.sex:
            return False
        if self.age_from is None and self.age_to is None:
            return True
        if age_years is None:
            return False
        return (self.age_from or 0) <= age_years and (self.age_to is None or age_years <= self.age_to)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a published table: which fact it judges, for which step, by which limits.

    `resolution` is the smallest difference that the measurement shows. `unable_fact` says that the test was tried and
    could not be done. `method` is dxa or bia where the table tells them apart.
    """

    id: str
    step: str
    fact: str
    unit: str
    resolution: float
    limits: tuple[Limit, ...]
    method: str | None = None
    unable_fact: str | None = None

    def cut_off_for(self, facts: Facts) -> CutOff | None:
        """The limit for this person, or None where the table has none (sex or age not covered)."""
        sex, age_years, day = facts.sex, facts.age_years, facts.as_of
        for limit in self.limits:
            if limit.sex is sex and limit.is_for(sex, age_years) and limit.counts_on(day):
                return limit.cut_off
        return None


def _limit(raw: Mapping[str, Any], rule: Record, unit: str) -> Limit:
    if raw["met_when"] not in COMPARATORS:
        raise BadRecordError(f"rule record {rule.id}: 'met_when' must be one of {', '.join(COMPARATORS)}.")
    cut_off = CutOff(
        value=float(raw["value"]),
        unit=unit,
        met_when=raw["met_when"],
        source=raw.get("source", rule.sources[0][0]),
        grade=raw.get("grade", rule.grade),
    )
    return Limit(cut_off, Sex(raw["sex"]), raw.get("age_from"), raw.get("age_to"), raw.get("from"), raw.get("until"))


def _check_apart(limits: tuple[Limit, ...], rule: Record) -> None:
    """Refuses two limits for one person on one day: bands of age or time that overlap."""
    for one, other in combinations(limits, 2):
        if one.sex is other.sex and _meet(one, other):
            raise BadRecordError(
                f"rule record {rule.id}: two 'cut_offs' for {one.sex} overlap in age and time. Make the bands meet, "
                "not overlap."
            )


def _meet(one: Limit, other: Limit) -> bool:
    """Do the ages and the days of two limits have one in common?"""
    begins = (one.since or date.min, other.since or date.min)
    ends = (one.until or date.max, other.until or date.max)
    from_ages = max(one.age_from or 0, other.age_from or 0)
    to_ages = [age for age in (one.age_to, other.age_to) if age is not None]
    return max(begins) <= min(ends) and all(from_ages <= age for age in to_ages)


def read_criterion(rule: Record, definition: str | None = None) -> Criterion:
    """A criterion from its record; of a shared record, the cut-offs of one definition.

    Raises BadRecordError on an unknown fact or comparator.
    """
    values = rule.values
    if values["fact"] not in measures():
        raise BadRecordError(f"rule record {rule.id}: 'fact' must be a measure of rules/measures.toml.")
    unit = measures()[values["fact"]].unit
    wanted = (raw for raw in values["cut_offs"] if raw.get("definition", definition) == definition)
    limits = tuple(_limit(raw, rule, unit) for raw in wanted)
    _check_apart(limits, rule)
    return Criterion(
        id=rule.id,
        step=values["step"],
        fact=values["fact"],
        unit=unit,
        resolution=float(values["resolution"]),
        limits=limits,
        method=values.get("method"),
        unable_fact=values.get("unable_fact"),
    )


@cache
def criterion(identifier: str) -> Criterion:
    """One criterion by the id of its record."""
    return read_criterion(record(identifier))


@cache
def case_finding_criteria(definition: str) -> tuple[Criterion, ...]:
    """The case-finding criteria in use under a definition; disabled records are left out."""
    rules = (rule for rule in records("staging/case_finding").values() if "cut_offs" in rule.values)
    enabled = (read_criterion(rule, definition) for rule in rules if rule.values.get("enabled", True))
    return tuple(item for item in enabled if item.limits)
