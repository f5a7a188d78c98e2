"""Builds people for the nutrition tests: a record and its facts from a few words, and the plan that follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from rules import nutrition
from rules.answers import Answer
from rules.assessment import Finding, NutritionPlan, Safety, Severity, Staging, State, Withheld
from rules.catalogue import records
from rules.context import Clearance, Context, Criteria, Site
from rules.facts import (
    Allergy,
    Condition,
    Encounter,
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
from tests.support.facts import fact

DAY = date(2026, 6, 1)
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
# Everything that tells of refeeding risk is known and normal.
NO_REFEEDING_RISK: dict[str, float] = {
    "potassium_mmol_per_l": 4.2,
    "phosphate_mmol_per_l": 1.1,
    "magnesium_mmol_per_l": 0.9,
    "weight_loss_percent_6_months": 0.0,
}
NO_SAFETY = Safety(State.ALLOWED, State.ALLOWED)


def days_ago(days: int) -> date:
    """A day before the assessment day."""
    return DAY - timedelta(days=days)


def _source(kind: str, what: object) -> Source:
    return Source(kind, str(what).replace("_", "-"))


def condition(concept: str, *, ago: int | None = 400, qualifiers: Iterable[str] = (), code: str = "") -> Condition:
    """An active problem that began so many days ago; None leaves the date out."""
    return Condition(
        frozenset({concept}),
        concept,
        True,
        _source("Condition", concept),
        onset=None if ago is None else days_ago(ago),
        qualifiers=frozenset(qualifiers),
        codes=(code,) if code else (),
    )


def drug(name: str, *, ago: int = 1, intravenous: bool = False) -> Medication:
    """A drug of one class that the person is on."""
    return Medication(frozenset({name}), name, True, _source("MedicationRequest", name), days_ago(ago), intravenous)


def allergy(*allergens: str) -> Allergy:
    """An active food allergy."""
    return Allergy(frozenset(allergens), " ".join(allergens), True, _source("AllergyIntolerance", allergens[0]))


def procedure(concept: str, *, ago: int | None = 1, outcome: str = "") -> Procedure:
    """A procedure that was done so many days ago, `passed` or `failed` where it says so."""
    on = None if ago is None else days_ago(ago)
    return Procedure(frozenset({concept}), concept, _source("Procedure", concept), on, outcome=outcome)


def screen(*, ago: int | None = 1, outcome: str = "passed") -> Procedure:
    """A swallow screen of so many days ago."""
    return procedure("swallow_screen", ago=ago, outcome=outcome)


def order(concept: str) -> Order:
    """An active order."""
    return Order(frozenset({concept}), concept, True, _source("NutritionOrder", concept), DAY)


def stay() -> Encounter:
    """An inpatient stay that runs now."""
    return Encounter(_source("Encounter", "stay"), inpatient=True, running=True, start=days_ago(2))


def value(name: str, number: float, *, ago: int = 0) -> Measurement:
    """One entry of a series."""
    return Measurement(name, number, "", days_ago(ago), _source("Observation", f"{name}-{ago}"))


def series(name: str, *points: tuple[int, float]) -> tuple[Measurement, ...]:
    """Values by how many days ago they were taken, oldest first."""
    return tuple(value(name, number, ago=ago) for ago, number in points)


@dataclass(frozen=True, slots=True)
class Person:
    """A record with the facts that were selected from it, and the muscle stage."""

    record: PatientRecord
    facts: Facts
    staging: Staging

    def unread(self, *parts: str) -> Person:
        """The same person, with parts of the record that could not be read."""
        reads = {**self.record.reads, **dict.fromkeys(parts, ReadState.UNREAD)}
        return replace(self, record=replace(self.record, reads=reads))

    def staged(self, stage: str, low_mass: Answer = Answer.NOT_KNOWN) -> Person:
        """The same person at another stage."""
        return replace(self, staging=Staging(self.staging.criteria, stage, {"mass": low_mass}))


def person(
    *items: Condition | Medication | Allergy | Procedure | Order | Encounter,
    sex: str = "female",
    age: int | None = 72,
    height_cm: float | None = 160,
    weight_kg: float | None = 60,
    stage: str = "no_sarcopenia",
    low_mass: Answer = Answer.NOT_KNOWN,
    egfr: float | None = 80,
    egfr_ago: int = 0,
    earlier: Mapping[str, tuple[Measurement, ...]] | None = None,
    **values: float,
) -> Person:
    """A person of 72 with good kidneys and nothing else in the record, changed as asked; everything was read."""
    given = {"height_cm": height_cm, "weight_kg": weight_kg, **values}
    if height_cm is not None and weight_kg is not None:
        given.setdefault("bmi_kg_per_m2", weight_kg / (height_cm / 100) ** 2)
    known = {name: fact(name, number, on=DAY) for name, number in given.items() if number is not None}
    if egfr is not None:
        known["egfr_ml_per_min"] = fact("egfr_ml_per_min", egfr, on=days_ago(egfr_ago))
    record = PatientRecord(
        "made-up",
        Sex(sex),
        series=earlier or {},
        conditions=tuple(item for item in items if isinstance(item, Condition)),
        medications=tuple(item for item in items if isinstance(item, Medication)),
        allergies=tuple(item for item in items if isinstance(item, Allergy)),
        procedures=tuple(item for item in items if isinstance(item, Procedure)),
        orders=tuple(item for item in items if isinstance(item, Order)),
        encounters=tuple(item for item in items if isinstance(item, Encounter)),
        reads=dict.fromkeys(PARTS, ReadState.READ),
    )
    return Person(record, Facts(DAY, age, Sex(sex), known), Staging(Criteria.AWGS2019, stage, {"mass": low_mass}))


def context(site: Site | None = None, clearances: tuple[Clearance, ...] = ()) -> Context:
    """The moment of the assessment."""
    return Context(datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC), site or Site(), clearances)


def answer(
    someone: Person, site: Site | None = None, clearances: tuple[Clearance, ...] = ()
) -> NutritionPlan | Withheld:
    """What the nutrition part says."""
    moment = context(site, clearances)
    return nutrition.prescribe(someone.record, someone.facts, someone.staging, NO_SAFETY, moment)


def plan(someone: Person, site: Site | None = None, clearances: tuple[Clearance, ...] = ()) -> NutritionPlan:
    """The plan of a person who must get one."""
    found = answer(someone, site, clearances)
    assert isinstance(found, NutritionPlan), found
    return found


def withheld(someone: Person, site: Site | None = None, clearances: tuple[Clearance, ...] = ()) -> Withheld:
    """The reason of a person who must not get a plan."""
    found = answer(someone, site, clearances)
    assert isinstance(found, Withheld), found
    return found


def findings(someone: Person, clearances: tuple[Clearance, ...] = ()) -> dict[str, Finding]:
    """The nutrition findings of a person by id."""
    found = nutrition.findings(someone.record, someone.facts, context(clearances=clearances))
    return {finding.id: finding for finding in found}


def severities(someone: Person) -> dict[str, Severity]:
    """How strictly each finding of a person acts."""
    return {identifier: finding.severity for identifier, finding in findings(someone).items()}


def all_signed() -> frozenset[str]:
    """Every nutrition rule that doses, as if the site had signed them."""
    return frozenset(identifier for identifier, record in records("nutrition").items() if record.needs_signature)
