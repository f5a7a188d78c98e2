"""Which body weight doses are counted on: actual, adjusted above a BMI limit, or dry with overload or dialysis.

Limits stand in `weight.toml`.
"""

from __future__ import annotations

from datetime import date, timedelta

from rules.answers import Answer
from rules.assessment import WeightBasis
from rules.catalogue import record as rule
from rules.context import Site
from rules.evidence import Evidence
from rules.facts import Condition, Facts, Measurement, PatientRecord
from rules.nutrition.evidence import conditions, of_condition, of_entry, of_value
from rules.nutrition.windows import within_days, within_months

CM_PER_M = 100.0
_HEART_FAILURE = ("heart_failure",)


def overload(record: PatientRecord, day: date) -> tuple[Answer, tuple[Evidence, ...]]:
    """Does the body hold more fluid than its own weight? Not known where heart failure meets unread infusions."""
    meaning = rule("nutrition.dry_weight").values
    found = [*conditions(record, meaning["concepts"])]
    failing = record.indexes.problems.under(_HEART_FAILURE)
    found += [of_condition(item) for item in failing if _holds_fluid(item, day)]
    found += [
        of_entry(drug)
        for drug in record.medications
        if drug.intravenous
        and "loop_diuretic" in drug.classes
        and within_days(drug.on, meaning["intravenous_diuretic_days"], day)
    ]
    if failing:
        found += [of_value(item) for item in _weight_jump(record, day)]
    if found:
        return Answer.MET, tuple(found)
    unread = bool(failing) and bool(record.unread("MedicationAdministration"))
    return (Answer.NOT_KNOWN if unread else Answer.NOT_MET), ()


def _holds_fluid(failing: Condition, day: date) -> bool:
    """Is this heart failure of the worst class, or was it decompensated lately?"""
    meaning, said = rule("nutrition.dry_weight").values, failing.qualifiers
    if not said.isdisjoint(meaning["heart_failure_qualifiers"]):
        return True
    passing: list[str] = meaning["heart_failure_recent_qualifiers"]
    return not said.isdisjoint(passing) and within_months(failing.since, meaning["heart_failure_recent_months"], day)


def _weight_jump(record: PatientRecord, day: date) -> tuple[Measurement, ...]:
    """The latest weight and the lightest of the days before it, where the rise is too fast to be anything but fluid."""
    meaning = rule("nutrition.dry_weight").values
    series = record.series.get("weight_kg", ())
    if not series or not within_days(series[-1].on, meaning["weight_gain_counts_for_days"], day):
        return ()
    latest = series[-1]
    since = latest.on - timedelta(days=meaning["weight_gain_days"])
    lightest = min((item for item in series[:-1] if item.on >= since), key=lambda item: item.value, default=latest)
    gained = round(latest.value - lightest.value, 6)
    return (lightest, latest) if gained >= meaning["weight_gain_kg_at_least"] else ()


def body_mass_index(facts: Facts) -> float | None:
    """The body-mass index in kg/m2, the lower of dry and actual weight's; None where it cannot be told."""
    stated, dry = _stated_index(facts), facts.value("dry_weight_kg")
    if dry is None:
        return stated
    height_m2 = _height_m2(facts)
    by_dry = None if height_m2 is None else dry / height_m2
    return min((index for index in (stated, by_dry) if index is not None), default=None)


def _stated_index(facts: Facts) -> float | None:
    stated = facts.value("bmi_kg_per_m2")
    if stated is not None:
        return stated
    weight, height_cm = facts.value("weight_kg"), facts.value("height_cm")
    return None if weight is None or height_cm is None else weight / (height_cm / CM_PER_M) ** 2


def _height_m2(facts: Facts) -> float | None:
    """The height squared in m2, from the height or else from weight and body-mass index."""
    height_cm = facts.value("height_cm")
    if height_cm is not None:
        return (height_cm / CM_PER_M) ** 2
    stated, weight = facts.value("bmi_kg_per_m2"), facts.value("weight_kg")
    return weight / stated if stated and weight else None


def weight_basis(facts: Facts, site: Site, dry_only: bool) -> WeightBasis:
    """The weight to count doses on; without kilograms where that weight, or the height it needs, is not recorded."""
    actual = facts.value("weight_kg")
    weight = facts.value("dry_weight_kg") if dry_only else actual
    height_m2 = _height_m2(facts)
    if weight is None:
        return WeightBasis("dry" if dry_only else "actual", None, actual)
    if height_m2 is None:
        return WeightBasis("adjusted", None, actual)
    limit_kg = _bmi_limit(facts.age_years, site) * height_m2
    if weight <= limit_kg:
        return WeightBasis("dry" if dry_only else "actual", weight, actual)
    share: float = rule("nutrition.weight").values["share_above_limit"]
    return WeightBasis("adjusted", limit_kg + share * (weight - limit_kg), weight)


def _bmi_limit(age_years: int | None, site: Site) -> float:
    limits = rule("nutrition.weight").values
    if age_years is not None and age_years >= limits["older_from_age"]:
        older: float = limits["bmi_limit_older"]
        return older
    younger: float = limits["bmi_limit"]["asian" if site.asian else "other"]
    return younger
