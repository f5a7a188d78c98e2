"""Drugs and food: the line that every plan of a person on such a drug carries (`pairs.toml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rules.catalogue import Record, records
from rules.evidence import Evidence
from rules.facts import Medication, PatientRecord
from rules.nutrition.evidence import of_entry

CHAPTER = "nutrition/pairs"
PREFIX = "pair."


@dataclass(frozen=True, slots=True)
class _Pair:
    """One record, as it is asked: the drugs it is about and those it is not."""

    record: Record
    classes: tuple[str, ...]
    not_classes: frozenset[str]
    by_mouth: bool

    def is_about(self, drug: Medication) -> bool:
        """Is this drug one of the pair, as it is taken?"""
        return not (self.not_classes & drug.classes) and not (self.by_mouth and drug.intravenous)


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(
        _Pair(
            record=item,
            classes=tuple(item.values["classes"]),
            not_classes=frozenset(item.values.get("not_classes", ())),
            by_mouth=item.values.get("by_mouth", False),
        )
        for item in records(CHAPTER).values()
    )


@cache
def _by_name() -> Mapping[str, _Pair]:
    return {pair.record.id.removeprefix(PREFIX): pair for pair in _pairs()}


@cache
def _every_class() -> frozenset[str]:
    return frozenset(name for pair in _pairs() for name in pair.classes)


def pairs(record: PatientRecord) -> tuple[Record, ...]:
    """The records of the drug and food pairs that this person's drugs make, in their order."""
    drugs = record.indexes.drugs
    if drugs.places.keys().isdisjoint(_every_class()):
        return ()
    held = ((pair, drugs.under(pair.classes)) for pair in _pairs())
    return tuple([pair.record for pair, found in held if found and any(map(pair.is_about, found))])


def names(found: tuple[Record, ...]) -> Iterator[str]:
    """The ids of pairs, without their common beginning."""
    return (item.id.removeprefix(PREFIX) for item in found)


def limits(found: tuple[Record, ...]) -> Iterator[str]:
    """What these pairs leave out of a sample day."""
    return (name for item in found for name in item.values.get("limits", ()))


def taken(record: PatientRecord, pair: str) -> tuple[Evidence, ...]:
    """The drugs of one pair that this person takes."""
    drugs = record.indexes.drugs
    if drugs.places.keys().isdisjoint(_every_class()):
        return ()
    wanted = _by_name()[pair]
    return tuple([of_entry(drug) for drug in drugs.under(wanted.classes) if wanted.is_about(drug)])
