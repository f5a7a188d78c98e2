"""From everything that was taken in to one patient's record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from fhir_profiles.concept_terms import Terms
from fhir_profiles.measure_terms import HEART_CLASS
from fhir_profiles.reading.care import (
    read_allergy,
    read_care_plan,
    read_encounter,
    read_nutrition_order,
    read_procedure,
    read_service_request,
)
from fhir_profiles.reading.draft import Draft
from fhir_profiles.reading.heart_class import with_heart_class
from fhir_profiles.reading.holding import Held
from fhir_profiles.reading.intake import Intake
from fhir_profiles.reading.medications import read_drug
from fhir_profiles.reading.observations import read_observation
from fhir_profiles.reading.person import Person, names_of, read_person
from fhir_profiles.reading.problems import falls_that_needed_care, read_condition
from fhir_profiles.reading.reasons import Reason, Unread
from fhir_profiles.reading.wire import Drug, Medication, Patient
from rules.facts import PatientRecord, ReadState, Source


class _Kind(NamedTuple):
    """A type of resource: its name, where it names its patient, and what reads it."""

    name: str
    subject: Callable[[Any], Any] | None
    read: Callable[[Any, Draft, str], None] | None = None


_SUBJECT, _PATIENT = attrgetter("subject"), attrgetter("patient")
_DRUGS = frozenset(kind.__name__ for kind in Drug.__args__)
_KINDS: Mapping[str, _Kind] = {
    kind.name: kind
    for kind in (
        _Kind("Observation", _SUBJECT, read_observation),
        _Kind("Condition", _SUBJECT, read_condition),
        _Kind("AllergyIntolerance", _PATIENT, read_allergy),
        _Kind("Procedure", _SUBJECT, read_procedure),
        _Kind("Encounter", _SUBJECT, read_encounter),
        _Kind("ServiceRequest", _SUBJECT, read_service_request),
        _Kind("NutritionOrder", _PATIENT, read_nutrition_order),
        _Kind("CarePlan", _SUBJECT, read_care_plan),
        _Kind("Patient", None),
        *(_Kind(name, _SUBJECT) for name in sorted(_DRUGS)),
    )
}


def build_record(
    intake: Intake,
    as_of: datetime,
    terms: Terms,
    patient_id: str,
    reads: dict[str, ReadState],
    why: dict[str, str],
    is_whole: bool = False,
) -> PatientRecord:
    """One patient's record. `reads` and `why` are completed where nothing of a part could be used.

    A whole file may hold other patients and types; a part that was asked for and brought nothing else was not answered.
    """
    draft = Draft(as_of=as_of, terms=terms, patient_id=patient_id, ignored=list(intake.ignored))
    held = list(intake.holding)
    person = _person(held, patient_id, draft)
    medications, used = _medications(held), set[str]()
    for one in held:
        resource: Any = one.resource
        kind = _KINDS.get(type(resource).__name__)
        if kind is None or not _is_mine(kind, resource, one.resource_id, draft):
            continue
        used.add(one.part)
        if kind.read is not None:
            kind.read(resource, draft, one.resource_id)
        elif kind.name in _DRUGS:
            read_drug(resource, draft, one.resource_id, medications)
    unanswered = set() if is_whole else ({one.part for one in held} | intake.dropped) - used
    missed = (
        (intake.lost | unanswered, Unread.FAILED),
        (draft.unheard, Unread.TRUNCATED),
        (draft.unclear, Unread.NOT_UNDERSTOOD),
    )
    for parts, reason in missed:
        for part in parts:
            if reads.get(part, ReadState.UNREAD) is not ReadState.UNREAD:
                reads[part], why[part] = ReadState.UNREAD, reason
    return _record(draft, person, patient_id, reads, why)


def _person(held: list[Held], patient_id: str, draft: Draft) -> Person:
    """The patient among what was sent, and from here on the draft knows who it is about."""
    found = [one for one in held if isinstance(one.resource, Patient) and one.resource_id == patient_id]
    full_url = found[0].full_url if found else None
    draft.mine = names_of(patient_id, full_url) if patient_id else frozenset()
    elsewhere = full_url is not None and full_url.startswith("http")
    draft.my_tail = "" if elsewhere or not patient_id else f"/Patient/{patient_id}"
    resource = found[0].resource if found else None
    return read_person(resource, draft) if isinstance(resource, Patient) else Person()


def _is_mine(kind: _Kind, resource: Any, resource_id: str, draft: Draft) -> bool:
    """Is this a resource about the patient? Another's is ignored with the reason."""
    if kind.subject is None:
        return resource_id == draft.patient_id
    subject = kind.subject(resource)
    reference = None if subject is None else subject.reference
    if reference in draft.mine or draft.is_mine(reference):
        return True
    draft.ignore(Source(kind.name, resource_id), Reason.OTHER_PATIENT if reference else Reason.NO_SUBJECT)
    return False


def _medications(held: list[Held]) -> dict[str, Medication]:
    """Medication resources by every reference that may mean them."""
    found: dict[str, Medication] = {}
    for one in held:
        if isinstance(one.resource, Medication):
            for name in (f"Medication/{one.resource_id}", f"urn:uuid:{one.resource_id}", one.full_url):
                if name:
                    found[name] = one.resource
    return found


_BY_TIME_THEN_SOURCE = itemgetter(0, 1)


class _Sourced(Protocol):
    @property
    def source(self) -> Source: ...


_S = TypeVar("_S", bound=_Sourced)


def _sorted(found: Iterable[_S]) -> tuple[_S, ...]:
    """In an order that does not depend on how they came."""
    return tuple(sorted(found, key=lambda one: (one.source.resource_type, one.source.resource_id)))


def _record(
    draft: Draft, person: Person, patient_id: str, reads: Mapping[str, ReadState], why: Mapping[str, str]
) -> PatientRecord:
    series = {
        name: tuple([one for _, _, one in sorted(draft.series[name], key=_BY_TIME_THEN_SOURCE)])
        for name in sorted(draft.series)
    }
    problems = falls_that_needed_care(draft.conditions, draft.encounters)
    return PatientRecord(
        patient_id=patient_id,
        sex=person.sex,
        birth_date=person.birth_date,
        deceased=person.deceased,
        deceased_on=person.deceased_on,
        series=series,
        conditions=_sorted(with_heart_class(problems, series.get(HEART_CLASS, ()))),
        medications=_sorted(draft.medications),
        allergies=_sorted(draft.allergies),
        procedures=_sorted(draft.procedures),
        encounters=_sorted(draft.encounters),
        orders=_sorted(draft.orders),
        ignored=tuple(sorted(draft.ignored, key=lambda i: (str(i.source), i.reason, i.name, i.detail))),
        reads=dict(reads),
        unread_reasons={part: why[part] for part in reads if reads[part] is ReadState.UNREAD},
    )
