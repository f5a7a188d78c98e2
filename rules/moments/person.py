"""Questions that admission and discharge share: who is to be looked at, which stay this is, what is measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from rules.answers import Answer
from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Context
from rules.facts import Encounter, Facts, PatientRecord

WHO = "moments.who"


def has_little_muscle(staging: Staging) -> bool:
    """Is this a stage in which muscle or strength is known to be low?"""
    return staging.stage in rule(WHO).values["stages"]


def is_open(staging: Staging) -> bool:
    """Is the stage still to be found?"""
    return staging.stage in rule(WHO).values["open_stages"]


def is_screened(facts: Facts, staging: Staging) -> bool:
    """Is this person of an age at which the definition in use screens everybody?"""
    age, from_years = facts.age_years, rule(WHO).values["years_at_least"][str(staging.criteria)]
    return age is not None and age >= from_years


def is_prompted(staging: Staging, triggers: tuple[str, ...]) -> bool:
    """Is there a trigger, a positive case finding, or a criterion that is met?"""
    return bool(triggers) or Answer.MET in staging.steps.values()


def stay(record: PatientRecord, context: Context) -> Encounter | None:
    """The contact that the moment belongs to: by its id, else the inpatient stay that runs now."""
    named = [item for item in record.encounters if item.source.resource_id == context.encounter]
    running = [item for item in record.encounters if item.inpatient and item.running]
    return next(iter(named or running), None)


def missing(names: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """The measures that have no value in use."""
    return tuple(name for name in names if facts.get(name) is None)


def older_than(names: Iterable[str], facts: Facts, first_day: date) -> tuple[str, ...]:
    """The measures whose value in use was taken before a day."""
    return tuple(name for name in names if (fact := facts.get(name)) is not None and fact.on < first_day)


def days_before(day: date, days: int) -> date:
    """So many days earlier."""
    return day - timedelta(days=days)
