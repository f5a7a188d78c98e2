"""The weeks of an exercise plan as text: a line for each week, then what each phase holds and when it is reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cds_service.cards.doses import effort
from cds_service.cards.words import Words
from cds_service.documents.plain_text import columns, padded, wrapped
from rules.assessment import ExercisePlan, Phase
from rules.exercise import home_bands, weeks
from rules.exercise.timetable import walks_only
from rules.exercise.week import Session, Week

_MINUTES = "minutes"


def heading(plan: ExercisePlan, begun: date, w: Words) -> str:
    """What the section is called."""
    return w.say("weeks.heading", weeks=len(weeks(plan, begun)), date=begun.isoformat())


def weeks_text(plan: ExercisePlan, begun: date, w: Words) -> str:
    """Every week, the sessions of every phase, what else is done, the reviews, and the plan with bands."""
    every = weeks(plan, begun)
    lines = [*_table(every, w), "", *_phases(every, w), *_other(every, w), *_reviews(every, w), *_bands(plan, w)]
    return "\n".join(lines)


def _table(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    head = tuple(w.say(f"weeks.{name}") for name in ("week", "begins", "phase", "days", "dose", "load"))
    rows = [head, *(_row(week, w) for week in every)]
    widths = [max(columns(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        yield ("  " + "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()


def _row(week: Week, w: Words) -> tuple[str, ...]:
    first = week.sessions[0]
    loads = [item.load_percent_1rm for item in first.work if item.load_percent_1rm is not None]
    phase = w.say(f"phase.{week.phase}")
    return (
        str(week.number),
        week.starts.isoformat() if week.starts else "",
        phase + (w.bracket(w.say("weeks.continued")) if week.continued else ""),
        " ".join(f"{day.number}{day.session if len(week.sessions) > 1 else ''}" for day in week.days if day.session),
        _dose(first, w),
        w.say("exercise_card.load", span=w.span(loads[0], loads[0])) if loads else w.say("value.no_value"),
    )


def _dose(session: Session, w: Words) -> str:
    work = session.work[0]
    if work.counted == _MINUTES:
        return w.say("weeks.minutes", span=w.span(*session.minutes))
    return w.say("exercise_card.movement_dose", sets=work.sets, repetitions=work.repetitions)


def _phases(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    """How each phase is done, and its sessions where they are not those of the phase before."""
    before: list[tuple[str, str]] = []
    for at, week in enumerate(every):
        if at and week.phase == every[at - 1].phase:
            continue
        yield wrapped(f"{w.say(f'phase.{week.phase}')}{w.say('glue.colon')}{_how(week.sessions[0], w)}")
        sessions = [(_title(session, week, w), _moves(session, w)) for session in week.sessions]
        if sessions != before:
            yield from (wrapped(f"{title}{w.say('glue.colon')}{moves}", "  - ", "    ") for title, moves in sessions)
        before = sessions


def _how(session: Session, w: Words) -> str:
    how = [effort(session.effort, w), w.say("weeks.session_minutes", span=w.span(*session.minutes))]
    how += [w.say("weeks.bouts", span=w.span(*session.bouts_per_day))] if session.bouts_per_day[1] > 1 else []
    how += [w.say("weeks.rest", span=w.span(*session.rest_minutes))] if session.rest_minutes else []
    how += [w.inner(w.clause(w.say(f"tempo.{session.tempo}")))] if session.tempo else []
    return w.clauses(text for text in how if text)


def _title(session: Session, week: Week, w: Words) -> str:
    return w.say("weeks.session", name=session.name) if len(week.sessions) > 1 else w.say("weeks.every")


def _moves(session: Session, w: Words) -> str:
    return w.listed(w.say(f"{item.movement}.name") for item in session.work)


def _other(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    """Balance, walking and daily work with their days, and what may stand beside the loading."""
    week = every[-1]
    names: dict[str, list[int]] = {}
    for day in week.days:
        for kind, found in (("balance", day.balance), ("aerobic", day.aerobic)):
            for name in found:
                names.setdefault(f"{kind}.{name}", []).append(day.number)
        for name in day.daily:
            names.setdefault(f"{name}.name", []).append(day.number)
    for name, days in names.items():
        said = w.say("weeks.on_days", days=w.listed(map(str, days)), what=w.clause(w.say(name)))
        yield wrapped(said, "  - ", "    ")
    for name in week.traditional:
        yield wrapped(w.say(f"traditional.{name}"), "  - ", "    ")


def _reviews(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    yield ""
    yield w.say("weeks.reviews")
    for week in every:
        if week.reviews:
            said = w.clauses(w.clause(w.say(name)) for name in week.reviews)
            when = week.review_on.isoformat() if week.review_on else ""
            yield wrapped(w.say("weeks.review", week=week.number, date=when, what=said), "  - ", "    ")


def _bands(plan: ExercisePlan, w: Words) -> Iterator[str]:
    bands = home_bands(plan)
    if bands is None:
        return
    yield ""
    yield wrapped(w.say("exercise.home_bands"))
    for phase in bands.phases:
        if not walks_only(phase):
            yield wrapped(_band(phase, w), "  - ", "    ")


def _band(phase: Phase, w: Words) -> str:
    span = w.span(phase.first_week, phase.last_week)
    dose = w.say("exercise_card.movement_dose", sets=w.span(*phase.sets), repetitions=w.span(*phase.repetitions))
    return w.say("weeks.band", weeks=span, dose=dose, effort=effort(phase.effort, w))
