"""Every row of the table of adjustments by comorbidity, alone and combined, and what takes a movement's place."""

from __future__ import annotations

import pytest

from rules.assessment import Effort, ExercisePlan, Movement, Withheld
from rules.catalogue import record, records, words
from rules.context import Site
from rules.exercise import prescribe
from rules.exercise.limits import limits
from rules.exercise.programme import tags
from rules.exercise.substitution import ladder, substituted
from tests.support.records import Thing, condition, done, drug, in_hospital, person, staged

OSTEOPOROSIS, KNEE, PRESSURE = condition("osteoporosis"), condition("knee_osteoarthritis"), condition("hypertension")
HEART = condition("heart_failure", says=["nyha_2"])


def plan_of(*things: Thing, stage: str = "sarcopenia", **values: float) -> ExercisePlan:
    who = person(*things, **values)
    found = prescribe(who.record, who.facts, staged(stage), who.safety(), who.context)
    assert not isinstance(found, Withheld), found
    return found


def movements(plan: ExercisePlan) -> set[str]:
    return {item.id.removeprefix("movement.") for phase in plan.phases for item in phase.movements}


def loads(plan: ExercisePlan) -> list[tuple[float, float] | None]:
    return [phase.load_percent_1rm for phase in plan.phases]


def repetitions(plan: ExercisePlan) -> set[tuple[int, int]]:
    return {phase.repetitions for phase in plan.phases}


# ── row by row ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_osteoporosis_trains_8_to_12_repetitions_with_a_load_that_so_many_can_be_done_with() -> None:
    plan = plan_of(OSTEOPOROSIS, sppb=11)
    assert repetitions(plan) == {(8, 12)}
    assert loads(plan) == [(40, 60), (60, 78), (70, 78)]
    assert {phase.effort for phase in plan.phases} == {Effort("omni_0_10", 5, 6), Effort("omni_0_10", 6, 7)}


def test_osteoporosis_adds_posture_and_back_extensors_every_day() -> None:
    assert plan_of(OSTEOPOROSIS, sppb=11).daily == ("movement.wall_arm_slide", "movement.prone_chest_lift")
    assert plan_of(sppb=11).daily == ()
    assert record("change.posture_daily").values["balance_days_at_least"] == 2


@pytest.mark.parametrize(("sppb", "daily"), [(2, ("band_external_rotation",)), (5, ("band_external_rotation",))])
def test_posture_work_suits_the_level_and_needs_no_harder_place_than_the_plan(
    sppb: int, daily: tuple[str, ...]
) -> None:
    assert plan_of(OSTEOPOROSIS, sppb=sppb).daily == tuple(f"movement.{name}" for name in daily)


def test_after_a_vertebral_fracture_a_physiotherapist_comes_first_and_nothing_bends_the_spine() -> None:
    plan = plan_of(condition("old_vertebral_fracture"), sppb=11)
    assert "fragile_bone" in plan.changes
    assert not any({"spine_flexion", "spine_twist", "impact"} & tags(f"movement.{name}") for name in movements(plan))


def test_knee_arthrosis_keeps_quadriceps_and_hip_work_and_cuts_the_load_for_pain_that_lasts() -> None:
    plan = plan_of(KNEE, sppb=11)
    assert {"sit_to_stand", "standing_leg_raise"} <= movements(plan)
    assert not any({"deep_flexion", "kneeling"} & tags(f"movement.{name}") for name in movements(plan))
    assert plan.hold[-1] == "joint_pain_24_hours"
    assert "joint_pain_24_hours" not in plan_of(sppb=11).hold


def test_controlled_hypertension_stays_a_note_and_trains_at_40_to_70_per_cent_with_more_repetitions_and_rest() -> None:
    plan = plan_of(PRESSURE, sppb=11)
    assert person(PRESSURE, sppb=11).safety().exercise == "allowed"
    assert loads(plan) == [(40, 60), (60, 70), (60, 70)]
    assert [phase.repetitions for phase in plan.phases] == [(12, 20), (8, 12), (8, 12)]
    assert {phase.rest_minutes for phase in plan.phases} == {(3.0, 3.0)}
    assert {phase.tempo for phase in plan.phases} == {"controlled"}


