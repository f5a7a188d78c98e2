"""What became of the stage since a plan began: reversed, sustained, still met, or not to be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from rules import eligibility, selection
from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Criteria, MassIndex
from rules.facts import Facts, PatientRecord
from rules.follow_up.answer import Course, Outcome
from rules.staging import stage

NOT_STAGED = ("not_assessable", "not_applicable")
BAND_CHANGED = "band_changed"
MASS_NOT_REPEATED = "mass_not_repeated"


def outcome(
    record: PatientRecord, facts: Facts, staging: Staging, mass_index: MassIndex, started: date
) -> Outcome | None:
    """The course of the stage since a plan began, by the definition and the age band of its first day.

    None where the plan has not begun.
    """
    if started > facts.as_of:
        return None
    numbers = rule("follow_up.reversed").values
    at_start = selection.select(record, started).facts
    was = _stage(record, at_start, staging.criteria, mass_index, at_start.age_years)
    if was.stage in NOT_STAGED:
        return Outcome(Course.NOT_KNOWN, was.stage)
    if was.stage not in numbers["stages"]:
        return Outcome(Course.NOT_AT_START, was.stage, staging.stage)
    if not any(True for _ in _visits(record, facts, started)):
        return Outcome(Course.NOT_MEASURED_AGAIN, was.stage)
    if _method(at_start) != _method(facts) and _method(facts):
        return Outcome(Course.METHOD_CHANGED, was.stage, staging.stage)
    now = _stage(record, facts, staging.criteria, mass_index, at_start.age_years)
    notes = (BAND_CHANGED,) if now.stage != staging.stage else ()
    if now.stage in numbers["stages"]:
        return Outcome(Course.STILL_MET, was.stage, now.stage, notes=notes)
    if now.stage in NOT_STAGED:
        return Outcome(Course.NOT_KNOWN, was.stage, now.stage, notes=notes)
    if not _measured_since(record, numbers["mass_facts"], facts, started):
        notes = (*notes, MASS_NOT_REPEATED)
    visits = list(_visits(record, facts, started))
    lasting = timedelta(weeks=numbers["sustained_after_weeks"])
    age_years = at_start.age_years
    since = _since(record, visits, lasting, lambda then: _stage(record, then, was.criteria, mass_index, age_years))
    lasted = visits[-1] - since >= lasting
    return Outcome(Course.SUSTAINED if lasted else Course.REVERSED, was.stage, now.stage, since, notes)


def _since(record: PatientRecord, visits: list[date], lasting: timedelta, staged: Callable[[Facts], Staging]) -> date:
    """The first of the last visits in a row on which the stage was no longer met; the search ends where that lasts."""
    met = (*rule("follow_up.reversed").values["stages"], *NOT_STAGED)
    since = visits[-1]
    for day in reversed(visits[:-1]):
        if visits[-1] - since >= lasting or staged(selection.select(record, day).facts).stage in met:
            break
        since = day
    return since


def _visits(record: PatientRecord, facts: Facts, started: date) -> Iterator[date]:
    """The days after the start on which something that stages was measured, oldest first."""
    names = rule("follow_up.reversed").values["visit_facts"]
    days = {one.on for name in names for one in record.series.get(name, ()) if started < one.on <= facts.as_of}
    yield from sorted(days)


def _measured_since(record: PatientRecord, names: list[str], facts: Facts, started: date) -> bool:
    return any(started < one.on <= facts.as_of for name in names for one in record.series.get(name, ()))


def _method(facts: Facts) -> str:
    """How muscle mass was measured, or nothing."""
    found = (facts.get(name) for name in rule("follow_up.reversed").values["mass_facts"])
    return next((fact.method or "" for fact in found if fact is not None), "")


def _stage(
    record: PatientRecord, facts: Facts, criteria: Criteria, mass_index: MassIndex, age_years: int | None
) -> Staging:
    """The stage of some facts by a definition and in an age band."""
    cautions = eligibility.cautions(record, facts.as_of)
    return stage(replace(facts, age_years=age_years), criteria, mass_index, cautions)


def stage_before_band(record: PatientRecord, facts: Facts, staging: Staging, mass_index: MassIndex) -> str:
    """In the first year of an age band: the stage that the same values would have had in the band before it.

    Empty where it is the same: a birthday changes no muscle.
    """
    last = rule("awgs2025.ages").values["younger_band_until_years"]
    if staging.criteria is not Criteria.AWGS2025 or facts.age_years is None or facts.age_years - 1 != last:
        return ""
    before = _stage(record, facts, staging.criteria, mass_index, last)
    return "" if before.stage == staging.stage else before.stage
