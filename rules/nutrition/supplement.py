"""Whether an oral nutritional supplement may be drafted: only with malnutrition, and with nothing against it.

Its protein is part of the day's protein. Numbers stand in `food.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.answers import Answer
from rules.assessment import Supplement
from rules.catalogue import record as rule
from rules.nutrition import allergies
from rules.nutrition.evidence import drugs, orders, recent
from rules.nutrition.situation import Situation

RULE = "nutrition.supplement"
LIMITS = "nutrition.supplement_limits"
_ORDERED = ("oral_supplement",)


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplement to draft, or the reasons for which there is none."""

    supplement: Supplement | None
    because: tuple[str, ...]


def offer(seen: Situation, row: str, protein_g: tuple[float, float] | None) -> Offer:
    """Decide on a supplement for one person; `protein_g` is the day's protein in grams before rounding."""
    because = tuple(dict.fromkeys((*_need(seen), *_checks(seen), *_kidney(seen, row), *_room(seen, protein_g))))
    if because:
        return Offer(None, because)
    dose = rule(RULE).values
    supplement = Supplement(
        id=dose["supplement"],
        energy_kcal_per_day=dose["energy_kcal_per_day"],
        protein_g_per_day=dose["protein_g_per_day"],
        weeks=dose["weeks"],
        conditions=tuple(_conditions(seen, row)),
    )
    return Offer(supplement, ())


def _need(seen: Situation) -> Iterator[str]:
    if not seen.malnutrition.present:
        yield "counselling_and_fortification_first" if seen.malnutrition.at_risk else "no_malnutrition_evidence"


def _checks(seen: Situation) -> Iterator[str]:
    """The checks that come before any supplement: swallowing, allergy, refeeding, drugs, orders."""
    if seen.swallowing.to_screen:
        yield "swallow_screen_failed" if seen.swallowing.failed else "swallow_screen_first"
    elif seen.swallowing.unread:
        yield "swallow_screens_unread"
    elif seen.swallowing.lacks_order:
        yield "iddsi_level_not_ordered"
    if seen.diet_orders_unread:
        yield "diet_orders_unread"
    elif orders(seen.record, _ORDERED):
        yield "supplement_already_ordered"
    if seen.refeeding is not Answer.NOT_MET or (seen.malnutrition.present and not seen.refeeding_excluded):
        yield "refeeding_not_excluded"
    if seen.drugs_unread:
        yield "drugs_unread"
    for allergen in rule(LIMITS).values["unsuitable_allergens"]:
        if allergen in seen.avoided:
            yield f"{allergen}_allergy"


def _kidney(seen: Situation, row: str) -> Iterator[str]:
    """Potassium and phosphate: wanted first in kidney disease; too much potassium bars a supplement for everyone."""
    day, limits = seen.context.day, rule(LIMITS).values
    high = rule("K12.potassium_in_food").values
    potassium = recent(seen.facts, "potassium_mmol_per_l", high["counts_for_days"], day)
    if potassium is not None and potassium.value >= high["potassium_mmol_per_l_at_least"]:
        yield "potassium_high"
    if row in limits["dietitian_chooses_in_rows"]:
        yield "renal_dietitian_chooses"
    elif seen.malnutrition.present and row in limits["kidney_rows"]:
        names = ("potassium_mmol_per_l", "phosphate_mmol_per_l")
        if any(recent(seen.facts, name, limits["kidney_tests_count_for_days"], day) is None for name in names):
            yield "potassium_and_phosphate_first"


def _room(seen: Situation, protein_g: tuple[float, float] | None) -> Iterator[str]:
    if not seen.malnutrition.present:
        return
    if protein_g is None:
        yield "weight_first"
    elif rule(RULE).values["protein_g_per_day"] > rule(LIMITS).values["share_of_day_at_most"] * protein_g[1]:
        yield "too_much_of_the_day"


def _conditions(seen: Situation, row: str) -> Iterator[str]:
    yield "counts_within_the_day"
    yield "between_meals_or_after_training"
    yield "check_monthly"
    if row in rule(LIMITS).values["kidney_rows"]:
        yield "kidney_formula"
    if allergies.LACTOSE in seen.avoided:
        yield "lactose_free"
    if set(seen.avoided) - {allergies.LACTOSE}:
        yield "free_of_avoided_foods"
    if seen.swallowing.texture:
        yield "ordered_iddsi_level"
    if seen.no_potassium_products:
        yield "low_potassium_product"
    if drugs(seen.record, ("warfarin",)):
        yield "inr_after_start"
