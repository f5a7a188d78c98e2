"""The plan as the clinician and the nurse read it on paper: the cards in full, with every week and a sample day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cds_service.cards import exercise, falls, follow_up, nutrition, risk, stage
from cds_service.cards.findings import finding_text, graded_sources
from cds_service.cards.shared import partial, shown_staging
from cds_service.cards.views import Body, ExerciseBody, NutritionBody, StageBody, WithheldBody
from cds_service.cards.words import Words
from cds_service.pages import plan_weeks
from cds_service.pages.cautions import Cautions
from cds_service.pages.frame import banner, clinical_footer, frame
from cds_service.pages.plan_nutrition import nutrition_part
from cds_service.pages.printing import Printing, check_printable
from cds_service.pages.text import plain, plain_lines, source_line
from cds_service.pages.views import Alert, Criterion, Exercise, Nutrition, PlanSheet, SourceLine, Stage, Withheld
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Severity

_ORDER = (Severity.STOP, Severity.UNKNOWN, Severity.MODIFY, Severity.NOTE)


def plan_sheet(source: Printing) -> PlanSheet:
    """The whole plan. Raises NoSheetError where none may be printed."""
    assessment, w = source.assessment, source.words
    check_printable(assessment)
    staged = stage.card(assessment, source.asked, _BOTH, w)
    training = exercise.card(assessment, source.asked, _BOTH, w)
    eating = nutrition.card(assessment, source.asked, _BOTH, w)
    bodies = tuple(card.body for card in (staged, training, eating) if card and isinstance(card.body, _Told))
    alerts = tuple(_alerts(assessment, w))
    return PlanSheet(
        frame=frame(source, "plan_title", clinical_footer(source)),
        banner=banner(source),
        partial=plain(partial(assessment, w)) if assessment.unread else "",
        stage=_stage(assessment, bodies, w),
        alerts=alerts,
        no_alerts="" if alerts else w.say("sheet.no_alerts"),
        clear_first=_clear_first(bodies),
        exercise=_exercise(source, bodies),
        no_exercise=_withheld(training.body if training else None, alerts),
        nutrition=_nutrition(source, bodies),
        no_nutrition=_withheld(eating.body if eating else None, alerts),
        falls=plain_lines(falls.lines(assessment, w)),
        follow_up=plain_lines((*follow_up.results(assessment, w), *follow_up.schedule(assessment, w))),
        risks=plain_lines(risk.top_lines(assessment, w)),
        sources=tuple(_sources(bodies, assessment, w)),
        grades=tuple(_grades(assessment, w)),
    )


_BOTH = ("exercise", "nutrition")
_Told = StageBody | ExerciseBody | NutritionBody | WithheldBody


# ── stage and safety ────────────────────────────────────────────────────────────────────────────────────────────────


def _stage(assessment: Assessment, bodies: Iterable[_Told], w: Words) -> Stage:
    body = next(item for item in bodies if isinstance(item, StageBody))
    staging = shown_staging(assessment)
    remarks = stage.remarks(assessment, staging, w) if staging else []
    rows = tuple(
        Criterion(*(plain(cell) for cell in (row.criterion, row.value, row.date, row.limit, row.answer)))
        for row in body.rows
    )
    return Stage(
        headline=plain(body.headline),
        remarks=plain(w.paragraph([*remarks, body.not_measured])),
        criteria=rows,
        limits_from=plain(body.limits_from),
        measure_next=tuple(f"{plain(line.name)}{w.say('glue.colon')}{plain(line.told)}" for line in body.measures),
    )


def _alerts(assessment: Assessment, w: Words) -> Iterator[Alert]:
    """Every safety finding, the strictest first, each sentence once."""
    safety = assessment.safety
    told: set[str] = set()
    for severity in _ORDER:
        for finding in safety.findings if safety else ():
            text = plain(finding_text(finding, w))
            if finding.severity is severity and text not in told:
                told.add(text)
                label = w.say(f"sheet_severity.{severity}_{finding.domain}")
                yield Alert(str(severity), label, text)


def _clear_first(bodies: Iterable[_Told]) -> tuple[str, ...]:
    return plain_lines(line for body in bodies if isinstance(body, WithheldBody) for line in body.clear_first)


def _withheld(body: Body | None, alerts: tuple[Alert, ...]) -> Withheld | None:
    """Why there is no plan, without the findings that stand among the alerts already."""
    told = {alert.text for alert in alerts}
    if not isinstance(body, WithheldBody):
        return None
    return Withheld(
        headline=plain(body.headline),
        message=plain(body.message),
        reasons=tuple(line for line in plain_lines(body.findings) if line not in told),
        clear_first=plain_lines(body.clear_first),
    )


# ── the two plans ───────────────────────────────────────────────────────────────────────────────────────────────────


def _exercise(source: Printing, bodies: Iterable[_Told]) -> Exercise | None:
    plan = source.assessment.exercise
    body = next((item for item in bodies if isinstance(item, ExerciseBody)), None)
    if body is None or not isinstance(plan, ExercisePlan):
        return None
    w, timed = source.words, plan_weeks.timed(source, plan)
    minded = Cautions.of(plan_weeks.every_movement(timed.weeks, plan), source)
    return Exercise(
        headline=plain(body.headline),
        basis=f"{w.say('sheet.level')}{w.say('glue.colon')}{w.clause(w.clinical('level_from', plan.level_from))}",
        built_in=plain_lines(body.changes),
        notes=plain_lines(body.notes),
        counted_from=plan_weeks.counted_from(timed, source),
        columns=plan_weeks.columns(w),
        phases=tuple(plan_weeks.phases(timed.weeks, w)),
        minded=minded.shared,
        sessions=tuple(plan_weeks.sessions(timed.weeks, plan, minded, w)),
        beside=plan_weeks.beside(timed.weeks, w) or plain_lines(body.beside),
        bands=plan_weeks.bands(plan, w),
        progression=plain_lines(body.progression),
        hold=plain_lines(body.hold),
        stop=plain_lines(body.stop_in_session),
    )


def _nutrition(source: Printing, bodies: Iterable[_Told]) -> Nutrition | None:
    plan = source.assessment.nutrition
    body = next((item for item in bodies if isinstance(item, NutritionBody)), None)
    return nutrition_part(plan, body, source.words) if body and isinstance(plan, NutritionPlan) else None


# ── sources ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sources(bodies: Iterable[_Told], assessment: Assessment, w: Words) -> Iterator[SourceLine]:
    """Every publication once, with the first grade that it was given."""
    findings = assessment.safety.findings if assessment.safety else ()
    lines = [line for body in bodies for line in body.evidence] + list(graded_sources(findings, w))
    named: dict[str, SourceLine] = {}
    for found in map(source_line, lines):
        if found is not None and (found.url not in named or not named[found.url].grade):
            named[found.url] = found
    yield from named.values()


def _grades(assessment: Assessment, w: Words) -> Iterator[str]:
    """The grade of each plan's doses."""
    for kind, plan in (("exercise", assessment.exercise), ("nutrition", assessment.nutrition)):
        if isinstance(plan, ExercisePlan | NutritionPlan):
            yield f"{w.say(f'card.{kind}')}{w.say('glue.colon')}{w.say(f'grade.{plan.grade}')}"
