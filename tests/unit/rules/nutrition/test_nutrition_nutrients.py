"""Other nutrients: their amounts, for whom they are not, and what is said of their evidence."""

from __future__ import annotations

import pytest

from rules import nutrition
from rules.assessment import NutritionPlan, Safety, State
from rules.catalogue import LANGUAGES, record, records
from rules.context import Site
from rules.diet import Nutrient
from tests.support.nutrition import (
    Person,
    all_signed,
    allergy,
    condition,
    context,
    drug,
    person,
    plan,
    procedure,
    screen,
)

AMOUNTS = {"hmb": (3, 3), "creatine": (3, 5), "leucine": (3, 3), "omega3": (2, 3), "vitamin_c_e": None}


def named(someone: Person, site: Site | None = None) -> dict[str, Nutrient]:
    return {item.id: item for item in plan(someone, site).nutrients}


def test_each_nutrient_has_the_amount_of_trials() -> None:
    assert {name: item.amount for name, item in named(person()).items()} == AMOUNTS
    assert {item.unit for item in named(person()).values()} == {"g/d", ""}


@pytest.mark.parametrize(
    ("someone", "name", "reason"),
    [
        (person(egfr=29.9), "creatine", "kidney_severe"),
        (person(egfr=29.9), "hmb", "kidney_severe"),
        (person(procedure("dialysis"), egfr=None, dry_weight_kg=60), "creatine", "kidney_severe"),
        (person(egfr=None), "creatine", "kidney_unknown"),
        (person(egfr=None), "hmb", "kidney_unknown"),
        (person(egfr=None), "leucine", "kidney_unknown"),
        (person(condition("atrial_fibrillation")), "omega3", "atrial_fibrillation"),
        (person(drug("anticoagulant")), "omega3", "anticoagulant"),
        (person(drug("warfarin")), "omega3", "warfarin"),
        (person(allergy("fish")), "omega3", "fish"),
        (person(allergy("shellfish")), "omega3", "shellfish"),
        (person(condition("dysphagia")), "hmb", "swallow_screen"),
        (person(condition("dysphagia")), "creatine", "swallow_screen"),
        (person(condition("dysphagia")), "leucine", "swallow_screen"),
        (person(condition("parkinson")), "omega3", "swallow_screen"),
    ],
)
def test_what_speaks_against_a_nutrient_takes_its_amount_away(someone: Person, name: str, reason: str) -> None:
    found = named(someone)[name]
    assert found.amount is None
    assert reason in found.held_because


@pytest.mark.parametrize("name", ["hmb", "creatine", "leucine", "omega3"])
def test_after_a_passed_swallow_screen_no_nutrient_waits_for_one(name: str) -> None:
    assert named(person(condition("parkinson"), screen()))[name].amount == AMOUNTS[name]


@pytest.mark.parametrize("egfr", [30.0, 30.1])
def test_on_the_limit_creatine_is_not_held(egfr: float) -> None:
    assert named(person(egfr=egfr))["creatine"].amount == (3, 5)


@pytest.mark.parametrize(
    ("state", "held"), [(State.ALLOWED, False), (State.MODIFIED, False), (State.STOP, True), (State.UNKNOWN, True)]
)
def test_creatine_goes_with_training_alone(state: State, held: bool) -> None:
    someone = person()
    found = nutrition.prescribe(someone.record, someone.facts, someone.staging, Safety(state, State.ALLOWED), context())
    assert isinstance(found, NutritionPlan)
    (creatine,) = (item for item in found.nutrients if item.id == "creatine")
    assert ("training_held" in creatine.held_because) is held


def test_in_production_an_unsigned_amount_is_not_said_and_a_checked_one_is() -> None:
    found = named(person(), Site(production=True, signed_rules=all_signed() - {"nutrient.hmb"}))
    assert found["hmb"].amount is None
    assert found["creatine"].amount == (3, 5)
    assert named(person(), Site(production=True, signed_rules=all_signed()))["hmb"].amount == (3, 3)


def test_every_nutrient_shows_its_grade_and_its_publications() -> None:
    found = named(person())
    assert found["creatine"].grade == "verified"
    assert "creatine_women2021" in found["creatine"].sources
    assert all(item.grade and item.sources for item in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_doses_of_hmb_make_its_day_and_the_text_says_the_dose(language: str) -> None:
    item = records("nutrition/nutrients")["nutrient.hmb"]
    each = item.values["g_each_time"]
    assert item.values["g_per_day"] == [2 * each, 2 * each]
    assert f"{each:g} g" in item.says[language]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            ("overall in the upper body only", "lower body it rose only in trials of 24 weeks or more", "mass did not"),
        ),
        ("zh-CN", ("总体仅上肢肌力提高", "下肢肌力仅在疗程≥24周的试验中提高", "肌量无增加")),
    ],
)
def test_creatine_is_said_to_raise_strength_overall_in_the_upper_body_only(
    language: str, says: tuple[str, ...]
) -> None:
    told = record("nutrient.creatine")
    assert told.grade == "verified"
    assert [part for part in says if part not in told.says[language]] == []
