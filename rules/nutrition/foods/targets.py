"""The amounts that a sample day has to meet, in the steps in which they are printed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rules.assessment import NutritionPlan
from rules.catalogue import record as rule
from rules.nutrition.foods.food import TENTHS

RULE = "foods.day"
_DIGITS = 6  # decimals beyond which a product of two recorded numbers is only binary noise


@dataclass(frozen=True, slots=True)
class Span:
    """A range in whole steps, both ends included."""

    low: int
    high: int

    def __contains__(self, amount: int) -> bool:
        return self.low <= amount <= self.high

    @property
    def middle(self) -> float:
        """Where a day aims."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Targets:
    """Protein of the day and of a main meal and a snack in tenths of a gram, energy of the day in kilocalories."""

    protein: Span
    meal: Span
    snack: Span
    kcal: Span


def targets(plan: NutritionPlan) -> Targets | None:
    """The amounts of a plan; None where it gives no grams or no energy, so that no day can be weighed out."""
    kg = plan.weight.kg
    if kg is None or plan.protein_g_per_day is None or plan.protein_g_per_meal is None:
        return None
    if plan.energy_kcal_per_day is None:
        return None
    values = rule(RULE).values
    return Targets(
        protein=_protein(plan, kg),
        meal=_meal(plan.protein_g_per_meal),
        snack=Span(0, int(values["snack_protein_g_at_most"] * TENTHS)),
        kcal=_kcal(plan.energy_kcal_per_day),
    )


def _protein(plan: NutritionPlan, kg: float) -> Span:
    """The day's protein: never above the ceiling nor the printed range, and in whole grams never below it either."""
    per_kg, printed = plan.protein_g_per_kg_per_day, plan.protein_g_per_day or (0, 0)
    window = int(rule(RULE).values["protein_window_g_at_least"] * TENTHS)
    high = min(_floor(min(per_kg[1], plan.ceiling_g_per_kg_per_day) * kg), printed[1] * TENTHS)
    low = max(_ceil(per_kg[0] * kg), printed[0] * TENTHS)
    return Span(max(min(low, high - window), printed[0] * TENTHS - window), high)


def _meal(per_meal: tuple[float, float]) -> Span:
    around: float = rule(RULE).values["meal_g_either_side"]
    middle = sum(per_meal) / 2
    return Span(_ceil(min(per_meal[0], middle - around)), _floor(max(per_meal[1], middle + around)))


def _kcal(per_day: tuple[int, int]) -> Span:
    """The day's energy: a range as it is given; a single guiding value within its share on either side."""
    low, high = per_day
    if low < high:
        return Span(low, high)
    share: float = rule(RULE).values["energy_share_either_side"]
    return Span(
        math.ceil(round(low * (1 - share), _DIGITS)),
        math.floor(round(high * (1 + share), _DIGITS)),
    )


def _floor(grams: float) -> int:
    return math.floor(round(grams * TENTHS, _DIGITS))


def _ceil(grams: float) -> int:
    return math.ceil(round(grams * TENTHS, _DIGITS))
