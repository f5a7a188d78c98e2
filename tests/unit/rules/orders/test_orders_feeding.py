"""Feeding by tube, textures, energy and comfort in drafted nutrition orders."""

from __future__ import annotations

import pytest

from rules.facts import PatientRecord
from tests.support.fhir_resources import ME, Json, observation
from tests.support.moments import concerns, diet, drug, problem, said, sarcopenia, service, strong, supplement


def ordered(draft: Json, of: str = "n9") -> Json:
    """An order that is in force."""
    return draft | {"id": of, "status": "active", "intent": "order", "patient": {"reference": f"Patient/{ME}"}}


def by_tube_only() -> PatientRecord:
    return sarcopenia(ordered(diet("Nil by mouth, PEG feeding")))


FORMULA: Json = {"resourceType": "NutritionOrder", "id": "t", "enteralFormula": {"baseFormulaProductName": "Standard"}}


# ── by tube ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "draft",
    [
        diet("Enteral nutrition 1500 kcal/day via PEG"),
        diet("鼻饲肠内营养 1500 kcal/d"),
        FORMULA,
        drug("肠内营养混悬液 500 ml", dosageInstruction=[{"text": "鼻饲 qd"}]),
        drug("Whey protein powder", dosageInstruction=[{"route": {"text": "Gastrostomy"}}]),
    ],
    ids=["text", "chinese", "formula", "drug", "route"],
)
def test_a_feed_by_tube_is_not_held_for_somebody_who_takes_nothing_by_mouth(draft: Json) -> None:
    assert said(by_tube_only(), draft) == {}


@pytest.mark.parametrize(
    "draft",
    [
        diet("Soft diet"),
        supplement("Standard drink"),
        diet("Oral diet beside tube feeding"),
        drug("肠内营养混悬液 500 ml", dosageInstruction=[{"text": "口服 qd"}]),
    ],
)
def test_what_goes_by_mouth_is_held_for_somebody_who_takes_nothing_by_mouth(draft: Json) -> None:
    (found,) = [item for item in concerns(by_tube_only(), draft) if item.severity == "stop"]
    assert [item.id for item in found.findings] == ["K19.no_oral_intake"]


def test_a_feed_by_tube_is_held_for_refeeding_all_the_same() -> None:
    starved = observation("29463-7", 36, "kg", id="w2", effectiveDateTime="2026-06-01T11:00:00Z")
    (found,) = concerns(sarcopenia(starved, ordered(diet("Nil by mouth, PEG feeding"))), FORMULA)
    assert [item.id for item in found.findings] == ["K18.refeeding"]


def test_nothing_by_mouth_beside_another_way_of_feeding_is_no_fast() -> None:
    assert said(sarcopenia(), service("Nil by mouth, PEG feeding")) == {}
    assert said(sarcopenia(), service("禁食，全静脉营养")) == {}
    assert said(sarcopenia(), service("Nil by mouth"), FORMULA) == {}
    assert said(sarcopenia(), service("Nil by mouth, nasogastric tube for decompression")) == {
        "orders.nil_by_mouth": "note"
    }


# ── texture ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def textured(text: str, of: str = "n1") -> Json:
    """A diet with a texture in words."""
    found = diet("Dysphagia diet", of)
    found["oralDiet"]["texture"] = [{"modifier": {"text": text}}]
    return found


IN_FORCE = ordered(textured("IDDSI 5 minced and moist, drinks IDDSI 2")) | {"dateTime": "2026-05-20"}
SWALLOWING = problem("R13", "Dysphagia")


@pytest.mark.parametrize(
    ("draft", "looser"),
    [
        (diet("IDDSI 7 regular diet"), True),
        (diet("Regular diet"), True),
        (diet("普食"), True),
        (textured("IDDSI 6"), True),
        (textured("easy to chew"), True),
        (textured("IDDSI 5, thin fluids"), True),
        (diet("Minced and moist, drinks slightly thick"), True),
        (textured("IDDSI 5, drinks IDDSI 2"), False),
        (textured("IDDSI 4, drinks moderately thick"), False),
    ],
)
def test_a_level_looser_than_the_ordered_one_must_wait(draft: Json, looser: bool) -> None:
    found = said(sarcopenia(SWALLOWING, IN_FORCE), draft)
    assert found == ({"orders.texture_looser": "stop"} if looser else {})


def test_numbers_in_the_place_of_food_and_drinks_are_held_against_the_ordered_ones() -> None:
    placed = textured("4")
    placed["oralDiet"]["texture"] = [{"modifier": {"text": "IDDSI 4"}}]
    placed["oralDiet"]["fluidConsistencyType"] = [{"text": "IDDSI 1"}]
    assert said(sarcopenia(SWALLOWING, IN_FORCE), placed) == {"orders.texture_looser": "stop"}
    placed["oralDiet"]["fluidConsistencyType"] = [{"text": "IDDSI 3"}]
    assert said(sarcopenia(SWALLOWING, IN_FORCE), placed) == {}


