"""May this person be assessed at all, and which measuring means are open to them?"""

from __future__ import annotations

from datetime import date

from rules.assessment import Standing
from rules.catalogue import record as rule
from rules.facts import Condition, PatientRecord, Sex
from rules.nutrition.windows import within_days, within_months
from rules.unusable import unusable_tests

_HEART_FAILURE = ("heart_failure",)


def standing(record: PatientRecord, day: date) -> Standing:
    """Whether staging makes sense for this person on this day, and if not, the plain reason."""
    if record.deceased:
        return Standing.DECEASED
    if record.birth_date is None and record.sex is Sex.UNKNOWN and _is_empty(record):
        return Standing.NO_DATA
    age_years = record.age_on(day)
    if age_years is None:
        return Standing.AGE_UNKNOWN
    if age_years < rule("eligibility.age").values["years_at_least"]:
        return Standing.UNDER_AGE
    if record.sex is Sex.UNKNOWN:
        return Standing.SEX_UNKNOWN
    if record.sex is Sex.OTHER:
        return Standing.SEX_NOT_COVERED
    return Standing.NO_DATA if _is_empty(record) else Standing.ASSESSED


def _is_empty(record: PatientRecord) -> bool:
    """Was everything read, and is there nothing to go by, nor anything that was meant to be?"""
    problems = [one for one in record.conditions if one.source.resource_type != "Patient"]
    held = (record.series, problems, record.medications, record.allergies, record.procedures)
    return not any(held) and not record.unread(*record.reads) and not unusable_tests(record)


def cautions(record: PatientRecord, day: date) -> frozenset[str]:
    """What speaks against a measuring method: `no_bia` with a device, water or a missing limb; `dialysis`."""
    limits, indexes = rule("eligibility.no_bia").values, record.indexes
    unreliable = indexes.problems.has(limits["concepts"]) or any(
        _holds_fluid(item, day) for item in indexes.problems.under(_HEART_FAILURE)
    )
    found = ["no_bia"] if unreliable or indexes.procedures.has(limits["procedures"]) else []
    if _on_dialysis(record, day):
        found.append("dialysis")
    return frozenset(found)


def _holds_fluid(failing: Condition, day: date) -> bool:
    """Is this heart failure of the worst class, or was it decompensated lately?"""
    limits, said = rule("eligibility.no_bia").values, failing.qualifiers
    if not said.isdisjoint(limits["heart_failure_qualifiers"]):
        return True
    passing: list[str] = limits["heart_failure_recent_qualifiers"]
    return not said.isdisjoint(passing) and within_months(failing.since, limits["heart_failure_recent_months"], day)


def _on_dialysis(record: PatientRecord, day: date) -> bool:
    meaning = rule("eligibility.bia_on_dialysis").values
    if record.indexes.problems.has(meaning["concepts"]):
        return True
    sessions = record.indexes.procedures.under(meaning["procedures"])
    return any(within_days(item.on, meaning["session_counts_for_days"], day) for item in sessions)
