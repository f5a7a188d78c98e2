"""Which parts of a record the evidence of a safety rule stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from rules.catalogue import record
from rules.measures import measures

_DRUGS = ("MedicationRequest", "MedicationStatement")
_KINDS: Mapping[str, tuple[str, ...]] = {
    "concepts": ("Condition",),
    "conditions": ("Condition",),
    "procedures": ("Procedure",),
    "classes": _DRUGS,
    "drugs": _DRUGS,
    "orders": ("CarePlan", "ServiceRequest"),
}
_MEASURES = ("measure", "measures", "facts", "settled_by")
_FINDERS: Mapping[str, tuple[str, ...]] = {
    "refeeding": ("Observation:laboratory", "Observation:vital-signs", "Condition", *_DRUGS),
    "refeeding_undecided": ("Observation:laboratory", "Observation:vital-signs"),
    "intoxication": ("Encounter",),
    "high_fall_risk": ("Condition", "Encounter"),
    "fall_without_contacts": ("Condition", "Encounter"),
    "open_bound": ("Observation:laboratory", "Observation:vital-signs"),
}


def parts_needed(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of a record that a rule's triggers, and what must stand beside them, are read from.

    >>> parts_needed({"triggers": [{"finds": "value", "measure": "inr"}]})
    ('Observation:laboratory',)
    """
    found = {part for trigger in values["triggers"] for part in _of_trigger(trigger)}
    found |= set(_of_table(values.get("requires", {})))
    return tuple(sorted(found))


@cache
def needed_for(finding: str) -> tuple[str, ...]:
    """The parts of a record that a finding of any domain is read from, as far as its record names them."""
    values = record(finding).values
    return parts_needed(values) if "triggers" in values else tuple(values.get("needs", ()))


def _of_trigger(trigger: Mapping[str, Any]) -> Iterator[str]:
    yield from trigger.get("parts", ())
    yield from _FINDERS.get(trigger["finds"], ())
    yield from _of_table(trigger)
    for side in trigger.get("sides", ()):
        yield from _of_table(side)
    if trigger.get("in_admission"):
        yield "Encounter"
    if trigger.get("intravenous"):
        yield "MedicationAdministration"


def _of_table(table: Mapping[str, Any]) -> Iterator[str]:
    for kind, parts in _KINDS.items():
        if table.get(kind):
            yield from parts
    for kind in _MEASURES:
        named = table.get(kind, ())
        for name in [named] if isinstance(named, str) else named:
            yield f"Observation:{measures()[name].group}"
