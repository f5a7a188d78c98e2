"""A summary is one line of at most 139 characters, whatever was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cds_service.cards import answer
from cds_service.cards.views import MOST_SUMMARY_CHARACTERS, fitted
from cds_service.cards.words import words
from rules.assessment import Severity, Withheld
from rules.catalogue import Record
from rules.context import Criteria
from rules.evidence import Evidence
from rules.facts import Fact, Source
from rules.measures import measures
from rules.staging import stage
from tests.support.assessments import DAY, LANGUAGES, asked, assessment, domain_of, finding, finding_rules, ids, safety
from tests.support.facts import facts


def test_a_summary_of_139_characters_passes_and_one_more_is_refused() -> None:
    assert fitted("x" * 139, glue=";") == "x" * 139
    with pytest.raises(ValueError, match="139"):
        fitted("x" * 140, glue=";")


def test_a_part_that_would_pass_the_limit_is_left_out_and_a_shorter_one_still_fits() -> None:
    assert fitted("a" * 130, "b" * 20, "c" * 8, glue=";") == "a" * 130 + ";" + "c" * 8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", finding_rules(), ids=lambda rule: rule.id)
def test_every_safety_rule_has_a_summary_that_fits_and_names_it(rule: Record, language: str) -> None:
    domain = domain_of(rule)
    stop = finding(rule.id, severity=Severity.STOP)
    card = answer(assessment(safety=safety(stop), **{domain: Withheld((rule.id,))}), asked(language)).cards[0]
    assert len(card["summary"]) <= MOST_SUMMARY_CHARACTERS
    if rule.values["severity"] == "stop" and not rule.id.startswith("K25."):
        assert rule.says[language].rstrip(".。") in card["summary"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", finding_rules(), ids=lambda rule: rule.id)
def test_every_rule_that_leaves_something_unknown_has_a_summary_that_fits(rule: Record, language: str) -> None:
    domain = domain_of(rule)
    unknown = finding(rule.id, severity=Severity.UNKNOWN)
    answered = answer(assessment(safety=safety(unknown), **{domain: Withheld((rule.id,))}), asked(language))
    assert all(len(card["summary"]) <= MOST_SUMMARY_CHARACTERS for card in answered.cards)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("named", ids("stage"))
def test_every_stage_has_a_summary_that_fits(named: str, language: str) -> None:
    criteria, _, code = named.partition(".")
    person = facts("female", 72, sarc_f=5)
    staging = replace(stage(person, Criteria(criteria)), stage=code)
    answered = answer(assessment(person, staging=staging, triggers=("repeated_falls",)), asked(language))
    assert all(len(card["summary"]) <= MOST_SUMMARY_CHARACTERS for card in answered.cards)


def test_a_summary_names_the_stage_and_the_values_behind_it() -> None:
    assert (
        answer(assessment(), asked())
        .cards[0]["summary"]
        .startswith("Severe sarcopenia (AWGS 2019): grip strength 17.9 kg, ")
    )


def test_a_possible_stage_names_the_next_measurement() -> None:
    person = facts("female", 70, grip_kg=15)
    summary = answer(assessment(person), asked()).cards[0]["summary"]
    assert "next: muscle mass by bio-impedance (BIA)" in summary


def test_a_summary_in_chinese_reads_as_chinese() -> None:
    assert answer(assessment(), asked("zh-CN")).cards[0]["summary"].endswith("简易体能状况量表（SPPB）9 分")


def held(rule: str, *evidence: Evidence, language: str = "en", **values: Fact) -> str:
    """The summary of the safety card for one stop."""
    person = facts("female", 72, grip_kg=15, **values)
    whole = assessment(person, safety=safety(finding(rule, *evidence)), exercise=Withheld((rule,)))
    return answer(whole, asked(language)).cards[0]["summary"]


def pressure(name: str, value: float, place: str = "bp1") -> tuple[Evidence, Fact]:
    """One blood pressure as evidence and as a fact."""
    source = Source("Observation", place, name)
    return Evidence(name, source, value, "mm[Hg]", DAY), Fact(name, value, "mm[Hg]", DAY, source)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Training on hold: resting blood pressure 190/100 mmHg (limit 180/110)"),
        ("zh-CN", "暂缓训练：静息血压 190/100 mmHg（上限 180/110）"),
    ],
)
def test_a_stop_by_blood_pressure_is_told_with_both_values_of_the_measurement(language: str, expected: str) -> None:
    (evidence, systolic), (_, diastolic) = pressure("systolic_mmhg", 190), pressure("diastolic_mmhg", 100)
    told = held("K04.very_high", evidence, language=language, systolic_mmhg=systolic, diastolic_mmhg=diastolic)
    assert told == expected


def test_a_pressure_of_another_measurement_is_not_put_beside_it() -> None:
    (evidence, systolic), (_, other) = pressure("systolic_mmhg", 190), pressure("diastolic_mmhg", 100, "bp2")
    told = held("K04.very_high", evidence, systolic_mmhg=systolic, diastolic_mmhg=other)
    assert told == "Training on hold: systolic blood pressure 190 mmHg (limit 180)"


def test_a_value_below_its_limit_is_told_with_that_limit() -> None:
    low = Evidence("spo2_percent", Source("Observation", "s1"), 86.0, "%", DAY)
    assert held("K07.low_oxygen", low) == "Training on hold: oxygen saturation 86% (limit 88)"
    assert held("K07.low_oxygen", low, language="zh-CN") == "暂缓训练：血氧饱和度 86%（下限 88）"


def test_of_several_values_the_one_furthest_beyond_the_limit_is_told() -> None:
    two = [Evidence("spo2_percent", Source("Observation", f"s{low:g}"), low, "%", DAY) for low in (87.0, 84.0)]
    assert held("K07.low_oxygen", *two) == "Training on hold: oxygen saturation 84% (limit 88)"


def test_values_behind_a_rule_without_a_single_limit_stand_beside_its_words() -> None:
    source = Source("Observation", "w1")
    index = Fact("bmi_kg_per_m2", 15.2, "kg/m2", DAY, source, derivation="bmi", inputs=(source,))
    evidence = (
        Evidence("bmi_kg_per_m2", source, 15.2, "kg/m2", DAY),
        Evidence("weight_kg", source, 37.0, "kg", DAY),
        Evidence("potassium_mmol_per_l", Source("Observation", "k1"), 3.4, "mmol/L", DAY),
    )
    told = held("K18.refeeding", *evidence, bmi_kg_per_m2=index)
    assert told.endswith("High risk of refeeding problems (body-mass index 15.2 kg/m², potassium 3.4 mmol/L)")


def test_two_values_of_one_name_are_told_in_the_order_of_their_days() -> None:
    days = (date(2026, 5, 30), date(2026, 5, 20))
    evidence = [
        Evidence("creatinine_umol_per_l", Source("Observation", f"c{day}"), value, "umol/L", day)
        for day, value in zip(days, (160.0, 90.0), strict=True)
    ]
    assert held("K17.acute", *evidence).endswith("(creatinine 90 → 160 µmol/L)")


VALUE_STOPS = [
    (rule, trigger)
    for rule in finding_rules()
    for trigger in rule.values.get("triggers", ())
    if rule.values["severity"] == "stop" and trigger["finds"] == "value" and trigger["measure"] != "troponin_over_limit"
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("rule", "trigger"), VALUE_STOPS, ids=lambda item: getattr(item, "id", ""))
def test_every_stop_by_a_value_names_the_value_and_its_measure(
    rule: Record, trigger: dict[str, Any], language: str
) -> None:
    name, limit = trigger["measure"], trigger["limits"][0]["value"]
    evidence = Evidence(name, Source("Observation", "v1"), limit + 0.37, measures()[name].unit, DAY)
    w = words(language)
    told = held(rule.id, evidence, language=language)
    assert len(told) <= MOST_SUMMARY_CHARACTERS
    assert w.inner(w.measure(name)) in told
    assert w.quantity(limit + 0.37, measures()[name].unit, limit) in told


def test_values_take_the_place_of_a_bracket_that_says_when_a_rule_applies() -> None:
    score = Evidence("mmse", Source("Observation", "m1"), 8.0, "{score}", DAY)
    assert held("dementia.severe", score).endswith(": Severe dementia (Mini-Mental State Examination 8 points)")


def test_a_rule_of_bands_names_no_limit() -> None:
    potassium = Evidence("potassium_mmol_per_l", Source("Observation", "k1"), 2.8, "mmol/L", DAY)
    stop = finding("K12.potassium_border", potassium, severity=Severity.STOP)
    whole = assessment(safety=safety(stop), exercise=Withheld((stop.id,)))
    told = answer(whole, asked()).cards[0]["summary"]
    assert told.endswith("(potassium 2.8 mmol/L)")


def test_a_problem_without_a_value_is_told_in_the_words_of_its_rule() -> None:
    problem = Evidence("Pneumonia", Source("Condition", "c1"), on=DAY)
    assert held("K07.pneumonia", problem) == "Training on hold: Pneumonia during a running hospital stay"


def test_a_value_that_is_only_a_yes_is_told_in_the_words_of_its_rule() -> None:
    rule = next(item for item in finding_rules() if "troponin_over_limit" in repr(item.values.get("triggers")))
    over = Evidence("troponin_over_limit", Source("Observation", "t1"), 1.0, "1", DAY)
    assert rule.says["en"].rstrip(".") in held(rule.id, over)


def test_grams_a_day_lead_the_summary_of_a_nutrition_plan() -> None:
    summary = answer(assessment(), asked()).cards[2]["summary"]
    assert summary == "Nutrition plan to consider: protein 58–72 g a day (1.2–1.5 g/kg); energy about 1440 kcal a day"
