"""Plans for limbs that may not carry weight, hold or pull."""

from __future__ import annotations

from rules.assessment import ExercisePlan
from rules.exercise.programme import tags
from tests.support.safety_sentences import assessed


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
