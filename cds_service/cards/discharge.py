"""The discharge card: what the stay may have cost, what to measure and by when, what goes home."""

from __future__ import annotations

from cds_service.cards.admission import sources
from cds_service.cards.criteria import criterion_rows, definition_evidence, shared_source
from cds_service.cards.drafts import suggestions_for
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import capital, footer, partial, shown_staging, stage_name
from cds_service.cards.unused import for_stage
from cds_service.cards.views import CardView, MomentBody, fitted
from cds_service.cards.words import Words, number
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Withheld
from rules.catalogue import record
from rules.moments.discharge import FOLLOW_UP, Discharge

PLANS_GO_HOME = "plan_goes_home"
OPTIONS = ("option_measure", "option_refer", "option_nothing")


def card(assessment: Assessment, asked: CardRequest, others: tuple[str, ...], w: Words) -> CardView | None:
    """The discharge card, or none where nothing is asked."""
    occasion, staging = assessment.occasion, shown_staging(assessment)
    if occasion is None or occasion.discharge is None or staging is None:
        return None
    found = occasion.discharge
    rows = criterion_rows(staging, w)
    held = isinstance(assessment.exercise, Withheld)
    kind = ("held" if held else "known") if found.known else "measure"
    names = {"stage": stage_name(staging, w), "criteria": w.say(f"criteria.{staging.criteria}")}
    day = found.again_on.isoformat()
    body = MomentBody(
        headline=w.say(f"discharge_card.headline_{kind}", day=day, **(names | {"stage": capital(names["stage"])})),
        message=w.paragraph([_stay(found, w), _offers(assessment, found, others, w)]),
        partial=partial(assessment, w),
        rows=rows,
        limits_from=shared_source(rows, w),
        asks=_asks(found, day, w),
        measures=(),
        points=tuple(_point(name, w) for name in found.points if not (held and name == PLANS_GO_HOME)),
        unused=for_stage(assessment, staging, w),
        options=tuple(w.say(f"discharge_card.{name}") for name in OPTIONS),
        evidence=(*definition_evidence(staging, w), *sources(FOLLOW_UP, w, beside=str(staging.criteria))),
        limits=w.say("stage_card.limits"),
        footer=footer(assessment, w),
    )
    return CardView(
        kind="discharge",
        summary=fitted(
            capital(w.say(f"summary.discharge_{kind}", day=day, **names)),
            w.listed(w.inner(w.measure(name)) for name in found.measure),
            glue=w.say("glue.colon"),
        ),
        indicator="info",
        reference=record(FOLLOW_UP).sources[0][0],
        body=body,
        suggestions=suggestions_for(assessment, found.measure, asked, w),
    )


def _stay(found: Discharge, w: Words) -> str:
    return w.say("discharge_card.stay", days=found.days) if found.days is not None else ""


def _offers(assessment: Assessment, found: Discharge, others: tuple[str, ...], w: Words) -> str:
    """Which plans stand on the cards beside this one."""
    if not found.known:
        return ""
    exercise = "exercise" in others and isinstance(assessment.exercise, ExercisePlan)
    nutrition = "nutrition" in others and isinstance(assessment.nutrition, NutritionPlan)
    if exercise and nutrition:
        return w.say("stage_card.offered_both")
    if exercise or nutrition:
        return w.say("stage_card.offered_exercise" if exercise else "stage_card.offered_nutrition")
    return w.say("stage_card.offered_none") if others else ""


def _asks(found: Discharge, day: str, w: Words) -> tuple[str, ...]:
    names = w.listed(w.inner(w.measure(name)) for name in found.measure)
    tests = (w.say("discharge_card.measure", measures=names),) if names else ()
    return (*tests, w.say("discharge_card.again", day=day))


def _point(name: str, w: Words) -> str:
    low, high = record(FOLLOW_UP).values["new_sarcopenia_percent"]
    return w.say(f"point.{name}", low=number(low), high=number(high))
