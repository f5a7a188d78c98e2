"""Illness that raises the need for protein: acute illness, pressure ulcer, recent hip fracture, cirrhosis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from rules.catalogue import record as rule
from rules.facts import Condition, PatientRecord
from rules.nutrition.windows import within_months


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of illness: its concepts, and those of them that are events, which count whatever became of them."""

    concepts: frozenset[str]
    events: frozenset[str]

    @classmethod
    def of(cls, concepts: Iterable[str]) -> _Kind:
        named = frozenset(concepts)
        return cls(named, named.intersection(rule("nutrition.acute_illness").values["events"]))


@cache
def _acute() -> _Kind:
    return _Kind.of(rule("nutrition.acute_illness").values["concepts"])


@cache
def _hip_fracture() -> _Kind:
    return _Kind.of(rule("nutrition.acute_illness").values["hip_fracture_concepts"])


@cache
def _injury() -> _Kind:
    return _Kind.of(rule("nutrition.glim").values["injuries"])


def acute_illness(record: PatientRecord, day: date) -> tuple[Condition, ...]:
    """Acute illness of the last months; an undated one counts as now."""
    return _recent(record, _acute(), day)


def inpatient(record: PatientRecord) -> bool:
    """Does an inpatient stay run now?"""
    return any(encounter.inpatient and encounter.running for encounter in record.encounters)


def failing_heart(record: PatientRecord, day: date) -> tuple[Condition, ...]:
    """Heart failure that is said to be decompensated, now or within the months for which that counts."""
    limits = rule("nutrition.dry_weight").values
    passing, months = frozenset(limits["heart_failure_recent_qualifiers"]), limits["heart_failure_recent_months"]
    failing = record.active_conditions("heart_failure")
    return tuple(item for item in failing if item.qualifiers & passing and within_months(item.since, months, day))


def recent_hip_fracture(record: PatientRecord, day: date) -> tuple[Condition, ...]:
    """A hip fracture of the last months."""
    return _recent(record, _hip_fracture(), day)


def recent_injury(record: PatientRecord, day: date) -> tuple[Condition, ...]:
    """Any fracture of the last months."""
    return _recent(record, _injury(), day)


def pressure_ulcer(record: PatientRecord) -> tuple[Condition, ...]:
    """A pressure ulcer on the problem list."""
    return record.active_conditions(*rule("nutrition.acute_illness").values["pressure_ulcer_concepts"])


def cirrhosis(record: PatientRecord) -> tuple[Condition, ...]:
    """Cirrhosis on the problem list."""
    return record.active_conditions(*rule("nutrition.acute_illness").values["cirrhosis_concepts"])


def _recent(record: PatientRecord, kind: _Kind, day: date) -> tuple[Condition, ...]:
    now, past = record.indexes.problems.under(kind.concepts), record.indexes.past.under(kind.events)
    if not now and not past:
        return ()
    months: int = rule("nutrition.acute_illness").values["months"]
    found = tuple(item for item in now if within_months(item.since, months, day))
    return found + tuple(item for item in past if item.since is not None and within_months(item.since, months, day))
