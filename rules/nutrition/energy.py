"""Energy for one person, and whether eating below need may be spoken of (`energy.toml`).

Eating below need is never part of the plan itself: where nothing at all speaks against it, the most is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.answers import Answer
from rules.assessment import Safety, State
from rules.catalogue import Record
from rules.catalogue import record as rule
from rules.nutrition import obesity
from rules.nutrition.situation import Situation

Range = tuple[float, float]
OBESITY = obesity.RULE
UNDERWEIGHT = "nutrition.energy_underweight"


@dataclass(frozen=True, slots=True)
class Fuel:
    """Energy in kcal/kg a day, and the rules behind it."""

    kcal_per_kg: Range
    rules: tuple[Record, ...]


def energy(seen: Situation) -> Fuel | None:
    """Energy for one person; None while refeeding risk is high or not excluded."""
    if feeding_waits(seen):
        return None
    chosen = rule(_energy_rule(seen))
    low, high = chosen.values["kcal_per_kg_per_day"]
    if not _kidney_disease(seen):
        return Fuel((low, high), (chosen,))
    kidney = rule("nutrition.energy_kidney")
    least, most = kidney.values["kcal_per_kg_per_day"]
    if chosen.id == "nutrition.energy":
        return Fuel((least, most), (kidney,))
    return Fuel((max(low, least), min(high, most)), (chosen, kidney))


def feeding_waits(seen: Situation) -> bool:
    """Is refeeding risk high or open, or not excluded by measurements where more energy would be given?"""
    raised = _energy_rule(seen) == UNDERWEIGHT
    return seen.refeeding is not Answer.NOT_MET or (raised and not seen.refeeding_excluded)


def _energy_rule(seen: Situation) -> str:
    if seen.ill:
        return "nutrition.energy_in_illness"
    index = seen.body_mass_index
    underweight = index is not None and index <= rule(UNDERWEIGHT).values["bmi_at_most"]
    return UNDERWEIGHT if underweight else "nutrition.energy"


def _kidney_disease(seen: Situation) -> bool:
    kidney = seen.kidney
    return bool(kidney.dialysis) or kidney.severely_low or kidney.moderately_low


def is_obese(seen: Situation) -> bool:
    """Is this person obese, by the body-mass index or by the problem list?"""
    return obesity.is_obese(seen.record, seen.facts, seen.context.site)


def no_deficit_because(seen: Situation, safety: Safety) -> tuple[str, ...]:
    """Everything that speaks against eating below need; what is not known speaks against it too."""
    return tuple(dict.fromkeys((*_body(seen), *_illness(seen), *_function(seen, safety))))


def _body(seen: Situation) -> Iterator[str]:
    guard, values = rule("K25.no_deficit").values, rule(OBESITY).values
    index, age = seen.body_mass_index, seen.facts.age_years
    if not is_obese(seen):
        yield "no_obesity"
    if index is None or age is None or (age >= guard["from_age"] and index < guard["bmi_below"]):
        yield "bmi"
    loss = seen.facts.value("weight_loss_percent_6_months")
    if loss is None:
        yield "weight_course_unknown"
    elif loss >= guard["weight_loss_percent_at_least"]:
        yield "weight_loss"
    if not seen.record.indexes.problems.has(values["weight_related"]):
        yield "no_weight_related_problem"
    if seen.malnutrition.present or seen.malnutrition.at_risk:
        yield "malnutrition"
    if seen.refeeding is not Answer.NOT_MET:
        yield "refeeding"
    if seen.overloaded is not Answer.NOT_MET:
        yield "overload"


def _illness(seen: Situation) -> Iterator[str]:
    guard, problems = rule("K25.no_deficit").values, seen.record.indexes.problems
    if problems.has(guard["frailty"]):
        yield "frailty"
    if problems.has(guard["cancer"]):
        yield "cancer"
    if seen.ill or seen.conditions["pressure_ulcer"] or seen.conditions["recent_hip_fracture"]:
        yield "acute_illness"
    if seen.cirrhosis:
        yield "liver"
    if seen.kidney.egfr is None or _kidney_disease(seen):
        yield "kidneys"


def _function(seen: Situation, safety: Safety) -> Iterator[str]:
    """Level A or B, a level that is only provisional, or training that is held."""
    # Exercise knows the guards of nutrition, so its level is asked for here, where it is needed, and not on import.
    from rules.exercise.level import level

    found = level(seen.record, seen.facts, safety)
    if found.provisional:
        yield "function_unknown"
    elif found.name in rule("K25.no_deficit").values["levels"]:
        yield "level"
    if safety.exercise in (State.STOP, State.UNKNOWN):
        yield "training_held"
