"""Drafted orders and hook requests of every moment of care, and what an assessment says of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cds_service.assess import assess
from fhir_profiles.reading import read_whole
from fhir_profiles.reading.drafts import read_drafts
from rules.assessment import Assessment
from rules.context import Context, Moment, Site
from rules.facts import PatientRecord
from rules.orders import Concern
from tests.support.fhir_resources import AS_OF, ME, OWN, Json, bundle, concept, condition, observation, record_of
from tests.support.hook_requests import INSTANCE, request

SERVICE_OF = {
    Moment.PATIENT_VIEW: "sarcopenia-patient-view",
    Moment.ENCOUNTER_START: "sarcopenia-encounter-start",
    Moment.ENCOUNTER_DISCHARGE: "sarcopenia-encounter-discharge",
    Moment.ORDER_SELECT: "sarcopenia-order-select",
    Moment.ORDER_SIGN: "sarcopenia-order-sign",
    Moment.PROBLEM_LIST: "sarcopenia-problem-list",
}
TODAY = AS_OF.date()


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _measured(grip: float, gait: float, chair: float, sppb: int, asm: float, creatinine: float, on: str) -> list[Json]:
    """One person's muscle, blood pressure, weight (50 kg), height (155 cm) and kidneys; `on` dates the muscle."""
    return [
        observation("83174-3", grip, "kg", on, id="grip"),
        observation("41957-2", gait, "m/s", on, id="gait"),
        observation(concept(OWN, "chair-stand-5x"), chair, "s", on, id="chair"),
        observation(concept(OWN, "sppb"), sppb, "{score}", on, id="sppb"),
        observation(concept(OWN, "asm-height2"), asm, "kg/m2", on, id="asm", method=concept(OWN, "dxa")),
        observation("8480-6", 130, "mm[Hg]", id="sys"),
        observation("8462-4", 75, "mm[Hg]", id="dia"),
        observation("29463-7", 50, "kg", id="weight"),
        observation("8302-2", 155, "cm", id="height"),
        observation("2160-0", creatinine, "umol/L", id="creatinine"),
    ]


def sarcopenia(*more: Json, creatinine: float = 60, on: str = TODAY.isoformat()) -> PatientRecord:
    """A woman of 76 with sarcopenia by AWGS 2019, everything else in order unless `more` says otherwise."""
    return record_of(*_measured(14, 1.1, 11, 11, 5.0, creatinine, on), *more)


def strong(*more: Json, on: str = TODAY.isoformat()) -> PatientRecord:
    """The same woman with nothing low."""
    return record_of(*_measured(26, 1.2, 10, 12, 6.5, 60, on), *more)


def unmeasured(age: int = 76, *more: Json) -> PatientRecord:
    """A woman of this age with a blood pressure and nothing of her muscle."""
    pressure = observation("8480-6", 130, "mm[Hg]", id="sys")
    return replace(record_of(pressure, *more), birth_date=date(TODAY.year - age, 1, 1))


def stay(days: int, kind: str = "IMP", identifier: str = "e1") -> Json:
    """A contact that runs since so many days."""
    return {
        "resourceType": "Encounter",
        "id": identifier,
        "status": "in-progress",
        "class": {"code": kind},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": (TODAY - timedelta(days=days)).isoformat()},
    }


def whole(held: Json) -> PatientRecord:
    """The record of a whole Bundle."""
    return read_whole(json.dumps(held).encode(), AS_OF, patient_id=ME)


def problem(icd10: str, text: str, **elements: Any) -> Json:
    """An active problem."""
    return condition("http://hl7.org/fhir/sid/icd-10", icd10, text, id=f"c-{icd10}", **elements)


def sarcopenia_listed(**elements: Any) -> Json:
    return problem("M62.84", "Sarcopenia", **elements)


def allergy(text: str) -> Json:
    """An active food allergy."""
    return {
        "resourceType": "AllergyIntolerance",
        "id": f"a-{text}",
        "category": ["food"],
        "code": {"text": text},
        "patient": {"reference": f"Patient/{ME}"},
    }


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def service(text: str, of: str = "s1", **elements: Any) -> Json:
    """A drafted service request."""
    return {"resourceType": "ServiceRequest", "id": of, "status": "draft", "code": {"text": text}} | elements


def drug(text: str, of: str = "m1", days: float | None = None, **elements: Any) -> Json:
    """A drafted prescription, with a length where one is given."""
    found: Json = {"resourceType": "MedicationRequest", "id": of, "status": "draft"}
    found["medicationCodeableConcept"] = {"text": text}
    if days is not None:
        bounds = {"value": days, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"}
        found["dosageInstruction"] = [{"timing": {"repeat": {"boundsDuration": bounds}}}]
    return found | elements


def diet(text: str, of: str = "n1", grams: float | None = None, **elements: Any) -> Json:
    """A drafted diet, with an amount of protein a day where one is given."""
    oral: Json = {"type": [{"text": text}]}
    if grams is not None:
        amount = {"value": grams, "unit": "g/d", "system": "http://unitsofmeasure.org", "code": "g/d"}
        oral["nutrient"] = [{"modifier": {"text": "Protein"}, "amount": amount}]
    return {"resourceType": "NutritionOrder", "id": of, "status": "draft", "oralDiet": oral} | elements


def supplement(product: str, of: str = "n2", **elements: Any) -> Json:
    """A drafted oral supplement."""
    found: Json = {"resourceType": "NutritionOrder", "id": of, "status": "draft"}
    return found | {"supplement": [{"productName": product}]} | elements


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def signing(
    record: PatientRecord, *drafts: Json, selections: tuple[str, ...] | None = None, site: Site | None = None
) -> Assessment:
    """The assessment when these drafts are signed (or, with `selections`, selected)."""
    read = read_drafts(json.dumps(bundle(drafts)).encode(), record.patient_id, selections=selections)
    moment = Moment.ORDER_SIGN if selections is None else Moment.ORDER_SELECT
    context = Context(AS_OF, site or Site(), moment=moment, drafts=read.orders, unclear=read.unclear)
    return assess(record, context)


def concerns(record: PatientRecord, *drafts: Json, **options: Any) -> tuple[Concern, ...]:
    """What is said of these drafts."""
    occasion = signing(record, *drafts, **options).occasion
    return occasion.concerns if occasion is not None else ()


def said(record: PatientRecord, *drafts: Json, **options: Any) -> dict[str, str]:
    """The ids of what is said, with how strictly."""
    return {item.id: str(item.severity) for item in concerns(record, *drafts, **options)}


def at(record: PatientRecord, moment: Moment, on: date = TODAY, **changes: Any) -> Assessment:
    """The assessment at a moment without drafts, at noon of a day."""
    as_of = datetime.combine(on, AS_OF.timetz())
    return assess(record, replace(Context(as_of, moment=moment), **changes))


# ── hook requests ───────────────────────────────────────────────────────────────────────────────────────────────────


def hook_request(moment: Moment, prefetch: Json | None = None, **context: Any) -> Json:
    """A request of a hook, with everything that its context needs unless told otherwise."""
    needed: Json = {}
    if moment in (Moment.ENCOUNTER_START, Moment.ENCOUNTER_DISCHARGE):
        needed = {"encounterId": "e1"}
    if moment in (Moment.ORDER_SELECT, Moment.ORDER_SIGN):
        needed = {"draftOrders": bundle(())}
    if moment is Moment.ORDER_SELECT:
        needed |= {"selections": []}
    if moment is Moment.PROBLEM_LIST:
        needed = {"conditions": bundle(())}
    return request(prefetch, needed | context, hook=str(moment), hookInstance=INSTANCE)
