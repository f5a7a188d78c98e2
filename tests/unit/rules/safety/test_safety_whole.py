"""The rest of the contraindication tables: one test for each sentence, at its limit and one step beyond."""

from __future__ import annotations

import pytest

from rules.assessment import Severity, State
from rules.catalogue import records, words
from rules.facts import Condition
from rules.measures import measures
from rules.safety.needs import needed_for
from rules.safety.rule import rules
from tests.support.records import Person, Thing, condition, done, drug, in_hospital, measured, ordered, person

TRUE_AS_THEY_ARE = {"K04.high", "K14.orthostatic"}


def states(*things: Thing, **values: float) -> State:
    return person(*things, **values).safety().exercise


# ── after a clearance ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.severity is Severity.STOP], ids=lambda rule: rule.id)
def test_every_stop_that_is_cleared_leaves_a_caution_that_says_so(rule: object) -> None:
    after = rule.when_cleared  # type: ignore[attr-defined]  # a safety rule
    assert after
    if after not in TRUE_AS_THEY_ARE:
        assert "cleared" in words()[after]["en"] or "agreed" in words()[after]["en"]
        assert "许可" in words()[after]["zh-CN"] or "同意" in words()[after]["zh-CN"]
        assert next(other for other in rules() if other.id == after).changes


@pytest.mark.parametrize(
    ("thing", "finding", "after"),
    [
        (condition("retinal_detachment", days=9), "K08.detachment_or_bleed", "cleared.eye"),
        (measured("glucose_mmol_per_l", 3.0, hours=20), "K13.low", "cleared.glucose"),
        (measured("sodium_mmol_per_l", 118, 3), "K12.sodium_low", "cleared.laboratory"),
        (condition("cerebral_aneurysm", days=9), "K05.cerebral_aneurysm", "cleared.vessel"),
        (condition("delirium", days=9), "K10.delirium", "cleared.brain"),
        (condition("palliative_care", days=9), "K25.palliative", "cleared.goals"),
        (measured("ck_u_per_l", 2500, 3, limit=200), "K11.creatine_kinase", "cleared.muscle"),
    ],
)
def test_what_is_left_after_a_clearance_says_nothing_that_the_record_does_not(
    thing: Thing, finding: str, after: str
) -> None:
    who = person(thing).cleared(finding)
    assert set(who.findings()) == {finding, after}
    assert who.safety().exercise is State.MODIFIED


def test_a_cleared_creatine_kinase_still_keeps_the_stage_provisional() -> None:
    who = person(measured("ck_u_per_l", 2500, 3, limit=200)).cleared("K11.creatine_kinase")
    assert {"stage_provisional", "no_problem_list_draft"} <= who.safety().changes("exercise")


# ── heart, vessels, pressure ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "state"), [(None, State.STOP), (92, State.STOP), (93, State.MODIFIED)])
def test_a_cardiac_arrest_stops_for_three_months(days: int | None, state: State) -> None:
    assert states(condition("cardiac_arrest", days=days)) is state


def test_a_syncope_whose_cause_is_named_changes_the_plan_and_one_without_stops_it() -> None:
    assert states(condition("syncope", days=28)) is State.STOP
    named = person(condition("syncope", days=28, says=["explained"]))
    assert named.safety().exercise is State.MODIFIED
    assert set(named.findings()) == {"K03.syncope_explained"}
    assert states(condition("syncope", days=29, says=["explained"])) is State.ALLOWED
    assert states(condition("syncope", days=28, says=["explained"], active=False)) is State.MODIFIED
    both = person(condition("syncope", days=3, says=["explained"]), condition("syncope", days=4))
    assert set(both.findings()) == {"K03.syncope"}


