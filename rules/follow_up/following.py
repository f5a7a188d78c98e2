"""Everything that following up has to say of one person, put together."""

from __future__ import annotations

from datetime import date, timedelta

from rules.assessment import ExercisePlan, NutritionPlan, Staging, Withheld
from rules.catalogue import record as rule
from rules.context import Context
from rules.facts import Facts, PatientRecord
from rules.follow_up.answer import FollowUp, Response
from rules.follow_up.changes import changes
from rules.follow_up.course import outcome, stage_before_band
from rules.follow_up.response import recheck, response
from rules.follow_up.schedule import at_once, concerns, reviews, then_months

COMFORT = "K25."
NOT_WORKING = (Response.NO_RESPONSE, Response.ADHERENCE_UNKNOWN)


def follow_up(
    record: PatientRecord,
    facts: Facts,
    staging: Staging,
    exercise: ExercisePlan | Withheld | None,
    nutrition: NutritionPlan | Withheld | None,
    context: Context,
) -> FollowUp:
    """What the follow-up of a person shows on the day of a context, and what comes next.

    In palliative care there are no targets and no restaging: comfort comes first (K25).
    """
    if is_comfort(exercise) or is_comfort(nutrition):
        return FollowUp(started=None, reviews=(), then_months=None)
    day, mass_index = context.day, context.site.mass_index
    started = plan_start(record, context)
    found = tuple(changes(record, facts, started))
    answer = response(found, day, started, context.adherence_percent)
    planned = started is not None or isinstance(exercise, ExercisePlan) or isinstance(nutrition, NutritionPlan)
    return FollowUp(
        started=started,
        reviews=reviews(record, day, started, concerns(record, facts, nutrition)) if planned else (),
        then_months=then_months(staging, facts),
        at_once=tuple(at_once(record, facts)),
        changes=found,
        outcome=None if started is None else outcome(record, facts, staging, mass_index, started),
        response=answer,
        recheck=recheck(facts) if answer in NOT_WORKING else (),
        stage_before_band=stage_before_band(record, facts, staging, mass_index),
    )


def is_comfort(plan: ExercisePlan | NutritionPlan | Withheld | None) -> bool:
    """Was a plan withheld because comfort comes first?"""
    return isinstance(plan, Withheld) and any(name.startswith(COMFORT) for name in plan.reasons)


def plan_start(record: PatientRecord, context: Context) -> date | None:
    """The day on which the plan began: as told, else by the newest active order for training; None if neither."""
    if context.plan_started is not None:
        return context.plan_started
    numbers = rule("follow_up.plan_start").values
    first = context.day - timedelta(days=numbers["oldest_days"])
    days = [item.on for item in record.indexes.orders.under(numbers["orders"]) if item.on and first <= item.on]
    return max(days, default=None)
