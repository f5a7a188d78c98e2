"""The conditions that the protein table asks for, answered for one person on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rules.answers import Answer
from rules.assessment import Staging, WeightBasis
from rules.catalogue import Record, records
from rules.catalogue import record as rule
from rules.context import Context
from rules.facts import Facts, PatientRecord
from rules.nutrition import illness
from rules.nutrition.kidney import Kidney
from rules.nutrition.look import Look
from rules.nutrition.malnutrition import Malnutrition, malnutrition
from rules.nutrition.swallowing import Swallowing
from rules.nutrition.weight import body_mass_index, weight_basis
from rules.quick import quickly_made

TABLE = "nutrition/protein"
NO_POTASSIUM = "no_potassium_products"


@quickly_made
@dataclass(frozen=True, slots=True)
class Situation:
    """Everything about one person that the nutrition plan depends on.

    `refeeding` is met where the risk is high, `refeeding_excluded` where everything that would tell is known; `ill`
    means an acute illness now or of the last months. `conditions` are those of the protein table by name;
    `severely_low` and `moderately_low` are those of the kidneys.
    """

    record: PatientRecord
    facts: Facts
    staging: Staging
    context: Context
    kidney: Kidney
    malnutrition: Malnutrition
    refeeding: Answer
    refeeding_excluded: bool
    overloaded: Answer
    swallowing: Swallowing
    avoided: tuple[str, ...]
    against_vitamin_d: bool
    weight: WeightBasis
    body_mass_index: float | None
    severely_low: bool
    moderately_low: bool
    ill: bool
    cirrhosis: bool
    no_potassium_products: bool
    drugs_unread: bool
    diet_orders_unread: bool
    conditions: Mapping[str, bool]


def situation(
    record: PatientRecord,
    facts: Facts,
    staging: Staging,
    context: Context,
    seen: Look,
    changes: frozenset[str] = frozenset(),
) -> Situation:
    """One person with everything that the nutrition plan depends on, after a look at the body.

    `changes` are those that the guards ask of the plan.
    """
    day, kidney = context.day, seen.kidney
    severely_low, moderately_low = kidney.severely_low, kidney.moderately_low
    dry_only = bool(kidney.dialysis) or seen.overloaded is not Answer.NOT_MET
    food = malnutrition(record, facts, staging, context)
    ill, cirrhosis = bool(illness.acute_illness(record, day)), bool(illness.cirrhosis(record))
    return Situation(
        record=record,
        facts=facts,
        staging=staging,
        context=context,
        kidney=kidney,
        malnutrition=food,
        refeeding=seen.refeeding.answer,
        refeeding_excluded=seen.refeeding.excluded,
        overloaded=seen.overloaded,
        swallowing=seen.swallowing,
        avoided=seen.avoided,
        against_vitamin_d=bool(seen.against_vitamin_d),
        weight=weight_basis(facts, context.site, dry_only),
        body_mass_index=body_mass_index(facts),
        severely_low=severely_low,
        moderately_low=moderately_low,
        ill=ill,
        cirrhosis=cirrhosis,
        no_potassium_products=NO_POTASSIUM in changes,
        drugs_unread=bool(record.unread("MedicationRequest", "MedicationStatement")),
        diet_orders_unread=bool(record.unread("NutritionOrder")),
        conditions={
            "dialysis": bool(kidney.dialysis),
            "egfr_severely_low": severely_low,
            "egfr_moderately_low": moderately_low,
            "egfr_unknown": kidney.egfr is None,
            "albuminuria_heavy": kidney.albuminuria_heavy,
            "malnourished": food.present,
            "cirrhosis": cirrhosis,
            "acute_admission": illness.inpatient(record) and (ill or bool(illness.failing_heart(record, day))),
            "acute_illness": ill,
            "pressure_ulcer": bool(illness.pressure_ulcer(record)),
            "recent_hip_fracture": bool(illness.recent_hip_fracture(record, day)),
            "training_started": context.training,
            "weak_muscle_stage": staging.stage in rule("nutrition.P8").values["stages"],
        },
    )


def first_row(conditions: Mapping[str, bool]) -> Record:
    """The first row of the protein table that matches; the rows that findings stop were answered before."""
    met = frozenset([name for name, is_met in conditions.items() if is_met])
    return next(row for row, every, one_of in _table() if every <= met and (not one_of or one_of & met))


@cache
def _table() -> tuple[tuple[Record, frozenset[str], frozenset[str]], ...]:
    """The rows with the conditions that must all hold, and those of which one must, as far as there are any."""
    rows = (row for row in records(TABLE).values() if not row.values["findings"])
    return tuple((row, frozenset(row.values["all"]), frozenset(row.values["any"])) for row in rows)
