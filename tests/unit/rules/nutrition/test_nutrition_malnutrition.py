"""What a record shows of malnutrition: GLIM limits on both sides, and what does not count."""

from __future__ import annotations

import pytest

from rules.answers import Answer
from rules.context import Site
from rules.diet import Nourishment
from rules.nutrition.malnutrition import malnutrition
from tests.support.nutrition import Person, condition, context, person, plan, series

COPD = condition("copd")
WESTERN = Site(asian=False)


def malnourished(someone: Person, site: Site | None = None) -> bool:
    return malnutrition(someone.record, someone.facts, someone.staging, context(site)).present


def of_bmi(bmi: float, age: int) -> Person:
    return person(COPD, age=age, height_cm=200, weight_kg=bmi * 4, bmi_kg_per_m2=bmi)


@pytest.mark.parametrize(
    ("age", "site", "limit"), [(69, None, 18.5), (70, None, 20.0), (69, WESTERN, 20.0), (70, WESTERN, 22.0)]
)
def test_a_bmi_below_the_limit_of_age_and_region_is_a_sign(age: int, site: Site | None, limit: float) -> None:
    assert malnourished(of_bmi(limit - 0.1, age), site)
    assert not malnourished(of_bmi(limit, age), site)
    assert not malnourished(of_bmi(limit + 0.1, age), site)


@pytest.mark.parametrize(("loss", "expected"), [(4.9, False), (5.0, False), (5.1, True)])
def test_a_weight_loss_above_5_percent_is_a_sign(loss: float, expected: bool) -> None:
    assert malnourished(person(COPD, weight_loss_percent_6_months=loss)) is expected


@pytest.mark.parametrize(("mass", "expected"), [(Answer.MET, True), (Answer.NOT_MET, False), (Answer.NOT_KNOWN, False)])
def test_low_muscle_mass_is_a_sign_and_unmeasured_mass_is_none(mass: Answer, expected: bool) -> None:
    assert malnourished(person(COPD, low_mass=mass)) is expected


INFECTIONS_AND_CRISES = ["acute_infection", "septic_arthritis", "carditis", "ketoacidosis", "hyperosmolar_state"]


@pytest.mark.parametrize("illness", INFECTIONS_AND_CRISES)
def test_an_infected_joint_or_heart_and_a_crisis_of_sugar_are_acute_illness(illness: str) -> None:
    assert plan(person(condition(illness, ago=10))).row == "P7"
    assert plan(person(condition(illness, ago=93))).row == "P9"
    assert plan(person(condition(illness, ago=10), egfr_ago=93)).row == "P6"


@pytest.mark.parametrize(
    "cause",
    [
        "cancer",
        "copd",
        "heart_failure",
        "inflammatory_arthritis",
        "tuberculosis",
        "pneumonia",
        "fracture",
        "malabsorption",
    ],
)
def test_a_sign_with_an_inflammatory_or_acute_cause_is_malnutrition(cause: str) -> None:
    assert malnourished(person(condition(cause, ago=10), weight_loss_percent_6_months=6))


@pytest.mark.parametrize("other", ["chronic_kidney_disease", "diabetes", "dementia", "hypertension"])
def test_a_sign_with_kidney_disease_or_no_inflammation_is_not(other: str) -> None:
    assert not malnourished(person(condition(other), weight_loss_percent_6_months=6, low_mass=Answer.MET))


def test_a_cause_without_a_sign_is_not() -> None:
    assert not malnourished(person(COPD))


@pytest.mark.parametrize(("kcal", "expected"), [(899, True), (900, True), (901, False)])
def test_half_of_the_needed_energy_or_less_is_a_cause(kcal: float, expected: bool) -> None:
    someone = person(weight_kg=60, energy_intake_kcal_per_day=kcal, weight_loss_percent_6_months=6)
    assert malnourished(someone) is expected


@pytest.mark.parametrize(("score", "expected"), [(11, True), (12, False)])
def test_a_normal_mna_sf_speaks_against_glim(score: int, expected: bool) -> None:
    assert malnourished(person(COPD, low_mass=Answer.MET, mna_sf=score)) is expected


def test_a_diagnosis_stands_against_a_normal_mna_sf() -> None:
    assert malnourished(person(condition("malnutrition_moderate"), mna_sf=13))


def test_glim_from_the_record_is_to_be_confirmed_and_a_diagnosis_is_not() -> None:
    assert "confirm_malnutrition" in plan(person(COPD, low_mass=Answer.MET)).asks
    assert "confirm_malnutrition" not in plan(person(condition("malnutrition"))).asks


def test_a_sign_alone_asks_for_a_screen() -> None:
    assert "mna_sf" in plan(person(low_mass=Answer.MET)).asks
    assert "mna_sf" not in plan(person(low_mass=Answer.MET, mna_sf=13)).asks


