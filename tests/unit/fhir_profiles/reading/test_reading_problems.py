"""Conditions: which codes and words stand for which concept, in both worlds of ICD-10 and in two languages."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import Condition
from tests.support.fhir_resources import (
    ICD10,
    ICD10_CHINA,
    ICD10_CM,
    SNOMED,
    concept,
    condition,
    reasons_of,
    record_of,
)


def concepts(system: str | None = None, code: str | None = None, text: str | None = None) -> frozenset[str]:
    return frozenset().union(*(c.concepts for c in record_of(condition(system, code, text)).conditions))


def the_condition(text: str, **elements: Any) -> Condition:
    (found,) = record_of(condition(text=text, **elements)).conditions
    return found


@pytest.mark.parametrize(
    ("code", "wanted", "unwanted"),
    [
        ("M62.84", "sarcopenia", ""),
        ("E11.359", "proliferative_retinopathy", "retinopathy_stage_unknown"),
        ("E11.3293", "nonproliferative_retinopathy", "proliferative_retinopathy"),
        ("E11.319", "retinopathy_stage_unknown", "proliferative_retinopathy"),
        ("E11.36", "diabetes", "retinopathy_stage_unknown"),
        ("K40.90", "hernia", "hernia_complicated"),
        ("K40.30", "hernia_complicated", ""),
        ("F10.120", "intoxication", ""),
        ("F10.10", "alcohol_misuse", "intoxication"),
        ("F10.0", "alcohol_misuse", "intoxication"),
        ("R29.6", "fall", ""),
        ("Z91.81", "tendency_to_fall", "fall"),
        ("N18.6", "end_stage_renal_disease", ""),
        ("M80.08XA", "osteoporosis_with_fracture", ""),
        ("I82.401", "deep_vein_thrombosis", ""),
        ("M06.9", "inflammatory_arthritis", ""),
    ],
)
def test_icd10_cm_is_read_with_its_own_meanings(code: str, wanted: str, unwanted: str) -> None:
    assert wanted in concepts(ICD10_CM, code)
    assert unwanted not in concepts(ICD10_CM, code)


@pytest.mark.parametrize(
    ("code", "wanted", "unwanted"),
    [
        ("E11.3", "retinopathy_stage_unknown", "proliferative_retinopathy"),
        ("E11.300x031", "retinopathy_stage_unknown", "proliferative_retinopathy"),
        ("H36.0", "retinopathy_stage_unknown", ""),
        ("E11.3†+H36.0*", "retinopathy_stage_unknown", ""),
        ("F10.0", "intoxication", ""),
        ("F10.100", "alcohol_misuse", "intoxication"),
        ("R29.6", "tendency_to_fall", "fall"),
        ("N18.0", "end_stage_renal_disease", ""),
        ("I20.000", "unstable_angina", ""),
        ("I21.900x001", "acute_myocardial_infarction", ""),
        ("E10.0", "hyperosmolar_state", ""),
        ("I80.2", "deep_vein_thrombosis", ""),
    ],
)
@pytest.mark.parametrize("system", [ICD10, ICD10_CHINA, "http://hl7.org/fhir/sid/icd-10-cn"])
def test_who_and_chinese_icd10_are_read_with_theirs(system: str, code: str, wanted: str, unwanted: str) -> None:
    assert wanted in concepts(system, code)
    assert unwanted not in concepts(system, code)


@pytest.mark.parametrize("code", ["K44.9", "K44.900", "H33.1", "S72.001S", "I1", "Z94.01X9", "R03.0"])
def test_a_code_next_to_a_listed_one_is_not_listed(code: str) -> None:
    restricting = {"hernia", "retinal_detachment", "fracture", "hypertension", "hernia_complicated"}
    assert not concepts(ICD10_CM, code) & restricting


@pytest.mark.parametrize("code", ["E11.359", "e11.359", "E11359", " E11.359 "])
def test_dots_case_and_spaces_of_an_icd10_code_do_not_matter(code: str) -> None:
    assert "proliferative_retinopathy" in concepts(ICD10_CM, code)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("772791006", "sarcopenia"),
        ("59276001", "proliferative_retinopathy"),
        ("4557003", "unstable_angina"),
        ("399211009", "old_myocardial_infarction"),
        ("88805009", "heart_failure"),
        ("105502003", "dialysis_status"),
        ("433146000", "ckd_5"),
    ],
)
def test_snomed_codes_are_read(code: str, wanted: str) -> None:
    assert wanted in concepts(SNOMED, code)


def test_a_heart_attack_code_is_not_sarcopenia() -> None:
    assert "sarcopenia" not in concepts(SNOMED, "1163440003")


@pytest.mark.parametrize("text", ["肌少症", "重度肌肉减少症", "肌肉衰减综合征", "骨骼肌减少症", "Severe sarcopenia"])
def test_sarcopenia_is_known_by_every_name(text: str) -> None:
    assert concepts(text=text) == {"sarcopenia"}


def test_a_chinese_extension_code_is_understood_by_its_words() -> None:
    assert concepts(ICD10_CHINA, "M62.800x009", "肌少症") == {"sarcopenia"}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("2型糖尿病伴有增殖性糖尿病视网膜病变", "proliferative_retinopathy"),
        ("糖尿病视网膜病变（增生期）", "proliferative_retinopathy"),
        ("Proliferative diabetic retinopathy", "proliferative_retinopathy"),
        ("非增殖期糖尿病视网膜病变", "nonproliferative_retinopathy"),
        ("糖尿病视网膜病变（非增生性）", "nonproliferative_retinopathy"),
        ("增殖前期糖尿病视网膜病变", "nonproliferative_retinopathy"),
        ("Non-proliferative diabetic retinopathy", "nonproliferative_retinopathy"),
        ("Nonproliferative diabetic retinopathy", "nonproliferative_retinopathy"),
        ("糖尿病视网膜病变", "retinopathy_stage_unknown"),
    ],
)
@pytest.mark.parametrize("coded", [True, False], ids=["with E11.3", "words alone"])
def test_the_stage_of_a_retinopathy_is_heard_and_non_proliferative_is_not_proliferative(
    text: str, stage: str, coded: bool
) -> None:
    stages = {"proliferative_retinopathy", "nonproliferative_retinopathy", "retinopathy_stage_unknown"}
    found = concepts(ICD10_CHINA, "E11.3", text) if coded else concepts(text=text)
    assert found & stages == {stage}


@pytest.mark.parametrize("text", ["前列腺增生", "慢性增生性胃炎", "增殖性肾小球肾炎", "乳腺增生"])
def test_proliferation_of_something_else_is_no_retinopathy(text: str) -> None:
    assert concepts(text=text) == frozenset()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("非ST段抬高型心肌梗死", "acute_myocardial_infarction"),
        ("Non-ST elevation myocardial infarction", "acute_myocardial_infarction"),
        ("无痛性心肌梗死", "acute_myocardial_infarction"),
        ("非胰岛素依赖型糖尿病", "diabetes"),
        ("无明显诱因出现晕厥", "syncope"),
        ("70 year old man with stroke", "stroke"),
        ("高血压病3级，不伴心力衰竭", "hypertension"),
        ("Type 2 diabetes mellitus without complications", "diabetes"),
        ("嵌顿性腹股沟疝", "hernia_complicated"),
        ("股骨颈骨折术后", "hip_fracture"),
        ("陈旧性腰椎压缩性骨折", "old_vertebral_fracture"),
        ("肺癌骨转移", "bone_metastasis"),
        ("慢性阻塞性肺疾病伴急性加重", "copd_exacerbation"),
    ],
)
def test_what_is_said_is_heard(text: str, wanted: str) -> None:
    assert wanted in concepts(text=text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("无心力衰竭", "heart_failure"),
        ("无高血压、糖尿病", "diabetes"),
        ("高血压病3级，不伴心力衰竭", "heart_failure"),
        ("Family history of diabetes", "diabetes"),
        ("Osteoporosis without current pathological fracture", "fracture"),
        ("History of hip fracture", "fracture"),
        ("History of myocardial infarction (situation)", "acute_myocardial_infarction"),
        ("陈旧性心肌梗死", "acute_myocardial_infarction"),
        ("脑梗死后遗症", "stroke"),
        ("食管裂孔疝", "hernia"),
        ("Hiatal hernia", "hernia"),
        ("Fall risk", "fall"),
        ("Fear of falling", "fall"),
        ("跌倒史", "fall"),
        ("糖尿病前期", "diabetes"),
        ("Supraventricular tachycardia", "ventricular_tachycardia"),
        ("阵发性室上性心动过速", "ventricular_tachycardia"),
        ("原位癌", "cancer"),
        ("肺动脉高压", "hypertension"),
        ("重症肌无力", "muscle_weakness"),
        ("Rheumatic fever", "fever"),
        ("稳定型心绞痛", "unstable_angina"),
    ],
)
def test_what_is_denied_past_or_something_else_is_not_heard(text: str, unwanted: str) -> None:
    assert unwanted not in concepts(text=text)


def test_a_known_code_is_not_overruled_by_loose_words() -> None:
    assert "stroke" not in concepts(SNOMED, "38341003", "Hypertension after stroke clinic visit")


@pytest.mark.parametrize("status", ["active", "recurrence", "relapse"])
def test_an_active_problem_is_active(status: str) -> None:
    assert the_condition("heart failure", clinicalStatus=concept("x", status)).active


@pytest.mark.parametrize("status", ["inactive", "remission", "resolved"])
def test_a_resolved_problem_is_history(status: str) -> None:
    assert not the_condition("heart failure", clinicalStatus=concept("x", status)).active


def test_a_problem_without_a_status_is_active() -> None:
    assert the_condition("heart failure", clinicalStatus=None).active


def test_a_problem_with_a_status_as_plain_text_is_active_unless_it_says_otherwise() -> None:
    assert the_condition("heart failure", clinicalStatus="active").active


@pytest.mark.parametrize(("status", "reason"), [("refuted", "refuted"), ("entered-in-error", "entered_in_error")])
def test_a_refuted_or_mistaken_problem_is_ignored(status: str, reason: str) -> None:
    record = record_of(condition(text="heart failure", verificationStatus=concept("x", status)))
    assert record.conditions == ()
    assert [found for _, found in reasons_of(record)] == [reason]


@pytest.mark.parametrize("status", ["provisional", "differential", "unconfirmed", "confirmed"])
def test_a_problem_that_may_be_there_counts(status: str) -> None:
    assert the_condition("unstable angina", verificationStatus=concept("x", status)).active


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("Heart failure NYHA class IV", "nyha_4"),
        ("慢性心力衰竭 心功能Ⅳ级", "nyha_4"),
        ("心力衰竭 心功能III级", "nyha_3"),
        ("急性失代偿性心力衰竭", "decompensated"),
        ("Severe aortic stenosis", "severe"),
        ("主动脉瓣重度狭窄 主动脉瓣狭窄", "severe"),
        ("Acute gout", "flare"),
        ("痛风急性发作", "flare"),
        ("巨大腹股沟疝", "large"),
        ("Symptomatic inguinal hernia", "symptomatic"),
        ("不明原因晕厥", "unexplained"),
    ],
)
def test_a_qualifier_is_read_from_the_words(text: str, qualifier: str) -> None:
    assert qualifier in the_condition(text).qualifiers


def test_a_qualifier_is_read_from_severity_and_stage() -> None:
    severe = the_condition("aortic stenosis", severity=concept(SNOMED, "24484000"))
    class_four = the_condition("heart failure", stage=[{"summary": concept(text="NYHA IV")}])
    assert "severe" in severe.qualifiers
    assert "nyha_4" in class_four.qualifiers


@pytest.mark.parametrize("text", ["无症状性腹股沟疝", "Asymptomatic inguinal hernia"])
def test_without_symptoms_is_not_symptomatic(text: str) -> None:
    assert "symptomatic" not in the_condition(text).qualifiers


def test_a_class_three_is_not_a_class_one() -> None:
    assert the_condition("heart failure NYHA III").qualifiers == {"nyha_3"}


@pytest.mark.parametrize(
    ("days", "kind", "needed_care"),
    [(0, "EMER", True), (1, "IMP", True), (2, "EMER", False), (0, "AMB", False)],
)
def test_a_fall_needed_care_when_a_hospital_contact_lies_within_a_day(days: int, kind: str, needed_care: bool) -> None:
    visit = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": kind},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": f"2026-03-{10 + days:02d}", "end": f"2026-03-{10 + days:02d}"},
    }
    (fall,) = record_of(condition(text="跌倒", onsetDateTime="2026-03-10"), visit).conditions
    assert ("needed_care" in fall.qualifiers) is needed_care


def test_windows_run_from_onset_and_a_broken_onset_falls_back_on_the_recorded_day() -> None:
    found = the_condition("hip fracture", onsetDateTime="2026-02-31", recordedDate="2026-03-01")
    assert found.onset is None
    assert found.since is not None
    assert found.since.isoformat() == "2026-03-01"


def test_a_problem_of_the_future_is_ignored() -> None:
    record = record_of(condition(text="hip fracture", onsetDateTime="2026-07-01"))
    assert record.conditions == ()
    assert [reason for _, reason in reasons_of(record)] == ["future_date"]


@pytest.mark.parametrize("numeral", ["Ⅳ", "IV", "4", "四", "Ⅴ", "V", "5", "Ⅵ", "VI", "6"])
def test_stages_four_to_six_of_the_chinese_scheme_are_proliferative(numeral: str) -> None:
    for text in (f"糖尿病性视网膜病变{numeral}期", f"2型糖尿病 糖尿病视网膜病变（{numeral}期）"):
        (found,) = record_of(condition(text=text)).conditions
        assert "proliferative_retinopathy" in found.concepts
        assert "nonproliferative_retinopathy" not in found.concepts


@pytest.mark.parametrize("numeral", ["Ⅰ", "I", "1", "一", "Ⅱ", "II", "2", "Ⅲ", "III", "3"])
def test_stages_one_to_three_of_the_chinese_scheme_are_not_proliferative(numeral: str) -> None:
    (found,) = record_of(condition(text=f"糖尿病性视网膜病变{numeral}期")).conditions
    assert "nonproliferative_retinopathy" in found.concepts
    assert "proliferative_retinopathy" not in found.concepts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Orthostatic hypotension with syncope", True),
        ("体位性低血压伴晕厥", True),
        ("Aortic stenosis with dyspnoea", True),
        ("Orthostatic hypotension without symptoms", False),
        ("体位性低血压（无症状）", False),
        ("体位性低血压", False),
    ],
)
def test_a_problem_named_with_its_symptom_is_symptomatic(text: str, says: bool) -> None:
    (found,) = record_of(condition(text=text)).conditions
    assert ("symptomatic" in found.qualifiers) is says
