"""The pieces of a record that stand behind a nutrition finding."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from rules.evidence import Evidence
from rules.facts import Allergy, Condition, Fact, Facts, Measurement, Medication, Order, PatientRecord, Procedure
from rules.nutrition.windows import within_days


def of_value(value: Fact | Measurement) -> Evidence:
    """A measured value, under its own name."""
    return Evidence(value.name, value.source, value.value, value.unit, value.on)


def of_condition(condition: Condition) -> Evidence:
    """A problem, with the day since which it stands."""
    return Evidence(condition.label, condition.source, on=condition.since_earliest)


def of_entry(entry: Medication | Procedure | Order) -> Evidence:
    """A drug, procedure or order, with its day."""
    return Evidence(entry.label, entry.source, on=entry.on)


def of_allergy(allergy: Allergy) -> Evidence:
    """An allergy or intolerance."""
    return Evidence(allergy.label, allergy.source)


def conditions(record: PatientRecord, concepts: Collection[str]) -> tuple[Evidence, ...]:
    """Every active problem that stands for one of these concepts."""
    found = record.indexes.problems.under(concepts)
    return tuple(map(of_condition, found)) if found else ()


def orders(record: PatientRecord, concepts: Collection[str]) -> tuple[Evidence, ...]:
    """Every active order of these kinds."""
    found = record.indexes.orders.under(concepts)
    return tuple(map(of_entry, found)) if found else ()


def procedures(record: PatientRecord, concepts: Collection[str]) -> tuple[Procedure, ...]:
    """Every procedure of these kinds, whenever it was done."""
    return record.indexes.procedures.under(concepts)


def drugs(record: PatientRecord, classes: Collection[str]) -> tuple[Evidence, ...]:
    """Every drug of these classes that the person is on."""
    found = record.indexes.drugs.under(classes)
    return tuple(map(of_entry, found)) if found else ()


def recent(facts: Facts, name: str, days: int, day: date) -> Fact | None:
    """The value in use, if it is not older than so many days."""
    fact = facts.get(name)
    return fact if fact is not None and within_days(fact.on, days, day) else None
