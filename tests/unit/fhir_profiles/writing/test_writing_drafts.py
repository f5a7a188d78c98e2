"""Draft resources: valid R4B, drafts and orders, one transaction, ids that follow from the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from fhir_profiles.writing import (
    DraftContext,
    NutritionText,
    care_plan,
    exercise_request,
    function_goal,
    measurement_request,
    nutrition_order,
    protein_goal,
    transaction,
)
from fhir_profiles.writing.narrative import narrative
from rules.assessment import Supplement
from rules.follow_up import Target
from tests.support.assessments import exercise_plan, nutrition_plan

DRAFT = DraftContext(
    record_id="r1",
    patient_id="p1",
    language="en",
    day=date(2026, 6, 1),
    reason="Severe sarcopenia (AWGS 2019)",
    author="sarcopenia-cds",
    user="Practitioner/dr1",
    encounter_id="e1",
)
GAIT = Target("gait_m_per_s", ">=", 0.85, "m/s", 0.75, "target.gait_m_per_s")
TEXT = NutritionText("Protein 1.2-1.5 g/kg a day", "Protein", "Three meals.", avoid=("milk",))


def validated(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource, proven valid as R4B."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def exercise() -> dict[str, Any]:
    return validated(exercise_request(exercise_plan(), DRAFT, "Level C", ("Weeks 1-8 <b>", "Weeks 9-16")))


def nutrition(**changes: object) -> dict[str, Any]:
    return validated(nutrition_order(nutrition_plan(**changes), DRAFT, TEXT))


def test_the_exercise_draft_is_a_draft_order_for_exercise_therapy_by_the_user() -> None:
    order = exercise()
    assert (order["status"], order["intent"]) == ("draft", "order")
    assert order["code"]["coding"][0]["code"] == "229065009"
    assert order["category"][0]["coding"][0]["code"] == "PhysicalActivity"
    assert order["requester"] == {"reference": "Practitioner/dr1"}
    assert order["authoredOn"] == "2026-06-01"
    assert order["reasonCode"] == [{"text": "Severe sarcopenia (AWGS 2019)"}]
    assert order["encounter"] == {"reference": "Encounter/e1"}


def test_the_exercise_draft_says_how_often_and_how_long() -> None:
    repeat = exercise()["occurrenceTiming"]["repeat"]
    assert (repeat["frequency"], repeat["frequencyMax"], repeat["periodUnit"]) == (2, 3, "wk")
    assert repeat["boundsDuration"]["value"] == 24


@pytest.mark.parametrize("user", [None, "Patient/p1", "RelatedPerson/r1"])
def test_somebody_who_may_not_order_is_not_the_requester(user: str | None) -> None:
    order = measurement_request("grip_kg", replace(DRAFT, user=user), "Grip strength")
    assert "requester" not in validated(order)


def test_the_nutrition_draft_holds_the_protein_of_the_day_and_what_to_leave_out() -> None:
    order = nutrition()
    assert (order["status"], order["intent"]) == ("draft", "order")
    assert order["oralDiet"]["nutrient"][0]["amount"]["value"] == 58
    assert order["excludeFoodModifier"] == [{"text": "milk"}]
    assert "supplement" not in order


def test_the_nutrition_draft_holds_the_diet_and_the_ordered_textures() -> None:
    text = replace(TEXT, diets=("vegetarian",), food_texture="IDDSI level 5", drink_texture="IDDSI level 2")
    order = validated(nutrition_order(nutrition_plan(), DRAFT, text))
    assert order["foodPreferenceModifier"] == [{"text": "vegetarian"}]
    assert order["oralDiet"]["texture"] == [{"modifier": {"text": "IDDSI level 5"}}]
    assert order["oralDiet"]["fluidConsistencyType"] == [{"text": "IDDSI level 2"}]
    assert not {"texture", "fluidConsistencyType"} & set(nutrition()["oralDiet"])
    assert "foodPreferenceModifier" not in nutrition()


def test_without_grams_the_nutrition_draft_holds_no_amount() -> None:
    assert "amount" not in nutrition(protein_g_per_day=None)["oralDiet"]["nutrient"][0]
    assert protein_goal(nutrition_plan(protein_g_per_day=None), 12, DRAFT, "Protein", "Protein") is None


def test_a_supplement_is_in_the_order_only_where_one_was_prescribed() -> None:
    given = Supplement("oral_nutritional_supplement", 400, 30, 4)
    text = replace(TEXT, supplement="Oral nutritional supplement", supplement_instruction="400 kcal a day")
    order = validated(nutrition_order(nutrition_plan(supplement=given), DRAFT, text))
    assert order["supplement"][0]["type"] == {"text": "Oral nutritional supplement"}


def test_a_goal_is_proposed_measurable_and_due() -> None:
    goal = validated(function_goal(GAIT, 24, DRAFT, "Gait speed: at least 0.85 m/s", "Gait speed"))
    target = goal["target"][0]
    assert goal["lifecycleStatus"] == "proposed"
    assert (target["detailQuantity"]["value"], target["detailQuantity"]["comparator"]) == (0.85, ">=")
    assert target["dueDate"] == "2026-11-16"
    assert target["measure"]["coding"][0]["code"] == "gait-speed"


def test_the_protein_goal_is_a_range() -> None:
    goal = protein_goal(nutrition_plan(), 24, DRAFT, "Protein 58-72 g a day", "Protein")
    assert goal is not None
    detail = validated(goal)["target"][0]["detailRange"]
    assert (detail["low"]["value"], detail["high"]["value"]) == (58, 72)


def test_grip_of_the_best_hand_is_not_coded_as_one_hand() -> None:
    assert validated(measurement_request("grip_kg", DRAFT, "Grip strength"))["code"] == {"text": "Grip strength"}


@pytest.mark.parametrize("measure", ["mass_by_dxa", "mass_by_bia", "chair_stand_5x_s", "gait_m_per_s", "sppb", "tug_s"])
def test_every_measurement_can_be_ordered(measure: str) -> None:
    order = validated(measurement_request(measure, DRAFT, "A measurement"))
    assert (order["status"], order["intent"]) == ("draft", "order")
    assert ("category" in order) == (measure == "mass_by_dxa")


def test_a_care_plan_holds_order_and_goals_of_the_same_transaction() -> None:
    order, goal = exercise(), function_goal(GAIT, 24, DRAFT, "Gait", "Gait speed")
    plan = validated(care_plan("exercise", order, (goal,), 24, DRAFT, "Exercise", ("Weeks 1-8",)))
    assert (plan["status"], plan["intent"]) == ("draft", "order")
    assert plan["activity"] == [{"reference": {"reference": f"urn:uuid:{order['id']}"}}]
    assert plan["goal"] == [{"reference": f"urn:uuid:{goal['id']}"}]
    bundle = validated(transaction((order, goal, plan)))
    assert [entry["fullUrl"] for entry in bundle["entry"]] == [f"urn:uuid:{item['id']}" for item in (order, goal, plan)]


def test_a_care_plan_without_goals_has_no_empty_list() -> None:
    assert "goal" not in validated(care_plan("exercise", exercise(), (), 24, DRAFT, "Exercise", ()))


def test_a_narrative_escapes_what_it_is_given() -> None:
    div = narrative("zh-CN", ("<script>", "a & b\x00"))["div"]
    assert "<p>&lt;script&gt;</p><p>a &amp; b</p>" in div


def test_the_same_record_gives_the_same_ids_and_another_record_others() -> None:
    assert exercise()["id"] == exercise()["id"]
    assert DRAFT.id_of("exercise") != replace(DRAFT, record_id="r2").id_of("exercise")
