"""Problems and operations of the contraindication tables: both ICD-10 worlds, words, and what must not be meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fhir_resources import condition, record_of

CM = "http://hl7.org/fhir/sid/icd-10-cm"
WHO = "http://hl7.org/fhir/sid/icd-10"
SNOMED = "http://snomed.info/sct"


def heard(*named: Any, **elements: Any) -> frozenset[str]:
    found = record_of(condition(*named, **elements)).conditions
    return frozenset().union(*(one.concepts for one in found))


def qualifiers(*named: Any, **elements: Any) -> frozenset[str]:
    found = record_of(condition(*named, **elements)).conditions
    return frozenset().union(*(one.qualifiers for one in found))


CODED = [
    ("cardiac_arrest", ("I46.9", "I49.01"), ("I46.9", "I49.0")),
    ("dizziness", ("R42",), ("R42", "R42.x00")),
    ("aortic_stenosis", ("Q23.0", "I35.0"), ("Q23.0", "I35.0")),
    ("other_valve_disease", ("I34.0", "I35.1", "I05.0"), ("I34.0", "I35.1", "I36.1")),
    ("hypertensive_crisis", ("I16.1", "I16.9"), ()),
    (
        "acute_infection",
        ("J10.1", "J20.9", "J44.0", "U07.1", "N10", "L03.115", "K81.0", "A09"),
        ("J11.1", "J44.0", "N10"),
    ),
    ("retinal_detachment", ("H33.001", "H33.20", "H33.40", "H33.5"), ("H33.0", "H33.2", "H33.4", "H33.5")),
    ("retinal_haemorrhage", ("H35.61",), ("H35.6",)),
    ("delayed_union", ("S72.001G", "S72.001K", "S82.201H", "M80.051N", "S42.201J", "S52.501M"), ("M84.1", "M84.2")),
    ("dislocation", ("S43.004A", "S73.001A", "S83.106A"), ("S43.0", "S73.0", "S83.1", "S93.0", "S13.1")),
    ("joint_instability", ("M25.361", "M24.411"), ("M25.3", "M24.4")),
    ("hip_osteoarthritis", ("M16.11",), ("M16.9",)),
    ("kidney_failure_unspecified", ("N19",), ("N19", "N19.x00")),
    ("portal_hypertension", ("K76.6",), ("K76.6",)),
]


@pytest.mark.parametrize(("concept", "cm", "who"), CODED, ids=[row[0] for row in CODED])
def test_a_danger_is_known_by_its_codes_in_both_editions(
    concept: str, cm: tuple[str, ...], who: tuple[str, ...]
) -> None:
    for system, codes in ((CM, cm), (WHO, who)):
        for code in codes:
            assert concept in heard(system, code), (system, code)


NOT_MEANT = [
    ("retinal_detachment", (CM, "H33.101")),
    ("retinal_detachment", (WHO, "H33.3")),
    ("hernia", (WHO, "K44.9")),
    ("delayed_union", (CM, "S72.001D")),
    ("delayed_union", (CM, "S72.001A")),
    ("delayed_union", (WHO, "S72.0")),
    ("acute_infection", (CM, "J44.9")),
    ("acute_infection", (None, None, "流感疫苗接种")),
    ("acute_infection", (None, None, "新型冠状病毒感染病史")),
    ("acute_infection", (None, None, "Influenza vaccination")),
    ("dislocation", (None, None, "习惯性肩关节脱位")),
    ("dislocation", (None, None, "先天性髋关节脱位")),
    ("dizziness", (None, None, "良性阵发性位置性眩晕")),
    ("kidney_failure_unspecified", (None, None, "慢性肾衰竭")),
    ("kidney_failure_unspecified", (None, None, "急性肾衰竭")),
    ("cardiac_arrest", (None, None, "History of cardiac arrest")),
    ("hypertension", (None, None, "门静脉高压")),
]


@pytest.mark.parametrize(("concept", "named"), NOT_MEANT)
def test_what_only_looks_like_a_danger_is_not_meant(concept: str, named: tuple[Any, ...]) -> None:
    assert concept not in heard(*named)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("高血压急症", "hypertensive_crisis"),
        ("股骨颈骨折延迟愈合", "delayed_union"),
        ("胫骨骨折不愈合", "delayed_union"),
        ("右肩关节脱位", "dislocation"),
        ("视网膜出血（右眼）", "retinal_haemorrhage"),
        ("心脏骤停", "cardiac_arrest"),
        ("肾衰竭", "kidney_failure_unspecified"),
        ("Renal failure", "kidney_failure_unspecified"),
        ("门脉高压症", "portal_hypertension"),
        ("双侧髋关节骨性关节炎", "hip_osteoarthritis"),
        ("二尖瓣重度反流", "other_valve_disease"),
        ("习惯性髌骨脱位", "joint_instability"),
    ],
)
def test_a_danger_is_known_by_its_words(text: str, concept: str) -> None:
    assert concept in heard(text=text)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"system": CM, "code": "F03.C0"}, "severe"),
        ({"system": CM, "code": "F02.B0"}, "moderate"),
        ({"system": CM, "code": "F01.A0"}, "mild"),
        ({"system": CM, "code": "E11.329"}, "mild"),
        ({"system": CM, "code": "G70.01"}, "flare"),
        ({"text": "重症肌无力危象"}, "flare"),
        ({"text": "血管迷走性晕厥"}, "explained"),
        ({"text": "Vasovagal syncope"}, "explained"),
        ({"system": CM, "code": "F03.911"}, "agitated"),
        ({"text": "阿尔茨海默病伴激越行为"}, "agitated"),
        ({"text": "痴呆，不能听从指令"}, "cannot_follow_cues"),
        ({"text": "Dementia, unable to follow commands"}, "cannot_follow_cues"),
    ],
)
def test_what_qualifies_a_problem_is_heard(named: dict[str, str], said: str) -> None:
    assert said in qualifiers(**named)


@pytest.mark.parametrize(
    ("named", "not_said"),
    [
        ({"system": CM, "code": "F03.90"}, "agitated"),
        ({"text": "Dementia without behavioral disturbance"}, "agitated"),
        ({"system": CM, "code": "E11.339"}, "mild"),
        ({"text": "晕厥"}, "explained"),
    ],
)
def test_what_a_record_does_not_say_is_not_heard(named: dict[str, str], not_said: str) -> None:
    assert not_said not in qualifiers(**named)


@pytest.mark.parametrize(
    "text", ["腰椎后路椎间融合术", "经皮椎体成形术", "L4/5 laminectomy", "Lumbar fusion", "椎弓根螺钉内固定术"]
)
def test_an_operation_on_the_spine_is_known(text: str) -> None:
    sent = {"resourceType": "Procedure", "id": "p1", "status": "completed", "performedDateTime": "2026-05-01"}
    whole = sent | {"code": {"text": text}, "subject": condition()["subject"]}
    (found,) = record_of(whole).procedures
    assert "spine_surgery" in found.concepts
