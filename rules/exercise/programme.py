"""The programmes as their records hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rules.assessment import Effort, Movement, Phase
from rules.catalogue import BadRecordError, Record, record

_PREFIX = "exercise.programme_"
_ANY = "any"
_TURNS = ("movements", "turn_1", "turn_2")  # in every session; in the first and in the second of two that take turns


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme: its phases with all movements, and the ids of what goes with it.

    `plan_weeks` is how long a plan may run, `then` the programme that follows in the same plan.
    """

    rule: str
    level: str
    plan_weeks: int
    phases: tuple[Phase, ...]
    supervised_weeks: int
    balance: tuple[str, ...]
    balance_emphasis: tuple[str, ...]
    aerobic: tuple[str, ...]
    traditional: tuple[str, ...]
    progression: tuple[str, ...]
    hold: tuple[str, ...]
    notes: tuple[str, ...]
    daily: tuple[str, ...] = ()
    then: str = ""

    @property
    def last_week(self) -> int:
        """The week in which the programme ends."""
        return max(phase.last_week for phase in self.phases)

    @property
    def trains(self) -> bool:
        """Is it more than walking as usual?"""
        return self.level != _ANY

    def after(self, first: Programme) -> Programme:
        """This programme behind another one's phases, as far as it lies before the end of the plan."""
        weeks = first.last_week
        moved = (
            replace(
                phase,
                first_week=phase.first_week + weeks,
                last_week=min(phase.last_week + weeks, self.plan_weeks),
            )
            for phase in self.phases
            if phase.first_week + weeks <= self.plan_weeks
        )
        return replace(
            self,
            phases=(*first.phases, *moved),
            supervised_weeks=max(first.supervised_weeks, self.supervised_weeks and self.supervised_weeks + weeks),
            notes=(*first.notes, *(note for note in self.notes if note not in first.notes)),
        )


def id_for(level: str) -> str:
    """The id of the programme of a level of function."""
    return _PREFIX + level.lower()


def for_level(level: str) -> Programme:
    """The programme of a level of function."""
    return programme(id_for(level))


@cache
def programme(identifier: str) -> Programme:
    """A programme by the id of its record. Raises BadRecordError where it names a movement that does not fit."""
    found = record(identifier)
    values = found.values
    movements = {name: turn for turn, field in enumerate(_TURNS) for name in values.get(field, ())}
    for name in movements:
        if values["level"] not in (*record(name).values["levels"], _ANY):
            raise BadRecordError(f"rule record {identifier}: movement '{name}' is not for level {values['level']}.")
    return Programme(
        rule=identifier,
        level=values["level"],
        plan_weeks=values["plan_weeks"],
        phases=tuple(_phase(raw, found, movements) for raw in values["phase"]),
        supervised_weeks=values["supervised_weeks"],
        balance=tuple(values["balance"]),
        balance_emphasis=tuple(values["balance_emphasis"]),
        aerobic=tuple(values["aerobic"]),
        traditional=tuple(values["traditional"]),
        progression=tuple(values["progression"]),
        hold=tuple(values["hold"]),
        notes=tuple(values["notes"]),
    )


def _phase(raw: Mapping[str, Any], found: Record, movements: Mapping[str, int]) -> Phase:
    sets, repetitions = _pair(raw["sets"]), _pair(raw["repetitions"])
    return Phase(
        id=raw["id"],
        first_week=raw["weeks"][0],
        last_week=raw["weeks"][1],
        sessions_per_week=_pair(raw["sessions_per_week"]),
        sets=sets,
        repetitions=repetitions,
        minutes=_pair(raw["minutes"]),
        rest_minutes=_range(raw.get("rest_minutes")),
        load_percent_1rm=_range(raw.get("load_percent_1rm")),
        effort=Effort(found.values["effort_scale"], *map(float, raw["effort"])) if "effort" in raw else None,
        movements=tuple(Movement(name, sets, repetitions, turn) for name, turn in movements.items()),
        aim=raw["aim"],
        bouts_per_day=_pair(raw.get("bouts_per_day", [1, 1])),
        tempo=raw.get("tempo", ""),
    )


def _pair(raw: list[int]) -> tuple[int, int]:
    low, high = raw
    return low, high


def _range(raw: list[float] | None) -> tuple[float, float] | None:
    return None if raw is None else (float(raw[0]), float(raw[1]))


@cache
def tags(identifier: str) -> frozenset[str]:
    """What speaks against a movement or balance task (unsupported, head_down, spine_twist, …)."""
    return frozenset(record(identifier).values.get("tags", ()))
