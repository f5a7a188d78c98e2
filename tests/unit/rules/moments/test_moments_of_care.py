"""What admission, discharge and a new problem ask for, sentence by sentence, through the whole assessment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rules import catalogue
from rules.context import Criteria, Moment, Site
from rules.facts import PatientRecord, Source
from rules.moments.admission import Admission
from rules.moments.discharge import Discharge
from rules.moments.new_problem import NewProblem, Verdict
from tests.support.fhir_resources import OWN, concept, observation, record_of
from tests.support.moments import TODAY, at, problem, sarcopenia, sarcopenia_listed, stay, strong, unmeasured


def admitted(record: PatientRecord, **changes: Any) -> Admission | None:
    occasion = at(record, Moment.ENCOUNTER_START, **changes).occasion
    assert occasion is not None
    return occasion.admission


def discharged(record: PatientRecord, **changes: Any) -> Discharge | None:
    occasion = at(record, Moment.ENCOUNTER_DISCHARGE, **changes).occasion
    assert occasion is not None
    return occasion.discharge


def listed(record: PatientRecord, *new: str, **changes: Any) -> NewProblem | None:
    sources = tuple(Source("Condition", name) for name in new)
    occasion = at(record, Moment.PROBLEM_LIST, new_problems=sources, **changes).occasion
    assert occasion is not None
    return occasion.new_problem


def ago(days: int) -> str:
    """The day so many days before today."""
    return (TODAY - timedelta(days=days)).isoformat()


# ── admission ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("age", "asked"), [(59, False), (60, True), (61, True)])
def test_everybody_of_60_or_more_is_screened_on_admission_by_awgs_2019(age: int, asked: bool) -> None:
    assert (admitted(unmeasured(age)) is not None) is asked


@pytest.mark.parametrize("criteria", [Criteria.AWGS2025, Criteria.EWGSOP2])
@pytest.mark.parametrize(("age", "asked"), [(64, False), (65, True), (66, True)])
def test_everybody_of_65_or_more_is_screened_on_admission_by_the_other_definitions(
    criteria: Criteria, age: int, asked: bool
) -> None:
    assert (admitted(unmeasured(age), site=Site(criteria=criteria)) is not None) is asked


def test_screening_asks_for_case_finding_a_baseline_and_nutrition() -> None:
    found = admitted(unmeasured())
    assert found is not None
    assert (found.known, found.straight_to_testing) == (False, False)
    assert found.screen == ("sarc_f", "calf_cm")
    assert found.baseline == ("grip_kg", "chair_stand_5x_s")
    assert found.body == ("weight_kg", "height_cm", "mna_sf")
    assert found.points


def test_what_is_measured_already_is_not_asked_for() -> None:
    calf = observation(concept(OWN, "calf-circumference"), 35, "cm", id="calf")
    weight = observation("29463-7", 60, "kg", id="w")
    found = admitted(unmeasured(76, calf, weight))
    assert found is not None
    assert found.screen == ("sarc_f",)
    assert found.body == ("height_cm", "mna_sf")


def test_a_trigger_goes_straight_to_testing_at_any_age() -> None:
    found = admitted(unmeasured(55, problem("I50.9", "Heart failure")))
    assert found is not None
    assert found.straight_to_testing
    assert found.screen == ()
    assert found.baseline == ("grip_kg", "chair_stand_5x_s")


def test_known_sarcopenia_needs_a_baseline_and_no_case_finding() -> None:
    found = admitted(sarcopenia())
    assert found is not None
    assert (found.known, found.straight_to_testing, found.screen) == (True, False, ())
    assert found.baseline == ()


@pytest.mark.parametrize(("days", "asked"), [(29, False), (30, False), (31, True)])
def test_a_baseline_of_the_last_thirty_days_counts(days: int, asked: bool) -> None:
    found = admitted(sarcopenia(), on=TODAY + timedelta(days=days))
    assert found is not None
    assert ("grip_kg" in found.baseline) is asked
    assert ("chair_stand_5x_s" in found.baseline) is asked


def test_somebody_who_was_measured_and_is_well_is_left_alone() -> None:
    assert admitted(strong()) is None


def test_admission_is_said_at_admission_only() -> None:
    for moment in (Moment.ENCOUNTER_DISCHARGE, Moment.ORDER_SIGN, Moment.PROBLEM_LIST):
        occasion = at(unmeasured(), moment).occasion
        assert occasion is not None
        assert occasion.admission is None
    assert at(unmeasured(), Moment.PATIENT_VIEW).occasion is None


# ── discharge ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_plan_of_known_sarcopenia_goes_home() -> None:
    found = discharged(sarcopenia(stay(9)))
    assert found is not None
    assert (found.known, found.inpatient, found.days) == (True, True, 9)
    assert found.again_on == TODAY + timedelta(days=28)
    assert {"stay_is_a_risk", "grip_may_hide_it", "plan_goes_home", "who_goes_on"} <= set(found.points)


@pytest.mark.parametrize(("days_ago", "asked"), [(8, False), (9, False), (10, True)])
def test_tests_from_before_the_stay_are_asked_for_again(days_ago: int, asked: bool) -> None:
    """The stay began 9 days ago; a test of its first day counts."""
    found = discharged(sarcopenia(stay(9), on=ago(days_ago)))
    assert found is not None
    assert found.measure == (("grip_kg", "chair_stand_5x_s") if asked else ())


def test_somebody_never_measured_is_measured_before_leaving_the_ward() -> None:
    found = discharged(unmeasured(76, stay(9)))
    assert found is not None
    assert (found.known, found.measure) == (False, ("grip_kg", "chair_stand_5x_s"))
    assert "plan_goes_home" not in found.points


@pytest.mark.parametrize(("age", "asked"), [(59, False), (60, True)])
def test_younger_people_without_a_trigger_are_left_alone(age: int, asked: bool) -> None:
    assert (discharged(unmeasured(age, stay(9))) is not None) is asked


def test_an_outpatient_visit_is_no_stay() -> None:
    assert discharged(unmeasured(76, stay(1, "AMB")), encounter="e1") is None
    found = discharged(sarcopenia(stay(1, "AMB")), encounter="e1")
    assert found is not None
    assert (found.inpatient, found.days) == (False, None)
    assert "stay_is_a_risk" not in found.points


def test_the_stay_is_the_one_that_the_hook_names() -> None:
    record = sarcopenia(stay(9), stay(3, identifier="e2"))
    assert [found.days for name in ("e1", "e2") if (found := discharged(record, encounter=name))] == [9, 3]


@pytest.mark.parametrize(("days_ago", "asked"), [(9, False), (10, True)])
def test_a_well_person_is_measured_again_if_all_tests_are_older_than_the_stay(days_ago: int, asked: bool) -> None:
    assert (discharged(strong(stay(9), on=ago(days_ago))) is not None) is asked


def test_a_well_person_with_one_test_of_the_stay_is_left_alone() -> None:
    assert discharged(strong(stay(9), observation("83174-3", 26, "kg", id="g2"), on=ago(20))) is None


def test_supplements_go_on_where_malnutrition_is_on_record() -> None:
    found = discharged(sarcopenia(stay(9), problem("E44.0", "Moderate malnutrition")))
    assert found is not None
    assert "supplement_after_discharge" in found.points


# ── a new problem ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_sarcopenia_on_the_list_is_borne_out_by_low_mass_and_strength() -> None:
    found = listed(sarcopenia(sarcopenia_listed()), "c-M62.84")
    assert found is not None
    assert found.verdict is Verdict.SUPPORTED
    assert [str(item.source) for item in found.entries] == ["Condition/c-M62.84"]


def test_without_a_measured_mass_the_question_is_open() -> None:
    weak = record_of(observation("83174-3", 14, "kg"), sarcopenia_listed())
    found = listed(weak, "c-M62.84")
    assert found is not None
    assert found.verdict is Verdict.OPEN


def test_normal_measurements_speak_against_it() -> None:
    found = listed(strong(sarcopenia_listed()), "c-M62.84")
    assert found is not None
    assert found.verdict is Verdict.AGAINST


def test_another_new_problem_gets_no_word_although_sarcopenia_stands_on_the_list() -> None:
    record = sarcopenia(sarcopenia_listed(), problem("I10", "Hypertension"))
    assert listed(record, "c-I10") is None
    assert listed(record) is None


def test_a_resolved_entry_is_history() -> None:
    history = sarcopenia_listed(clinicalStatus={"coding": [{"code": "resolved"}]})
    assert listed(sarcopenia(history), "c-M62.84") is None


def test_a_cause_that_has_to_be_ruled_out_first_is_said() -> None:
    ck = observation("2157-6", 3000, "U/L", id="ck", referenceRange=[{"high": {"value": 200, "unit": "U/L"}}])
    found = listed(sarcopenia(sarcopenia_listed(), ck), "c-M62.84")
    assert found is not None
    assert found.provisional
    plain = listed(sarcopenia(sarcopenia_listed()), "c-M62.84")
    assert plain is not None
    assert not plain.provisional


def test_a_new_problem_that_stops_training_is_named_as_such() -> None:
    attack = problem("I21.9", "Acute myocardial infarction", recordedDate=TODAY.isoformat())
    new = (Source("Condition", "c-I21.9"),)
    occasion = at(sarcopenia(attack), Moment.PROBLEM_LIST, new_problems=new).occasion
    assert occasion is not None
    assert [str(item.source) for item in occasion.stops_from] == ["Condition/c-I21.9"]
    known_before = at(sarcopenia(attack), Moment.PROBLEM_LIST).occasion
    assert known_before is not None
    assert known_before.stops_from == ()


def test_every_point_and_verdict_has_its_words_in_both_languages() -> None:
    values = [rule.values for rule in catalogue.records("moments/").values()]
    points = {name for found in values for key in found if key.endswith("points") for name in found[key]}
    assert points
    for name in (*(f"point.{point}" for point in points), *(f"verdict.{verdict}" for verdict in Verdict)):
        assert set(catalogue.words()[name]) == {"en", "zh-CN"}


def test_the_screening_ages_are_those_of_the_definitions() -> None:
    """AWGS 2019 is not applied below its own age: that its limit is not lower is proven by this table alone."""
    assert catalogue.record("moments.who").values["years_at_least"] == {"awgs2019": 60, "awgs2025": 65, "ewgsop2": 65}
    assert catalogue.record("awgs2019.ages").values["years_at_least"] == 60
