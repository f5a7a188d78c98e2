"""Illness that raises the need for protein: acute illness, pressure ulcer, recent hip fracture, cirrhosis."""

from __future__ import annotations

from datetime import date

from rules.catalogue import record as rule
from rules.facts import Condition, PatientRecord
from rules.nutrition.windows import within_months


def acute_illness(record: PatientRecord, day: date) -> tuple[Condition, ...]:
    """Acute illness of the last months; an undated one counts as now."""
    meaning = rule("nutrition.acute_illness").values
    return _recent(record, meaning["concepts"], meaning["months"], day)


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
    meaning = rule("nutrition.acute_illness").values
    return _recent(record, meaning["hip_fracture_concepts"], meaning["months"], day)


def recent_injury(record: PatientRecord, day: date) -> tuple[Condition, ...]:
    """Any fracture of the last months."""
    months: int = rule("nutrition.acute_illness").values["months"]
    return _recent(record, rule("nutrition.glim").values["injuries"], months, day)


def pressure_ulcer(record: PatientRecord) -> tuple[Condition, ...]:
    """A pressure ulcer on the problem list."""
    return record.active_conditions(*rule("nutrition.acute_illness").values["pressure_ulcer_concepts"])


def cirrhosis(record: PatientRecord) -> tuple[Condition, ...]:
    """Cirrhosis on the problem list."""
    return record.active_conditions(*rule("nutrition.acute_illness").values["cirrhosis_concepts"])


def _recent(record: PatientRecord, concepts: list[str], months: int, day: date) -> tuple[Condition, ...]:
    found = tuple(item for item in record.active_conditions(*concepts) if within_months(item.since, months, day))
    events = rule("nutrition.acute_illness").values["events"]
    past = record.indexes.past.under([name for name in concepts if name in events])
    return found + tuple(item for item in past if item.since is not None and within_months(item.since, months, day))
