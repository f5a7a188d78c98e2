"""Orders that are being written: what their codes and words stand for, and what cannot be understood."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fhir_profiles.errors import CannotReadError
from fhir_profiles.reading.draft_words import parted
from fhir_profiles.reading.drafts import MOST_DRAFTS, read_drafts
from fhir_profiles.writing.context import DRAFT_SYSTEM
from rules.drafts import DraftOrder
from tests.support.fhir_resources import ME, Json, bundle
from tests.support.moments import diet, drug, service, supplement


def drafts(*resources: Json, selections: tuple[str, ...] | None = None) -> tuple[DraftOrder, ...]:
    return read_drafts(json.dumps(bundle(resources)).encode(), ME, selections=selections).orders


def only(resource: Json) -> DraftOrder:
    (found,) = drafts(resource)
    return found


def doubts(*resources: Any, selections: tuple[str, ...] | None = None) -> list[tuple[str, str, str]]:
    found = read_drafts(json.dumps(bundle(resources)).encode(), ME, selections=selections).unclear
    return [(str(item.source), item.reason, item.detail) for item in found]


# ── kinds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Strict bed rest", "bed_rest"),
        ("Bedrest with bathroom privileges", "bed_rest"),
        ("绝对卧床休息", "bed_rest"),
        ("严格卧床2周", "bed_rest"),
        ("Progressive resistance training, 3 times a week", "exercise"),
        ("抗阻训练 每周3次", "exercise"),
        ("运动处方", "exercise"),
        ("Physiotherapy", "physiotherapy"),
        ("床旁康复", "physiotherapy"),
        ("Early mobilisation", "mobilisation"),
        ("下床活动", "mobilisation"),
        ("Nil by mouth", "nil_by_mouth"),
        ("禁食", "nil_by_mouth"),
    ],
)
def test_a_drafted_service_is_known_by_its_words(text: str, kind: str) -> None:
    assert kind in only(service(text)).concepts


@pytest.mark.parametrize(
    "text",
    [
        "Exercise tolerance test",
        "运动负荷试验",
        "Avoid bed rest",
        "避免卧床",
        "卧床患者翻身护理",
        "呼吸训练",
        "Chest X-ray",
        "Pelvic floor exercise therapy",
    ],
)
def test_a_look_alike_is_neither_exercise_nor_bed_rest(text: str) -> None:
    assert not only(service(text)).concepts & {"exercise", "bed_rest"}


def test_an_exercise_order_is_known_by_its_code_alone() -> None:
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "229065009"}]}
    assert "exercise" in only(service("", code=coded)).concepts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("High-protein diet", "high_protein"),
        ("高蛋白饮食", "high_protein"),
        ("Low protein diet", "low_protein"),
        ("优质低蛋白饮食", "low_protein"),
    ],
)
def test_a_diet_is_known_by_its_words(text: str, kind: str) -> None:
    assert only(diet(text)).concepts >= {kind, "diet"}


def test_low_protein_in_the_blood_is_no_diet() -> None:
    assert "low_protein" not in only(service("低蛋白血症复查")).concepts


@pytest.mark.parametrize("text", ["肠内营养粉剂(TP)", "Oral nutritional supplement", "Whey protein powder"])
def test_a_supplement_that_is_prescribed_as_a_drug_is_a_supplement(text: str) -> None:
    assert "oral_supplement" in only(drug(text)).concepts


def test_a_texture_and_a_tube_are_seen() -> None:
    texture = diet("Diet")
    texture["oralDiet"]["texture"] = [{"modifier": {"text": "minced and moist"}}]
    assert "modified_texture" in only(texture).concepts
    formula = {"resourceType": "NutritionOrder", "id": "t", "enteralFormula": {"baseFormulaProductName": "Standard"}}
    assert "tube_feed" in only(formula).concepts


def test_nothing_by_mouth_is_no_diet() -> None:
    assert only(diet("Nil by mouth")).concepts == {"nil_by_mouth"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Prednisone 20 mg", "glucocorticoid"), ("佐匹克隆 7.5mg", "benzodiazepine"), ("Morphine 5 mg", "opioid")],
)
def test_a_drafted_drug_is_known_by_its_class(text: str, wanted: str) -> None:
    assert wanted in only(drug(text)).classes


def test_a_drug_is_found_behind_a_reference() -> None:
    contained = {"resourceType": "Medication", "id": "x", "code": {"text": "Prednisone"}}
    inside = drug("", contained=[contained], medicationReference={"reference": "#x"})
    del inside["medicationCodeableConcept"]
    assert only(inside).classes == {"glucocorticoid"}
    beside = drug("", medicationReference={"reference": "Medication/x"})
    del beside["medicationCodeableConcept"]
    (found,) = drafts(beside, contained)
    assert found.classes == {"glucocorticoid"}


def test_a_drafted_test_is_known_by_the_measure_it_asks_for() -> None:
    coded = {"coding": [{"system": "http://loinc.org", "code": "41957-2"}]}
    assert only(service("", code=coded)).measures == {"gait_m_per_s"}


# ── food ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "contains", "excludes"),
    [
        ("Whey protein drink", {"milk"}, set()),
        ("乳清蛋白", {"milk"}, set()),
        ("Milk-free soy drink", {"soy"}, {"milk"}),
        ("Soy drink without egg", {"soy"}, {"egg"}),
        ("大豆蛋白粉，不含牛奶", {"soy"}, {"milk"}),
        ("Lactose-free whey", {"milk"}, {"lactose"}),
        ("无乳糖乳清蛋白", {"milk"}, {"lactose"}),
    ],
)
def test_what_a_product_holds_and_what_it_leaves_out_are_told_apart(
    text: str, contains: set[str], excludes: set[str]
) -> None:
    found = only(supplement(text))
    assert found.contains >= contains
    assert not found.contains & excludes
    assert found.excludes == excludes


def test_foods_that_the_order_excludes_are_left_out() -> None:
    found = only(supplement("Standard drink", excludeFoodModifier=[{"text": "milk and milk products"}]))
    assert found.excludes == {"milk"}
    assert not found.contains


def test_what_is_left_out_ends_where_the_next_food_begins() -> None:
    kept, left_out = parted("milk-free, with egg")
    assert "egg" in kept
    assert "milk" in left_out


# ── amounts and lengths ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_protein_of_a_diet_is_read_in_grams_a_day() -> None:
    assert only(diet("Diet", grams=75)).protein_g_per_day == (75, 75)


@pytest.mark.parametrize("unit", ["g", "g/d", "g/(24.h)", "克/天"])
def test_grams_of_a_diet_are_grams_of_a_day(unit: str) -> None:
    found = diet("Diet", grams=60)
    found["oralDiet"]["nutrient"][0]["amount"] = {"value": 60, "unit": unit}
    assert only(found).protein_g_per_day == (60, 60)


def test_an_amount_in_a_unit_that_is_not_known_is_no_amount() -> None:
    found = diet("Diet", grams=60)
    found["oralDiet"]["nutrient"][0]["amount"] = {"value": 60, "unit": "exchanges"}
    assert only(found).protein_g_per_day is None


def test_another_nutrient_is_not_protein() -> None:
    found = diet("Diet", grams=60)
    found["oralDiet"]["nutrient"][0]["modifier"] = {"text": "Sodium"}
    assert only(found).protein_g_per_day is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Protein 1.2-1.5 g/kg a day", (1.2, 1.5)),
        ("protein 1.8 g/kg", (1.8, 1.8)),
        ("蛋白质1.2～1.5g/kg", (1.2, 1.5)),
        ("高蛋白饮食 蛋白1.5克/公斤", (1.5, 1.5)),
        ("protein rich", None),
        ("sodium 1.5 g/kg", None),
    ],
)
def test_protein_per_kilogram_is_read_from_words(text: str, wanted: tuple[float, float] | None) -> None:
    assert only(diet(text)).protein_g_per_kg_per_day == wanted


def test_the_protein_of_a_supplement_is_part_of_a_day_and_no_amount() -> None:
    found = only(supplement("Protein powder, protein 0.4 g/kg"))
    assert found.protein_g_per_kg_per_day is None


@pytest.mark.parametrize(
    ("unit", "days"), [("d", 6), ("wk", 42), ("mo", 180), ("天", 6), ("周", 42), ("weeks", 42), ("fortnight", None)]
)
def test_the_length_of_a_course_is_read_in_days(unit: str, days: float | None) -> None:
    bounds = {"value": 6, "unit": unit}
    course = drug("Prednisone", dosageInstruction=[{"timing": {"repeat": {"boundsDuration": bounds}}}])
    assert only(course).days == days


def test_the_steps_of_a_course_follow_each_other() -> None:
    step = {"timing": {"repeat": {"boundsDuration": {"value": 5, "code": "d"}}}}
    assert only(drug("Prednisone", dosageInstruction=[step, step])).days == 10
    assert only(drug("Prednisone", dosageInstruction=[step, {"text": "then as needed"}])).days is None


def test_a_period_and_a_supply_are_lengths_too() -> None:
    period = {"start": "2026-06-01", "end": "2026-06-11"}
    bound = drug("Prednisone", dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": period}}}])
    assert only(bound).days == 10
    supply = drug("Prednisone", dispenseRequest={"expectedSupplyDuration": {"value": 2, "code": "wk"}})
    assert only(supply).days == 14
    assert only(service("Nil by mouth", occurrencePeriod=period)).days == 10
    assert only(service("Nil by mouth")).days is None


# ── whose, which, and whether ───────────────────────────────────────────────────────────────────────────────────────


def test_our_own_drafts_are_known_again() -> None:
    assert only(service("x", identifier=[{"system": DRAFT_SYSTEM, "value": "1"}])).own
    assert not only(service("x", identifier=[{"system": "urn:other", "value": "1"}])).own


@pytest.mark.parametrize("status", ["draft", "active", "on-hold", None])
def test_drafts_and_orders_that_are_signed_again_count(status: str | None) -> None:
    assert len(drafts(service("Bed rest", status=status))) == 1


@pytest.mark.parametrize("status", ["revoked", "cancelled", "completed", "stopped", "entered-in-error"])
def test_what_ends_an_order_is_no_order(status: str) -> None:
    assert drafts(service("Bed rest", status=status)) == ()
    assert doubts(service("Bed rest", status=status)) == []


def test_an_order_not_to_do_something_is_not_an_order_to_do_it() -> None:
    assert drafts(service("Bed rest", doNotPerform=True)) == ()


def test_a_draft_without_a_subject_is_this_persons_and_one_of_another_is_not() -> None:
    assert len(drafts(service("Bed rest", subject={"reference": f"Patient/{ME}"}))) == 1
    assert len(drafts(service("Bed rest", subject={"reference": f"http://x/Patient/{ME}/_history/2"}))) == 1
    foreign = service("Bed rest", subject={"reference": "Patient/other"})
    assert drafts(foreign) == ()
    assert doubts(foreign) == [("ServiceRequest/s1", "other_patient", "")]


def test_only_selected_drafts_are_selected() -> None:
    found = drafts(service("Bed rest"), drug("Prednisone"), selections=("MedicationRequest/m1",))
    assert {item.source.resource_id: item.selected for item in found} == {"s1": False, "m1": True}


def test_a_selection_may_name_the_address_of_an_entry() -> None:
    held = {"entry": [{"fullUrl": "http://x/ServiceRequest/77", "resource": service("Bed rest", "other")}]}
    raw = json.dumps({"resourceType": "Bundle"} | held).encode()
    (found,) = read_drafts(raw, ME, selections=("ServiceRequest/77",)).orders
    assert found.selected


# ── what cannot be understood ───────────────────────────────────────────────────────────────────────────────────────


def test_a_code_of_a_list_that_nobody_knows_is_named() -> None:
    coded = {"coding": [{"system": "urn:oid:1", "code": "4711"}]}
    assert doubts(drug("", medicationCodeableConcept=coded)) == [("MedicationRequest/m1", "not_understood", "")]
    assert drafts(drug("", medicationCodeableConcept=coded)) == ()


def test_a_drug_of_no_class_of_ours_is_understood() -> None:
    assert doubts(drug("Amoxicillin 500 mg")) == []
    assert only(drug("Amoxicillin 500 mg")).classes == frozenset()


def test_an_order_that_says_nothing_is_named() -> None:
    assert doubts({"resourceType": "ServiceRequest", "id": "s"}) == [("ServiceRequest/s", "not_understood", "")]


def test_a_broken_element_is_named_and_the_rest_is_judged() -> None:
    broken = service("Bed rest", orderDetail="x")
    assert "bed_rest" in only(broken).concepts
    assert doubts(broken) == [("ServiceRequest/s1", "wrong_type", "orderDetail")]


def test_an_order_of_which_nothing_can_be_read_is_named() -> None:
    assert doubts({"resourceType": "ServiceRequest", "id": "s", "code": 7}) == [
        ("ServiceRequest/s", "not_understood", ""),
        ("ServiceRequest/s", "wrong_type", "code"),
    ]
    assert doubts(7, None) == [("Resource", "not_json", "")]


def test_a_request_of_a_type_that_is_not_judged_is_named_unless_it_can_ask_for_nothing_of_ours() -> None:
    assert doubts({"resourceType": "Task", "id": "t"}) == [("Task/t", "wrong_resource_type", "")]
    assert doubts({"resourceType": "DeviceRequest", "id": "d"}) == []


def test_what_is_not_selected_need_not_be_understood() -> None:
    assert doubts({"resourceType": "Task", "id": "t"}, selections=()) == []


def test_a_selection_without_a_draft_is_named() -> None:
    assert doubts(service("x"), selections=("Task/gone",)) == [("Task/gone", "no_value", "selections")]


def test_words_longer_than_are_searched_are_named() -> None:
    long = diet("Diet")
    long["oralDiet"]["instruction"] = "milk " * 201
    assert doubts(long) == [("NutritionOrder/n1", "too_long", "")]
    long["oralDiet"]["instruction"] = "milk " * 200
    assert doubts(long) == []


def test_a_name_longer_than_is_searched_is_named_too() -> None:
    assert doubts(service("Bed rest " + "x" * 992)) == [("ServiceRequest/s1", "too_long", "")]
    assert doubts(service("Bed rest " + "x" * 991)) == []


def test_more_drafts_than_anybody_writes_are_named() -> None:
    many = [service("Chest X-ray", str(number)) for number in range(MOST_DRAFTS)]
    assert doubts(*many) == []
    assert doubts(*many, service("Bed rest")) == [("Bundle", "too_long", "")]


@pytest.mark.parametrize("raw", [b"[]", b"7", b'{"resourceType":"Patient"}', b'{"entry":[]}', b'{"resourceType":5}'])
def test_what_is_no_bundle_is_refused(raw: bytes) -> None:
    with pytest.raises(CannotReadError, match=r"must be a FHIR Bundle\."):
        read_drafts(raw, ME)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("Protein 100 g/day", (100, 100)),
        ("High-protein diet, 80-100 g protein daily", (80, 100)),
        ("Protein: 80 g to 90 g a day", (80, 90)),
        ("高蛋白饮食 蛋白质100g/天", (100, 100)),
        ("每日蛋白质60克", (60, 60)),
        ("100 g/day of protein", (100, 100)),
        ("Protein 1.2 g/kg/day", None),
        ("蛋白质1.2g/公斤", None),
        ("Protein 30 g per meal", None),
        ("Protein snack 20 g", None),
        ("每餐蛋白质25克", None),
        ("Salt 5 g/day, high protein", None),
        ("Protein 60 g per day", (60, 60)),
        ("Protein 60 g a day", (60, 60)),
        ("Total protein 60 g/L", None),
        ("24 h urine protein above 3 g/day", None),
    ],
)
def test_protein_in_grams_of_a_day_is_read_from_the_words(text: str, grams: tuple[float, float] | None) -> None:
    assert only(diet(text)).protein_g_per_day == grams
    assert only(service(text)).protein_g_per_day == grams


def test_an_amount_of_a_supplement_or_a_drug_is_no_amount_of_a_day() -> None:
    assert only(supplement("Protein 30 g/day")).protein_g_per_day is None
    assert only(drug("Protein powder 30 g/day")).protein_g_per_day is None
