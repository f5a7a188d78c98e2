"""What could not be read is never absent; a clearance lifts a stop until newer evidence; nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.assessment import Severity, State
from rules.context import Site
from tests.support.records import Person, condition, done, drug, in_hospital, measured, person


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("Condition", "unread.conditions"),
        ("Observation:vital-signs", "unread.blood_pressure"),
        ("Observation:laboratory", "unread.laboratory"),
        ("Observation:muscle", "unread.function"),
        ("Procedure", "unread.procedures"),
    ],
)
def test_without_a_part_that_every_person_needs_safety_is_unknown(part: str, rule: str) -> None:
    who = person().unread(part)
    assert who.safety().exercise is State.UNKNOWN
    assert who.findings()[rule].unread == (part,)


@pytest.mark.parametrize(
    "part", ["AllergyIntolerance", "NutritionOrder", "ServiceRequest", "CarePlan", "MedicationAdministration"]
)
def test_a_part_that_no_rule_needs_here_leaves_training_allowed(part: str) -> None:
    assert person().unread(part).safety().exercise is State.ALLOWED


@pytest.mark.parametrize("part", ["MedicationRequest", "MedicationStatement"])
def test_unread_medications_leave_it_unknown_only_where_a_rule_depends_on_them(part: str) -> None:
    assert person().unread(part).safety().exercise is State.MODIFIED
    clot = person(condition("deep_vein_thrombosis", days=90))
    assert clot.unread(part).safety().exercise is State.UNKNOWN
    assert person(condition("diabetes")).unread(part).safety().exercise is State.UNKNOWN
    insulin = person(condition("diabetes"), drug("insulin")).unread(part)
    assert insulin.safety().exercise is State.MODIFIED


def test_unread_medications_put_every_caution_of_the_drugs_on_the_plan() -> None:
    changes = person().unread("MedicationRequest").safety().changes("exercise")
    for one in ("insulin", "anticoagulant", "beta_blocker"):
        assert person(drug(one)).safety().changes("exercise") <= changes


def test_in_hospital_medicines_given_that_were_not_read_put_the_cautions_of_the_drugs_on_the_plan() -> None:
    ward = person(in_hospital(), systolic_mmhg=130, diastolic_mmhg=75)
    assert ward.safety().exercise is State.ALLOWED
    unread = ward.unread("MedicationAdministration")
    assert unread.safety().exercise is State.MODIFIED
    for one in ("insulin", "anticoagulant", "beta_blocker"):
        assert person(drug(one)).safety().changes("exercise") <= unread.safety().changes("exercise")
    assert person().unread("MedicationAdministration").safety().exercise is State.ALLOWED


def test_unread_infusions_leave_heart_failure_unknown() -> None:
    who = person(condition("heart_failure", says=["nyha_2"]))
    assert who.safety().exercise is State.MODIFIED
    assert who.unread("MedicationAdministration").safety().exercise is State.UNKNOWN


def test_an_unread_list_of_drugs_may_hide_an_infusion_where_the_heart_fails_or_fluid_collects() -> None:
    for concept in ("heart_failure", "fluid_overload"):
        assert person(condition(concept)).unread("MedicationRequest").safety().exercise is State.UNKNOWN


@pytest.mark.parametrize(
    "illness", ["cancer", "metastatic_cancer", "cachexia", "liver_failure", "end_stage_renal_disease"]
)
def test_unread_orders_leave_the_goal_of_care_open_in_a_life_limiting_illness(illness: str) -> None:
    who = person(condition(illness)).unread("ServiceRequest")
    assert who.safety().exercise is State.UNKNOWN
    assert who.findings()["unread.goals_of_care"].unread == ("ServiceRequest",)
    assert "unread.goals_of_care" not in person(condition(illness)).findings()


@pytest.mark.parametrize("illness", ["metastatic_cancer", "cachexia", "liver_failure"])
def test_unread_care_plans_put_somebody_beside_a_person_with_a_life_limiting_illness(illness: str) -> None:
    supervised = person(condition(illness)).unread("CarePlan")
    assert supervised.safety().exercise is State.MODIFIED
    assert "unread.care_plans" in supervised.findings()


def test_unread_contacts_leave_pneumonia_unknown_and_a_fall_high_risk() -> None:
    for illness in ("pneumonia", "acute_infection"):
        assert person(condition(illness, days=3)).unread("Encounter").safety().exercise is State.UNKNOWN
    fall = person(condition("fall", days=30))
    assert "no_unsupported_balance" not in fall.safety().changes("exercise")
    assert "no_unsupported_balance" in fall.unread("Encounter").safety().changes("exercise")


def test_unread_contacts_take_the_short_window_to_ask_and_the_long_one_to_stop() -> None:
    pressure = (measured("systolic_mmhg", 130, 5), measured("diastolic_mmhg", 80, 5))
    assert "measure_bp_first" in person(*pressure).unread("Encounter").safety().changes("exercise")
    high = (measured("systolic_mmhg", 190, 5), measured("diastolic_mmhg", 80, 5))
    assert person(*high).unread("Encounter").safety().exercise is State.STOP


def test_a_stop_that_was_read_outranks_what_was_not() -> None:
    who = person(condition("acute_myocardial_infarction", days=3)).unread("Observation:vital-signs", "Procedure")
    assert who.safety().exercise is State.STOP
    assert {"unread.blood_pressure", "unread.procedures"} <= set(who.findings())


def test_what_is_missing_from_unread_vital_signs_is_not_called_unmeasured() -> None:
    who = person(condition("copd_exacerbation"), without=("systolic_mmhg",)).unread("Observation:vital-signs")
    assert {"K04.measure_first", "K07.exacerbation_unmeasured"}.isdisjoint(who.findings())


def infarction(days: int = 10) -> Person:
    return person(condition("acute_myocardial_infarction", days=days))


def test_a_clearance_dated_after_the_evidence_turns_a_stop_into_a_note_that_names_it() -> None:
    who = infarction().cleared("K01.acute_coronary", days=9)
    note = who.findings()["K01.acute_coronary"]
    assert note.severity is Severity.NOTE
    assert note.cleared.startswith("the cardiologist on call")
    assert who.safety().exercise is State.MODIFIED
    assert "supervised" in who.findings()["cleared.coronary"].changes


@pytest.mark.parametrize(
    ("given", "until", "lifts"), [(9, 0, True), (9, -1, False), (10, 30, False), (11, 30, False), (-1, 30, False)]
)
def test_a_clearance_counts_from_the_day_after_the_evidence_to_its_last_day(
    given: int, until: int, lifts: bool
) -> None:
    who = infarction().cleared("K01.acute_coronary", days=given, until=until)
    assert (who.findings()["K01.acute_coronary"].severity is Severity.NOTE) is lifts


def test_a_clearance_of_another_finding_lifts_nothing() -> None:
    assert infarction().cleared("K04.very_high", days=1).safety().exercise is State.STOP


def test_newer_evidence_reopens_a_cleared_stop() -> None:
    again = person(
        condition("acute_myocardial_infarction", days=20), condition("acute_myocardial_infarction", days=20, recorded=2)
    )
    assert again.cleared("K01.acute_coronary", days=5).safety().exercise is State.STOP


def test_evidence_without_any_date_can_be_cleared() -> None:
    who = person(condition("marfan")).cleared("K05.marfan", days=1)
    assert who.safety().exercise is State.MODIFIED
    assert "max_load_40" in who.safety().changes("exercise")


def test_no_site_setting_hides_a_stop() -> None:
    here = infarction()
    for site in (Site(production=True), Site(asian=False), Site(signed_rules=frozenset({"K01.acute_coronary"}))):
        elsewhere = replace(here, context=replace(here.context, site=site))
        assert elsewhere.findings() == here.findings()


def test_several_rows_are_all_listed_most_urgent_first_and_the_strictest_wins() -> None:
    who = person(
        condition("diabetes"),
        condition("proliferative_retinopathy"),
        condition("acute_myocardial_infarction", days=2),
        done("eye_surgery", days=3),
    )
    safety = who.safety()
    urgencies = [finding.urgency for finding in safety.findings]
    assert urgencies == sorted(urgencies)
    assert safety.findings[0].id == "K01.acute_coronary"
    assert {"K08.proliferative", "K08.eye_surgery", "diabetes.present"} <= set(who.findings())
    assert safety.exercise is State.STOP


def test_a_finding_of_nutrition_does_not_change_the_state_of_exercise() -> None:
    from rules.assessment import Finding
    from rules.safety import combine

    safety = combine([Finding("K19.no_oral_intake", "nutrition", Severity.STOP, 1)])
    assert (safety.exercise, safety.nutrition) == (State.ALLOWED, State.STOP)


def test_a_finding_that_two_cleared_stops_leave_behind_is_listed_once_with_all_evidence() -> None:
    who = person(condition("acute_myocardial_infarction", days=20), measured("troponin_over_limit", 1, 10))
    cleared = who.cleared("K01.acute_coronary", days=1).cleared("K01.troponin", days=1)
    assert len(cleared.findings()["cleared.coronary"].evidence) == 2
    assert cleared.safety().exercise is State.MODIFIED


@pytest.mark.parametrize("part", ["MedicationRequest", "MedicationStatement"])
def test_one_sign_of_refeeding_risk_and_unread_medications_keep_training_at_level_b(part: str) -> None:
    sign = {"weight_loss_percent_6_months": 10.1, "bmi_kg_per_m2": 22.0}
    salts = {"potassium_mmol_per_l": 4.0, "phosphate_mmol_per_l": 1.0, "magnesium_mmol_per_l": 0.9}
    who = person(**sign, **salts)
    with_the_drug = person(drug("loop_diuretic"), **sign, **salts)
    assert "level_b_at_most" in with_the_drug.safety().changes("exercise")
    assert "level_b_at_most" not in who.safety().changes("exercise")
    assert "K18.training_unread" in who.unread(part).findings()
    assert "level_b_at_most" in who.unread(part).safety().changes("exercise")
    assert "K18.training_unread" not in person(bmi_kg_per_m2=22.0).unread(part).findings()
