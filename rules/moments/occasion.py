"""The moment of care around an assessment: what it asks for, and what it says of drafted orders."""

from __future__ import annotations

from dataclasses import dataclass

from rules.assessment import Assessment, Safety, Severity, Staging
from rules.context import Context, Moment
from rules.evidence import Evidence
from rules.facts import Ignored, PatientRecord
from rules.moments.admission import Admission, admission
from rules.moments.discharge import Discharge, discharge
from rules.moments.new_problem import NewProblem, new_problem
from rules.nutrition.guards import Examination
from rules.orders import Concern, concerns
from rules.orders.case import OrderCase
from rules.orders.judge import not_assessed, unclear_concerns

DRAFTING = (Moment.ORDER_SELECT, Moment.ORDER_SIGN)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a moment of care adds to an assessment.

    `unclear` is what came with the moment and could not be understood; `stops_from` are the entries just put on the
    problem list that stand behind a stop.
    """

    moment: Moment
    concerns: tuple[Concern, ...] = ()
    admission: Admission | None = None
    discharge: Discharge | None = None
    new_problem: NewProblem | None = None
    unclear: tuple[Ignored, ...] = ()
    stops_from: tuple[Evidence, ...] = ()


def occasion(
    record: PatientRecord, assessment: Assessment, context: Context, examined: Examination | None
) -> Occasion | None:
    """What this moment asks for; None for an opened chart. Without `examined` nobody was assessed."""
    moment, staging, safety = context.moment, _staging(assessment), assessment.safety
    if moment is Moment.PATIENT_VIEW:
        return None
    if staging is None or safety is None or examined is None:
        return Occasion(moment, not_assessed(context, assessment.standing), unclear=context.unclear)
    facts, triggers = assessment.facts, assessment.triggers
    return Occasion(
        moment=moment,
        concerns=_concerns(record, assessment, context, staging, safety, examined),
        admission=admission(facts, staging, triggers, context) if moment is Moment.ENCOUNTER_START else None,
        discharge=discharge(record, facts, staging, triggers, context)
        if moment is Moment.ENCOUNTER_DISCHARGE
        else None,
        new_problem=new_problem(record, staging, safety, context) if moment is Moment.PROBLEM_LIST else None,
        unclear=context.unclear,
        stops_from=_stops_from(safety, context),
    )


def _staging(assessment: Assessment) -> Staging | None:
    """The staging that prescriptions follow."""
    return assessment.dosing_staging or assessment.staging


def _concerns(
    record: PatientRecord,
    assessment: Assessment,
    context: Context,
    staging: Staging,
    safety: Safety,
    examined: Examination,
) -> tuple[Concern, ...]:
    plans = assessment.exercise, assessment.nutrition
    if context.moment is Moment.PROBLEM_LIST:
        return unclear_concerns(context.unclear)
    if context.moment not in DRAFTING or plans[0] is None or plans[1] is None:
        return ()
    return concerns(OrderCase(record, assessment.facts, context, staging, safety, examined, plans[0], plans[1]))


def _stops_from(safety: Safety, context: Context) -> tuple[Evidence, ...]:
    new = set(context.new_problems)
    stops = (item for item in safety.findings if item.severity is Severity.STOP)
    return tuple(dict.fromkeys(piece for item in stops for piece in item.evidence if piece.source in new))
