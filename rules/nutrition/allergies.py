"""What food must not contain: active allergies, milk-allergy status, lactose intolerance, what diet orders exclude."""

from __future__ import annotations

from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import PatientRecord
from rules.nutrition.evidence import conditions, of_allergy

LACTOSE = "lactose"
MILK = "milk"
GLUTEN = "gluten"
UNSPECIFIED = "unspecified_food"
EXCLUDED = "exclude_"  # how an order says that a food group is left out
_OTHER = f"{EXCLUDED}other_food"


def avoided(record: PatientRecord) -> tuple[str, ...]:
    """The food groups that nothing may contain, in alphabetical order."""
    found = {group for allergy in record.allergies if allergy.active for group in allergy.allergens}
    problems = record.indexes.problems
    if problems.has(rule("K20.allergy").values["milk_concepts"]):
        found.add(MILK)
    if problems.has(rule("K20.lactose").values["concepts"]):
        found.add(LACTOSE)
    if problems.has(rule("K20.allergy").values["gluten_concepts"]):
        found.add(GLUTEN)
    if record.indexes.orders.entries:
        found |= _by_diet_order(record)
    return tuple(sorted(found))


def _by_diet_order(record: PatientRecord) -> set[str]:
    """Food groups that a diet order leaves out, by the diet or by name."""
    orders = record.indexes.orders.places
    free_of: dict[str, str] = rule("nutrition.diets").values["free_of"]
    found = {group for diet, group in free_of.items() if diet in orders}
    return found | {name.removeprefix(EXCLUDED) for name in orders if name.startswith(EXCLUDED) and name != _OTHER}


def names_other_food(record: PatientRecord) -> bool:
    """Is something to be left out that belongs to none of the food groups?"""
    return _OTHER in record.indexes.orders.places or any(
        item.active and not item.allergens for item in record.allergies
    )


def allergy_evidence(record: PatientRecord) -> tuple[Evidence, ...]:
    """Every active food allergy other than to lactose alone."""
    listed = [item for item in record.allergies if item.active and item.allergens - {LACTOSE}]
    return (*map(of_allergy, listed), *_milk_status(record), *_coeliac(record))


def lactose_evidence(record: PatientRecord) -> tuple[Evidence, ...]:
    """Lactose intolerance, from the allergy list or the problem list."""
    listed = [item for item in record.allergies if item.active and LACTOSE in item.allergens]
    return (*map(of_allergy, listed), *conditions(record, rule("K20.lactose").values["concepts"]))


def _coeliac(record: PatientRecord) -> tuple[Evidence, ...]:
    return conditions(record, rule("K20.allergy").values["gluten_concepts"])


def _milk_status(record: PatientRecord) -> tuple[Evidence, ...]:
    return conditions(record, rule("K20.allergy").values["milk_concepts"])
