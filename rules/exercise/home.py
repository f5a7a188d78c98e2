"""The same plan at home with bands and body weight alone: by repetitions and effort, never by a share of a maximum."""

from __future__ import annotations

from dataclasses import replace

from rules.assessment import ExercisePlan, Phase
from rules.catalogue import record
from rules.exercise.library import library
from rules.exercise.limits import limits
from rules.exercise.substitution import substituted

BANDS_RULE = "exercise.home_bands"


def home_bands(plan: ExercisePlan) -> ExercisePlan | None:
    """The plan with bands in three stages of weeks, within the same safety changes; None where none is loaded.

    The band is the one that brings the plan's effort at the repetitions of the stage; its colour says nothing.
    """
    values = record(BANDS_RULE).values
    loaded = [phase for phase in plan.phases if phase.load_percent_1rm is not None]
    if plan.level not in values["levels"] or not loaded:
        return None
    offset = loaded[0].first_week - 1
    phases = [phase for phase in plan.phases if phase.load_percent_1rm is None]
    for stage in values["stages"]:
        first, last = (week + offset for week in stage["weeks"])
        basis = next((phase for phase in loaded if phase.first_week <= first <= phase.last_week), loaded[-1])
        phases.append(_stage(plan, basis, stage["id"], (first, last), tuple(stage["repetitions"])))
    return replace(plan, phases=tuple(phases))


def _stage(
    plan: ExercisePlan, basis: Phase, identifier: str, weeks: tuple[int, int], repetitions: tuple[int, int]
) -> Phase:
    """A stage with the sets, sessions and effort of the phase in whose weeks it lies."""
    bounds = limits(plan.changes)
    carries = set(record(BANDS_RULE).values["loading"])
    fewest, most = bounds.repetitions
    low, high = (max(min(number, most or number), fewest or number) for number in repetitions)
    moves = substituted(
        basis.movements,
        plan.level,
        lambda name: bounds.allow(name) and not carries.isdisjoint(library()[name].loading),
    )
    return replace(
        basis,
        id=identifier,
        first_week=weeks[0],
        last_week=weeks[1],
        repetitions=(low, high),
        load_percent_1rm=None,
        movements=tuple(replace(item, sets=basis.sets, repetitions=(low, high)) for item in moves),
    )
