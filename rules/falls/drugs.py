"""Fall-risk-increasing drugs by class. A match asks for a review with the prescriber, never for a change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.answers import Answer
from rules.catalogue import record as rule
from rules.catalogue import records
from rules.drugs import distinct
from rules.facts import Medication, PatientRecord
from rules.falls.answer import OddsRatio, Polypharmacy, RiskDrug
from rules.falls.limits import of_drug

LIST, POLYPHARMACY = "falls.drugs", "falls.polypharmacy"
PARTS = ("MedicationRequest", "MedicationStatement")


@dataclass(frozen=True, slots=True)
class DrugClass:
    """One class of the list; a drug belongs to it by any of these terms."""

    rule: str
    classes: frozenset[str]
    odds_ratio: OddsRatio | None
    never_abruptly: bool


@cache
def drug_classes() -> tuple[DrugClass, ...]:
    """The classes that are looked for, in the order of their records."""
    return tuple(
        DrugClass(
            entry.id,
            frozenset(entry.values["classes"]),
            OddsRatio(*entry.values["odds_ratio"]) if "odds_ratio" in entry.values else None,
            entry.values["never_abruptly"],
        )
        for entry in records("falls/drugs").values()
        if "classes" in entry.values
    )


@cache
def _all_classes() -> frozenset[str]:
    return frozenset().union(*(entry.classes for entry in drug_classes()))


def classes_agreed() -> int:
    """How many classes the published list has."""
    agreed: int = rule(LIST).values["classes_agreed"]
    return agreed


def risk_drugs(record: PatientRecord) -> tuple[RiskDrug, ...]:
    """The classes of the list that this person is on, each with its drugs."""
    drugs = record.indexes.drugs
    if not drugs.has(_all_classes()):
        return ()
    return tuple(
        RiskDrug(entry.rule, tuple(map(of_drug, taken)), entry.odds_ratio, entry.never_abruptly)
        for entry in drug_classes()
        if (taken := distinct(drugs.under(entry.classes)))
    )


def drugs_taken(record: PatientRecord) -> tuple[Medication, ...]:
    """The fall-risk-increasing drugs that this person is on, each drug once."""
    found = record.indexes.drugs.under(_all_classes())
    return distinct(found) if found else ()


@cache
def _many() -> tuple[int, OddsRatio]:
    numbers = rule(POLYPHARMACY).values
    return numbers["count"], OddsRatio(*numbers["odds_ratio"])


def polypharmacy(record: PatientRecord) -> Polypharmacy:
    """How many drugs this person is on, of whatever class, and whether they are many; unread is never few."""
    in_use = len(distinct(record.indexes.drugs.entries))
    many, odds = _many()
    few = Answer.NOT_MET if are_known(record) else Answer.NOT_KNOWN
    return Polypharmacy(Answer.MET if in_use >= many else few, in_use, odds)


def are_known(record: PatientRecord) -> bool:
    """Could the drugs of this person be read?"""
    return not record.unread(*PARTS)
