"""The table of foods: every number as its source has it, every group where an allergy or a diet would look for it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from rules.catalogue import LANGUAGES, BadRecordError, record, records, references, words
from rules.nutrition.foods.checks import check_food, check_pattern
from rules.nutrition.foods.food import Food, foods
from rules.nutrition.foods.menu import patterns

TABLE = Path(__file__).parents[3] / "spec" / "nutrition" / "foods.csv"
ROWS = {row["food"]: row for row in csv.DictReader(TABLE.read_text("utf-8").splitlines())}
MINERALS = ("protein_g", "energy_kcal", "potassium_mg", "phosphorus_mg", "leucine_g")


def named(*names: str) -> list[Food]:
    return [foods()[name] for name in names]


def test_there_are_many_foods_of_both_cuisines() -> None:
    assert len(foods()) >= 40
    for pattern in ("day.chinese", "day.western"):
        listed = {name for meal in record(pattern).values["meals"] for slot in meal["slots"] for name in slot["foods"]}
        assert len(listed) >= 40


@pytest.mark.parametrize("name", ROWS)
def test_every_number_of_a_food_is_the_one_of_its_source(name: str) -> None:
    row, entry = ROWS[name], record(f"food.{name}")
    for column in MINERALS:
        written = row[f"{column}_per_100g"]
        assert entry.values.get(f"{column}_per_100g") == (float(written) if written else None)
    assert entry.sources[0][0] == row["source"]
    assert row["code"] in entry.sources[0][1]
    assert any(key == "usda_sr17_reports" for key, _ in entry.sources) == bool(row["leucine_g_per_100g"])


@pytest.mark.parametrize("name", ROWS)
def test_every_portion_and_texture_is_as_the_table_has_it(name: str) -> None:
    row, values = ROWS[name], record(f"food.{name}").values
    assert values["grams"] == float(row["portion_g"])
    assert values["halves"] == [int(row["halves_least"]), int(row["halves_most"])]
    assert values.get("whole", False) == (row["whole"] == "yes")
    assert values["textures"] == [int(level) for level in row["textures"].split()]


def test_the_table_and_the_records_hold_the_same_foods() -> None:
    assert set(ROWS) == set(foods())


def test_every_food_is_graded_cited_and_spoken_in_both_languages() -> None:
    for name in foods():
        entry = record(f"food.{name}")
        assert entry.kind == "informs"
        assert entry.sources[0][0] in {"usda_sr28", "china_fct6"}
        assert {key for key, _ in entry.sources} <= set(references())
        assert set(entry.values["portion"]) == set(LANGUAGES)
        assert entry.values["weighed"] in {"raw", "cooked", "as_eaten"}
        assert (entry.values["weighed"] == "raw") == ("weight" in entry.says["en"])


def test_a_food_read_once_only_or_by_likeness_is_unverified() -> None:
    unverified = {name for name, food in foods().items() if food.grade == "unverified"}
    assert unverified == {"steamed_bun", "flower_roll", "wheat_noodles", "lactose_free_milk"}


def test_a_serving_is_rounded_half_up_to_what_is_printed() -> None:
    rice = foods()["rice"].servings[2]
    assert (rice.grams, rice.protein, rice.kcal) == (150.0, 39, 174)  # 3.9 g and 174 kcal
    egg = foods()["boiled_egg"].servings[2]
    assert (egg.protein, egg.kcal, egg.leucine) == (63, 78, 54)  # 6.29 g, 77.5 kcal, 0.5375 g
    assert egg.item().leucine_g == 0.54
    assert (egg.potassium_mg, egg.phosphorus_mg) == (63.0, 86.0)


def test_eggs_and_bread_come_whole_and_other_foods_by_halves() -> None:
    assert list(foods()["boiled_egg"].servings) == [2, 4]
    assert list(foods()["wholemeal_bread"].servings) == [2, 4, 6, 8]
    assert list(foods()["rice"].servings) == [1, 2, 3, 4, 5]


def test_everything_made_of_milk_says_milk_and_only_lactose_free_milk_has_no_lactose() -> None:
    dairy = [food for food in foods().values() if food.origin == "dairy"]
    assert dairy
    assert all("milk" in food.contains for food in dairy)
    assert [food.id for food in dairy if "lactose" not in food.contains] == ["lactose_free_milk"]


def test_every_food_that_holds_wheat_holds_gluten_and_oats_hold_gluten_too() -> None:
    assert all("gluten" in food.contains for food in foods().values() if "wheat" in food.contains)
    wheat = {"steamed_bun", "flower_roll", "wheat_noodles", "pasta", "white_bread", "wholemeal_bread", "dried_tofu"}
    assert {food.id for food in foods().values() if "wheat" in food.contains} == wheat
    assert {food.id for food in foods().values() if "gluten" in food.contains} == {*wheat, "oatmeal"}


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("egg", {"boiled_egg", "egg_custard", "poached_egg", "egg_white"}),
        ("fish", {"sea_bass", "grass_carp", "hairtail", "cod", "salmon", "tuna"}),
        ("shellfish", {"shrimp"}),
        ("pork", {"lean_pork", "pork_loin"}),
        ("nut", {"walnuts", "almonds", "peanut_butter"}),
        (
            "soy",
            {
                *("firm_tofu", "soft_tofu", "silken_tofu", "dried_tofu", "tofu_sheet", "edamame", "soy_milk"),
                *("white_bread", "wholemeal_bread"),
            },
        ),
    ],
)
def test_every_food_of_an_allergen_names_it(group: str, names: set[str]) -> None:
    assert {food.id for food in foods().values() if group in food.contains} == names


def test_what_comes_from_an_animal_says_so() -> None:
    meat = {"chicken_breast", "chicken_drumstick", "turkey_breast", "lean_beef", "minced_beef", "lamb"}
    assert {food.id for food in foods().values() if food.origin == "meat"} == meat
    assert {food.id for food in foods().values() if food.origin == "pork"} == {"lean_pork", "pork_loin"}
    assert all(
        food.origin in {"fish", "shellfish"} for food in foods().values() if {"fish", "shellfish"} & food.contains
    )


def test_sea_food_counts_as_rich_in_purine_and_aged_or_fermented_food_as_rich_in_tyramine() -> None:
    purine = {food.id for food in foods().values() if "high_purine" in food.tags}
    assert purine == {food.id for food in foods().values() if {"fish", "shellfish"} & food.contains}
    assert {food.id for food in foods().values() if "tyramine" in food.tags} == {"cheddar", "dried_tofu"}


def test_energy_is_no_more_than_protein_and_the_rest_as_fat_would_bring() -> None:
    for name in foods():
        values = record(f"food.{name}").values
        protein, kcal = values["protein_g_per_100g"], values["energy_kcal_per_100g"]
        assert 4 * protein * 0.7 <= kcal <= 4 * protein + 9 * (100 - protein)
        leucine = values.get("leucine_g_per_100g")
        assert leucine is None or 0.02 * protein <= leucine <= 0.12 * protein


def test_every_pattern_names_only_foods_of_the_table() -> None:
    patterns = [entry for identifier, entry in records("nutrition/foods").items() if identifier.startswith("day.")]
    assert len(patterns) == 2
    for entry in patterns:
        assert entry.values["oil"] in foods()
        for meal in entry.values["meals"]:
            assert f"meal.{meal['id']}" in words()
            assert meal["id"] in record("foods.day").values["clock"]
            assert {name for slot in meal["slots"] for name in slot["foods"]} <= set(foods())


def test_no_pattern_offers_a_food_twice_in_one_slot() -> None:
    for name in ("day.chinese", "day.western"):
        for meal in record(name).values["meals"]:
            assert all(len(set(slot["foods"])) == len(slot["foods"]) for slot in meal["slots"])


def test_only_smooth_foods_stand_at_the_lowest_levels() -> None:
    assert all(max(food.textures) == 7 for food in foods().values())
    assert not [food.id for food in named("walnuts", "almonds", "steamed_bun", "rice") if food.textures != {7}]


# ── records that are refused ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "dessert"),
        ("origin", "moon"),
        ("weighed", "guessed"),
        ("contains", ["sesame"]),
        ("tags", ["oxalate"]),
        ("textures", [2]),
        ("textures", [8]),
        ("halves", [0, 2]),
        ("halves", [3, 2]),
        ("grams", 0.0),
        ("grams", -1.0),
        ("protein_g_per_100g", 100.1),
        ("protein_g_per_100g", -0.1),
        ("energy_kcal_per_100g", -1.0),
        ("potassium_mg_per_100g", -1.0),
        ("phosphorus_mg_per_100g", -1.0),
    ],
)
def test_a_food_that_cannot_be_is_refused_with_its_file_and_field(field: str, value: object) -> None:
    entry = record("food.rice")
    with pytest.raises(BadRecordError, match=r"nutrition/foods/staples.toml, rule record food.rice: '.*' must be"):
        check_food(replace(entry, values={**entry.values, field: value}))


@pytest.mark.parametrize(("field", "value"), [("textures", [3, 7]), ("halves", [1, 1]), ("protein_g_per_100g", 100.0)])
def test_a_food_at_the_edge_of_what_can_be_is_taken(field: str, value: object) -> None:
    entry = record("food.rice")
    check_food(replace(entry, values={**entry.values, field: value}))


def test_a_pattern_with_an_unknown_food_or_meal_is_refused() -> None:
    entry = record("day.western")
    check_pattern(entry, foods())
    with pytest.raises(BadRecordError, match="'foods' must be foods of rules/nutrition/foods, not 'oatmeal'"):
        check_pattern(entry, foods().keys() - {"oatmeal"})
    with pytest.raises(BadRecordError, match="not 'olive_oil'"):
        check_pattern(entry, foods().keys() - {"olive_oil"})
    meals = [{**entry.values["meals"][0], "id": "brunch"}]
    with pytest.raises(BadRecordError, match="not 'brunch'"):
        check_pattern(replace(entry, values={**entry.values, "meals": meals}), foods())


def test_every_pattern_of_the_records_can_be_used() -> None:
    assert {one.id for one in patterns()} == {"chinese", "western"}
