"""The hooks beside patient-view: what their context must hold, and that each is answered, recorded and replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cds_service.audit.replay import replay
from rules.context import Moment
from tests.support.cds_response import faults
from tests.support.fhir_resources import bundle
from tests.support.hook_requests import PATIENT_ID, searchset, weak_grip_prefetch
from tests.support.moments import SERVICE_OF, diet, drug, hook_request, service
from tests.support.service import ServiceUnderTest, diagnostics, service_under_test

Json = dict[str, Any]
OTHERS = [moment for moment in Moment if moment is not Moment.PATIENT_VIEW]
ENCOUNTERS = (Moment.ENCOUNTER_START, Moment.ENCOUNTER_DISCHARGE)
ORDERS = (Moment.ORDER_SELECT, Moment.ORDER_SIGN)
BED_REST = service("Strict bed rest", "rest")
STEROID = drug("Prednisone 20 mg", "steroid", days=42)
SARCOPENIA = {
    "resourceType": "Condition",
    "id": "new",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {"text": "Sarcopenia"},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    with service_under_test(tmp_path) as found:
        yield found


def send(running: ServiceUnderTest, moment: Moment, asked: Json | None = None) -> httpx.Response:
    content = json.dumps(hook_request(moment) if asked is None else asked).encode()
    headers = {"content-type": "application/json"}
    return running.send("POST", f"/cds-services/{SERVICE_OF[moment]}", content=content, headers=headers)


def topics(reply: httpx.Response) -> list[str]:
    assert reply.status_code == 200, reply.text
    return [card["source"]["topic"]["code"] for card in reply.json()["cards"]]


def beside(reply: httpx.Response) -> Json:
    said: Json = reply.json()["extension"]["io.github.sarcopenia-cds"]
    return said


# ── context ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.verifies("1.5 other-hooks")
@pytest.mark.parametrize("moment", OTHERS)
def test_every_hook_is_answered_in_the_form_of_the_standard(running: ServiceUnderTest, moment: Moment) -> None:
    reply = send(running, moment)
    assert reply.status_code == 200
    assert faults(reply.json()) == []
    assert beside(reply)["moment"] == str(moment)


@pytest.mark.verifies("1.5 other-hooks", "1.4 hook")
@pytest.mark.parametrize("moment", OTHERS)
def test_a_service_refuses_the_hook_of_another(running: ServiceUnderTest, moment: Moment) -> None:
    reply = send(running, moment, hook_request(moment) | {"hook": "patient-view"})
    assert reply.status_code == 400
    assert diagnostics(reply) == [f"hook: this service answers {moment} only. Call it for that hook."]


@pytest.mark.verifies("1.5 encounter-hooks")
@pytest.mark.parametrize("moment", ENCOUNTERS)
@pytest.mark.parametrize("name", ["userId", "patientId", "encounterId"])
def test_admission_and_discharge_require_user_patient_and_encounter(
    running: ServiceUnderTest, moment: Moment, name: str
) -> None:
    asked = hook_request(moment)
    del asked["context"][name]
    assert diagnostics(send(running, moment, asked)) == [f"context.{name}: is required."]


@pytest.mark.verifies("1.5 encounter-hooks")
@pytest.mark.parametrize("moment", ENCOUNTERS)
@pytest.mark.parametrize("wrong", ["", "Encounter/e1", "e 1", "x" * 65])
def test_an_encounter_of_a_wrong_form_is_refused(running: ServiceUnderTest, moment: Moment, wrong: str) -> None:
    reply = send(running, moment, hook_request(moment, encounterId=wrong))
    assert reply.status_code == 400
    assert diagnostics(reply)[0].startswith("context.encounterId: must be a FHIR id")


@pytest.mark.verifies("1.5 order-select", "1.5 order-sign")
@pytest.mark.parametrize("moment", ORDERS)
def test_orders_require_a_bundle_of_drafts(running: ServiceUnderTest, moment: Moment) -> None:
    asked = hook_request(moment)
    del asked["context"]["draftOrders"]
    assert diagnostics(send(running, moment, asked)) == ["context.draftOrders: is required."]
    for wrong in ([], "x", 3, None, {"resourceType": "ServiceRequest"}, {"entry": []}):
        reply = send(running, moment, hook_request(moment, draftOrders=wrong))
        assert reply.status_code == 400, wrong
        assert diagnostics(reply) == ["context.draftOrders: must be a FHIR Bundle."], wrong


@pytest.mark.verifies("1.5 order-select")
def test_order_select_requires_selections(running: ServiceUnderTest) -> None:
    asked = hook_request(Moment.ORDER_SELECT)
    del asked["context"]["selections"]
    assert diagnostics(send(running, Moment.ORDER_SELECT, asked)) == ["context.selections: is required."]


@pytest.mark.verifies("1.5 order-select")
@pytest.mark.parametrize("wrong", [["rest"], ["ServiceRequest/"], ["Service Request/1"], [""], ["../x/1"]])
def test_a_selection_is_a_reference(running: ServiceUnderTest, wrong: list[str]) -> None:
    reply = send(running, Moment.ORDER_SELECT, hook_request(Moment.ORDER_SELECT, selections=wrong))
    assert diagnostics(reply) == ["context.selections: must be references of the form Type/id."]


@pytest.mark.verifies("1.5 order-select")
def test_more_selections_than_anybody_makes_are_refused(running: ServiceUnderTest) -> None:
    many = [f"ServiceRequest/{number}" for number in range(201)]
    reply = send(running, Moment.ORDER_SELECT, hook_request(Moment.ORDER_SELECT, selections=many))
    assert reply.status_code == 400
    reply = send(running, Moment.ORDER_SELECT, hook_request(Moment.ORDER_SELECT, selections=many[:200]))
    assert reply.status_code == 200


@pytest.mark.verifies("1.5 problem-list")
def test_the_problem_list_requires_a_bundle_of_conditions(running: ServiceUnderTest) -> None:
    asked = hook_request(Moment.PROBLEM_LIST)
    del asked["context"]["conditions"]
    assert diagnostics(send(running, Moment.PROBLEM_LIST, asked)) == ["context.conditions: is required."]
    for wrong in ([], SARCOPENIA, {"entry": []}, "x"):
        reply = send(running, Moment.PROBLEM_LIST, hook_request(Moment.PROBLEM_LIST, conditions=wrong))
        assert diagnostics(reply) == ["context.conditions: must be a FHIR Bundle."], wrong


@pytest.mark.verifies("1.5 unknown-context")
@pytest.mark.parametrize("moment", OTHERS)
def test_unknown_context_fields_of_any_hook_are_accepted(running: ServiceUnderTest, moment: Moment) -> None:
    assert send(running, moment, hook_request(moment, later={"a": [1]})).status_code == 200


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.verifies("1.5 order-select")
def test_order_select_looks_at_the_selected_drafts_only(running: ServiceUnderTest) -> None:
    drafts = bundle((BED_REST, STEROID))

    def asked(*selected: str) -> list[str]:
        context = {"draftOrders": drafts, "selections": [*selected]}
        reply = send(running, Moment.ORDER_SELECT, hook_request(Moment.ORDER_SELECT, **context))
        return [item["id"] for item in beside(reply).get("concerns", [])]

    assert asked("ServiceRequest/rest") == ["orders.bed_rest"]
    assert asked("MedicationRequest/steroid") == ["orders.steroid"]
    assert asked("ServiceRequest/rest", "MedicationRequest/steroid") == ["orders.bed_rest", "orders.steroid"]
    assert asked() == []


@pytest.mark.verifies("1.5 order-sign")
def test_order_sign_warns_again_of_what_order_select_warned_of_although_it_was_overridden(
    running: ServiceUnderTest,
) -> None:
    context = {"draftOrders": bundle((BED_REST,)), "selections": ["ServiceRequest/rest"]}
    first = send(running, Moment.ORDER_SELECT, hook_request(Moment.ORDER_SELECT, **context)).json()["cards"][0]
    reason = {
        "system": "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes",
        "code": "risk-benefit-ratio",
    }
    entry = {
        "card": first["uuid"],
        "outcome": "overridden",
        "outcomeTimestamp": "2026-06-01T10:00:00Z",
        "overrideReason": {"reason": reason},
    }
    told = running.send("POST", f"/cds-services/{SERVICE_OF[Moment.ORDER_SELECT]}/feedback", json={"feedback": [entry]})
    assert told.status_code == 200
    again = send(running, Moment.ORDER_SIGN, hook_request(Moment.ORDER_SIGN, draftOrders=bundle((BED_REST,))))
    assert topics(again) == ["order"]


@pytest.mark.verifies("1.5 order-sign")
def test_an_order_that_is_active_already_is_judged_when_it_is_signed_again(running: ServiceUnderTest) -> None:
    active = bundle((BED_REST | {"status": "active"},))
    assert topics(send(running, Moment.ORDER_SIGN, hook_request(Moment.ORDER_SIGN, draftOrders=active))) == ["order"]


@pytest.mark.verifies("1.5 unclear-draft", "3 HealthChain silent-failure")
def test_a_draft_that_cannot_be_understood_is_named_on_a_card_and_beside_it(running: ServiceUnderTest) -> None:
    coded = {"coding": [{"system": "urn:oid:1.2.3", "code": "4711"}]}
    drafts = bundle(({"resourceType": "MedicationRequest", "id": "m9", "medicationCodeableConcept": coded},))
    reply = send(running, Moment.ORDER_SIGN, hook_request(Moment.ORDER_SIGN, draftOrders=drafts))
    assert topics(reply) == ["order"]
    assert beside(reply)["unclear"] == [{"source": "MedicationRequest/m9", "reason": "not_understood"}]
    assert "MedicationRequest" in reply.json()["cards"][0]["detail"]


@pytest.mark.verifies("1.5 unclear-draft")
def test_a_selection_that_is_not_among_the_drafts_is_named(running: ServiceUnderTest) -> None:
    context = {"draftOrders": bundle((BED_REST,)), "selections": ["NutritionOrder/gone"]}
    reply = send(running, Moment.ORDER_SELECT, hook_request(Moment.ORDER_SELECT, **context))
    assert beside(reply)["unclear"] == [{"source": "NutritionOrder/gone", "reason": "no_value"}]
    assert "selected, but not among the drafts" in reply.json()["cards"][0]["detail"]


@pytest.mark.verifies("1.5 problem-list")
def test_another_persons_problem_is_not_taken_for_this_ones(running: ServiceUnderTest) -> None:
    foreign = bundle((SARCOPENIA | {"subject": {"reference": "Patient/other"}},))
    reply = send(running, Moment.PROBLEM_LIST, hook_request(Moment.PROBLEM_LIST, conditions=foreign))
    assert topics(reply) == ["order"]
    assert beside(reply)["unclear"] == [{"source": "Condition/new", "reason": "other_patient"}]


@pytest.mark.verifies("1.5 problem-list")
def test_sarcopenia_on_the_list_without_a_measured_mass_asks_for_it(running: ServiceUnderTest) -> None:
    reply = send(running, Moment.PROBLEM_LIST, hook_request(Moment.PROBLEM_LIST, conditions=bundle((SARCOPENIA,))))
    assert topics(reply) == ["problem"]
    assert reply.json()["cards"][0]["suggestions"]


@pytest.mark.verifies("1.7 systemActions")
@pytest.mark.parametrize("moment", OTHERS)
def test_no_moment_bypasses_a_human(running: ServiceUnderTest, moment: Moment) -> None:
    assert "systemActions" not in send(running, moment).json()


def test_drafts_that_were_accepted_from_a_card_are_signed_in_silence(running: ServiceUnderTest) -> None:
    opened = send(running, Moment.PATIENT_VIEW, hook_request(Moment.PATIENT_VIEW, measured())).json()
    written = [
        action["resource"]
        for card in opened["cards"]
        for item in card.get("suggestions", [])
        for action in item["actions"]
    ]
    orders = [item for item in written if item["resourceType"] in ("ServiceRequest", "NutritionOrder")]
    assert {item["resourceType"] for item in orders} == {"ServiceRequest", "NutritionOrder"}
    asked = hook_request(Moment.ORDER_SIGN, measured(), draftOrders=bundle(orders))
    reply = send(running, Moment.ORDER_SIGN, asked)
    assert topics(reply) == []
    assert beside(reply)["outcome"] == "nothing_to_say"


def measured() -> Json:
    """Everything that a plan needs: pressure, weight, height, kidneys; a weak grip and little muscle."""

    def result(code: str, value: float, unit: str, identifier: str, system: str = "http://loinc.org") -> Json:
        return {
            "resourceType": "Observation",
            "id": identifier,
            "status": "final",
            "code": {"coding": [{"system": system, "code": code}]},
            "subject": {"reference": f"Patient/{PATIENT_ID}"},
            "effectiveDateTime": "2026-06-01",
            "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        }

    muscle = searchset(result("83174-3", 14, "kg", "grip"), result("41957-2", 1.1, "m/s", "gait"))
    vitals = [result("8480-6", 130, "mm[Hg]", "s"), result("8462-4", 75, "mm[Hg]", "d")]
    vitals += [result("29463-7", 50, "kg", "w"), result("8302-2", 155, "cm", "h")]
    labs = searchset(result("2160-0", 60, "umol/L", "crea"))
    more = {"observationsMuscle": muscle, "observationsVitals": searchset(*vitals), "observationsLabs": labs}
    return weak_grip_prefetch() | more


# ── the record ──────────────────────────────────────────────────────────────────────────────────────────────────────

CONTEXTS: dict[Moment, Json] = {
    Moment.ENCOUNTER_START: {},
    Moment.ENCOUNTER_DISCHARGE: {},
    Moment.ORDER_SELECT: {
        "draftOrders": bundle((BED_REST, STEROID, diet("Low-protein diet", grams=20))),
        "selections": ["ServiceRequest/rest", "MedicationRequest/steroid", "NutritionOrder/n1", "Task/gone"],
    },
    Moment.ORDER_SIGN: {"draftOrders": bundle((BED_REST, STEROID, {"resourceType": "Task", "id": "t"}))},
    Moment.PROBLEM_LIST: {"conditions": bundle((SARCOPENIA,))},
}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("moment", OTHERS)
def test_every_moment_is_recorded_under_its_service_and_replays_byte_for_byte(
    tmp_path: Path, moment: Moment, language: str
) -> None:
    with service_under_test(tmp_path, {"lang": language}) as running:
        reply = send(running, moment, hook_request(moment, measured(), **CONTEXTS[moment]))
        (entry,) = running.recorded()
    assert topics(reply)
    assert (entry.hook, entry.service_id) == (str(moment), SERVICE_OF[moment])
    assert entry.context.moment is moment
    assert entry.body == reply.content
    assert replay(entry) == ()


def test_what_could_not_be_understood_is_part_of_the_record(running: ServiceUnderTest) -> None:
    send(running, Moment.ORDER_SIGN, hook_request(Moment.ORDER_SIGN, **CONTEXTS[Moment.ORDER_SIGN]))
    (entry,) = running.recorded()
    assert [str(item.source) for item in entry.context.unclear] == ["Task/t"]
    assert {item.source.resource_id for item in entry.context.drafts} == {"rest", "steroid"}
