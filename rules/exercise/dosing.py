"""The dose of one phase within the limits of a plan: load, effort, repetitions, sets, sessions and rest."""

from __future__ import annotations

from dataclasses import replace
from math import floor

from rules.assessment import Effort, Phase
from rules.catalogue import record
from rules.exercise.limits import Limits
from rules.exercise.load import percent_for

SAME_DOSE, LIGHTENED = "same_dose", "lightened"
Load = tuple[float, float] | None
_OMNI = "omni_0_10"
_OTHER_SCALE_RULE = "change.borg_11_to_13"


def within(phase: Phase, before: Phase | None, limits: Limits) -> Phase:
    """The phase under its caps. One that would begin at or above a cap on load repeats the dose before it."""
    kept = _sets(_repetitions(replace(phase, effort=limited(phase.effort, limits)), limits), limits)
    load, cap, start = kept.load_percent_1rm, limits.max_percent, limits.from_percent
    if load is None or cap is None:
        return kept
    if load[0] < cap:
        return replace(kept, load_percent_1rm=(load[0], min(load[1], cap)))
    if before is None:
        return replace(kept, load_percent_1rm=(cap if start is None else start, cap))
    return replace(
        kept,
        load_percent_1rm=before.load_percent_1rm,
        repetitions=before.repetitions,
        sets=before.sets,
        effort=before.effort,
        aim=SAME_DOSE,
    )


def lightened(phase: Phase, usual: Phase, limits: Limits) -> Phase:
    """The phase at its share of the usual load, with the rest and the tempo that the limits ask for.

    A cap and a share are two limits of one load, and the stricter one counts: they are never multiplied.
    """
    rest, least = phase.rest_minutes, limits.rest_minutes_at_least
    load = _share(phase.load_percent_1rm, usual.load_percent_1rm, limits.load_factor)
    return replace(
        phase,
        load_percent_1rm=load,
        aim=LIGHTENED if load is not None and limits.load_factor < 1 else phase.aim,
        rest_minutes=None if rest is None else (max(rest[0], least), max(rest[1], least)),
        tempo=(limits.tempo or phase.tempo) if phase.tempo else "",
        movements=tuple(replace(item, sets=phase.sets, repetitions=phase.repetitions) for item in phase.movements),
    )


def _share(capped: Load, usual: Load, factor: float) -> Load:
    """The share of the usual load in whole percents, or the capped load where that is less."""
    if capped is None or usual is None or factor == 1:
        return capped
    low, high = (float(floor(end * factor)) for end in usual)
    return min(capped[0], low), min(capped[1], high)


def limited(effort: Effort | None, limits: Limits) -> Effort | None:
    """An effort within its cap, its lower end at least a step below the upper where the cap cuts it."""
    if effort is None or limits.effort is not None:
        return effort and limits.effort
    highest = limits.max_effort
    if highest is None or (effort.high if effort.scale == _OMNI else _gives_way_above()) <= highest:
        return effort
    low = effort.low if effort.scale == _OMNI else highest - 1
    return Effort(_OMNI, min(low, highest - 1), highest)


def _gives_way_above() -> float:
    """A cap on the 0-10 scale that is below this replaces effort on another scale."""
    return float(record(_OTHER_SCALE_RULE).values["gives_way_to_effort_0_10"]) + 1


def _repetitions(phase: Phase, limits: Limits) -> Phase:
    """The repetitions of a loaded phase inside the limits, and no more load than so many repetitions can be done with.

    Where phase and limits share no more than one number, the limits themselves are the range.
    """
    load = phase.load_percent_1rm
    if load is None or limits.repetitions == (None, None):
        return phase
    fewest, most = limits.repetitions
    low, high = max(phase.repetitions[0], fewest or 0), min(phase.repetitions[1], most or phase.repetitions[1])
    if low >= high:
        low, high = fewest or min(low, high), most or max(low, high)
    possible = percent_for(low)
    return replace(phase, repetitions=(low, high), load_percent_1rm=(min(load[0], possible), min(load[1], possible)))


def _sets(phase: Phase, limits: Limits) -> Phase:
    """Sets and sessions a week inside the limits; sessions of body weight in short bouts stay as they are."""
    most, often = limits.sets_at_most, limits.sessions_at_most
    if most is not None:
        phase = replace(phase, sets=(min(phase.sets[0], most), min(phase.sets[1], most)))
    if often is not None and phase.load_percent_1rm is not None:
        low, high = phase.sessions_per_week
        phase = replace(phase, sessions_per_week=(min(low, often), min(high, often)))
    return phase
