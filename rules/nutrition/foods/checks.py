"""Refuses a record of foods that cannot be used: where it stands, which field, and what it should hold."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from rules.catalogue import BadRecordError, Record, record

EXCLUSIONS = "foods.exclusions"
ROLES = frozenset({"staple", "protein", "dairy", "vegetable", "fruit", "nut", "fat"})
ORIGINS = frozenset({"plant", "dairy", "egg", "meat", "pork", "fish", "shellfish"})
WEIGHED = frozenset({"raw", "cooked", "as_eaten"})
IDDSI_FOOD_LEVELS = frozenset(range(3, 8))
_AMOUNTS = ("grams", "protein_g_per_100g", "energy_kcal_per_100g", "potassium_mg_per_100g", "phosphorus_mg_per_100g")
_ALL_OF_IT = 100.0  # grams of protein in 100 g: no food holds more


def check_food(entry: Record) -> None:
    """Raises BadRecordError where a group, a level, a portion or an amount of a food is none."""
    values, known = entry.values, record(EXCLUSIONS).values
    _one_of(entry, "role", ROLES)
    _one_of(entry, "origin", ORIGINS)
    _one_of(entry, "weighed", WEIGHED)
    _some_of(entry, "contains", known["allergens"])
    _some_of(entry, "tags", known["limits"])
    _some_of(entry, "textures", IDDSI_FOOD_LEVELS)
    least, most = values["halves"]
    if not 0 < least <= most:
        raise _bad(entry, "halves", "the fewest and the most half portions of a meal")
    if any(values[name] < 0 for name in _AMOUNTS) or values["grams"] == 0 or values["protein_g_per_100g"] > _ALL_OF_IT:
        raise _bad(entry, "grams and what is in 100 g", "amounts that a food can hold")


def check_pattern(entry: Record, foods: Collection[str]) -> None:
    """Raises BadRecordError where a pattern names a food that is not in the table, or a meal without a time."""
    named = chain.from_iterable(slot["foods"] for meal in entry.values["meals"] for slot in meal["slots"])
    for name in (*named, entry.values["oil"]):
        if name not in foods:
            raise _bad(entry, "foods", f"foods of rules/nutrition/foods, not {name!r}")
    for meal in entry.values["meals"]:
        if meal["id"] not in record("foods.day").values["clock"]:
            raise _bad(entry, "meals", f"meals of the clock in day.toml, not {meal['id']!r}")


def _one_of(entry: Record, field: str, known: Collection[object]) -> None:
    if entry.values[field] not in known:
        raise _bad(entry, field, f"one of {', '.join(sorted(map(str, known)))}")


def _some_of(entry: Record, field: str, known: Collection[object]) -> None:
    for value in entry.values[field]:
        if value not in known:
            raise _bad(entry, field, f"out of {', '.join(sorted(map(str, known)))}, not {value!r}")


def _bad(entry: Record, field: str, want: str) -> BadRecordError:
    return BadRecordError(f"rules/{entry.chapter}.toml, rule record {entry.id}: '{field}' must be {want}.")
