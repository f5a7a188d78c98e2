"""The drafted orders carry what the cards warn of, in both languages: a signed order is read without its card."""

from __future__ import annotations

import pytest

from cds_service.cards import exercise, nutrition
from cds_service.cards.words import words
from rules.assessment import Evidence
from rules.catalogue import LANGUAGES
from rules.facts import Source
from tests.support.assessments import asked, assessment, exercise_plan, finding, nutrition_plan, safety

COUGH = Evidence("`Cough` at meals", Source("Condition", "c1"))


def diet_order(language: str, *findings: str, **changes: object) -> dict[str, object]:
    found = safety(*(finding(name, COUGH) for name in findings))
    made = nutrition.card(
        assessment(nutrition=nutrition_plan(**changes), safety=found), asked(language), (), words(language)
    )
    assert made is not None
    order: dict[str, object] = made.suggestions[0].actions[0].resource
    return order


def instruction(language: str, *findings: str, **changes: object) -> str:
    diet = diet_order(language, *findings, **changes)["oralDiet"]
    assert isinstance(diet, dict)
    return str(diet["instruction"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diet_order_says_first_that_swallowing_has_not_been_cleared(language: str) -> None:
    text = instruction(language, "K19.screen")
    assert text.startswith(
        {"en": "Swallowing has not been cleared. Screen", "zh-CN": "吞咽功能尚未评估通过。"}[language]
    )
    assert "Cough" not in text
    assert "\\" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diet_order_leaves_out_the_foods_that_the_card_leaves_out(language: str) -> None:
    limits = ("high_potassium", "high_phosphate", "high_purine")
    order = diet_order(language, avoid=("milk",), limits=limits)
    named = order["excludeFoodModifier"]
    w = words(language)
    assert named == [
        {"text": w.clinical("avoid", "milk")},
        *({"text": w.clinical("food_limit", name)} for name in limits),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diet_order_carries_the_potassium_guard_and_the_gout_flare(language: str) -> None:
    text = instruction(language, "K22.potassium", notes=("no_potassium_products", "gout_flare"))
    w = words(language)
    for said in (w.say("K22.potassium"), w.clinical("note", "no_potassium_products"), w.clinical("note", "gout_flare")):
        assert w.clause(said) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exercise_order_beside_a_drug_that_lowers_glucose_says_carbohydrate_first(language: str) -> None:
    made = exercise.card(
        assessment(exercise=exercise_plan(changes=("glucose_line",))), asked(language), (), words(language)
    )
    assert made is not None
    note = made.suggestions[0].actions[0].resource["note"][0]["text"]
    first = {"en": "below 5.6 mmol/L take carbohydrate first", "zh-CN": "<5.6 mmol/L先进食碳水化合物"}
    assert first[language] in note
