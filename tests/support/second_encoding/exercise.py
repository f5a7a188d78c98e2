"""Whether and at which level a person trains (sections 3.3 and 3.4 of the knowledge), a second time."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.second_encoding.body_and_blood import new_stroke
from tests.support.second_encoding.chart import Chart
from tests.support.second_encoding.codes import DEMENTIA
from tests.support.second_encoding.falling import Falls, high_fall_risk, unable_but_able
from tests.support.second_encoding.nourishment import refeeding
from tests.support.second_encoding.safety import dangers


@dataclass(frozen=True)
class Training:
    """The state; and, unless it is stop or unknown, the level, its "+", and whether it is provisional."""

    state: str
    level: str = ""
    plus: bool = False
    provisional: bool = False
    because: tuple[str, ...] = ()


def training(chart: Chart) -> Training:
    """State and level of one person."""
    found = dangers(chart)
    if found.stops:
        return Training("stop", because=found.stops)
    if found.open:
        return Training("unknown", because=found.open)
    level, provisional = _level(chart)
    held = refeeding(chart) is not False or unable_but_able(chart) or new_stroke(chart)
    if held and level in ("C", "D"):
        level = "B"
    state = "modified" if found.changes else "allowed"
    return Training(state, level, _plus(chart), provisional, found.changes)


def _level(chart: Chart) -> tuple[str, bool]:
    sppb, gait = chart.value("sppb"), chart.value("gait_m_per_s")
    if sppb is not None:
        return next(level for limit, level in ((9, "D"), (6, "C"), (3, "B"), (-1, "A")) if sppb > limit), False
    if gait is None:
        return "B", True
    return ("A" if gait < 0.5 else "B" if gait <= 0.9 else "C" if gait <= 1.0 else "D"), False


def _plus(chart: Chart) -> bool:
    """More balance work: slow, demented, or falling."""
    falls = Falls.of(chart)
    slow = (chart.value("tug_s") or 0) >= 20 or (chart.value("gait_m_per_s") or 9) < 0.8
    if falls.count and chart.unread("Encounter"):
        return True
    return slow or chart.has(*DEMENTIA) or high_fall_risk(chart)
