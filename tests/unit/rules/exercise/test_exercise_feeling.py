"""What an effort feels like, at each limit and one step below it."""

import pytest

from rules.assessment import Effort
from rules.exercise.feeling import Feel, feel


@pytest.mark.parametrize(
    ("scale", "value", "expected"),
    [
        ("omni_0_10", 4, Feel.LIGHT),
        ("omni_0_10", 5, Feel.MODERATE),
        ("omni_0_10", 6, Feel.MODERATE),
        ("omni_0_10", 7, Feel.HARD),
        ("borg_6_20", 11, Feel.LIGHT),
        ("borg_6_20", 12, Feel.MODERATE),
        ("borg_6_20", 13, Feel.MODERATE),
        ("borg_6_20", 14, Feel.HARD),
        ("cr10", 2, Feel.LIGHT),
        ("cr10", 3, Feel.MODERATE),
        ("cr10", 4, Feel.MODERATE),
        ("cr10", 5, Feel.HARD),
    ],
)
def test_an_effort_feels_light_moderate_or_hard_by_the_anchors_of_its_scale(
    scale: str, value: float, expected: Feel
) -> None:
    assert feel(Effort(scale, value, value)) == (expected, expected)


def test_both_ends_of_a_range_are_told() -> None:
    assert feel(Effort("borg_6_20", 11, 13)) == (Feel.LIGHT, Feel.MODERATE)
