"""The exercise card: level, phases, movements, when to progress, to hold and to stop; or why there is no plan."""

from __future__ import annotations

from functools import lru_cache

from cds_service.cards import falls, follow_up, withheld
from cds_service.cards.doses import doses, is_daily, level_name, movement_groups, weeks_span
from cds_service.cards.drafts import exercise_suggestion
from cds_service.cards.findings import finding_text, noticed, places
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import footer, partial, plan_sources
from cds_service.cards.signing import banner
from cds_service.cards.unused import for_plan
from cds_service.cards.views import CardView, ExerciseBody, SuggestionView, fitted
from cds_service.cards.words import Words
from rules.assessment import Assessment, ExercisePlan, MachineLoad, State, Withheld
from rules.catalogue import record
from rules.exercise.changes import spoken

TELLS_FALLS = "stage"  # this card tells all about falls; beside it nothing is said twice
SUPERVISED_NOTE = "supervised_first_weeks"
OPTIONS = ("option_accept", "option_refer", "option_nothing")


def card(assessment: Assessment, asked: CardRequest, others: tuple[str, ...], w: Words) -> CardView | None:
    """The exercise card, or none where nothing was prescribed or withheld; `others` are the cards beside it."""
    plan = assessment.exercise
    if plan is None:
        return None
    if isinstance(plan, Withheld):
        return withheld.card("exercise", plan, assessment, w)
    body = _body(assessment, plan, asked, others, w)
    return CardView(
        kind="exercise",
        summary=_summary(plan, w),
        indicator="info",
        reference=plan.sources[0] if plan.sources else record(plan.rule).sources[0][0],
        body=body,
        suggestions=_suggestions(assessment, plan, body, asked, w),
    )


def _suggestions(
    assessment: Assessment, plan: ExercisePlan, body: ExerciseBody, asked: CardRequest, w: Words
) -> tuple[SuggestionView, ...]:
    """The draft order; none where the plan is walking as usual, which needs no order."""
    if not plan.phases:
        return ()
    title = _titled(plan, "draft.exercise", w)
    return (exercise_suggestion(assessment, plan, title, draft_lines(body, w), asked, w),)


def _body(
    assessment: Assessment, plan: ExercisePlan, asked: CardRequest, others: tuple[str, ...], w: Words
) -> ExerciseBody:
    also = noticed("exercise", assessment)
    return ExerciseBody(
        headline=_titled(
            plan, "exercise_card.headline", w, adapted=w.say("exercise_card.adapted") if plan.changes else ""
        ),
        message=w.say("exercise_card.message", **{"from": w.clause(w.clinical("level_from", plan.level_from))}),
        banner=banner(plan, assessment, asked, w),
        partial=partial(assessment, w),
        changes=w.each("change", spoken(plan.changes)),
        doses=doses(plan, w),
        notes=_notes(plan, w),
        movements=movement_groups(plan, w),
        beside=_beside(plan, w),
        progression=w.each("progression", plan.progression),
        hold=w.each("hold", plan.hold),
        stop_in_session=w.each("stop_in_session", plan.stop_in_session),
        falls=() if TELLS_FALLS in others else falls.short_lines(assessment, w),
        follow_up=follow_up.schedule(assessment, w),
        noticed=tuple(finding_text(finding, w) for finding in also),
        options=tuple(w.say(f"exercise_card.{name}") for name in OPTIONS),
        unused=for_plan("exercise", assessment, w),
        ledger=places(also, assessment, w),
        evidence=plan_sources(plan.sources, plan.grade, w),
        limits=_limits(assessment, w),
        footer=footer(assessment, w),
    )


def _limits(assessment: Assessment, w: Words) -> str:
    """Training goes with enough protein, unless how to feed the person is itself a question of safety."""
    held = assessment.safety is not None and assessment.safety.nutrition in (State.STOP, State.UNKNOWN)
    return w.say("exercise_card.limits_feeding_held" if held else "exercise_card.limits")


def _titled(plan: ExercisePlan, phrase: str, w: Words, **more: str) -> str:
    level = level_name(plan)
    if not plan.phases:
        return w.say(f"{phrase}_walking", level=level, **more)
    values = {"level": level, "sessions": w.span(*plan.phases[-1].sessions_per_week), "weeks": weeks_span(plan)}
    return w.say(f"{phrase}_daily" if is_daily(plan) else phrase, **values, **more)


def _summary(plan: ExercisePlan, w: Words) -> str:
    more = [
        w.say("summary.exercise_provisional") if plan.provisional else "",
        w.say("summary.exercise_adapted") if plan.changes else "",
    ]
    return fitted(_titled(plan, "summary.exercise", w), *more, glue=w.say("glue.clause"))


def _notes(plan: ExercisePlan, w: Words) -> tuple[str, ...]:
    """How long somebody stands beside, then what else to mind; the weeks of supervision are said once."""
    beside = (w.say("exercise_card.supervised", weeks=plan.supervised_weeks),) if plan.supervised_weeks else ()
    told = w.each("note", tuple([name for name in plan.notes if name != SUPERVISED_NOTE]))
    return (*beside, *told, *[_tested(one, w) for one in plan.machine_loads])


def _tested(one: MachineLoad, w: Words) -> str:
    """A machine that the person was tested on, with the maximum that was estimated."""
    return w.say(
        "exercise.tested_load",
        movement=w.say(f"{one.movement}.name"),
        load=w.quantity(one.load_kg, "kg"),
        repetitions=one.repetitions,
        date=w.day(one.on),
        maximum=w.quantity(one.one_rm_kg, "kg"),
    )


def _beside(plan: ExercisePlan, w: Words) -> tuple[str, ...]:
    daily = [w.say("weeks.every_day", what=w.say(f"{name}.name")) for name in plan.daily]
    balance, aerobic = w.each("balance", plan.balance), w.each("aerobic", plan.aerobic)
    return (*balance, *aerobic, *daily, *w.each("traditional", plan.traditional))


def draft_lines(body: ExerciseBody, w: Words) -> tuple[str, ...]:
    """The plan as plain lines for the draft order: phases, movements, safety changes, when to stop."""
    phases = tuple(
        w.say("draft.phase", weeks=row.weeks, sessions=row.sessions, dose=row.sets, load=row.load) for row in body.doses
    )
    moves = [w.plain(text) for group in body.movements for text in (group.title, *group.movements) if text]
    heads = (
        ("heading.changes", body.changes),
        ("heading.progression", body.progression),
        ("heading.hold", body.hold),
        ("heading.stop_in_session", body.stop_in_session),
    )
    return (*phases, *moves, *[_draft_rules(name, lines, w) for name, lines in heads if lines])


@lru_cache(maxsize=512)
def _draft_rules(heading: str, lines: tuple[str, ...], w: Words) -> str:
    """Rules of one kind as one plain line."""
    return w.plain(f"{w.say(heading)}{w.say('glue.colon')}{w.paragraph(lines)}")
