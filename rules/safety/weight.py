"""Fluid that shows on the scales: a quick gain, or too much above dry weight."""

from __future__ import annotations

from datetime import timedelta

from rules.facts import Measurement
from rules.safety.case import Case, Found, of_value
from rules.safety.rule import Trigger
from rules.safety.windows import Window

_TOLERANCE_KG = 1e-6


def _latest(case: Case, name: str, days: int) -> Measurement | None:
    recent = Window(days=days).of(case.record.series.get(name, ()), case.now)
    return recent[-1] if recent else None


def weight_gain(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A latest weight that lies so many kilograms above one of the days just before it."""
    latest = _latest(case, "weight_kg", trigger["latest_within_days"])
    if latest is None:
        return None
    first = latest.on - timedelta(days=trigger["over_days"])
    before = [item for item in case.record.series["weight_kg"] if first <= item.on <= latest.on and item is not latest]
    lowest = min(before, key=lambda item: item.value, default=None)
    if lowest is None or latest.value - lowest.value < trigger["kg"] - _TOLERANCE_KG:
        return None
    return of_value(lowest), of_value(latest)


def over_dry_weight(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A latest weight so many kilograms above the dry weight in use."""
    dry = case.facts.get("dry_weight_kg")
    latest = None if dry is None else _latest(case, "weight_kg", trigger["latest_within_days"])
    if latest is None or dry is None or latest.value - dry.value <= trigger["above_kg"] + _TOLERANCE_KG:
        return None
    return of_value(latest), of_value(dry)
