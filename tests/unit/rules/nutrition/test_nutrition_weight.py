"""The weight that doses are counted on, and how grams and kilocalories follow from it."""

from __future__ import annotations

import pytest

from rules.answers import Answer
from rules.assessment import WeightBasis
from rules.context import Site
from rules.nutrition.doses import half_up, needs_more_than_meals, per_meal
from rules.nutrition.weight import body_mass_index, overload
from tests.support.nutrition import DAY, Person, condition, drug, person, plan, procedure, series

WESTERN = Site(asian=False)


def basis(someone: Person, site: Site | None = None) -> WeightBasis:
    return plan(someone, site).weight


def of_bmi(bmi: float, age: int) -> Person:
    return person(age=age, height_cm=200, weight_kg=bmi * 4)


@pytest.mark.parametrize(
    ("age", "site", "limit"),
    [(65, None, 27), (90, WESTERN, 27), (64, None, 24), (64, WESTERN, 25), (50, None, 24)],
)
def test_the_actual_weight_counts_up_to_the_limit_and_is_adjusted_past_it(
    age: int, site: Site | None, limit: int
) -> None:
    assert basis(of_bmi(limit - 0.1, age), site).kind == "actual"
    assert basis(of_bmi(limit, age), site) == WeightBasis("actual", limit * 4, limit * 4)
    above = basis(of_bmi(limit + 1, age), site)
    assert above.kind == "adjusted"
    assert above.kg == pytest.approx(limit * 4 + 0.25 * 4)
    assert above.actual_kg == (limit + 1) * 4


def test_the_adjustment_does_not_jump_at_the_limit() -> None:
    just_above = basis(of_bmi(27.0001, 70)).kg
    assert just_above == pytest.approx(27 * 4, abs=0.001)


def test_underweight_counts_on_the_actual_weight_and_asks_about_refeeding() -> None:
    normal = {"potassium_mmol_per_l": 4.2, "phosphate_mmol_per_l": 1.1, "magnesium_mmol_per_l": 0.9}
    thin = plan(person(weight_kg=47, mna_sf=12, weight_loss_percent_6_months=2, **normal))
    assert thin.weight.kind == "actual"
    assert "refeeding_history" in thin.asks
    assert "refeeding_history" not in plan(person(weight_kg=47.5, weight_loss_percent_6_months=2, **normal)).asks


@pytest.mark.parametrize("concept", ["oedema", "ascites", "fluid_overload"])
def test_with_overload_only_the_dry_weight_counts(concept: str) -> None:
    without = plan(person(condition(concept)))
    assert without.weight == WeightBasis("dry", None, 60)
    assert without.protein_g_per_day is None
    assert "dry_weight" in without.asks
    assert basis(person(condition(concept), dry_weight_kg=55)) == WeightBasis("dry", 55, 60)


def test_dialysis_counts_on_the_dry_weight() -> None:
    assert basis(person(procedure("dialysis"), egfr=None)).kg is None
    assert basis(person(procedure("dialysis"), egfr=None, dry_weight_kg=58)).kg == 58


def test_a_dry_weight_above_the_limit_is_adjusted_too() -> None:
    found = basis(person(procedure("dialysis"), egfr=None, weight_kg=104, dry_weight_kg=100, age=70, height_cm=170))
    assert found.kind == "adjusted"
    assert found.kg == pytest.approx(27 * 1.7**2 + 0.25 * (100 - 27 * 1.7**2))
    assert found.actual_kg == 100


