"""Reads the table of safety sentences: what stands in the record in a few words, and what must then follow.

`given` and `expected` are lists of short statements with a semicolon between them; the README of the table explains
them. The person behind every row is reference case R01: a woman of 72 with severe sarcopenia, trained at level C.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from cds_service.assess import assess
from fhir_profiles.codes import measure_code
from fhir_profiles.reading import read_whole
from rules.assessment import Assessment
from rules.context import Clearance, Context, Site
from rules.facts import PatientRecord, ReadState
from rules.measures import measures
from tests.support.reference_people import TODAY, case_bundle, cases

TABLE = Path(__file__).parents[1] / "spec" / "safety" / "sentences.csv"
NOW = datetime.combine(TODAY, time(18), tzinfo=UTC)
SYSTEMS = {
    "icd": "http://hl7.org/fhir/sid/icd-10",
    "cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "sct": "http://snomed.info/sct",
    "op9": "http://hl7.org/fhir/sid/icd-9-cm",
}
_ME = {"reference": "Patient/r01"}
_WHEN = re.compile(r"\s*@(\d+)(h?)\s*$")
_CLINICAL = ("active", "recurrence", "relapse", "resolved", "remission", "inactive", "unsaid")
_VERIFICATION = ("provisional", "differential", "unconfirmed", "confirmed", "refuted", "entered-in-error")
_PANEL = ("systolic_mmhg", "diastolic_mmhg")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One row: which K it belongs to, the sentence in plain words, the record, and what must follow."""

    row: str
    sentence: str
    given: tuple[str, ...]
    expected: tuple[str, ...]
    number: int

    @property
    def name(self) -> str:
        """What a failing test is called."""
        return f"{self.row}-{self.number}-{self.sentence}"


