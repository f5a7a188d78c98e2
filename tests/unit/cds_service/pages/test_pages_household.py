"""Portions as they are counted in a kitchen."""

import pytest

from cds_service.cards.words import words
from cds_service.pages.household import halves, household
from rules.catalogue import records
from rules.nutrition.foods import Item


def item(food: str, portions: float) -> Item:
    return Item(food.removeprefix("food."), portions, 0, 0, 0)


def food_with(portion: str, language: str) -> str:
    return next(
        name
        for name, entry in records("nutrition/foods").items()
        if name.startswith("food.") and entry.values["portion"][language] == portion
    )


@pytest.mark.parametrize(
    ("language", "portion", "portions", "expected"),
    [
        ("en", "1 small bowl", 1, "1 small bowl"),
        ("en", "1 small bowl", 0.5, "½ small bowl"),
        ("en", "1 small bowl", 2, "2 × small bowl"),
        ("en", "1 small bowl", 1.5, "1½ × small bowl"),
        ("en", "3 slices", 2, "6 slices"),
        ("en", "3 slices", 0.5, "1½ slices"),
        ("en", "2 sections", 0.5, "½ × 2 sections"),
        ("zh-CN", "1碗", 2, "2碗"),
        ("zh-CN", "1小碗", 0.5, "½小碗"),
        ("zh-CN", "2小块", 0.5, "1小块"),
        ("zh-CN", "5瓣", 1.5, "7½瓣"),
    ],
)
def test_a_portion_is_counted_out(language: str, portion: str, portions: float, expected: str) -> None:
    assert household(item(food_with(portion, language), portions), words(language)) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "1"), (0.5, "½"), (2.5, "2½"), (10, "10")])
def test_counts_are_whole_and_half(count: float, expected: str) -> None:
    assert halves(count) == expected
