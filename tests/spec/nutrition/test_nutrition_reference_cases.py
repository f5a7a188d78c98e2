"""The protein columns of the reference cases: row, g/kg and grams, worked out by hand in `cases.csv`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rules.answers import Answer
from rules.assessment import NutritionPlan, Withheld
from tests.support.nutrition import (
    Person,
    allergy,
    answer,
    condition,
    drug,
    findings,
    person,
    plan,
    procedure,
    stay,
    withheld,
)

LOW, NORMAL = Answer.MET, Answer.NOT_MET

PEOPLE: dict[str, Person] = {
    "R01": person(age=72, height_cm=155, weight_kg=48, egfr=78, stage="severe_sarcopenia", low_mass=LOW),
    "R02": person(age=72, height_cm=155, weight_kg=48, egfr=78, low_mass=NORMAL),
    "R03": person(
        sex="male", age=68, height_cm=170, weight_kg=65, egfr=52, uacr_mg_per_g=20, stage="sarcopenia", low_mass=LOW
    ),
    "R04": person(
        condition("fall", ago=120),
        sex="male",
        age=80,
        height_cm=165,
        weight_kg=57,
        egfr=44,
        egfr_creatinine_ml_per_min=74,
        egfr_cystatin_ml_per_min=44,
        stage="severe_sarcopenia",
        low_mass=LOW,
    ),
    "R05": person(age=52, height_cm=160, weight_kg=59, egfr=95, stage="sarcopenia", low_mass=LOW),
    "R06": person(sex="male", age=64, height_cm=170, weight_kg=66, egfr=80),
    "R06a as 2025": person(sex="male", age=64, height_cm=170, weight_kg=66, egfr=80, stage="sarcopenia", low_mass=LOW),
    "R07": person(age=70, height_cm=156, weight_kg=52, egfr=None, stage="possible_sarcopenia"),
    "R08": person(sex="male", age=75, height_cm=168, weight_kg=64, egfr=72, stage="possible_sarcopenia"),
    "R09": person(
        sex="male",
        age=78,
        height_cm=165,
        weight_kg=60,
        egfr=22,
        potassium_mmol_per_l=4.8,
        mna_sf=12,
        stage="severe_sarcopenia",
        low_mass=LOW,
    ),
    "R10": person(
        age=81,
        height_cm=154,
        weight_kg=45,
        egfr=26,
        mna_sf=6,
        weight_loss_percent_6_months=6,
        phosphate_mmol_per_l=1.1,
        stage="severe_sarcopenia",
        low_mass=LOW,
    ),
    "R11": person(
        procedure("dialysis", ago=2),
        sex="male",
        age=70,
        height_cm=168,
        weight_kg=58,
        dry_weight_kg=58,
        egfr=None,
        potassium_mmol_per_l=5.2,
        stage="severe_sarcopenia",
        low_mass=LOW,
    ),
    "R12": person(
        condition("heart_failure", qualifiers=("nyha_4",)),
        condition("oedema", ago=10),
        age=77,
        height_cm=155,
        weight_kg=60,
        egfr=62,
        stage="possible_sarcopenia",
    ),
    "R13": person(sex="male", age=69, height_cm=172, weight_kg=72, egfr=84, low_mass=NORMAL),
    "R14": person(
        condition("diabetes"),
        age=66,
        height_cm=158,
        weight_kg=56,
        egfr=70,
        uacr_mg_per_g=20,
        stage="sarcopenia",
        low_mass=LOW,
    ),
    "R15a": person(
        condition("hip_fracture", ago=10),
        procedure("hip_surgery", ago=9),
        drug("warfarin"),
        age=84,
        height_cm=152,
        weight_kg=44,
        egfr=64,
        inr=2.4,
        stage="possible_sarcopenia",
    ),
    "R15b": person(
        condition("hip_fracture", ago=40),
        procedure("hip_surgery", ago=39),
        drug("warfarin"),
        age=84,
        height_cm=152,
        weight_kg=44,
        egfr=64,
        inr=2.4,
        stage="possible_sarcopenia",
    ),
    "R16": person(
        age=76,
        height_cm=156,
        weight_kg=37,
        egfr=88,
        weight_loss_percent_6_months=18,
        stage="severe_sarcopenia",
        low_mass=LOW,
    ),
    "R17": person(
        condition("diabetes"),
        drug("glp1_agonist"),
        sex="male",
        age=67,
        height_cm=170,
        weight_kg=92,
        egfr=75,
        uacr_mg_per_g=20,
        stage="low_function_normal_mass",
        low_mass=NORMAL,
    ),
    "R18": person(
        condition("dementia"),
        sex="male",
        age=83,
        height_cm=164,
        weight_kg=52,
        egfr=61,
        stage="severe_sarcopenia",
        low_mass=LOW,
    ),
    "R19": person(
        condition("copd_exacerbation", ago=2),
        stay(),
        sex="male",
        age=71,
        height_cm=169,
        weight_kg=60,
        egfr=88,
        stage="possible_sarcopenia",
    ),
    "R20": person(allergy("milk"), condition("vegetarian"), age=69, height_cm=160, weight_kg=55, egfr=90),
    "R21": person(condition("pacemaker"), age=70, height_cm=158, weight_kg=54, egfr=76, stage="possible_sarcopenia"),
    "R22": person(
        sex="male",
        age=74,
        height_cm=172,
        weight_kg=70,
        egfr=11,
        potassium_mmol_per_l=6.3,
        stage="low_function_normal_mass",
        low_mass=NORMAL,
    ),
    "R23": person(
        drug("statin"), sex="male", age=70, height_cm=170, weight_kg=68, egfr=70, stage="possible_sarcopenia"
    ),
    "R24": person(
        condition("palliative_care"),
        condition("metastatic_cancer"),
        age=88,
        height_cm=150,
        weight_kg=41,
        egfr=55,
        stage="possible_sarcopenia",
    ),
}

CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").read_text("utf-8").splitlines()))


def test_every_reference_case_is_built() -> None:
    assert [case["case"] for case in CASES] == list(PEOPLE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_reference_case_gets_the_row_and_grams_worked_out_by_hand(case: dict[str, str]) -> None:
    found = answer(PEOPLE[case["case"]])
    if case["row"] == "P0":
        assert isinstance(found, Withheld)
        assert found.rule == "nutrition.P0"
        return
    assert isinstance(found, NutritionPlan)
    grams = (int(case["low_g"]), int(case["high_g"])) if case["low_g"] else None
    assert found.row == case["row"]
    assert found.protein_g_per_kg_per_day == (float(case["low_g_per_kg"]), float(case["high_g_per_kg"]))
    assert found.protein_g_per_day == grams


def test_r04_rests_on_cystatin_c_and_does_not_warn_of_creatinine() -> None:
    assert "creatinine_reads_high" not in plan(PEOPLE["R04"]).notes


def test_r07_asks_for_creatinine_and_cystatin_c() -> None:
    assert "creatinine_and_cystatin_c" in plan(PEOPLE["R07"]).asks


def test_r10_names_nephrologist_and_renal_dietitian_and_leaves_no_room_for_a_standard_supplement() -> None:
    found = plan(PEOPLE["R10"])
    assert found.refer[:2] == ("nephrologist", "renal_dietitian")
    assert found.supplement is None
    assert "too_much_of_the_day" in found.no_supplement_because


def test_r11_counts_on_the_dry_weight() -> None:
    assert (plan(PEOPLE["R11"]).weight.kind, plan(PEOPLE["R11"]).weight.kg) == ("dry", 58)


def test_r12_gives_grams_per_kilogram_only_and_asks_for_the_dry_weight() -> None:
    found = plan(PEOPLE["R12"])
    assert found.weight.kg is None
    assert found.protein_g_per_meal is None
    assert found.energy_kcal_per_day is None
    assert "dry_weight" in found.asks


def test_r15_carries_the_vitamin_k_line() -> None:
    found = plan(PEOPLE["R15b"])
    assert "warfarin" in found.with_drugs
    assert found.supplement is None, "neither the weight course nor electrolytes are on record"
    assert found.no_supplement_because == ("refeeding_not_excluded",)


def test_r16_alerts_the_doctor_and_gives_no_number() -> None:
    found = withheld(PEOPLE["R16"])
    assert found.reasons == ("K18.refeeding",)
    assert found.clear_first == ("doctor_today", "electrolytes_and_thiamine")


def test_r17_counts_on_the_adjusted_weight() -> None:
    weight = plan(PEOPLE["R17"]).weight
    assert weight.kg is not None
    assert (weight.kind, round(weight.kg, 1), weight.actual_kg) == ("adjusted", 81.5, 92)


def test_r18_wants_a_swallow_screen_before_any_supplement() -> None:
    found = plan(PEOPLE["R18"])
    assert found.supplement is None
    assert "swallow_screen_first" in found.no_supplement_because
    assert "swallow_screen" in found.asks


def test_r20_keeps_milk_out_and_respects_the_vegetarian() -> None:
    found = plan(PEOPLE["R20"])
    assert found.avoid == ("milk",)
    assert found.supplement is None
    assert "milk_allergy" in found.notes
    assert found.diets == ("vegetarian",)


def test_r22_drafts_no_potassium_product() -> None:
    assert "no_potassium_products" in plan(PEOPLE["R22"]).notes


def test_r24_is_about_comfort() -> None:
    assert "K25.comfort" in withheld(PEOPLE["R24"]).reasons


def test_taking_the_allergy_read_from_r20_removes_the_plan_and_says_so() -> None:
    unread = PEOPLE["R20"].unread("AllergyIntolerance")
    assert withheld(unread).reasons == ("unread.allergies",)
    assert findings(unread)["unread.allergies"].unread == ("AllergyIntolerance",)
