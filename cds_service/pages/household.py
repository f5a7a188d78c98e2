"""Portions as they are counted in a kitchen: `2碗`, `½ pot`, `6 slices`."""

from __future__ import annotations

import re

from cds_service.cards.words import Words
from cds_service.meals.view import portion_words
from rules.catalogue import record
from rules.nutrition.foods import Item

_COUNTED = re.compile(r"(\d+)(\s*)(.+)")
_HALF = "½"


def household(item: Item, w: Words) -> str:
    """How much of one food; a plural that the food table does not hold is written `2 × cup`."""
    portion: str = record(f"food.{item.food}").values["portion"][w.language]
    found = _COUNTED.fullmatch(portion)
    if found is None or item.portions == 1:
        return portion_words(item, w)
    each, blank, rest = int(found[1]), found[2], found[3]
    count = each * item.portions
    if not blank or (each == 1 and count < 1) or (each > 1 and count > 1):
        return f"{halves(count)}{blank}{rest}"
    return w.say("sample_day.times", count=halves(count), portion=rest) if each == 1 else portion_words(item, w)


def halves(count: float) -> str:
    """A count in whole and half.

    >>> halves(1.5)
    '1½'
    """
    whole, half = divmod(count, 1)
    return f"{int(whole) if whole else ''}{_HALF if half else ''}"