@pytest.mark.parametrize(
    ("someone", "expected"),
    [
        (person(condition("heart_failure")), Answer.NOT_MET),
        (person(condition("heart_failure", qualifiers=("nyha_3",))), Answer.NOT_MET),
        (person(condition("heart_failure", qualifiers=("nyha_4",))), Answer.MET),
        (person(condition("heart_failure", ago=92, qualifiers=("decompensated",))), Answer.MET),
        (person(condition("heart_failure", ago=93, qualifiers=("decompensated",))), Answer.NOT_MET),
        (person(condition("heart_failure", ago=None, qualifiers=("decompensated",))), Answer.MET),
        (person(drug("loop_diuretic", ago=7, intravenous=True)), Answer.MET),
        (person(drug("loop_diuretic", ago=8, intravenous=True)), Answer.NOT_MET),
        (person(drug("loop_diuretic", ago=1)), Answer.NOT_MET),
        (person(condition("heart_failure")).unread("MedicationAdministration"), Answer.NOT_KNOWN),
        (person().unread("MedicationAdministration"), Answer.NOT_MET),
    ],
)
def test_overload_is_read_from_problems_and_infusions(someone: Person, expected: Answer) -> None:
    assert overload(someone.record, DAY)[0] is expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (((3, 60.0), (0, 61.8)), Answer.MET),
        (((3, 60.0), (0, 61.7)), Answer.NOT_MET),
        (((4, 60.0), (0, 61.8)), Answer.NOT_MET),
        (((10, 60.0), (7, 62.0)), Answer.MET),
        (((11, 60.0), (8, 62.0)), Answer.NOT_MET),
        (((0, 61.8),), Answer.NOT_MET),
    ],
)
def test_a_fast_gain_in_heart_failure_is_fluid(points: tuple[tuple[int, float], ...], expected: Answer) -> None:
    weights = {"weight_kg": series("weight_kg", *points)}
    someone = person(condition("heart_failure"), earlier=weights)
    assert overload(someone.record, DAY)[0] is expected
    assert overload(person(earlier=weights).record, DAY)[0] is Answer.NOT_MET


def test_an_unknown_fluid_status_gives_no_grams_and_asks() -> None:
    found = plan(person(condition("heart_failure")).unread("MedicationAdministration"))
    assert found.protein_g_per_day is None
    assert {"fluid_status", "dry_weight"} <= set(found.asks)


def test_without_a_weight_there_are_grams_per_kilogram_only() -> None:
    found = plan(person(weight_kg=None))
    assert found.protein_g_per_kg_per_day == (1.0, 1.2)
    assert (found.protein_g_per_day, found.protein_g_per_meal, found.energy_kcal_per_day) == (None, None, None)
    assert "weight" in found.asks


def test_without_a_height_nobody_knows_whether_to_adjust() -> None:
    found = plan(person(height_cm=None))
    assert found.weight.kg is None
    assert found.protein_g_per_day is None
    assert "height" in found.asks


def test_a_recorded_bmi_stands_in_for_the_height() -> None:
    assert basis(person(height_cm=None, bmi_kg_per_m2=22)) == WeightBasis("actual", 60, 60)
    assert basis(person(height_cm=None, weight_kg=100, bmi_kg_per_m2=36)).kind == "adjusted"


@pytest.mark.parametrize(("value", "whole"), [(88.49, 88), (88.5, 89), (88.51, 89), (1.2 * 58, 70), (0.8 * 57.5, 46)])
def test_grams_are_rounded_half_up(value: float, whole: int) -> None:
    assert half_up(value) == whole


def test_grams_come_from_the_unrounded_weight() -> None:
    found = plan(person(age=67, sex="male", height_cm=170, weight_kg=92, stage="sarcopenia"))
    assert found.protein_g_per_day == (98, 122)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((54.0, 67.5), (18.0, 22.5)),  # a third of the day is less than the usual amount
        ((75.0, 90.0), (25.0, 30.0)),
        ((120.0, 150.0), (25.0, 30.0)),  # never more than the usual amount
        ((46.16, 46.16), (15.3, 15.3)),  # rounded down, so that three meals stay inside the day
    ],
)
def test_the_day_wins_over_the_usual_amount_per_meal(day: tuple[float, float], expected: tuple[float, float]) -> None:
    assert per_meal(day) == expected


def test_what_three_meals_leave_over_goes_between_them() -> None:
    assert needs_more_than_meals((91.0, 120.0))
    assert not needs_more_than_meals((90.0, 120.0))
    assert not needs_more_than_meals(None)
    assert "rest_between_meals" in plan(person(height_cm=190, weight_kg=90, stage="sarcopenia")).also


def test_the_body_mass_index_is_the_lower_of_actual_and_dry_weight() -> None:
    someone = person(height_cm=200, weight_kg=80, dry_weight_kg=72)
    del someone.facts.by_name["bmi_kg_per_m2"]  # type: ignore[attr-defined]
    assert body_mass_index(someone.facts) == 18
    del someone.facts.by_name["dry_weight_kg"]  # type: ignore[attr-defined]
    assert body_mass_index(someone.facts) == 20
