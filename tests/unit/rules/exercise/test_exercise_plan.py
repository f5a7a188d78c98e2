"""The plan: rows of the table of levels, safety changes built in, grades and signatures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.assessment import Effort, ExercisePlan, Phase, Withheld
from rules.catalogue import BadRecordError, records, words
from rules.context import Site
from rules.exercise import prescribe
from rules.exercise import programme as programmes
from rules.exercise.programme import for_level, programme, tags
from tests.support.records import Person, Thing, condition, done, drug, person, staged

OF_LEVEL = {"A": 2, "B": 5, "C": 8, "D": 11}


def answer(who: Person, stage: str = "sarcopenia") -> ExercisePlan | Withheld:
    return prescribe(who.record, who.facts, staged(stage), who.safety(), who.context)


def plan_of(*things: Thing, stage: str = "sarcopenia", **values: float) -> ExercisePlan:
    found = answer(person(*things, **values), stage)
    assert isinstance(found, ExercisePlan)
    return found


def loads(plan: ExercisePlan) -> list[tuple[float, float] | None]:
    return [phase.load_percent_1rm for phase in plan.phases]


def movements(plan: ExercisePlan) -> set[str]:
    return {movement.id.removeprefix("movement.") for phase in plan.phases for movement in phase.movements}


def numbers(phase: Phase) -> tuple[object, ...]:
    return (phase.first_week, phase.last_week, phase.sessions_per_week, phase.sets, phase.repetitions, phase.minutes)


def test_level_d_follows_the_three_phases_of_eight_weeks() -> None:
    plan = plan_of(sppb=11)
    assert loads(plan) == [(40, 60), (60, 80), (70, 85)]
    assert [numbers(phase) for phase in plan.phases] == [
        (1, 8, (2, 3), (2, 4), (12, 20), (40, 60)),
        (9, 16, (2, 3), (2, 4), (5, 12), (40, 60)),
        (17, 24, (2, 3), (2, 4), (5, 8), (40, 60)),
    ]
    assert {phase.rest_minutes for phase in plan.phases} == {(2.0, 3.0)}
    assert [phase.effort for phase in plan.phases] == [
        Effort("omni_0_10", 5, 6),
        Effort("omni_0_10", 6, 7),
        Effort("omni_0_10", 6, 7),
    ]
    for turn in (1, 2):
        assert 8 <= sum(item.turn in (0, turn) for item in plan.phases[0].movements) <= 10
    assert plan.aerobic == ("who_aerobic",)


def test_level_c_follows_the_phases_and_never_passes_75_per_cent() -> None:
    plan = plan_of(sppb=8)
    assert loads(plan) == [(40, 60), (60, 75), (70, 75)]
    assert {(phase.sets, phase.repetitions, phase.minutes) for phase in plan.phases} == {((1, 3), (8, 12), (30, 45))}
    assert "as_tolerated" in plan.progression


def test_level_b_is_twice_a_week_supervised_from_20_to_60_per_cent() -> None:
    plan = plan_of(sppb=5)
    assert loads(plan) == [(20, 40), (40, 50), (50, 60)]
    assert {numbers(phase)[2:] for phase in plan.phases} == {((2, 2), (1, 2), (8, 12), (20, 30))}
    efforts = [phase.effort for phase in plan.phases]
    assert (efforts[0], efforts[-1]) == (Effort("omni_0_10", 3, 4), Effort("omni_0_10", 5, 6))
    assert plan.supervised_weeks == plan.phases[-1].last_week == 12
    assert "repetitions_before_load" in plan.progression
    assert "rest_48_hours" in plan.notes


def test_level_a_is_short_daily_bouts_by_body_weight() -> None:
    (phase,) = plan_of(sppb=2).phases
    assert numbers(phase) == (1, 12, (7, 7), (1, 1), (8, 10), (5, 15))
    assert phase.load_percent_1rm is None
    assert "toward_sppb_4" in plan_of(sppb=2).progression


def test_phases_are_for_levels_c_and_d_only() -> None:
    assert {phase.id for phase in plan_of(sppb=7).phases} == {"phase_1", "phase_2", "phase_3"}
    assert not {phase.id for phase in plan_of(sppb=6).phases} & {"phase_1", "phase_2", "phase_3"}


def test_a_provisional_plan_holds_seated_or_supported_work_only_and_asks_for_sppb() -> None:
    plan = plan_of(grip_kg=15)
    assert (plan.level, plan.provisional) == ("B", True)
    assert "ask_sppb" in plan.notes
    places = {records()[f"movement.{name}"].values["position"] for name in movements(plan)}
    assert places <= {"bed", "chair", "standing_supported"}
    assert not any("unsupported" in tags(f"balance.{name}") for name in plan.balance)


def test_severe_sarcopenia_keeps_its_row_and_is_supervised_for_the_first_four_weeks() -> None:
    severe, other = plan_of(sppb=8, stage="severe_sarcopenia"), plan_of(sppb=8)
    assert severe.phases == other.phases
    assert (severe.supervised_weeks, other.supervised_weeks) == (4, 0)
    assert {"supervised_first_weeks", "start_at_low_end"} <= set(severe.notes)
    assert "supervised_first_weeks" not in other.notes


def test_severe_sarcopenia_at_level_b_stays_supervised_throughout() -> None:
    assert plan_of(sppb=5, stage="severe_sarcopenia").supervised_weeks == 12


@pytest.mark.parametrize("stage", ["no_sarcopenia", "possible_sarcopenia", "not_assessable", "low_mass_only"])
def test_anybody_may_train_whatever_the_stage(stage: str) -> None:
    assert plan_of(sppb=11, stage=stage).level == "D"


def test_a_conflict_of_function_tests_is_said() -> None:
    assert "sppb_and_gait_disagree" in plan_of(sppb=12, gait_m_per_s=0.7).notes


def test_blood_pressure_above_160_caps_every_phase_at_60_per_cent() -> None:
    plan = plan_of(sppb=11, systolic_mmhg=165)
    assert loads(plan) == [(40, 60), (40, 60), (40, 60)]
    assert all(phase.effort and phase.effort.high <= 6 for phase in plan.phases)
    assert [phase.aim for phase in plan.phases[1:]] == ["same_dose", "same_dose"]
    assert "within_safety_limit" in plan.progression
    assert "phase_change" not in plan.progression


@pytest.mark.parametrize("level", "ABCD")
def test_an_ungraded_aortic_stenosis_keeps_every_load_below_40_per_cent(level: str) -> None:
    plan = plan_of(condition("aortic_stenosis"), sppb=OF_LEVEL[level])
    assert all(load is None or load[1] < 40 for load in loads(plan))


def test_retinopathy_of_unknown_stage_stays_away_from_the_maximum_and_from_head_down() -> None:
    plan = plan_of(condition("retinopathy_stage_unknown"), sppb=11)
    assert loads(plan) == [(40, 60), (60, 70), (60, 70)]
    assert "hip_hinge" not in movements(plan)
    assert "hip_hinge" in movements(plan_of(sppb=11))
    assert "blood_pressure_rise_20" in plan.stop_in_session
    assert "blood_pressure" not in plan.stop_in_session


def test_half_load_halves_every_load_and_keeps_effort_light() -> None:
    plan = plan_of(condition("copd_exacerbation", days=3), sppb=8, spo2_percent=92)
    assert loads(plan) == [(20, 30), (30, 37), (35, 37)]
    assert {phase.aim for phase in plan.phases} == {"lightened"}
    assert all(phase.effort and phase.effort.high <= 4 for phase in plan.phases)
    assert plan.supervised_weeks == 24


def test_half_load_under_a_cap_takes_the_stricter_of_the_two_and_never_their_product() -> None:
    both = (condition("copd_exacerbation", days=3), condition("aortic_stenosis"))
    half = loads(plan_of(both[0], sppb=8, spo2_percent=92))
    capped = loads(plan_of(both[1], sppb=8))
    for found, one, other in zip(loads(plan_of(*both, sppb=8, spo2_percent=92)), half, capped, strict=True):
        assert found is not None
        assert one is not None
        assert other is not None
        assert found == (min(one[0], other[0]), min(one[1], other[1]))


def test_half_load_at_level_a_leaves_out_the_ankle_weights() -> None:
    pneumonia = condition("pneumonia", days=5)
    assert "light_ankle_weight" not in plan_of(pneumonia, sppb=2).notes
    assert "light_ankle_weight" in plan_of(sppb=2).notes


def test_high_fall_risk_takes_away_unsupported_balance_and_step_ups() -> None:
    plan = plan_of(condition("fall", days=9, says=["needed_care"]), sppb=8)
    assert "step_up" not in movements(plan)
    assert {"tandem_stance", "heel_toe_walk"}.isdisjoint(plan.balance)
    assert {"stance_at_support", "daily_balance_at_support"} <= set(plan.balance)
    assert plan.balance_emphasis


def test_refeeding_risk_lowers_level_d_to_b_and_says_so() -> None:
    plan = plan_of(sppb=11, bmi_kg_per_m2=15.5)
    assert (plan.level, plan.rule) == ("B", "exercise.programme_b")
    assert "level_lowered" in plan.notes
    assert plan_of(sppb=2, bmi_kg_per_m2=15.5).level == "A"


def test_osteoporosis_keeps_loaded_bending_out() -> None:
    assert "hip_hinge" not in movements(plan_of(condition("osteoporosis"), sppb=11))


def test_after_a_sternotomy_only_the_lower_limbs_are_loaded() -> None:
    left = movements(plan_of(done("sternotomy", days=30), sppb=11))
    assert left
    assert all("lower" in tags(f"movement.{name}") for name in left)
    assert not any({"upper", "trunk"} & tags(f"movement.{name}") for name in left)


def test_the_dialysis_arm_is_spared_by_training_one_arm_at_a_time() -> None:
    left = movements(plan_of(condition("dialysis_status"), sppb=8))
    assert not any("both_arms" in tags(f"movement.{name}") for name in left)
    assert "biceps_curl" in left


def test_a_lesion_of_bone_leaves_walking_as_usual_alone() -> None:
    plan = plan_of(condition("bone_metastasis"), sppb=11)
    assert movements(plan) == {"usual_walk"}
    assert loads(plan) == [None]


def test_heart_failure_is_dosed_on_the_borg_scale_it_was_published_with() -> None:
    plan = plan_of(condition("heart_failure", says=["nyha_2"]), sppb=11)
    assert {phase.effort for phase in plan.phases} == {Effort("borg_6_20", 11, 13)}
    light = plan_of(condition("heart_failure", says=["nyha_2"]), sppb=11, heart_rate_per_min=105)
    assert {phase.effort for phase in light.phases} == {Effort("omni_0_10", 3, 4)}


@pytest.mark.parametrize("thing", [drug("beta_blocker"), condition("pacemaker")])
def test_where_heart_rate_is_no_guide_no_target_is_printed(thing: Thing) -> None:
    plan = plan_of(thing, sppb=8)
    assert "heart_rate" not in plan.stop_in_session
    assert "resting_heart_rate" in plan.stop_in_session
    assert "heart_rate" in plan_of(sppb=8).stop_in_session


def test_insulin_puts_the_glucose_line_on_the_plan() -> None:
    plan = plan_of(drug("insulin"), sppb=8)
    assert "glucose_line" in plan.changes
    assert "glucose_low" in plan.stop_in_session


def test_a_stop_withholds_the_plan_and_names_its_findings() -> None:
    found = answer(person(condition("acute_myocardial_infarction", days=3), potassium_mmol_per_l=6.4, sppb=8))
    assert found == Withheld(("K01.acute_coronary", "K12.potassium_high"))


def test_what_is_unknown_withholds_the_plan_and_says_what_to_clear_first() -> None:
    found = answer(person(sppb=8).unread("Condition", "Observation:vital-signs"))
    assert isinstance(found, Withheld)
    assert found.reasons == ("unread.blood_pressure", "unread.conditions")
    assert found.clear_first == ("blood_pressure", "problem_list")


def test_without_a_blood_pressure_there_is_a_plan_that_says_measure_first() -> None:
    found = answer(person(sppb=11, without=("systolic_mmhg", "diastolic_mmhg")))
    assert isinstance(found, ExercisePlan)
    assert found.changes == ("measure_bp_first",)


def test_in_production_an_unsigned_dosing_rule_withholds_the_plan() -> None:
    found = answer(person(sppb=8, site=Site(production=True)))
    assert found == Withheld(("unsigned_rule",), ("site_signature",), "exercise.programme_c")


def test_with_every_signature_production_shows_the_plan() -> None:
    every = frozenset(name for name, record in records("exercise/").items() if record.needs_signature)
    found = answer(person(sppb=8, site=Site(production=True, signed_rules=every)))
    assert isinstance(found, ExercisePlan)
    assert found.signed
    missing = every - {"hold.pain_next_day"}
    assert isinstance(answer(person(sppb=8, site=Site(production=True, signed_rules=missing))), Withheld)


def test_elsewhere_an_unsigned_plan_is_shown_as_unsigned_with_its_weakest_grade() -> None:
    plan = plan_of(sppb=8)
    assert not plan.signed
    assert plan.grade == "unverified"
    assert plan.sources[0] == "wei2022"


def test_a_stop_acts_in_production_without_any_signature() -> None:
    found = answer(person(condition("marfan"), sppb=8, site=Site(production=True)))
    assert found == Withheld(("K05.marfan",))


@pytest.mark.parametrize("level", "ABCD")
def test_every_id_of_a_plan_has_its_words(level: str) -> None:
    plan = plan_of(sppb=OF_LEVEL[level], tug_s=25, stage="severe_sarcopenia")
    said = {f"level.{plan.level}", f"level_from.{plan.level_from}", plan.rule}
    kinds = {"balance": plan.balance, "aerobic": plan.aerobic, "progression": plan.progression, "hold": plan.hold}
    kinds |= {"stop_in_session": plan.stop_in_session, "note": plan.notes, "change": plan.changes}
    said |= {f"{kind}.{name}" for kind, ids in kinds.items() for name in ids}
    for phase in plan.phases:
        said |= {f"phase.{phase.id}", f"aim.{phase.aim}"}
        said |= {name for movement in phase.movements for name in (movement.id, f"{movement.id}.name")}
    assert {name for name in said if name not in words()} == set()


def test_every_note_aim_and_movement_that_the_records_hold_has_its_words() -> None:
    names = {"note.ask_sppb", "note.sppb_and_gait_disagree", "note.level_lowered", "aim.same_dose"}
    for name in records("exercise/movements"):
        names |= {f"{name}.name", f"position.{records()[name].values['position']}"}
    for name in ("a", "b", "c", "d", "walking"):
        names |= {f"note.{note}" for note in programme(f"exercise.programme_{name}").notes}
    assert names <= set(words())


@pytest.mark.parametrize("level", "ABCD")
def test_every_movement_of_a_programme_is_made_for_its_level(level: str) -> None:
    for phase in for_level(level).phases:
        assert all(level in records()[movement.id].values["levels"] for movement in phase.movements)


def test_the_five_movements_of_the_trial_and_rising_from_a_chair_are_in_the_phases() -> None:
    trial = {"lying_leg_lift", "standing_leg_raise", "biceps_curl", "reverse_curl", "seated_pull_down"}
    assert trial | {"sit_to_stand"} <= movements(plan_of(sppb=8))


@pytest.mark.parametrize(
    "record",
    [
        name
        for name in records("exercise/")
        if name.startswith(("hold.", "progression.", "stop_in_session.", "note.")) and records()[name].values
    ],
)
def test_the_numbers_of_a_rule_are_the_numbers_of_its_words(record: str) -> None:
    def flat(value: object) -> list[object]:
        return [one for item in value for one in flat(item)] if isinstance(value, list) else [value]

    found = records()[record]
    for number in (one for value in found.values.values() for one in flat(value)):
        spelled = {2: ("two", "Two", "两")}.get(number, ())  # type: ignore[call-overload]  # numbers only
        for language in ("en", "zh-CN"):
            assert any(text in found.says[language] for text in (f"{number}", *spelled)), (number, language)


def test_a_programme_that_names_a_movement_of_another_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(records()["exercise.programme_a"], values=records()["exercise.programme_d"].values | {"level": "A"})
    monkeypatch.setattr(programmes, "record", lambda name: wrong if name == "made.up" else records()[name])
    with pytest.raises(BadRecordError, match=r"made\.up: movement 'movement\.sit_to_stand' is not for level A"):
        programme("made.up")


def test_vigorous_activity_is_not_advised_beside_a_cap_on_load_or_effort() -> None:
    assert plan_of(sppb=11).aerobic == ("who_aerobic",)
    assert plan_of(sppb=11, systolic_mmhg=170).aerobic == ("who_aerobic_moderate",)
    assert plan_of(condition("heart_failure", says=["nyha_2"]), sppb=11).aerobic == ("who_aerobic_moderate",)
    assert plan_of(condition("pneumonia", days=5), sppb=11).aerobic == ("walking_most_days",)


def test_after_hip_fracture_no_straight_leg_is_lifted() -> None:
    assert "lying_leg_lift" not in movements(plan_of(condition("hip_fracture", days=40), sppb=2))
    assert "lying_leg_lift" in movements(plan_of(sppb=2))


@pytest.mark.parametrize("thing", [condition("hernia"), done("laparotomy", days=30)])
def test_a_weak_abdominal_wall_is_not_strained(thing: Thing) -> None:
    assert "lying_leg_lift" not in movements(plan_of(thing, sppb=8))
