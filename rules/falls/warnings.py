"""Early warnings from the series of facts: what has changed or happened that asks for a look now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from rules.answers import Answer
from rules.catalogue import Record, records
from rules.catalogue import record as rule
from rules.context import Criteria
from rules.facts import Facts, Measurement, Medication, PatientRecord
from rules.falls.answer import Reason, Scale
from rules.falls.limits import answer_of, of_drug, of_fact, of_problems, of_stay, of_values
from rules.nutrition.windows import months_before
from rules.staging.cut_offs import criterion
from rules.staging.results import result_of

PREFIX = "falls.warning."
_NOISE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class _Rules:
    """The records of this file by what they look at; `named` are the problems that are events."""

    limits: tuple[str, ...]
    changes: tuple[Record, ...]
    events: tuple[Record, ...]
    named: frozenset[str]

    @classmethod
    def read(cls) -> _Rules:
        found = list(records("falls/warnings").values())
        events = tuple(entry for entry in found if "event" in entry.values)
        return cls(
            tuple(entry.id for entry in found if "limits" in entry.values),
            tuple(entry for entry in found if "change_of" in entry.values),
            events,
            frozenset(name for entry in events for name in entry.values["event"]),
        )


@cache
def _rules() -> _Rules:
    return _Rules.read()


def warnings(
    record: PatientRecord,
    facts: Facts,
    criteria: Criteria,
    already: tuple[Reason, ...],
    morse: Scale | None,
    taken: tuple[Medication, ...],
) -> tuple[Reason, ...]:
    """Every early warning of a day; `already` are those that other parts of this chapter found, `taken` risk drugs."""
    day = facts.as_of
    return (
        *_events(record, day),
        *already,
        *([Reason(morse.rule, (of_fact(morse.fact),))] if morse and morse.fact and morse.rule == "morse.high" else []),
        *_limits(facts),
        *_changes(record, facts),
        *_weak_grip(facts, criteria),
        *(_drugs(record, day, taken) if taken else ()),
        *(_discharges(record, day) if record.encounters else ()),
    )


def _events(record: PatientRecord, day: date) -> Iterator[Reason]:
    """What happened inside the window of its record, over or not; without a date it counts while it is active."""
    indexes = record.indexes
    if not indexes.problems.has(_rules().named) and not indexes.past.has(_rules().named):
        return
    for entry in _rules().events:
        named = entry.values["event"]
        if indexes.problems.has(named) or indexes.past.has(named):
            first = months_before(day, entry.values["months"])
            items = (*indexes.problems.under(named), *indexes.past.under(named))
            found = [item for item in items if (item.active if item.since is None else item.since >= first)]
            if found:
                yield Reason(entry.id, of_problems(found))


def _limits(facts: Facts) -> Iterator[Reason]:
    for name in ("steadi.tug", *_rules().limits):
        if answer_of(name, facts) is Answer.MET:
            yield Reason(name, of_values(name, facts))


def _changes(record: PatientRecord, facts: Facts) -> Iterator[Reason]:
    """The value in use against the last one of an earlier day inside the window: has it changed by so much?"""
    for entry in _rules().changes:
        fact = facts.get(entry.values["change_of"])
        if fact is None:
            continue
        before = last_before(record, fact.name, fact.on, months_before(fact.on, entry.values["months"]))
        if before is None:
            continue
        changed, limit = round(fact.value - before.value, _NOISE_DIGITS), entry.values["change"]
        if changed <= limit if limit < 0 else changed >= limit:
            yield Reason(entry.id, (of_fact(before), of_fact(fact)))


def last_before(record: PatientRecord, name: str, day: date, first: date) -> Measurement | None:
    """The last value of a series before a day and not before another; what was sent as a bound is no value."""
    series = record.series.get(name, ())
    return next((one for one in reversed(series) if first <= one.on < day and not one.bound), None)


def _weak_grip(facts: Facts, criteria: Criteria) -> Iterator[Reason]:
    """A grip below the limit of the site's definition."""
    result = result_of(facts, criterion(f"{criteria}.low_grip"))
    if result.answer is Answer.MET and result.fact is not None:
        yield Reason("fall.weak_grip", (of_fact(result.fact),))


def _drugs(record: PatientRecord, day: date, drugs: tuple[Medication, ...]) -> Iterator[Reason]:
    """A class begun lately, of which nothing older is on record, and several of these drugs together."""
    since = day - timedelta(days=rule(f"{PREFIX}new_drug").values["new_drug_days"])
    new = [item for item in drugs if item.on is not None and item.on >= since and not _older(record, item, since)]
    if new:
        yield Reason(f"{PREFIX}new_drug", tuple(map(of_drug, new)))
    if len(drugs) >= rule(f"{PREFIX}several_drugs").values["drugs_at_least"]:
        yield Reason(f"{PREFIX}several_drugs", tuple(map(of_drug, drugs)))


def _older(record: PatientRecord, drug: Medication, since: date) -> bool:
    """Was a drug of one of these classes on record before, or without a date?"""
    return any(
        item is not drug and item.classes & drug.classes and (item.on is None or item.on < since)
        for item in record.medications
    )


def _discharges(record: PatientRecord, day: date) -> Iterator[Reason]:
    since = day - timedelta(days=rule(f"{PREFIX}discharge").values["discharged_days"])
    stays = [
        stay
        for stay in record.encounters
        if stay.inpatient and not stay.running and stay.end and since <= stay.end <= day
    ]
    if stays:
        yield Reason(f"{PREFIX}discharge", tuple(map(of_stay, stays)))
