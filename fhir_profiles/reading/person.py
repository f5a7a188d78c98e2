"""The Patient: sex, date of birth, death, whether with a partner, and every name under which others refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fhir_profiles.reading.draft import Draft, codes_of, label_of
from fhir_profiles.reading.moments import moment
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.wire import Patient
from fhir_profiles.terminology import table
from rules.facts import Condition, Sex, Source

_MARITAL_STATUS = "maritalStatus"


@dataclass(frozen=True, slots=True)
class Person:
    """All of a person's identity that an assessment needs."""

    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    deceased: bool = False
    deceased_on: date | None = None


def names_of(patient_id: str, full_url: str | None) -> frozenset[str]:
    """Every reference that means this patient."""
    names = {f"Patient/{patient_id}", f"urn:uuid:{patient_id}", f"urn:oid:{patient_id}", patient_id}
    return frozenset(names | {full_url} if full_url else names)


def read_person(patient: Patient, draft: Draft) -> Person:
    """Sex, birth date and death as they are recorded; what is not usable is ignored with the reason.

    A death after the moment of the assessment has not happened yet. A partial birth date gives no age: it would be a
    guess.
    """
    source = Source("Patient", patient.id or "")
    deceased, deceased_on = _death(patient, draft, source)
    _read_partner(patient, draft, source)
    return Person(_sex(patient, draft, source), _birth(patient, draft, source), deceased, deceased_on)


def _sex(patient: Patient, draft: Draft, source: Source) -> Sex:
    if patient.gender is None:
        return Sex.UNKNOWN
    try:
        return Sex(patient.gender)
    except ValueError:
        draft.ignore(source, Reason.UNKNOWN_CODE, detail="gender")
        return Sex.UNKNOWN


def _birth(patient: Patient, draft: Draft, source: Source) -> date | None:
    if not patient.birthDate:
        return None
    found = moment(patient.birthDate)
    if found is None or found.partial or draft.is_future(found):
        reason = Reason.BAD_DATE if found is None else Reason.PARTIAL_DATE if found.partial else Reason.FUTURE_DATE
        draft.ignore(source, reason, detail="birthDate")
        return None
    return found.on


def _death(patient: Patient, draft: Draft, source: Source) -> tuple[bool, date | None]:
    if not patient.deceasedDateTime:
        return bool(patient.deceasedBoolean), None
    found = moment(patient.deceasedDateTime)
    if found is None:
        draft.ignore(source, Reason.BAD_DATE, detail="deceasedDateTime")
        return True, None
    return (False, None) if draft.is_future(found) else (True, found.on)


def _read_partner(patient: Patient, draft: Draft, source: Source) -> None:
    """Adds whether the person lives with a partner, as the marital status says it; separated says neither."""
    status = patient.maritalStatus
    if status is None:
        return
    codes = codes_of((status,))
    named = [concept for concept, known in table("statuses")["marital"].items() if not set(known).isdisjoint(codes)]
    found = frozenset(named) or draft.terms.conditions.find((), (status.text,)) & {"with_partner", "without_partner"}
    if len(found) == 1:
        place = Source(source.resource_type, source.resource_id, _MARITAL_STATUS)
        label = label_of(status)
        named_so = f"{_MARITAL_STATUS} {label}" if label in codes else label
        draft.conditions.append(Condition(found, named_so, True, place, codes=codes))