def test_everyday_food_is_looser_than_food_that_is_easy_to_chew() -> None:
    record = sarcopenia(SWALLOWING, ordered(textured("easy to chew")))
    assert said(record, diet("Regular diet")) == {"orders.texture_looser": "stop"}
    assert said(record, textured("easy to chew")) == {}
    assert said(record, textured("IDDSI 6")) == {}


@pytest.mark.parametrize(("passed_on", "looser"), [("2026-05-20", True), ("2026-05-21", False)])
def test_a_screen_passed_on_a_later_day_frees_the_level(passed_on: str, looser: bool) -> None:
    screen: Json = {
        "resourceType": "Procedure",
        "id": "p9",
        "status": "completed",
        "code": {"text": "Water swallow test"},
        "outcome": {"text": "Passed"},
        "performedDateTime": passed_on,
        "subject": {"reference": f"Patient/{ME}"},
    }
    record = sarcopenia(SWALLOWING, IN_FORCE, screen)
    assert ("orders.texture_looser" in said(record, diet("Regular diet"))) is looser


@pytest.mark.parametrize("text", ["IDDSI 7 regular diet", "Regular diet, thin fluids", "IDDSI 7"])
def test_the_texture_of_everyday_food_is_no_texture_where_swallowing_is_in_question(text: str) -> None:
    assert said(sarcopenia(SWALLOWING), diet(text)) == {"orders.swallowing": "modify"}
    assert said(sarcopenia(SWALLOWING), diet("IDDSI 7, easy to chew")) == {}


# ── comfort ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PALLIATIVE = problem("Z51.5", "Palliative care")
STARVED = observation("29463-7", 36, "kg", id="w2", effectiveDateTime="2026-06-01T11:00:00Z")


@pytest.mark.parametrize(
    "draft", [diet("High-protein diet 1.5 g/kg"), supplement("Standard drink"), diet("Diet", grams=60)]
)
def test_in_palliative_care_comfort_is_said_and_no_weight_or_electrolyte(draft: Json) -> None:
    for record in (sarcopenia(PALLIATIVE, STARVED), sarcopenia(PALLIATIVE, problem("N17.9", "Acute kidney injury"))):
        (found,) = concerns(record, draft)
        assert (found.id, found.severity) == ("orders.feeding_comfort", "note")
        assert [item.id for item in found.findings] == ["K25.comfort"]


def test_food_without_a_target_gets_no_word_in_palliative_care() -> None:
    assert said(sarcopenia(PALLIATIVE, STARVED), diet("Favourite dishes")) == {}


def test_what_is_barred_from_the_mouth_stays_barred_in_palliative_care() -> None:
    record = sarcopenia(PALLIATIVE, ordered(diet("Nil by mouth")))
    assert said(record, diet("Favourite dishes")) == {"orders.feeding_stop": "stop"}


# ── energy ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# Measured and seen to be well fed, so that only what a test adds stands against a deficit: 85 kg, 155 cm.
HEAVY = observation("29463-7", 85, "kg", id="w3", effectiveDateTime="2026-06-01T11:00:00Z")


@pytest.mark.parametrize(
    "text",
    ["Low calorie diet 800 kcal", "Weight loss diet", "低热量饮食", "Diet 900 kcal/day", "Diet with 500 kcal deficit"],
)
def test_a_diet_below_need_is_pointed_out_to_whoever_must_not_lose_weight(text: str) -> None:
    (found,) = [item for item in concerns(sarcopenia(), diet(text)) if item.id == "orders.energy_deficit"]
    assert found.severity == "modify"
    assert "no_deficit.bmi" in found.reasons
    assert [item.label for item in found.evidence] == ["bmi_kg_per_m2"]


@pytest.mark.parametrize(("kcal", "low"), [(999, True), (1000, False)])
def test_energy_in_numbers_is_held_against_the_least_of_a_weight_loss_diet(kcal: int, low: bool) -> None:
    """50 kg by 20 kcal/kg are 1000 kcal."""
    assert ("orders.energy_deficit" in said(strong(), diet(f"Diet {kcal} kcal/day"))) is low


def test_a_weight_loss_diet_gets_no_word_where_nothing_speaks_against_it() -> None:
    assert "orders.energy_deficit" not in said(strong(HEAVY), diet("Low calorie diet"))
    with_cancer = strong(HEAVY, problem("C18.9", "Colon cancer"))
    (found,) = [item for item in concerns(with_cancer, diet("Low calorie diet")) if item.id == "orders.energy_deficit"]
    assert found.reasons == ("no_deficit.cancer",)


@pytest.mark.parametrize(
    "text", ["1500 kcal plus 400 kcal as drinks", "30 kcal/kg/day", "Extra 400 kcal", "Normal diet"]
)
def test_a_part_of_the_day_or_an_amount_per_kilogram_is_no_diet_below_need(text: str) -> None:
    assert said(sarcopenia(), diet(text)) == {}


def test_a_low_start_by_tube_is_no_diet_below_need() -> None:
    assert said(by_tube_only(), diet("Enteral nutrition 500 kcal/day via PEG")) == {}


def test_feeding_that_begins_low_after_starving_is_no_diet_below_need() -> None:
    assert said(sarcopenia(STARVED), diet("Diet 500 kcal/day")) == {"orders.feeding_stop": "stop"}