def test_stable_heart_failure_walks_for_four_weeks_before_anything_is_loaded() -> None:
    plan = plan_of(HEART, sppb=8)
    first, *others = plan.phases
    assert (first.id, first.first_week, first.last_week, first.load_percent_1rm) == ("aerobic_base", 1, 4, None)
    assert (first.sessions_per_week, first.minutes) == ((5, 5), (10, 20))
    assert {item.id for item in first.movements} == {"movement.usual_walk"}
    assert [(phase.first_week, phase.last_week) for phase in others] == [(5, 12), (13, 20), (21, 24)]
    assert {phase.load_percent_1rm for phase in others} == {(40, 60)}
    assert {phase.effort for phase in plan.phases} == {Effort("borg_6_20", 11, 13)}


def test_heart_failure_without_a_class_is_dosed_the_same_and_supervised() -> None:
    plan = plan_of(condition("heart_failure"), sppb=8)
    assert plan.phases == plan_of(HEART, sppb=8).phases
    assert plan.supervised_weeks == 24


def test_heart_failure_trains_8_to_15_repetitions() -> None:
    assert limits(("repetitions_8_to_15",)).repetitions == (8, 15)
    assert plan_of(HEART, sppb=11).phases[1].repetitions == (12, 15)


def test_the_walking_base_moves_supervision_with_the_loaded_weeks_and_leaves_level_a_as_it_is() -> None:
    plan = plan_of(HEART, sppb=5)
    assert [(phase.first_week, phase.last_week) for phase in plan.phases] == [(1, 4), (5, 8), (9, 12), (13, 16)]
    assert plan.supervised_weeks == 16
    assert [phase.id for phase in plan_of(HEART, sppb=2).phases] == ["daily_bouts"]


def test_copd_trains_in_intervals_legs_first_up_to_70_per_cent_in_one_to_three_sets() -> None:
    plan = plan_of(condition("copd"), sppb=11)
    assert loads(plan) == [(40, 60), (60, 70), (60, 70)]
    assert {phase.sets for phase in plan.phases} == {(2, 3)}
    assert repetitions(plan) == {(8, 12)}
    order = ["lower" in tags(item.id) for item in plan.phases[0].movements]
    assert order == sorted(order, reverse=True)
    assert plan.aerobic == ("interval_walks",)


def test_an_exacerbation_of_copd_halves_the_load_and_is_supervised() -> None:
    plan = plan_of(condition("copd_exacerbation", days=3), sppb=8, spo2_percent=92)
    assert max(load[1] for load in loads(plan) if load) <= 37.5
    assert plan.supervised_weeks == 24
    assert plan.aerobic == ("interval_walks",)


def test_diabetes_trains_on_two_or_three_days_that_do_not_follow_each_other() -> None:
    ward = plan_of(in_hospital(), condition("diabetes"), sppb=8)
    assert {phase.sessions_per_week for phase in ward.phases} == {(2, 3), (3, 3)}
    assert {"non_consecutive_days", "check_feet"} <= set(ward.changes)
    assert plan_of(condition("diabetes"), sppb=2).phases[0].sessions_per_week == (7, 7)


@pytest.mark.parametrize("thing", [condition("chronic_kidney_disease"), condition("ckd_4")])
def test_kidney_disease_without_dialysis_trains_up_to_70_per_cent_and_watches_for_muscle_breakdown(
    thing: Thing,
) -> None:
    plan = plan_of(thing, sppb=11)
    assert max(load[1] for load in loads(plan) if load) == 70
    assert "watch_muscle_breakdown" in plan.changes


def test_kidney_disease_g1_to_g3_stays_a_note() -> None:
    assert person(condition("chronic_kidney_disease"), sppb=11).safety().exercise == "allowed"


def test_dialysis_spares_the_access_arm_and_keeps_pulling_with_one_arm() -> None:
    plan = plan_of(condition("dialysis_status"), sppb=8)
    assert not any("both_arms" in tags(f"movement.{name}") for name in movements(plan))
    patterns = {record(f"movement.{name}").values["pattern"] for name in movements(plan)}
    assert {"pull", "push"} <= patterns
    assert record("change.spare_access_arm").values["fistula_weeks"] == [6, 8]
    assert record("change.off_dialysis_days").values["first_hours"] == 2


def test_after_a_stroke_both_sides_train_two_or_three_times_supervised_and_nothing_above_the_shoulder() -> None:
    plan = plan_of(condition("old_stroke"), sppb=11)
    assert plan.supervised_weeks == 24
    assert {phase.sessions_per_week for phase in plan.phases} == {(2, 3)}
    assert not any("overhead" in tags(f"movement.{name}") for name in movements(plan))
    assert plan.traditional == ("tai_chi",)
    ward = plan_of(in_hospital(), condition("old_stroke"), sppb=8)
    assert ward.phases[0].sessions_per_week == (3, 3)


