"""Suggestions: which drafts go together, and what each is called."""

from __future__ import annotations

from cds_service.cards.markdown import plain
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import provisional_by, shown_staging, stage_name
from cds_service.cards.views import ActionView, SuggestionView
from cds_service.cards.words import Words
from fhir_profiles.writing import (
    DraftContext,
    NutritionText,
    Resource,
    care_plan,
    exercise_request,
    function_goal,
    measurement_request,
    nutrition_order,
    protein_goal,
)
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Staging
from rules.follow_up import Target, plan_weeks, targets

MOST_MEASUREMENTS = 3


def draft_context(assessment: Assessment, asked: CardRequest, reason: str, w: Words) -> DraftContext:
    """What the drafts of this answer share."""
    return DraftContext(
        record_id=asked.record_id,
        patient_id=asked.patient_id,
        language=w.language,
        day=assessment.as_of,
        reason=reason,
        author=w.say("draft.author"),
        user=asked.user,
        encounter_id=asked.encounter_id,
    )


def _reason(assessment: Assessment, w: Words) -> str:
    staging = shown_staging(assessment)
    if staging is None:
        return w.say("card.stage")
    phrase = "draft.reason_provisional" if provisional_by(assessment) else "draft.reason"
    return w.say(phrase, stage=stage_name(staging, w), criteria=w.say(f"criteria.{staging.criteria}"))


def measurement_suggestions(
    assessment: Assessment, staging: Staging, asked: CardRequest, w: Words
) -> tuple[SuggestionView, ...]:
    """One suggestion for each missing measurement that would change the stage."""
    reason = w.say("draft.reason_measure", criteria=w.say(f"criteria.{staging.criteria}"))
    draft = draft_context(assessment, asked, reason, w)
    return tuple(
        _measurement(step.measure, w.measure(step.measure), draft, w)
        for step in staging.measure_next[:MOST_MEASUREMENTS]
    )


def _measurement(measure: str, name: str, draft: DraftContext, w: Words) -> SuggestionView:
    action = ActionView(w.say("action.measure", measure=name), measurement_request(measure, draft, name))
    return SuggestionView(f"measure-{measure}", w.say("suggestion.measure", measure=name), (action,))


def suggestions_for(
    assessment: Assessment, measures: tuple[str, ...], asked: CardRequest, w: Words
) -> tuple[SuggestionView, ...]:
    """One suggestion for each of some tests that a moment of care asks for."""
    staging = shown_staging(assessment)
    criteria = w.say(f"criteria.{staging.criteria}") if staging else ""
    draft = draft_context(assessment, asked, w.say("draft.reason_measure", criteria=criteria), w)
    return tuple(_measurement(name, w.measure(name), draft, w) for name in measures[:MOST_MEASUREMENTS])


def exercise_suggestion(
    assessment: Assessment, plan: ExercisePlan, title: str, lines: tuple[str, ...], asked: CardRequest, w: Words
) -> SuggestionView:
    """The exercise order with its goals and a care plan, as one transaction."""
    draft = draft_context(assessment, asked, _reason(assessment, w), w)
    weeks = plan_weeks(plan)
    staging = shown_staging(assessment)
    order = exercise_request(plan, draft, title, lines)
    goals = [
        (text, function_goal(target, weeks, draft, text, w.measure(target.measure)))
        for target in (targets(staging) if staging else ())
        for text in (_goal_text(target, w),)
    ]
    whole = care_plan(
        "exercise", order, tuple(goal for _, goal in goals), weeks, draft, w.say("draft.care_plan_exercise"), lines
    )
    return SuggestionView(
        "exercise",
        w.say("suggestion.exercise", level=_level(plan)),
        (
            ActionView(w.say("action.exercise", level=_level(plan)), order),
            *_goal_actions(goals, w),
            ActionView(w.say("action.care_plan_exercise"), whole),
        ),
    )


def nutrition_suggestion(
    assessment: Assessment, plan: NutritionPlan, text: NutritionText, asked: CardRequest, w: Words
) -> SuggestionView:
    """The nutrition order with its goal and a care plan, as one transaction."""
    draft = draft_context(assessment, asked, _reason(assessment, w), w)
    weeks = plan_weeks(assessment.exercise, plan)
    order = nutrition_order(plan, draft, text)
    goals = []
    if plan.protein_g_per_day is not None:
        said = w.say("draft.goal_protein", grams=w.span(*plan.protein_g_per_day))
        goals = [(said, goal) for goal in (protein_goal(plan, weeks, draft, said, w.say("draft.protein")),) if goal]
    title = w.say("draft.care_plan_nutrition")
    whole = care_plan(
        "nutrition", order, tuple(goal for _, goal in goals), weeks, draft, title, (text.title, text.instruction)
    )
    per_kg = w.span(*plan.protein_g_per_kg_per_day)
    return SuggestionView(
        "nutrition",
        w.say("suggestion.nutrition"),
        (
            ActionView(w.say("action.nutrition", per_kg=per_kg), order),
            *_goal_actions(goals, w),
            ActionView(w.say("action.care_plan_nutrition"), whole),
        ),
    )


def _goal_actions(goals: list[tuple[str, Resource]], w: Words) -> tuple[ActionView, ...]:
    return tuple(ActionView(w.say("action.goal", goal=text), goal) for text, goal in goals)


def _goal_text(target: Target, w: Words) -> str:
    bound = w.quantity(target.value, target.unit)
    kind = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than"}[target.comparator]
    now = w.quantity(target.now, target.unit)
    return plain(w.say(f"draft.goal_{kind}", measure=w.measure(target.measure), value=bound, now=now))


def _level(plan: ExercisePlan) -> str:
    return f"{plan.level}+" if plan.balance_emphasis else plan.level