@pytest.mark.parametrize(("score", "at_risk"), [(7, False), (8, True), (11, True), (12, False)])
def test_a_risk_of_malnutrition_gets_counselling_and_no_supplement(score: int, at_risk: bool) -> None:
    found = plan(person(mna_sf=score))
    assert ("counselling_and_fortification" in found.also) is at_risk
    assert ("counselling_and_fortification_first" in found.no_supplement_because) is at_risk


# ── GLIM: severity, a longer loss, and how it is shown ──────────────────────────────────────────────────────────────

SETTLED = {
    "potassium_mmol_per_l": 4.2,
    "phosphate_mmol_per_l": 1.1,
    "magnesium_mmol_per_l": 0.9,
    "weight_loss_percent_6_months": 0.0,
}


def shown(someone: Person, site: Site | None = None) -> Nourishment:
    found = plan(someone, site).nourishment
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("loss", "severity"), [(5.1, "moderate"), (9.9, "moderate"), (10.0, "moderate"), (10.1, "severe"), (14.0, "severe")]
)
def test_a_loss_above_10_percent_in_six_months_is_severe(loss: float, severity: str) -> None:
    assert shown(person(COPD, weight_loss_percent_6_months=loss)).severity == severity


@pytest.mark.parametrize(
    ("age", "bmi", "severity"),
    [
        (69, 18.4, "severe"),
        (69, 18.5, "moderate"),
        (69, 19.9, "moderate"),
        (70, 19.9, "severe"),
        (70, 20.0, "moderate"),
        (70, 21.9, "moderate"),
    ],
)
def test_a_very_low_bmi_is_severe_outside_asia(age: int, bmi: float, severity: str) -> None:
    someone = person(COPD, age=age, height_cm=200, weight_kg=bmi * 4, bmi_kg_per_m2=bmi, **SETTLED)
    assert shown(someone, WESTERN).severity == severity


def test_a_low_bmi_of_an_asian_adult_tells_no_severity() -> None:
    someone = person(COPD, age=72, height_cm=200, weight_kg=76, bmi_kg_per_m2=19, **SETTLED)
    assert shown(someone).signs == ("low_bmi",)
    assert shown(someone).severity == ""


def weighed(*points: tuple[int, float]) -> Person:
    return person(COPD, earlier={"weight_kg": series("weight_kg", *points)}, weight_kg=60)


@pytest.mark.parametrize(("then", "sign"), [(66.6, False), (66.7, True), (70.0, True)])
def test_more_than_10_percent_over_a_longer_time_is_a_sign(then: float, sign: bool) -> None:
    assert malnourished(weighed((300, then), (0, 60.0))) is sign


@pytest.mark.parametrize(("then", "severity"), [(75.0, "moderate"), (75.05, "severe"), (75.1, "severe")])
def test_more_than_20_percent_over_a_longer_time_is_severe(then: float, severity: str) -> None:
    assert shown(weighed((300, then), (0, 60.0))).severity == severity


@pytest.mark.parametrize(("ago", "counts"), [(182, False), (183, True), (365, True), (366, False)])
def test_the_longer_time_reaches_from_six_to_twelve_months_back(ago: int, counts: bool) -> None:
    assert malnourished(weighed((ago, 70.0), (0, 60.0))) is counts


def test_without_a_weight_of_today_there_is_no_longer_loss() -> None:
    someone = person(COPD, earlier={"weight_kg": series("weight_kg", (300, 70.0))}, weight_kg=None)
    assert not malnourished(someone)


@pytest.mark.parametrize(
    ("someone", "answer"),
    [
        (person(COPD, weight_loss_percent_6_months=6), Answer.MET),
        (person(weight_loss_percent_6_months=6), Answer.NOT_KNOWN),
        (person(COPD), Answer.NOT_KNOWN),
        (person(COPD, weight_loss_percent_6_months=0, low_mass=Answer.NOT_MET), Answer.NOT_MET),
        (person(COPD, weight_loss_percent_6_months=0), Answer.NOT_KNOWN),
        (person(COPD, low_mass=Answer.NOT_MET), Answer.NOT_KNOWN),
        (person(COPD, weight_loss_percent_6_months=6, mna_sf=13), Answer.NOT_MET),
    ],
)
def test_glim_has_three_answers(someone: Person, answer: Answer) -> None:
    assert shown(someone).glim is answer


def test_what_is_shown_names_signs_and_causes_only_together() -> None:
    found = shown(person(COPD, weight_loss_percent_6_months=6))
    assert (found.signs, found.causes) == (("weight_loss",), ("copd",))
    plain = shown(person(COPD))
    assert (plain.signs, plain.causes, plain.severity) == ((), (), "")


@pytest.mark.parametrize(
    ("score", "band"), [(None, "not_screened"), (7, "malnourished"), (8, "at_risk"), (12, "normal")]
)
def test_the_screen_is_shown_by_its_band(score: int | None, band: str) -> None:
    assert shown(person() if score is None else person(mna_sf=score)).screen == band
