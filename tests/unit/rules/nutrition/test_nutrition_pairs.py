"""Drugs and food: every drug of a pair brings its line, the line says the numbers of its record, potassium adds up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rules.assessment import Severity
from rules.catalogue import LANGUAGES, records
from rules.nutrition.pairs import CHAPTER, PREFIX
from tests.support.nutrition import NO_REFEEDING_RISK, condition, drug, findings, person, plan

PAIRS = records(CHAPTER)
OF_CLASS = [(identifier, name) for identifier, item in PAIRS.items() for name in item.values["classes"]]
NOT_NUMBERS = {"classes", "not_classes", "by_mouth", "limits"}
HOLDS_POTASSIUM = ("raas_blocker", "mra", "trimethoprim")


@pytest.mark.parametrize(("identifier", "name"), OF_CLASS)
def test_every_drug_of_a_pair_brings_its_line_with_any_plan(identifier: str, name: str) -> None:
    assert plan(person(drug(name))).with_drugs == (identifier.removeprefix(PREFIX),)


def test_without_such_a_drug_no_line_is_said() -> None:
    assert plan(person()).with_drugs == ()
    assert plan(person(drug("statin"))).with_drugs == ()


def test_a_drug_of_the_past_brings_no_line() -> None:
    someone = person(drug("warfarin"))
    past = tuple(replace(item, active=False) for item in someone.record.medications)
    assert plan(replace(someone, record=replace(someone.record, medications=past))).with_drugs == ()


@pytest.mark.parametrize("name", ["bisphosphonate", "quinolone", "tetracycline", "phenytoin"])
def test_an_infusion_meets_no_food(name: str) -> None:
    assert plan(person(drug(name))).with_drugs == (name,)
    assert plan(person(drug(name, intravenous=True))).with_drugs == ()


def test_a_bisphosphonate_that_is_always_infused_meets_no_food() -> None:
    someone = person(drug("bisphosphonate"))
    infused = tuple(
        replace(item, classes=frozenset({"bisphosphonate", "infused_bisphosphonate"}))
        for item in someone.record.medications
    )
    assert plan(replace(someone, record=replace(someone.record, medications=infused))).with_drugs == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("identifier", PAIRS)
def test_a_line_says_the_numbers_of_its_record_and_no_others(identifier: str, language: str) -> None:
    item = PAIRS[identifier]
    held: list[float] = []
    for field, given in item.values.items():
        if field not in NOT_NUMBERS:
            held += given if isinstance(given, list) else [given]
    text = re.sub(r"B12|SGLT2|GLP-1|omega-3|ω-3|每年查1次", "", item.says[language], flags=re.IGNORECASE)
    assert sorted(float(found) for found in re.findall(r"\d+(?:\.\d+)?", text)) == sorted(held)


def test_an_mao_inhibitor_leaves_aged_foods_out_of_the_sample_day() -> None:
    assert "tyramine" in plan(person(drug("mao_inhibitor"))).limits
    assert "tyramine" not in plan(person()).limits


# ── potassium that adds up ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", HOLDS_POTASSIUM)
@pytest.mark.parametrize(("potassium", "held"), [(4.9, False), (5.0, True), (5.1, True)])
def test_with_a_drug_that_holds_potassium_back_products_are_out_from_5_0(
    name: str, potassium: float, held: bool
) -> None:
    someone = person(drug(name), potassium_mmol_per_l=potassium)
    assert ("K22.potassium" in findings(someone)) is held
    assert ("no_potassium_products" in plan(someone).notes) is held
    assert ("high_potassium" in plan(someone).limits) is held


@pytest.mark.parametrize(("egfr", "held"), [(29.9, True), (30.0, False), (30.1, False)])
def test_with_such_a_drug_and_failing_kidneys_products_are_out_whatever_the_potassium(egfr: float, held: bool) -> None:
    someone = person(drug("raas_blocker"), egfr=egfr)
    assert ("K22.potassium" in findings(someone)) is held
    assert ("no_potassium_products" in plan(someone).notes) is held


def test_potassium_alone_at_5_0_needs_the_drug_to_count() -> None:
    assert "K22.potassium" not in findings(person(potassium_mmol_per_l=5.4))
    assert "K22.potassium" not in findings(person(drug("statin"), egfr=20))


def test_the_finding_names_the_drug_and_the_potassium() -> None:
    found = findings(person(drug("mra"), potassium_mmol_per_l=5.2))["K22.potassium"]
    assert found.severity is Severity.MODIFY
    assert {item.label for item in found.evidence} == {"mra", "potassium_mmol_per_l", "egfr_ml_per_min"}


def test_potassium_is_asked_for_where_such_a_drug_is_taken_and_none_is_known() -> None:
    assert "potassium" in plan(person(drug("raas_blocker"))).asks
    assert "potassium" not in plan(person(drug("raas_blocker"), potassium_mmol_per_l=4.4)).asks
    assert "potassium" not in plan(person()).asks


def test_a_supplement_is_low_in_potassium_where_it_would_add_up() -> None:
    given = plan(
        person(drug("mra"), condition("malnutrition"), **NO_REFEEDING_RISK | {"potassium_mmol_per_l": 5.0})
    ).supplement
    assert given is not None
    assert "low_potassium_product" in given.conditions
    usual = plan(
        person(drug("mra"), condition("malnutrition"), **NO_REFEEDING_RISK | {"potassium_mmol_per_l": 4.9})
    ).supplement
    assert usual is not None
    assert "low_potassium_product" not in usual.conditions


# ── ketoacidosis ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kcal", "warned"), [(899, True), (900, True), (901, False)])
def test_an_sglt2_inhibitor_with_half_of_the_need_or_less_warns_of_ketoacidosis(kcal: float, warned: bool) -> None:
    someone = person(drug("sglt2_inhibitor"), energy_intake_kcal_per_day=kcal)
    assert ("K22.ketoacidosis" in findings(someone)) is warned


def test_little_intake_without_the_drug_is_no_ketoacidosis() -> None:
    assert "K22.ketoacidosis" not in findings(person(energy_intake_kcal_per_day=500))
    assert "K22.ketoacidosis" not in findings(person(drug("metformin"), energy_intake_kcal_per_day=500))


def test_an_sglt2_inhibitor_carries_the_sick_day_line_whatever_the_intake() -> None:
    assert plan(person(drug("sglt2_inhibitor"))).with_drugs == ("sglt2_inhibitor",)
