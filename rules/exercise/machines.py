"""Loads that somebody has been tested with: the maximum behind a set of five to ten repetitions, and where it is used.

A set is read where the record holds one; nobody is asked for it, and a maximum is never tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from rules.assessment import MachineLoad, Movement, Phase
from rules.catalogue import record as rule
from rules.exercise.library import library
from rules.exercise.limits import Limits
from rules.exercise.load import NotATestSetError, estimated_1rm_kg
from rules.exercise.timetable import HOSPITAL
from rules.facts import Facts, Measurement, PatientRecord

SETS_RULE = "exercise.test_sets"


@cache
def _numbers() -> Mapping[str, Any]:
    return rule(SETS_RULE).values


def machine_loads(record: PatientRecord, facts: Facts) -> tuple[MachineLoad, ...]:
    """The machines that this person was tested on, each with the lowest maximum that its latest day allows."""
    found = (_lowest(name, movement, record, facts) for name, movement in _numbers()["movements"].items())
    return tuple(one for one in found if one is not None)


def _lowest(name: str, movement: str, record: PatientRecord, facts: Facts) -> MachineLoad | None:
    fact = facts.get(name)
    if fact is None:
        return None
    sets = [one for one in record.series.get(name, ()) if one.on == fact.on]
    loads = [_load(one, movement, record) for one in sets]
    known = [one for one in loads if one is not None]
    return min(known, key=lambda one: one.one_rm_kg, default=None) if len(known) == len(loads) else None


def _load(one: Measurement, movement: str, record: PatientRecord) -> MachineLoad | None:
    """The maximum behind one set; None where its repetitions are not known, or are too few or too many."""
    repetitions = _repetitions(one, record)
    try:
        maximum = None if repetitions is None else estimated_1rm_kg(one.value, repetitions)
    except NotATestSetError:
        return None
    if maximum is None or repetitions is None:
        return None
    return MachineLoad(movement, one.value, repetitions, maximum, one.on, one.source)


def _repetitions(one: Measurement, record: PatientRecord) -> int | None:
    """The repetitions that were sent with a set, else those that its name means; None where they cannot be told."""
    counted: str = _numbers()["counted_as"]
    same = (one.source.resource_type, one.source.resource_id)
    sent = {
        count.value
        for count in record.series.get(counted, ())
        if (count.source.resource_type, count.source.resource_id) == same and (count.on, count.at) == (one.on, one.at)
    }
    unusable = any(
        item.name == counted and (item.source.resource_type, item.source.resource_id) == same for item in record.ignored
    )
    if unusable or len(sent) > 1:
        return None
    said = sent.pop() if sent else _numbers()["repetitions_when_not_sent"]
    return int(said) if said == int(said) else None


def with_machines(
    phases: tuple[Phase, ...], level: str, limits: Limits, tested: tuple[MachineLoad, ...]
) -> tuple[tuple[Phase, ...], tuple[MachineLoad, ...]]:
    """The loaded phases with each machine that was tested in place of the same work without it, where it may stay.

    And the tested loads of those machines that the phases hold.
    """
    machines = [
        one.movement for one in tested if level in library()[one.movement].levels and limits.allow(one.movement)
    ]
    if not machines:
        return phases, ()
    moved = tuple(_on_machines(phase, machines) for phase in phases)
    held = {item.id for phase in moved for item in phase.movements}
    return moved, tuple(one for one in tested if one.movement in held)


def _on_machines(phase: Phase, machines: Iterable[str]) -> Phase:
    if phase.load_percent_1rm is None or phase.id == HOSPITAL:
        return phase
    moves = phase.movements
    for machine in machines:
        moves = _instead(moves, machine)
    return phase if moves is phase.movements else replace(phase, movements=moves)


def _instead(moves: tuple[Movement, ...], machine: str) -> tuple[Movement, ...]:
    """The first movement of the machine's pattern is done on it; nothing changes where it is there already."""
    pattern = library()[machine].pattern
    place = next((at for at, item in enumerate(moves) if library()[item.id].pattern == pattern), None)
    if place is None or any(item.id == machine for item in moves):
        return moves
    return (*moves[:place], replace(moves[place], id=machine), *moves[place + 1 :])
