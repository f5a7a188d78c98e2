"""Random people for the second encoding: plausible bodies, every boundary and a step beside it, both ICD worlds.

`random_person(seed)` is the same person on every day and every machine. Nothing of the rules' numbers is read here: the
boundaries are those of the published tables, typed once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from fhir_profiles.reading.problems import falls_that_needed_care
from rules.facts import (
    Allergy,
    Condition,
    Encounter,
    Medication,
    Order,
    PatientRecord,
    Procedure,
    ReadState,
    Sex,
    Source,
)
from rules.measures import measures
from tests.support import oracle_catalogue as catalogue
from tests.support.oracle_values import Values

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


@dataclass(frozen=True, slots=True)
class OraclePerson:
    """A record at one moment, with the site's choices."""

    record: PatientRecord
    now: datetime
    criteria: str
    asian: bool
    mass_index: str
    trains: bool


def random_person(seed: int) -> OraclePerson:
    """One person, of whom one part in seven could not be read whole; the seed alone decides everything."""
    chance = Random(seed)
    person = _Maker(chance).person()
    if chance.random() >= 0.15:
        return person
    gone = chance.sample(PARTS[1:], 1 if chance.random() < 0.8 else 2)
    return replace(person, record=without_parts(person.record, *gone))


def complete_person(seed: int) -> OraclePerson:
    """The same person with every part read."""
    return _Maker(Random(seed)).person()


