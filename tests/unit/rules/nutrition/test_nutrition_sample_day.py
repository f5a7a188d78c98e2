"""The sample day: within its amounts, free of what is left out, or withheld with the reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rules.assessment import NutritionPlan, Supplement, WeightBasis
from rules.catalogue import record, words
from rules.diet import Texture
from rules.nutrition.foods import Preferences, SampleDay, sample, sample_day
from rules.nutrition.foods.allowed import larder, restrictions
from rules.nutrition.foods.exchange import exchanges
from rules.nutrition.foods.food import Food, Serving, foods
from rules.nutrition.foods.menu import Course, MealPattern, Menu, Slot, menus, pattern
from rules.nutrition.foods.solve import _shares, able, solve
from rules.nutrition.foods.targets import Span, Targets, targets
from tests.support.sample_days import a_day, a_plan, eaten, no_day

GOLDEN = Path(__file__).parents[3] / "spec" / "nutrition" / "sample_days.csv"
DAYS = {
    "sarcopenia 60 kg": a_plan(),
    "kidney 60 kg": a_plan(protein=(0.8, 0.8), energy=(25.0, 35.0), limits=("high_potassium", "high_phosphate")),
    "dialysis 58 kg": a_plan(58.0, (1.0, 1.2), energy=(25.0, 35.0), limits=("high_potassium", "high_phosphate")),
    "milk allergy and vegetarian 55 kg": a_plan(55.0, (1.0, 1.2), avoid=("milk",), diets=("vegetarian",)),
    "cirrhosis 62 kg": a_plan(62.0, snacks=("late_evening",)),
    "soft and bite-sized 52 kg": a_plan(52.0, texture=Texture(6, 2)),
    "heavy 80 kg": a_plan(80.0, snacks=("between_meals",)),
}


def rows(name: str, day: SampleDay) -> Iterator[list[str]]:
    for meal in day.meals:
        for item in meal.items:
            amounts = (item.portions, item.grams, item.protein_g, item.energy_kcal)
            yield [name, day.pattern, meal.id, item.food, *(f"{amount:g}" for amount in amounts)]


def golden_rows() -> list[list[str]]:
    return [
        row for name, plan in DAYS.items() for kind in ("chinese", "western") for row in rows(name, a_day(plan, kind))
    ]


def test_the_days_are_those_that_were_looked_at() -> None:
    listed = list(csv.reader(GOLDEN.read_text("utf-8").splitlines()))
    assert listed[0] == ["plan", "pattern", "meal", "food", "portions", "grams", "protein_g", "energy_kcal"]
    assert golden_rows() == listed[1:]


# ── sums ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("kind", ["chinese", "western"])
def test_the_printed_totals_are_the_sums_of_the_printed_amounts(name: str, kind: str) -> None:
    day = a_day(DAYS[name], kind)
    for meal in day.meals:
        assert meal.protein_g == round(sum(item.protein_g for item in meal.items), 1)
        assert meal.energy_kcal == sum(item.energy_kcal for item in meal.items)
    assert day.protein_g == round(sum(meal.protein_g for meal in day.meals), 1)
    assert day.energy_kcal == sum(meal.energy_kcal for meal in day.meals)


def test_a_day_has_three_meals_and_a_snack_in_the_order_of_the_day() -> None:
    assert [meal.id for meal in a_day(a_plan()).meals] == ["breakfast", "lunch", "snack_afternoon", "dinner"]
    late = a_day(a_plan(snacks=("late_evening", "between_meals")))
    clock = ["breakfast", "snack_morning", "lunch", "snack_afternoon", "dinner", "late_evening"]
    assert [meal.id for meal in late.meals] == clock == record("foods.day").values["clock"]


def test_a_second_day_differs_and_the_same_day_is_the_same() -> None:
    plan = a_plan()
    assert a_day(plan) == a_day(plan)
    assert eaten(a_day(plan, turn=1)) != eaten(a_day(plan))


def test_a_pattern_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        sample_day(a_plan(), Preferences("martian"))


# ── the amounts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def wanted(plan: NutritionPlan) -> Targets:
    found = targets(plan)
    assert found is not None
    return found


def test_the_day_s_protein_lies_between_the_unrounded_ends_and_never_above_the_printed_range() -> None:
    assert wanted(a_plan(60.0)).protein == Span(720, 900)
    # 57.6 to 72.0 g: printed as 58 to 72, so the day begins at 58.
    assert wanted(a_plan(48.0)).protein == Span(580, 720)
    # 53.3 g is printed as 53: the printed amount is the lower one, and holds.
    assert wanted(a_plan(53.3, (0.8, 1.0))).protein == Span(430, 530)


def test_a_single_amount_is_met_within_the_half_gram_that_whole_grams_hide() -> None:
    assert wanted(a_plan(60.0, (0.8, 0.8))).protein == Span(475, 480)
    # 47.68 g is printed as 48; the ceiling is 47.68 and holds, and 47.5 is the least that reads 48.
    assert wanted(a_plan(59.6, (0.8, 0.8))).protein == Span(475, 476)
    # 47.12 g is printed as 47.
    assert wanted(a_plan(58.9, (0.8, 0.8))).protein == Span(465, 470)


def test_the_ceiling_holds_where_it_is_below_the_range() -> None:
    assert wanted(a_plan(60.0, (1.0, 1.2), ceiling=1.1)).protein == Span(600, 660)


def test_a_meal_keeps_to_the_amount_per_meal_or_two_grams_round_a_narrow_one() -> None:
    assert wanted(a_plan(60.0)).meal == Span(240, 300)
    assert wanted(a_plan(60.0, (1.0, 1.2))).meal == Span(200, 240)
    assert wanted(a_plan(60.0, (0.8, 0.8))).meal == Span(140, 180)
    assert wanted(a_plan(90.0)).meal == Span(250, 300)


def test_a_guiding_value_of_energy_is_met_within_five_percent_and_a_range_as_it_is() -> None:
    assert wanted(a_plan(60.0)).kcal == Span(1710, 1890)
    assert wanted(a_plan(60.0, energy=(25.0, 35.0))).kcal == Span(1500, 2100)
    assert wanted(a_plan(60.0, energy=(27.0, 30.0))).kcal == Span(1620, 1800)
    assert wanted(a_plan(60.0, energy=(29.9, 30.0))).kcal == Span(1794, 1800)


def test_a_snack_brings_at_most_twenty_grams() -> None:
    assert wanted(a_plan()).snack == Span(0, 200)


def test_without_grams_or_energy_no_day_is_weighed_out() -> None:
    plan = a_plan()
    without_weight = replace(plan, weight=WeightBasis("dry", None), protein_g_per_day=None, protein_g_per_meal=None)
    for missing in (without_weight, replace(plan, energy_kcal_per_day=None), replace(plan, protein_g_per_meal=None)):
        assert no_day(missing).reasons == ("amounts_not_given",)


# ── what is left out ────────────────────────────────────────────────────────────────────────────────────────────────


def serving(**changed: float) -> Serving:
    given = {"potassium_mg": 0.0, "phosphorus_mg": 0.0, "protein": 0, **changed}
    return Serving("made_up", 2, 100.0, int(given["protein"]), 0, None, given["potassium_mg"], given["phosphorus_mg"])


def kept(limit: str, one: Serving) -> bool:
    food = foods()["rice"]
    return all(held.keeps(food, one) for held in restrictions(a_plan(limits=(limit,))))


def test_a_serving_of_two_hundred_milligrams_of_potassium_stays_and_one_above_goes() -> None:
    assert kept("high_potassium", serving(potassium_mg=199.0))
    assert kept("high_potassium", serving(potassium_mg=200.0))
    assert not kept("high_potassium", serving(potassium_mg=201.0))


def test_phosphorus_counts_where_there_is_much_of_it_and_much_for_its_protein() -> None:
    assert not kept("high_phosphate", serving(phosphorus_mg=105.0, protein=70))  # 15 mg a gram
    assert kept("high_phosphate", serving(phosphorus_mg=105.0, protein=71))
    assert not kept("high_phosphate", serving(phosphorus_mg=105.0, protein=69))
    assert not kept("high_phosphate", serving(phosphorus_mg=100.0, protein=10))
    assert not kept("high_phosphate", serving(phosphorus_mg=101.0, protein=10))
    assert kept("high_phosphate", serving(phosphorus_mg=99.0, protein=10))


def left(plan: NutritionPlan) -> dict[str, Food]:
    return {name: foods()[name] for name in larder(restrictions(plan))}


def test_an_ordered_level_leaves_only_foods_that_can_be_made_to_it() -> None:
    assert all(4 in food.textures for food in left(a_plan(texture=Texture(4))).values())
    assert "rice" not in left(a_plan(texture=Texture(6)))
    assert "soy_milk" in left(a_plan(texture=Texture(6)))
    assert left(a_plan(texture=Texture(7))).keys() == foods().keys()


def test_no_drink_is_served_where_another_thickness_than_thin_is_ordered() -> None:
    assert "soy_milk" in left(a_plan(texture=Texture(6, 0)))
    assert not [food.id for food in left(a_plan(texture=Texture(6, 1))).values() if food.drink]
    assert "milk" in left(a_plan(texture=Texture(None, None)))


def test_easy_to_chew_leaves_foods_that_can_be_soft_and_drinks() -> None:
    soft = left(a_plan(texture=Texture(easy_to_chew=True)))
    assert {"boiled_egg", "firm_tofu", "congee", "milk"} <= soft.keys()
    assert not {"almonds", "steamed_bun", "shrimp"} & soft.keys()


def test_an_unclear_texture_gives_no_day() -> None:
    assert no_day(a_plan(texture=Texture(unclear=True))).reasons == ("iddsi_level_not_ordered",)


def test_a_plan_that_forbids_a_sample_day_gets_none_and_its_own_reasons() -> None:
    assert no_day(a_plan(no_sample_day_because=("swallow_screen_first",))).reasons == ("swallow_screen_first",)


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        (a_plan(avoid=("unspecified_food",)), "avoid.unspecified_food"),
        (a_plan(avoid=("sesame",)), "avoid.sesame"),
        (a_plan(diets=("fruitarian",)), "diet.fruitarian"),
        (a_plan(limits=("oxalate",)), "limit.oxalate"),
    ],
)
def test_what_the_table_cannot_tell_gives_no_day(plan: NutritionPlan, named: str) -> None:
    assert no_day(plan).reasons == ("food_not_in_table", named)


def test_a_day_that_cannot_be_says_which_restrictions_stand_in_the_way() -> None:
    found = no_day(a_plan(diets=("vegan",), avoid=("soy",)))
    assert found.reasons == ("no_day_fits", "avoid.soy", "diet.vegan")
    assert no_day(a_plan(texture=Texture(3))).reasons == ("no_day_fits", "texture.food")


def test_where_no_single_restriction_decides_all_are_named() -> None:
    found = no_day(a_plan(diets=("vegan",), avoid=("soy",), texture=Texture(3)))
    assert found.reasons == ("no_day_fits", "avoid.soy", "diet.vegan", "texture.food")


def test_amounts_beyond_household_portions_give_no_day() -> None:
    assert no_day(a_plan(200.0)).reasons == ("no_day_fits",)


@pytest.mark.parametrize("kind", ["chinese", "western"])
@pytest.mark.parametrize("group", record("foods.exclusions").values["allergens"])
def test_no_food_and_no_exchange_holds_what_is_avoided(group: str, kind: str) -> None:
    day = a_day(a_plan(avoid=(group,)), kind)
    assert not [name for name in eaten(day) if group in foods()[name].contains]


@pytest.mark.parametrize("kind", ["chinese", "western"])
@pytest.mark.parametrize("diet", record("foods.exclusions").values["diets"])
def test_no_food_and_no_exchange_breaks_a_diet(diet: str, kind: str) -> None:
    barred = record("foods.exclusions").values["diets"][diet]
    assert not [name for name in eaten(a_day(a_plan(diets=(diet,)), kind)) if foods()[name].origin in barred]


def test_vegetarian_keeps_egg_and_milk_vegan_neither_and_no_pork_only_pork_out() -> None:
    assert {"milk", "boiled_egg"} <= left(a_plan(diets=("vegetarian",))).keys()
    assert not {"chicken_breast", "lean_pork", "cod", "shrimp"} & left(a_plan(diets=("vegetarian",))).keys()
    assert all(food.origin == "plant" for food in left(a_plan(diets=("vegan",))).values())
    assert foods().keys() - left(a_plan(diets=("no_pork",))).keys() == {"lean_pork", "pork_loin"}


# ── the search ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_as_many_days_are_tried_as_the_record_says_with_the_asked_snacks_and_then_with_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []
    monkeypatch.setattr(sample, "menus", lambda *given: tried.append(given[2]))
    assert no_day(a_plan()).reasons == ("no_day_fits",)
    assert tried == [*range(6), *range(6)]


def snack(*names: str, when: str = "") -> Menu:
    courses = tuple(Course(tuple(foods()[name].servings.values()), optional=False) for name in names)
    return Menu(MealPattern("snack", (Slot(names, False, False),), True, False, when), courses)


def test_a_late_snack_brings_two_hundred_kilocalories_at_least() -> None:
    loose = Targets(Span(0, 2000), Span(0, 2000), Span(0, 200), Span(0, 5000))
    one = replace_energy("lotus_starch", 200)
    short = replace_energy("lotus_starch", 199)
    late = MealPattern("late_evening", (Slot(("lotus_starch",), False, False),), True, False, "late_evening")
    assert able(Menu(late, (Course((one,), False),)), loose)
    assert not able(Menu(late, (Course((short,), False),)), loose)
    assert able(snack("walnuts"), loose)


def replace_energy(name: str, kcal: int) -> Serving:
    return replace(foods()[name].servings[2], kcal=kcal)


def oils() -> dict[int, Serving]:
    return dict(foods()["rapeseed_oil"].servings)


def cooked(kcal: int) -> Menu:
    pattern_of = MealPattern("lunch", (Slot(("rice",), False, False),), False, True, "")
    return Menu(pattern_of, (Course((replace_energy("rice", kcal),), False),))


@pytest.mark.parametrize(
    ("oil_kcal", "fits"), [(44, False), (87, False), (88, True), (100, False), (354, True), (355, False), (398, False)]
)
def test_oil_closes_the_energy_with_one_to_four_spoons_a_day(oil_kcal: int, fits: bool) -> None:
    """Two half spoons bring 44 kcal each, two double spoons 177 kcal each; 2.5 spoons more would bring 221."""
    exact = Targets(Span(0, 1000), Span(0, 1000), Span(0, 200), Span(2000 + oil_kcal, 2000 + oil_kcal))
    assert (solve((cooked(1000), cooked(1000)), oils(), exact) is not None) is fits


def test_the_main_meals_bring_four_fifths_of_the_energy_and_the_snacks_the_rest() -> None:
    aims = Targets(Span(0, 1000), Span(0, 1000), Span(0, 200), Span(1900, 2100))
    shares = _shares((cooked(1), cooked(1), snack("walnuts"), snack("almonds")), aims)
    assert shares == pytest.approx([800, 800, 200, 200])


def test_a_meal_without_any_food_for_a_slot_that_has_to_be_filled_is_no_menu() -> None:
    meals = pattern("chinese").meals
    assert menus(meals, {}, 0, lambda _: True) is None
    assert menus(meals, larder(()), 0, lambda _: False) is None


def test_no_aged_or_fermented_food_is_left_with_an_mao_inhibitor() -> None:
    assert foods().keys() - left(a_plan(limits=("tyramine",))).keys() == {"cheddar", "dried_tofu"}


def test_a_day_without_an_oil_that_is_allowed_is_solved_without_oil() -> None:
    menus = (cooked(1000), cooked(1000))
    assert solve(menus, {}, Targets(Span(0, 1000), Span(0, 1000), Span(0, 200), Span(2000, 2000))) is not None


# ── leucine, exchanges, notes ───────────────────────────────────────────────────────────────────────────────────────


def leucine_of(known: int, unknown: int) -> float | None:
    first = replace(foods()["boiled_egg"].servings[2], protein=known, leucine=50)
    second = replace(foods()["rice"].servings[2], protein=unknown, leucine=None)
    return sample._leucine((first, second))


def test_leucine_is_told_where_the_published_values_cover_eighty_percent_of_the_protein() -> None:
    assert leucine_of(80, 20) == 0.5
    assert leucine_of(81, 19) == 0.5
    assert leucine_of(79, 21) is None


def exchanged(given: Serving, *others: Serving) -> list[str]:
    kept_foods = {one.food: (one,) for one in others}
    found = exchanges((given,), kept_foods, pattern("chinese"))
    return [choice.food for exchange in found for choice in exchange.choices]


def like(name: str, protein: int, kcal: int) -> Serving:
    return replace(foods()[name].servings[2], protein=protein, kcal=kcal)


def test_an_exchange_brings_no_more_protein_and_at_most_one_and_a_half_grams_less() -> None:
    given = like("chicken_breast", 200, 100)
    assert exchanged(given, like("firm_tofu", 201, 100)) == []
    assert exchanged(given, like("firm_tofu", 200, 100)) == ["firm_tofu"]
    assert exchanged(given, like("firm_tofu", 185, 100)) == ["firm_tofu"]
    assert exchanged(given, like("firm_tofu", 184, 100)) == []


def test_an_exchange_is_no_further_than_sixty_kilocalories_away() -> None:
    given = like("chicken_breast", 200, 100)
    assert exchanged(given, like("firm_tofu", 200, 160)) == ["firm_tofu"]
    assert exchanged(given, like("firm_tofu", 200, 161)) == []
    assert exchanged(given, like("firm_tofu", 200, 40)) == ["firm_tofu"]
    assert exchanged(given, like("firm_tofu", 200, 39)) == []


def test_at_most_three_exchanges_nearest_first_and_of_the_same_role() -> None:
    given = like("chicken_breast", 200, 100)
    names = ("firm_tofu", "soft_tofu", "lean_pork", "sea_bass")
    others = [like(name, 199 - at, 100) for at, name in enumerate(names)]
    assert exchanged(given, *others) == ["firm_tofu", "soft_tofu", "lean_pork"]
    assert exchanged(given, like("rice", 200, 100)) == []
    assert exchanged(like("apple", 6, 80), like("pear", 6, 80)) == []


def test_an_exchange_names_no_food_of_another_cuisine() -> None:
    assert "cheddar" not in eaten(a_day(a_plan()))


def noted(plan: NutritionPlan) -> set[str]:
    return set(a_day(plan).notes)


def test_every_day_says_that_it_is_an_example_and_what_else_has_to_be_known() -> None:
    assert noted(a_plan()) == {"an_example"}
    assert "supplement_replaces" in noted(a_plan(supplement=Supplement("ons", 400, 30, 4)))
    assert {"read_labels", "season_without_soy_sauce"} <= noted(a_plan(avoid=("wheat",)))
    assert "season_without_soy_sauce" in noted(a_plan(limits=("tyramine",)))
    assert "season_without_soy_sauce" not in noted(a_plan(avoid=("milk",)))
    assert "no_salt_substitute" in noted(DAYS["kidney 60 kg"])
    assert noted(a_plan(texture=Texture(6))) == {"an_example", "prepare_to_the_ordered_level"}
    assert "drinks_as_ordered" in noted(a_plan(texture=Texture(6, 2)))
    assert "late_snack_within_the_day" in noted(a_plan(snacks=("late_evening",)))


def test_a_day_carries_the_plan_s_drug_lines_and_the_sources_and_weakest_grade_of_its_foods() -> None:
    day = a_day(a_plan(with_drugs=("warfarin",)))
    assert day.with_drugs == ("warfarin",)
    assert {"china_fct6", "usda_sr28"} <= set(day.sources)
    assert day.grade == "unverified"
    assert a_day(a_plan(), "western").grade == "secondary"


def test_everything_that_a_day_or_its_absence_says_has_words_in_both_languages() -> None:
    spoken = words()
    for note in (
        *("an_example", "supplement_replaces", "read_labels", "season_without_soy_sauce", "no_salt_substitute"),
        *("prepare_to_the_ordered_level", "drinks_as_ordered", "late_snack_within_the_day"),
    ):
        assert set(spoken[f"sample_day_note.{note}"]) == {"en", "zh-CN"}
    for reason in ("no_day_fits", "food_not_in_table", "amounts_not_given", "other_restriction"):
        assert f"no_sample_day.{reason}" in spoken
    known = record("foods.exclusions").values
    assert all(f"avoid.{group}" in spoken for group in known["allergens"])
    assert all(f"restriction.diet.{diet}" in spoken for diet in known["diets"])
    assert all(f"restriction.limit.{limit}" in spoken for limit in known["limits"])
    assert all(f"restriction.texture.{part}" in spoken for part in ("food", "easy_to_chew", "drink"))
