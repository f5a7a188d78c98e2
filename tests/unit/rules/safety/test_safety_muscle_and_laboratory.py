"""K11 and K12: look-alikes of sarcopenia, dangerous laboratory values, kidneys."""

from __future__ import annotations

import pytest

from rules.assessment import Severity, State
from tests.support.records import condition, done, measured, person

PROVISIONAL = {"stage_provisional", "no_problem_list_draft"}


@pytest.mark.parametrize(
    ("value", "days", "rule"),
    [
        (2001, 7, "K11.creatine_kinase"),
        (2000, 7, "K11.creatine_kinase_raised"),
        (1001, 0, "K11.creatine_kinase_raised"),
        (1000, 0, None),
        (5000, 8, None),
    ],
)
def test_creatine_kinase_stops_above_ten_times_its_own_limit_and_changes_the_plan_above_five(
    value: float, days: int, rule: str | None
) -> None:
    found = person(measured("ck_u_per_l", value, days, limit=200)).findings()
    assert set(found) == ({rule} if rule else set())
    if rule:
        assert set(found[rule].changes) >= PROVISIONAL


def test_creatine_kinase_above_five_times_with_new_weakness_stops() -> None:
    high = measured("ck_u_per_l", 1001, limit=200)
    lately = person(high, condition("muscle_weakness", days=92))
    assert lately.findings()["K11.creatine_kinase_with_weakness"].severity is Severity.STOP
    assert person(high, condition("muscle_weakness")).safety().exercise is State.STOP
    assert person(high, condition("muscle_weakness", days=93)).safety().exercise is State.MODIFIED
    weaker = person(high, measured("grip_kg", 30, 60), measured("grip_kg", 20))
    assert weaker.safety().exercise is State.STOP


@pytest.mark.parametrize(("value", "state"), [(500, State.ALLOWED), (501, State.UNKNOWN)])
def test_a_raised_creatine_kinase_without_a_reference_limit_is_not_known_and_asked_for(
    value: float, state: State
) -> None:
    assert person(measured("ck_u_per_l", value)).safety().exercise is state


@pytest.mark.parametrize(("earlier", "days", "found"), [(30, 92, True), (29.9, 92, False), (30, 93, False)])
def test_a_grip_30_per_cent_down_in_three_months_makes_the_stage_provisional(
    earlier: float, days: int, found: bool
) -> None:
    who = person(measured("grip_kg", earlier, days), measured("grip_kg", 21.0))
    assert ("K11.grip_fall" in who.findings()) is found
    assert (who.safety().changes("exercise") >= PROVISIONAL) is found


def test_the_better_hand_of_each_day_is_compared() -> None:
    hands = (measured("grip_kg", 30, side="right"), measured("grip_kg", 15, side="left"))
    assert "K11.grip_fall" not in person(measured("grip_kg", 31, 30), *hands).findings()


def test_weakness_of_one_side_is_referred_and_the_stage_provisional() -> None:
    found = person(condition("one_sided_weakness")).findings()["K11.one_sided_weakness"]
    assert set(found.changes) >= PROVISIONAL


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("tsh_miu_per_l", 10.0, 10.1),
        ("tsh_miu_per_l", 0.1, 0.09),
        ("potassium_mmol_per_l", 3.0, 2.9),
        ("potassium_mmol_per_l", 6.0, 6.1),
        ("calcium_mmol_per_l", 3.0, 3.01),
        ("calcium_mmol_per_l", 1.9, 1.89),
    ],
)
def test_thyroid_potassium_or_calcium_far_out_of_range_makes_the_stage_provisional(
    name: str, inside: float, outside: float
) -> None:
    assert "K11.thyroid_potassium_calcium" not in person(**{name: inside}).findings()
    assert "K11.thyroid_potassium_calcium" in person(**{name: outside}).findings()


