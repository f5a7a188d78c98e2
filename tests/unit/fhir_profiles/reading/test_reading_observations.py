"""Which Observations count, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import PatientRecord
from tests.support.fhir_resources import (
    LOINC,
    OWN,
    SNOMED,
    concept,
    observation,
    quantity,
    reasons_of,
    record_of,
    values_of,
)

CHAIR_STAND = concept(OWN, "chair-stand-5x")


def grip(value: object = 18.4, **elements: Any) -> dict[str, Any]:
    return observation("83174-3", value, "kg", **elements)


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_a_finished_result_counts(status: str) -> None:
    assert values_of(record_of(grip(status=status)), "grip_kg") == [18.4]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("preliminary", "preliminary"),
        ("registered", "registered"),
        ("cancelled", "cancelled"),
        ("entered-in-error", "entered_in_error"),
        ("unknown", "unknown_status"),
        ("draft", "unknown_status"),
        (None, "no_status"),
    ],
)
def test_any_other_status_is_ignored_under_its_own_reason(status: str | None, reason: str) -> None:
    record = record_of(grip(status=status))
    assert record.series == {}
    assert reasons_of(record) == [("grip_kg", reason)]


def test_another_persons_result_is_ignored() -> None:
    assert reasons_of(record_of(grip(subject={"reference": "Patient/p2"}))) == [("", "other_patient")]


def test_a_result_about_nobody_is_ignored() -> None:
    record = record_of(grip(subject=None))
    assert record.series == {}
    assert reasons_of(record) == [("", "no_subject")]


@pytest.mark.parametrize(
    "reference",
    ["Patient/p1", "urn:uuid:p1", "https://ehr.example/fhir/Patient/p1", "Patient/p1/_history/3"],
)
def test_the_patient_is_recognised_by_every_kind_of_reference(reference: str) -> None:
    assert values_of(record_of(grip(subject={"reference": reference})), "grip_kg") == [18.4]


@pytest.mark.parametrize(
    "reference", ["Patient/p11", "Patient/xp1", "https://ehr.example/fhir/Patient/p1x", "Group/p1"]
)
def test_a_reference_that_only_resembles_the_patient_is_another(reference: str) -> None:
    assert record_of(grip(subject={"reference": reference})).series == {}


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("2025-13-99", "bad_date"),
        ("20250101", "bad_date"),
        ("2025-W01-1", "bad_date"),
        ("yesterday", "bad_date"),
        ("2025-02-30", "bad_date"),
        ("2025-01-01T25:00:00Z", "bad_date"),
        (None, "no_date"),
        ("2026-06-02", "future_date"),
        ("2026-06-02T00:00:00Z", "future_date"),
    ],
)
def test_a_date_that_cannot_be_used_is_named(on: str | None, reason: str) -> None:
    record = record_of(grip(on=on))
    assert record.series == {}
    assert reasons_of(record) == [("grip_kg", reason)]


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2026-06-01", "2026-06-01"),
        ("2026-06-01T23:59:00Z", "2026-06-01"),
        ("2026-06-02T01:00:00+14:00", "2026-06-02"),  # an hour ago, on an island that is a day ahead
        ("2026-05", "2026-05-01"),
        ("2026", "2026-01-01"),
        ("2026-05-31T10:11:12.123456789+08:00", "2026-05-31"),
    ],
)
def test_the_day_is_the_calendar_day_as_written(on: str, day: str) -> None:
    (measured,) = record_of(grip(on=on)).series["grip_kg"]
    assert measured.on.isoformat() == day


def test_a_period_counts_by_its_end() -> None:
    sent = grip(on=None, effectivePeriod={"start": "2026-05-01", "end": "2026-05-03"})
    assert record_of(sent).series["grip_kg"][0].on.isoformat() == "2026-05-03"


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"valueString": "≥ 30"}, "wrong_value_type"),
        ({"valueCodeableConcept": {"text": "weak"}}, "wrong_value_type"),
        ({"valueBoolean": True}, "wrong_value_type"),
        ({"valueRange": {"low": {"value": 1}}}, "wrong_value_type"),
        ({}, "no_value"),
        ({"valueQuantity": {"unit": "kg"}}, "no_value"),
        ({"valueString": None}, "no_value"),
        ({"dataAbsentReason": {"text": "refused"}}, "data_absent"),
        ({"valueQuantity": {"value": 30, "comparator": ">", "unit": "kg", "code": "kg"}}, "comparator"),
        ({"valueQuantity": quantity(0.9, "kg")}, "implausible"),
        ({"valueQuantity": quantity(90.1, "kg")}, "implausible"),
        ({"valueQuantity": quantity(-18, "kg")}, "implausible"),
    ],
)
def test_a_value_that_cannot_be_used_is_ignored_with_its_reason(elements: dict[str, Any], reason: str) -> None:
    record = record_of(grip(None, **elements))
    assert record.series == {}
    assert reasons_of(record) == [("grip_kg", reason)]


@pytest.mark.parametrize("value", [1, 90])
def test_the_ends_of_the_plausible_range_are_plausible(value: float) -> None:
    assert values_of(record_of(grip(value)), "grip_kg") == [value]


def test_a_reason_never_holds_the_value_it_refuses() -> None:
    record = record_of(grip(None, valueString="Mrs Example, grip 31.5"))
    assert "31.5" not in repr(record.ignored)
    assert "Example" not in repr(record.ignored)


@pytest.mark.parametrize(
    ("code", "unit", "comparator", "bound"),
    [
        ("33914-3", "mL/min/{1.73_m2}", ">", ">"),
        ("9318-7", "mg/g", "<=", "<"),
        ("2345-7", "mmol/L", ">=", ">"),
        ("777-3", "10*9/L", "<", "<"),
    ],
)
def test_a_bound_is_kept_with_its_direction(code: str, unit: str, comparator: str, bound: str) -> None:
    sent = observation(code, valueQuantity={"value": 15, "unit": unit, "code": unit, "comparator": comparator})
    ((read,),) = record_of(sent).series.values()
    assert (read.bound, read.recorded) == (bound, f"{comparator} 15 {unit}")
    assert read.value == pytest.approx(15)
    assert (read.value == 15) is comparator.endswith("=")


@pytest.mark.parametrize(("comparator", "value", "read"), [("<", 0.6, 1), (">", 55, 50)])
def test_a_bound_outside_what_is_plausible_is_the_end_of_the_range(comparator: str, value: float, read: float) -> None:
    sent = observation("2345-7", valueQuantity=quantity(value, "mmol/L") | {"comparator": comparator})
    assert values_of(record_of(sent), "glucose_mmol_per_l") == [read]


@pytest.mark.parametrize("comparator", ["~", "ad"])
def test_a_comparator_that_is_no_bound_is_ignored(comparator: str) -> None:
    sent = observation("2345-7", valueQuantity=quantity(5, "mmol/L") | {"comparator": comparator})
    assert reasons_of(record_of(sent)) == [("glucose_mmol_per_l", "comparator")]


def test_both_pressures_of_a_panel_are_read() -> None:
    sent = observation(
        "85354-9",
        component=[
            {"code": concept(LOINC, "8480-6"), "valueQuantity": quantity(150, "mm[Hg]")},
            {"code": concept(LOINC, "8462-4"), "valueQuantity": quantity(80, "mm[Hg]")},
        ],
    )
    record = record_of(sent)
    assert (values_of(record, "systolic_mmhg"), values_of(record, "diastolic_mmhg")) == ([150], [80])
    assert str(record.series["diastolic_mmhg"][0].source) == "Observation/o1#component[1]"
    assert record.ignored == ()


def test_a_pressure_without_a_unit_is_ignored_and_the_other_is_kept() -> None:
    sent = observation(
        "55284-4",
        component=[
            {"code": concept(LOINC, "8480-6"), "valueQuantity": {"value": 150}},
            {"code": concept(LOINC, "8462-4"), "valueQuantity": quantity(80, "mm[Hg]")},
        ],
    )
    record = record_of(sent)
    assert reasons_of(record) == [("systolic_mmhg", "no_unit")]
    assert values_of(record, "diastolic_mmhg") == [80]


def test_both_hands_may_stand_as_components_of_one_grip_test() -> None:
    hands = [
        {"code": concept(SNOMED, "7771000"), "valueQuantity": quantity(17, "kg")},
        {"code": concept(text="右手"), "valueQuantity": quantity(19, "kg")},
    ]
    (left, right) = record_of(observation(concept(text="握力"), component=hands)).series["grip_kg"]
    assert (left.value, left.side, right.value, right.side) == (17, "left", 19, "right")


def test_the_side_is_known_from_the_code_or_the_body_site() -> None:
    by_code = record_of(grip()).series["grip_kg"][0]
    by_site = record_of(observation(concept(text="握力"), 18, "kg", bodySite=concept(text="左手"))).series["grip_kg"][0]
    assert (by_code.side, by_site.side) == ("right", "left")


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (concept(OWN, "dxa"), "dxa"),
        (concept(OWN, "bia"), "bia"),
        (concept(text="双能X线吸收法"), "dxa"),
        (concept(text="DEXA scan"), "dxa"),
        (concept(text="生物电阻抗分析法"), "bia"),
        (concept(text="InBody 770"), "bia"),
        (concept(text="DXA or BIA"), None),
        (None, None),
    ],
)
def test_the_method_of_a_muscle_mass_is_read_from_code_or_words(
    method: dict[str, Any] | None, expected: str | None
) -> None:
    sent = observation(concept(OWN, "asm-height2"), 5.6, "kg/m2", method=method)
    assert record_of(sent).series["asm_height2_kg_per_m2"][0].method == expected


def test_without_a_method_the_words_of_the_code_may_tell_it() -> None:
    sent = observation(concept(OWN, "asm", "ASM (BIA)"), 15, "kg")
    assert record_of(sent).series["asm_kg"][0].method == "bia"


def chair_stand(**elements: Any) -> PatientRecord:
    return record_of(observation(CHAIR_STAND, **elements))


@pytest.mark.parametrize(
    "reason", [concept(text="Unable to rise without arms"), concept(text="无法完成"), concept(OWN, "unable")]
)
def test_a_chair_stand_that_was_tried_and_not_managed_is_unable(reason: dict[str, Any]) -> None:
    record = chair_stand(dataAbsentReason=reason)
    assert values_of(record, "chair_stand_5x_unable") == [1]
    assert record.ignored == ()


@pytest.mark.parametrize(
    "reason",
    [
        "Unable to rise because of knee pain",
        "unable, hip surgery last week",
        "因膝关节疼痛无法完成",
        "股骨骨折术后，无法完成",
    ],
)
def test_unable_because_of_pain_or_surgery_says_nothing_about_strength(reason: str) -> None:
    record = chair_stand(dataAbsentReason=concept(text=reason))
    assert record.series == {}
    assert reasons_of(record) == [("chair_stand_5x_s", "unable_because_of_pain")]


def test_pain_named_in_a_note_counts_as_the_reason() -> None:
    record = chair_stand(dataAbsentReason=concept(OWN, "unable"), note=[{"text": "右膝疼痛"}])
    assert reasons_of(record) == [("chair_stand_5x_s", "unable_because_of_pain")]


@pytest.mark.parametrize("code", ["not-performed", "asked-declined", "unknown"])
def test_a_chair_stand_that_was_not_tried_is_not_unable(code: str) -> None:
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    record = chair_stand(dataAbsentReason=concept(system, code))
    assert reasons_of(record) == [("chair_stand_5x_s", "data_absent")]


def test_the_laboratorys_own_limit_is_kept_with_creatine_kinase() -> None:
    sent = observation("2157-6", 2400, "U/L", referenceRange=[{"low": {"value": 40}, "high": {"value": 200}}])
    assert record_of(sent).series["ck_u_per_l"][0].upper_limit == 200


def test_a_limit_in_an_unknown_unit_is_no_limit() -> None:
    sent = observation("2157-6", 2400, "U/L", referenceRange=[{"high": quantity(200, "cubits")}])
    assert record_of(sent).series["ck_u_per_l"][0].upper_limit is None


@pytest.mark.parametrize("elements", [{"valueString": "see report"}, {}])
def test_a_troponin_without_a_number_or_a_flag_is_ignored(elements: dict[str, Any]) -> None:
    record = record_of(observation("67151-1", **elements))
    assert [reason for _, reason in reasons_of(record)] == ["wrong_value_type" if elements else "no_value"]


@pytest.mark.parametrize(("says", "over"), [("阳性", 1), ("negative", 0)])
def test_a_rapid_troponin_counts_by_its_words(says: str, over: float) -> None:
    assert values_of(record_of(observation("48426-1", valueString=says)), "troponin_over_limit") == [over]


@pytest.mark.parametrize("code", ["42757-5", "6598-7", "10839-9", "67151-1", "89579-7"])
def test_a_troponin_without_a_limit_is_kept_as_one_that_cannot_be_judged(code: str) -> None:
    record = record_of(observation(code, 0.9, "ng/mL"))
    assert values_of(record, "troponin_without_limit") == [1]
    assert reasons_of(record) == [("troponin_over_limit", "no_limit")]


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"valueQuantity": quantity(15, "ng/L"), "referenceRange": [{"high": quantity(14, "ng/L")}]}, [1]),
        ({"valueQuantity": quantity(14, "ng/L"), "referenceRange": [{"high": quantity(14, "ng/L")}]}, [0]),
        ({"valueQuantity": quantity(15, "ng/L"), "interpretation": [concept("x", "H")]}, [1]),
        ({"valueQuantity": quantity(15, "ng/L"), "interpretation": [concept("x", "N")]}, [0]),
        ({"valueQuantity": quantity(15, "ng/L")}, []),
        ({"valueQuantity": quantity(0.015, "ng/mL"), "referenceRange": [{"high": quantity(14, "ng/L")}]}, []),
    ],
)
def test_troponin_is_over_its_own_limit_or_not_or_not_known(elements: dict[str, Any], expected: list[float]) -> None:
    record = record_of(observation("67151-1", **elements))
    assert values_of(record, "troponin_over_limit") == expected
    assert [reason for _, reason in reasons_of(record)] == ([] if expected else ["no_limit"])


def test_an_observation_that_nobody_needs_is_passed_over_in_silence() -> None:
    record = record_of(observation("21899-0", valueCodeableConcept=concept(text="T1c")))
    assert (record.series, record.ignored) == ({}, ())


@pytest.mark.parametrize(
    "code",
    [
        *("14771-0", "14770-2", "1558-6", "1556-0", "1557-8", "41604-0", "76629-5", "77145-1", "2340-8", "2341-6"),
        *("32016-8", "74774-1", "39480-9", "39481-7", "41651-1", "41652-9"),
    ],
)
def test_every_blood_glucose_is_read_fasting_capillary_or_arterial(code: str) -> None:
    assert values_of(record_of(observation(code, 3.2, "mmol/L")), "glucose_mmol_per_l") == [3.2]


@pytest.mark.parametrize("text", ["空腹血糖", "随机血糖", "葡萄糖", "末梢血糖", "指尖血糖"])
def test_a_chinese_glucose_is_read_by_its_name(text: str) -> None:
    assert values_of(record_of(observation(concept(text=text), 54, "mg/dL")), "glucose_mmol_per_l") != []


@pytest.mark.parametrize(
    ("code", "unit", "name"),
    [
        ("30000-4", "mg/g", "uacr_mg_per_g"),
        ("32713-0", "mmol/L", "potassium_mmol_per_l"),
        ("39789-3", "mmol/L", "potassium_mmol_per_l"),
    ],
)
def test_the_urine_ratio_and_potassium_of_blood_gases_are_read(code: str, unit: str, name: str) -> None:
    assert values_of(record_of(observation(code, 6.4, unit)), name) == [6.4]


@pytest.mark.parametrize(
    ("elements", "found"),
    [
        ({"valueString": "3+"}, [1]),
        ({"valueString": "++"}, [1]),
        ({"valueString": "（＋）"}, [1]),
        ({"valueString": "±"}, [1]),
        ({"valueString": "阳性"}, [1]),
        ({"valueString": "弱阳性"}, [1]),
        ({"valueString": "trace"}, [1]),
        ({"valueString": "80 mg/dL"}, [1]),
        ({"valueString": "阴性(-)"}, [0]),
        ({"valueString": "（－）"}, [0]),
        ({"valueString": "not detected"}, [0]),
        ({"valueString": "0 mmol/L"}, [0]),
        ({"valueString": "<5 mg/dL"}, [0]),
        ({"valueString": "see report"}, []),
        ({"valueQuantity": quantity(80, "mg/dL")}, [1]),
        ({"valueQuantity": quantity(0, "mg/dL")}, [0]),
        ({"valueQuantity": quantity(5, "mg/dL") | {"comparator": "<"}}, [0]),
        ({"valueInteger": 2}, [1]),
        ({"valueBoolean": True}, [1]),
        ({"valueBoolean": False}, [0]),
        ({"valueCodeableConcept": concept(SNOMED, "10828004")}, [1]),
        ({"valueCodeableConcept": concept(SNOMED, "260385009")}, [0]),
        ({"valueCodeableConcept": concept(text="2+")}, [1]),
        ({"interpretation": [concept("x", "POS")]}, [1]),
    ],
)
def test_ketones_are_found_or_not_by_number_code_words_or_flag(elements: dict[str, Any], found: list[float]) -> None:
    record = record_of(observation("2514-8", **elements))
    assert values_of(record, "ketones_present") == found
    assert [reason for _, reason in reasons_of(record)] == ([] if found else ["wrong_value_type"])


def test_blood_ketones_in_words_are_found_or_not_and_in_numbers_a_value() -> None:
    assert values_of(record_of(observation("6873-4", valueString="阳性")), "ketones_present") == [1]
    assert values_of(record_of(observation("6873-4", 1.6, "mmol/L")), "ketones_mmol_per_l") == [1.6]


@pytest.mark.parametrize(
    ("code", "name", "side"),
    [
        ("8459-0", "systolic_mmhg", None),
        ("8461-6", "systolic_mmhg", "supine"),
        ("8460-8", "standing_systolic_mmhg", None),
        ("8453-3", "diastolic_mmhg", None),
        ("8455-8", "diastolic_mmhg", "supine"),
        ("8454-1", "standing_diastolic_mmhg", None),
    ],
)
def test_a_pressure_is_read_with_the_position_of_the_body(code: str, name: str, side: str | None) -> None:
    ((read,),) = record_of(observation(code, 105, "mm[Hg]")).series.values()
    assert (read.name, read.side) == (name, side)
