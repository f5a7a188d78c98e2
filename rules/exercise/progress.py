"""How a dose grows inside its phase: repetitions and sets, then load; never above what the phase allows."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from rules.assessment import ExercisePlan, Phase
from rules.catalogue import record
from rules.exercise.dosing import SAME_DOSE
from rules.exercise.load import repetitions_for

RESERVE_RULE = "exercise.repetitions_in_reserve"
_SEVERE_RULE = "exercise.severe_supervision"
_SEVERE_NOTE = "supervised_first_weeks"
_REPETITIONS_FIRST = "repetitions_before_load"


@dataclass(frozen=True, slots=True)
class Step:
    """The dose that a week begins with."""

    sets: int
    repetitions: int
    load_percent_1rm: float | None


def step(plan: ExercisePlan, phase: Phase, week: int) -> Step:
    """The dose of a week, from the low end of the phase to its high end.

    With "repetitions before load" two weeks share a load: first few repetitions, then many. Else the load rises from
    week to week while the repetitions fall. Where a limit keeps the dose, only the repetitions rise.
    """
    first = _first_week(plan, phase)
    place, count = max(0, min(week, phase.last_week) - first), phase.last_week - first + 1
    share = place / (count - 1) if count > 1 else 0.0
    load, (low, high) = phase.load_percent_1rm, phase.repetitions
    if load is None:
        return Step(_sets(plan, phase, share), _between(low, high, share), None)
    if phase.aim == SAME_DOSE:
        again = _before(plan, phase).aim == SAME_DOSE
        return Step(
            phase.sets[1], _possible(high if again else _between(low, high, share), load[1], phase), _down(load[1])
        )
    percent, repetitions = load[0] + share * (load[1] - load[0]), high - floor(share * (high - low))
    if _REPETITIONS_FIRST in plan.progression:
        steps = ceil(count / 2)
        percent = load[0] + ((place // 2) / (steps - 1) if steps > 1 else share) * (load[1] - load[0])
        repetitions = high if place % 2 else low
    return Step(_sets(plan, phase, share), _possible(repetitions, percent, phase), _down(percent))


def _before(plan: ExercisePlan, phase: Phase) -> Phase:
    return plan.phases[max(0, plan.phases.index(phase) - 1)]


def _first_week(plan: ExercisePlan, phase: Phase) -> int:
    """The week from which the dose of a phase grows: later where the first weeks stay at the low end."""
    if _SEVERE_NOTE not in plan.notes:
        return phase.first_week
    held: int = record(_SEVERE_RULE).values["weeks"]
    return min(max(phase.first_week, held), phase.last_week)


def _sets(plan: ExercisePlan, phase: Phase, share: float) -> int:
    """From the fewest sets to the most; a later phase begins in the middle, not at one set again."""
    low, high = phase.sets
    if phase.load_percent_1rm is not None and _before(plan, phase).load_percent_1rm is not None:
        low = low if _before(plan, phase) is phase else ceil((low + high) / 2)
    return min(high, low + floor(share * (high - low + 1)))


def _between(low: int, high: int, share: float) -> int:
    return low + floor(share * (high - low))


def _possible(repetitions: int, percent: float, phase: Phase) -> int:
    """Fewer where the load would leave nothing in reserve, but never fewer than the phase asks for."""
    reserve: int = record(RESERVE_RULE).values["beginners"][0]
    return max(phase.repetitions[0], min(repetitions, floor(repetitions_for(percent)) - reserve))


def _down(percent: float) -> float:
    """Whole per cent below; a share of a capped load keeps its half per cent away."""
    return float(floor(percent + 1e-9))
