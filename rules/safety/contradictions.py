"""Two things in one record that cannot both be true, or a value that cannot be: each is named, with both its sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.facts import Measurement
from rules.safety.case import Case, Found, of_condition, of_value
from rules.safety.rule import Limit, Trigger

_SYSTOLIC, _DIASTOLIC = "systolic_mmhg", "diastolic_mmhg"


def contradiction(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Both sides of a contradiction; each side is a problem, with or without a qualifier, or a value in use."""
    sides = [_side(case, side) for side in trigger["sides"]]
    return tuple(dict.fromkeys(item for side in sides for item in side)) if all(sides) else None


def _side(case: Case, side: Mapping[str, Any]) -> tuple[Found, ...]:
    if "measure" not in side:
        wanted = frozenset(side.get("with_any", ()))
        named = case.about(frozenset(side["concepts"]))
        return tuple(of_condition(item) for item in named if not wanted or item.qualifiers & wanted)
    fact = case.facts.get(side["measure"])
    met = fact is not None and Limit(side["met_when"], side["value"]).is_met_by(fact.value)
    return (of_value(fact),) if fact is not None and met else ()


def pressures_swapped(case: Case, _: Trigger) -> tuple[Found, ...] | None:
    """A latest resting pressure of which the systolic does not lie above the diastolic of the same reading."""
    window = case.resting_window()
    found: list[Found] = []
    for low in case.latest_within(_DIASTOLIC, window):
        for high in case.latest_within(_SYSTOLIC, window):
            if high.value <= low.value and _is_one_reading(high, low):
                found += (of_value(high), of_value(low))
    return tuple(dict.fromkeys(found)) or None


def _is_one_reading(high: Measurement, low: Measurement) -> bool:
    """Do two pressures stand in one Observation, or at one instant?"""
    return high.source.resource_id == low.source.resource_id or (high.at is not None and high.at == low.at)
