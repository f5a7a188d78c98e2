"""What makes a missing measurement worth asking for: conditions of the hospital route, and positive case finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from rules.answers import Answer
from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Criteria
from rules.facts import Facts, PatientRecord
from rules.staging.case_finding.finding import STEP as CASE_FINDING_STEP
from rules.staging.case_finding.finding import case_finding
from rules.unusable import UNNAMED, unusable_tests

CASE_FINDING = "case_finding_positive"
UNUSABLE = "unusable_measurement"
_FALL = ("fall",)
_NONE: frozenset[str] = frozenset()


def screening_triggers(record: PatientRecord, facts: Facts, staged: Staging | None = None) -> tuple[str, ...]:
    """The reasons to test this person for sarcopenia, most telling first; ids whose words stand under `trigger.`.

    AWGS 2019, case finding in hospitals. Case finding is read by the limits that AWGS 2019 and 2025 share; `staged` is
    the stage of these facts, where the caller knows it already.
    """
    order, by_concept = _conditions()
    measured = (weight_loss(record, facts), repeated_falls(record, facts), low_mna_sf(facts))
    found = {name for name in measured if name is not None}
    for name in record.indexes.problems.places:
        found |= by_concept.get(name, _NONE)
    if _is_found(facts, staged):
        found.add(CASE_FINDING)
    if record.ignored and tried_in_vain(record, facts):
        found.add(UNUSABLE)
    return tuple([name for name in order if name in found]) if found else ()


@cache
def _conditions() -> tuple[tuple[str, ...], Mapping[str, frozenset[str]]]:
    """Every trigger in the order in which they are told, and those that a problem stands for."""
    entries = rule("trigger_rules.conditions").values["concepts"]
    by_concept: dict[str, frozenset[str]] = {}
    for entry in entries:
        for concept in entry["any_of"]:
            by_concept[concept] = by_concept.get(concept, _NONE) | {entry["trigger"]}
    return (CASE_FINDING, *(entry["trigger"] for entry in entries), UNUSABLE), by_concept


def _is_found(facts: Facts, staged: Staging | None) -> bool:
    """Is case finding positive?"""
    if staged is not None and staged.criteria is Criteria.AWGS2019 and CASE_FINDING_STEP in staged.steps:
        return staged.steps[CASE_FINDING_STEP] is Answer.MET
    return any(result.answer is Answer.MET for result in case_finding(facts, Criteria.AWGS2019))


def tried_in_vain(record: PatientRecord, facts: Facts) -> bool:
    """Was a test recorded that cannot be used, and is no value of it known otherwise?

    An observation without a readable name counts only where the record holds no measurement at all.
    """
    names = unusable_tests(record)
    return any(facts.get(name) is None for name in names - {UNNAMED}) or (UNNAMED in names and not record.series)


def weight_loss(record: PatientRecord, facts: Facts) -> str | None:
    """The trigger, if the weight in use is at least 5 % below an earlier one of the same month.

    Whether the loss was intended is not in the record; the card says so.
    """
    numbers = rule("trigger_rules.weight_loss").values
    latest = facts.get("weight_kg")
    if latest is None:
        return None
    first_day = latest.on - timedelta(days=numbers["within_days"])
    earlier = [item.value for item in record.series.get("weight_kg", ()) if first_day <= item.on < latest.on]
    if not earlier:
        return None
    lost = max([100 * (before - latest.value) / before for before in earlier])
    return str(numbers["trigger"]) if round(lost, 6) >= numbers["percent_at_least"] else None


def repeated_falls(record: PatientRecord, facts: Facts) -> str | None:
    """The trigger, if falls are recorded on two or more days of the last twelve months."""
    indexes = record.indexes
    falls = (*indexes.problems.under(_FALL), *indexes.past.under(_FALL))
    if not falls:
        return None
    numbers = rule("trigger_rules.repeated_falls").values
    first_day = facts.as_of - timedelta(days=numbers["within_days"])
    days = {item.since for item in falls if item.since is not None}
    recent = sum(first_day <= day <= facts.as_of for day in days)
    return str(numbers["trigger"]) if recent >= numbers["falls_at_least"] else None


def low_mna_sf(facts: Facts) -> str | None:
    """The trigger, if the short Mini Nutritional Assessment says malnourished."""
    numbers = rule("trigger_rules.malnutrition").values
    points = facts.value(numbers["fact"])
    return str(numbers["trigger"]) if points is not None and points <= numbers["points_at_most"] else None
