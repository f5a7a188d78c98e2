"""Builds a whole patient record of a made-up person in one call; every part is read unless a test says otherwise.

`person(condition("copd"), spo2_percent=91)` has the problem and the value of the assessment day, blood pressure 130/75,
and facts made from its own series.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from rules.assessment import Finding, Safety, Staging
from rules.context import Clearance, Context, Criteria, Site
from rules.facts import (
    Condition,
    Encounter,
    Fact,
    Facts,
    Measurement,
    Medication,
    Order,
    PatientRecord,
    Procedure,
    ReadState,
    Sex,
    Source,
)
from rules.measures import measures
from rules.safety import combine, exercise_findings
from rules.safety.windows import in_zone

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
DAY = NOW.date()
PARTS = (
    "Patient",
    "Condition",
    "AllergyIntolerance",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "Procedure",
    "Encounter",
    "NutritionOrder",
    "ServiceRequest",
    "CarePlan",
    "Observation:muscle",
    "Observation:vital-signs",
    "Observation:laboratory",
)
NORMAL_PRESSURE = {"systolic_mmhg": 130.0, "diastolic_mmhg": 75.0}
Thing = Condition | Measurement | Medication | Procedure | Encounter | Order


def ago(days: int | None) -> date | None:
    """The day so many days before the assessment; None stays undated."""
    return None if days is None else DAY - timedelta(days=days)


def condition(
    *concepts: str, days: int | None = None, recorded: int | None = None, active: bool = True, says: Iterable[str] = ()
) -> Condition:
    """A problem that began (or was only recorded) so many days ago; `says` are its qualifiers."""
    label = concepts[0].replace("_", " ")
    source = Source("Condition", f"{concepts[0]}-{days}-{recorded}")
    return Condition(frozenset(concepts), label, active, source, ago(days), ago(recorded), frozenset(says))


def measured(
    name: str,
    value: float,
    days: int = 0,
    *,
    hours: float | None = None,
    limit: float | None = None,
    side: str | None = None,
) -> Measurement:
    """A value of so many days (or hours, with the exact instant) ago; `limit` is the laboratory's upper limit."""
    at = None if hours is None else NOW - timedelta(hours=hours)
    on = DAY - timedelta(days=days) if at is None else at.date()
    unit = measures()[name].unit if name in measures() else ""
    source = Source("Observation", f"{name}-{days}-{hours}-{value}")
    return Measurement(name, value, unit, on, source, at=at, upper_limit=limit, side=side)


def drug(*classes: str, days: int | None = None, active: bool = True, intravenous: bool = False) -> Medication:
    """A drug of these classes."""
    return Medication(
        frozenset(classes), classes[0], active, Source("MedicationRequest", classes[0]), ago(days), intravenous
    )


def done(*concepts: str, days: int | None = None) -> Procedure:
    """A procedure done so many days ago."""
    return Procedure(frozenset(concepts), concepts[0], Source("Procedure", concepts[0]), ago(days))


def in_hospital(days: int = 3) -> Encounter:
    """A running hospital stay."""
    return Encounter(Source("Encounter", "stay"), inpatient=True, running=True, start=ago(days))


def ordered(*concepts: str) -> Order:
    """An active order."""
    return Order(frozenset(concepts), concepts[0], True, Source("ServiceRequest", concepts[0]), DAY)


@dataclass(frozen=True, slots=True)
class Person:
    """A record with the facts made from it and the moment of the decision."""

    record: PatientRecord
    facts: Facts
    context: Context

    def findings(self) -> dict[str, Finding]:
        """The safety findings by id."""
        return {finding.id: finding for finding in exercise_findings(self.record, self.facts, self.context)}

    def safety(self) -> Safety:
        """All findings combined."""
        return combine(self.findings().values())

    def unread(self, *parts: str) -> Person:
        """The same person with some parts of the record unread."""
        reads = dict(self.record.reads) | dict.fromkeys(parts, ReadState.UNREAD)
        return replace(self, record=replace(self.record, reads=reads))

    def cleared(self, finding: str, days: int = 0, until: int = 30) -> Person:
        """The same person with a clearance given so many days ago that ends in so many days."""
        word = Clearance(finding, DAY - timedelta(days=days), "the cardiologist on call", DAY + timedelta(days=until))
        return replace(self, context=replace(self.context, clearances=(*self.context.clearances, word)))


def _facts(sex: Sex, age: int, series: dict[str, tuple[Measurement, ...]]) -> Facts:
    known = {}
    for name, values in series.items():
        last = values[-1]
        days = measures()[name].valid_days if name in measures() else None
        stale = days is not None and (DAY - last.on).days > days
        known[name] = Fact(name, last.value, last.unit, last.on, last.source, stale=stale, upper_limit=last.upper_limit)
    return Facts(DAY, age, sex, known)


def person(
    *things: Thing,
    sex: str = "female",
    age: int = 72,
    site: Site | None = None,
    without: Collection[str] = (),
    **values: float,
) -> Person:
    """A person with these things on record and these values of today; `without` leaves out a usual value."""
    usual = {name: value for name, value in NORMAL_PRESSURE.items() if name not in without}
    dated = [thing for thing in things if isinstance(thing, Measurement)]
    given = {item.name for item in dated} | set(values)
    dated += [measured(name, value) for name, value in (usual | values).items() if name in values or name not in given]
    dated.sort(key=lambda item: (item.on, in_zone(item.at or datetime.combine(item.on, time.min), UTC)))
    series = {name: tuple(item for item in dated if item.name == name) for name in {item.name for item in dated}}
    record = PatientRecord(
        patient_id="made-up",
        sex=Sex(sex),
        birth_date=date(DAY.year - age, 1, 1),
        series=series,
        conditions=tuple(thing for thing in things if isinstance(thing, Condition)),
        medications=tuple(thing for thing in things if isinstance(thing, Medication)),
        procedures=tuple(thing for thing in things if isinstance(thing, Procedure)),
        encounters=tuple(thing for thing in things if isinstance(thing, Encounter)),
        orders=tuple(thing for thing in things if isinstance(thing, Order)),
        reads=dict.fromkeys(PARTS, ReadState.READ),
    )
    context = Context(NOW, site or Site())
    return Person(record, _facts(Sex(sex), age, series), context)


def staged(stage: str = "sarcopenia") -> Staging:
    """A stage by AWGS 2019."""
    return Staging(Criteria.AWGS2019, stage)
