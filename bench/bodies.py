"""Request bodies for measuring: made-up people with few or many observations, problems and drugs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, NamedTuple

TODAY = date(2026, 11, 2)
Coded = tuple[str, str]
_FEW_PROBLEMS = (("I10", "Hypertension"), ("M17.9", "Knee osteoarthritis"), ("R05", "Cough"))
_FEW_DRUGS = (("C08CA01", "Amlodipine 5 mg"), ("C10AA05", "Atorvastatin 20 mg"))
_MANY_PROBLEMS = (
    *_FEW_PROBLEMS,
    *(("E11.9", "Type 2 diabetes mellitus"), ("N18.3", "Chronic kidney disease, stage 3")),
    *(("J44.9", "Chronic obstructive pulmonary disease"), ("I48.2", "Chronic atrial fibrillation")),
    *(("M81.0", "Postmenopausal osteoporosis"), ("F32.9", "Depressive episode"), ("E03.9", "Hypothyroidism")),
    *(("H25.9", "Senile cataract"), ("K21.9", "Gastro-oesophageal reflux disease"), ("N39.4", "Urinary incontinence")),
    *(("M10.9", "Gout"), ("D50.9", "Iron deficiency anaemia"), ("I25.1", "Atherosclerotic heart disease")),
)
_MANY_DRUGS = (
    *_FEW_DRUGS,
    *(("A10BA02", "Metformin 500 mg"), ("B01AA03", "Warfarin 2.5 mg"), ("C07AB07", "Bisoprolol 5 mg")),
    *(("C03AA03", "Hydrochlorothiazide 12.5 mg"), ("N06AB06", "Sertraline 50 mg"), ("N05CF02", "Zolpidem 5 mg")),
    *(("A02BC01", "Omeprazole 20 mg"), ("M04AA01", "Allopurinol 100 mg"), ("H03AA01", "Levothyroxine 50 micrograms")),
    *(("B03AA07", "Ferrous sulfate"), ("A12AA04", "Calcium carbonate"), ("R03BB04", "Tiotropium")),
)


class Person(NamedTuple):
    """How many observations, problems and drugs a person has, and of which kinds; each kind comes again in turn."""

    observations: int
    problems: int
    drugs: int
    problem_kinds: tuple[Coded, ...] = _FEW_PROBLEMS
    drug_kinds: tuple[Coded, ...] = _FEW_DRUGS


PLAIN = Person(12, 1, 0)
TYPICAL = Person(48, 6, 4)
CROWDED = Person(531, 53, 32, _MANY_PROBLEMS, _MANY_DRUGS)
SIZES = {"519 kB": Person(531, 53, 32), "48 kB": TYPICAL}
_VITALS = [("29463-7", "Body weight", "kg", 52.0), ("8302-2", "Body height", "cm", 158.0)]
_LABS = [
    ("2160-0", "Creatinine", "mg/dL", 0.9),
    ("1751-7", "Albumin", "g/L", 38.0),
    ("2823-3", "Potassium", "mmol/L", 4.2),
    ("718-7", "Hemoglobin", "g/dL", 12.4),
]
_MUSCLE = [("83174-3", "Grip strength right", "kg", 16.0), ("83173-5", "Grip strength left", "kg", 15.0)]


def _observation(number: int, code: tuple[str, str, str, float], days_ago: int | None = None) -> dict[str, Any]:
    loinc, display, unit, value = code
    day = (TODAY - timedelta(days=number if days_ago is None else days_ago)).isoformat()
    return {
        "resourceType": "Observation",
        "id": f"obs-{number}",
        "meta": {"versionId": "1", "lastUpdated": f"{day}T08:30:00.000+08:00"},
        "identifier": [{"system": "https://example.org/lab", "value": f"{number:08}"}],
        "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category"}]}],
        "code": {
            "coding": [
                {"system": "http://loinc.org", "code": loinc, "display": display},
                {"system": "https://example.org/local", "code": f"L-{loinc}", "display": display},
            ],
            "text": display,
        },
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": f"{day}T08:00:00+08:00",
        "issued": f"{day}T08:30:00.000+08:00",
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        "interpretation": [{"text": "normal"}],
        "referenceRange": [{"text": "as printed by the laboratory that measured it"}],
    }


def _pressure(number: int) -> dict[str, Any]:
    panel = _observation(number, ("85354-9", "Blood pressure panel", "mm[Hg]", 0))
    del panel["valueQuantity"]
    panel["component"] = [
        {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
        }
        for code, value in (("8480-6", 132), ("8462-4", 76))
    ]
    return panel


def _condition(number: int, kinds: tuple[Coded, ...]) -> dict[str, Any]:
    code, text = kinds[number % len(kinds)]
    return {
        "resourceType": "Condition",
        "id": f"cond-{number}",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": code}], "text": text},
        "subject": {"reference": "Patient/p1"},
        "recordedDate": (TODAY - timedelta(days=30 * number)).isoformat(),
    }


def _medication(number: int, kinds: tuple[Coded, ...]) -> dict[str, Any]:
    atc, text = kinds[number % len(kinds)]
    return {
        "resourceType": "MedicationRequest",
        "id": f"med-{number}",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": atc}], "text": text},
        "subject": {"reference": "Patient/p1"},
        "authoredOn": (TODAY - timedelta(days=20 * number)).isoformat(),
        "dosageInstruction": [{"text": "once a day, in the morning, with a glass of water"}],
    }


def _searchset(resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [{"fullUrl": f"https://example.org/{r['id']}", "resource": r} for r in resources],
    }


def request(size: str) -> bytes:
    """One `patient-view` request of the named size, as a record system would send it."""
    return request_of(SIZES[size])


def request_of(person: Person) -> bytes:
    """One `patient-view` request about such a person."""
    observations = person.observations
    third = observations // 3
    patient = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1950-03-01"}
    vitals = [_pressure(n) if n % 3 == 0 else _observation(n, _VITALS[n % 2]) for n in range(third)]
    labs = [_observation(n, _LABS[n % len(_LABS)]) for n in range(third, 2 * third)]
    muscle = [_observation(n, _MUSCLE[n % 2], n - 2 * third) for n in range(2 * third, observations)]
    empty = ("medicationStatements", "medicationAdministrations", "allergies", "procedures", "encounters")
    prefetch: dict[str, Any] = {
        "patient": patient,
        "conditions": _searchset([_condition(n, person.problem_kinds) for n in range(person.problems)]),
        "observationsVitals": _searchset(vitals),
        "observationsLabs": _searchset(labs),
        "observationsMuscle": _searchset(muscle),
        "medications": _searchset([_medication(n, person.drug_kinds) for n in range(person.drugs)]),
        **dict.fromkeys((*empty, "nutritionOrders")),
    }
    body = {
        "hook": "patient-view",
        "hookInstance": "6bc883b2-b795-4dcb-b661-34884a31d472",
        "context": {"userId": "Practitioner/1", "patientId": "p1"},
        "prefetch": prefetch,
    }
    return json.dumps(body, separators=(",", ":")).encode()
