"""What holds for every person: a danger never leaves training allowed, and no plan passes a limit of its findings."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.assessment import ExercisePlan, Phase, State, Withheld
from rules.catalogue import record, records
from rules.exercise import home_bands, prescribe, weeks
from rules.exercise.changes import adapted
from rules.exercise.limits import Limits, limits
from rules.exercise.load import percent_for
from rules.exercise.programme import programme, tags
from rules.exercise.substitution import ladder
from tests.support.cases import CASES
from tests.support.records import PARTS, Person, Thing, condition, done, drug, measured, person, staged

DANGERS: tuple[Thing, ...] = (
    condition("unstable_angina"),
    condition("acute_myocardial_infarction", days=90),
    condition("coronary_disease"),
    measured("troponin_over_limit", 1, 3),
    condition("heart_failure"),
    condition("heart_failure", says=["nyha_4"]),
    condition("ventricular_tachycardia"),
    condition("complete_av_block"),
    condition("atrial_fibrillation"),
    condition("syncope", days=5),
    measured("systolic_mmhg", 165),
    measured("diastolic_mmhg", 112),
    condition("aortic_stenosis"),
    condition("aortic_aneurysm"),
    measured("mean_pap_mmhg", 60),
    condition("marfan"),
    condition("carditis", days=20),
    condition("pulmonary_embolism", days=10),
    condition("deep_vein_thrombosis", days=100),
    drug("anticoagulant"),
    condition("sepsis"),
    measured("temperature_cel", 38.4),
    measured("spo2_percent", 85),
    condition("copd_exacerbation", days=3),
    condition("proliferative_retinopathy"),
    condition("retinopathy_stage_unknown"),
    done("eye_surgery", days=10),
    condition("fracture", days=10),
    condition("osteoporosis"),
    condition("bone_metastasis"),
    done("sternotomy", days=20),
    condition("intracranial_bleed", days=10),
    condition("delirium"),
    condition("old_stroke"),
    condition("dementia"),
    condition("parkinson"),
    measured("ck_u_per_l", 3000, limit=200),
    measured("ck_u_per_l", 3000),
    measured("potassium_mmol_per_l", 6.2),
    measured("potassium_mmol_per_l", 5.8),
    measured("haemoglobin_g_per_l", 75),
    measured("glucose_mmol_per_l", 3.1),
    drug("insulin"),
    condition("diabetes"),
    condition("fall", days=30, says=["needed_care"]),
    condition("orthostatic_hypotension"),
    condition("dialysis_status"),
    condition("hernia"),
    condition("gout"),
    condition("varices"),
    measured("bmi_kg_per_m2", 15.0),
)
ORDER = (State.ALLOWED, State.MODIFIED, State.UNKNOWN, State.STOP)
LEVELS = "ABCD"
some_dangers = st.lists(st.sampled_from(DANGERS), max_size=5, unique_by=id)
function = st.fixed_dictionaries({}, optional={"sppb": st.integers(0, 12), "gait_m_per_s": st.floats(0.2, 1.6)})


def answer(who: Person) -> ExercisePlan | Withheld:
    return prescribe(who.record, who.facts, staged(), who.safety(), who.context)


def in_week(plan: ExercisePlan, week: int) -> Phase | None:
    return next((phase for phase in plan.phases if phase.first_week <= week <= phase.last_week), None)


def assert_at_least_as_strict(mild: Limits, strict: Limits) -> None:
    """Each limit of the stricter plan is at least that of the milder one; a stricter finding may stand for a milder."""
    assert strict.without_tags >= mild.without_tags
    assert strict.without_session >= mild.without_session
    for name in ("max_percent", "max_effort", "load_factor", "sets_at_most", "sessions_at_most"):
        before, after = getattr(mild, name), getattr(strict, name)
        assert before is None or (after is not None and after <= before)
    assert (strict.repetitions[0] or 0) >= (mild.repetitions[0] or 0)
    assert strict.rest_minutes_at_least >= mild.rest_minutes_at_least
    assert strict.aerobic_base_weeks >= mild.aerobic_base_weeks
    assert strict.supervised >= mild.supervised
    assert set(strict.adds_session) | set(strict.adds_hold) >= set(mild.adds_session) | set(mild.adds_hold)


def assert_no_looser(mild: ExercisePlan, strict: ExercisePlan) -> None:
    """In no week is a load, an effort or a dose of the stricter plan higher, and no movement is a harder one."""
    assert strict.supervised_weeks >= mild.supervised_weeks
    assert set(mild.hold) <= set(strict.hold)
    for week in range(1, 25):
        before, after = in_week(mild, week), in_week(strict, week)
        if before is None or after is None:
            continue
        if before.load_percent_1rm is not None and after.load_percent_1rm is not None:
            assert after.load_percent_1rm[1] <= before.load_percent_1rm[1]
        if before.effort is not None and after.effort is not None and before.effort.scale == after.effort.scale:
            assert after.effort.high <= before.effort.high
        assert after.sets[1] <= before.sets[1]
        assert after.sessions_per_week[1] <= max(before.sessions_per_week[1], 5 if after.id == "aerobic_base" else 0)
        assert (after.rest_minutes or (9, 9)) >= (before.rest_minutes or (0, 0))
        usual = {item.id for phase in programme(strict.rule).phases for item in phase.movements}
        kept = {item.id for item in after.movements}
        instead = {name for removed in usual - kept for name in ladder(removed, strict.level)}
        assert kept - usual <= instead | {"movement.usual_walk"}


def names_of(plan: ExercisePlan) -> set[str]:
    """Everything that a plan lets a person do, by id, in its phases, its weeks and its form with bands."""
    bands = home_bands(plan)
    phases = (*plan.phases, *(bands.phases if bands else ()))
    found = {item.id for phase in phases for item in phase.movements} | set(plan.daily)
    for week in weeks(plan):
        found |= {item.movement for session in week.sessions for item in session.work}
        found |= {f"traditional.{name}" for name in week.traditional}
        for day in week.days:
            found |= {*day.daily, *(f"balance.{name}" for name in day.balance)}
            found |= {f"aerobic.{name}" for name in day.aerobic}
    return found


def strictness(who: Person) -> int:
    return ORDER.index(who.safety().exercise)


@given(st.sampled_from(DANGERS), some_dangers, function)
@settings(max_examples=300, deadline=None)
def test_adding_a_danger_never_leaves_training_allowed(one: Thing, others: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    assert strictness(person(*others, one, **values)) > ORDER.index(State.ALLOWED)


@given(some_dangers, function, st.sampled_from(PARTS))
@settings(max_examples=CASES, deadline=None)
def test_an_unread_part_never_loosens_anything(things: list[Thing], values: dict, part: str) -> None:  # type: ignore[type-arg]
    who = person(*things, **values)
    known, unread = who.safety(), who.unread(part).safety()
    if known.exercise is not State.STOP:
        assert ORDER.index(unread.exercise) >= ORDER.index(known.exercise)
    assert unread.changes("exercise") >= known.changes("exercise") - {"measure_bp_first"} or isinstance(
        answer(who.unread(part)), Withheld
    )


@given(some_dangers, function)
@settings(max_examples=300, deadline=None)
def test_there_is_a_plan_exactly_where_training_is_allowed_or_modified(things: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    who = person(*things, **values)
    allowed = who.safety().exercise in (State.ALLOWED, State.MODIFIED)
    assert isinstance(answer(who), ExercisePlan) is allowed


@given(some_dangers, function)
@settings(max_examples=400, deadline=None)
def test_no_plan_contradicts_a_change_of_its_findings(things: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    who = person(*things, **values)
    plan = answer(who)
    if isinstance(plan, Withheld):
        return
    assert set(plan.changes) == who.safety().changes("exercise")
    tasks = {f"balance.{name}" for name in plan.balance} | {f"aerobic.{name}" for name in plan.aerobic}
    tasks |= {item.id for one in plan.phases for item in one.movements}
    plain = answer(person(**values))
    assert isinstance(plain, ExercisePlan)
    for change in plan.changes:
        limit = record(f"change.{change}").values
        assert not any(tags(task) & set(limit.get("without_tags", ())) for task in tasks)
        for phase in plan.phases:
            if phase.load_percent_1rm is not None:
                assert phase.load_percent_1rm[0] <= phase.load_percent_1rm[1]
                assert phase.load_percent_1rm[1] <= limit.get("max_percent_1rm", 100)
            if phase.effort is not None and phase.effort.scale == "omni_0_10":
                assert phase.effort.high <= limit.get("max_effort_0_10", 10)
            assert phase.movements
        assert LEVELS.index(plan.level) <= LEVELS.index(limit.get("level_at_most", "D"))
        if limit.get("supervised_throughout"):
            assert plan.supervised_weeks >= plan.phases[-1].last_week
        if "load_factor" in limit and plan.level == plain.level and plan.rule == plain.rule:
            usual = {phase.id: phase for phase in plain.phases}
            for after in plan.phases:
                before = usual.get(after.id)
                if before and before.load_percent_1rm is not None and after.load_percent_1rm is not None:
                    assert after.load_percent_1rm[1] <= before.load_percent_1rm[1] * limit["load_factor"]


@given(some_dangers, st.sampled_from(DANGERS), function)
@settings(max_examples=CASES, deadline=None)
def test_a_further_danger_never_loosens_a_plan(things: list[Thing], one: Thing, values: dict) -> None:  # type: ignore[type-arg]
    fewer, more = answer(person(*things, **values)), answer(person(*things, one, **values))
    if isinstance(fewer, Withheld) or isinstance(more, Withheld):
        return
    if len({getattr(item, "name", str(item)) for item in (*things, one)}) < len(things) + 1:
        return  # a newer value of the same measure replaces the older one
    assert LEVELS.index(more.level) <= LEVELS.index(fewer.level)
    assert_at_least_as_strict(limits(fewer.changes), limits(more.changes))
    if more.level == fewer.level and more.rule == fewer.rule:
        assert_no_looser(fewer, more)


@given(some_dangers, function)
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_record_changes_nothing(things: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    who = person(*things, **values)
    turned = replace(who, record=replace(who.record, conditions=who.record.conditions[::-1]))
    assert {item.id for item in turned.findings().values()} == set(who.findings())
    assert answer(turned) == answer(who)


@given(some_dangers, function)
@settings(max_examples=CASES, deadline=None)
def test_no_contraindicated_movement_appears_in_any_week_of_any_plan(things: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    plan = answer(person(*things, **values))
    if isinstance(plan, Withheld):
        return
    forbidden = {tag for change in plan.changes for tag in record(f"change.{change}").values.get("without_tags", ())}
    assert not [name for name in names_of(plan) if tags(name) & forbidden]


@given(some_dangers, function)
@settings(max_examples=300, deadline=None)
def test_no_plan_is_left_without_work_for_the_legs(things: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    plan = answer(person(*things, **values))
    if isinstance(plan, Withheld):
        return
    for phase in plan.phases:
        assert any("lower" in tags(item.id) for item in phase.movements)
        assert len({item.id for item in phase.movements}) == len(phase.movements)


ALL_CHANGES = tuple(sorted(name.removeprefix("change.") for name in records("exercise/changes")))
LEVELLED = ("a", "b", "c", "d")


@given(st.sets(st.sampled_from(ALL_CHANGES), max_size=8), st.sampled_from(LEVELLED), st.booleans())
@settings(max_examples=500, deadline=None)
def test_any_changes_together_give_a_programme_within_all_of_them(changes: set[str], level: str, ward: bool) -> None:
    asked = tuple(sorted(changes - {"walk_only"}))
    before = "exercise.programme_hospital_c" if ward and level in "cd" else ""
    found, bounds = adapted(f"exercise.programme_{level}", asked, before), limits(asked)
    assert [phase.first_week for phase in found.phases][1:] == [phase.last_week + 1 for phase in found.phases][:-1]
    for phase in found.phases:
        assert all(bounds.allow(item.id) for item in phase.movements)
        assert any("lower" in tags(item.id) for item in phase.movements)
        assert phase.repetitions[0] <= phase.repetitions[1]
        assert phase.sets[0] <= phase.sets[1] <= (bounds.sets_at_most or 9)
        if phase.load_percent_1rm is not None:
            assert phase.load_percent_1rm[0] <= phase.load_percent_1rm[1] <= (bounds.max_percent or 100)
            assert phase.repetitions[0] >= (bounds.repetitions[0] or 0)
            assert phase.repetitions[1] <= (bounds.repetitions[1] or 99)
            assert phase.sessions_per_week[1] <= (bounds.sessions_at_most or 10)


@given(some_dangers, function, st.sampled_from(["sarcopenia", "severe_sarcopenia"]))
@settings(max_examples=200, deadline=None)
def test_every_week_stays_within_its_phase(things: list[Thing], values: dict, stage: str) -> None:  # type: ignore[type-arg]
    who = person(*things, **values)
    plan = prescribe(who.record, who.facts, staged(stage), who.safety(), who.context)
    if isinstance(plan, Withheld):
        return
    for week in weeks(plan):
        phase = in_week(plan, week.number) or plan.phases[-1]
        for session in week.sessions:
            assert session.work
            for work in session.work:
                assert phase.sets[0] <= work.sets <= phase.sets[1]
                if work.counted == "repetitions":
                    assert phase.repetitions[0] <= work.repetitions <= phase.repetitions[1]
                if work.load_percent_1rm is not None:
                    assert phase.load_percent_1rm is not None
                    assert phase.load_percent_1rm[0] - 1 < work.load_percent_1rm <= phase.load_percent_1rm[1]
                    assert work.load_percent_1rm <= percent_for(work.repetitions) + 1
