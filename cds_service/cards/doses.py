"""An exercise plan's numbers as words: level, weeks, doses, loads, movements."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from cds_service.cards.views import DoseRow, MovementGroup
from cds_service.cards.words import Words
from rules.assessment import Effort, ExercisePlan, Movement, Phase
from rules.exercise.timetable import walks_only

DAYS_A_WEEK = 7
TURNS = {1: "A", 2: "B"}


def level_name(plan: ExercisePlan) -> str:
    """The level with its plus, where extra balance work belongs to it."""
    return f"{plan.level}+" if plan.balance_emphasis else plan.level


def is_daily(plan: ExercisePlan) -> bool:
    """Is it done every day, in short bouts?"""
    return bool(plan.phases) and plan.phases[0].sessions_per_week[0] >= DAYS_A_WEEK


def weeks_span(plan: ExercisePlan) -> str:
    """How many weeks the whole plan lasts."""
    return str(max(phase.last_week for phase in plan.phases))


def doses(plan: ExercisePlan, w: Words) -> tuple[DoseRow, ...]:
    """One row for each phase."""
    return tuple(_dose(phase, w) for phase in plan.phases)


@lru_cache(maxsize=512)
def _dose(phase: Phase, w: Words) -> DoseRow:
    rest = phase.rest_minutes
    return DoseRow(
        weeks=w.span(phase.first_week, phase.last_week),
        aim=w.clinical("aim", phase.aim) if phase.aim else w.say("value.no_value"),
        sessions=w.span(*phase.sessions_per_week),
        sets=_sets(phase.sets, phase.repetitions, w) if not walks_only(phase) else w.say("value.no_value"),
        load=w.clauses(text for text in (_load(phase.load_percent_1rm, w), effort(phase.effort, w)) if text),
        minutes=w.span(*phase.minutes),
        rest=w.say("exercise_card.rest_minutes", span=w.span(*rest)) if rest else w.say("value.no_value"),
    )


def _load(percent: tuple[float, float] | None, w: Words) -> str:
    if percent is None:
        return w.say("exercise_card.load_body")
    return w.say("exercise_card.load", span=w.span(*percent))


def effort(given: Effort | None, w: Words) -> str:
    """An effort range on its named scale."""
    return "" if given is None else w.say(f"scale.{given.scale}", span=w.span(given.low, given.high))


def _sets(sets: tuple[int, int], repetitions: tuple[int, int], w: Words) -> str:
    return w.say("exercise_card.movement_dose", sets=w.span(*sets), repetitions=w.span(*repetitions))


def movement_groups(plan: ExercisePlan, w: Words) -> tuple[MovementGroup, ...]:
    """The movements once, where all phases share them; else once for each run of weeks that does."""
    runs: list[list[Phase]] = []
    for phase in plan.phases:
        if runs and _names(runs[-1][0]) == _names(phase):
            runs[-1].append(phase)
        else:
            runs.append([phase])
    return tuple(group for run in runs for group in _groups(run, len(runs) > 1, w))


def _names(phase: Phase) -> tuple[tuple[str, int], ...]:
    return tuple((item.id, item.turn) for item in phase.movements)


def _groups(run: list[Phase], several: bool, w: Words) -> Iterator[MovementGroup]:
    """What every session of some weeks holds, then what the first and the second of two in turn add."""
    first = run[0]
    weeks = w.say("exercise_card.phase_movements", weeks=w.span(first.first_week, run[-1].last_week)) if several else ""
    turns = sorted({item.turn for item in first.movements})
    for turn in turns:
        kind = (w.say("weeks.session", name=TURNS[turn]) if turn else w.say("weeks.every")) if len(turns) > 1 else ""
        moves = tuple(_movement(item, first, w) for item in first.movements if item.turn == turn)
        yield MovementGroup(w.aside(text for text in (weeks, kind) if text), moves)


def _movement(item: Movement, phase: Phase, w: Words) -> str:
    said = _named(item.id, w)
    if (item.sets, item.repetitions) == (phase.sets, phase.repetitions):
        return said
    return said + w.bracket(_sets(item.sets, item.repetitions, w))


@cache
def _named(movement: str, w: Words) -> str:
    """A movement by its name, and how it is done."""
    return w.say("exercise_card.movement", name=w.say(f"{movement}.name"), cue=w.say(movement))
