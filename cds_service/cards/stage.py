"""The stage card: where the person stands, on which values and limits, and what to measure next."""

from __future__ import annotations

from dataclasses import replace

from cds_service.cards import falls, follow_up, risk
from cds_service.cards.criteria import (
    UNABLE,
    criterion_rows,
    definition_evidence,
    measure_line,
    not_measured,
    shared_source,
)
from cds_service.cards.drafts import measurement_suggestions
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import (
    capital,
    fact_value,
    footer,
    partial,
    place,
    provisional_by,
    rule_sources,
    shown_staging,
    stage_name,
)
from cds_service.cards.speaking import is_comfort_only, resting
from cds_service.cards.unused import for_stage
from cds_service.cards.views import CardView, StageBody, fitted
from cds_service.cards.words import Words
from rules.answers import Answer
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Staging
from rules.catalogue import record
from rules.facts import Fact

CASE_FINDING = "case_finding"


def card(assessment: Assessment, asked: CardRequest, others: tuple[str, ...], w: Words) -> CardView | None:
    """The stage card; `others` are the kinds of the cards that stand beside it."""
    staging = shown_staging(assessment)
    if staging is None:
        return None
    criteria = w.say(f"criteria.{staging.criteria}")
    stage = capital(stage_name(staging, w))
    rows = criterion_rows(staging, w)
    comfort = is_comfort_only(assessment)
    offered = replace(staging, measure_next=()) if comfort else staging
    body = StageBody(
        headline=w.say("stage_card.headline", stage=stage, criteria=criteria, why=_why(staging, w)),
        message=_message(assessment, staging, _offers(assessment, asked, others), w),
        partial=partial(assessment, w),
        rows=rows,
        limits_from=shared_source(rows, w),
        not_measured="" if comfort else not_measured(staging, w),
        measures=tuple(measure_line(staging.criteria, step, w) for step in offered.measure_next),
        risks=risk.top_lines(assessment, w),
        falls=falls.lines(assessment, w),
        follow_up=follow_up.results(assessment, w),
        unused=for_stage(assessment, staging, w),
        ledger=tuple(place(fact, w) for fact in _facts(staging)),
        options=_options(offered, _offered(assessment, others), w),
        evidence=tuple(dict.fromkeys((*definition_evidence(staging, w), *_sources(assessment, w)))),
        limits=w.say("stage_card.limits"),
        footer=footer(assessment, w),
    )
    return CardView(
        kind="stage",
        summary=_summary(offered, stage, criteria, w),
        indicator="info",
        reference=str(staging.criteria),
        body=body,
        suggestions=measurement_suggestions(assessment, offered, asked, w),
    )


def _sources(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """The publications behind risk factors, falls and follow-up."""
    behind = (*falls.rules_behind(assessment), *follow_up.rules_behind(assessment))
    return (*risk.sources(assessment, w), *rule_sources(behind, w))


def _why(staging: Staging, w: Words) -> str:
    met = staging.steps_with(Answer.MET)
    steps = [step for step in met if step != CASE_FINDING]
    if steps:
        return w.say("stage_card.why", steps=w.listed(w.say(f"low.{step}") for step in steps))
    return w.say("stage_card.screened") if met else w.say("glue.stop")


def _summary(staging: Staging, stage: str, criteria: str, w: Words) -> str:
    """The stage, then as many of the values behind it as fit, then the next measurement."""
    base = w.say("summary.stage", stage=stage, criteria=criteria)
    following = [w.say("summary.stage_next", measure=w.inner(w.measure(step.measure))) for step in staging.measure_next]
    met = (r.fact for r in staging.results if r.answer is Answer.MET and r.step != CASE_FINDING and r.note != UNABLE)
    values = [w.labelled(w.inner(w.measure(fact.name)), fact_value(fact, w)) for fact in dict.fromkeys(met) if fact]
    told = fitted(base, *following[:1], glue=w.say("glue.clause"))
    ending = told.removeprefix(base)
    opened = fitted(base, *values[:1], glue=w.say("glue.colon"), room=len(ending))
    more = values[1:] if opened != base else []
    return fitted(opened, *more, glue=w.say("glue.list"), room=len(ending)) + ending


def _message(assessment: Assessment, shown: Staging, offers: tuple[str, ...], w: Words) -> str:
    return w.paragraph([*remarks(assessment, shown, w), *(w.say(f"stage_card.{name}") for name in offers)])


def remarks(assessment: Assessment, shown: Staging, w: Words) -> list[str]:
    """What to mind about the stage: another definition in use, a provisional stage, notes of the staging."""
    said = []
    chosen = assessment.staging
    if chosen is not None and chosen is not shown:
        names = {"criteria": w.say(f"criteria.{chosen.criteria}"), "other": w.say(f"criteria.{shown.criteria}")}
        said.append(w.say("stage_card.not_applicable", **names))
    if provisional_by(assessment):
        said.append(w.say("stage_card.provisional"))
    return said + [_note(note, w) for note in shown.notes]


def _note(note: str, w: Words) -> str:
    months = record("awgs2025.at_risk").values["repeat_after_months"]
    return w.say(f"note.{note}", months=months)


def _offers(assessment: Assessment, asked: CardRequest, others: tuple[str, ...]) -> tuple[str, ...]:
    """Which plans stand beside this card, and which rest because a clinician accepted them or asked for quiet."""
    offered, quiet = _offered(assessment, others), resting(assessment, asked)
    if not quiet:
        return (offered,)
    rest = "resting_both" if len(quiet) > 1 else f"resting_{quiet[0]}"
    return (rest,) if offered in ("offered_none", "offered_quiet") else (offered, rest)


def _offered(assessment: Assessment, others: tuple[str, ...]) -> str:
    exercise = "exercise" in others and isinstance(assessment.exercise, ExercisePlan)
    nutrition = "nutrition" in others and isinstance(assessment.nutrition, NutritionPlan)
    if exercise and nutrition:
        return "offered_both"
    if exercise or nutrition:
        return "offered_exercise" if exercise else "offered_nutrition"
    return "offered_none" if others else "offered_quiet"


def _facts(staging: Staging) -> tuple[Fact, ...]:
    return tuple({id(result.fact): result.fact for result in staging.results if result.fact is not None}.values())


def _options(staging: Staging, offered: str, w: Words) -> tuple[str, ...]:
    names = [
        *(["option_accept"] if offered in ("offered_both", "offered_exercise", "offered_nutrition") else []),
        *(["option_measure"] if staging.measure_next else []),
        "option_refer",
        "option_nothing",
    ]
    return tuple(w.say(f"stage_card.{name}") for name in names)
