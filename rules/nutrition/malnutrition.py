"""Malnutrition as far as a record can show it: on the problem list, by MNA-SF, or by GLIM.

Limits stand in `malnutrition.toml`. Kidney disease alone is no GLIM cause here: it would loosen its own ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass

from rules.answers import Answer
from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Context
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition.evidence import conditions, of_condition, of_value
from rules.nutrition.illness import acute_illness, recent_injury
from rules.nutrition.weight import body_mass_index


@dataclass(frozen=True, slots=True)
class Malnutrition:
    """What speaks for malnutrition.

    `diagnosed` is a clinician's diagnosis or an MNA-SF score, `by_glim` what this project put together from the record;
    `signs` are the bodily signs alone, `causes` the causes alone. `at_risk` is an MNA-SF in the middle band.
    """

    diagnosed: tuple[Evidence, ...]
    signs: tuple[str, ...]
    causes: tuple[Evidence, ...]
    screened: bool
    screened_normal: bool
    at_risk: bool

    @property
    def by_glim(self) -> bool:
        """A bodily sign and a cause, and no normal screen against them."""
        return bool(self.signs and self.causes) and not self.screened_normal

    @property
    def present(self) -> bool:
        """Is there evidence of malnutrition, of either kind?"""
        return bool(self.diagnosed) or self.by_glim


def malnutrition(record: PatientRecord, facts: Facts, staging: Staging, context: Context) -> Malnutrition:
    """What the record shows of malnutrition on this day."""
    bands = rule("nutrition.mna_sf").values
    score = facts.get("mna_sf")
    diagnosed = list(conditions(record, rule("nutrition.coded_malnutrition").values["concepts"]))
    if score is not None and score.value <= bands["malnourished_at_most"]:
        diagnosed.append(of_value(score))
    middle = score is not None and bands["malnourished_at_most"] < score.value <= bands["at_risk_at_most"]
    return Malnutrition(
        diagnosed=tuple(diagnosed),
        signs=_signs(facts, staging, context),
        causes=_causes(record, facts, context),
        screened=score is not None,
        screened_normal=score is not None and score.value > bands["at_risk_at_most"],
        at_risk=middle,
    )


def _signs(facts: Facts, staging: Staging, context: Context) -> tuple[str, ...]:
    """The bodily signs of GLIM: weight loss, low body-mass index, low muscle mass."""
    glim = rule("nutrition.glim").values
    found = []
    loss = facts.value("weight_loss_percent_6_months")
    if loss is not None and loss > glim["weight_loss_percent_6_months_above"]:
        found.append("weight_loss")
    older = facts.age_years is not None and facts.age_years >= glim["older_from_age"]
    limits = glim["bmi_below_older" if older else "bmi_below"]
    index = body_mass_index(facts)
    if index is not None and index < limits["asian" if context.site.asian else "other"]:
        found.append("low_bmi")
    if staging.steps.get("mass") is Answer.MET:
        found.append("low_muscle_mass")
    return tuple(found)


def _causes(record: PatientRecord, facts: Facts, context: Context) -> tuple[Evidence, ...]:
    """The causes of GLIM: acute illness or injury, inflammatory disease, half of the needed intake or less."""
    glim = rule("nutrition.glim").values
    found = [
        *map(of_condition, acute_illness(record, context.day)),
        *map(of_condition, recent_injury(record, context.day)),
    ]
    found += conditions(record, glim["inflammatory_diseases"])
    intake = facts.get("energy_intake_kcal_per_day")
    if intake is not None and low_intake(facts):
        found.append(of_value(intake))
    return tuple(found)


def nearest_bmi_limit(index: float) -> float:
    """The limit of malnutrition or refeeding risk that a body-mass index lies nearest to, in kg/m2."""
    glim = rule("nutrition.glim").values
    limits = [*glim["bmi_below"].values(), *glim["bmi_below_older"].values()]
    limits += [rule(f"nutrition.refeeding_{kind}").values["bmi_below"] for kind in ("one_of", "two_of")]
    nearest: float = min(limits, key=lambda limit: abs(limit - index))
    return nearest


def low_intake(facts: Facts) -> bool:
    """Is the recorded energy intake half of the guiding value for the actual weight, or less?"""
    intake, weight = facts.value("energy_intake_kcal_per_day"), facts.value("weight_kg")
    if intake is None or weight is None:
        return False
    need: float = rule("nutrition.energy").values["kcal_per_kg_per_day"][0] * weight
    share: float = rule("nutrition.glim").values["low_intake_share_at_most"]
    return intake <= share * need