@pytest.mark.parametrize(("days", "asks"), [(None, True), (7, True), (8, False)])
def test_a_hypertensive_crisis_without_a_pressure_of_the_last_7_days_is_unknown(days: int | None, asks: bool) -> None:
    old = (measured("systolic_mmhg", 130, 8), measured("diastolic_mmhg", 75, 8))
    who = person(condition("hypertensive_crisis", days=days), *old)
    assert ("K04.crisis_unmeasured" in who.findings()) is asks
    assert who.safety().exercise is (State.UNKNOWN if asks else State.ALLOWED)
    known = (measured("systolic_mmhg", 150, 7), measured("diastolic_mmhg", 75, 7))
    assert states(condition("hypertensive_crisis", days=days), *known) is (State.MODIFIED if asks else State.ALLOWED)


def severe(*concepts: str) -> Condition:
    return condition(*concepts, days=400, says=["severe"])


def test_a_new_aortic_valve_ends_the_severe_stenosis_it_replaced_and_no_other_valve_disease() -> None:
    valve = done("valve_replaced", days=300)
    replaced = person(severe("aortic_stenosis", "valve_disease"), valve)
    assert set(replaced.findings()) == {"K05.valve_replaced"}
    mitral = person(severe("other_valve_disease", "valve_disease"), valve)
    assert {"K05.severe_valve_disease", "K05.valve_replaced"} == set(mitral.findings())
    both = person(severe("aortic_stenosis", "other_valve_disease", "valve_disease"), valve)
    assert "K05.severe_valve_disease" in both.findings()


def test_a_symptomatic_valve_that_is_not_graded_is_supervised_and_light() -> None:
    symptomatic = condition("aortic_stenosis", "valve_disease", days=9, says=["symptomatic", "moderate"])
    assert {"supervised", "max_load_40"} <= person(symptomatic).safety().changes("exercise")
    unnamed = condition("valve_disease", days=9, says=["severe"])
    assert "K05.severe_valve_disease" in person(unnamed).findings()


# ── eye, bone, joints ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_acute_retinal_haemorrhage_stops_and_one_that_is_not_said_to_be_acute_asks() -> None:
    assert states(condition("retinal_haemorrhage", says=["flare"])) is State.STOP
    asked = person(condition("retinal_haemorrhage"))
    assert asked.safety().exercise is State.MODIFIED
    assert "no_head_down" in asked.safety().changes("exercise")


@pytest.mark.parametrize(("days", "state"), [(None, State.STOP), (184, State.STOP), (185, State.MODIFIED)])
def test_a_fracture_that_heals_late_stops_for_six_months(days: int | None, state: State) -> None:
    rule = {State.STOP: "K09.delayed_union", State.MODIFIED: "K09.old_delayed_union"}[state]
    assert set(person(condition("delayed_union", days=days)).findings()) == {rule}


@pytest.mark.parametrize(("days", "state"), [(None, State.MODIFIED), (84, State.MODIFIED), (85, State.ALLOWED)])
def test_an_operation_on_the_spine_spares_it_for_twelve_weeks(days: int | None, state: State) -> None:
    who = person(done("spine_surgery", days=days))
    assert who.safety().exercise is state
    assert ("no_spine_flexion" in who.safety().changes("exercise")) is (state is State.MODIFIED)


@pytest.mark.parametrize(("days", "state"), [(None, State.STOP), (30, State.STOP), (31, State.ALLOWED)])
def test_a_dislocated_joint_stops_for_30_days(days: int | None, state: State) -> None:
    assert states(condition("dislocation", days=days)) is state


def test_a_joint_that_is_only_called_unstable_is_spared_and_asked_about() -> None:
    assert set(person(condition("joint_instability")).safety().changes("exercise")) >= {"spare_injured_part"}
    assert "joint.instability" not in person(condition("joint_instability"), condition("dislocation")).findings()


@pytest.mark.parametrize("joint", ["knee_osteoarthritis", "hip_osteoarthritis"])
def test_arthrosis_of_knee_or_hip_trains_in_the_range_that_does_not_hurt(joint: str) -> None:
    assert person(condition(joint)).safety().changes("exercise") == {"pain_free_range", "joint_friendly"}


# ── brain, muscle, infection, kidney, liver ─────────────────────────────────────────────────────────────────────────


