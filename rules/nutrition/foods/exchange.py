"""What may take the place of a food of the day: the same role, allowed by the same restrictions, no more protein."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from rules.catalogue import record as rule
from rules.nutrition.foods.allowed import Larder
from rules.nutrition.foods.day import Exchange
from rules.nutrition.foods.food import TENTHS, Serving, foods
from rules.nutrition.foods.menu import Pattern
from rules.nutrition.foods.targets import RULE


def exchanges(listed: Iterable[Serving], kept: Larder, eaten: Pattern) -> tuple[Exchange, ...]:
    """The exchanges of a day, one for each different serving that has any, in the order in which they are eaten."""
    roles: list[str] = rule(RULE).values["exchange_roles"]
    given = (one for one in dict.fromkeys(listed) if foods()[one.food].role in roles)
    known = sorted({name for meal in eaten.meals for slot in meal.slots for name in slot.foods if name in kept})
    found = (Exchange(one.item(), tuple(other.item() for other in _choices(one, known, kept))) for one in given)
    return tuple(exchange for exchange in found if exchange.choices)


def _choices(given: Serving, known: list[str], kept: Larder) -> Iterator[Serving]:
    """The nearest serving of every other food of this role that is near enough, nearest first."""
    role = foods()[given.food].role
    others = (name for name in known if name != given.food and foods()[name].role == role)
    near = [one for name in others for one in _nearest(given, kept[name])]
    near.sort(key=lambda one: (given.protein - one.protein, abs(given.kcal - one.kcal), one.food))
    most: int = rule(RULE).values["exchanges_at_most"]
    return islice(near, most)


def _nearest(given: Serving, servings: tuple[Serving, ...]) -> Iterator[Serving]:
    values = rule(RULE).values
    short, apart = values["exchange_short_g_at_most"] * TENTHS, values["exchange_kcal_apart_at_most"]
    fit = [one for one in servings if 0 <= given.protein - one.protein <= short and abs(given.kcal - one.kcal) <= apart]
    return islice(sorted(fit, key=lambda one: given.protein - one.protein), 1)
