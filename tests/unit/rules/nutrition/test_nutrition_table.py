"""The protein table row by row: order, limits at the value and one step to either side."""

from __future__ import annotations

import pytest

from rules.assessment import NutritionPlan
from rules.catalogue import records
from tests.support.nutrition import (
    Person,
    answer,
    condition,
    person,
    plan,
    procedure,
    stay,
    withheld,
)

ILL = (condition("pneumonia", ago=3), stay())


def row(someone: Person) -> str:
    found = answer(someone)
    return found.row if isinstance(found, NutritionPlan) else found.rule.removeprefix("nutrition.")


def test_the_rows_stand_in_the_order_of_the_table() -> None:
    assert [record.values["row"] for record in records("nutrition/protein").values()] == [
        f"P{number}" for number in range(10)
    ]


EVERYTHING = {"mna_sf": 5.0, "uacr_mg_per_g": 500.0, "stage": "sarcopenia", "dry_weight_kg": 60.0}


@pytest.mark.parametrize(
    ("someone", "expected"),
    [
        (person(condition("palliative_care"), procedure("dialysis"), *ILL, egfr=20, **EVERYTHING), "P0"),
        (person(procedure("dialysis"), *ILL, egfr=20, **EVERYTHING), "P1"),
        (person(*ILL, egfr=20, **EVERYTHING), "P2"),
        (person(*ILL, egfr=20, uacr_mg_per_g=500, stage="sarcopenia"), "P3"),
        (person(*ILL, egfr=45, **EVERYTHING), "P4"),
        (person(egfr=45, uacr_mg_per_g=500, stage="sarcopenia"), "P5"),
        (person(egfr=90, mna_sf=5, uacr_mg_per_g=500, stage="sarcopenia"), "P5"),
        (person(egfr=None, uacr_mg_per_g=500), "P5"),
        (person(*ILL, egfr=None, mna_sf=5, stage="sarcopenia"), "P6"),
        (person(*ILL, egfr=90, mna_sf=5, stage="sarcopenia"), "P7"),
        (person(egfr=90, stage="sarcopenia"), "P8"),
        (person(egfr=90), "P9"),
    ],
)
def test_the_first_row_that_matches_decides(someone: Person, expected: str) -> None:
    assert row(someone) == expected


@pytest.mark.parametrize(
    ("someone", "because"),
    [
        (person(*ILL, egfr=45, **EVERYTHING), ("egfr_moderately_low", "malnourished", "acute_admission")),
        (person(egfr=90, uacr_mg_per_g=500), ("albuminuria_heavy",)),
        (person(*ILL, egfr=90), ("acute_illness",)),
        (person(egfr=90, stage="sarcopenia"), ("weak_muscle_stage",)),
        (person(egfr=90), ()),
    ],
)
def test_a_plan_names_the_conditions_of_its_row_that_this_person_meets(
    someone: Person, because: tuple[str, ...]
) -> None:
    assert plan(someone).because == because


@pytest.mark.parametrize(
    ("number", "per_kg", "ceiling"),
    [
        ("P1", (1.0, 1.2), 1.2),
        ("P2", (0.8, 1.0), 1.0),
        ("P3", (0.8, 0.8), 0.8),
        ("P4", (1.0, 1.2), 1.2),
        ("P5", (0.8, 1.0), 1.0),
        ("P6", (1.0, 1.2), 1.2),
        ("P7", (1.2, 1.5), 1.5),
        ("P8", (1.2, 1.5), 1.5),
        ("P9", (1.0, 1.2), 1.2),
    ],
)
def test_each_row_has_the_numbers_of_the_table(number: str, per_kg: tuple[float, float], ceiling: float) -> None:
    values = records("nutrition/protein")[f"nutrition.{number}"].values
    assert tuple(values["g_per_kg_per_day"]) == per_kg
    assert values["ceiling_g_per_kg_per_day"] == ceiling


@pytest.mark.parametrize(
    ("egfr", "expected"), [(29.9, "P3"), (30.0, "P5"), (30.1, "P5"), (59.9, "P5"), (60.0, "P9"), (60.1, "P9")]
)
def test_egfr_limits_are_below_30_and_below_60(egfr: float, expected: str) -> None:
    assert row(person(egfr=egfr)) == expected


@pytest.mark.parametrize(("uacr", "expected"), [(299.0, "P9"), (300.0, "P5"), (301.0, "P5")])
def test_heavy_albuminuria_begins_at_300(uacr: float, expected: str) -> None:
    assert row(person(uacr_mg_per_g=uacr)) == expected


