"""What records say in words, phrase group by phrase group: what is heard, and what stands beside it and is not."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_profiles.concept_terms import concept_terms_of
from rules.facts import Condition
from tests.support.fhir_resources import ICD10, ICD10_CHINA, ICD10_CM, SNOMED, concept, condition, record_of

Heard = list[tuple[str, str]]
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"


def the_condition(
    system: str | None = None, code: str | None = None, text: str | None = None, **more: Any
) -> Condition:
    (found,) = record_of(condition(system, code, text, **more)).conditions
    return found


def concepts(text: str, system: str | None = None, code: str | None = None, **more: Any) -> frozenset[str]:
    return frozenset().union(*(c.concepts for c in record_of(condition(system, code, text, **more)).conditions))


@pytest.mark.parametrize(
    ("text", "proliferative"),
    [
        ("右眼增殖性糖尿病视网膜病变，左眼非增殖性糖尿病视网膜病变", True),
        ("左眼非增殖性、右眼增殖性糖尿病视网膜病变", True),
        ("右眼PDR，左眼NPDR", True),
        ("Nonproliferative retinopathy left eye, proliferative retinopathy right eye", True),
        ("双眼非增殖性糖尿病视网膜病变", False),
        ("糖尿病视网膜病变（未增殖）", False),
    ],
)
def test_one_eye_that_is_spared_does_not_spare_the_other(text: str, proliferative: bool) -> None:
    assert ("proliferative_retinopathy" in concepts(text)) is proliferative


def test_a_ruling_word_strikes_what_it_touches_and_alone_its_clause() -> None:
    terms = concept_terms_of({"a": {"zh": ["增生性"], "not": ["非增生性", "前列腺"]}}, "sheet")
    said = {text: bool(terms.by_words(text)) for text in ("前列腺慢性增生性", "前列腺癌，增生性", "非增生性 增生性")}
    assert said == {"前列腺慢性增生性": False, "前列腺癌，增生性": True, "非增生性 增生性": True}


def test_a_word_that_rules_out_from_anywhere_does_so_across_clauses() -> None:
    terms = concept_terms_of({"a": {"zh": ["鼻骨骨折"], "nowhere": ["股骨"]}}, "sheet")
    assert not terms.by_words("鼻骨骨折，股骨颈骨折")
    assert terms.by_words("鼻骨骨折")


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("E11.359", "proliferative_retinopathy"),
        ("E11.3293", "nonproliferative_retinopathy"),
        ("I82.401", "deep_vein_thrombosis"),
        ("N18.6", "end_stage_renal_disease"),
        ("M84.58XA", "fracture"),
        ("M84.5", "bone_metastasis"),
        ("I50.23", "heart_failure"),
        ("E88.A", "cachexia"),
    ],
)
@pytest.mark.parametrize("system", [ICD10, ICD10_CHINA, ICD10_CM])
def test_a_code_that_the_who_edition_leaves_free_is_read_in_every_edition(system: str, code: str, wanted: str) -> None:
    assert wanted in concepts("", system, code)


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [("R65.20", "sepsis"), ("M62.84", "sarcopenia"), ("Z74.01", "bed_confinement"), ("R29.6", "fall")],
)
def test_a_code_that_the_who_edition_uses_otherwise_is_not_read_there(code: str, unwanted: str) -> None:
    assert unwanted in concepts("", ICD10_CM, code)
    assert unwanted not in concepts("", ICD10, code)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("主动脉瓣重度狭窄", "severe"),
        ("主动脉瓣极重度狭窄", "severe"),
        ("主动脉瓣中重度狭窄", "severe"),
        ("老年退行性心脏瓣膜病 主动脉瓣轻度狭窄", "mild"),
        ("Aortic valve severe stenosis", "severe"),
    ],
)
def test_a_grade_may_stand_between_the_words_of_a_stenosis(text: str, grade: str) -> None:
    found = the_condition(text=text)
    assert "aortic_stenosis" in found.concepts
    assert grade in found.qualifiers


@pytest.mark.parametrize(
    "text",
    ["主动脉瓣反流，二尖瓣狭窄", "主动脉瓣未见狭窄", "主动脉瓣无明显狭窄", "Aortic regurgitation and mitral stenosis"],
)
def test_a_stenosis_of_another_valve_or_none_is_not_aortic_stenosis(text: str) -> None:
    assert "aortic_stenosis" not in concepts(text)


BREATHING = {"respiratory_failure", "acute_respiratory_failure", "chronic_respiratory_failure"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ⅱ型呼吸衰竭", "respiratory_failure"),
        ("呼吸衰竭", "respiratory_failure"),
        ("慢阻肺急性加重 Ⅰ型呼吸衰竭", "respiratory_failure"),
        ("Respiratory failure, unspecified", "respiratory_failure"),
        ("急性呼吸衰竭", "acute_respiratory_failure"),
        ("急性Ⅰ型呼吸衰竭", "acute_respiratory_failure"),
        ("慢性呼吸衰竭急性加重", "acute_respiratory_failure"),
        ("Acute hypoxic respiratory failure", "acute_respiratory_failure"),
        ("Acute and chronic respiratory failure", "acute_respiratory_failure"),
        ("慢性Ⅱ型呼吸衰竭", "chronic_respiratory_failure"),
        ("Chronic respiratory failure", "chronic_respiratory_failure"),
    ],
)
def test_respiratory_failure_is_acute_chronic_or_not_said(text: str, wanted: str) -> None:
    assert concepts(text) & BREATHING == {wanted}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("J96.9", "respiratory_failure"),
        ("J96.900x002", "respiratory_failure"),
        ("J96.0", "acute_respiratory_failure"),
        ("J96.1", "chronic_respiratory_failure"),
    ],
)
def test_a_code_says_how_respiratory_failure_is_meant_even_beside_a_shorter_name(code: str, wanted: str) -> None:
    assert concepts("呼吸衰竭", ICD10_CHINA, code) & BREATHING == {wanted}


@pytest.mark.parametrize(
    "text",
    [
        "急性左心衰竭",
        "急性左心功能不全",
        "急性心力衰竭",
        "慢性心力衰竭急性加重",
        "慢性心衰急性发作",
        "心力衰竭失代偿期",
        "心源性休克",
        "急性心肌梗死 Killip Ⅳ级",
        "急性心肌梗死（Killip分级 IV级）",
        "Acute on chronic diastolic heart failure",
        "Acute decompensated heart failure",
        "Acute left ventricular failure",
        "Acute myocardial infarction, Killip class IV",
    ],
)
def test_acute_and_decompensated_heart_failure_are_heard(text: str) -> None:
    found = the_condition(text=text)
    assert "heart_failure" in found.concepts
    assert "decompensated" in found.qualifiers


@pytest.mark.parametrize("code", ["I50.21", "I50.23", "I50.31", "I50.33", "I50.41", "I50.43"])
@pytest.mark.parametrize("system", [ICD10_CM, ICD10])
def test_a_code_for_acute_heart_failure_is_decompensated(system: str, code: str) -> None:
    assert "decompensated" in the_condition(system, code).qualifiers
    assert "decompensated" not in the_condition(system, "I50.22").qualifiers


@pytest.mark.parametrize("code", ["56675007", "364006", "195114002", "424404003", "443253003", "1296659009"])
def test_a_snomed_code_for_acute_heart_failure_is_decompensated(code: str) -> None:
    found = the_condition(SNOMED, code)
    assert ("heart_failure" in found.concepts, "decompensated" in found.qualifiers) == (True, True)


@pytest.mark.parametrize(
    "text",
    ["慢性心力衰竭", "慢性心力衰竭（代偿期）", "既往急性左心衰竭，慢性心力衰竭", "Chronic systolic heart failure"],
)
def test_stable_heart_failure_is_not_decompensated(text: str) -> None:
    assert "decompensated" not in the_condition(text=text).qualifiers


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("心功能Ⅳ级", "nyha_4"),
        ("心功能IV级（NYHA分级）", "nyha_4"),
        ("心功能（NYHA）Ⅳ级", "nyha_4"),
        ("心功能分级：Ⅳ级", "nyha_4"),
        ("心功能4级", "nyha_4"),
        ("心功能Ⅲ级", "nyha_3"),
        ("心功能Ⅱ级", "nyha_2"),
        ("NYHA class IV", "nyha_4"),
        ("New York Heart Association Classification - Class IV", "nyha_4"),
    ],
)
def test_a_class_of_heart_function_by_itself_is_heart_failure_of_that_class(text: str, grade: str) -> None:
    found = the_condition(text=text)
    assert "heart_failure" in found.concepts
    assert {name for name in found.qualifiers if name.startswith("nyha")} == {grade}


@pytest.mark.parametrize(("code", "grade"), [("421704003", "nyha_2"), ("420913000", "nyha_3"), ("422293003", "nyha_4")])
def test_a_snomed_class_of_heart_function_by_itself_is_heart_failure_of_that_class(code: str, grade: str) -> None:
    found = the_condition(SNOMED, code)
    assert ("heart_failure" in found.concepts, grade in found.qualifiers) == (True, True)


@pytest.mark.parametrize("text", ["心功能Ⅰ级", "心功能Ⅱ级 肌力4级", "心功能Ⅱ级，高血压病3级"])
def test_a_grade_of_something_else_is_no_class_of_heart_function(text: str) -> None:
    found = record_of(condition(text=text)).conditions
    assert not {"nyha_3", "nyha_4"} & frozenset().union(*(c.qualifiers for c in found))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("饮水呛咳", True),
        ("进食呛咳", True),
        ("偶有呛咳", True),
        ("脑梗死后遗症 饮水呛咳", True),
        ("Coughs at meals", True),
        ("Choking on liquids", True),
        ("无饮水呛咳", False),
        ("否认进食呛咳", False),
        ("未诉呛咳", False),
        ("慢性咳嗽", False),
    ],
)
def test_coughing_at_meals_is_heard(text: str, heard: bool) -> None:
    assert ("cough_at_meals" in concepts(text)) is heard
    assert ("cough_at_meals" in concepts(text, ICD10, "I69.3")) is heard


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (concept(ICD10, "E74.2"), "galactosaemia"),
        (concept(text="半乳糖血症"), "galactosaemia"),
        (concept(SNOMED, "190745006"), "galactosaemia"),
        (concept(ICD10, "K90.0"), "coeliac_disease"),
        (concept(text="乳糜泻"), "coeliac_disease"),
        (concept(SNOMED, "396331005"), "coeliac_disease"),
        (concept(text="肥厚型梗阻性心肌病"), "hypertrophic_cardiomyopathy"),
        (concept(ICD10, "I42.1"), "hypertrophic_cardiomyopathy"),
        (concept(text="酱油色尿"), "dark_urine"),
        (concept(text="茶色尿1天"), "dark_urine"),
        (concept(text="Dark urine"), "dark_urine"),
    ],
)
def test_rare_problems_that_change_a_plan_are_known(code: dict[str, Any], wanted: str) -> None:
    (found,) = record_of(condition() | {"code": code}).conditions
    assert wanted in found.concepts


DIALYSIS: Heard = [
    (text, "dialysis_status")
    for text in (
        "腹膜透析",
        "规律血液透析",
        "血透",
        "腹透",
        "慢性肾衰竭尿毒症期 规律血透中",
        "慢性肾脏病5期 透析",
        "On peritoneal dialysis",
    )
]


@pytest.mark.parametrize(("text", "wanted"), DIALYSIS)
def test_dialysis_is_heard_by_every_name_also_beside_a_code(text: str, wanted: str) -> None:
    assert wanted in concepts(text)
    assert wanted in concepts(text, ICD10, "N18.5")


@pytest.mark.parametrize(
    "text",
    [
        "慢性肾脏病5期（未透析）",
        "CKD 5, not on dialysis",
        "非透析慢性肾脏病",
        "透析前慢性肾衰竭",
        "拟行腹膜透析",
        "无透析",
    ],
)
def test_no_dialysis_yet_is_no_dialysis(text: str) -> None:
    assert "dialysis_status" not in concepts(text)


@pytest.mark.parametrize(
    ("system", "code"),
    [(ICD10, "Z49.1"), (ICD10_CM, "Z49.2"), (ICD10, "Z99.2"), (SNOMED, "71192002"), (SNOMED, "302497006")],
)
def test_dialysis_is_known_by_code(system: str, code: str) -> None:
    assert "dialysis_status" in concepts("", system, code)


@pytest.mark.parametrize(
    "text",
    [
        "小腿肌间静脉血栓",
        "左侧小腿肌间静脉丛血栓形成",
        "右股静脉血栓",
        "双下肢深静脉血栓形成",
        "深静脉陈旧血栓、新发血栓",
    ],
)
def test_a_clot_of_a_deep_vein_is_known_by_the_name_of_the_vein(text: str) -> None:
    assert "deep_vein_thrombosis" in concepts(text)


def test_a_clot_of_a_superficial_vein_is_not_deep() -> None:
    assert "deep_vein_thrombosis" not in concepts("大隐静脉血栓性浅静脉炎")


@pytest.mark.parametrize(
    "text",
    [
        "陈旧性腰1椎体压缩骨折",
        "陈旧性股骨颈骨折",
        "陈旧性骨折",
        "既往右股骨颈骨折",
        "Old compression fracture of L1",
        "Healed right hip fracture",
    ],
)
@pytest.mark.parametrize("code", [None, "S32.0"])
def test_an_old_fracture_is_no_recent_one_whatever_its_code(text: str, code: str | None) -> None:
    assert not {"fracture", "hip_fracture", "vertebral_fracture"} & concepts(text, ICD10 if code else None, code)


@pytest.mark.parametrize(
    "text",
    [
        "腰1椎体压缩骨折",
        "陈旧性腰1椎体骨折，新发腰2椎体骨折",
        "陈旧性骨折伴新鲜骨折",
        "80 year old hip fracture",
        "Old man with hip fracture",
        "Old vertebral fracture, new hip fracture",
    ],
)
def test_a_fresh_fracture_is_heard_also_beside_an_old_one(text: str) -> None:
    assert "fracture" in concepts(text)


@pytest.mark.parametrize("code", [None, "S32.0", "M48.5"])
def test_an_old_vertebral_fracture_is_kept_as_an_old_one(code: str | None) -> None:
    assert concepts("陈旧性腰1椎体压缩骨折", ICD10 if code else None, code) == {"old_vertebral_fracture"}
    assert concepts("陈旧性腰1椎体骨折，新发腰2椎体骨折") == {
        "fracture",
        "vertebral_fracture",
        "old_vertebral_fracture",
    }


@pytest.mark.parametrize(
    "text", ["陈旧性前壁心肌梗死", "陈旧性下壁心肌梗死伴心绞痛", "Old inferior myocardial infarction"]
)
def test_an_old_heart_attack_is_no_acute_one(text: str) -> None:
    assert "acute_myocardial_infarction" not in concepts(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("右手食指骨折", None),
        ("左足拇趾骨折", None),
        ("鼻骨骨折", None),
        ("Fracture of finger", None),
        ("", "S62.6"),
        ("", "S92.4"),
        ("", "S02.2"),
    ],
)
def test_a_broken_finger_toe_or_nose_is_a_minor_fracture(text: str, code: str | None) -> None:
    assert concepts(text, ICD10 if code else None, code) == {"minor_fracture"}


@pytest.mark.parametrize(
    "text", ["鼻骨骨折、桡骨远端骨折", "全身多发骨折，指骨骨折", "跟骨骨折", "Finger fracture, wrist fracture"]
)
def test_a_larger_fracture_is_never_taken_for_a_minor_one(text: str) -> None:
    assert "fracture" in concepts(text)
    assert "minor_fracture" not in concepts(text)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("排除急性心肌梗死", False),
        ("胸痛，急性心肌梗死已排除", False),
        ("急性心肌梗死（排除）", False),
        ("除外肺栓塞", False),
        ("Rule out myocardial infarction", False),
        ("Myocardial infarction ruled out", False),
        ("不能排除急性心肌梗死", True),
        ("急性心肌梗死待排除", True),
        ("急性心肌梗死？", True),
        ("肺栓塞待排", True),
        ("无法除外肺栓塞", True),
        ("Cannot rule out pulmonary embolism", True),
        ("Myocardial infarction not ruled out", True),
    ],
)
def test_what_was_ruled_out_is_not_heard_and_what_could_not_be_is(text: str, heard: bool) -> None:
    assert bool(concepts(text) & {"acute_myocardial_infarction", "pulmonary_embolism"}) is heard


@pytest.mark.parametrize(
    ("status", "heard"), [("provisional", True), ("differential", True), ("unconfirmed", True), ("confirmed", False)]
)
def test_to_rule_out_is_a_suspicion_where_the_entry_says_so(status: str, heard: bool) -> None:
    found = concepts("排除急性心肌梗死", verificationStatus=concept("x", status))
    assert ("acute_myocardial_infarction" in found) is heard


@pytest.mark.parametrize(
    "text", ["缓和医疗", "舒缓治疗", "临终关怀", "姑息治疗", "终末期", "恶性肿瘤终末期", "肺癌终末期", "Hospice care"]
)
def test_care_for_comfort_is_heard(text: str) -> None:
    assert "palliative_care" in concepts(text)


@pytest.mark.parametrize(
    "text",
    ["终末期肾病", "终末期肾脏病", "慢性肾脏病终末期", "终末期心力衰竭", "姑息性化疗", "姑息性手术", "拒绝安宁疗护"],
)
def test_an_end_stage_organ_or_palliative_surgery_is_not_care_for_comfort(text: str) -> None:
    assert "palliative_care" not in concepts(text)


@pytest.mark.parametrize(
    ("system", "code", "text"),
    [
        (ICD10, "E71.0", None),
        (ICD10_CM, "E71.0", None),
        (ICD10_CHINA, "E71.000x001", None),
        (SNOMED, "27718001", None),
        (None, None, "Maple syrup urine disease"),
        (None, None, "枫糖尿症"),
        (None, None, "枫糖尿病"),
    ],
)
def test_maple_syrup_urine_disease_is_read_and_is_no_diabetes(
    system: str | None, code: str | None, text: str | None
) -> None:
    assert concepts(text or "", system, code) == {"maple_syrup_urine_disease"}


@pytest.mark.parametrize("text", ["2型糖尿病", "枫糖尿病合并2型糖尿病"])
def test_diabetes_beside_maple_syrup_urine_disease_stays_diabetes(text: str) -> None:
    assert "diabetes" in concepts(text)
