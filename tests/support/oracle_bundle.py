"""An oracle person as a FHIR bundle, and the same bundle said otherwise: other units, order, words, company."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

import orjson

from fhir_profiles.codes import MeasureCode, measure_code
from fhir_profiles.reading import read_whole
from fhir_profiles.terminology import table
from fhir_profiles.units import factor
from rules.facts import Condition, Encounter, Measurement, Medication, Order, PatientRecord
from rules.measures import measures
from tests.support import oracle_catalogue as catalogue
from tests.support.oracle_people import OraclePerson

Json = dict[str, Any]
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_PROBLEMS = (*catalogue.GRAVE, *catalogue.MILDER, *catalogue.HARMLESS)
_SIGNIFICANT_DIGITS = 15
# What says nothing of anything that is read here.
UNRELATED: tuple[Json, ...] = (
    {"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "Influenza"}},
    {"resourceType": "Observation", "status": "final", "code": {"text": "Favourite colour"}, "valueString": "blue"},
    {"resourceType": "Condition", "code": {"coding": [{"system": catalogue.WHO, "code": "L70.0"}], "text": "痤疮"}},
    {"resourceType": "Procedure", "status": "completed", "code": {"text": "Haircut"}},
    {"resourceType": "Appointment", "status": "booked"},
)


@cache
def _coded(name: str) -> MeasureCode | None:
    try:
        return measure_code(name)
    except KeyError:
        return None


@cache
def _problem(codes: tuple[str, ...], label: str, qualifiers: frozenset[str]) -> Json:
    for one in _PROBLEMS:
        template = catalogue.problem(one)
        if template is not None and (template.codes, template.label, template.qualifiers) == (codes, label, qualifiers):
            return catalogue.problem_resource(one)
    raise LookupError(label)


def sendable(person: OraclePerson) -> OraclePerson:
    """The person as far as a record system can send it in one piece: only what has a code of its own."""
    held = person.record.series.items()
    series = {name: found for name, found in held if _coded(name) is not None and name != "ketones_present"}
    return replace(person, record=replace(person.record, series=series))


def read(entries: list[Json], person: OraclePerson) -> PatientRecord:
    """What the reader makes of a bundle of these resources."""
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in entries]}
    return read_whole(orjson.dumps(bundle), person.now, patient_id="p")


def entries(person: OraclePerson) -> list[Json]:
    """Every resource of the record, the Patient first."""
    record = person.record
    assert record.birth_date is not None
    who = {"resourceType": "Patient", "gender": record.sex.value, "birthDate": record.birth_date.isoformat()}
    found = [who | {"id": "p"}]
    found += [_observation(one) for held in record.series.values() for one in held]
    found += [_condition(one) for one in record.conditions]
    found += [_medication(one) for one in record.medications]
    found += [_procedure(one.label, one.on) for one in record.procedures]
    found += [_order(one) for one in record.orders]
    found += [_encounter(one) for one in record.encounters]
    for one in record.allergies:
        found.append(
            {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": {"coding": [{"code": "active"}]},
                "category": ["food"],
                "code": {"text": one.label},
                "patient": {"reference": "Patient/p"},
            }
        )
    return [resource | {"id": resource.get("id", f"r{place}")} for place, resource in enumerate(found)]


def _mine(resource: Json) -> Json:
    return resource | {"subject": {"reference": "Patient/p"}}


def _observation(one: Measurement) -> Json:
    code = _coded(one.name)
    assert code is not None
    found: Json = {
        "resourceType": "Observation",
        "id": one.source.resource_id,
        "status": "final",
        "code": {"coding": [{"system": code.system, "code": code.code}], "text": measures()[one.name].label["en"]},
        "effectiveDateTime": one.on.isoformat() if one.at is None else one.at.isoformat(),
        "valueQuantity": _quantity(one.value, code.ucum),
    }
    if one.method:
        own = next(raw for raw in table("systems")["own"]["uris"])
        found["method"] = {"coding": [{"system": own, "code": one.method}]}
    if one.upper_limit is not None:
        found["referenceRange"] = [{"high": _quantity(one.upper_limit, code.ucum)}]
    return _mine(found)


def _quantity(value: float, unit: str) -> Json:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def _condition(one: Condition) -> Json:
    found = dict(_problem(one.codes, one.label, one.qualifiers - {"needed_care"}))
    found["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": "active" if one.active else "resolved"}]}
    if one.onset is not None:
        found["onsetDateTime"] = one.onset.isoformat()[: 7 if one.onset_latest else 10]
    if one.recorded is not None:
        found["recordedDate"] = one.recorded.isoformat()
    return _mine(found)


def _medication(one: Medication) -> Json:
    given = one.source.resource_type == "MedicationAdministration"
    found = catalogue.drug_resource(one.codes[0], one.label, given=given, intravenous=one.intravenous)
    when = {} if one.on is None else {"effectiveDateTime" if given else "authoredOn": one.on.isoformat()}
    status = {} if one.active or given else {"status": "stopped"}
    return _mine(found | when | status)


def _procedure(label: str, on: Any) -> Json:
    found = {"resourceType": "Procedure", "status": "completed", "code": {"text": label}}
    return _mine(found | ({} if on is None else {"performedDateTime": on.isoformat()}))


def _order(one: Order) -> Json:
    status = "active" if one.active else "completed"
    found = {"resourceType": "ServiceRequest", "status": status, "intent": "order", "code": {"text": one.label}}
    return _mine(found | ({} if one.on is None else {"authoredOn": one.on.isoformat()}))


def _encounter(one: Encounter) -> Json:
    assert one.start is not None
    period = {"start": one.start.isoformat()} | ({} if one.end is None else {"end": one.end.isoformat()})
    return _mine(
        {
            "resourceType": "Encounter",
            "status": "in-progress" if one.running else "finished",
            "class": {"code": "EMER" if one.emergency else "IMP"},
            "period": period,
        }
    )


# ── the same, said otherwise ────────────────────────────────────────────────────────────────────────────────────────


def otherwise(resources: list[Json], person: OraclePerson, chance: Random) -> list[Json]:
    """Other units, Chinese names, another order, a stranger's resources and what has nothing to do with it."""
    told = [_in_other_words(one, chance) for one in resources]
    mine = [_mine(dict(one)) | {"id": f"u{place}"} for place, one in enumerate(UNRELATED) if chance.random() < 0.5]
    stranger = _stranger(person)
    mixed = told[1:] + mine + stranger[1:]
    chance.shuffle(mixed)
    whole = [told[0], stranger[0], *mixed]
    return whole if chance.random() < 0.5 else whole[::-1]


