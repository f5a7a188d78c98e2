"""What a nutrition plan says besides its numbers: what to ask for, whom to involve, what to mind. Ids only.

Their words stand in `words.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rules.answers import Answer
from rules.catalogue import Record
from rules.catalogue import record as rule
from rules.nutrition import allergies, eating, pairs
from rules.nutrition.doses import Range, needs_more_than_meals
from rules.nutrition.energy import feeding_waits
from rules.nutrition.evidence import recent
from rules.nutrition.situation import Situation
from rules.nutrition.supplement import Offer
from rules.nutrition.vitamin_d import wants_level


def asks(seen: Situation, row: Record) -> Iterator[str]:
    """Measurements and answers that are wanted before going further."""
    yield from row.values["asks"]
    yield from _weight_asks(seen)
    if seen.kidney.earlier_dialysis and not seen.kidney.dialysis:
        yield "dialysis_status"
    if _creatinine_reads_high(seen):
        yield "cystatin_c"
    if _wants_albumin(seen):
        yield "uacr"
    waits = feeding_waits(seen) or (seen.malnutrition.present and not seen.refeeding_excluded)
    if seen.refeeding is Answer.NOT_KNOWN or _underweight(seen) or waits:
        yield "refeeding_history"
    if seen.swallowing.to_screen:
        yield "iddsi_level" if seen.swallowing.failed else "swallow_screen"
    elif seen.swallowing.lacks_order:
        yield "iddsi_level"
    if allergies.UNSPECIFIED in seen.avoided:
        yield "food_allergy"
    yield from _malnutrition_asks(seen)
    if wants_level(seen):
        yield "vitamin_d_level"
    yield from _potassium_asks(seen)


def _wants_albumin(seen: Situation) -> bool:
    """Is urine albumin worth measuring, and not known?"""
    if seen.kidney.uacr is not None or seen.kidney.dialysis:
        return False
    watched = rule("nutrition.albuminuria_test").values["concepts"]
    return seen.moderately_low or seen.record.indexes.problems.has(watched)


def _potassium_asks(seen: Situation) -> Iterator[str]:
    """Potassium, where a drug holds it back and no recent value is known."""
    values = rule("K22.potassium").values
    known = recent(seen.facts, "potassium_mmol_per_l", values["counts_for_days"], seen.context.day)
    if known is None and any(pairs.taken(seen.record, pair) for pair in values["pairs"]):
        yield "potassium"


def _weight_asks(seen: Situation) -> Iterator[str]:
    if seen.overloaded is Answer.NOT_KNOWN:
        yield "fluid_status"
    if seen.weight.kg is None:
        yield {"actual": "weight", "adjusted": "height", "dry": "dry_weight"}[seen.weight.kind]


def _malnutrition_asks(seen: Situation) -> Iterator[str]:
    if seen.malnutrition.present and not seen.malnutrition.diagnosed:
        yield "confirm_malnutrition"
    elif not seen.malnutrition.present and not seen.malnutrition.screened and seen.malnutrition.signs:
        yield "mna_sf"


def refer(seen: Situation, row: Record, offered: Offer) -> Iterator[str]:
    """People to involve."""
    yield from row.values["refer"]
    needs_food = seen.malnutrition.present or not _unsuitable().isdisjoint(offered.because)
    if needs_food and "renal_dietitian" not in row.values["refer"]:
        yield "dietitian"
    if seen.severely_low and seen.cirrhosis:
        yield "liver_specialist"
    if seen.swallowing.failed:
        yield "speech_therapist"
    if seen.against_vitamin_d and not (seen.severely_low or seen.kidney.dialysis):
        yield "calcium_doctor"


@cache
def _unsuitable() -> frozenset[str]:
    """The reasons against a supplement that are allergies to what all of them hold."""
    return frozenset(f"{name}_allergy" for name in rule("nutrition.supplement_limits").values["unsuitable_allergens"])


def also(seen: Situation, row: Record, protein_g: Range | None) -> Iterator[str]:
    """What goes with the numbers."""
    yield from row.values["also"]
    if seen.kidney.dialysis and seen.malnutrition.present:
        yield "aim_at_upper_end"
    if seen.cirrhosis or seen.record.indexes.problems.has(rule("K21.liver").values["not_cut_for"]):
        yield "not_cut_for_encephalopathy"
    if seen.cirrhosis:
        yield "late_snack"
    if seen.malnutrition.at_risk:
        yield "counselling_and_fortification"
    if needs_more_than_meals(protein_g):
        yield "rest_between_meals"


def notes(seen: Situation, offered: Offer, has_energy: bool) -> Iterator[str]:
    """What the reader has to know before acting on the plan."""
    if _creatinine_reads_high(seen):
        yield "creatinine_reads_high"
    if seen.kidney.egfr is None and _last_was_low(seen):
        yield "last_egfr_was_low"
    if seen.severely_low and seen.ill:
        yield "kidney_and_acute_illness"
    if not has_energy:
        yield "energy_waits_for_refeeding"
    elif _underweight(seen):
        yield "raise_energy_in_steps"
    if offered.supplement is not None:
        yield "meals_beside_supplement"
    yield from _food_notes(seen)
    if seen.drugs_unread:
        yield "drugs_unread"


def _food_notes(seen: Situation) -> Iterator[str]:
    """What allergies, potassium, gout and diabetes ask of food, and foods that belong to no group."""
    if allergies.MILK in seen.avoided:
        yield "milk_and_soy_allergy" if "soy" in seen.avoided else "milk_allergy"
    elif allergies.LACTOSE in seen.avoided:
        yield "lactose_free"
    if seen.no_potassium_products:
        yield "no_potassium_products"
    if eating.has_gout_flare(seen):
        milk = allergies.MILK in seen.avoided or "vegan" in eating.diets(seen.record)
        yield "gout_flare_without_milk" if milk else "gout_flare"
    if seen.record.indexes.problems.has(rule("nutrition.food_limits").values["diabetes_concepts"]):
        yield "diabetes"
    if allergies.names_other_food(seen.record):
        yield "other_food_allergy"


def _creatinine_reads_high(seen: Situation) -> bool:
    weak = seen.staging.stage in rule("nutrition.creatinine_in_low_muscle").values["stages"]
    little_muscle = weak or seen.malnutrition.present or _underweight(seen)
    return seen.kidney.by_creatinine_alone and not seen.kidney.dialysis and little_muscle


def _underweight(seen: Situation) -> bool:
    index = seen.body_mass_index
    below: float = rule("nutrition.weight").values["underweight_bmi_below"]
    return index is not None and index < below


def _last_was_low(seen: Situation) -> bool:
    last = seen.kidney.last_egfr
    below: float = rule("nutrition.kidney_limits").values["moderately_low_below"]
    return last is not None and last.value < below
