"""The weeks of an exercise plan as text: a line for each week, then what each phase holds and when it is reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cds_service.cards.words import Words
from cds_service.documents.plain_text import columns, padded, wrapped
from cds_service.documents.weeks_words import (
    band_lines,
    first_of_phases,
    how,
    other_lines,
    review_lines,
    session_title,
    week_words,
)
from rules.assessment import ExercisePlan
from rules.exercise import weeks
from rules.exercise.week import Session, Week


def heading(plan: ExercisePlan, begun: date, w: Words) -> str:
    """What the section is called."""
    return w.say("weeks.heading", weeks=len(weeks(plan, begun)), date=begun.isoformat())


def weeks_text(plan: ExercisePlan, begun: date, w: Words) -> str:
    """Every week, the sessions of every phase, what else is done, the reviews, and the plan with bands."""
    every = weeks(plan, begun)
    lines = [*_table(every, w), "", *_phases(every, w), *_items(other_lines(every, w))]
    lines += ["", w.say("weeks.reviews"), *_items(review_lines(every, w))]
    if bands := list(_items(band_lines(plan, w))):
        lines += ["", wrapped(w.say("exercise.home_bands")), *bands]
    return "\n".join(lines)


def _items(lines: Iterable[str]) -> Iterator[str]:
    yield from (wrapped(line, "  - ", "    ") for line in lines)


def _table(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    head = tuple(w.say(f"weeks.{name}") for name in ("week", "begins", "phase", "days", "dose", "load"))
    rows = [head, *(week_words(week, w).cells() for week in every)]
    widths = [max(columns(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        yield ("  " + "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()


def _phases(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    """How each phase is done, and its sessions where they are not those of the phase before."""
    before: list[tuple[str, str]] = []
    for week in first_of_phases(every):
        yield wrapped(f"{w.say(f'phase.{week.phase}')}{w.say('glue.colon')}{how(week.sessions[0], w)}")
        sessions = [(session_title(session, week, w), _moves(session, w)) for session in week.sessions]
        if sessions != before:
            yield from _items(f"{title}{w.say('glue.colon')}{moves}" for title, moves in sessions)
        before = sessions


def _moves(session: Session, w: Words) -> str:
    return w.listed(w.say(f"{item.movement}.name") for item in session.work)