def _in_other_words(resource: Json, chance: Random) -> Json:
    if resource["resourceType"] != "Observation":
        return resource
    code = resource["code"]["coding"][0]["code"]
    name = next(name for name in measures() if (known := _coded(name)) is not None and known.code == code)
    told = resource | {"code": resource["code"] | {"text": measures()[name].label["zh-CN"]}}
    quantity, unit = table("measures")[name]["quantity"], chance.choice(_units(name))
    told["valueQuantity"] = _converted(resource["valueQuantity"], quantity, unit)
    if "referenceRange" in resource:
        told["referenceRange"] = [{"high": _converted(resource["referenceRange"][0]["high"], quantity, unit)}]
    return told


@cache
def _units(name: str) -> tuple[str, ...]:
    known = table("units")["quantity"].get(table("measures")[name]["quantity"], {})
    return tuple(unit for unit in known if unit != "source")


def _converted(quantity: Json, kind: str, unit: str) -> Json:
    times, plus = factor(kind, unit) or (1.0, 0.0)
    value = (quantity["value"] - plus) / times
    return _quantity(float(f"{value:.{_SIGNIFICANT_DIGITS}g}"), unit)


def _stranger(person: OraclePerson) -> list[Json]:
    """Somebody else in the same file, with every danger."""
    theirs = {"subject": {"reference": "Patient/stranger"}}
    day = (person.now.date() - timedelta(days=1)).isoformat()
    code = _coded("grip_kg")
    assert code is not None
    return [
        {"resourceType": "Patient", "id": "stranger", "gender": "male", "birthDate": "1940-01-01"},
        {
            "resourceType": "Observation",
            "id": "s1",
            "status": "final",
            "code": {"coding": [{"system": code.system, "code": code.code}]},
            "effectiveDateTime": day,
            "valueQuantity": _quantity(5, "kg"),
        }
        | theirs,
        catalogue.problem_resource(catalogue.GRAVE[0]) | theirs | {"id": "s2"},
        catalogue.drug_resource("A10AB01", "Insulin") | theirs | {"id": "s3"},
    ]
