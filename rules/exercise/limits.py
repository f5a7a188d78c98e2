"""What all safety changes of a plan ask of it together: the strictest of each kind counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rules.assessment import Effort
from rules.catalogue import record
from rules.exercise.programme import tags

KEPT = 512  # sets of changes, of rules and not of people, that are kept as worked out
_TEMPOS = ("controlled", "fast_up")  # the stricter one first


@dataclass(frozen=True, slots=True)
class Limits:
    """Every change of a plan taken together; the strictest of each kind counts.

    `repetitions` are the fewest and the most that every loaded set may have; None leaves that end open.
    """

    max_percent: float | None
    from_percent: float | None
    max_effort: float | None
    effort: Effort | None
    load_factor: float
    repetitions: tuple[int | None, int | None]
    rest_minutes_at_least: float
    sets_at_most: int | None
    sessions_at_most: int | None
    aerobic_base_weeks: int
    tempo: str
    lower_first: bool
    without_tags: frozenset[str]
    without_notes: frozenset[str]
    without_session: frozenset[str]
    adds_session: tuple[str, ...]
    adds_daily: tuple[str, ...]
    adds_hold: tuple[str, ...]
    supervised: bool
    level_at_most: str | None
    programme: str | None

    @classmethod
    def of(cls, changes: Iterable[str]) -> Limits:
        """The limits that these changes set."""
        values = [record(f"change.{change}").values for change in sorted(changes)]
        capped = [found for found in values if "max_percent_1rm" in found]
        strictest = min(capped, key=lambda found: found["max_percent_1rm"], default={})
        highest = _least(values, "max_effort_0_10")
        return cls(
            max_percent=strictest.get("max_percent_1rm"),
            from_percent=strictest.get("from_percent_1rm"),
            max_effort=highest,
            effort=_effort(values, highest),
            load_factor=_least(values, "load_factor") or 1.0,
            repetitions=_repetitions(values),
            rest_minutes_at_least=_most(values, "rest_minutes_at_least") or 0.0,
            sets_at_most=_least(values, "sets_at_most"),
            sessions_at_most=_least(values, "sessions_per_week_at_most"),
            aerobic_base_weeks=max((found["aerobic_base_weeks"][1] for found in values if _BASE in found), default=0),
            tempo=min((found["tempo"] for found in values if "tempo" in found), key=_TEMPOS.index, default=""),
            lower_first=any(found.get("lower_limbs_first") for found in values),
            without_tags=_every(values, "without_tags"),
            without_notes=_every(values, "without_notes"),
            without_session=_every(values, "without_stop_in_session"),
            adds_session=_in_turn(values, "adds_stop_in_session"),
            adds_daily=_in_turn(values, "adds_daily"),
            adds_hold=_in_turn(values, "adds_hold"),
            supervised=any(found.get("supervised_throughout") for found in values),
            level_at_most=_least(values, "level_at_most"),
            programme=next((found["programme"] for found in values if "programme" in found), None),
        )

    def allow(self, identifier: str) -> bool:
        """May this movement or task stay?"""
        return not self.without_tags & tags(identifier)

    @property
    def is_stable(self) -> bool:
        """May the frequent sessions of a ward be trained: does nothing ask for a lower level, less load or walking?"""
        return self.programme is None and self.level_at_most is None and self.load_factor == 1.0

    @property
    def hold_the_load(self) -> bool:
        """Is the load capped, so that nobody moves on to a heavier phase?"""
        return self.max_percent is not None or self.load_factor != 1.0


_BASE = "aerobic_base_weeks"
_Values = Iterable[Mapping[str, Any]]


@lru_cache(maxsize=KEPT)
def limits(changes: tuple[str, ...]) -> Limits:
    """The limits that these changes set: they follow from the records alone."""
    return Limits.of(changes)


def _least(values: _Values, name: str) -> Any:
    return min((found[name] for found in values if name in found), default=None)


def _most(values: _Values, name: str) -> Any:
    return max((found[name] for found in values if name in found), default=None)


def _every(values: _Values, name: str) -> frozenset[str]:
    return frozenset(item for found in values for item in found.get(name, ()))


def _in_turn(values: _Values, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for found in values for item in found.get(name, ())))


def _repetitions(values: _Values) -> tuple[int | None, int | None]:
    """The highest lower end and the lowest upper end; where they cross, the lighter dose of more repetitions wins."""
    fewest, most = _most(values, "repetitions_at_least"), _least(values, "repetitions_at_most")
    return fewest, most if fewest is None or most is None else max(fewest, most)


def _effort(values: _Values, highest: float | None) -> Effort | None:
    """The effort range that a change sets on its own scale, unless another change already asks for less."""
    for found in values:
        if "effort" in found and (highest is None or highest > found["gives_way_to_effort_0_10"]):
            return Effort(found["effort"]["scale"], float(found["effort"]["low"]), float(found["effort"]["high"]))
    return None
