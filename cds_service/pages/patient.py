"""The sheet that the patient takes home, in plain words: what to train and eat, when to stop, when to come back."""

from __future__ import annotations

from datetime import timedelta

from cds_service.pages.frame import banner, frame
from cds_service.pages.patient_eating import eating_part
from cds_service.pages.patient_training import stop_now, stop_today, training_part
from cds_service.pages.printing import Printing, check_printable, course
from cds_service.pages.views import Banner, PatientSheet
from rules.assessment import ExercisePlan, NutritionPlan

_NO_PLAN = ("nothing_today", "they_will_talk")
_GOES_ON = {"exercise": "ordered_movement_goes_on", "nutrition": "arranged_food_goes_on"}


def patient_sheet(source: Printing) -> PatientSheet:
    """The sheet; what is withheld says so and holds no dose. Raises NoSheetError where none may be printed."""
    assessment, w = source.assessment, source.words
    check_printable(assessment)
    plan, food = assessment.exercise, assessment.nutrition
    training = training_part(plan, source) if isinstance(plan, ExercisePlan) else None
    eating = eating_part(food, w) if isinstance(food, NutritionPlan) else None
    return PatientSheet(
        frame=frame(source, "patient_title", _last_line(source)),
        banner=_banner(source),
        training=training,
        no_training=() if training else _no_plan("exercise", source),
        eating=eating,
        no_eating=() if eating else _no_plan("nutrition", source),
        stop_now=stop_now(w),
        stop_today=stop_today(plan, w) if isinstance(plan, ExercisePlan) else (),
        next_visit=_next_visit(source) if training and eating else "",
    )


def _banner(source: Printing) -> Banner:
    """A draft is not handed out; signatures under rules are no matter of the patient's."""
    w, known = source.words, banner(source)
    if known.signed:
        return Banner(True, "", ())
    return Banner(False, w.say("sheet_banner.draft"), (w.say("patient_banner.not_to_hand_out"),))


def _no_plan(kind: str, source: Printing) -> tuple[str, ...]:
    w = source.words
    return tuple(w.say(f"patient_withheld.{kind}_{name}") for name in (*_NO_PLAN, _GOES_ON[kind]))


def _next_visit(source: Printing) -> str:
    """The next planned review; nothing where something is withheld, because then the team says when."""
    assessment, w = source.assessment, source.words
    if assessment.follow_up is None:
        return ""
    begins = course(assessment).begins
    days = (begins + timedelta(weeks=review.week) for review in assessment.follow_up.reviews)
    ahead = next((day for day in days if day > assessment.as_of), None)
    return w.say("patient.next_visit", day=w.day(ahead)) if ahead else ""


def _last_line(source: Printing) -> str:
    assessment, w = source.assessment, source.words
    return w.say("patient.footer", date=w.day(assessment.as_of), version=assessment.rules_version)
