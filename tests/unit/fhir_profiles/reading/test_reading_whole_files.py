"""Files of every shape: Bundles of each type, bare resources, arrays, one resource a line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fhir_profiles.errors import CannotReadError
from fhir_profiles.reading import read_whole
from rules.facts import PatientRecord, ReadState
from tests.support.fhir_resources import AS_OF, bundle, condition, observation, patient, reasons_of, values_of

PERSON = patient()
GRIP = observation("83174-3", 18.4, "kg")


def read(document: object, patient_id: str | None = None) -> PatientRecord:
    return read_whole(json.dumps(document).encode(), AS_OF, patient_id=patient_id)


def history(*entries: dict[str, Any]) -> PatientRecord:
    person = {"resource": PERSON, "request": {"method": "PUT", "url": "Patient/p1"}}
    return read({"resourceType": "Bundle", "type": "history", "entry": [person, *entries]})


@pytest.mark.parametrize(
    "kind", ["collection", "searchset", "transaction", "batch", "document", "message", "transaction-response"]
)
def test_a_bundle_of_any_type_is_read(kind: str) -> None:
    record = read(bundle((PERSON, GRIP), kind))
    assert values_of(record, "grip_kg") == [18.4]
    assert record.reads["Observation:muscle"] is ReadState.READ
    assert record.reads["Condition"] is ReadState.EMPTY
    assert ReadState.UNREAD not in record.reads.values()


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([PERSON, GRIP]),
        json.dumps(PERSON) + "\n" + json.dumps(GRIP) + "\n",
        "\ufeff" + json.dumps(bundle((PERSON, GRIP)), indent=2),
        "\n\n" + json.dumps(bundle((PERSON, GRIP))) + "\n",
        json.dumps(bundle((PERSON,))) + "\n" + json.dumps(bundle((GRIP,))),
    ],
    ids=["array", "one a line", "byte order mark and spaces", "empty lines", "a bundle a line"],
)
def test_a_file_of_any_shape_is_read(data: str) -> None:
    assert values_of(read_whole(data.encode(), AS_OF), "grip_kg") == [18.4]


def test_a_bare_observation_is_about_its_only_subject() -> None:
    record = read(GRIP)
    assert (record.patient_id, values_of(record, "grip_kg")) == ("p1", [18.4])


def test_references_by_urn_are_followed() -> None:
    entries = [
        {"fullUrl": "urn:uuid:aaaa", "resource": PERSON},
        {"fullUrl": "urn:uuid:bbbb", "resource": GRIP | {"subject": {"reference": "urn:uuid:aaaa"}}},
    ]
    assert values_of(read({"resourceType": "Bundle", "type": "transaction", "entry": entries}), "grip_kg") == [18.4]


def test_the_same_id_on_another_server_is_another_person() -> None:
    entries = [
        {"fullUrl": "https://one.example/fhir/Patient/p1", "resource": PERSON},
        {"resource": GRIP | {"subject": {"reference": "https://two.example/fhir/Patient/p1"}}},
    ]
    record = read({"resourceType": "Bundle", "type": "collection", "entry": entries})
    assert record.series == {}
    assert [reason for _, reason in reasons_of(record)] == ["other_patient"]


def test_of_several_patients_one_must_be_named() -> None:
    two = bundle((PERSON, patient("p2"), GRIP))
    with pytest.raises(CannotReadError, match=r"2 patients\. Name the one to read \(patient_id\)"):
        read(two)
    assert values_of(read(two, "p1"), "grip_kg") == [18.4]
    assert values_of(read(two, "p2"), "grip_kg") == []


def test_a_patient_who_is_not_in_the_file_cannot_be_read() -> None:
    with pytest.raises(CannotReadError, match="no Patient with the id that was named"):
        read(bundle((PERSON, GRIP)), "p9")


def test_the_latest_version_of_a_history_counts_whatever_its_place() -> None:
    old = {"resource": GRIP | {"meta": {"versionId": "1", "lastUpdated": "2026-01-01T00:00:00Z"}}}
    new = {"resource": observation("83174-3", 22, "kg", meta={"versionId": "2", "lastUpdated": "2026-02-01T00:00:00Z"})}
    assert values_of(history(old, new), "grip_kg") == values_of(history(new, old), "grip_kg") == [22]


def test_a_deleted_resource_of_a_history_is_gone() -> None:
    old = {"resource": GRIP | {"meta": {"versionId": "1", "lastUpdated": "2026-01-01T00:00:00Z"}}}
    gone = {
        "request": {"method": "DELETE", "url": "Observation/o1"},
        "response": {"lastModified": "2026-03-01T00:00:00Z"},
    }
    assert history(gone, old).series == {}
    assert history(old, gone).series == {}


def test_a_resource_that_was_made_again_after_its_deletion_is_back() -> None:
    gone = {
        "request": {"method": "DELETE", "url": "Observation/o1"},
        "response": {"lastModified": "2026-03-01T00:00:00Z"},
    }
    again = {"resource": GRIP | {"meta": {"lastUpdated": "2026-04-01T00:00:00Z"}}}
    assert values_of(history(again, gone), "grip_kg") == [18.4]


def test_a_resource_that_comes_twice_counts_once() -> None:
    assert values_of(read(bundle((PERSON, GRIP, GRIP))), "grip_kg") == [18.4]


def test_two_results_without_an_id_are_two_results() -> None:
    nameless = {key: value for key, value in GRIP.items() if key != "id"}
    assert values_of(read(bundle((PERSON, nameless, nameless))), "grip_kg") == [18.4, 18.4]


def test_a_bundle_inside_a_bundle_is_ignored_with_the_reason() -> None:
    record = read(bundle((PERSON, bundle((GRIP,)))))
    assert record.series == {}
    assert [reason for _, reason in reasons_of(record)] == ["nested_bundle"]


def test_an_operation_outcome_in_a_file_is_named_and_the_rest_is_read() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
    record = read(bundle((PERSON, outcome, GRIP)))
    assert values_of(record, "grip_kg") == [18.4]
    assert [reason for _, reason in reasons_of(record)] == ["operation_outcome"]


def test_a_file_without_any_data_gives_an_empty_record() -> None:
    record = read({"resourceType": "Bundle", "type": "collection"})
    assert record.series == {}
    assert set(record.reads.values()) == {ReadState.EMPTY}


def test_types_that_nobody_needs_are_passed_over_in_silence() -> None:
    record = read(bundle((PERSON, {"resourceType": "Claim", "id": "k"}, condition(text="heart failure"))))
    assert (len(record.conditions), record.ignored) == (1, ())


@pytest.mark.parametrize("severity", ["error", "fatal", "warning"])
def test_what_may_stand_behind_an_error_report_is_unread_and_never_absent(severity: str) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "exception"}]}
    whole = json.dumps(bundle((patient(), observation("83174-3", 16.0, "kg"), outcome))).encode()
    record = read_whole(whole, AS_OF)
    assert record.unread("Patient", "Observation:muscle") == ()
    assert record.unread("Condition", "AllergyIntolerance") == ("Condition", "AllergyIntolerance")


def test_what_a_bundle_inside_a_bundle_holds_is_unread() -> None:
    inner = bundle((patient(),))
    record = read_whole(json.dumps(bundle((patient(), inner))).encode(), AS_OF)
    assert "Condition" in record.unread("Condition")


def test_a_report_that_nothing_is_wrong_leaves_what_is_missing_absent() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
    record = read_whole(json.dumps(bundle((patient(), outcome))).encode(), AS_OF)
    assert record.unread("Condition") == ()


@pytest.mark.parametrize(("status", "is_known"), [("403 Forbidden", False), ("500", False), ("200 OK", True)])
def test_a_refused_read_of_a_batch_leaves_what_it_asked_for_unread(status: str, is_known: bool) -> None:
    batch = {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [
            {"resource": patient(), "response": {"status": "200"}},
            {"response": {"status": status, "outcome": {"resourceType": "OperationOutcome", "issue": []}}},
        ],
    }
    record = read_whole(json.dumps(batch).encode(), AS_OF)
    assert (record.unread("Condition") == ()) is is_known
    assert record.unread("Patient") == ()
