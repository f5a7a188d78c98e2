"""The plan week by week: days, doses, progress, reviews; the ward before home; bands; loads from a test set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules.assessment import Effort, ExercisePlan, Movement, Withheld
from rules.catalogue import record, records, words
from rules.context import Moment, Site
from rules.exercise import home_bands, prescribe, weeks
from rules.exercise.library import library
from rules.exercise.load import NotATestSetError, estimated_1rm_kg, load_kg, percent_for, repetitions_for
from rules.exercise.programme import programme, tags
from rules.exercise.week import Week
from tests.support.records import Thing, condition, in_hospital, person, staged

START = date(2026, 11, 2)
OF_LEVEL = {"A": 2, "B": 5, "C": 8, "D": 11}


def plan_of(*things: Thing, stage: str = "sarcopenia", **values: float) -> ExercisePlan:
    who = person(*things, **values)
    found = prescribe(who.record, who.facts, staged(stage), who.safety(), who.context)
    assert not isinstance(found, Withheld), found
    return found


def dose(week: Week) -> tuple[int, int, float | None]:
    """Sets, repetitions and the share of the maximum of the first session."""
    work = week.sessions[0].work
    percents = {item.load_percent_1rm for item in work if item.load_percent_1rm is not None}
    assert len(percents) <= 1
    return work[0].sets, work[0].repetitions, percents.pop() if percents else None


def training_days(week: Week) -> list[int]:
    return [day.number for day in week.days if day.session]


@pytest.mark.parametrize("level", "ABCD")
def test_a_plan_runs_24_weeks_of_7_days_from_its_first_day(level: str) -> None:
    every = weeks(plan_of(sppb=OF_LEVEL[level]), START)
    assert [week.number for week in every] == list(range(1, 25))
    assert (every[0].starts, every[1].starts) == (START, date(2026, 11, 9))
    assert [day.on for day in every[0].days] == [date(2026, 11, day) for day in range(2, 9)]


def test_without_a_first_day_there_are_no_dates() -> None:
    every = weeks(plan_of(sppb=8))
    assert all(week.starts is None and week.review_on is None for week in every)
    assert all(day.on is None for week in every for day in week.days)


def test_level_d_goes_from_many_repetitions_to_heavy_loads() -> None:
    every = [dose(week) for week in weeks(plan_of(sppb=11))]
    assert [percent for _, _, percent in every[:8]] == [40, 42, 45, 48, 51, 54, 57, 60]
    assert [count for _, count, _ in every[:8]] == [20, 19, 18, 17, 16, 15, 14, 12]
    assert [sets for sets, _, _ in every[:8]] == [2, 2, 2, 3, 3, 4, 4, 4]
    assert (every[0], every[7]) == ((2, 20, 40), (4, 12, 60))
    assert (every[8], every[15]) == ((3, 12, 60), (4, 5, 80))
    assert (every[16], every[23]) == ((3, 8, 70), (4, 5, 85))


def test_level_c_never_plans_above_75_per_cent_and_keeps_two_repetitions_in_reserve() -> None:
    every = [dose(week) for week in weeks(plan_of(sppb=8))]
    assert (every[0], every[7]) == ((1, 12, 40), (3, 8, 60))
    assert (every[8], every[15]) == ((2, 12, 60), (3, 8, 75))
    assert (every[16], every[23]) == ((2, 10, 70), (3, 8, 75))
    assert max(percent for _, _, percent in every if percent) == 75


def test_level_b_adds_repetitions_before_load() -> None:
    every = [dose(week) for week in weeks(plan_of(sppb=5))][:12]
    assert every[:4] == [(1, 8, 20), (1, 12, 20), (2, 8, 40), (2, 12, 40)]
    assert every[4:8] == [(2, 8, 40), (2, 12, 40), (2, 8, 50), (2, 12, 50)]
    assert every[8:] == [(2, 8, 50), (2, 12, 50), (2, 8, 60), (2, 12, 60)]


def test_level_a_adds_repetitions_alone_in_two_or_three_bouts_a_day() -> None:
    every = weeks(plan_of(sppb=2))
    assert (dose(every[0]), dose(every[11])) == ((1, 8, None), (1, 10, None))
    assert {session.bouts_per_day for week in every for session in week.sessions} == {(2, 3)}
    assert training_days(every[0]) == [1, 2, 3, 4, 5, 6, 7]


def test_after_its_programme_a_lower_level_goes_on_with_its_last_dose_as_supervised_as_before() -> None:
    every = weeks(plan_of(sppb=5))
    assert [week.continued for week in every] == [False] * 12 + [True] * 12
    assert {dose(week) for week in every[11:]} == {(2, 12, 60)}
    assert all(week.supervised for week in every)


def test_a_capped_phase_keeps_the_load_and_only_the_repetitions_rise() -> None:
    every = [dose(week) for week in weeks(plan_of(sppb=8, systolic_mmhg=165))]
    assert {percent for _, _, percent in every[8:]} == {60}
    assert [count for _, count, _ in every[8:16]] == [8, 8, 9, 9, 10, 10, 11, 12]
    assert {count for _, count, _ in every[16:]} == {12}
    assert {sets for sets, _, _ in every[8:]} == {3}


def test_severe_sarcopenia_stays_at_the_low_end_for_the_four_supervised_weeks() -> None:
    severe = weeks(plan_of(sppb=8, stage="severe_sarcopenia"))
    assert [dose(week) for week in severe[:4]] == [(1, 12, 40)] * 4
    assert [week.supervised for week in severe[:6]] == [True] * 4 + [False] * 2
    assert dose(severe[4])[2] == 45
    assert dose(severe[7]) == (3, 8, 60)


def test_strength_days_do_not_follow_each_other_and_become_three_after_eight_weeks() -> None:
    every = weeks(plan_of(sppb=8))
    assert {tuple(training_days(week)) for week in every[:8]} == {(1, 4)}
    assert {tuple(training_days(week)) for week in every[8:]} == {(1, 3, 5)}


def test_sessions_take_turns_through_all_weeks() -> None:
    names = [day.session for week in weeks(plan_of(sppb=8)) for day in week.days if day.session]
    assert names == ["A", "B"] * (len(names) // 2)
    one, other = weeks(plan_of(sppb=8))[0].sessions
    assert {item.movement for item in one.work} != {item.movement for item in other.work}
    both = {item.movement for item in one.work} & {item.movement for item in other.work}
    assert "movement.sit_to_stand" in both


def test_balance_comes_on_three_days_and_walking_on_most() -> None:
    week = weeks(plan_of(sppb=8))[0]
    assert [day.number for day in week.days if day.balance] == [2, 4, 6]
    assert [day.number for day in week.days if day.aerobic] == [2, 3, 4, 6, 7]


def test_a_daily_task_stands_on_every_day() -> None:
    plan = plan_of(condition("osteoporosis"), condition("dementia"), sppb=8)
    for day in weeks(plan)[0].days:
        assert day.daily == plan.daily != ()
        assert "daily_balance_at_support" in day.balance


def test_loads_are_said_where_weights_carry_them_and_effort_everywhere() -> None:
    session = weeks(plan_of(sppb=8))[0].sessions[0]
    percent = {item.movement: item.load_percent_1rm for item in session.work}
    assert percent["movement.sit_to_stand"] == 40
    assert percent["movement.seated_row"] is None
    assert session.effort == Effort("omni_0_10", 5, 6)
    assert session.rest_minutes == (2.0, 3.0)
    assert session.tempo == "controlled"


@pytest.mark.parametrize("level", "BCD")
def test_a_session_ends_within_its_minutes_when_movements_go_in_pairs(level: str) -> None:
    for things in ((), (condition("hypertension"),)):
        plan = plan_of(*things, sppb=OF_LEVEL[level])
        fewest = {phase.id: phase.sets[0] for phase in plan.phases}
        for week in weeks(plan):
            for session in week.sessions:
                tempo, sets = record(f"tempo.{session.tempo}").values, session.work[0].sets
                working = session.work[0].repetitions * (tempo["up_seconds"] + tempo["down_seconds"])
                assert session.rest_minutes is not None
                pairs = -(-len(session.work) * sets // 2)
                minutes = pairs * (working + max(working, session.rest_minutes[0] * 60)) / 60
                assert minutes <= session.minutes[1] or sets == fewest[week.phase]


def test_longer_rests_leave_fewer_sets() -> None:
    usual, rested = weeks(plan_of(sppb=11)), weeks(plan_of(condition("hypertension"), sppb=11))
    assert dose(usual[23])[0] == 4
    assert dose(rested[23])[0] == 3


def test_reviews_fall_on_the_days_of_follow_up_and_where_a_phase_ends() -> None:
    found = {week.number: week.reviews for week in weeks(plan_of(sppb=8), START) if week.reviews}
    assert found == {
        2: ("follow_up.week_2",),
        4: ("follow_up.week_4",),
        8: ("follow_up.week_8", "review.phase_end"),
        12: ("follow_up.week_12",),
        16: ("review.phase_end",),
        24: ("follow_up.week_24",),
    }
    assert weeks(plan_of(sppb=8), START)[1].review_on == date(2026, 11, 16)


def test_every_week_carries_the_rules_of_progress_and_of_waiting() -> None:
    plan = plan_of(sppb=8)
    for week in weeks(plan):
        assert week.progression == plan.progression
        assert week.hold == plan.hold
    assert {"two_for_two", "phase_change"} <= set(plan.progression)
    assert {"missed_over_one_week", "missed_over_three_weeks"} <= set(plan.hold)


def test_walking_as_usual_lasts_four_weeks_and_asks_the_specialist_again() -> None:
    every = weeks(plan_of(condition("bone_metastasis"), sppb=8), START)
    assert len(every) == 4
    assert every[-1].reviews == ("review.specialist",)
    assert {day.session for week in every for day in week.days} == {"A"}
    (work,) = every[0].sessions[0].work
    assert (work.movement, work.counted, work.repetitions) == ("movement.usual_walk", "minutes", 5)


def test_a_walking_base_is_counted_in_minutes_and_walks_once_a_day() -> None:
    week = weeks(plan_of(condition("heart_failure", says=["nyha_2"]), sppb=8))[0]
    assert week.sessions[0].work[0].repetitions == 10
    assert training_days(week) == [1, 2, 3, 4, 5]
    assert not any(day.aerobic for day in week.days)


def test_a_plan_without_phases_has_no_weeks() -> None:
    assert weeks(replace(plan_of(sppb=8), phases=())) == ()


# ── the ward ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("level", "BCD")
def test_in_hospital_levels_b_to_d_train_once_or_twice_on_weekdays_and_then_go_home(level: str) -> None:
    ward, home = plan_of(in_hospital(), sppb=OF_LEVEL[level]), plan_of(sppb=OF_LEVEL[level])
    first, *others = ward.phases
    assert (first.id, first.first_week, first.last_week) == ("hospital", 1, 2)
    assert (first.sessions_per_week, first.bouts_per_day, first.minutes) == ((5, 10), (1, 2), (10, 20))
    assert (first.sets, first.repetitions, first.load_percent_1rm) == ((2, 3), (8, 10), (30, 60))
    assert first.effort == Effort("omni_0_10", 3, 5)
    assert (ward.rule, ward.then) == (f"exercise.programme_hospital_{'b' if level == 'B' else 'c'}", home.rule)
    assert [phase.id for phase in others] == [phase.id for phase in home.phases]
    assert others[0].first_week == 3
    assert max(phase.last_week for phase in others) == (14 if level == "B" else 24)
    assert ward.supervised_weeks == (14 if level == "B" else 2)
    assert "hospital_stay" in ward.notes


def test_level_a_keeps_its_bouts_in_hospital_and_a_lesion_of_bone_its_walks() -> None:
    assert plan_of(in_hospital(), sppb=2).rule == "exercise.programme_a"
    assert plan_of(in_hospital(), condition("myeloma"), sppb=8).rule == "exercise.programme_walking"


def test_on_a_ward_nobody_balances_without_a_hold_and_nothing_traditional_begins() -> None:
    every = weeks(plan_of(in_hospital(), sppb=8))
    assert training_days(every[0]) == [1, 2, 3, 4, 5]
    assert not any("unsupported" in tags(f"balance.{name}") for day in every[0].days for name in day.balance)
    assert any("unsupported" in tags(f"balance.{name}") for day in every[5].days for name in day.balance)
    assert (every[0].traditional, every[2].traditional) == ((), ("tai_chi", "baduanjin", "yi_jin_jing"))


@pytest.mark.parametrize("changed", [{"running": False}, {"inpatient": False}])
def test_a_stay_that_is_over_or_no_stay_in_a_bed_keeps_the_plan_for_home(changed: dict[str, bool]) -> None:
    stay = replace(in_hospital(), **changed)
    assert plan_of(stay, sppb=8).rule == "exercise.programme_c"


@pytest.mark.parametrize("moment", Moment)
def test_at_discharge_the_plan_for_home_goes_along_although_the_stay_still_runs(moment: Moment) -> None:
    who = person(in_hospital(), sppb=8)
    found = prescribe(who.record, who.facts, staged(), who.safety(), replace(who.context, moment=moment))
    assert isinstance(found, ExercisePlan)
    home = plan_of(sppb=8)
    assert (found == home) is (moment is Moment.ENCOUNTER_DISCHARGE)
    assert (found.phases[0].id == "hospital") is (moment is not Moment.ENCOUNTER_DISCHARGE)


@pytest.mark.parametrize(
    "unsigned", ["traditional.tai_chi", "exercise.repetitions_in_reserve", "exercise.hospital_stay"]
)
def test_every_record_that_doses_asks_for_its_signature(unsigned: str) -> None:
    every = frozenset(name for name, entry in records("exercise/").items() if entry.needs_signature)
    who = person(in_hospital(), sppb=8, site=Site(production=True, signed_rules=every - {unsigned}))
    found = prescribe(who.record, who.facts, staged(), who.safety(), who.context)
    assert found == Withheld(("unsigned_rule",), ("site_signature",), unsigned)


def test_the_signatures_of_both_programmes_are_asked_for() -> None:
    assert plan_of(in_hospital(), sppb=8).sources[0] == "project"
    assert "wei2022" in plan_of(in_hospital(), sppb=8).sources


# ── at home with bands ──────────────────────────────────────────────────────────────────────────────────────────────


def test_bands_go_by_repetitions_and_effort_in_the_weeks_of_their_trial() -> None:
    plan = plan_of(sppb=8)
    bands = home_bands(plan)
    assert bands is not None
    assert [(phase.first_week, phase.last_week, phase.repetitions) for phase in bands.phases] == [
        (1, 3, (8, 10)),
        (4, 6, (10, 12)),
        (7, 12, (15, 15)),
    ]
    assert {phase.load_percent_1rm for phase in bands.phases} == {None}
    assert {phase.effort for phase in bands.phases} == {Effort("omni_0_10", 5, 6)}
    carried = {name for phase in bands.phases for item in phase.movements for name in library()[item.id].loading}
    assert "band" in carried
    for phase in bands.phases:
        assert all({"band", "body_weight"} & set(library()[item.id].loading) for item in phase.movements)


def test_bands_stay_within_the_safety_changes_and_after_the_walking_base() -> None:
    bone = home_bands(plan_of(condition("osteoporosis"), sppb=8))
    assert bone is not None
    assert [phase.repetitions for phase in bone.phases] == [(8, 10), (10, 12), (12, 12)]
    many = home_bands(plan_of(condition("varices"), sppb=8))
    assert many is not None
    assert [phase.repetitions for phase in many.phases] == [(12, 12), (12, 12), (15, 15)]
    heart = home_bands(plan_of(condition("heart_failure", says=["nyha_2"]), sppb=8))
    assert heart is not None
    assert [(phase.id, phase.first_week) for phase in heart.phases][:2] == [("aerobic_base", 1), ("bands_1", 5)]


def test_what_only_a_machine_can_load_is_done_with_a_band_at_home() -> None:
    plan = plan_of(sppb=8)
    gym = tuple(replace(phase, movements=(Movement("movement.machine_row", (1, 3), (8, 12)),)) for phase in plan.phases)
    bands = home_bands(replace(plan, phases=gym))
    assert bands is not None
    assert {item.id for item in bands.phases[0].movements} >= {"movement.seated_row"}
    assert all("machine" not in library()[item.id].loading for phase in bands.phases for item in phase.movements)


def test_body_weight_and_walking_plans_have_no_form_with_bands() -> None:
    assert home_bands(plan_of(sppb=2)) is None
    assert home_bands(plan_of(condition("myeloma"), sppb=8)) is None


# ── loads ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("load", "count", "maximum"), [(30, 10, 40), (30, 5, 35), (24, 6, 28.8)])
def test_a_maximum_is_estimated_from_a_set_of_five_to_ten(load: float, count: int, maximum: float) -> None:
    assert estimated_1rm_kg(load, count) == pytest.approx(maximum)


@pytest.mark.parametrize(("load", "count"), [(30, 4), (30, 11), (30, 1), (0, 8), (-5, 8)])
def test_no_maximum_is_estimated_from_another_set(load: float, count: int) -> None:
    with pytest.raises(NotATestSetError, match="A set of 5 to 10 repetitions"):
        estimated_1rm_kg(load, count)


def test_a_working_load_is_rounded_down_to_half_a_kilogram() -> None:
    assert load_kg(40, 40) == 16.0
    assert load_kg(41, 40) == 16.0
    assert load_kg(41.25, 40) == 16.5


def test_what_is_possible_with_a_load_follows_from_the_estimate() -> None:
    assert (percent_for(8), percent_for(12)) == (78, 71)
    assert repetitions_for(75) == pytest.approx(10)


def test_kilograms_are_said_where_a_maximum_was_estimated() -> None:
    week = weeks(plan_of(sppb=11), None, {"movement.hip_hinge": estimated_1rm_kg(15, 10)})[0]
    said = {item.movement: item.load_kg for item in week.sessions[0].work}
    assert said["movement.hip_hinge"] == 8.0
    assert said["movement.sit_to_stand"] is None
    bands = weeks(plan_of(sppb=11), None, {"movement.seated_row": 30.0})[0]
    assert {item.load_kg for item in bands.sessions[0].work} == {None}


# ── the records ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_schedule_fits_as_many_days_as_it_says() -> None:
    values = record("exercise.schedule").values
    for name in ("loaded_days", "other_days"):
        assert [len(days) for days in values[name]] == [1, 2, 3, 4, 5, 6, 7]
        assert all(days == sorted(set(days)) and set(days) <= set(range(1, 8)) for days in values[name])
    assert values["loaded_days"][:3] == [[1], [1, 4], [1, 3, 5]]
    assert values["loaded_days"][3:5] == [[1, 2, 4, 5], [1, 2, 3, 4, 5]]
    assert values["other_days"][:5] == [[2], [2, 6], [2, 4, 6], [2, 4, 6, 7], [2, 3, 4, 6, 7]]
    assert values["loaded_days"][5] == [1, 2, 3, 4, 5, 6]
    assert values["other_days"][5] == [1, 2, 3, 4, 6, 7]


def test_tempos_are_those_of_their_records() -> None:
    slow, fast = record("tempo.controlled").values, record("tempo.fast_up").values
    assert (slow["up_seconds"], slow["down_seconds"]) == (2, 2)
    assert (fast["up_seconds"], fast["down_seconds"], fast["power_percent_1rm"]) == (1, 2, [40, 60])
    assert record("exercise.repetitions_in_reserve").values["beginners"] == [2, 4]


def test_every_id_of_the_weeks_has_its_words() -> None:
    said = set()
    for things in ((), (in_hospital(),), (condition("heart_failure", says=["nyha_2"]),), (condition("myeloma"),)):
        for sppb in OF_LEVEL.values():
            plan = plan_of(*things, sppb=sppb)
            bands = home_bands(plan)
            for week in weeks(plan) + (weeks(bands) if bands else ()):
                said |= {f"phase.{week.phase}", f"aim.{week.aim}", *week.reviews}
                said |= {f"traditional.{name}" for name in week.traditional}
                said |= {f"tempo.{session.tempo}" for session in week.sessions if session.tempo}
                said |= {f"note.{note}" for note in plan.notes}
    assert said - set(words()) == set()


def test_every_programme_names_how_long_a_plan_runs_and_two_turns_at_most() -> None:
    for name in ("a", "b", "c", "d", "hospital_b", "hospital_c"):
        assert programme(f"exercise.programme_{name}").plan_weeks == 24
    assert programme("exercise.programme_walking").plan_weeks == 4


@pytest.mark.parametrize(
    "unsettled",
    [(condition("copd_exacerbation", days=3),), (condition("acute_kidney_injury", days=2),)],
    ids=["half load", "kidneys"],
)
def test_who_is_not_stable_trains_no_ward_programme(unsettled: tuple[Thing, ...]) -> None:
    plan = plan_of(in_hospital(), *unsettled, sppb=8, spo2_percent=92)
    assert plan.changes
    assert plan.phases[0].id != "hospital"
