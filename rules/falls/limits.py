"""Limits of fall tests as their records write them, and the evidence behind an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.answers import Answer, any_measured
from rules.catalogue import BadRecordError, Record, record
from rules.evidence import Evidence
from rules.facts import Condition, Encounter, Fact, Facts, Measurement, Medication, Sex
from rules.staging.cut_offs import COMPARATORS

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN
_NOISE_DIGITS = 6  # far finer than any measurement


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of one fact, for the people it is for: a sex and an age band where its table has them."""

    rule: str
    fact: str
    met_when: str
    value: float
    compare: Callable[[float, float], bool]
    sex: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None

    def is_for(self, facts: Facts) -> bool:
        """Is this the limit for a person of this sex and age? An unknown age is in no band."""
        if self.sex is not None and facts.sex is not self.sex:
            return False
        if self.age_from is None or self.age_to is None:
            return True
        return facts.age_years is not None and self.age_from <= facts.age_years <= self.age_to

    def is_met_by(self, value: float) -> bool:
        """Does a value lie beyond this limit?"""
        return self.compare(round(value, _NOISE_DIGITS), self.value)

    def answer(self, facts: Facts) -> Answer:
        """Is it met by the value in use, or by another of that day? Not known without a value that counts."""
        fact = facts.by_name.get(self.fact)
        if fact is None or fact.stale or not self.is_for(facts):
            return NOT_KNOWN
        return MET if any(map(self.is_met_by, (fact.value, *fact.conflicts))) else NOT_MET


def _limit(rule: Record, raw: Mapping[str, Any]) -> Limit:
    if raw["met_when"] not in COMPARATORS:
        raise BadRecordError(f"rule record {rule.id}: 'met_when' must be one of {', '.join(COMPARATORS)}.")
    return Limit(
        rule=rule.id,
        fact=raw["fact"] if "fact" in raw else rule.values["fact"],
        met_when=raw["met_when"],
        value=float(raw["value"]),
        compare=COMPARATORS[raw["met_when"]],
        sex=Sex(raw["sex"]) if "sex" in raw else None,
        age_from=raw.get("age_from"),
        age_to=raw.get("age_to"),
    )


@cache
def limits_of(identifier: str) -> tuple[Limit, ...]:
    """Every limit of one record. Raises BadRecordError on an unknown comparator or on age bands that overlap."""
    rule = record(identifier)
    limits = tuple(_limit(rule, raw) for raw in rule.values.get("limits", (rule.values,)))
    check_bands(rule.id, limits)
    return limits


def check_bands(rule: str, limits: Iterable[Limit]) -> None:
    """Refuses two limits for one age and sex. Raises BadRecordError."""
    last: dict[tuple[str, Sex | None], int] = {}
    for limit in limits:
        if limit.age_from is None or limit.age_to is None:
            continue
        who = limit.fact, limit.sex
        if limit.age_from <= last.get(who, -1) or limit.age_to < limit.age_from:
            raise BadRecordError(f"rule record {rule}: 'limits' must be age bands in order that do not overlap.")
        last[who] = limit.age_to


def answer_of(identifier: str, facts: Facts) -> Answer:
    """Is at least one limit of a record met, among those that this person's values can answer?"""
    limits = limits_of(identifier)
    if len(limits) == 1:
        return limits[0].answer(facts)
    by_name = facts.by_name
    return any_measured([limit.answer(facts) for limit in limits if limit.fact in by_name])


def of_fact(fact: Fact | Measurement) -> Evidence:
    """A value as evidence."""
    return Evidence(fact.name, fact.source, fact.value, fact.unit, fact.on, fact.bound)


def of_values(identifier: str, facts: Facts) -> tuple[Evidence, ...]:
    """The values that meet the limits of a record."""
    met = [limit.fact for limit in limits_of(identifier) if limit.answer(facts) is MET]
    return tuple(of_fact(facts.by_name[name]) for name in dict.fromkeys(met)) if met else ()


def of_problems(items: Iterable[Condition]) -> tuple[Evidence, ...]:
    """Problems as evidence, with the day on which they can last have begun."""
    return tuple(Evidence(item.label, item.source, on=item.since) for item in items)


def of_drug(item: Medication) -> Evidence:
    """A drug as evidence."""
    return Evidence(item.label, item.source, on=item.on)


def of_stay(item: Encounter) -> Evidence:
    """A hospital stay as evidence, by the day on which it ended, else began; it has no name of its own."""
    return Evidence("", item.source, on=item.end or item.start)
