"""Grams and kilocalories: rounding, the day's protein, the meals with their leucine. Numbers stand in `food.toml`."""

from __future__ import annotations

import math

from rules.assessment import WeightBasis
from rules.catalogue import record as rule

Range = tuple[float, float]
_HALF = 0.5
_DIGITS = 6  # decimals beyond which a product of two recorded numbers is only binary noise


def half_up(value: float) -> int:
    """A whole number out of one that is not negative, halves rounded up; binary noise does not decide.

    >>> half_up(88.5), half_up(57.49)
    (89, 57)
    """
    return math.floor(round(value, _DIGITS) + _HALF)


def per_day(per_kg: Range, weight: WeightBasis) -> Range | None:
    """An amount per kilogram as an amount a day, unrounded; None where the weight is not recorded."""
    return None if weight.kg is None else (per_kg[0] * weight.kg, per_kg[1] * weight.kg)


def whole(amounts: Range | None) -> tuple[int, int] | None:
    """A range in whole numbers, halves up."""
    return None if amounts is None else (half_up(amounts[0]), half_up(amounts[1]))


def per_meal(protein_g: Range | None) -> Range | None:
    """Protein from food at a meal: the usual amount, or an equal share of the day if that is less.

    Rounded down to a tenth of a gram, so that the meals never add up to more than the day. A supplement is no reason to
    eat less: it replaces what is not eaten.
    """
    if protein_g is None:
        return None
    values = rule("nutrition.meals").values
    meals, usual, steps = values["meals_per_day"], values["g_per_meal"], values["printed_steps_per_gram"]
    low, high = [
        math.floor(round(min(most, amount / meals) * steps, _DIGITS)) / steps
        for most, amount in zip(usual, protein_g, strict=True)
    ]
    return low, high


def needs_more_than_meals(protein_g: Range | None) -> bool:
    """Would the usual amount at every meal still leave part of the day's protein over?"""
    values = rule("nutrition.meals").values
    return protein_g is not None and protein_g[0] > values["meals_per_day"] * values["g_per_meal"][1]


def leucine_per_meal(meal_protein_g: Range | None) -> Range | None:
    """Leucine in g at a meal; None where the meal's protein is less than what brings so much."""
    values = rule("nutrition.leucine").values
    if meal_protein_g is None or meal_protein_g[1] < values["with_protein_g_per_meal_at_least"]:
        return None
    low, high = values["g_per_meal"]
    return low, high
