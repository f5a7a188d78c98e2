"""What an effort feels like: light, moderate or hard, on whichever scale it is given."""

from __future__ import annotations

from enum import StrEnum

from rules.assessment import Effort
from rules.catalogue import record

RULE = "exercise.feeling"


class Feel(StrEnum):
    """How an effort feels, lightest first."""

    LIGHT = "light"
    MODERATE = "moderate"
    HARD = "hard"


def feel(effort: Effort) -> tuple[Feel, Feel]:
    """How the low and the high end of an effort range feel. Source: `feeling.toml`.

    >>> [str(end) for end in feel(Effort("omni_0_10", 4, 5))]
    ['light', 'moderate']
    """
    anchors = record(RULE).values["anchors"][effort.scale]
    return _feel(effort.low, anchors), _feel(effort.high, anchors)


def _feel(value: float, anchors: dict[str, float]) -> Feel:
    if value >= anchors["hard_from"]:
        return Feel.HARD
    return Feel.MODERATE if value >= anchors["moderate_from"] else Feel.LIGHT
