"""When a supplement is drafted, and each reason for which it is not."""

from __future__ import annotations

import pytest

from rules.assessment import Supplement
from rules.catalogue import words
from rules.context import Site
from tests.support.nutrition import (
    NO_REFEEDING_RISK,
    Person,
    all_signed,
    allergy,
    condition,
    drug,
    order,
    person,
    plan,
    screen,
)

MALNOURISHED = condition("malnutrition")
KIDNEY_TESTS = {"potassium_mmol_per_l": 4.4, "phosphate_mmol_per_l": 1.2}


def malnourished(*items: object, **values: object) -> Person:
    """A malnourished person whose refeeding risk is excluded."""
    return person(MALNOURISHED, *items, **NO_REFEEDING_RISK | values)  # type: ignore[arg-type]


def because(someone: Person, site: Site | None = None) -> tuple[str, ...]:
    found = plan(someone, site)
    assert (found.supplement is None) == bool(found.no_supplement_because)
    return found.no_supplement_because


def drafted(someone: Person) -> Supplement:
    found = plan(someone).supplement
    assert found is not None
    return found


def test_malnutrition_with_every_check_done_gets_a_supplement_of_one_month() -> None:
    found = drafted(malnourished())
    assert (found.energy_kcal_per_day, found.protein_g_per_day, found.weeks) == (400, 30, 4)
    assert {"counts_within_the_day", "between_meals_or_after_training", "check_monthly"} <= set(found.conditions)


def test_a_meal_is_a_third_of_the_day_and_the_supplement_replaces_what_is_not_eaten() -> None:
    with_supplement, without = plan(malnourished()), plan(malnourished(allergy("milk")))
    assert with_supplement.supplement is not None
    assert with_supplement.protein_g_per_day == (72, 90)
    assert with_supplement.protein_g_per_meal == without.protein_g_per_meal == (24, 30)
    assert "meals_beside_supplement" in with_supplement.notes
    said = words()["note.meals_beside_supplement"]
    assert "replaces what is not eaten" in said["en"]
    assert "ceiling" in said["en"]
    assert "补足未吃完的部分" in said["zh-CN"]
    assert "上限" in said["zh-CN"]


def test_sarcopenia_alone_gets_food_and_training_and_no_supplement() -> None:
    assert because(person(stage="severe_sarcopenia")) == ("no_malnutrition_evidence",)


@pytest.mark.parametrize(
    ("someone", "reason"),
    [
        (malnourished(condition("dysphagia")), "swallow_screen_first"),
        (malnourished(condition("stroke", ago=10)), "swallow_screen_first"),
        (
            malnourished(condition("dysphagia", ago=20), screen(ago=10)),
            "iddsi_level_not_ordered",
        ),
        (malnourished().unread("NutritionOrder"), "diet_orders_unread"),
        (malnourished(order("oral_supplement")), "supplement_already_ordered"),
        (malnourished(condition("ascites")), "refeeding_not_excluded"),
        (malnourished().unread("MedicationStatement"), "drugs_unread"),
        (malnourished(allergy("milk")), "milk_allergy"),
        (malnourished(condition("milk_allergy_status")), "milk_allergy"),
        (malnourished(allergy("soy")), "soy_allergy"),
        (malnourished(potassium_mmol_per_l=5.6), "potassium_high"),
        (person(MALNOURISHED, egfr=45), "potassium_and_phosphate_first"),
        (person(MALNOURISHED, egfr=45, potassium_mmol_per_l=4.4), "potassium_and_phosphate_first"),
        (malnourished(weight_kg=None), "weight_first"),
        (malnourished(egfr=20, **KIDNEY_TESTS), "renal_dietitian_chooses"),
        (person(egfr=20, **KIDNEY_TESTS), "renal_dietitian_chooses"),
    ],
)
def test_each_open_question_holds_the_supplement_back(someone: Person, reason: str) -> None:
    assert reason in because(someone)


@pytest.mark.parametrize(("potassium", "held"), [(5.5, False), (5.6, True), (5.7, True)])
def test_high_potassium_begins_at_5_6(potassium: float, held: bool) -> None:
    assert ("potassium_high" in because(malnourished(potassium_mmol_per_l=potassium))) is held


@pytest.mark.parametrize(("weight", "held"), [(49.9, True), (50.0, False)])
def test_a_supplement_never_takes_more_than_half_of_the_day(weight: float, held: bool) -> None:
    someone = malnourished(egfr=45, height_cm=150, weight_kg=weight, **KIDNEY_TESTS)
    assert plan(someone).ceiling_g_per_kg_per_day == 1.2
    assert ("too_much_of_the_day" in because(someone)) is held


def test_a_kidney_row_gets_a_kidney_formula() -> None:
    assert "kidney_formula" in drafted(malnourished(egfr=45, **KIDNEY_TESTS)).conditions
    assert "kidney_formula" not in drafted(malnourished()).conditions


def test_lactose_intolerance_gets_a_lactose_free_supplement() -> None:
    for someone in (malnourished(allergy("lactose")), malnourished(condition("lactose_intolerance"))):
        assert "lactose_free" in drafted(someone).conditions
        assert "lactose_free" in plan(someone).notes
        assert plan(someone).avoid == ("lactose",)


@pytest.mark.parametrize("allergen", ["egg", "fish", "shellfish", "nut"])
def test_every_other_allergen_must_be_left_out_of_the_product(allergen: str) -> None:
    found = plan(malnourished(allergy(allergen)))
    assert found.avoid == (allergen,)
    assert found.supplement is not None
    assert "free_of_avoided_foods" in found.supplement.conditions


def test_after_a_screen_only_the_ordered_level_is_given() -> None:
    screened = malnourished(condition("dysphagia", ago=20), screen(ago=10), order("modified_texture"))
    # The order is newer than the screen: it has not been screened since.
    assert "swallow_screen_first" in because(screened)
    today = malnourished(condition("dysphagia", ago=20), screen(ago=0), order("modified_texture"))
    assert "ordered_iddsi_level" in drafted(today).conditions


def test_warfarin_asks_for_an_inr_after_the_start() -> None:
    assert "inr_after_start" in drafted(malnourished(drug("warfarin"))).conditions


def test_in_production_an_unsigned_supplement_is_left_out_and_the_plan_stands() -> None:
    signed = all_signed() - {"nutrition.supplement"}
    assert because(malnourished(), Site(production=True, signed_rules=signed)) == ("unsigned_rule",)
    assert plan(malnourished(), Site(production=True, signed_rules=all_signed())).supplement is not None


@pytest.mark.parametrize("missing", sorted(NO_REFEEDING_RISK))
def test_no_supplement_before_refeeding_risk_is_excluded_by_what_was_measured(missing: str) -> None:
    known = {name: value for name, value in NO_REFEEDING_RISK.items() if name != missing}
    someone = person(MALNOURISHED, **known)  # type: ignore[arg-type]
    assert because(someone) == ("refeeding_not_excluded",)
    assert "refeeding_history" in plan(someone).asks
