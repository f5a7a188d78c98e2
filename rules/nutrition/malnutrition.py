"""Malnutrition as far as a record can show it: on the problem list, by MNA-SF, or by GLIM.

Limits stand in `malnutrition.toml`. Kidney disease alone is no GLIM cause here: it would loosen its own ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.answers import Answer
from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Context
from rules.diet import Nourishment
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition import mna_sf
from rules.nutrition.evidence import conditions, of_condition, of_value
from rules.nutrition.illness import acute_illness, recent_injury
from rules.nutrition.weight import body_mass_index
from rules.nutrition.windows import months_before

_PERCENT = 100.0
_DIGITS = 6  # takes away the noise of floating point in a percentage


@dataclass(frozen=True, slots=True)
class Malnutrition:
    """What speaks for malnutrition.

    `diagnosed` is a clinician's diagnosis or an MNA-SF score, `by_glim` what this project put together from the record;
    `signs` are the bodily signs alone, `causes` the causes alone. `at_risk` is an MNA-SF in the middle band; `severity`
    that of GLIM: moderate, severe, or empty where the signs do not tell it. `every_sign_known` says that none of the
    bodily signs is missing for want of a measurement.
    """

    diagnosed: tuple[Evidence, ...]
    signs: tuple[str, ...]
    causes: tuple[Evidence, ...]
    screened: bool
    screened_normal: bool
    at_risk: bool
    severity: str = ""
    every_sign_known: bool = False

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
    score, index = facts.get("mna_sf"), body_mass_index(facts)
    screened = "" if score is None else mna_sf.band(score.value)
    diagnosed = conditions(record, rule("nutrition.coded_malnutrition").values["concepts"])
    if score is not None and screened == "malnourished":
        diagnosed = (*diagnosed, of_value(score))
    signs = _signs(record, facts, staging, context, index)
    return Malnutrition(
        diagnosed=diagnosed,
        signs=signs,
        causes=_causes(record, facts, context),
        screened=score is not None,
        screened_normal=screened == "normal",
        at_risk=screened == "at_risk",
        severity=_severity(signs, record, facts, context, index),
        every_sign_known=_every_sign_known(facts, staging, index),
    )


def _signs(
    record: PatientRecord, facts: Facts, staging: Staging, context: Context, index: float | None
) -> tuple[str, ...]:
    """The bodily signs of GLIM: weight loss, low body-mass index, low muscle mass."""
    glim = rule("nutrition.glim").values
    found = []
    if _has_lost(facts, record, context, glim["weight_loss_percent_6_months_above"], "diagnosis_percent_above"):
        found.append("weight_loss")
    limits = glim["bmi_below_older" if _is_older(facts) else "bmi_below"]
    if index is not None and index < limits["asian" if context.site.asian else "other"]:
        found.append("low_bmi")
    if staging.steps.get("mass") is Answer.MET:
        found.append("low_muscle_mass")
    return tuple(found)


def _every_sign_known(facts: Facts, staging: Staging, index: float | None) -> bool:
    mass = staging.steps.get("mass", Answer.NOT_KNOWN)
    known = index is not None and facts.get("weight_loss_percent_6_months") is not None
    return known and mass is not Answer.NOT_KNOWN


def _glim(found: Malnutrition) -> Answer:
    """One sign and one cause; a cause that the record does not show can still be there, and so can a sign."""
    if found.screened_normal:
        return Answer.NOT_MET
    if found.signs:
        return Answer.MET if found.causes else Answer.NOT_KNOWN
    return Answer.NOT_MET if found.every_sign_known else Answer.NOT_KNOWN


def _is_older(facts: Facts) -> bool:
    return facts.age_years is not None and facts.age_years >= rule("nutrition.glim").values["older_from_age"]


def _has_lost(facts: Facts, record: PatientRecord, context: Context, above: float, beyond: str) -> bool:
    """Was more than this lost within six months, or more than the longer limit of this name before that?"""
    loss = facts.value("weight_loss_percent_6_months")
    if loss is not None and loss > above:
        return True
    longer = _longer_loss_percent(facts, record, context)
    limit: float = rule("nutrition.glim_longer_loss").values[beyond]
    return longer is not None and longer > limit


def _longer_loss_percent(facts: Facts, record: PatientRecord, context: Context) -> float | None:
    """Weight lost since the heaviest weight of the year before, leaving out the last six months."""
    values, weight = rule("nutrition.glim_longer_loss").values, facts.get("weight_kg")
    if weight is None:
        return None
    first, last = (months_before(context.day, values[name]) for name in ("from_months_ago", "to_months_ago"))
    before = [one.value for one in record.series.get("weight_kg", ()) if first <= one.on < last]
    heaviest = max(before, default=None)
    return None if heaviest is None else round((heaviest - weight.value) / heaviest * _PERCENT, _DIGITS)


def _severity(
    signs: tuple[str, ...], record: PatientRecord, facts: Facts, context: Context, index: float | None
) -> str:
    """The GLIM stage by what its signs tell; a low body-mass index of an Asian adult tells none (no consensus)."""
    if not signs:
        return ""
    values = rule("nutrition.glim_severity").values
    if _has_lost(facts, record, context, values["weight_loss_percent_6_months_above"], "severe_percent_above"):
        return "severe"
    if "low_bmi" in signs:
        if context.site.asian:
            return ""
        below = values["bmi_below_older" if _is_older(facts) else "bmi_below"]
        if index is not None and index < below:
            return "severe"
    return "moderate"


def nourishment(found: Malnutrition, record: PatientRecord, facts: Facts, context: Context) -> Nourishment:
    """Malnutrition as a plan shows it; the items of a screen only where one is wanted."""
    score = facts.value("mna_sf")
    unscreened = mna_sf.answered(record, facts, context.day) if score is None and (found.signs or found.present) else {}
    wanted = score is None and bool(unscreened or found.signs)
    return Nourishment(
        screen="not_screened" if score is None else mna_sf.band(score),
        glim=_glim(found),
        severity=found.severity if found.signs and found.causes else "",
        signs=found.signs,
        causes=tuple(dict.fromkeys(cause.label for cause in found.causes)) if found.signs else (),
        screen_items=tuple(unscreened.items()),
        screen_asks=tuple(item for item in mna_sf.ITEMS if item not in unscreened) if wanted else (),
    )


def _causes(record: PatientRecord, facts: Facts, context: Context) -> tuple[Evidence, ...]:
    """The causes of GLIM: acute illness or injury, inflammatory or gut disease, half of the needed intake or less."""
    ill, injured = acute_illness(record, context.day), recent_injury(record, context.day)
    found = [*map(of_condition, ill), *map(of_condition, injured), *conditions(record, _lasting_causes())]
    intake = facts.get("energy_intake_kcal_per_day")
    if intake is not None and low_intake(facts):
        found.append(of_value(intake))
    return tuple(found)


@cache
def _lasting_causes() -> frozenset[str]:
    glim = rule("nutrition.glim").values
    return frozenset((*glim["inflammatory_diseases"], *glim["gut_diseases"]))


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
