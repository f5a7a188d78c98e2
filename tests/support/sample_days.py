"""Nutrition plans for the tests of sample days: amounts by body weight, and what the meals have to keep to."""

from __future__ import annotations

from typing import Any

from rules.assessment import NutritionPlan, WeightBasis, Withheld
from rules.nutrition.doses import per_meal, whole
from rules.nutrition.foods import Preferences, SampleDay, sample_day

Range = tuple[float, float]


def a_plan(
    kg: float = 60.0,
    protein: Range = (1.2, 1.5),
    ceiling: float | None = None,
    energy: Range = (30.0, 30.0),
    **kept: Any,
) -> NutritionPlan:
    """A plan for a body weight: protein and energy per kilogram, as the protein table lays them out."""
    protein_g = (protein[0] * kg, protein[1] * kg)
    amounts: dict[str, Any] = {
        "row": "P8",
        "protein_g_per_kg_per_day": protein,
        "ceiling_g_per_kg_per_day": protein[1] if ceiling is None else ceiling,
        "weight": WeightBasis("actual", kg, kg),
        "protein_g_per_day": whole(protein_g),
        "protein_g_per_meal": per_meal(protein_g),
        "meals_per_day": 3,
        "energy_kcal_per_kg_per_day": energy,
        "energy_kcal_per_day": whole((energy[0] * kg, energy[1] * kg)),
        "rule": "nutrition.P8",
        "grade": "synthesis",
        "signed": True,
    }
    return NutritionPlan(**{**amounts, **kept})


def a_day(plan: NutritionPlan, pattern: str = "chinese", turn: int = 0) -> SampleDay:
    """The sample day of a plan that must have one."""
    found = sample_day(plan, Preferences(pattern, turn))
    assert isinstance(found, SampleDay), found
    return found


def no_day(plan: NutritionPlan, pattern: str = "chinese") -> Withheld:
    """The reason of a plan that must have none."""
    found = sample_day(plan, Preferences(pattern))
    assert isinstance(found, Withheld), found
    return found


def eaten(day: SampleDay) -> set[str]:
    """Every food of a day, exchanges included."""
    items = {item.food for meal in day.meals for item in meal.items}
    return items | {choice.food for exchange in day.exchanges for choice in exchange.choices}