def test_dementia_has_one_step_cues_and_more_balance() -> None:
    plan = plan_of(condition("dementia"), sppb=8)
    assert {"one_step_cues", "supervised"} <= set(plan.changes)
    assert plan.balance_emphasis


def test_after_a_hip_operation_the_order_comes_first_and_the_hip_is_not_bent_past_a_right_angle() -> None:
    plan = plan_of(condition("hip_fracture", days=60), sppb=2)
    assert {"weight_bearing_order_first", "hip_course"} <= set(plan.changes)
    assert not any({"long_lever", "hip_past_90"} & tags(f"movement.{name}") for name in movements(plan))
    patterns = {record(f"movement.{name}").values["pattern"] for name in movements(plan)}
    assert {"knee_extension", "hip_extension"} <= patterns
    assert record("change.hip_course").values["weeks"] == [4, 6]
    assert record("change.hip_course").values["months"] == [6, 12]


def test_after_opening_the_chest_only_the_legs_are_loaded() -> None:
    plan = plan_of(done("sternotomy", days=20), sppb=8)
    assert all("upper" not in tags(f"movement.{name}") for name in movements(plan))
    assert "high_seat_sit_to_stand" in movements(plan)
    assert record("change.lower_body_only").values["weeks"] == [8, 12]


def test_parkinson_trains_in_the_on_phase_with_cues_and_brisk_lifts() -> None:
    plan = plan_of(condition("parkinson"), sppb=11)
    assert {"on_phase", "cueing_and_power", "fall_precautions"} <= set(plan.changes)
    assert {phase.tempo for phase in plan.phases} == {"fast_up"}
    assert {phase.tempo for phase in plan_of(condition("parkinson"), PRESSURE, sppb=11).phases} == {"controlled"}


def test_varices_take_little_load_and_many_repetitions() -> None:
    plan = plan_of(condition("varices"), sppb=11)
    assert all(load is not None and load[1] < 40 for load in loads(plan))
    assert all(low >= 12 for low, _ in repetitions(plan))
    assert "no_breath_holding" in plan.changes


def test_anticoagulants_leave_the_dose_and_add_falls_precautions() -> None:
    plan = plan_of(drug("anticoagulant"), sppb=11)
    assert plan.phases == plan_of(sppb=11).phases
    assert plan.changes == ("fall_precautions",)


@pytest.mark.parametrize(("haemoglobin", "light"), [(70, True), (80, True), (80.1, False)])
def test_anaemia_trains_lightly_from_70_to_80(haemoglobin: float, light: bool) -> None:
    plan = plan_of(sppb=11, haemoglobin_g_per_l=haemoglobin)
    assert (loads(plan)[0] == (20, 30)) is light


def test_obesity_trains_strength_and_endurance_together() -> None:
    plan = plan_of(condition("obesity"), sppb=11)
    assert "obesity_train_both" in plan.notes
    assert plan.aerobic
    assert "obesity_train_both" not in plan_of(sppb=11).notes
    assert "obesity_train_both" not in plan_of(condition("obesity"), condition("bone_metastasis"), sppb=11).notes


@pytest.mark.parametrize(
    ("bmi", "asian", "noted"),
    [(27.9, True, False), (28.0, True, True), (29.9, False, False), (30.0, False, True), (30.0, True, True)],
)
@pytest.mark.parametrize("on_the_list", [False, True])
def test_obesity_by_body_mass_index_trains_both_whatever_the_problem_list_says(
    bmi: float, asian: bool, noted: bool, on_the_list: bool
) -> None:
    things = (condition("obesity"),) if on_the_list else ()
    who = person(*things, sppb=11, bmi_kg_per_m2=bmi, site=Site(asian=asian))
    plan = prescribe(who.record, who.facts, staged(), who.safety(), who.context)
    assert isinstance(plan, ExercisePlan)
    assert ("obesity_train_both" in plan.notes) is noted


@pytest.mark.parametrize("joint", ["knee_osteoarthritis", "hip_osteoarthritis"])
def test_arthrosis_of_knee_or_hip_keeps_the_foot_on_the_floor_and_holds_the_load_while_pain_lasts(joint: str) -> None:
    plan = plan_of(condition(joint), sppb=11)
    assert {"joint_friendly", "pain_free_range"} <= set(plan.changes)
    assert "joint_pain_24_hours" in plan.hold
    assert not any("deep_flexion" in tags(f"movement.{name}") for name in movements(plan))
    assert "joint_pain_24_hours" not in plan_of(sppb=11).hold


