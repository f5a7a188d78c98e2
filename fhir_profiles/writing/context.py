"""What every draft shares: for whom, by whom, when, in which language, and ids that follow from the record alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fhir_profiles.codes import measure_code
from fhir_profiles.writing.ids import ids_in

BASE = "https://sarcopenia-cds.github.io/fhir"
DRAFT_SYSTEM = f"{BASE}/sid/draft"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
BOTH_SIDES = frozenset({"grip_kg"})
PRESCRIBERS = ("Practitioner/", "PractitionerRole/")

Resource = dict[str, Any]
_id_of = ids_in(uuid5(NAMESPACE_URL, BASE))


@dataclass(frozen=True, slots=True)
class DraftContext:
    """The moment and the people of a draft; `user` is `Practitioner/id`, `PractitionerRole/id` or somebody else.

    `reason` says in words why the drafts are made, `author` who made them: both stand in the resources.
    """

    record_id: str
    patient_id: str
    language: str
    day: date
    reason: str
    author: str
    user: str | None = None
    encounter_id: str | None = None

    def id_of(self, name: str) -> str:
        """The id of one draft: the same record and name give the same id."""
        return _id_of(f"{self.record_id}|{name}")

    def reference_to(self, resource: Resource) -> Resource:
        """A reference to another draft of the same transaction."""
        return {"reference": f"urn:uuid:{resource['id']}"}

    @property
    def patient(self) -> Resource:
        """The reference to the patient."""
        return {"reference": f"Patient/{self.patient_id}"}

    @property
    def requester(self) -> Resource | None:
        """The user, if it is somebody who may order."""
        return {"reference": self.user} if self.user and self.user.startswith(PRESCRIBERS) else None

    @property
    def encounter(self) -> Resource | None:
        """The encounter, if one is under way."""
        return {"reference": f"Encounter/{self.encounter_id}"} if self.encounter_id else None

    def note(self, text: str) -> Resource:
        """A note with its author and day."""
        return {"authorString": self.author, "time": self.day.isoformat(), "text": text}

    def resource(self, resource_type: str, name: str, **elements: Any) -> Resource:
        """A resource with id, language and identifier; elements that are None are left out."""
        identifier = self.id_of(name)
        whole = {
            "resourceType": resource_type,
            "id": identifier,
            "language": self.language,
            "identifier": [{"system": DRAFT_SYSTEM, "value": identifier}],
            **elements,
        }
        return {element: value for element, value in whole.items() if value is not None}


def coded(system: str, code: str, display: str, text: str = "") -> Resource:
    """A concept with one coding, and the words that a reader sees."""
    concept: Resource = {"coding": [{"system": system, "code": code, "display": display}]}
    return concept | {"text": text} if text else concept


code_of = cache(measure_code)


def measure_concept(measure: str, text: str) -> Resource:
    """A measurement as a concept; grip is the best of both hands, for which no code of one hand may stand."""
    if measure in BOTH_SIDES:
        return {"text": text}
    code = code_of(measure)
    return coded(code.system, code.code, code.display, text)


def quantity(value: float, unit: str, code: str, comparator: str = "") -> Resource:
    """A quantity in UCUM."""
    found: Resource = {"value": value, "unit": unit, "system": UCUM, "code": code}
    return found | {"comparator": comparator} if comparator else found
