"""How meals have to be: diets, foods left out, textures, snacks, leucine, training beside, and open questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules import nutrition
from rules.assessment import NutritionPlan, Safety, State
from rules.context import Site
from rules.diet import Texture
from rules.facts import Allergy, Order, Source
from rules.nutrition.foods import SampleDay, sample_day
from rules.nutrition.foods.allowed import larder, restrictions, unknown
from rules.nutrition.foods.food import foods
from tests.support.nutrition import (
    DAY,
    Person,
    all_signed,
    allergy,
    condition,
    context,
    order,
    person,
    plan,
    procedure,
    screen,
)


def ordered(*concepts: str) -> Order:
    """One diet order that stands for several things."""
    return Order(frozenset(concepts), "diet", True, Source("NutritionOrder", concepts[-1]), DAY)


# ── diets and exclusions ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("item", "diets"),
    [
        (condition("vegetarian"), ("vegetarian",)),
        (condition("vegan"), ("vegan",)),
        (order("vegetarian_diet"), ("vegetarian",)),
        (order("vegan_diet"), ("vegan",)),
        (order("halal_diet"), ("no_pork",)),
        (order("kosher_diet"), ("no_pork",)),
        (order("pork_free_diet"), ("no_pork",)),
    ],
)
def test_the_way_of_eating_comes_from_problems_and_diet_orders(item: object, diets: tuple[str, ...]) -> None:
    assert plan(person(item)).diets == diets  # type: ignore[arg-type]  # an entry of a record


def test_vegan_includes_vegetarian() -> None:
    assert plan(person(condition("vegan"), condition("vegetarian"))).diets == ("vegan",)
    assert plan(person()).diets == ()


@pytest.mark.parametrize(
    ("concept", "group"),
    [
        ("dairy_free_diet", "milk"),
        ("gluten_free_diet", "gluten"),
        ("nut_free_diet", "nut"),
        ("exclude_egg", "egg"),
        ("exclude_soy", "soy"),
        ("exclude_pork", "pork"),
    ],
)
def test_what_a_diet_order_leaves_out_is_in_nothing(concept: str, group: str) -> None:
    assert plan(person(order(concept))).avoid == (group,)


@pytest.mark.parametrize("item", [allergy("pork"), order("exclude_pork"), order("pork_free_diet")])
def test_who_eats_no_pork_has_a_sample_day_without_it(item: object) -> None:
    found = plan(person(item))  # type: ignore[arg-type]  # an entry of a record
    assert found.no_sample_day_because == ()
    assert "other_food_allergy" not in found.notes
    kept = larder(restrictions(found))
    assert unknown(found) == ()
    assert foods().keys() - kept.keys() == {"lean_pork", "pork_loin"}
    assert isinstance(sample_day(found), SampleDay)


def test_a_food_outside_the_groups_is_named_and_leaves_no_sample_day() -> None:
    listed = Allergy(frozenset(), "mango", True, Source("AllergyIntolerance", "mango"))
    someone = person()
    someone = replace(someone, record=replace(someone.record, allergies=(listed,)))
    for found in (plan(someone), plan(person(order("exclude_other_food")))):
        assert "other_food_allergy" in found.notes
        assert "other_food_allergy" in found.no_sample_day_because
        assert found.avoid == ()
    assert "other_food_allergy" not in plan(person(allergy("egg"))).notes


# ── foods left out ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("someone", "limits"),
    [
        (person(egfr=25), ("high_potassium", "high_phosphate")),
        (person(condition("malnutrition"), egfr=25), ("high_potassium", "high_phosphate")),
        (person(procedure("dialysis"), egfr=None, dry_weight_kg=60), ("high_potassium", "high_phosphate")),
        (person(egfr=45), ()),
        (person(potassium_mmol_per_l=5.6), ("high_potassium",)),
        (person(potassium_mmol_per_l=5.5), ()),
        (person(condition("gout")), ("high_purine",)),
        (person(condition("diabetes")), ("free_sugar",)),
        (person(), ()),
    ],
)
def test_a_disease_leaves_its_foods_out(someone: Person, limits: tuple[str, ...]) -> None:
    assert plan(someone).limits == limits


def test_a_gout_flare_prefers_dairy_unless_milk_is_out() -> None:
    flare = condition("gout", qualifiers=("flare",))
    assert "gout_flare" in plan(person(flare)).notes
    assert "gout_flare_without_milk" in plan(person(flare, allergy("milk"))).notes
    assert "gout_flare_without_milk" in plan(person(flare, condition("vegan"))).notes
    assert not {"gout_flare", "gout_flare_without_milk"} & set(plan(person(condition("gout"))).notes)


def test_diabetes_is_said_to_change_no_protein() -> None:
    assert "diabetes" in plan(person(condition("diabetes"))).notes
    assert plan(person(condition("diabetes"))).protein_g_per_day == plan(person()).protein_g_per_day


def test_milk_and_soy_allergy_together_are_offered_neither() -> None:
    assert "milk_allergy" in plan(person(allergy("milk"))).notes
    assert "milk_and_soy_allergy" in plan(person(allergy("milk"), allergy("soy"))).notes


# ── texture ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("orders", "texture"),
    [
        ((), None),
        ((ordered("modified_texture", "food_level_5"),), Texture(food_level=5)),
        ((ordered("modified_texture", "drink_level_2"),), Texture(drink_level=2)),
        ((ordered("modified_texture", "food_level_4", "drink_level_3"),), Texture(4, 3)),
        ((ordered("modified_texture", "easy_to_chew"),), Texture(easy_to_chew=True)),
        ((ordered("modified_texture"),), Texture(unclear=True)),
        (
            (ordered("modified_texture", "food_level_4"), ordered("modified_texture", "food_level_5")),
            Texture(unclear=True),
        ),
        ((ordered("modified_texture", "drink_level_1", "drink_level_2"),), Texture(unclear=True)),
        ((ordered("modified_texture", "food_level_5", "easy_to_chew"),), Texture(unclear=True)),
        ((ordered("food_level_5"),), None),
    ],
)
def test_the_ordered_levels_are_the_texture_and_two_levels_are_unclear(
    orders: tuple[Order, ...], texture: Texture | None
) -> None:
    assert plan(person(screen(ago=0), *orders)).texture == texture


@pytest.mark.parametrize(("score", "cleared"), [(2, True), (3, False)])
def test_a_low_eat10_beside_an_ordered_level_lets_the_sample_day_come(score: int, cleared: bool) -> None:
    level = ordered("modified_texture", "food_level_6")
    found = plan(person(condition("old_stroke"), level, eat10=score))
    assert ("swallow_screen_first" not in found.no_sample_day_because) is cleared
    alone = plan(person(condition("old_stroke"), eat10=score))
    assert "swallow_screen_first" in alone.no_sample_day_because


def test_a_texture_without_a_level_asks_and_leaves_no_sample_day() -> None:
    assert "iddsi_level_not_ordered" in plan(person(screen(ago=0), order("modified_texture"))).no_sample_day_because
    level = ordered("modified_texture", "food_level_5")
    assert plan(person(screen(ago=0), level)).no_sample_day_because == ()


# ── when there is no sample day ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("someone", "reason"),
    [
        (person(condition("stroke", ago=500)), "swallow_screen_first"),
        (person(condition("stroke", ago=500), screen(ago=3, outcome="failed")), "swallow_screen_failed"),
        (person(condition("dysphagia", ago=20), screen(ago=10)), "iddsi_level_not_ordered"),
        (person().unread("NutritionOrder"), "diet_orders_unread"),
        (person().unread("MedicationStatement"), "drugs_unread"),
        (person(allergy("unspecified_food")), "unspecified_food_allergy"),
        (person(condition("ascites")), "refeeding_not_excluded"),
        (person(weight_kg=None), "weight_first"),
    ],
)
def test_each_open_question_leaves_no_sample_day(someone: Person, reason: str) -> None:
    assert reason in plan(someone).no_sample_day_because


def test_with_nothing_open_a_sample_day_may_be_shown() -> None:
    assert plan(person()).no_sample_day_because == ()


# ── snacks, leucine ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_cirrhosis_brings_a_late_snack_and_much_protein_one_between_meals() -> None:
    assert plan(person(condition("cirrhosis"))).snacks == ("late_evening",)
    assert plan(person(sex="male", height_cm=200, weight_kg=100, stage="sarcopenia")).snacks == ("between_meals",)
    assert plan(person()).snacks == ()


@pytest.mark.parametrize(("weight_kg", "given"), [(49.9, False), (50.0, True), (50.1, True)])
def test_leucine_is_said_where_a_meal_may_bring_25_g(weight_kg: float, given: bool) -> None:
    found = plan(person(height_cm=150, weight_kg=weight_kg, stage="sarcopenia"))
    assert found.leucine_g_per_meal == ((2.5, 2.8) if given else None)


def test_without_grams_or_a_signature_no_leucine_is_said() -> None:
    assert plan(person(weight_kg=None)).leucine_g_per_meal is None
    unsigned = Site(production=True, signed_rules=all_signed() - {"nutrition.leucine"})
    someone = person(weight_kg=65, stage="sarcopenia")
    assert plan(someone, unsigned).leucine_g_per_meal is None
    assert plan(someone, Site(production=True, signed_rules=all_signed())).leucine_g_per_meal == (2.5, 2.8)


# ── training beside ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.ALLOWED, "paired"),
        (State.MODIFIED, "paired_modified"),
        (State.STOP, "stopped"),
        (State.UNKNOWN, "unknown"),
    ],
)
def test_protein_always_says_how_training_goes_with_it(state: State, said: str) -> None:
    someone = person()
    found = nutrition.prescribe(someone.record, someone.facts, someone.staging, Safety(state, State.ALLOWED), context())
    assert isinstance(found, NutritionPlan)
    assert found.exercise == said