# ── combined ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_osteoporosis_knee_arthrosis_and_hypertension_give_one_coherent_programme() -> None:
    plan = plan_of(OSTEOPOROSIS, KNEE, PRESSURE, sppb=11)
    assert loads(plan) == [(40, 60), (60, 70), (60, 70)]
    assert repetitions(plan) == {(8, 12)}
    assert {phase.rest_minutes for phase in plan.phases} == {(3.0, 3.0)}
    wrong = {"spine_flexion", "spine_twist", "impact", "deep_flexion", "kneeling", "isometric"}
    assert not any(wrong & tags(f"movement.{name}") for name in movements(plan))
    assert not wrong & tags("traditional.tai_chi")
    assert plan.traditional == ("tai_chi", "seated_baduanjin")
    patterns = {record(f"movement.{name}").values["pattern"] for name in movements(plan)}
    assert {"squat", "hinge", "push", "pull", "hip_abduction", "ankle_plantarflexion", "core", "grip"} <= patterns


def test_ranges_of_repetitions_that_do_not_overlap_give_the_lighter_dose() -> None:
    assert limits(("high_repetitions", "repetitions_8_to_12")).repetitions == (12, 12)
    plan = plan_of(OSTEOPOROSIS, condition("varices"), sppb=11)
    assert {high for _, high in repetitions(plan)} == {12}
    assert {low for low, _ in repetitions(plan)} == {12}


def test_every_range_of_repetitions_of_the_records_meets_every_other() -> None:
    values = [entry.values for name, entry in records("exercise/changes").items()]
    lowest = max(found["repetitions_at_least"] for found in values if "repetitions_at_least" in found)
    assert lowest <= min(found["repetitions_at_most"] for found in values if "repetitions_at_most" in found)


# ── what takes a movement's place ───────────────────────────────────────────────────────────────────────────────────


def test_a_removed_movement_is_replaced_by_its_nearest_allowed_form() -> None:
    assert "hip_hinge" in movements(plan_of(sppb=11))
    careful = movements(plan_of(OSTEOPOROSIS, sppb=11))
    assert "hip_hinge" not in careful
    assert "all_fours_reach" in careful


def test_a_step_up_gives_way_to_marching_at_a_support() -> None:
    unsteady = movements(plan_of(condition("fall", days=9, says=["needed_care"]), sppb=8))
    assert "step_up" not in unsteady
    assert "march_at_support" in unsteady


@pytest.mark.parametrize("level", "ABCD")
def test_nothing_that_stands_in_for_a_movement_is_for_a_higher_level_or_counted_in_another_way(level: str) -> None:
    for name, entry in records("exercise/movements").items():
        for other in ladder(name, level):
            assert record(other).values["counted"] == entry.values["counted"]
            assert min(record(other).values["levels"]) <= level


@pytest.mark.parametrize("sppb", [2, 5, 8, 11])
def test_nothing_that_stands_in_for_a_movement_needs_a_harder_place_than_the_plan_had(sppb: int) -> None:
    places = ("bed", "chair", "standing_supported", "standing", "gym")

    def hardest(plan: ExercisePlan) -> int:
        return max(places.index(record(f"movement.{name}").values["position"]) for name in movements(plan))

    usual = hardest(plan_of(sppb=sppb))
    for thing in (OSTEOPOROSIS, KNEE, condition("dialysis_status"), condition("hip_fracture", days=60)):
        assert hardest(plan_of(thing, sppb=sppb)) <= usual


@pytest.mark.parametrize("sppb", [2, 5, 8, 11])
def test_a_plan_keeps_work_for_the_legs_when_everything_speaks_against_something(sppb: int) -> None:
    things = (
        OSTEOPOROSIS,
        KNEE,
        PRESSURE,
        condition("hernia"),
        condition("dialysis_status"),
        condition("old_stroke"),
        condition("retinopathy_stage_unknown"),
        condition("fall", days=9, says=["needed_care"]),
        condition("hip_fracture", days=60),
        done("laparotomy", days=30),
    )
    plan = plan_of(*things, sppb=sppb)
    for phase in plan.phases:
        assert sum("lower" in tags(item.id) for item in phase.movements) >= 2


