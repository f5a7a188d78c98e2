"""The foods as the solver sees them: what a number of half portions holds, in whole units of the printed precision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from rules.catalogue import Record, records
from rules.nutrition.foods.checks import check_food
from rules.nutrition.foods.day import Item

CHAPTER = "nutrition/foods"
PREFIX = "food."
TENTHS = 10  # protein is printed to a tenth of a gram
HUNDREDTHS = 100  # leucine is printed to a hundredth of a gram
HALVES = 2  # half portions in a portion
_GRAMS_OF_COMPOSITION = 100  # the tables say what is in 100 g


@dataclass(frozen=True, slots=True)
class Serving:
    """So many half portions of a food: protein in tenths of a gram, leucine in hundredths, minerals in milligrams."""

    food: str
    halves: int
    grams: float
    protein: int
    kcal: int
    leucine: int | None
    potassium_mg: float
    phosphorus_mg: float

    def item(self) -> Item:
        """The serving as it is printed."""
        leucine = None if self.leucine is None else self.leucine / HUNDREDTHS
        return Item(self.food, self.halves / HALVES, self.grams, self.protein / TENTHS, self.kcal, leucine)


@dataclass(frozen=True, slots=True)
class Food:
    """A food: its groups, and its servings by half portions.

    `contains` are food groups as allergies name them, `origin` plant, dairy, egg, meat, pork, fish or shellfish,
    `textures` the IDDSI food levels to which it can be prepared.
    """

    id: str
    role: str
    origin: str
    contains: frozenset[str]
    tags: frozenset[str]
    textures: frozenset[int]
    drink: bool
    grade: str
    sources: tuple[str, ...]
    servings: Mapping[int, Serving]


@cache
def foods() -> Mapping[str, Food]:
    """Every food of the table by its name without the prefix. Raises BadRecordError on one that cannot be used."""
    listed = (_food(entry) for entry in records(CHAPTER).values() if entry.id.startswith(PREFIX))
    return {food.id: food for food in listed}


def _food(entry: Record) -> Food:
    check_food(entry)
    values, name = entry.values, entry.id.removeprefix(PREFIX)
    least, most = values["halves"]
    step = HALVES if values.get("whole", False) else 1
    return Food(
        id=name,
        role=values["role"],
        origin=values["origin"],
        contains=frozenset(values["contains"]),
        tags=frozenset(values["tags"]),
        textures=frozenset(values["textures"]),
        drink=values["drink"],
        grade=entry.grade,
        sources=tuple(key for key, _ in entry.sources),
        servings={halves: _serving(entry, name, halves) for halves in range(least, most + 1, step)},
    )


def _serving(entry: Record, name: str, halves: int) -> Serving:
    values = entry.values
    grams = values["grams"] * halves / HALVES
    leucine = values.get("leucine_g_per_100g")
    return Serving(
        food=name,
        halves=halves,
        grams=grams,
        protein=_printed(values["protein_g_per_100g"], grams, TENTHS),
        kcal=_printed(values["energy_kcal_per_100g"], grams, 1),
        leucine=None if leucine is None else _printed(leucine, grams, HUNDREDTHS),
        potassium_mg=values["potassium_mg_per_100g"] * grams / _GRAMS_OF_COMPOSITION,
        phosphorus_mg=values["phosphorus_mg_per_100g"] * grams / _GRAMS_OF_COMPOSITION,
    )


def _printed(per_100g: float, grams: float, steps_per_unit: int) -> int:
    """An amount in steps of the printed precision, halves up, worked out in decimals."""
    exact = Decimal(repr(per_100g)) * Decimal(repr(grams)) * steps_per_unit / _GRAMS_OF_COMPOSITION
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
