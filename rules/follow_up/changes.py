"""How much a measure has changed, and whether one person's change of that size means anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from rules.catalogue import BadRecordError, records
from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Fact, Facts, Measurement, PatientRecord
from rules.follow_up.answer import Change, Direction, Verdict
from rules.measures import measures

COMPARED = "change.compared"
_NOISE_DIGITS = 6  # far finer than any measurement
_WAYS = {"up": 1, "down": -1}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What counts for one measure; `sign` is +1 where more is better. None is what nobody has settled."""

    rule: str
    fact: str
    sign: int
    worthwhile: float | None
    important: float | None
    error: float | None
    same_method: bool


@cache
def meanings() -> tuple[Meaning, ...]:
    """Every measure that is followed, in the order of the records. Raises BadRecordError on an unknown fact or way."""
    found = []
    for entry in records("follow_up/changes").values():
        values = entry.values
        if "fact" not in values:
            continue
        if values["fact"] not in measures() or values["better"] not in _WAYS:
            raise BadRecordError(f"rule record {entry.id}: 'fact' must be a measure and 'better' up or down.")
        found.append(
            Meaning(
                rule=entry.id,
                fact=values["fact"],
                sign=_WAYS[values["better"]],
                worthwhile=values.get("worthwhile"),
                important=values.get("important"),
                error=values.get("error"),
                same_method=values.get("same_method", False),
            )
        )
    return tuple(found)


def changes(record: PatientRecord, facts: Facts, started: date | None) -> Iterator[Change]:
    """The change of every followed measure that has a value now and one to compare it with."""
    for meaning in meanings():
        fact = facts.get(meaning.fact)
        if fact is None or fact.bound:
            continue
        before = _before(record, fact, started)
        if before is not None:
            yield change_of(meaning, before, fact)


def _before(record: PatientRecord, fact: Fact, started: date | None) -> Measurement | None:
    """The value to compare with: the last one before the plan, or, without a plan, the last one weeks older."""
    numbers = rule(COMPARED).values
    last = fact.on - timedelta(days=numbers["apart_days"])
    if started is not None:
        last = min(started + timedelta(days=numbers["grace_days"]), fact.on - timedelta(days=1))
    first = (started or fact.on) - timedelta(days=numbers["oldest_days"])
    days = [one for one in record.series.get(fact.name, ()) if first <= one.on <= last and not one.bound]
    if not days:
        return None
    latest = [one for one in days if one.on == days[-1].on]
    return max(latest, key=lambda one: one.value) if measures()[fact.name].combine == "best_hand" else latest[-1]


def change_of(meaning: Meaning, before: Measurement, now: Fact) -> Change:
    """One value against another, by what counts for their measure."""
    difference = round(now.value - before.value, _NOISE_DIGITS)
    comparable = not meaning.same_method or before.method == now.method
    return Change(
        measure=meaning.fact,
        before=_evidence(before),
        now=_evidence(now),
        change=difference,
        unit=now.unit,
        direction=_direction(difference * meaning.sign),
        verdict=verdict(meaning, abs(difference)) if comparable else Verdict.NOT_COMPARABLE,
        rule=meaning.rule,
        error=meaning.error,
        important=meaning.important,
    )


def verdict(meaning: Meaning, size: float) -> Verdict:
    """How much a change of this size counts; where the error is not settled, it always has to be confirmed."""
    certain = meaning.error is not None and size >= meaning.error
    if meaning.important is not None and size >= meaning.important:
        return Verdict.IMPORTANT if certain else Verdict.IMPORTANT_TO_CONFIRM
    if certain:
        return Verdict.MEASURABLE
    if meaning.worthwhile is not None and size >= meaning.worthwhile:
        return Verdict.MEASURABLE_TO_CONFIRM
    return Verdict.WITHIN_ERROR


def _direction(gain: float) -> Direction:
    return Direction.BETTER if gain > 0 else Direction.WORSE if gain < 0 else Direction.SAME


def _evidence(one: Fact | Measurement) -> Evidence:
    return Evidence(one.name, one.source, one.value, one.unit, one.on)