def test_dementia_that_follows_no_cue_stops_and_agitation_of_unknown_severity_is_supervised() -> None:
    assert states(condition("dementia", says=["cannot_follow_cues"])) is State.STOP
    assert states(condition("dementia", says=["agitated", "severe"])) is State.STOP
    agitated = person(condition("dementia", says=["agitated"]))
    assert agitated.safety().exercise is State.MODIFIED
    assert "dementia.behaviour" in agitated.findings()


@pytest.mark.parametrize("disease", ["myasthenia", "myositis", "myopathy", "multiple_sclerosis"])
@pytest.mark.parametrize("says", ["flare", "unstable"])
def test_a_known_muscle_disease_keeps_the_stage_provisional_and_its_crisis_stops(disease: str, says: str) -> None:
    known = person(condition(disease))
    assert {"stage_provisional", "no_problem_list_draft"} <= known.safety().changes("exercise")
    assert states(condition(disease, days=92, says=[says])) is State.STOP
    assert states(condition(disease, days=93, says=[says])) is State.MODIFIED


@pytest.mark.parametrize(("days", "inside"), [(None, True), (28, True), (29, False)])
def test_an_acute_infection_stops_in_hospital_and_halves_the_load_at_home_for_four_weeks(
    days: int | None, inside: bool
) -> None:
    assert states(condition("acute_infection", days=days), in_hospital()) is (State.STOP if inside else State.ALLOWED)
    assert states(condition("acute_infection", days=days)) is (State.MODIFIED if inside else State.ALLOWED)


def test_kidney_failure_of_unknown_kind_is_light_work_until_an_egfr_is_known() -> None:
    failure = condition("kidney_failure_unspecified", "chronic_kidney_disease")
    assert {"half_load", "supervised"} <= person(failure).safety().changes("exercise")
    for known in (person(failure, egfr_ml_per_min=50.0), person(failure, condition("dialysis_status"))):
        assert "kidney.failure_unspecified" not in known.findings()


def test_portal_hypertension_is_trained_like_varices() -> None:
    changes = person(condition("portal_hypertension")).safety().changes("exercise")
    assert changes == person(condition("varices")).safety().changes("exercise")
    assert changes == {"max_load_40", "no_breath_holding", "high_repetitions"}


# ── pressure on standing ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("symptom", ["dizziness", "syncope"])
@pytest.mark.parametrize(("days", "stops"), [(None, True), (92, True), (93, False)])
def test_a_fall_of_pressure_with_dizziness_or_syncope_of_the_last_three_months_stops(
    symptom: str, days: int | None, stops: bool
) -> None:
    one = condition(symptom, days=days, says=["explained"])
    assert ("K14.orthostatic_dizziness" in person(one, condition("orthostatic_hypotension")).findings()) is stops
    assert ("K14.orthostatic_dizziness" in person(one, systolic_drop_mmhg=20).findings()) is stops
    assert "K14.orthostatic_dizziness" not in person(one, systolic_drop_mmhg=19).findings()
    over = condition(symptom, days=days, active=False, says=["explained"])
    is_event = stops and days is not None
    assert ("K14.orthostatic_dizziness" in person(over, systolic_drop_mmhg=20).findings()) is is_event


def test_dizziness_alone_changes_nothing() -> None:
    assert states(condition("dizziness", days=3)) is State.ALLOWED


# ── what each rule needs ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_names_the_parts_of_the_record_that_its_evidence_stands_in() -> None:
    by_id = {rule.id: rule for rule in rules()}
    assert by_id["K01.acute_coronary"].needs == ("Condition",)
    assert by_id["K04.very_high"].needs == ("Observation:vital-signs",)
    assert by_id["K02.iv_diuretic"].needs == (
        "Condition",
        "MedicationAdministration",
        "MedicationRequest",
        "MedicationStatement",
    )
    assert by_id["K25.palliative"].needs == ("CarePlan", "Condition", "Procedure", "ServiceRequest")
    assert by_id["K07.pneumonia"].needs == ("Condition", "Encounter")
    assert by_id["K12.inr_high"].needs == ("Observation:laboratory",)
    assert by_id["contradiction.dementia"].needs == ("Condition", "Observation:muscle")
    silent = {rule.id for rule in rules() if not rule.needs}
    assert silent == {rule.id for rule in rules() if {trigger.finds for trigger in rule.triggers} == {"never"}}


