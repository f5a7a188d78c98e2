"""May this person be assessed at all, and which measuring means are open to them?"""

from __future__ import annotations

from datetime import date

from rules.assessment import Standing
from rules.catalogue import record as rule
from rules.facts import PatientRecord, Sex
from rules.nutrition.windows import within_days, within_months
from rules.unusable import unusable_tests


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
    limits = rule("eligibility.no_bia").values
    lasting, passing = set(limits["heart_failure_qualifiers"]), set(limits["heart_failure_recent_qualifiers"])
    recent = limits["heart_failure_recent_months"]
    unreliable = record.active_conditions(*limits["concepts"]) or any(
        lasting & item.qualifiers or (passing & item.qualifiers and within_months(item.since, recent, day))
        for item in record.active_conditions("heart_failure")
    )
    operated = record.indexes.procedures.has(frozenset(limits["procedures"]))
    found = {"no_bia"} if unreliable or operated else set()
    return frozenset(found | {"dialysis"} if _on_dialysis(record, day) else found)


def _on_dialysis(record: PatientRecord, day: date) -> bool:
    meaning = rule("eligibility.bia_on_dialysis").values
    sessions = record.indexes.procedures.under(meaning["procedures"])
    lately = any(within_days(item.on, meaning["session_counts_for_days"], day) for item in sessions)
    return lately or bool(record.active_conditions(*meaning["concepts"]))
