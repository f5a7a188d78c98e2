"""The moments of care that can be tried: which hook the record system calls, and what it sends along."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from cds_service.practice.chart import Chart
from cds_service.practice.made_up import Resource

OPENED = "open"
ORDERS = ("MedicationRequest", "ServiceRequest", "NutritionOrder")
_ATC = "http://www.whocc.no/atc"
_LOCAL = "urn:oid:1.2.3.4.5"
_ACTIVE = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_CONFIRMED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_SARCOPENIA = {"system": "http://snomed.info/sct", "code": "772791006"}
_SARCOPENIA_NAME = {"en": "Sarcopenia", "zh-CN": "肌少症"}
_NEW = "practice-new"


@dataclass(frozen=True, slots=True)
class Moment:
    """One button: the hook it sets off, and the order that is just being written, if any."""

    id: str
    hook: str
    group: str
    label: Mapping[str, str]
    draft: str = ""


@cache
def _sheet() -> Mapping[str, Any]:
    return tomllib.loads(files("cds_service.practice").joinpath("moments.toml").read_text("utf-8"))


@cache
def moments() -> Mapping[str, Moment]:
    """Every moment by its id, in the order of the buttons."""
    return {raw["id"]: Moment(**raw) for raw in _sheet()["moment"]}


def moment(identifier: str | None) -> Moment:
    """The moment of this id; an opened chart where there is none."""
    return moments().get(identifier or OPENED) or moments()[OPENED]


def context_of(chosen: Moment, chart: Chart, language: str, today: date) -> dict[str, Any]:
    """What this moment adds to the context of its hook."""
    found: dict[str, Any] = {}
    if chosen.hook.startswith("encounter-"):
        found["encounterId"] = chart.running_encounter() or f"{_NEW}-encounter"
    if chosen.hook.startswith("order-"):
        accepted = [item for item in chart.drafts if item.get("resourceType") in ORDERS]
        written = [_draft(chosen.draft, chart, language, today)] if chosen.draft else []
        found["draftOrders"] = _bundle([*accepted, *written])
        if chosen.hook == "order-select":
            found["selections"] = [f"{item['resourceType']}/{item['id']}" for item in written]
    if chosen.hook.startswith("problem-list"):
        found["conditions"] = _bundle([_sarcopenia(chart, language, today)])
    return found


def _bundle(resources: list[Resource]) -> Resource:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": item} for item in resources]}


def _draft(name: str, chart: Chart, language: str, today: date) -> Resource:
    """The order that the clinician is just writing."""
    raw = _sheet()["draft"][name]
    who = {"reference": f"Patient/{chart.patient_id}"}
    frame = {
        "resourceType": raw["type"],
        "id": f"{_NEW}-{name.replace('_', '-')}",
        "status": "draft",
        "intent": "order",
    }
    if raw["type"] == "NutritionOrder":
        return {**frame, "patient": who, "dateTime": today.isoformat(), **_food(raw, language)}
    written = {**frame, "subject": who, "authoredOn": today.isoformat()}
    if raw["type"] == "ServiceRequest":
        return {**written, "code": {"text": raw["text"][language]}}
    codings = [{"system": _ATC, "code": raw["atc"]}] if "atc" in raw else []
    codings += [{"system": _LOCAL, "code": raw["code"]}] if "code" in raw else []
    text = {"text": raw["text"][language]} if "text" in raw else {}
    return {**written, "medicationCodeableConcept": {"coding": codings, **text}, **_length(raw)}


def _food(raw: Mapping[str, Any], language: str) -> Resource:
    if "product" in raw:
        return {"supplement": [{"productName": raw["product"][language]}]}
    return {"oralDiet": {"type": [{"text": raw["text"][language]}]}}


def _length(raw: Mapping[str, Any]) -> Resource:
    if "weeks" not in raw:
        return {}
    bounds = {"value": raw["weeks"], "unit": "week", "system": "http://unitsofmeasure.org", "code": "wk"}
    return {"dosageInstruction": [{"timing": {"repeat": {"boundsDuration": bounds}}}]}


def _sarcopenia(chart: Chart, language: str, today: date) -> Resource:
    return {
        "resourceType": "Condition",
        "id": f"{_NEW}-sarcopenia",
        "clinicalStatus": {"coding": [{"system": _ACTIVE, "code": "active"}]},
        "verificationStatus": {"coding": [{"system": _CONFIRMED, "code": "confirmed"}]},
        "code": {"coding": [_SARCOPENIA], "text": _SARCOPENIA_NAME[language]},
        "subject": {"reference": f"Patient/{chart.patient_id}"},
        "recordedDate": today.isoformat(),
    }
