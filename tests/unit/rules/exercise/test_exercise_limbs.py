"""Plans for limbs that may not carry weight, hold or pull."""

from __future__ import annotations

import pytest

from rules.assessment import ExercisePlan
from rules.exercise.changes import spoken
from rules.exercise.library import cautions
from rules.exercise.programme import tags
from tests.support.safety_sentences import assessed, record_of


def plan_of(*given: str) -> ExercisePlan:
    found = assessed(given).exercise
    assert isinstance(found, ExercisePlan)
    return found


def test_no_weeks_of_walking_come_first_where_the_feet_may_not_walk() -> None:
    assert plan_of("icd I50.9 [NYHA II]").phases[0].id == "aerobic_base"
    assert "aerobic_base" not in {phase.id for phase in plan_of("icd I50.9 [NYHA II]", "text foot ulcer").phases}


def test_an_open_foot_leaves_work_for_the_legs_and_no_walk_stance_or_standing_form() -> None:
    for sppb in (2, 5, 8, 11):
        plan = plan_of("text foot ulcer", f"value sppb {sppb}")
        for phase in plan.phases:
            assert any("lower" in tags(item.id) for item in phase.movements)
        used = [*(f"balance.{name}" for name in plan.balance), *(f"aerobic.{name}" for name in plan.aerobic)]
        used += [*(f"traditional.{name}" for name in plan.traditional), *plan.daily]
        assert not [name for name in used if "weight_bearing" in tags(name)]


def test_a_weak_shoulder_keeps_no_movement_that_needs_both_arms_every_day_or_in_a_session() -> None:
    plan = plan_of("icd I69.3 @300", "text Subluxation of left shoulder @200", "icd M81.9")
    moves = {item.id for phase in plan.phases for item in phase.movements} | set(plan.daily)
    assert not [name for name in moves if "both_arms" in tags(name)]


@pytest.mark.parametrize(
    ("given", "heard"),
    [
        ("icd Z99.2", True),
        ("icd N18.6", True),
        ("text 维持性血液透析", True),
        ("text 左前臂动静脉内瘘成形术后", True),
        ("done 动静脉内瘘成形术 @200", True),
        ("text 腹膜透析状态", False),
        ("text 腹膜透析状态; text 左前臂动静脉内瘘成形术后", True),
        ("icd N18.4", False),
    ],
)
def test_the_access_arm_is_spared_in_the_words_of_a_movement_where_there_is_one(given: str, heard: bool) -> None:
    record = record_of(tuple(part.strip() for part in given.split(";")))
    said = cautions("movement.biceps_curl", record)
    assert ("movement.biceps_curl.caution.dialysis_fistula" in said) is heard


@pytest.mark.parametrize("sppb", [5, 8, 11])
def test_hands_hold_nothing_after_chest_surgery_and_arms_are_back_when_the_plan_is_made_anew(sppb: int) -> None:
    used = {
        days: {
            tag
            for phase in plan_of(f"done 冠状动脉旁路移植术 @{days}", f"value sppb {sppb}").phases
            for item in phase.movements
            for tag in tags(item.id)
        }
        for days in (84, 85)
    }
    assert not {"upper", "trunk", "abdominal", "hand_load"} & used[84]
    assert "upper" in used[85]


def test_what_is_no_training_instruction_is_not_said_as_one() -> None:
    assert spoken(("half_load", "no_problem_list_draft")) == ("half_load",)


def test_two_limits_of_systolic_pressure_are_said_in_one_sentence() -> None:
    assert spoken(("systolic_rise_20", "systolic_within_180")) == ("systolic_rise_20_within_180",)
    assert spoken(("systolic_rise_20",)) == ("systolic_rise_20",)
