"""Faults that were seen in other services (cds-hooks.md 3), each as a test of this one."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from cds_service.hooks import discovery
from cds_service.hooks.discovery import Offered
from rules.facts import PatientRecord
from tests.support.hook_requests import PATIENT_ID, observation, request, searchset, weak_grip_prefetch
from tests.support.service import ServiceUnderTest, service_under_test

CANARY_TOKEN = "canary-token-5d1f"
CANARY_NAME = "Canary-Name-8e2b"


@pytest.mark.verifies("3 HealthChain discovery")
def test_discovery_is_not_hidden_below_another_path(service: ServiceUnderTest) -> None:
    assert service.send("GET", "/cds-services").status_code == 200


@pytest.mark.verifies("3 HealthChain two-ids", "3 HAPI flattened-path")
def test_each_id_is_answered_by_its_own_handler(service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Offered("xfeedback", "order-sign", "Other", "Another hook", "None")
    flattened = Offered("sarcopenia-patient-viewfeedback", "patient-view", "Other", "Another id", "None")
    monkeypatch.setattr(discovery, "SERVICES", (discovery.PATIENT_VIEW, other, flattened))
    assert service.send("POST", "/cds-services/x/feedback", json={"feedback": []}).status_code == 404
    assert service.send("POST", "/cds-services/xfeedback/feedback", json={"feedback": []}).status_code == 200


@pytest.mark.verifies("3 HealthChain usageRequirements")
def test_usage_requirements_reach_discovery(service: ServiceUnderTest) -> None:
    assert "usageRequirements" in service.discover()[0]


@pytest.mark.verifies("3 HealthChain encounterId")
def test_the_encounter_reaches_the_decision_and_its_record(tmp_path: Path) -> None:
    seen: list[Any] = []

    def cards(_: Any, asked: Any) -> Any:
        seen.append(asked.encounter_id)
        from cds_service.cards import CardAnswer

        return CardAnswer((), {}, "nothing_to_say")

    with service_under_test(tmp_path, make_cards=cards) as service:
        service.ask(request(context={"encounterId": "enc-77"}))
        assert seen == ["enc-77"]
        assert service.recorded()[0].asked.encounter_id == "enc-77"


@pytest.mark.verifies("3 HealthChain extension")
def test_an_object_as_extension_is_accepted(service: ServiceUnderTest) -> None:
    assert service.ask(request(extension={"com.example.timeout": 5})).status_code == 200


@pytest.mark.verifies("3 HealthChain silent-failure")
def test_an_unknown_hook_and_a_failing_handler_are_not_an_empty_list_of_cards(tmp_path: Path) -> None:
    def broken(*_: Any) -> Any:
        raise ValueError("broken")

    with service_under_test(tmp_path, assess=broken) as service:
        replies = [service.ask(request(hook="no-such-hook")), service.ask()]
    assert [reply.status_code for reply in replies] == [400, 500]
    assert not any("cards" in reply.json() for reply in replies)


@pytest.mark.verifies("3 HealthChain feedback")
def test_every_service_that_is_listed_takes_feedback(service: ServiceUnderTest) -> None:
    for listed in service.discover():
        path = f"/cds-services/{listed['id']}/feedback"
        assert service.send("POST", path, json={"feedback": []}).status_code == 200


@pytest.mark.verifies("3 HealthChain spelling")
@pytest.mark.parametrize("misspelt", [{"acceptedSuggestion": [{"id": "s"}]}, {"acceptedsuggestions": [{"id": "s"}]}])
def test_feedback_is_read_by_the_names_of_the_standard_only(service: ServiceUnderTest, misspelt: Any) -> None:
    card = service.ask().json()["cards"][0]["uuid"]
    entry = {"card": card, "outcome": "accepted", "outcomeTimestamp": "2026-06-01T10:00:00Z"}
    assert service.tell(entry | misspelt).status_code == 400
    assert service.tell(entry | {"acceptedSuggestions": [{"id": "s"}]}).status_code == 200


@pytest.mark.verifies("3 HealthChain imputation")
def test_a_missing_input_is_named_and_never_filled_in(service: ServiceUnderTest) -> None:
    service.ask()
    record: PatientRecord = service.recorded()[0].record
    assert set(record.series) == {"grip_kg"}


@pytest.mark.verifies("3 HAPI logged-request", "1.6 token-transient")
def test_neither_token_nor_patient_reaches_a_log_or_a_message(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    named = {"name": [{"text": CANARY_NAME}], "identifier": [{"value": CANARY_NAME}]}
    prefetch = weak_grip_prefetch()
    prefetch["patient"] |= named
    spoiled = observation("grip", 14.0) | {"valueQuantity": CANARY_NAME, "note": [{"text": CANARY_NAME}]}
    asked = request(
        prefetch=prefetch | {"observationsMuscle": searchset(spoiled, observation("grip", 14.0, "o2"))},
        fhirServer="https://ehr.example.org/fhir",
        fhirAuthorization={
            "access_token": CANARY_TOKEN,
            "token_type": "Bearer",
            "expires_in": 300,
            "scope": "patient/*.rs",
            "subject": "sarcopenia-cds",
        },
    )

    def broken(*_: Any) -> Any:
        raise ValueError(CANARY_NAME)

    said = ""
    for part in ({}, {"assess": broken}):
        with service_under_test(tmp_path / str(len(part)), **part) as service:
            for question in (
                asked,
                asked | {"hook": CANARY_NAME},
                asked | {"hookInstance": CANARY_NAME},
                asked | {"context": {"userId": CANARY_NAME, "patientId": PATIENT_ID}},
                asked | {"context": {"userId": "Practitioner/1", "patientId": f"{CANARY_NAME}&x"}},
                asked | {"context": CANARY_NAME},
                asked | {"prefetch": {"patient": prefetch["patient"] | {"id": CANARY_NAME}}},
                asked | {"fhirServer": f"http://{CANARY_NAME}.example/"},
            ):
                service.ask(question)
            service.tell({"card": CANARY_NAME}, {"card": 3, "overrideReason": {"userComment": CANARY_NAME}})
            service.send("GET", f"/cds-services?patient={CANARY_NAME}")
            service.send("GET", f"/{CANARY_NAME}")
            service.send("POST", f"/cds-services/{CANARY_NAME}", json={})
            messages = [reply.text for reply in service.replies if reply.status_code != 200]
            said += service.log.getvalue() + "".join(messages)
    captured = capfd.readouterr()
    said += captured.out + captured.err + caplog.text
    assert CANARY_TOKEN not in said
    assert CANARY_NAME.lower() not in said.lower()


@pytest.mark.verifies("3 AHRQ prefetch-optional")
def test_a_request_without_prefetch_is_answered_in_order(service: ServiceUnderTest) -> None:
    asked = request()
    del asked["prefetch"]
    assert service.ask(asked).status_code == 412
    assert service.ask(request() | {"prefetch": None}).status_code == 412


@pytest.mark.verifies("3 CRD jku")
def test_no_address_of_a_token_is_ever_fetched(service: ServiceUnderTest) -> None:
    """A header that names its own key set must not make the service call it."""
    import base64
    import json

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/jwks"
        header = base64.urlsafe_b64encode(json.dumps({"alg": "ES384", "kid": "1", "jku": address}).encode()).decode()
        service.ask(None, authorization=f"Bearer {header}.e30.c2ln")
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.verifies("3 SRDC")
def test_no_private_hook_is_offered(service: ServiceUnderTest) -> None:
    published = {"patient-view", "encounter-start", "encounter-discharge", "order-select", "order-sign"}
    assert {listed["hook"] for listed in service.discover()} == published | {"problem-list-item-create"}
