"""The weeks of an exercise plan as words, line by line: what a terminal and a printed sheet both say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cds_service.cards.doses import effort
from cds_service.cards.words import Words
from rules.assessment import ExercisePlan, Phase
from rules.exercise import home_bands
from rules.exercise.timetable import walks_only
from rules.exercise.week import Session, Week

_MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class WeekWords:
    """One week: its number, first day, phase, training days, dose, and the load of weights."""

    number: str
    begins: str
    phase: str
    days: str
    dose: str
    load: str

    def cells(self) -> tuple[str, ...]:
        """The same in the order of a table."""
        return (self.number, self.begins, self.phase, self.days, self.dose, self.load)


def week_words(week: Week, w: Words) -> WeekWords:
    """One line of the table of weeks."""
    first = week.sessions[0]
    loads = [item.load_percent_1rm for item in first.work if item.load_percent_1rm is not None]
    phase = w.say(f"phase.{week.phase}")
    weights = w.say("exercise_card.load", span=w.span(loads[0], loads[0])) if loads else w.say("value.no_value")
    return WeekWords(
        number=str(week.number),
        begins=week.starts.isoformat() if week.starts else "",
        phase=phase + (w.bracket(w.say("weeks.continued")) if week.continued else ""),
        days=" ".join(
            f"{day.number}{day.session if len(week.sessions) > 1 else ''}" for day in week.days if day.session
        ),
        dose=dose(first, w),
        load=weights + w.bracket(w.listed(in_kg(week, w))),
    )


def in_kg(week: Week, w: Words) -> tuple[str, ...]:
    """The loads of a week in kilograms, for machines that the person was tested on."""
    known = {item.movement: item.load_kg for session in week.sessions for item in session.work}
    return tuple(
        w.say("exercise.load_in_kg", movement=w.inner(w.say(f"{name}.name")), load=w.quantity(load, "kg"))
        for name, load in known.items()
        if load is not None
    )


def dose(session: Session, w: Words) -> str:
    """Sets and repetitions of a session, or its minutes where it is nothing but walking."""
    work = session.work[0]
    if work.counted == _MINUTES:
        return w.say("weeks.minutes", span=w.span(*session.minutes))
    return w.say("exercise_card.movement_dose", sets=work.sets, repetitions=work.repetitions)


def how(session: Session, w: Words) -> str:
    """Effort, minutes, bouts, rest and tempo of a session in one line."""
    told = [effort(session.effort, w), w.say("weeks.session_minutes", span=w.span(*session.minutes))]
    told += [w.say("weeks.bouts", span=w.span(*session.bouts_per_day))] if session.bouts_per_day[1] > 1 else []
    told += [w.say("weeks.rest", span=w.span(*session.rest_minutes))] if session.rest_minutes else []
    told += [w.inner(w.clause(w.say(f"tempo.{session.tempo}")))] if session.tempo else []
    return w.clauses(text for text in told if text)


def session_title(session: Session, week: Week, w: Words) -> str:
    """What a session is called: by its letter where two take turns."""
    return w.say("weeks.session", name=session.name) if len(week.sessions) > 1 else w.say("weeks.every")


def first_of_phases(every: tuple[Week, ...]) -> Iterator[Week]:
    """The weeks with which a phase begins."""
    yield from (week for at, week in enumerate(every) if not at or week.phase != every[at - 1].phase)


def other_lines(every: tuple[Week, ...], w: Words) -> Iterator[str]:
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
        yield w.say("weeks.on_days", days=w.listed(map(str, days)), what=w.clause(w.say(name)))
    yield from (w.say(f"traditional.{name}") for name in week.traditional)


def review_lines(every: tuple[Week, ...], w: Words) -> Iterator[str]:
    """What is looked at again, and when."""
    for week in every:
        if week.reviews:
            said = w.clauses(w.clause(w.say(name)) for name in week.reviews)
            when = week.review_on.isoformat() if week.review_on else ""
            yield w.say("weeks.review", week=week.number, date=when, what=said)


def band_lines(plan: ExercisePlan, w: Words) -> Iterator[str]:
    """The same plan at home with bands; nothing where it has none."""
    bands = home_bands(plan)
    for phase in bands.phases if bands else ():
        if not walks_only(phase):
            yield _band(phase, w)


def _band(phase: Phase, w: Words) -> str:
    span = w.span(phase.first_week, phase.last_week)
    amount = w.say("exercise_card.movement_dose", sets=w.span(*phase.sets), repetitions=w.span(*phase.repetitions))
    return w.say("weeks.band", weeks=span, dose=amount, effort=effort(phase.effort, w))