def sentences() -> list[Sentence]:
    """Every row of the table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Sentence(raw["row"], raw["sentence"], _list(raw["given"]), _list(raw["expected"]), number)
            for number, raw in enumerate(csv.DictReader(file), start=2)
        ]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@lru_cache(maxsize=2048)
def assessed(given: tuple[str, ...], site: Site | None = None) -> Assessment:
    """The whole assessment of the person of R01 with these statements in the record."""
    return assess(record_of(given), context_of(given, site))


def context_of(given: tuple[str, ...], site: Site | None = None) -> Context:
    """The moment, with the clearances among the statements: `clear <finding> <days ago> <days to come>`."""
    words = (statement.split() for statement in given if statement.startswith("clear "))
    clearances = tuple(
        Clearance(finding, TODAY - timedelta(int(ago)), "the specialist", TODAY + timedelta(int(ahead)))
        for _, finding, ago, ahead in words
    )
    return Context(as_of=NOW, site=site or Site(), clearances=clearances)


def record_of(given: tuple[str, ...]) -> PatientRecord:
    """The record of a row, read from a FHIR bundle like any other; `unread <part>` takes a part away again."""
    added = [resource | {"id": f"added-{place}"} for place, resource in enumerate(_resources(given))]
    record = read_whole(orjson.dumps(_base(given, added)), NOW)
    parts = [statement.removeprefix("unread ") for statement in given if statement.startswith("unread ")]
    for part in parts:
        record = _without(record, part)
    return record


def _without(record: PatientRecord, part: str) -> PatientRecord:
    fields = {
        "Condition": "conditions",
        "Procedure": "procedures",
        "AllergyIntolerance": "allergies",
        "MedicationRequest": "medications",
        "MedicationAdministration": "medications",
        "Encounter": "encounters",
        "ServiceRequest": "orders",
    }
    reads = dict(record.reads) | {part: ReadState.UNREAD}
    if part in fields:
        changed: Mapping[str, Any] = {fields[part]: ()}
    else:
        group = part.partition(":")[2]
        kept = {name: found for name, found in record.series.items() if measures()[name].group != group}
        changed = {"series": kept}
    return replace(record, reads=reads, **changed)


def _base(given: tuple[str, ...], added: list[Json]) -> Json:
    """The bundle of R01 with sex, age and values replaced by those that are given."""
    case = dict(next(case for case in cases() if case["id"] == "R01"))
    named = {statement.split()[1] for statement in given if statement.split()[0] in ("value", "without")}
    case["values"] = {name: value for name, value in case["values"].items() if name not in named}
    if "mass" in named:
        case.pop("mass")
    for statement in given:
        kind, _, rest = statement.partition(" ")
        if kind in ("sex", "age", "weight_kg", "height_cm"):
            case[kind] = rest if kind == "sex" else float(rest) if "." in rest else int(rest)
    whole = case_bundle(case)
    entries = whole["entry"]
    if any(statement.split()[1] in _PANEL for statement in given if " " in statement):
        entries = [entry for entry in entries if "component" not in entry["resource"]]
    return whole | {"entry": [*entries, *({"resource": resource} for resource in added)]}


def _resources(given: tuple[str, ...]) -> Iterator[Json]:
    for statement in given:
        kind, _, rest = statement.partition(" ")
        if kind in _MADE:
            yield {"subject": _ME} | _MADE[kind](kind, rest)


def _when(text: str) -> tuple[str, str | None]:
    """A statement without its time, and that time: `@3` is three days ago, `@3h` three hours ago."""
    found = _WHEN.search(text)
    if found is None:
        return text.strip(), None
    number, hours = int(found[1]), found[2]
    at = NOW - timedelta(hours=number) if hours else None
    on = (TODAY - timedelta(days=number)).isoformat() if at is None else at.isoformat()
    return text[: found.start()].strip(), on


def _split(text: str) -> tuple[str, str, str]:
    """What stands before `[…]` and in it, and the status that stands behind in brackets."""
    status = re.search(r"\((\w[\w-]*)\)", text)
    word = status[1] if status is not None and status[1] in (*_CLINICAL, *_VERIFICATION) else ""
    head, _, inside = text.replace(f"({word})", "").partition("[")
    return head.strip(), inside.rstrip("] ").strip(), word


def _problem(kind: str, text: str) -> Json:
    text, on = _when(text)
    name, stage, status = _split(text)
    code: Json = {"text": name} if kind == "text" else {"coding": [{"system": SYSTEMS[kind], "code": name}]}
    found: Json = {"resourceType": "Condition", "code": code}
    if status != "unsaid":
        clinical = status if status in _CLINICAL else "active"
        found["clinicalStatus"] = {"coding": [{"code": clinical}]}
    if status in _VERIFICATION:
        found["verificationStatus"] = {"coding": [{"code": status}]}
    if stage:
        found["stage"] = [{"summary": {"text": stage}}]
    return found | ({} if on is None else {"onsetDateTime": on})


def _value(_: str, text: str) -> Json:
    text, on = _when(text)
    name, number, *more = text.split()
    known = measure_code(name)
    on = f"{TODAY.isoformat()}T12:00:00Z" if on is None else on
    found: Json = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": known.system, "code": known.code}]},
        "effectiveDateTime": on,
        "valueQuantity": {"value": float(number), "system": "http://unitsofmeasure.org", "code": known.ucum},
    }
    for word in more:
        if word.startswith("limit="):
            found["referenceRange"] = [{"high": found["valueQuantity"] | {"value": float(word[6:])}}]
        else:
            found["method"] = {"coding": [{"system": known.system, "code": word}]}
    return found


def _troponin(_: str, text: str) -> Json:
    text, on = _when(text)
    number, limit = (float(word) for word in text.split())
    quantity = {"value": number, "unit": "ng/L", "system": "http://unitsofmeasure.org", "code": "ng/L"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "89579-7"}]},
        "effectiveDateTime": on,
        "valueQuantity": quantity,
        "referenceRange": [{"high": quantity | {"value": limit}}],
    }


def _drug(_: str, text: str) -> Json:
    text, on = _when(text)
    named = {"medicationCodeableConcept": {"text": text}, "status": "active", "intent": "order"}
    return {"resourceType": "MedicationRequest", **named} | ({} if on is None else {"authoredOn": on})


def _infusion(_: str, text: str) -> Json:
    text, on = _when(text)
    return {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "medicationCodeableConcept": {"text": text},
        "dosage": {"route": {"text": "intravenous"}},
        "effectiveDateTime": on,
    }


def _done(kind: str, text: str) -> Json:
    text, on = _when(text)
    code: Json = {"text": text} if kind == "done" else {"coding": [{"system": SYSTEMS[kind], "code": text}]}
    found: Json = {"resourceType": "Procedure", "status": "completed", "code": code}
    return found | ({} if on is None else {"performedDateTime": on})


def _ordered(_: str, text: str) -> Json:
    return {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": {"text": text}}


def _diet(_: str, text: str) -> Json:
    return {
        "resourceType": "NutritionOrder",
        "status": "active",
        "intent": "order",
        "patient": _ME,
        "dateTime": TODAY.isoformat(),
        "oralDiet": {"instruction": text},
    }


def _care_plan(_: str, text: str) -> Json:
    return {"resourceType": "CarePlan", "status": "active", "intent": "plan", "title": text}


def _contact(kind: str, text: str) -> Json:
    _, on = _when(text)
    running = kind == "stay"
    period = {"start": on or (TODAY - timedelta(days=2)).isoformat()}
    return {
        "resourceType": "Encounter",
        "status": "in-progress" if running else "finished",
        "class": {"code": "IMP" if running else "EMER"},
        "period": period if running else period | {"end": period["start"]},
    }


def _allergy(_: str, text: str) -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "patient": _ME,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "category": ["food"],
        "code": {"text": text},
    }


_MADE: Mapping[str, Callable[[str, str], Json]] = {
    "icd": _problem,
    "cm": _problem,
    "sct": _problem,
    "text": _problem,
    "value": _value,
    "troponin": _troponin,
    "drug": _drug,
    "infusion": _infusion,
    "done": _done,
    "op9": _done,
    "order": _ordered,
    "diet": _diet,
    "careplan": _care_plan,
    "stay": _contact,
    "emergency": _contact,
    "allergy": _allergy,
}
