"""What holds for every person: a danger never leaves training allowed, and no plan passes a limit of its findings."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.assessment import ExercisePlan, Phase, State, Withheld
from rules.catalogue import record
from rules.exercise import prescribe
from rules.exercise.programme import tags
from rules.exercise.substitution import ladder
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
        taken = {item.id for item in before.movements} - {item.id for item in after.movements}
        instead = {name for removed in taken for name in ladder(removed, mild.level)} | {"movement.usual_walk"}
        assert {item.id for item in after.movements} - {item.id for item in before.movements} <= instead


def strictness(who: Person) -> int:
    return ORDER.index(who.safety().exercise)


@given(st.sampled_from(DANGERS), some_dangers, function)
@settings(max_examples=300, deadline=None)
def test_adding_a_danger_never_leaves_training_allowed(one: Thing, others: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    assert strictness(person(*others, one, **values)) > ORDER.index(State.ALLOWED)


@given(some_dangers, function, st.sampled_from(PARTS))
@settings(max_examples=300, deadline=None)
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
            for before, after in zip(plain.phases, plan.phases, strict=True):
                if before.load_percent_1rm is not None and after.load_percent_1rm is not None:
                    assert after.load_percent_1rm[1] <= before.load_percent_1rm[1] * limit["load_factor"]


@given(some_dangers, st.sampled_from(DANGERS), function)
@settings(max_examples=300, deadline=None)
def test_a_further_danger_never_loosens_a_plan(things: list[Thing], one: Thing, values: dict) -> None:  # type: ignore[type-arg]
    fewer, more = answer(person(*things, **values)), answer(person(*things, one, **values))
    if isinstance(fewer, Withheld) or isinstance(more, Withheld):
        return
    if len({getattr(item, "name", str(item)) for item in (*things, one)}) < len(things) + 1:
        return  # a newer value of the same measure replaces the older one
    assert LEVELS.index(more.level) <= LEVELS.index(fewer.level)
    assert set(more.changes) >= set(fewer.changes)
    if more.level == fewer.level and more.rule == fewer.rule:
        assert_no_looser(fewer, more)


@given(some_dangers, function)
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_record_changes_nothing(things: list[Thing], values: dict) -> None:  # type: ignore[type-arg]
    who = person(*things, **values)
    turned = replace(who, record=replace(who.record, conditions=who.record.conditions[::-1]))
    assert {item.id for item in turned.findings().values()} == set(who.findings())
    assert answer(turned) == answer(who)
