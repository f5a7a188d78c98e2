"""The sample day in words, as text and as JSON."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cds_service.cards.words import words
from cds_service.documents.assessment_json import pruned
from cds_service.meals import sample_day_text, sample_day_view, with_sample_day
from cds_service.meals.view import portion_words
from rules.assessment import Withheld
from rules.catalogue import LANGUAGES
from rules.nutrition.foods import Item, Preferences
from rules.nutrition.foods.food import foods
from tests.support.sample_days import a_day, a_plan


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_food_line_stands_in_the_language_and_the_printed_amounts_add_up(language: str) -> None:
    view = sample_day_view(a_plan(), words(language))
    assert view.total is not None
    lines = [line for meal in view.meals for line in meal.lines]
    assert f"{sum(float(line.protein) for line in lines):.1f}" == view.total.protein
    assert sum(int(line.energy) for line in lines) == int(view.total.energy)
    chinese = [bool(re.search(r"[\u4e00-\u9fff]", line.food)) for line in lines]
    assert all(chinese) if language == "zh-CN" else not any(chinese)


def test_chinese_is_answered_with_chinese_meals_and_english_with_western_ones_unless_asked() -> None:
    assert sample_day_view(a_plan(), words("zh-CN")).title == "一日食谱示例：中式饮食"
    assert sample_day_view(a_plan(), words("en")).title == "A sample day of meals: western meals"
    asked = sample_day_view(a_plan(), words("en"), Preferences("chinese"))
    assert [meal.name for meal in asked.meals] == ["Breakfast", "Lunch", "Afternoon snack", "Dinner"]


@pytest.mark.parametrize(
    ("portions", "en", "zh"),
    [
        (0.5, "½ × 1 small bowl", "½ × 1小碗"),
        (1.0, "1 small bowl", "1小碗"),
        (1.5, "1½ × 1 small bowl", "1½ × 1小碗"),
        (2.0, "2 × 1 small bowl", "2 × 1小碗"),
    ],
)
def test_portions_are_spoken_by_halves(portions: float, en: str, zh: str) -> None:
    item = Item("rice", portions, 150 * portions, 0.0, 0)
    assert portion_words(item, words("en")) == en
    assert portion_words(item, words("zh-CN")) == zh


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_food_can_be_named_with_its_portion(language: str) -> None:
    w = words(language)
    for name in foods():
        assert w.say(f"food.{name}")
        assert portion_words(Item(name, 1.0, 1.0, 0.0, 0), w)


def test_the_view_carries_notes_drug_lines_and_exchanges() -> None:
    view = sample_day_view(a_plan(avoid=("soy",), with_drugs=("warfarin",)), words("en"))
    assert any("soy sauce" in note for note in view.notes)
    assert any(note.startswith("Warfarin") for note in view.notes)
    assert view.exchanges
    assert "USDA SR28" in view.sources


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_day_the_reason_names_what_is_in_the_way(language: str) -> None:
    w = words(language)
    view = sample_day_view(a_plan(diets=("vegan",), avoid=("soy",)), w)
    assert not view.meals
    assert len(view.reasons) == 2
    assert w.say("restriction.diet.vegan") in view.reasons[1]
    assert w.say("avoid.soy") in view.reasons[1]
    assert sample_day_view(a_plan(avoid=("sesame",)), w).reasons[1].count(w.say("no_sample_day.other_restriction")) == 1
    assert (
        sample_day_view(a_plan(limits=("oxalate",)), w).reasons[1].count(w.say("no_sample_day.other_restriction")) == 1
    )
    two = sample_day_view(a_plan(no_sample_day_because=("swallow_screen_first", "weight_first")), w).reasons
    assert two == (w.say("no_sample_day.swallow_screen_first"), w.say("no_sample_day.weight_first"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_prints_every_meal_food_and_total(language: str) -> None:
    w = words(language)
    view = sample_day_view(a_plan(60.0), w)
    text = sample_day_text(view, w)
    assert view.total is not None
    for meal in view.meals:
        assert meal.name in text
        assert all(line.food in text for line in meal.lines)
    assert view.total.food in text
    assert all(len(line) <= 130 for line in text.splitlines())


def test_the_text_of_no_day_is_its_reasons() -> None:
    w = words("en")
    view = sample_day_view(a_plan(200.0), w)
    assert sample_day_text(view, w).startswith("No day of household portions")


def test_a_day_without_sum_or_exchanges_prints_what_there_is() -> None:
    w = words("en")
    bare = replace(sample_day_view(a_plan(), w), total=None, exchanges=())
    text = sample_day_text(bare, w)
    assert "Whole day" not in text
    assert "May take the place" not in text
    assert "Breakfast" in text


def test_the_document_holds_the_day_or_why_there_is_none() -> None:
    plan = a_plan()
    written = with_sample_day({"row": "P8"}, plan, "zh-CN")
    assert written is not None
    day = pruned(written)["sample_day"]
    assert day["pattern"] == "chinese"
    assert day["protein_g"] == a_day(plan).protein_g
    assert with_sample_day({}, plan, "en")["sample_day"].pattern == "western"  # type: ignore[index]
    none = with_sample_day({"row": "P8"}, a_plan(200.0), "en")
    assert none is not None
    assert none["sample_day"] == {"withheld": {"reasons": ("no_day_fits",), "rule": "foods.day"}}


def test_what_is_no_plan_stays_as_it_is() -> None:
    assert with_sample_day(None, None, "en") is None
    assert with_sample_day({"withheld": {}}, Withheld(("K18.refeeding",)), "en") == {"withheld": {}}
