"""Drugs that a person is on, was on or was given, with every class they belong to."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import msgspec

from fhir_profiles.reading.draft import (
    MAX_LABEL,
    Draft,
    codes_of,
    codings_of,
    day_of,
    end_of,
    label_of,
    start_of,
    words_of,
)
from fhir_profiles.reading.moments import Moment, moment
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.wire import (
    Concept,
    Dosage,
    Drug,
    Medication,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
    decode_known,
)
from fhir_profiles.terminology import table
from rules.facts import Medication as Taken
from rules.facts import Source


@cache
def _statuses() -> Any:
    return table("statuses")["medication"]


def read_drug(drug: Drug, draft: Draft, resource_id: str, medications: dict[str, Medication]) -> None:
    """Adds a drug of a class this project knows, or that is in use; `medications` holds Medications by every name.

    Where a drug in use has no name, not everything that the person is on could be read.
    """
    source = Source(type(drug).__name__, resource_id)
    concept = drug.medicationCodeableConcept or _referred(drug, medications)
    if concept is None:
        draft.ignore(source, Reason.NO_VALUE, detail="medication")
        if _not_in_force(drug) is None and _is_active(drug, _when(drug), draft):
            draft.unclear.add(source.resource_type)
        return
    classes = draft.terms.drugs.find(*draft.hear(source, codings_of(concept), (concept.text,)))
    if not classes and not _is_counted(drug, concept, draft):
        return
    reason = _not_in_force(drug)
    if reason is not None:
        draft.ignore(source, reason)
        return
    on = _when(drug)
    if on is not None and draft.is_future(on):
        draft.ignore(source, Reason.FUTURE_DATE)
        return
    draft.medications.append(
        Taken(
            classes=classes,
            label=label_of(concept),
            active=_is_active(drug, on, draft),
            source=source,
            on=day_of(on),
            intravenous=any(_is_intravenous(dosage.route) for dosage in _dosages(drug)),
            codes=codes_of((concept,)),
        )
    )


def _is_counted(drug: Drug, concept: Concept, draft: Draft) -> bool:
    """Is this a drug in use, although of no class that is known here, and not a dressing, flush or cream?"""
    on = _when(drug)
    if _not_in_force(drug) is not None or not _is_active(drug, on, draft) or (on is not None and draft.is_future(on)):
        return False
    words = words_of(concept)[:MAX_LABEL].casefold()
    return not any(text in words for text in _statuses()["not_counted"])


def _referred(drug: Drug, medications: dict[str, Medication]) -> Concept | None:
    """The drug behind a reference: contained, in the same file, or the reference's own words."""
    reference = drug.medicationReference
    if reference is None:
        return None
    name = reference.reference or ""
    found = _contained(drug, name[1:]) if name.startswith("#") else medications.get(name)
    if found is not None and found.code is not None:
        return found.code
    return Concept(text=reference.display) if reference.display else None


def _contained(drug: Drug, local_id: str) -> Medication | None:
    for raw in drug.contained or ():
        try:
            resource = decode_known(raw)
        except msgspec.DecodeError:
            continue
        if isinstance(resource, Medication) and resource.id == local_id:
            return resource
    return None


def _not_in_force(drug: Drug) -> str | None:
    statuses = _statuses()
    if isinstance(drug, MedicationRequest) and (drug.doNotPerform or drug.intent in statuses["intents_not_in_force"]):
        return Reason.NOT_IN_FORCE
    ignored: str | None = statuses["ignored"].get(drug.status or "")
    return ignored


def _when(drug: Drug) -> Moment | None:
    if isinstance(drug, MedicationRequest):
        text = drug.authoredOn
    else:
        text = drug.effectiveDateTime or end_of(drug.effectivePeriod) or start_of(drug.effectivePeriod)
        if isinstance(drug, MedicationStatement):
            text = drug.effectiveDateTime or start_of(drug.effectivePeriod) or drug.dateAsserted
    return moment(text) if text else None


def _is_active(drug: Drug, on: Moment | None, draft: Draft) -> bool:
    """Is the person on it? A missing status counts as yes; a dose that was given counts for a few days."""
    statuses = _statuses()
    if isinstance(drug, MedicationAdministration) and drug.status not in statuses["active"]:
        recent = draft.as_of.date() - timedelta(days=statuses["given_counts_days"])
        return on is None or on.on >= recent
    return drug.status not in statuses["past"]


def _dosages(drug: Drug) -> list[Dosage]:
    if isinstance(drug, MedicationRequest):
        return drug.dosageInstruction or []
    if isinstance(drug, MedicationStatement):
        return drug.dosage or []
    return [drug.dosage] if drug.dosage is not None else []


def _is_intravenous(route: Concept | None) -> bool:
    if route is None:
        return False
    raw = _statuses()["intravenous"]
    words = f" {words_of(route).casefold()} "
    return any(code in raw["snomed"] for code in codes_of((route,))) or any(
        (f" {text} " in words if text.isascii() and len(text) < 5 else text in words) for text in raw["text"]
    )
