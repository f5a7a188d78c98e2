"""Drugs, in force or past, by code or by name, given into a vein or not."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_profiles.terminology import table
from rules.facts import Medication
from tests.support.fhir_resources import SNOMED, concept, reasons_of, record_of

ATC = "http://www.whocc.no/atc"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def request(drug: dict[str, Any] | None = None, **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": drug or concept(text="warfarin"),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2026-05-01",
    } | elements


def administration(drug: dict[str, Any], on: str, **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationAdministration",
        "id": "m2",
        "status": "completed",
        "medicationCodeableConcept": drug,
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": on,
    } | elements


def the_drug(*resources: dict[str, Any]) -> Medication:
    (found,) = record_of(*resources).medications
    return found


@pytest.mark.parametrize(
    ("drug", "wanted"),
    [
        (concept(ATC, "B01AA03"), {"anticoagulant", "warfarin"}),
        (concept(ATC, "A10BD02"), {"metformin", "sulfonylurea"}),
        (concept(ATC, "C09DA01"), {"raas_blocker", "thiazide", "diuretic"}),
        (concept(ATC, "N05AN01"), set()),
        (concept(RXNORM, "315971"), {"loop_diuretic", "diuretic"}),
        (concept(RXNORM, "316672"), {"statin"}),
        (concept(RXNORM, "106892"), {"insulin"}),
        (concept(text="Warfarin Sodium 5 MG Oral Tablet"), {"anticoagulant", "warfarin"}),
        (concept(text="华法林钠片"), {"anticoagulant", "warfarin"}),
        (concept(text="门冬胰岛素30注射液"), {"insulin"}),
        (concept(text="阿托伐他汀钙片"), {"statin"}),
        (concept(text="格列美脲片"), {"sulfonylurea"}),
        (concept(text="达格列净片"), {"sglt2_inhibitor"}),
        (concept(text="缬沙坦胶囊"), {"raas_blocker"}),
        (concept(text="酒石酸美托洛尔片"), {"beta_blocker"}),
        (concept(text="阿仑膦酸钠片"), {"bisphosphonate"}),
        (concept(text="多巴丝肼片"), {"levodopa"}),
        (concept(text="Nystatin oral suspension"), set()),
        (concept(text="Hydrocortisone 1% cream"), set()),
        (concept(text="左氧氟沙星滴眼液"), set()),
        (concept(text="Heparin lock flush"), set()),
        (concept(text="马来酸噻吗洛尔滴眼液"), set()),
        (concept(text="Insulin syringe"), set()),
    ],
)
def test_a_drug_belongs_to_its_classes_and_to_no_other(drug: dict[str, Any], wanted: set[str]) -> None:
    found = record_of(request(drug)).medications
    assert {name for medication in found for name in medication.classes} == wanted


@pytest.mark.parametrize(
    ("status", "active"),
    [("active", True), ("on-hold", True), ("unknown", True), (None, True), ("stopped", False), ("completed", False)],
)
def test_a_drug_that_may_still_be_taken_is_not_taken_for_absent(status: str | None, active: bool) -> None:
    assert the_drug(request(status=status)).active is active


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"status": "entered-in-error"}, "entered_in_error"),
        ({"status": "draft"}, "not_in_force"),
        ({"status": "cancelled"}, "not_in_force"),
        ({"intent": "proposal"}, "not_in_force"),
        ({"doNotPerform": True}, "not_in_force"),
        ({"authoredOn": "2026-07-01"}, "future_date"),
        ({"medicationCodeableConcept": None}, "no_value"),
    ],
)
def test_a_prescription_that_is_not_in_force_is_ignored(elements: dict[str, Any], reason: str) -> None:
    record = record_of(request(**elements))
    assert record.medications == ()
    assert [found for _, found in reasons_of(record)] == [reason]


@pytest.mark.parametrize("text", ["Folic acid 5 MG Oral Tablet", "甲钴胺片", "Hydroxychloroquine"])
def test_a_drug_in_use_of_no_known_class_is_kept_so_that_it_counts(text: str) -> None:
    found = the_drug(request(concept(text=text)))
    assert (found.classes, found.label, found.active) == (frozenset(), text, True)
    stated = {"resourceType": "MedicationStatement", "status": "active", "effectiveDateTime": "2026-05-01"}
    assert the_drug(request(concept(text=text)) | stated).classes == frozenset()


@pytest.mark.parametrize(
    "elements",
    [
        {"status": "stopped"},
        {"status": "completed"},
        {"status": "entered-in-error"},
        {"status": "draft"},
        {"intent": "proposal"},
        {"doNotPerform": True},
        {"authoredOn": "2026-06-02"},
    ],
)
def test_a_drug_of_no_known_class_that_is_not_in_use_is_passed_over_in_silence(elements: dict[str, Any]) -> None:
    record = record_of(request(concept(text="folic acid"), **elements))
    assert (record.medications, record.ignored) == ((), ())


@pytest.mark.parametrize("text", table("statuses")["medication"]["not_counted"])
def test_creams_drops_flushes_and_dressings_are_not_counted(text: str) -> None:
    assert record_of(request(concept(text=f"ABC {text.upper()} 10"))).medications == ()


@pytest.mark.parametrize(("elements", "state"), [({}, "unread"), ({"status": "stopped"}, "read")])
def test_a_drug_in_use_without_a_name_leaves_the_list_not_wholly_read(elements: dict[str, Any], state: str) -> None:
    nameless = request(medicationCodeableConcept=None, medicationReference={"reference": "Medication/x"}, **elements)
    record = record_of(request(), nameless | {"id": "m9"})
    assert record.reads["MedicationRequest"] == state
    assert record.unread_reasons == ({"MedicationRequest": "not_understood"} if state == "unread" else {})
    assert len(record.medications) == 1


def test_a_drug_by_reference_is_found_in_the_same_file_and_among_the_contained() -> None:
    furosemide = {"resourceType": "Medication", "id": "d1", "code": concept(text="呋塞米注射液")}
    by_file = request(medicationCodeableConcept=None, medicationReference={"reference": "Medication/d1"})
    contained = request(
        id="m9", medicationCodeableConcept=None, medicationReference={"reference": "#d1"}, contained=[furosemide]
    )
    shown = request(medicationCodeableConcept=None, medicationReference={"reference": "x", "display": "Furosemide"})
    for resources in ((by_file, furosemide), (contained,), (shown,)):
        assert the_drug(*resources).classes == {"loop_diuretic", "diuretic"}


def test_a_broken_or_different_contained_resource_is_passed_over() -> None:
    contained = [7, {"resourceType": "Medication", "id": "other"}, {"resourceType": "Organization", "id": "d1"}]
    sent = request(medicationCodeableConcept=None, medicationReference={"reference": "#d1"}, contained=contained)
    assert [reason for _, reason in reasons_of(record_of(sent))] == ["no_value"]


@pytest.mark.parametrize(
    ("route", "intravenous"),
    [
        (concept(SNOMED, "47625008"), True),
        (concept(text="静脉滴注"), True),
        (concept(text="IV push"), True),
        (concept(text="oral, given"), False),
        (concept(text="口服"), False),
        (None, False),
    ],
)
def test_a_dose_into_a_vein_is_known_as_one(route: dict[str, Any] | None, intravenous: bool) -> None:
    dose = administration(concept(text="furosemide"), "2026-05-30", dosage={"route": route})
    assert the_drug(dose).intravenous is intravenous


@pytest.mark.parametrize(("on", "active"), [("2026-05-25", True), ("2026-05-24", False)])
def test_a_dose_that_was_given_counts_as_on_the_list_for_seven_days(on: str, active: bool) -> None:
    assert the_drug(administration(concept(text="insulin glargine"), on)).active is active


def test_a_dose_that_was_not_given_is_ignored() -> None:
    record = record_of(administration(concept(text="furosemide"), "2026-05-30", status="not-done"))
    assert record.medications == ()
    assert [found for _, found in reasons_of(record)] == ["not_done"]


def test_a_statement_of_the_patient_counts() -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "medicationCodeableConcept": concept(text="prednisolone 5 mg tablet"),
        "subject": {"reference": "Patient/p1"},
        "effectivePeriod": {"start": "2026-04-01"},
    }
    found = the_drug(statement)
    assert (found.classes, found.active, str(found.on)) == ({"glucocorticoid"}, True, "2026-04-01")
