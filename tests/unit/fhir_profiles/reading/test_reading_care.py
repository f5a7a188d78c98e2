"""Allergies, procedures, hospital contacts and orders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fhir_resources import SNOMED, concept, reasons_of, record_of


def mine(kind: str, by: str = "subject", **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": "x1", by: {"reference": "Patient/p1"}} | elements


def allergy(code: dict[str, Any], **elements: Any) -> dict[str, Any]:
    return mine("AllergyIntolerance", "patient", clinicalStatus=concept("x", "active"), code=code, **elements)


@pytest.mark.parametrize(
    ("code", "allergens"),
    [
        (concept(text="Cow's milk protein allergy"), {"milk"}),
        (concept(text="牛奶蛋白过敏"), {"milk"}),
        (concept(text="Lactose intolerance"), {"lactose"}),
        (concept(text="乳糖不耐受"), {"lactose"}),
        (concept(SNOMED, "300913006"), {"shellfish"}),
        (concept(SNOMED, "91935009"), {"nut"}),
        (concept(text="鸡蛋过敏"), {"egg"}),
        (concept(text="海鲜过敏"), {"fish", "shellfish"}),
        (concept(text="大豆蛋白过敏"), {"soy"}),
        (concept(SNOMED, "417918006"), {"pork"}),
        (concept(text="Allergy to pork"), {"pork"}),
        (concept(text="猪肉过敏"), {"pork"}),
    ],
)
def test_an_allergy_names_its_food_group(code: dict[str, Any], allergens: set[str]) -> None:
    (found,) = record_of(allergy(code)).allergies
    assert found.allergens == allergens


def test_the_substance_of_a_reaction_names_the_allergen() -> None:
    sent = allergy(concept(text="Food allergy"), reaction=[{"substance": concept(text="Peanut")}])
    (found,) = record_of(sent).allergies
    assert found.allergens == {"nut"}


@pytest.mark.parametrize(
    "code",
    [concept(SNOMED, "716186003", "No known allergy"), concept(SNOMED, "429625007"), concept(text="Grass pollen")],
)
def test_no_known_allergy_and_pollen_are_no_food_allergy(code: dict[str, Any]) -> None:
    record = record_of(allergy(code))
    assert record.allergies == ()
    assert record.reads["AllergyIntolerance"] == "read"


def test_a_food_that_is_in_no_group_is_kept_by_its_name() -> None:
    (found,) = record_of(allergy(concept(text="Buckwheat"), category=["food"])).allergies
    assert (found.allergens, found.label) == (frozenset(), "Buckwheat")


@pytest.mark.parametrize(
    ("status", "active"), [("active", True), (None, True), ("inactive", False), ("resolved", False)]
)
def test_an_allergy_is_active_unless_it_says_otherwise(status: str | None, active: bool) -> None:
    clinical = concept("x", status) if status else None
    (found,) = record_of(allergy(concept(text="milk")) | {"clinicalStatus": clinical}).allergies
    assert found.active is active


def test_a_refuted_allergy_is_ignored_and_a_dangerous_one_is_critical() -> None:
    refuted = record_of(allergy(concept(text="milk"), verificationStatus=concept("x", "refuted")))
    assert refuted.allergies == ()
    assert [reason for _, reason in reasons_of(refuted)] == ["refuted"]
    assert record_of(allergy(concept(text="milk"), criticality="high")).allergies[0].critical


@pytest.mark.parametrize(
    ("code", "concepts"),
    [
        (concept(SNOMED, "265764009"), {"dialysis"}),
        (concept(text="血液透析"), {"dialysis", "haemodialysis"}),
        (concept(text="动静脉内瘘成形术（透析用）"), {"dialysis_fistula"}),
        (concept(SNOMED, "232717009"), {"cabg", "sternotomy"}),
        (concept(text="Total hip replacement"), {"hip_surgery", "joint_replacement"}),
        (concept(text="全髋关节置换术"), {"hip_surgery", "joint_replacement"}),
        (concept(text="白内障超声乳化吸除术"), {"eye_surgery"}),
        (concept(text="Laparoscopic hemicolectomy"), {"laparotomy"}),
        (concept(text="洼田饮水试验"), {"swallow_screen"}),
        (concept(SNOMED, "703423002"), {"chemotherapy"}),
        (concept(SNOMED, "447365002"), {"pacemaker_implant"}),
        (concept(text="Colonoscopy"), set()),
    ],
)
def test_a_procedure_stands_for_its_concepts(code: dict[str, Any], concepts: set[str]) -> None:
    sent = mine("Procedure", status="completed", code=code, performedDateTime="2026-05-20")
    assert {name for procedure in record_of(sent).procedures for name in procedure.concepts} == concepts


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"status": "not-done"}, "not_done"),
        ({"status": "preparation"}, "not_done"),
        ({"status": "entered-in-error"}, "entered_in_error"),
        ({"status": "completed", "performedDateTime": "2026-06-20"}, "future_date"),
    ],
)
def test_a_procedure_that_was_not_done_is_ignored(elements: dict[str, Any], reason: str) -> None:
    record = record_of(mine("Procedure", code=concept(text="dialysis"), **elements))
    assert record.procedures == ()
    assert [found for _, found in reasons_of(record)] == [reason]


def test_a_procedure_counts_by_the_day_it_ended() -> None:
    period = {"start": "2026-05-20T08:00:00Z", "end": "2026-05-20T12:00:00Z"}
    sent = mine("Procedure", status="completed", code=concept(text="dialysis"), performedPeriod=period)
    assert str(record_of(sent).procedures[0].on) == "2026-05-20"


@pytest.mark.parametrize(
    ("kind", "status", "end", "inpatient", "running", "emergency"),
    [
        ("IMP", "in-progress", None, True, True, False),
        ("ACUTE", "in-progress", None, True, True, False),
        ("IMP", "finished", "2026-05-28", True, False, False),
        ("IMP", "in-progress", "2026-05-28", True, False, False),
        ("EMER", "arrived", None, False, True, True),
        ("AMB", "finished", "2026-05-25", False, False, False),
    ],
)
def test_a_contact_is_inpatient_running_or_an_emergency(
    kind: str, status: str, end: str | None, inpatient: bool, running: bool, emergency: bool
) -> None:
    period = {"start": "2026-05-25"} | ({"end": end} if end else {})
    sent = mine("Encounter", status=status, period=period) | {"class": {"code": kind}}
    (found,) = record_of(sent).encounters
    assert (found.inpatient, found.running, found.emergency) == (inpatient, running, emergency)


def test_a_contact_that_ended_after_the_moment_of_the_assessment_was_running_then() -> None:
    sent = mine("Encounter", status="finished", period={"start": "2026-05-25", "end": "2026-06-20"})
    assert record_of(sent | {"class": {"code": "IMP"}}).encounters[0].running


@pytest.mark.parametrize(
    "resource",
    [
        mine("Encounter", status="in-progress", period={"start": "2026-06-20"}),
        mine("ServiceRequest", status="active", code=concept(text="physiotherapy"), authoredOn="2026-06-20"),
    ],
)
def test_a_contact_or_order_of_the_future_is_ignored(resource: dict[str, Any]) -> None:
    record = record_of(resource)
    assert (record.encounters, record.orders) == ((), ())
    assert [found for _, found in reasons_of(record)] == ["future_date"]


@pytest.mark.parametrize(
    ("element", "value", "on"),
    [
        ("performedDateTime", "2026-02-31", None),
        ("performedPeriod", {"start": "2026-05-30", "end": "2026-06-30"}, "2026-05-30"),
        ("performedPeriod", None, None),
    ],
)
def test_a_procedure_without_a_usable_day_still_counts(element: str, value: object, on: str | None) -> None:
    sent = mine("Procedure", status="completed", code=concept(text="dialysis")) | {element: value}
    (found,) = record_of(sent).procedures
    assert (str(found.on) if found.on else None) == on


@pytest.mark.parametrize(("status", "reason"), [("planned", "not_done"), ("cancelled", "cancelled")])
def test_a_contact_that_has_not_happened_is_ignored(status: str, reason: str) -> None:
    record = record_of(mine("Encounter", status=status, period={"start": "2026-05-25"}))
    assert record.encounters == ()
    assert [found for _, found in reasons_of(record)] == [reason]


@pytest.mark.parametrize(
    ("order", "concepts"),
    [
        ({"oralDiet": {"type": [concept(text="NPO")]}}, {"nil_by_mouth"}),
        ({"oralDiet": {"type": [concept(text="禁食")]}}, {"nil_by_mouth"}),
        ({"oralDiet": {"texture": [{"modifier": concept(text="Level 5")}]}}, {"modified_texture"}),
        ({"oralDiet": {"fluidConsistencyType": [concept(text="nectar")]}}, {"modified_texture"}),
        ({"oralDiet": {"instruction": "糊状饮食"}}, {"modified_texture"}),
        (
            {"oralDiet": {"texture": [{"modifier": concept(text="IDDSI Level 4 - Pureed")}]}},
            {"modified_texture", "food_level_4"},
        ),
        (
            {
                "oralDiet": {
                    "texture": [{"modifier": concept(text="IDDSI 5")}],
                    "fluidConsistencyType": [concept(text="IDDSI 2")],
                }
            },
            {"modified_texture", "food_level_5", "drink_level_2"},
        ),
        ({"oralDiet": {"fluidConsistencyType": [concept(text="IDDSI 3")]}}, {"modified_texture", "drink_level_3"}),
        ({"oralDiet": {"texture": [{"modifier": concept(text="IDDSI 3")}]}}, {"modified_texture", "food_level_3"}),
        ({"oralDiet": {"instruction": "IDDSI level 6"}}, {"modified_texture", "food_level_6"}),
        ({"oralDiet": {"instruction": "IDDSI level 4"}}, {"modified_texture"}),
        ({"oralDiet": {"instruction": "iddsi1"}}, {"modified_texture", "drink_level_1"}),
        ({"oralDiet": {"texture": [{"modifier": concept(text="easy to chew")}]}}, {"modified_texture", "easy_to_chew"}),
        ({"foodPreferenceModifier": [concept(text="Vegan")]}, {"vegan_diet"}),
        ({"foodPreferenceModifier": [concept(text="清真")]}, {"halal_diet"}),
        ({"foodPreferenceModifier": [concept(text="Dairy Free")]}, {"dairy_free_diet"}),
        ({"excludeFoodModifier": [concept(text="Egg")]}, {"exclude_egg"}),
        ({"excludeFoodModifier": [concept(text="mango")]}, {"exclude_other_food"}),
        ({"excludeFoodModifier": [concept(text="Pork")]}, {"exclude_pork"}),
        ({"foodPreferenceModifier": [concept(text="不吃猪肉")]}, {"pork_free_diet"}),
        ({"excludeFoodModifier": [concept(text="zzz")]}, {"exclude_unspecified_food"}),
        ({"supplement": [{"productName": "Energy drink"}]}, {"oral_supplement"}),
        ({"oralDiet": {"type": [concept(text="Regular diet")]}}, set()),
    ],
)
def test_a_diet_order_stands_for_its_concepts(order: dict[str, Any], concepts: set[str]) -> None:
    sent = mine("NutritionOrder", "patient", status="active", intent="order", dateTime="2026-05-30", **order)
    assert {name for found in record_of(sent).orders for name in found.concepts} == concepts


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Physiotherapy, daily", {"physiotherapy"}),
        ("康复训练", {"physiotherapy"}),
        ("Partial weight bearing, left leg", {"weight_bearing"}),
        ("Chest X-ray", set()),
    ],
)
def test_an_order_for_a_service_stands_for_its_concepts(text: str, concepts: set[str]) -> None:
    sent = mine("ServiceRequest", status="active", intent="order", code=concept(text=text))
    assert {name for found in record_of(sent).orders for name in found.concepts} == concepts


@pytest.mark.parametrize(
    ("elements", "reason"),
    [({"status": "draft"}, "not_in_force"), ({"status": "active", "intent": "proposal"}, "not_in_force")],
)
def test_a_draft_order_is_not_an_order(elements: dict[str, Any], reason: str) -> None:
    record = record_of(mine("ServiceRequest", code=concept(text="physiotherapy"), **elements))
    assert record.orders == ()
    assert [found for _, found in reasons_of(record)] == [reason]


def test_a_finished_order_is_past() -> None:
    sent = mine("ServiceRequest", status="completed", intent="order", code=concept(text="physiotherapy"))
    assert not record_of(sent).orders[0].active


@pytest.mark.parametrize(
    ("code", "allergens"),
    [
        (concept(text="小麦"), {"wheat"}),
        (concept(text="麸质过敏"), {"wheat"}),
        (concept(SNOMED, "420174000"), {"wheat"}),
        (concept(text="多种食物过敏，具体不详"), {"unspecified_food"}),
        (concept(text="食物过敏"), {"unspecified_food"}),
        (concept(SNOMED, "414285001"), {"unspecified_food"}),
        (concept(text="食物过敏（牛奶、小麦）"), {"milk", "wheat"}),
    ],
)
def test_wheat_is_a_food_group_and_food_by_itself_is_unspecified(code: dict[str, Any], allergens: set[str]) -> None:
    (found,) = record_of(allergy(code)).allergies
    assert found.allergens == allergens


@pytest.mark.parametrize(
    ("text", "allergens"),
    [("某品牌零食", {"unspecified_food"}), ("芒果", set()), ("Grass pollen", set()), ("", {"unspecified_food"})],
)
def test_a_food_that_is_not_known_counts_as_unspecified_and_one_that_is_in_no_product_does_not(
    text: str, allergens: set[str]
) -> None:
    (found,) = record_of(allergy(concept(text=text), category=["food"])).allergies
    assert found.allergens == allergens


@pytest.mark.parametrize("text", ["No known food allergies", "否认食物过敏", "无食物过敏史"])
def test_no_food_allergy_in_words_is_none(text: str) -> None:
    assert record_of(allergy(concept(text=text), category=["food"])).allergies == ()


HOSPICE = concept(SNOMED, "305336008")


@pytest.mark.parametrize(
    "elements",
    [
        {"type": [HOSPICE]},
        {"type": [concept(text="安宁疗护病房")]},
        {"serviceType": concept(text="缓和医疗科")},
        {"hospitalization": {"dischargeDisposition": concept("x", "hosp")}},
        {"hospitalization": {"dischargeDisposition": concept(SNOMED, "428361000124107")}},
    ],
)
def test_a_contact_with_a_hospice_is_palliative_care(elements: dict[str, Any]) -> None:
    sent = mine("Encounter", status="finished", period={"start": "2026-05-01", "end": "2026-05-20"}, **elements)
    (found,) = record_of(sent).conditions
    assert found.concepts == {"palliative_care"}
    assert (found.active, str(found.since)) == (True, "2026-05-01")
    assert found.source.resource_type == "Encounter"


@pytest.mark.parametrize(
    ("start", "end", "status", "active"),
    [
        ("2025-05-01", "2025-06-01", "finished", True),
        ("2025-05-01", "2025-05-31", "finished", False),
        ("2020-05-01", None, "in-progress", True),
    ],
)
def test_a_hospice_of_more_than_a_year_ago_is_history(start: str, end: str | None, status: str, active: bool) -> None:
    period = {"start": start} | ({"end": end} if end else {})
    (found,) = record_of(mine("Encounter", status=status, period=period, type=[HOSPICE])).conditions
    assert found.active is active


def test_where_a_person_will_be_discharged_to_is_not_known_while_the_stay_runs() -> None:
    to = {"dischargeDisposition": concept("x", "hosp")}
    sent = mine("Encounter", status="finished", period={"start": "2026-05-25", "end": "2026-06-20"}, hospitalization=to)
    assert record_of(sent).conditions == ()


def test_an_ordinary_contact_is_no_problem() -> None:
    to = {"dischargeDisposition": concept("x", "home", "Home")}
    sent = mine("Encounter", status="finished", type=[concept(text="门诊")], hospitalization=to)
    assert record_of(sent).conditions == ()


@pytest.mark.parametrize("code", [concept(SNOMED, "103735009"), concept(SNOMED, "385763009"), concept(text="姑息治疗")])
def test_an_order_for_palliative_care_is_known(code: dict[str, Any]) -> None:
    (found,) = record_of(mine("ServiceRequest", status="active", intent="order", code=code)).orders
    assert found.concepts == {"palliative_care"}