def test_every_change_that_a_finding_can_ask_for_has_its_record() -> None:
    asked = {change for entry in records("safety/").values() for change in entry.values.get("changes", ())}
    assert {f"change.{name}" for name in asked} - set(words()) == set()


# ── traditional exercise stands beside the loading ──────────────────────────────────────────────────────────────────


def test_traditional_exercise_is_offered_beside_the_loading_and_never_in_its_place() -> None:
    plan = plan_of(sppb=8)
    assert plan.traditional == ("tai_chi", "baduanjin", "yi_jin_jing")
    assert "tai_chi_beside" in plan.notes
    assert all(phase.load_percent_1rm for phase in plan.phases)


def test_without_a_steady_stance_only_sitting_forms_are_offered_and_in_bed_none() -> None:
    assert plan_of(condition("fall", days=9, says=["needed_care"]), sppb=8).traditional == ("seated_baduanjin",)
    assert plan_of(sppb=5).traditional == ("seated_baduanjin",)
    assert plan_of(sppb=2).traditional == ()
    assert "tai_chi_beside" not in plan_of(sppb=2).notes


def test_the_dose_of_traditional_exercise_is_that_of_its_record() -> None:
    for name in ("tai_chi", "baduanjin"):
        found = record(f"traditional.{name}").values
        assert (found["minutes"], found["days_per_week"], found["plan_weeks"]) == ([30, 60], [3, 5], [12, 24])
    sitting, form = record("traditional.seated_baduanjin").values, record("traditional.yi_jin_jing").values
    assert (sitting["minutes"], sitting["days_per_week"]) == ([30, 60], [3, 5])
    assert (form["minutes"], form["days_per_week"]) == ([30, 60], [3, 5])
    assert form["learning"] == {"weeks": 8, "forms": 2}
    assert form["practice"] == {"weeks": 16, "forms": 3}


@pytest.mark.parametrize("name", [n for n in records("exercise/") if n.startswith(("traditional.", "change."))])
def test_the_numbers_of_a_change_or_form_stand_in_its_words(name: str) -> None:
    said = {"minutes", "weeks", "months", "fistula_weeks", "first_hours", "rest_minutes_at_least", "plan_weeks"}
    said |= {"repetitions_at_least", "repetitions_at_most", "aerobic_base_weeks", "days_per_week", "max_percent_1rm"}
    entry = records()[name]
    for field in said & set(entry.values) - ({"max_percent_1rm"} if name == "change.max_load_40" else set()):
        value = entry.values[field]
        for number in value if isinstance(value, list) else [value]:
            for language in ("en", "zh-CN"):
                assert f"{number:g}" in entry.says[language], (field, number, language)


def replaced(*names: str, level: str, may: set[str]) -> list[str]:
    given = [Movement(f"movement.{name}", (1, 2), (8, 12)) for name in names]
    found = substituted(given, level, lambda name: name.removeprefix("movement.") in may)
    return [item.id.removeprefix("movement.") for item in found]


def test_where_nothing_is_left_for_the_legs_the_least_demanding_work_for_them_is_put_in() -> None:
    assert replaced(
        "heel_raise", "seated_row", level="C", may={"seated_row", "seated_knee_extension", "sit_to_stand"}
    ) == [
        "seated_row",
        "seated_knee_extension",
    ]
    assert replaced("seated_row", level="C", may={"seated_row"}) == ["seated_row"]


def test_a_harder_place_is_taken_only_where_the_plan_had_one_already() -> None:
    assert replaced("seated_row", level="C", may={"single_arm_row"}) == []
    assert replaced("seated_row", "sit_to_stand", level="C", may={"single_arm_row", "sit_to_stand"}) == [
        "single_arm_row",
        "sit_to_stand",
    ]


def test_what_takes_a_movements_place_keeps_its_turn_and_is_taken_once() -> None:
    given = [
        Movement("movement.step_up", (1, 2), (8, 12), 1),
        Movement("movement.march_at_support", (1, 2), (8, 12), 2),
    ]
    found = substituted(given, "C", lambda name: name != "movement.step_up")
    assert [item.turn for item in found] == [1, 2]
    assert len({item.id for item in found}) == 2


def test_in_heart_failure_the_walking_base_comes_before_the_loads_of_a_ward_too() -> None:
    plan = plan_of(in_hospital(), HEART, sppb=8, heart_rate_per_min=70)
    assert [phase.id for phase in plan.phases] == ["aerobic_base", "phase_1", "phase_2", "phase_3"]
    assert plan.then == ""