class _Maker(Values):
    """Draws one person, part after part."""

    def person(self) -> OraclePerson:
        chance = self.chance
        man = chance.random() < 0.45
        self._body(man)
        self._function(man)
        self._mass(man)
        self._vital_signs()
        self._laboratory()
        born = self._birth()
        problems = self._problems()
        encounters = self._encounters(problems)
        record = PatientRecord(
            patient_id="p",
            sex=Sex.MALE if man else Sex.FEMALE,
            birth_date=born,
            series={
                name: tuple(
                    sorted(found, key=lambda one: (one.on, one.at or _midnight(one.on), one.source.resource_id))
                )
                for name, found in self.series.items()
            },
            conditions=tuple(falls_that_needed_care(problems, list(encounters))),
            medications=self._medications(),
            allergies=self._allergies(),
            procedures=self._procedures(),
            encounters=encounters,
            orders=self._orders(any(one.inpatient for one in encounters)),
            reads=dict.fromkeys(PARTS, ReadState.READ),
        )
        return OraclePerson(
            record=record,
            now=self.now,
            criteria=chance.choice(("awgs2019", "awgs2019", "awgs2025", "ewgsop2")),
            asian=chance.random() < 0.8,
            mass_index=chance.choice(("either", "either", "height2", "bmi")),
            trains=chance.random() < 0.1,
        )

    # ── problems, drugs, procedures ─────────────────────────────────────────────────────────────────────────────────

    def _problems(self) -> list[Condition]:
        chance = self.chance
        mood = chance.random()
        grave = 0 if mood < 0.66 else 1 if mood < 0.9 else 2
        milder = min(4, int(chance.expovariate(1.0 / (0.25 + 1.6 * self.frail * (mood > 0.3)))))
        drawn = [
            *chance.sample(catalogue.GRAVE, grave),
            *chance.sample(catalogue.MILDER, milder),
            *chance.sample(catalogue.HARMLESS, chance.choice((0, 0, 1, 2))),
        ]
        return [self._dated(template, one.window) for one in drawn if (template := catalogue.problem(one)) is not None]

    def _dated(self, template: Condition, window: int | None) -> Condition:
        """The problem with an onset, a recorded date, a month only, or no date at all; now and then resolved."""
        chance = self.chance
        active, kind = not self.likely(0.12), chance.random()
        day = self.today - timedelta(days=self.around(window, 900))
        source = Source("Condition", f"c{chance.randrange(10**6)}")
        found = replace(template, source=source, active=active, onset=None, recorded=None, onset_latest=None)
        if kind < 0.1:
            return found
        if kind < 0.25:
            return replace(found, recorded=day)
        if kind < 0.35:
            first = day.replace(day=1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            return replace(found, onset=first, onset_latest=min(last, self.today))
        recorded = self.today - timedelta(days=chance.randrange(30)) if self.likely(0.2) else None
        return replace(found, onset=day, recorded=max(day, recorded) if recorded else None)

    def _medications(self) -> tuple[Medication, ...]:
        chance, found = self.chance, []
        for code, name in chance.sample(catalogue.DRUGS, min(5, int(chance.expovariate(0.9)))):
            template = catalogue.drug(code, name)
            if template is not None:
                source = Source("MedicationRequest", code)
                day = self.today - timedelta(days=self.around(None, 400))
                found.append(replace(template, source=source, on=day, active=not self.likely(0.1)))
        if self.likely(0.06):
            template = catalogue.given("C03CA01", "Furosemide", intravenous=self.likely(0.8))
            if template is not None:
                days = chance.choice((0, 6, 7, 8, 20))
                source = Source("MedicationAdministration", "infusion")
                found.append(replace(template, source=source, on=self.today - timedelta(days=days), active=days <= 7))
        return tuple(found)

    def _procedures(self) -> tuple[Procedure, ...]:
        chance, found = self.chance, []
        if self.likely(0.15):
            name, window = chance.choice(catalogue.PROCEDURES)
            template = catalogue.procedure(name)
            if template is not None:
                day = None if self.likely(0.05) else self.today - timedelta(days=self.around(window, 300))
                found.append(replace(template, source=Source("Procedure", "done"), on=day))
        return tuple(found)

    def _orders(self, in_hospital: bool) -> tuple[Order, ...]:
        """Now and then an order; nothing by mouth is ordered in hospital."""
        if not self.likely(0.12 if in_hospital else 0.05):
            return ()
        template = catalogue.order(self.chance.choice(catalogue.ORDERS if in_hospital else catalogue.ORDERS[1:]))
        return () if template is None else (replace(template, active=not self.likely(0.2), on=self.today),)

    def _allergies(self) -> tuple[Allergy, ...]:
        if not self.likely(0.12):
            return ()
        template = catalogue.allergy(self.chance.choice(catalogue.ALLERGENS))
        return () if template is None else (template,)

    def _encounters(self, problems: list[Condition]) -> tuple[Encounter, ...]:
        chance, found = self.chance, []
        if self.likely(0.18):
            start = self.today - timedelta(days=chance.randrange(1, 9))
            found.append(Encounter(Source("Encounter", "stay"), inpatient=True, running=True, start=start))
        falls = [one.since for one in problems if "fall" in one.concepts and one.since is not None]
        if self.likely(0.12):
            day = falls[0] if falls and self.likely(0.8) else self.today - timedelta(days=chance.randrange(30, 500))
            day += timedelta(days=chance.choice((0, 0, 1, 2, 10)))
            day = min(day, self.today)
            found.append(Encounter(Source("Encounter", "emergency"), False, False, emergency=True, start=day, end=day))
        return tuple(found)


def without_parts(record: PatientRecord, *gone: str) -> PatientRecord:
    """The record as it would be, had these parts not been read."""
    held = {
        "Condition": "conditions",
        "AllergyIntolerance": "allergies",
        "Procedure": "procedures",
        "Encounter": "encounters",
    }
    changes: dict[str, object] = {field: () for part, field in held.items() if part in gone}
    if "ServiceRequest" in gone:
        changes["orders"] = ()
    if "Encounter" in gone and "Condition" not in gone:
        changes["conditions"] = tuple(
            replace(one, qualifiers=one.qualifiers - {"needed_care"}) for one in record.conditions
        )
    changes["medications"] = tuple(one for one in record.medications if one.source.resource_type not in gone)
    groups = {part.partition(":")[2] for part in gone}
    changes["series"] = {name: held for name, held in record.series.items() if measures()[name].group not in groups}
    reads = dict(record.reads) | dict.fromkeys(gone, ReadState.UNREAD)
    return replace(record, reads=reads, **changes)  # type: ignore[arg-type]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