CORE = ("Condition", "Observation:vital-signs", "Observation:laboratory", "Procedure")


@pytest.mark.parametrize("part", CORE)
@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.severity is Severity.STOP], ids=lambda rule: rule.id)
def test_a_stop_whose_evidence_could_not_be_read_is_never_taken_for_absent(rule: object, part: str) -> None:
    if part in rule.needs:  # type: ignore[attr-defined]  # a safety rule
        assert person().unread(part).safety().exercise is State.UNKNOWN


def test_every_measure_that_a_rule_asks_for_is_known() -> None:
    asked = {
        name
        for record in records("safety/").values()
        for trigger in record.values.get("triggers", ())
        for name in (trigger.get("measure"), *trigger.get("measures", ()))
        if name
    }
    assert asked <= measures().keys()


def test_palliative_care_that_was_only_ordered_stops_all_the_same() -> None:
    assert person(ordered("palliative_care")).safety().exercise is State.STOP


# ── drugs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("classes", "rule"),
    [
        ("benzodiazepine", "sedating"),
        ("antipsychotic", "sedating"),
        ("antidepressant", "sedating"),
        ("opioid", "sedating"),
        ("antiepileptic", "sedating"),
        ("levodopa", "levodopa"),
    ],
)
def test_a_drug_that_may_harm_is_a_note_about_its_prescriber_and_leaves_training_allowed(
    classes: str, rule: str
) -> None:
    who = person(drug(classes))
    assert who.findings()[f"K23.{rule}"].severity is Severity.NOTE
    assert who.safety().exercise is State.ALLOWED
    assert f"K23.{rule}" not in person(drug(classes, active=False)).findings()


@pytest.mark.parametrize(("days", "said"), [(20, False), (21, False), (22, True), (None, True)])
def test_a_glucocorticoid_is_named_after_more_than_three_weeks_or_where_its_start_is_unknown(
    days: int | None, said: bool
) -> None:
    assert ("K23.glucocorticoid" in person(drug("glucocorticoid", days=days)).findings()) is said


def signs(*things: Thing) -> Person:
    return person(drug("statin"), *things)


def test_a_statin_is_named_beside_a_sign_of_muscle_disease_and_not_without() -> None:
    assert "K23.statin_and_muscle" not in signs().findings()
    assert "K23.statin_and_muscle" in signs(measured("ck_u_per_l", 1100, 2, limit=200)).findings()
    assert "K23.statin_and_muscle" in signs(condition("dark_urine")).findings()
    assert "K23.statin_and_muscle" not in person(condition("dark_urine")).findings()


NEVER_ABRUPTLY = ("K23.glucocorticoid", "K23.sedating", "K23.levodopa", "K03.beta_blocker", "K13.hypoglycaemia_drug")


@pytest.mark.parametrize("rule", NEVER_ABRUPTLY)
def test_what_must_not_end_suddenly_says_review_with_the_prescriber_and_never_abruptly(rule: str) -> None:
    said = words()[f"action.{rule}"]
    assert "prescriber" in said["en"]
    assert "abruptly" in said["en"]
    assert "处方医生" in said["zh-CN"]
    assert "切勿突然" in said["zh-CN"]


def test_a_statin_is_never_ended_for_sarcopenia_alone() -> None:
    assert "Sarcopenia alone is no reason" in words()["action.K23.statin_and_muscle"]["en"]
    assert "仅有肌少症不是" in words()["action.K23.statin_and_muscle"]["zh-CN"]


def test_a_finding_of_any_domain_says_what_it_needs_to_have_been_read() -> None:
    assert needed_for("K12.inr_high") == ("Observation:laboratory",)
    assert needed_for("unread.allergies") == ("AllergyIntolerance",)
    assert needed_for("K20.lactose") == ()
