"""K07 and K08: infection, breathing, retina."""

from __future__ import annotations

import pytest

from rules.assessment import State
from tests.support.records import condition, done, in_hospital, measured, person


def test_sepsis_and_acute_respiratory_failure_stop_as_long_as_they_are_active() -> None:
    for concept in ("sepsis", "acute_respiratory_failure"):
        assert person(condition(concept, days=20)).safety().exercise is State.STOP
        assert person(condition(concept, days=20, active=False)).safety().exercise is State.ALLOWED


@pytest.mark.parametrize(("days", "state"), [(2, State.STOP), (3, State.ALLOWED), (None, State.STOP)])
def test_a_fever_on_the_problem_list_stops_for_48_hours(days: int | None, state: State) -> None:
    who = person(condition("fever", days=days), measured("temperature_cel", 36.8, hours=48))
    assert who.safety().exercise is state


@pytest.mark.parametrize(("days", "asked"), [(2, False), (3, True), (92, True), (93, False)])
def test_an_older_fever_that_is_still_listed_asks_for_the_temperature(days: int, asked: bool) -> None:
    assert ("K07.fever_unmeasured" in person(condition("fever", days=days)).findings()) is asked


@pytest.mark.parametrize(("hours", "asked"), [(48, False), (49, True)])
def test_a_temperature_of_the_last_48_hours_settles_an_older_fever(hours: int, asked: bool) -> None:
    who = person(condition("fever", days=10), measured("temperature_cel", 36.8, hours=hours))
    assert ("K07.fever_unmeasured" in who.findings()) is asked
    assert who.safety().exercise is (State.MODIFIED if asked else State.ALLOWED)


@pytest.mark.parametrize(
    ("value", "hours", "state"), [(38.0, 48, State.STOP), (37.9, 1, State.ALLOWED), (39.0, 49, State.ALLOWED)]
)
def test_a_temperature_of_38_stops_for_48_hours(value: float, hours: float, state: State) -> None:
    assert person(measured("temperature_cel", value, hours=hours)).safety().exercise is state


def test_a_newer_normal_temperature_ends_the_stop() -> None:
    who = person(measured("temperature_cel", 38.6, hours=30), measured("temperature_cel", 36.8, hours=2))
    assert who.safety().exercise is State.ALLOWED


@pytest.mark.parametrize(
    ("value", "hours", "state"), [(87, 1, State.STOP), (88, 1, State.ALLOWED), (80, 25, State.ALLOWED)]
)
def test_oxygen_saturation_below_88_within_24_hours_stops(value: float, hours: float, state: State) -> None:
    assert person(measured("spo2_percent", value, hours=hours)).safety().exercise is state


@pytest.mark.parametrize(("spo2", "state"), [(87, State.STOP), (88, State.MODIFIED), (None, State.STOP)])
def test_a_copd_exacerbation_is_half_load_at_88_and_a_stop_below_or_unmeasured(
    spo2: float | None, state: State
) -> None:
    values = {} if spo2 is None else {"spo2_percent": spo2}
    who = person(condition("copd_exacerbation", days=3), **values)
    assert who.safety().exercise is state
    if state is State.MODIFIED:
        assert {"half_load", "supervised"} <= who.safety().changes("exercise")


def test_two_weeks_after_an_exacerbation_the_plan_is_that_of_copd() -> None:
    within = person(condition("copd_exacerbation", days=14), spo2_percent=92)
    after = person(condition("copd_exacerbation", days=15), spo2_percent=92)
    assert "half_load" in within.safety().changes("exercise")
    assert set(after.findings()) == {"breathing.copd"}


def test_pneumonia_stops_during_a_running_stay_and_is_half_load_at_home() -> None:
    pneumonia = condition("pneumonia", days=5)
    assert person(pneumonia, in_hospital(), spo2_percent=95).safety().exercise is State.STOP
    assert set(person(pneumonia).findings()) == {"K07.pneumonia_at_home"}
    assert person(condition("pneumonia", days=29)).safety().exercise is State.ALLOWED


def test_proliferative_retinopathy_stops() -> None:
    assert person(condition("proliferative_retinopathy")).safety().exercise is State.STOP


@pytest.mark.parametrize("concept", ["retinal_detachment", "vitreous_haemorrhage"])
@pytest.mark.parametrize(("days", "state"), [(None, State.STOP), (365, State.STOP), (366, State.MODIFIED)])
def test_retinal_detachment_and_vitreous_haemorrhage_stop_for_a_year_and_then_ask_for_the_eye_report(
    concept: str, days: int | None, state: State
) -> None:
    who = person(condition(concept, days=days))
    assert who.safety().exercise is state
    rule = {State.STOP: "K08.detachment_or_bleed", State.MODIFIED: "K08.old_detachment_or_bleed"}[state]
    assert set(who.findings()) == {rule}


@pytest.mark.parametrize(("days", "state"), [(42, State.STOP), (43, State.ALLOWED), (None, State.STOP)])
def test_eye_surgery_stops_for_six_weeks(days: int | None, state: State) -> None:
    assert person(done("eye_surgery", days=days)).safety().exercise is state


def test_retinopathy_without_a_stage_bars_heavy_loads_head_down_and_breath_holding_and_asks_the_stage() -> None:
    safety = person(condition("retinopathy_stage_unknown")).safety()
    assert safety.exercise is State.MODIFIED
    assert {"no_near_maximal", "no_head_down", "no_breath_holding"} <= safety.changes("exercise")


def test_non_proliferative_retinopathy_does_not_stop() -> None:
    assert person(condition("nonproliferative_retinopathy", says=["severe"])).safety().exercise is State.MODIFIED
    assert person(condition("nonproliferative_retinopathy", says=["mild"])).safety().exercise is State.ALLOWED
