"""Signs that weakness is something else than sarcopenia: muscle enzymes, a quick fall of strength, a rising marker."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from operator import itemgetter

from rules.facts import Measurement
from rules.nutrition.windows import months_before
from rules.safety.case import Case, Found, of_condition, of_value
from rules.safety.rule import Trigger
from rules.safety.windows import Window

_GRIP = "grip_kg"
_value = itemgetter(Measurement._fields.index("value"))
_TOLERANCE = 1e-9


def creatine_kinase(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A latest creatine kinase above so many times its own upper limit, where asked together with new weakness.

    Without a limit of its own, it is held against the highest one in use, where the record names that.
    """
    times, highest = trigger["above_times"], (trigger.numbers or {}).get("highest_usual_limit", math.inf)
    high = [item for item in case.latest(trigger) if item.value > times * (item.upper_limit or highest)]
    if not high:
        return None
    found = tuple(map(of_value, high))
    if "with_weakness" not in (trigger.numbers or {}):
        return found
    weakness = _new_weakness(case, trigger)
    return (*found, *weakness) if weakness else None


def _new_weakness(case: Case, trigger: Trigger) -> tuple[Found, ...]:
    """Weakness on the problem list that began lately (or has no date), or a quick fall of grip."""
    lately = Window(**trigger["new_within"])
    named = tuple(
        of_condition(item)
        for item in case.about(frozenset(trigger["with_weakness"]))
        if item.since is None or lately.holds(item.since, case.now)
    )
    return named or _fallen(case, trigger["grip_fall_percent"], lately, lately) or ()


def creatine_kinase_without_range(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A creatine kinase without reference limit that could be too high by the narrowest range in use."""
    narrowest = trigger["above_times"] * trigger["lowest_usual_limit"]
    open_ = (item for item in case.latest(trigger) if item.upper_limit is None and item.value > narrowest)
    return tuple(map(of_value, open_)) or None


def grip_fall(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """The best grip of the latest day lies so many per cent below an earlier one of the months before it."""
    return _fallen(case, trigger["percent"], Window(**trigger["over"]), Window(**trigger["latest_within"]))


def _fallen(case: Case, percent: float, over: Window, latest_within: Window) -> tuple[Found, ...] | None:
    series = case.record.series.get(_GRIP, ())
    if not series or min(map(_value, series)) > max(map(_value, series)) * (1 - percent / 100) + _TOLERANCE:
        return None
    best = _best_of_each_day(series)
    if not latest_within.holds(best[-1].on, case.now):
        return None
    latest = best[-1]
    first = months_before(latest.on, over.months)
    strongest = max((item for item in best[:-1] if item.on >= first), key=lambda item: item.value, default=None)
    if strongest is None or latest.value > strongest.value * (1 - percent / 100) + _TOLERANCE:
        return None
    return of_value(strongest), of_value(latest)


def _best_of_each_day(series: Iterable[Measurement]) -> list[Measurement]:
    best: dict[object, Measurement] = {}
    for item in series:
        known = best.get(item.on)
        if known is None or item.value > known.value:
            best[item.on] = item
    return list(best.values())


def rise(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A marker whose latest value lies so many per cent above one of the days before it."""
    span = trigger["over_days"]
    for name in sorted(trigger.names):
        series = case.record.series.get(name, ())
        if not series or not Window(days=span).holds(series[-1].on, case.now):
            continue
        latest = series[-1]
        before = [item for item in series[:-1] if item.on >= latest.on - timedelta(days=span)]
        lowest = min(before, key=lambda item: item.value, default=None)
        if lowest is not None and latest.value >= lowest.value * (1 + trigger["percent"] / 100) - _TOLERANCE:
            return of_value(lowest), of_value(latest)
    return None
