"""Events run their window whatever became of their entry; old acute entries ask instead of stopping for ever."""

from __future__ import annotations

import pytest

from rules.assessment import Severity, State
from tests.support.records import condition, done, in_hospital, measured, ordered, person


@pytest.mark.parametrize(
    ("concept", "last_day"),
    [
        ("pulmonary_embolism", 28),
        ("deep_vein_thrombosis", 28),
        ("fracture", 30),
        ("hip_fracture", 30),
        ("vertebral_fracture", 30),
        ("stroke", 92),
        ("intracranial_bleed", 92),
        ("cardiac_arrest", 92),
        ("carditis", 92),
        ("syncope", 28),
        ("dislocation", 30),
    ],
)
def test_an_event_marked_resolved_at_discharge_stops_to_the_end_of_its_window(concept: str, last_day: int) -> None:
    assert person(condition(concept, days=last_day, active=False)).safety().exercise is State.STOP
    assert person(condition(concept, days=last_day + 1, active=False)).safety().exercise is not State.STOP


def test_an_illness_that_is_no_event_ends_when_it_is_resolved() -> None:
    assert person(condition("sepsis", days=5, active=False)).safety().exercise is State.ALLOWED


@pytest.mark.parametrize(("concept", "rule"), [("stroke", "K10.old_stroke"), ("intracranial_bleed", "K10.old_stroke")])
def test_a_resolved_stroke_or_bleed_is_history_after_its_window(concept: str, rule: str) -> None:
    assert set(person(condition(concept, days=200, active=False)).findings()) == {rule}


def test_a_resolved_fracture_of_the_spine_still_spares_the_spine() -> None:
    assert set(person(condition("vertebral_fracture", days=400, active=False)).findings()) == {"K09.osteoporosis"}


def test_a_resolved_hip_fracture_keeps_the_surgeons_order_for_a_year() -> None:
    assert "K09.after_hip" in person(condition("hip_fracture", days=300, active=False)).findings()
    assert "K09.after_hip" not in person(condition("hip_fracture", days=400, active=False)).findings()


ACUTE = [
    "sepsis",
    "acute_respiratory_failure",
    "copd_exacerbation",
    "delirium",
    "guillain_barre",
    "ketoacidosis",
    "hyperosmolar_state",
    "hypoglycaemia",
    "septic_arthritis",
    "cardiac_arrest",
]


@pytest.mark.parametrize("concept", ACUTE)
@pytest.mark.parametrize(("days", "state"), [(None, State.STOP), (92, State.STOP), (93, State.MODIFIED)])
def test_an_acute_entry_stops_for_three_months_and_then_asks_whether_it_is_over(
    concept: str, days: int | None, state: State
) -> None:
    who = person(condition(concept, days=days))
    assert who.safety().exercise is state
    assert ("acute.still_listed" in who.findings()) is (state is State.MODIFIED)


@pytest.mark.parametrize(("spo2", "state"), [(None, State.STOP), (87.0, State.STOP), (88.0, State.MODIFIED)])
def test_unspecified_respiratory_failure_stops_until_a_resting_saturation_of_88_is_measured(
    spo2: float | None, state: State
) -> None:
    values = () if spo2 is None else (measured("spo2_percent", spo2, hours=2),)
    assert person(condition("respiratory_failure", days=2), *values).safety().exercise is state
    assert person(condition("respiratory_failure"), *values).safety().exercise is state


def test_a_saturation_of_two_days_ago_does_not_settle_respiratory_failure() -> None:
    who = person(condition("respiratory_failure", days=2), measured("spo2_percent", 95, hours=49))
    assert who.safety().exercise is State.STOP


def test_with_vital_signs_unread_unspecified_respiratory_failure_is_not_called_unmeasured() -> None:
    who = person(condition("respiratory_failure", days=2)).unread("Observation:vital-signs")
    assert "K07.respiratory_failure_unmeasured" not in who.findings()
    assert who.safety().exercise is State.UNKNOWN


@pytest.mark.parametrize("days", [None, 3, 400])
def test_chronic_respiratory_failure_changes_the_plan(days: int | None) -> None:
    found = person(condition("chronic_respiratory_failure", days=days)).findings()
    assert found["K07.respiratory_failure_measured"].severity is Severity.MODIFY
    assert set(found) == {"K07.respiratory_failure_measured"}


def test_a_minor_fracture_spares_its_part_and_stops_nothing_else() -> None:
    found = person(condition("minor_fracture", days=30)).findings()
    assert set(found) == {"K09.minor_fracture"}
    assert found["K09.minor_fracture"].changes == ("spare_injured_part",)
    assert person(condition("minor_fracture", days=31)).findings() == {}


def test_a_recent_stroke_in_ordered_rehabilitation_is_left_to_the_rehabilitation_team() -> None:
    found = person(condition("stroke", days=10), ordered("physiotherapy"), in_hospital()).findings()
    assert set(found) == {"K10.stroke_in_rehabilitation"}
    assert {"supervised", "level_b_at_most"} <= set(found["K10.stroke_in_rehabilitation"].changes)


def test_dark_urine_with_a_raised_creatine_kinase_stops() -> None:
    raised = measured("ck_u_per_l", 1100, 1, limit=200)
    assert "K11.creatine_kinase_with_weakness" not in person(raised).findings()
    assert "K11.creatine_kinase_with_weakness" in person(raised, condition("dark_urine", days=2)).findings()


def test_dark_urine_without_a_creatine_kinase_leaves_training_undecided() -> None:
    assert person(condition("dark_urine", days=2)).safety().exercise is State.UNKNOWN
    fine = person(condition("dark_urine", days=2), measured("ck_u_per_l", 90, 1, limit=200))
    assert fine.safety().exercise is State.ALLOWED


@pytest.mark.parametrize("thing", [condition("palliative_care"), done("palliative_care"), ordered("palliative_care")])
def test_palliative_care_as_a_problem_a_procedure_or_an_order_stops_training_targets(thing: object) -> None:
    assert "K25.palliative" in person(thing).findings()  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [None, 4, 91, 93, 900])
def test_the_sequels_of_a_stroke_count_as_an_old_stroke_when_the_entry_was_closed_however_new(days: int | None) -> None:
    assert "K10.old_stroke" in person(condition("old_stroke", days=days, active=False)).findings()
