"""One person at one moment, as the safety rules look at them, and the evidence that they find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cache

from rules.catalogue import record as rule
from rules.context import Context
from rules.evidence import Evidence
from rules.facts import Condition, Fact, Facts, Indexes, Measurement, Medication, Order, PatientRecord, Procedure
from rules.nutrition.refeeding import Refeeding
from rules.safety.rule import Company, Trigger
from rules.safety.windows import Window, in_zone


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of evidence and the latest day on which it was entered; a clearance must be newer than that."""

    evidence: Evidence
    entered: date | None = None


# Every part of a record that a safety rule may need.
PARTS = (
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "Procedure",
    "Encounter",
    "ServiceRequest",
    "CarePlan",
    "Observation:muscle",
    "Observation:vital-signs",
    "Observation:laboratory",
)


@dataclass(frozen=True, slots=True)
class Case:
    """The record with what every rule asks of it worked out once; `names` are all that it holds, to skip rules by.

    `seen` keeps the latest values by measure and window, because several rules ask for the same ones.
    """

    record: PatientRecord
    facts: Facts
    now: datetime
    whole_day: bool
    indexes: Indexes
    in_hospital: bool
    names: frozenset[str]
    refeeding: Refeeding
    seen: dict[tuple[str, Window | None], tuple[Measurement, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, record: PatientRecord, facts: Facts, context: Context, risk: Refeeding) -> Case:
        """The case of a record at the moment of a context, with its refeeding risk."""
        found = record.indexes
        classes = (drug.classes for drug in record.medications)
        entries = (found.problems, found.past, found.procedures, found.orders)
        kinds = (*(index.places for index in entries), record.series, facts.by_name, record.unread(*PARTS))
        return cls(
            record=record,
            facts=facts,
            now=context.as_of,
            whole_day=context.whole_day,
            indexes=found,
            in_hospital=any(stay.inpatient and stay.running for stay in record.encounters),
            names=frozenset().union(*kinds, *classes),
            refeeding=risk,
        )

    def has_any(self, company: Company, found: Iterable[str]) -> bool:
        """Does at least one thing of this company stand in the record, or among the findings so far?"""
        if company.names.isdisjoint(self.names):
            return not company.findings.isdisjoint(found)
        indexes = self.indexes
        return (
            indexes.problems.has(company.conditions)
            or indexes.procedures.has(company.procedures)
            or indexes.drugs.has(company.drugs)
            or indexes.orders.has(company.orders)
            or any(self.facts.get(name) is not None for name in company.facts)
            or not company.findings.isdisjoint(found)
        )

    def beside(self, company: Company) -> tuple[Found, ...]:
        """The problems and drugs of this company, as evidence."""
        drugs = self.indexes.drugs.under(company.drugs)
        return (*map(of_condition, self.about(company.conditions)), *map(of_entry, drugs))

    def about(self, names: frozenset[str]) -> tuple[Condition, ...]:
        """Active problems that stand for any of these concepts."""
        return self.indexes.problems.under(names)

    def resting_window(self, to_be_sure: bool = False) -> Window:
        """How old a resting value may be; `to_be_sure` takes the short one where hospital stays were not read."""
        short = self.in_hospital or (to_be_sure and bool(self.record.unread("Encounter")))
        return _resting_window("in_hospital" if short else "elsewhere")

    def latest(self, trigger: Trigger) -> tuple[Measurement, ...]:
        """The latest value of the trigger's one measure inside its window, with all that share its moment."""
        (name,) = trigger.names
        span = self.resting_window() if trigger.span == "resting" else trigger.within
        return self.latest_within(name, span)

    def latest_within(self, name: str, span: Window | None) -> tuple[Measurement, ...]:
        """The latest value of a measure inside a window, with all that share its moment.

        A day without a time may hide the order of its values: all of that day are then the latest.
        """
        asked = (name, span)
        found = self.seen.get(asked)
        if found is None:
            series = self.record.series.get(name, ())
            found = self.seen[asked] = _last(
                series if span is None else span.of(series, self.now, self.whole_day), self.now.tzinfo
            )
        return found


@cache
def _resting_window(where: str) -> Window:
    return Window(**rule("K04.resting_values").values[where])


def _last(series: Sequence[Measurement], zone: tzinfo | None) -> tuple[Measurement, ...]:
    if not series:
        return ()
    last = series[-1]
    same_day = [item for item in series if item.on == last.on]
    if last.at is None:
        return tuple(same_day)
    moment = in_zone(last.at, zone)
    return tuple(item for item in same_day if item.at is None or in_zone(item.at, zone) == moment)


def of_condition(condition: Condition) -> Found:
    """A problem, shown with the day from which its window runs."""
    onset, recorded = condition.onset, condition.recorded
    entered = recorded if onset is None or (recorded is not None and recorded > onset) else onset
    return Found(Evidence(condition.label, condition.source, on=onset or recorded), entered)


def of_value(value: Measurement | Fact) -> Found:
    """A measured value under its fact name."""
    return Found(Evidence(value.name, value.source, value.value, value.unit, value.on, value.bound), value.on)


def of_entry(entry: Procedure | Medication | Order) -> Found:
    """A procedure, drug or order with its day."""
    return Found(Evidence(entry.label, entry.source, on=entry.on), entry.on)
