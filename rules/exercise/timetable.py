"""A plan as weeks: every session with its movements and doses, every day, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from math import ceil
from typing import Any

from rules.assessment import ExercisePlan, Movement, Phase
from rules.catalogue import record, records
from rules.exercise.library import movement as in_library
from rules.exercise.load import load_kg
from rules.exercise.programme import tags
from rules.exercise.progress import Step, step
from rules.exercise.week import Day, Session, Week, Work

SCHEDULE_RULE = "exercise.schedule"
_REVIEWS = "follow_up/reviews"
HOSPITAL = "hospital"
_WEIGHTS = frozenset({"dumbbell", "machine"})
_SECONDS = 60
_MINUTES = "minutes"
_NAMES = {1: "A", 2: "B"}


def weeks(
    plan: ExercisePlan, start: date | None = None, one_rm_kg: Mapping[str, float] | None = None
) -> tuple[Week, ...]:
    """The weeks of a plan; dates only where it is known when it starts.

    `one_rm_kg` are maxima by movement, estimated from a set of 5-10 repetitions (`rules.exercise.load`), by default
    those of the plan: loads are then said in kilograms too. A plan of walking as usual ends with its review; every
    other one runs 24 weeks.
    """
    if not plan.phases:
        return ()
    if one_rm_kg is None:
        one_rm_kg = {one.movement: one.one_rm_kg for one in plan.machine_loads}
    last: int = record(plan.rule).values["plan_weeks"]
    found: list[Week] = []
    done = 0
    for number in range(1, last + 1):
        week = _week(plan, number, start, done, one_rm_kg)
        done += sum(1 for day in week.days if day.session)
        found.append(week)
    return tuple(found)


def _week(plan: ExercisePlan, number: int, start: date | None, done: int, one_rm_kg: Mapping[str, float]) -> Week:
    phase = next((phase for phase in plan.phases if phase.first_week <= number <= phase.last_week), plan.phases[-1])
    starts = None if start is None else start + timedelta(days=(number - 1) * _schedule()["week_days"])
    reviews = _reviews(plan, number)
    sessions = _sessions(plan, phase, number, one_rm_kg)
    return Week(
        number=number,
        starts=starts,
        phase=phase.id,
        aim=phase.aim,
        supervised=min(number, plan.phases[-1].last_week) <= plan.supervised_weeks,
        continued=number > plan.phases[-1].last_week,
        sessions=sessions,
        days=_days(plan, phase, number, starts, tuple(session.name for session in sessions), done),
        traditional=() if phase.id == HOSPITAL else plan.traditional,
        progression=plan.progression,
        hold=plan.hold,
        reviews=reviews,
        review_on=starts + timedelta(days=_schedule()["week_days"]) if starts and reviews else None,
    )


def _schedule() -> Mapping[str, Any]:
    return record(SCHEDULE_RULE).values


def _reviews(plan: ExercisePlan, number: int) -> tuple[str, ...]:
    """What is looked at again when a week is over: the reviews of follow-up, and a phase that another one follows."""
    if walks_only(plan.phases[-1]):
        return ("review.specialist",) if number == plan.phases[-1].last_week else ()
    named = _fixed_reviews().get(number, ())
    return (*named, "review.phase_end") if any(phase.last_week == number for phase in plan.phases[:-1]) else named


@cache
def _fixed_reviews() -> Mapping[int, tuple[str, ...]]:
    """The reviews of follow-up by their week."""
    found = (item for item in records(_REVIEWS).values() if "items" in item.values)
    return {item.values["week"]: (item.id,) for item in found}


def walks_only(phase: Phase) -> bool:
    """Is a phase nothing but walking, counted in minutes?"""
    return bool(phase.movements) and all(in_library(item.id).counted == _MINUTES for item in phase.movements)


def _sessions(plan: ExercisePlan, phase: Phase, number: int, one_rm_kg: Mapping[str, float]) -> tuple[Session, ...]:
    """The sessions of a week: one for all days, or two that take turns."""
    dose = step(plan, phase, number)
    turns = sorted({item.turn for item in phase.movements} - {0}) or [0]
    return tuple(
        _session(phase, _NAMES.get(turn, _NAMES[1]), _of_turn(phase.movements, turn), dose, one_rm_kg) for turn in turns
    )


def _of_turn(movements: tuple[Movement, ...], turn: int) -> tuple[Movement, ...]:
    return tuple(item for item in movements if item.turn in (0, turn))


def _session(
    phase: Phase, name: str, movements: tuple[Movement, ...], dose: Step, one_rm_kg: Mapping[str, float]
) -> Session:
    sets = _that_fit(phase, dose, len(movements))
    return Session(
        name=name,
        work=tuple(_work(item.id, phase, dose, sets, one_rm_kg) for item in movements),
        effort=phase.effort,
        minutes=phase.minutes,
        bouts_per_day=phase.bouts_per_day,
        rest_minutes=phase.rest_minutes,
        tempo=phase.tempo,
    )


def _work(identifier: str, phase: Phase, dose: Step, sets: int, one_rm_kg: Mapping[str, float]) -> Work:
    known = in_library(identifier)
    percent = dose.load_percent_1rm if _WEIGHTS & set(known.loading) else None
    maximum = one_rm_kg.get(identifier)
    return Work(
        movement=identifier,
        sets=sets,
        repetitions=phase.minutes[0] if known.counted == _MINUTES else dose.repetitions,
        counted=known.counted,
        per_side=known.per_side,
        load_percent_1rm=percent,
        load_kg=None if percent is None or maximum is None else load_kg(maximum, percent),
    )


def _that_fit(phase: Phase, dose: Step, movements: int) -> int:
    """As many sets as end within the minutes of a session when movements go in pairs: one rests, the other works."""
    if phase.rest_minutes is None or not phase.tempo:
        return dose.sets
    tempo = record(f"tempo.{phase.tempo}").values
    working = dose.repetitions * (tempo["up_seconds"] + tempo["down_seconds"]) / _SECONDS
    pair = working + max(working, phase.rest_minutes[0])
    fitting = (
        sets for sets in range(dose.sets, phase.sets[0], -1) if ceil(movements * sets / 2) * pair <= phase.minutes[1]
    )
    return next(fitting, phase.sets[0])


def _days(
    plan: ExercisePlan, phase: Phase, number: int, starts: date | None, names: tuple[str, ...], done: int
) -> tuple[Day, ...]:
    loaded = _training_days(phase, number)
    balance = _on_days("balance", _balance(plan, phase))
    aerobic = {} if walks_only(phase) else _on_days("aerobic", plan.aerobic)
    found = []
    for day in range(1, _schedule()["week_days"] + 1):
        session = names[(done + loaded.index(day)) % len(names)] if day in loaded else ""
        found.append(
            Day(
                number=day,
                on=None if starts is None else starts + timedelta(days=day - 1),
                session=session,
                balance=balance.get(day, ()),
                aerobic=aerobic.get(day, ()),
                daily=plan.daily,
            )
        )
    return tuple(found)


def _balance(plan: ExercisePlan, phase: Phase) -> tuple[str, ...]:
    """On a ward nobody balances without a hold."""
    if phase.id != HOSPITAL:
        return plan.balance
    return tuple(name for name in plan.balance if "unsupported" not in tags(f"balance.{name}"))


def _training_days(phase: Phase, number: int) -> list[int]:
    """The days of the sessions: the fewer a week at first, the more after some weeks; one a day at most."""
    low, high = phase.sessions_per_week
    often = high if number > _schedule()["more_often_after_weeks"] else low
    days: list[list[int]] = _schedule()["loaded_days"]
    return days[min(often, len(days)) - 1]


def _on_days(kind: str, names: tuple[str, ...]) -> Mapping[int, tuple[str, ...]]:
    """The ids of a kind by the days on which they are done."""
    days: list[list[int]] = _schedule()["other_days"]
    found: dict[int, tuple[str, ...]] = {}
    for name in names:
        for day in days[record(f"{kind}.{name}").values["days_per_week"] - 1]:
            found[day] = (*found.get(day, ()), name)
    return found
