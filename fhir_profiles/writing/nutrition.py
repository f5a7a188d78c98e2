"""The nutrition draft: a NutritionOrder with the protein of the day, a supplement only where one was prescribed."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_profiles.writing.context import SNOMED, DraftContext, Resource, coded, quantity
from rules.assessment import NutritionPlan

PROTEIN = "88878007"


@dataclass(frozen=True, slots=True)
class NutritionText:
    """The words of a nutrition draft; `avoid` names each food that nothing may contain, `diets` how the person eats."""

    title: str
    protein: str
    instruction: str
    avoid: tuple[str, ...] = ()
    supplement: str = ""
    supplement_instruction: str = ""
    diets: tuple[str, ...] = ()
    food_texture: str = ""
    drink_texture: str = ""


def nutrition_order(plan: NutritionPlan, draft: DraftContext, text: NutritionText) -> Resource:
    """The draft diet order; without a weight to count on it carries no grams."""
    orderer = draft.requester
    return draft.resource(
        "NutritionOrder",
        "nutrition",
        status="draft",
        intent="order",
        patient=draft.patient,
        encounter=draft.encounter,
        dateTime=draft.day.isoformat(),
        orderer=orderer,
        foodPreferenceModifier=[{"text": diet} for diet in text.diets] or None,
        excludeFoodModifier=[{"text": food} for food in text.avoid] or None,
        oralDiet=_diet(plan, text),
        supplement=_supplement(plan, text),
        note=[draft.note(draft.reason)],
    )


def _diet(plan: NutritionPlan, text: NutritionText) -> Resource:
    nutrient: Resource = {"modifier": coded(SNOMED, PROTEIN, "Protein", text.protein)}
    if plan.protein_g_per_day is not None:
        nutrient["amount"] = quantity(plan.protein_g_per_day[0], "g/d", "g/d")
    diet: Resource = {"type": [{"text": text.title}], "nutrient": [nutrient]}
    if text.food_texture:
        diet["texture"] = [{"modifier": {"text": text.food_texture}}]
    if text.drink_texture:
        diet["fluidConsistencyType"] = [{"text": text.drink_texture}]
    return diet | {"instruction": text.instruction}


def _supplement(plan: NutritionPlan, text: NutritionText) -> list[Resource] | None:
    if plan.supplement is None:
        return None
    return [{"type": {"text": text.supplement}, "instruction": text.supplement_instruction}]