@pytest.mark.parametrize(("score", "expected"), [(6, "P2"), (7, "P2"), (8, "P3")])
def test_mna_sf_of_7_loosens_advanced_kidney_disease_and_8_does_not(score: int, expected: str) -> None:
    assert row(person(egfr=20, mna_sf=score)) == expected


@pytest.mark.parametrize(("score", "expected"), [(7, "P7"), (8, "P9")])
def test_mna_sf_of_7_is_malnourished_and_8_is_not(score: int, expected: str) -> None:
    assert row(person(mna_sf=score)) == expected


@pytest.mark.parametrize("concept", ["cirrhosis", "malnutrition", "malnutrition_mild", "cachexia"])
def test_cirrhosis_and_coded_malnutrition_raise_moderate_kidney_disease_to_p4(concept: str) -> None:
    assert row(person(condition(concept), egfr=45)) == "P4"


def test_an_acute_illness_at_home_does_not_raise_moderate_kidney_disease() -> None:
    assert row(person(condition("pneumonia", ago=3), egfr=45)) == "P5"


def test_an_admission_without_acute_illness_does_not_raise_moderate_kidney_disease() -> None:
    assert row(person(stay(), egfr=45)) == "P5"


@pytest.mark.parametrize("concept", ["cirrhosis", "pressure_ulcer", "malnutrition"])
def test_p7_needs_no_date_for_lasting_conditions(concept: str) -> None:
    assert row(person(condition(concept, ago=4000))) == "P7"


@pytest.mark.parametrize("concept", ["hip_fracture", "pneumonia", "sepsis", "copd_exacerbation"])
@pytest.mark.parametrize(("ago", "expected"), [(0, "P7"), (92, "P7"), (93, "P9"), (None, "P7")])
def test_p7_looks_three_calendar_months_back_and_takes_undated_for_now(
    concept: str, ago: int | None, expected: str
) -> None:
    assert row(person(condition(concept, ago=ago))) == expected


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("possible_sarcopenia", "P8"),
        ("probable_sarcopenia", "P8"),
        ("sarcopenia", "P8"),
        ("severe_sarcopenia", "P8"),
        ("low_function_normal_mass", "P8"),
        ("low_strength_normal_mass", "P8"),
        ("at_risk", "P9"),
        ("low_mass_only", "P9"),
        ("no_sarcopenia", "P9"),
        ("not_assessable", "P9"),
    ],
)
def test_p8_is_for_weak_muscle_and_not_for_a_risk_or_low_mass_alone(stage: str, expected: str) -> None:
    assert row(person().staged(stage)) == expected


@pytest.mark.parametrize(("ago", "expected"), [(364, "P9"), (365, "P9"), (366, "P6")])
def test_an_egfr_counts_for_twelve_months(ago: int, expected: str) -> None:
    assert row(person(egfr_ago=ago)) == expected


@pytest.mark.parametrize(("ago", "expected"), [(92, "P7"), (93, "P6")])
def test_in_acute_illness_an_egfr_counts_for_three_months(ago: int, expected: str) -> None:
    assert row(person(condition("pneumonia", ago=3), egfr_ago=ago)) == expected


@pytest.mark.parametrize("age", [None, 49])
def test_the_table_is_not_used_below_50_or_without_an_age(age: int | None) -> None:
    assert withheld(person(age=age)).reasons == ("age_not_covered",)


def test_the_table_begins_at_50() -> None:
    assert row(person(age=50)) == "P9"


def test_kidney_rows_say_what_to_repeat_and_whom_to_involve() -> None:
    advanced, moderate = plan(person(egfr=20)), plan(person(egfr=45))
    assert advanced.refer == ("nephrologist", "renal_dietitian")
    assert {"nephrologist_decides", "potassium_phosphate_with_kidney"} <= set(advanced.also)
    assert {"kidney_tests_in_three_months", "kidney_override_limit"} <= set(moderate.also)


def test_cirrhosis_is_never_a_reason_to_cut_protein() -> None:
    found = plan(person(condition("cirrhosis")))
    assert found.row == "P7"
    assert {"not_cut_for_encephalopathy", "late_snack"} <= set(found.also)


def test_protein_for_weak_muscle_comes_with_training() -> None:
    assert plan(person(stage="sarcopenia")).exercise == "paired"


def test_advanced_kidney_disease_in_acute_illness_warns_against_restriction() -> None:
    assert "kidney_and_acute_illness" in plan(person(*ILL, egfr=20)).notes
