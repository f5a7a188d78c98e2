"""The texture of a drafted diet against the texture that is in force, and against swallowing in question."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rules.assessment import Severity
from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.facts import Order
from rules.nutrition.evidence import of_entry, procedures
from rules.nutrition.swallowing import PASSED
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern

LOOSER, UNCLEARED = "orders.texture_looser", "orders.swallowing"
FOOD, DRINK, CHEW = "food_level_", "drink_level_", "easy_to_chew"


def texture_concerns(case: OrderCase) -> Iterator[Concern]:
    """A level looser than the ordered one; food by mouth without a texture where swallowing is in question."""
    in_force = _in_force(case)
    ordered = frozenset(name for order in in_force for name in order.concepts)
    drafts = case.selected(rule(LOOSER).values["drafts"])
    looser = tuple(draft for draft in drafts if _is_looser(draft.concepts, ordered))
    if looser:
        yield concern(
            LOOSER,
            looser,
            evidence=tuple(map(of_entry, in_force)),
            findings=case.findings(rule(LOOSER).values["findings"]),
        )
    values = rule(UNCLEARED).values
    loose = tuple(item for item in case.selected(values["drafts"]) if item not in looser and _is_loose(item))
    found = tuple(item for item in case.findings(values["findings"]) if item.severity is Severity.MODIFY)
    if loose and found:
        yield concern(UNCLEARED, loose, findings=found)


def _in_force(case: OrderCase) -> tuple[Order, ...]:
    """The ordered textures that no passed screen of a later day has answered."""
    meaning = rule("K19.screen").values
    passed = [item.on for item in procedures(case.record, meaning["screens"]) if item.outcome == PASSED and item.on]
    ordered = case.record.indexes.orders.under(meaning["texture_orders"])
    return tuple(item for item in ordered if not any(item.on is not None and day > item.on for day in passed))


def _is_looser(drafted: Collection[str], ordered: Collection[str]) -> bool:
    """Food of a higher level than the lowest one ordered, or drinks of a lower level than the highest one."""
    food, least = _food(drafted), _food(ordered)
    drink, most = _levels(drafted, DRINK), _levels(ordered, DRINK)
    if food and least and max(food) > min(least):
        return True
    if CHEW in ordered and CHEW not in drafted and food and max(food) >= rule(LOOSER).values["easy_to_chew_level"]:
        return True
    return bool(drink and most) and min(drink) < max(most)


def _food(names: Collection[str]) -> list[int]:
    return _levels(names, FOOD) or ([rule(LOOSER).values["easy_to_chew_level"]] if CHEW in names else [])


def _levels(names: Collection[str], kind: str) -> list[int]:
    return [int(name.removeprefix(kind)) for name in names if name.startswith(kind)]


def _is_loose(draft: DraftOrder) -> bool:
    """Does a draft name no texture, or none but that of everyday food and drinks?"""
    values = rule(UNCLEARED).values
    levels = {name for name in draft.concepts if name.startswith((FOOD, DRINK))}
    if levels and levels <= set(values["unmodified"]) and CHEW not in draft.concepts:
        return True
    return not draft.concepts.intersection(values["safe_with"])
