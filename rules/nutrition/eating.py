"""How a person eats, as far as meals have to keep to it: diets, foods left out, texture, snacks, and open questions.

The lists stand in `food.toml`, the textures in the orders of the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rules.catalogue import Record
from rules.catalogue import record as rule
from rules.diet import Texture
from rules.facts import PatientRecord
from rules.nutrition import allergies, pairs
from rules.nutrition.energy import feeding_waits
from rules.nutrition.situation import Situation

_FOOD, _DRINK, _CHEW = "food_level_", "drink_level_", "easy_to_chew"


def diets(record: PatientRecord) -> tuple[str, ...]:
    """How the person eats, by the problem list and the diet orders; vegan includes vegetarian."""
    problems, orders = record.indexes.problems, record.indexes.orders
    found = [name for name, says in _diets() if problems.has(says) or orders.has(says)]
    return tuple([name for name in found if not (name == "vegetarian" and "vegan" in found)])


@cache
def _diets() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each diet with the problems and orders that say so."""
    values = rule("nutrition.diets").values
    return tuple((name, frozenset(values[name])) for name in ("vegan", "vegetarian", "no_pork"))


def limits(seen: Situation, row: str, taken: tuple[Record, ...]) -> Iterator[str]:
    """Foods to leave out, by their tag."""
    meaning, problems = rule("nutrition.food_limits").values, seen.record.indexes.problems
    in_kidney_row = row in meaning["kidney_rows"]
    if in_kidney_row or seen.no_potassium_products:
        yield "high_potassium"
    if in_kidney_row:
        yield "high_phosphate"
    if problems.has(meaning["gout_concepts"]):
        yield "high_purine"
    if problems.has(meaning["diabetes_concepts"]):
        yield "free_sugar"
    yield from pairs.limits(taken)


def has_gout_flare(seen: Situation) -> bool:
    """Does the record say that gout is in a flare?"""
    meaning = rule("nutrition.food_limits").values
    found = seen.record.indexes.problems.under(meaning["gout_concepts"])
    return any(meaning["gout_flare"] in item.qualifiers for item in found)


def texture(record: PatientRecord) -> Texture | None:
    """The ordered texture of food and drinks; `unclear` where an order names no level, or orders name several."""
    orders = record.indexes.orders
    ordered = orders.under(rule("K19.screen").values["texture_orders"])
    if not ordered:
        return None
    names = frozenset(name for order in ordered for name in order.concepts)
    food, drink = _levels(names, _FOOD), _levels(names, _DRINK)
    chew = _CHEW in names
    unclear = len(food) > 1 or len(drink) > 1 or not (food or drink or chew) or (chew and bool(food))
    return Texture(
        food_level=None if unclear or not food else food[0],
        drink_level=None if unclear or not drink else drink[0],
        easy_to_chew=chew and not unclear,
        unclear=unclear,
    )


def _levels(names: frozenset[str], kind: str) -> list[int]:
    return sorted(int(name.removeprefix(kind)) for name in names if name.startswith(kind))


def snacks(seen: Situation, needs_more_than_meals: bool) -> Iterator[str]:
    """What is eaten beside the three meals, within the day's amounts."""
    if seen.cirrhosis:
        yield "late_evening"
    if needs_more_than_meals:
        yield "between_meals"


def no_sample_day_because(seen: Situation, ordered: Texture | None) -> Iterator[str]:
    """Why no sample day may be shown yet."""
    if seen.swallowing.to_screen:
        yield "swallow_screen_failed" if seen.swallowing.failed else "swallow_screen_first"
    elif seen.swallowing.unread:
        yield "swallow_screens_unread"
    elif seen.swallowing.lacks_order or (ordered is not None and ordered.unclear):
        yield "iddsi_level_not_ordered"
    if seen.diet_orders_unread:
        yield "diet_orders_unread"
    if seen.drugs_unread:
        yield "drugs_unread"
    if allergies.UNSPECIFIED in seen.avoided:
        yield "unspecified_food_allergy"
    if allergies.names_other_food(seen.record):
        yield "other_food_allergy"
    if feeding_waits(seen):
        yield "refeeding_not_excluded"
    if seen.weight.kg is None:
        yield "weight_first"