@pytest.mark.parametrize(
    ("name", "stops", "changes", "allows"),
    [
        ("potassium_mmol_per_l", 6.1, 6.0, 5.5),
        ("potassium_mmol_per_l", 6.1, 5.6, 5.5),
        ("potassium_mmol_per_l", 2.4, 2.5, 3.1),
        ("potassium_mmol_per_l", 2.4, 3.0, 3.1),
        ("sodium_mmol_per_l", 119, 120, 126),
        ("sodium_mmol_per_l", 119, 125, 126),
        ("haemoglobin_g_per_l", 69, 70, 81),
        ("haemoglobin_g_per_l", 69, 80, 81),
        ("platelets_10e9_per_l", 19, 20, 51),
        ("platelets_10e9_per_l", 19, 50, 51),
    ],
)
def test_a_dangerous_laboratory_value_stops_and_a_milder_one_changes_the_plan(
    name: str, stops: float, changes: float, allows: float
) -> None:
    assert person(**{name: stops}).safety().exercise is State.STOP
    assert person(**{name: changes}).safety().exercise is State.MODIFIED
    assert not [rule for rule in person(**{name: allows}).findings() if rule.startswith("K12")]


@pytest.mark.parametrize(("inr", "state"), [(5.0, State.ALLOWED), (5.1, State.STOP)])
def test_an_inr_above_five_stops(inr: float, state: State) -> None:
    assert person(inr=inr).safety().exercise is state


def test_a_laboratory_value_counts_for_seven_days_and_the_newest_decides() -> None:
    assert person(measured("potassium_mmol_per_l", 6.5, 7)).safety().exercise is State.STOP
    assert "K12.potassium_high" not in person(measured("potassium_mmol_per_l", 6.5, 8)).findings()
    newer = person(measured("potassium_mmol_per_l", 6.5, 2), measured("potassium_mmol_per_l", 4.5, 1))
    assert newer.safety().exercise is State.ALLOWED


def test_chronic_kidney_disease_changes_the_plan_at_g4_and_is_a_note_before() -> None:
    assert person(egfr_ml_per_min=30).safety().exercise is State.ALLOWED
    assert person(egfr_ml_per_min=29.9).safety().exercise is State.MODIFIED
    assert person(condition("chronic_kidney_disease", "ckd_4")).safety().exercise is State.MODIFIED
    assert person(condition("chronic_kidney_disease")).findings()["kidney.mild_or_moderate"].severity is Severity.NOTE


@pytest.mark.parametrize(("days", "found"), [(30, True), (31, False)])
def test_dialysis_spares_the_access_arm(days: int, found: bool) -> None:
    who = person(done("dialysis", days=days))
    assert ("spare_access_arm" in who.safety().changes("exercise")) is found


@pytest.mark.parametrize(("weight", "found"), [(64.0, False), (64.1, True)])
def test_more_than_4_kg_above_dry_weight_is_half_load(weight: float, found: bool) -> None:
    who = person(condition("dialysis_status"), weight_kg=weight, dry_weight_kg=60)
    assert ("kidney.overload" in who.findings()) is found


@pytest.mark.parametrize("concept", ["acute_kidney_injury", "anaemia", "varices", "copd", "diabetes", "pacemaker"])
def test_a_listed_condition_alone_changes_the_plan_and_does_not_stop(concept: str) -> None:
    assert person(condition(concept)).safety().exercise is State.MODIFIED


def test_kidney_failure_without_an_entry_of_dialysis_is_not_called_dialysis() -> None:
    found = person(condition("end_stage_renal_disease")).findings()
    assert {"kidney.failure", "kidney.severe"} == set(found)
    assert {"spare_access_arm", "off_dialysis_days"} == set(found["kidney.failure"].changes)
    both = person(condition("end_stage_renal_disease"), condition("dialysis_status")).findings()
    assert "kidney.dialysis" in both
    assert "kidney.failure" not in both


def test_a_high_calcium_is_shown_as_adjusted_for_albumin() -> None:
    who = person(measured("calcium_mmol_per_l", 3.1, 2), measured("albumin_g_per_l", 30, 2))
    (shown,) = who.findings()["K12.calcium_high"].evidence
    assert (shown.label, shown.value, shown.unit) == ("calcium_adjusted_mmol_per_l", 3.3, "mmol/L")
