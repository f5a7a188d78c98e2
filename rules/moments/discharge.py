"""Discharge: the plan goes home, the stay itself was a risk, and somebody has to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Context
from rules.facts import Facts, PatientRecord
from rules.moments.person import (
    has_little_muscle,
    is_open,
    is_prompted,
    is_screened,
    missing,
    older_than,
    stay,
)

FOLLOW_UP = "moments.discharge.follow_up"


@dataclass(frozen=True, slots=True)
class Discharge:
    """What a discharge asks for. `days` is how long the stay lasted, None where its beginning is not recorded.

    `measure` are the tests of legs and strength that have no value, or none from this stay. `again_on` is the day by
    which the person is to be seen. `points` are ids of what goes home with the person.
    """

    known: bool
    inpatient: bool
    days: int | None
    measure: tuple[str, ...]
    again_on: date
    points: tuple[str, ...]


def discharge(
    record: PatientRecord, facts: Facts, staging: Staging, triggers: tuple[str, ...], context: Context
) -> Discharge | None:
    """What goes home, or None where nothing is asked for: somebody who was measured in this stay and is well."""
    values = rule(FOLLOW_UP).values
    contact = stay(record, context)
    inpatient = contact is not None and contact.inpatient
    begun = contact.start if contact is not None else None
    tests = values["tests"]
    measure = (*missing(tests, facts), *(older_than(tests, facts, begun) if begun else ()))
    known = has_little_muscle(staging)
    if not known and not _asks(staging, facts, triggers, inpatient, measure):
        return None
    return Discharge(
        known=known,
        inpatient=inpatient,
        days=(context.day - begun).days if begun and inpatient else None,
        measure=tuple(name for name in tests if name in measure),
        again_on=context.day + timedelta(days=values["again_after_days"]),
        points=_points(triggers, known, inpatient),
    )


def _asks(staging: Staging, facts: Facts, triggers: tuple[str, ...], inpatient: bool, measure: tuple[str, ...]) -> bool:
    """Does somebody without known low muscle have to be measured: stage open, or well before the stay began only?"""
    if is_open(staging):
        return is_prompted(staging, triggers) or (inpatient and is_screened(facts, staging))
    return inpatient and bool(measure) and len(measure) == len(rule(FOLLOW_UP).values["tests"])


def _points(triggers: tuple[str, ...], known: bool, inpatient: bool) -> tuple[str, ...]:
    values = rule(FOLLOW_UP).values
    fed_badly = values["malnutrition_trigger"] in triggers
    return (
        *(values["stay_points"] if inpatient else ()),
        *(values["plan_points"] if known else ()),
        *(values["malnutrition_points"] if fed_badly else ()),
    )
