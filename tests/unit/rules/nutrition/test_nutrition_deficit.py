"""Eating below need: an option in obesity alone, and never in the states that K25 lists or while one is not known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rules import nutrition
from rules.assessment import NutritionPlan, Safety, State
from rules.catalogue import LANGUAGES, words
from rules.catalogue import record as rule
from rules.context import Site
from rules.nutrition.obesity import is_obese
from tests.support.nutrition import Person, all_signed, condition, context, drug, person, plan, procedure

STATED = {"weight_loss_percent_6_months": 0.0, "sppb": 11.0}
WELL = Safety(State.ALLOWED, State.ALLOWED)


def obese(*items: object, bmi: float = 32.0, age: int = 67, egfr: float | None = 80, **changes: float) -> Person:
    """A person of 200 cm, so that the body-mass index times four is the weight, with diabetes and good function."""
    values = {**STATED, **changes}
    return person(
        condition("diabetes"),
        *items,  # type: ignore[arg-type]  # entries of a record
        age=age,
        height_cm=200,
        weight_kg=bmi * 4,
        bmi_kg_per_m2=bmi,
        egfr=egfr,
        **{name: number for name, number in values.items() if number is not None},
    )


def because(someone: Person, site: Site | None = None) -> tuple[str, ...]:
    found = plan(someone, site)
    assert (found.energy_deficit_kcal_per_day_at_most is None) or not found.no_deficit_because
    return found.no_deficit_because


def test_with_obesity_a_problem_from_it_and_nothing_against_it_the_most_is_named() -> None:
    found = plan(obese())
    assert found.energy_deficit_kcal_per_day_at_most == 500
    assert found.no_deficit_because == ()
    assert "dietitian" in found.refer
    assert "espen_geriatrics" in found.sources


def test_the_plan_itself_stays_at_full_need() -> None:
    assert plan(obese()).energy_kcal_per_kg_per_day == (30, 30)


@pytest.mark.parametrize(
    ("bmi", "asian", "offered"),
    [(27.9, True, False), (28.0, True, True), (28.1, True, True), (29.9, False, False), (30.0, False, True)],
)
def test_obesity_begins_at_the_limit_of_the_region(bmi: float, asian: bool, offered: bool) -> None:
    found = plan(obese(bmi=bmi), Site(asian=asian))
    assert (found.energy_deficit_kcal_per_day_at_most is not None) is offered
    assert found.no_deficit_because == ()


@pytest.mark.parametrize(
    ("bmi", "listed", "found"),
    [(None, False, False), (None, True, True), (27.9, True, False), (28.0, False, True)],
)
def test_obesity_is_read_from_the_index_else_from_the_problem_list(
    bmi: float | None, listed: bool, found: bool
) -> None:
    things = (condition("obesity"),) if listed else ()
    values = {} if bmi is None else {"bmi_kg_per_m2": bmi}
    someone = person(*things, height_cm=None, weight_kg=60 if bmi is None else bmi * 4, **values)
    assert is_obese(someone.record, someone.facts, Site()) is found


def test_with_obesity_on_the_problem_list_alone_the_unknown_index_speaks_against_eating_below_need() -> None:
    someone = person(condition("obesity"), condition("diabetes"), age=67, height_cm=None, weight_kg=100, **STATED)
    found = plan(someone)
    assert found.energy_deficit_kcal_per_day_at_most is None
    assert "bmi" in found.no_deficit_because


@pytest.mark.parametrize("problem", ["knee_osteoarthritis", "hip_osteoarthritis", "osteoarthritis"])
def test_arthrosis_of_knee_and_hip_are_problems_from_weight(problem: str) -> None:
    someone = obese(condition(problem))
    alone = replace(someone, record=replace(someone.record, conditions=(condition(problem),)))
    assert plan(alone).energy_deficit_kcal_per_day_at_most == 500


@pytest.mark.parametrize(
    ("someone", "reason"),
    [
        (obese(weight_loss_percent_6_months=5.0), "weight_loss"),
        (obese(weight_loss_percent_6_months=5.1), "weight_loss"),
        (obese(condition("frailty")), "frailty"),
        (obese(condition("failure_to_thrive")), "frailty"),
        (obese(condition("cancer")), "cancer"),
        (obese(condition("metastatic_cancer")), "cancer"),
        (obese(condition("myeloma")), "cancer"),
        (obese(condition("pneumonia", ago=3)), "acute_illness"),
        (obese(condition("pressure_ulcer")), "acute_illness"),
        (obese(condition("hip_fracture", ago=40)), "acute_illness"),
        (obese(condition("malnutrition")), "malnutrition"),
        (obese(mna_sf=9), "malnutrition"),
        (obese(condition("oedema"), dry_weight_kg=120), "overload"),
        (obese(condition("cirrhosis")), "liver"),
        (obese(egfr=59.9), "kidneys"),
        (obese(egfr=None), "kidneys"),
        (obese(procedure("dialysis"), egfr=None, dry_weight_kg=128), "kidneys"),
        (obese(sppb=6.0), "level"),
        (obese(sppb=0.0), "level"),
    ],
)
def test_every_listed_state_bars_it(someone: Person, reason: str) -> None:
    assert reason in because(someone)


def test_just_inside_the_limits_it_is_not_barred() -> None:
    assert because(obese(weight_loss_percent_6_months=4.9)) == ()
    assert because(obese(egfr=60.0)) == ()
    assert because(obese(sppb=7.0)) == ()


def without(name: str) -> Person:
    someone = obese()
    known = {key: value for key, value in someone.facts.by_name.items() if key != name}
    return replace(someone, facts=replace(someone.facts, by_name=known))


@pytest.mark.parametrize(
    ("missing", "reason"), [("weight_loss_percent_6_months", "weight_course_unknown"), ("sppb", "function_unknown")]
)
def test_what_is_not_known_bars_it_too(missing: str, reason: str) -> None:
    assert because(without(missing)) == (reason,)


def test_obesity_without_a_problem_from_it_is_left_alone() -> None:
    someone = person(height_cm=200, weight_kg=128, bmi_kg_per_m2=32, **STATED)
    assert because(someone) == ("no_weight_related_problem",)


@pytest.mark.parametrize("problem", rule("nutrition.energy_obesity").values["weight_related"])
def test_each_weight_related_problem_counts(problem: str) -> None:
    someone = person(condition(problem), height_cm=200, weight_kg=128, bmi_kg_per_m2=32, **STATED)
    assert plan(someone).energy_deficit_kcal_per_day_at_most == 500


@pytest.mark.parametrize("state", [State.STOP, State.UNKNOWN])
def test_without_training_there_is_no_eating_below_need(state: State) -> None:
    someone = obese()
    found = nutrition.prescribe(someone.record, someone.facts, someone.staging, Safety(state, State.ALLOWED), context())
    assert isinstance(found, NutritionPlan)
    assert "training_held" in found.no_deficit_because
    assert found.energy_deficit_kcal_per_day_at_most is None


@pytest.mark.parametrize(
    ("age", "bmi", "barred"), [(65, 26.9, True), (65, 27.0, False), (64, 26.9, False), (66, 26.0, True)]
)
def test_a_bmi_below_27_from_65_bars_it_even_where_obesity_would_begin_lower(
    age: int, bmi: float, barred: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {**rule("nutrition.energy_obesity").values, "bmi_at_least": {"asian": 25.0, "other": 25.0}}
    lower = rule("nutrition.energy_obesity")
    monkeypatch.setattr(
        "rules.nutrition.obesity.rule", lambda name: _with(lower, values) if name == lower.id else rule(name)
    )
    assert ("bmi" in because(obese(bmi=bmi, age=age))) is barred


def _with(record: object, values: dict[str, object]) -> object:
    return replace(record, values=values)  # type: ignore[type-var]  # a record of the catalogue


def test_in_production_an_unsigned_rule_leaves_it_out() -> None:
    signed = all_signed() - {"nutrition.energy_obesity"}
    assert because(obese(), Site(production=True, signed_rules=signed)) == ("unsigned_rule",)
    found = plan(obese(), Site(production=True, signed_rules=all_signed()))
    assert found.energy_deficit_kcal_per_day_at_most == 500


def test_without_obesity_nothing_is_said_of_it() -> None:
    found = plan(person(condition("diabetes"), drug("glp1_agonist")))
    assert (found.energy_deficit_kcal_per_day_at_most, found.no_deficit_because) == (None, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasons_say_the_limits_of_the_record(language: str) -> None:
    guard = rule("K25.no_deficit").values
    said = words()["no_deficit.bmi"][language] + words()["no_deficit.weight_loss"][language]
    assert set(re.findall(r"\d+", said)) == {
        str(guard["from_age"]),
        f"{guard['bmi_below']:g}",
        f"{guard['weight_loss_percent_at_least']:g}",
        *(("6",) if language == "zh-CN" else ()),
    }
    assert all(level in words()["no_deficit.level"][language] for level in guard["levels"])


def test_the_range_for_actual_weight_lies_below_the_guiding_value() -> None:
    low, high = rule("nutrition.energy_obesity").values["kcal_per_kg_actual_weight"]
    assert (low, high) == (20, 25)
