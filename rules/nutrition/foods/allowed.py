"""What a plan leaves of the foods: every exclusion is a restriction with a name, so that a failing day says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.assessment import NutritionPlan
from rules.catalogue import record as rule
from rules.diet import Texture
from rules.nutrition.foods.checks import EXCLUSIONS
from rules.nutrition.foods.food import TENTHS, Food, Serving, foods

Larder = Mapping[str, tuple[Serving, ...]]


@dataclass(frozen=True, slots=True)
class Restriction:
    """One thing that no food of the day may break; `keeps` answers for a serving of a food."""

    id: str
    keeps: Callable[[Food, Serving], bool]


def restrictions(plan: NutritionPlan) -> tuple[Restriction, ...]:
    """Everything that the plan restricts about foods, by name: `avoid.milk`, `diet.vegan`, `limit.tyramine`, …"""
    return (
        *(_avoid(group) for group in plan.avoid),
        *(_diet(diet) for diet in plan.diets),
        *(_limit(name) for name in plan.limits),
        *_texture(plan.texture),
    )


def unknown(plan: NutritionPlan) -> tuple[str, ...]:
    """What the plan excludes and this table of foods cannot tell: no food may be named then."""
    known = rule(EXCLUSIONS).values
    return (
        *(f"avoid.{group}" for group in plan.avoid if group not in known["allergens"]),
        *(f"diet.{diet}" for diet in plan.diets if diet not in known["diets"]),
        *(f"limit.{name}" for name in plan.limits if name not in known["limits"]),
    )


def larder(held: Iterable[Restriction]) -> Larder:
    """Every food with the servings of it that all restrictions allow; foods without any are left out."""
    rules = tuple(held)
    kept = {
        food.id: tuple(one for one in food.servings.values() if all(item.keeps(food, one) for item in rules))
        for food in foods().values()
    }
    return {name: servings for name, servings in kept.items() if servings}


def _avoid(group: str) -> Restriction:
    return Restriction(f"avoid.{group}", lambda food, _: group not in food.contains)


def _diet(diet: str) -> Restriction:
    barred = frozenset(rule(EXCLUSIONS).values["diets"][diet])
    return Restriction(f"diet.{diet}", lambda food, _: food.origin not in barred)


def _limit(name: str) -> Restriction:
    minerals = {"high_potassium": _low_in_potassium, "high_phosphate": _low_in_phosphate}
    return Restriction(f"limit.{name}", minerals.get(name, lambda food, _: name not in food.tags))


def _low_in_potassium(_: Food, serving: Serving) -> bool:
    most: float = rule(EXCLUSIONS).values["potassium_mg_above"]
    return serving.potassium_mg <= most


def _low_in_phosphate(_: Food, serving: Serving) -> bool:
    """Much phosphorus, and much for the protein that it comes with: both together leave a serving out."""
    limits = rule(EXCLUSIONS).values
    per_gram: float = limits["phosphorus_mg_per_g_protein_at_least"]
    much: bool = serving.phosphorus_mg >= limits["phosphorus_mg_at_least"]
    return not (much and serving.phosphorus_mg * TENTHS >= per_gram * serving.protein)


def _texture(ordered: Texture | None) -> Iterator[Restriction]:
    if ordered is None:
        return
    if ordered.food_level is not None:
        level = ordered.food_level
        yield Restriction("texture.food", lambda food, _: level in food.textures)
    if ordered.easy_to_chew:
        most: int = rule(EXCLUSIONS).values["easy_to_chew_levels_at_most"]
        yield Restriction("texture.easy_to_chew", lambda food, _: food.drink or min(food.textures) <= most)
    thin: int = rule(EXCLUSIONS).values["thin_drink_level"]
    if ordered.drink_level is not None and ordered.drink_level != thin:
        yield Restriction("texture.drink", lambda food, _: not food.drink)
