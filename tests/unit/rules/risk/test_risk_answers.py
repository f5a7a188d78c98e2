"""Found, not found, not known: what could not be read is never absent. And what else than ageing stands behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules.answers import Answer
from rules.assessment import Staging
from rules.catalogue import record
from rules.context import Association, Criteria, Site
from rules.facts import ReadState
from rules.risk import Origin, origin
from rules.risk.rule import PARTS, factors
from tests.support.records import Person, condition, drug, in_hospital, person, staged
from tests.support.risk import all_of, found, known

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN
DRUG_PARTS = ("MedicationRequest", "MedicationStatement")


def test_every_factor_is_answered_once_for_everybody() -> None:
    assert sorted(known(person())) == sorted(factor.id for factor in factors())
    assert len(all_of(person())) == len(factors())


@pytest.mark.parametrize("part", PARTS)
def test_a_factor_whose_part_of_the_record_was_not_read_is_not_known_and_says_which(part: str) -> None:
    who, read = person().unread(part), known(person())
    for factor in factors():
        told = known(who)[factor.id]
        needed = ("Condition",) if factor.requires else factor.parts
        if part in needed and read[factor.id].answer is NOT_MET:
            assert (told.answer, told.unread) == (NOT_KNOWN, (part,))
        if part not in needed:
            assert told == read[factor.id]


def test_nothing_read_leaves_nothing_but_age_and_sex_known() -> None:
    who = person()
    nothing = replace(
        who, record=replace(who.record, reads=dict.fromkeys(who.record.reads, ReadState.UNREAD), series={})
    )
    nothing = replace(nothing, facts=replace(nothing.facts, by_name={}))
    assert {one.id for one in all_of(nothing) if one.answer is not NOT_KNOWN} == {"risk.age", "risk.male_sex"}


def test_what_is_found_stays_found_although_another_part_was_not_read() -> None:
    who = person(bmi_kg_per_m2=17).unread("Condition")
    assert known(who)["risk.underweight"].answer is MET


def test_a_drug_that_could_be_on_either_list_is_not_absent_before_both_are_read() -> None:
    for part in DRUG_PARTS:
        assert known(person().unread(part))["risk.drug.statin"].unread == (part,)
    assert known(person().unread(*DRUG_PARTS))["risk.drug.statin"].unread == DRUG_PARTS


def test_what_nobody_measured_is_not_absent_and_the_measurement_is_asked_for() -> None:
    told = known(person())
    assert (told["risk.malnutrition"].answer, told["risk.malnutrition"].ask) == (NOT_KNOWN, ("mna_sf",))
    assert told["risk.short_sleep"].ask == ("sleep_hours_per_day",)
    assert told["risk.adl_disability"].ask == ("barthel",)
    assert told["risk.smoking"].ask == ("smoking_status",)
    assert told["risk.inactivity"].ask == ("exercise_days_per_week", "exercise_min_per_day")


@pytest.mark.parametrize("name", ["risk.living_alone", "risk.poor_appetite", "risk.low_intake"])
def test_what_nobody_writes_down_when_it_is_absent_is_never_absent(name: str) -> None:
    assert known(person())[name].answer is NOT_KNOWN


def test_a_disease_that_does_not_stand_on_a_list_that_was_read_is_not_found() -> None:
    told = known(person())
    for name in ("risk.diabetes", "risk.depression", "risk.osteoporosis", "risk.drug.statin", "risk.hospital_stay"):
        assert told[name].answer is NOT_MET


def test_found_ones_come_first_then_those_not_known_then_those_not_found() -> None:
    answers = [one.answer for one in all_of(person(condition("diabetes"), drug("statin")))]
    assert answers == sorted(answers, key=[MET, NOT_KNOWN, NOT_MET].index)


# ── the site's own associations ─────────────────────────────────────────────────────────────────────────────────────

OWN = Association("risk.diabetes", "odds_ratio", 9.9, 8.0, 12.0, 500, "our own audit", "2025", 60)


def test_what_the_site_found_stands_beside_the_published_figures_and_changes_neither_them_nor_the_ranks() -> None:
    things = (condition("diabetes"), condition("osteoporosis"), drug("statin"))
    plain, own = person(*things), person(*things, site=Site(associations=(OWN,)))
    assert found(own) == found(plain)
    with_own = known(own)["risk.diabetes"]
    assert with_own.local == (OWN,)
    assert replace(with_own, local=()) == known(plain)["risk.diabetes"]
    assert [one.id for one in all_of(own) if one.local] == ["risk.diabetes"]


def test_several_findings_of_the_site_about_one_factor_keep_their_order() -> None:
    other = replace(OWN, measure="prevalence_percent", value=12.0, low=None, high=None)
    who = person(site=Site(associations=(OWN, other)))
    assert known(who)["risk.diabetes"].local == (OWN, other)


# ── secondary sarcopenia, look-alikes ───────────────────────────────────────────────────────────────────────────────


def _origin(who: Person, staging: Staging | None = None) -> Origin:
    stage = staging or staged()
    return origin(who.record, who.facts, stage, all_of(who, stage))


def test_the_classes_of_secondary_sarcopenia_are_told_in_one_order() -> None:
    who = person(drug("glucocorticoid"), condition("cancer"), in_hospital(), mna_sf=7)
    assert _origin(who).classes == ("activity", "disease", "nutrition", "drug")
    assert _origin(person(condition("cancer"))).classes == ("disease",)
    assert _origin(who).only_ageing is NOT_MET


def test_only_ageing_is_said_only_where_everything_was_looked_at() -> None:
    assert _origin(person()).only_ageing is NOT_KNOWN
    who = person()
    told = tuple(replace(one, answer=NOT_MET) if one.secondary else one for one in all_of(who))
    assert origin(who.record, who.facts, staged(), told).only_ageing is MET


def test_a_marker_or_a_social_factor_makes_no_secondary_sarcopenia() -> None:
    assert _origin(person(condition("living_alone"), condition("osteoarthritis"), albumin_g_per_l=30)).classes == ()


SECONDARY = {
    "risk.inactivity", "risk.immobility", "risk.hospital_stay", "risk.operation", "risk.functional_decline",
    "risk.underweight", "risk.malnutrition", "risk.weight_loss", "risk.poor_appetite", "risk.low_intake",
    "risk.malabsorption", "risk.diabetes", "risk.respiratory_disease", "risk.heart_disease",
    "risk.chronic_kidney_disease", "risk.dialysis", "risk.cancer", "risk.liver_disease", "risk.inflammatory_disease",
    "risk.neurological_disease", "risk.cachexia", "risk.hyperthyroidism", "risk.hypothyroidism",
    "risk.other_endocrine_disease", "risk.myositis", "risk.motor_neurone_disease", "risk.myasthenia", "risk.stroke",
    "risk.myelopathy", "risk.hypokalaemia", "risk.osteomalacia", "risk.drug.glucocorticoid",
    "risk.drug.cancer_therapy", "risk.drug.weight_lowering", "risk.drug.sedating", "risk.drug.insulin_secretagogue",
    "risk.drug.loop_diuretic",
}  # fmt: skip
LOOK_ALIKES = {
    "risk.cachexia", "risk.hyperthyroidism", "risk.myositis", "risk.motor_neurone_disease", "risk.myasthenia",
    "risk.stroke", "risk.myelopathy", "risk.hypokalaemia", "risk.osteomalacia",
}  # fmt: skip


def test_which_factors_stand_for_secondary_sarcopenia_and_which_look_alike() -> None:
    assert {factor.id for factor in factors() if factor.secondary} == SECONDARY
    assert {factor.id for factor in factors() if factor.look_alike} == LOOK_ALIKES
    assert {factor.id for factor in factors() if factor.lowers} == {"risk.obesity", "risk.drug.possible_benefit"}


def test_a_look_alike_on_record_is_excluded_first() -> None:
    told = _origin(person(condition("myasthenia"), condition("osteoporosis")))
    assert told.exclude_first == ("risk.myasthenia",)


@pytest.mark.parametrize(
    ("onset", "recorded", "course"),
    [
        (date(2026, 5, 3), None, "acute"),
        (date(2026, 5, 2), None, "chronic"),
        (date(2020, 1, 1), None, "chronic"),
        (None, date(2026, 5, 2), "chronic"),
        (None, date(2026, 5, 3), ""),
        (None, None, ""),
    ],
)
def test_sarcopenia_is_chronic_from_six_months_on_and_an_entry_alone_proves_no_onset(
    onset: date | None, recorded: date | None, course: str
) -> None:
    who = person(replace(condition("sarcopenia"), onset=onset, recorded=recorded))
    assert _origin(who).course == course


def test_an_onset_of_which_only_the_year_is_known_is_called_neither_acute_nor_chronic() -> None:
    who = person(replace(condition("sarcopenia"), onset=date(2026, 1, 1), onset_latest=date(2026, 11, 1)))
    assert _origin(who).course == ""


def test_without_sarcopenia_on_record_nothing_is_said_of_its_course() -> None:
    assert _origin(person(condition("diabetes", days=4000))).course == ""


TESTS = [
    "ck_u_per_l", "tsh_miu_per_l", "potassium_mmol_per_l", "calcium_mmol_per_l", "phosphate_mmol_per_l",
    "vitamin_d_nmol_per_l", "haemoglobin_g_per_l", "albumin_g_per_l", "crp_mg_per_l", "hba1c_percent",
    "creatinine_umol_per_l", "cystatin_c_mg_per_l",
]  # fmt: skip


def test_the_tests_that_tell_look_alikes_apart_are_named_until_they_have_a_value() -> None:
    assert record("risk.look_alike_tests").values["measures"] == TESTS
    assert list(_origin(person()).tests) == TESTS
    assert "tsh_miu_per_l" not in _origin(person(tsh_miu_per_l=2)).tests
    assert _origin(person().unread("Observation:laboratory")).tests == ()


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        ("possible_sarcopenia", True),
        ("probable_sarcopenia", True),
        ("sarcopenia", True),
        ("severe_sarcopenia", True),
        ("low_strength_normal_mass", True),
        ("low_function_normal_mass", True),
        ("no_sarcopenia", False),
        ("at_risk", False),
        ("not_assessable", False),
    ],
)
def test_tests_are_named_only_where_weakness_was_found(stage: str, asked: bool) -> None:
    assert bool(_origin(person(), Staging(Criteria.AWGS2019, stage)).tests) is asked
