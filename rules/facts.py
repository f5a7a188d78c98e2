"""Plain values read from a patient's record: what is known, since when, from where, and what was not read.

Units are part of every name (`grip_kg`). Nothing here knows FHIR: readers elsewhere fill these types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from rules.index import Index
from rules.quick import quickly_made


class Sex(StrEnum):
    """Administrative sex as recorded; cut-offs exist for male and female only."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class ReadState(StrEnum):
    """What became of the attempt to read one resource type: unread is never the same as empty."""

    READ = "read"
    EMPTY = "empty"
    UNREAD = "unread"


_UNREAD = ReadState.UNREAD  # looking a member up costs ten times as much as a name


class Source(NamedTuple):
    """Where a value stands in the record: resource type and id, and the element inside it."""

    resource_type: str
    resource_id: str = ""
    element: str = ""

    def __str__(self) -> str:
        place = f"{self.resource_type}/{self.resource_id}" if self.resource_id else self.resource_type
        return f"{place}#{self.element}" if self.element else place


class Measurement(NamedTuple):
    """One dated value in the unit that its name carries. A record holds hundreds, so they are named tuples.

    `on` is the calendar day as written in the record; `at` the instant, where a time was given.
    `recorded` keeps value and unit as they were sent. `upper_limit` is the laboratory's own reference limit.
    `bound` is `>` or `<` where only a bound was sent: the value is then the nearest one that the bound allows.
    """

    name: str
    value: float
    unit: str
    on: date
    source: Source
    at: datetime | None = None
    recorded: str = ""
    method: str | None = None
    side: str | None = None
    upper_limit: float | None = None
    encounter: str | None = None
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A problem, with every concept that its codes or text stand for.

    `active` is false for resolved, inactive or remitted problems (history). Refuted and entered-in-error ones never
    become a Condition. `qualifiers` are words found in severity, stage or text: severe, nyha_1 …
    nyha_4, flare, large, …. `onset_latest` is the last day on which it can have begun, where only a month or a year is
    known; `onset` is then the first one.
    """

    concepts: frozenset[str]
    label: str
    active: bool
    source: Source
    onset: date | None = None
    recorded: date | None = None
    qualifiers: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    onset_latest: date | None = None

    @property
    def since(self) -> date | None:
        """The day from which time windows run: the last day that the onset, else the recorded date, may mean."""
        return self.onset_latest or self.onset or self.recorded

    @property
    def since_earliest(self) -> date | None:
        """The first day that the onset, else the recorded date, may mean."""
        return self.onset or self.recorded


@dataclass(frozen=True, slots=True)
class Medication:
    """A drug the person is on (`active`) or was given, with every drug class it belongs to."""

    classes: frozenset[str]
    label: str
    active: bool
    source: Source
    on: date | None = None
    intravenous: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy or intolerance; `allergens` are food groups such as milk, egg, soy, fish, shellfish, nut."""

    allergens: frozenset[str]
    label: str
    active: bool
    source: Source
    critical: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that was done, with every concept that its codes or text stand for.

    `outcome` is `passed` or `failed` where the record says so, else empty: done is not the same as passed. `latest` is
    the last day on which it can have been done, where only a month or a year is known; `on` is then the first one.
    """

    concepts: frozenset[str]
    label: str
    source: Source
    on: date | None = None
    codes: tuple[str, ...] = ()
    outcome: str = ""
    latest: date | None = None

    @property
    def since(self) -> date | None:
        """The day from which time windows run: the last day that its date may mean."""
        return self.latest or self.on


@dataclass(frozen=True, slots=True)
class Encounter:
    """A contact with the hospital; `inpatient` and `running` decide which time windows apply."""

    source: Source
    inpatient: bool
    running: bool
    emergency: bool = False
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order that bears on prescriptions: nil by mouth, texture, physiotherapy, … as concepts."""

    concepts: frozenset[str]
    label: str
    active: bool
    source: Source
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the record that was not used: where it stands and why, never its value.

    `reason` is an id of the locale (`entered_in_error`, `unknown_unit`, …); `detail` names an element or unit.
    """

    source: Source
    reason: str
    name: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Indexes:
    """A record by name: its active problems and past ones, drugs in use and active orders, and every procedure.

    `bounded` names the series in which something was sent as a bound.
    """

    problems: Index[Condition]
    past: Index[Condition]
    drugs: Index[Medication]
    procedures: Index[Procedure]
    orders: Index[Order]
    bounded: frozenset[str] = frozenset()


class _Indexed:
    """Room for the indexes of a record: they follow from it, so they are no part of its value and are never written."""

    __slots__ = ("_indexes",)
    _indexes: Indexes


@dataclass(frozen=True, slots=True)
class PatientRecord(_Indexed):
    """Everything of one patient's record that this project can use, as it stood at one moment.

    `series` maps a fact name to its measurements, oldest first (by time, then source id).
    `reads` says for each resource type whether it was read, empty or unread; a type that is not named was unread.
    `unread_reasons` gives the reason id per unread type (timed_out, refused, not_sent, failed, truncated).
    """

    patient_id: str
    sex: Sex
    birth_date: date | None = None
    deceased: bool = False
    deceased_on: date | None = None
    series: Mapping[str, tuple[Measurement, ...]] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    medications: tuple[Medication, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    orders: tuple[Order, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    reads: Mapping[str, ReadState] = field(default_factory=dict)
    unread_reasons: Mapping[str, str] = field(default_factory=dict)

    def age_on(self, day: date) -> int | None:
        """Completed years on a day, or None without a birth date."""
        if self.birth_date is None:
            return None
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    def unread(self, *resource_types: str) -> tuple[str, ...]:
        """Those of the given resource types that could not be read."""
        reads = self.reads
        return tuple([kind for kind in resource_types if reads.get(kind, _UNREAD) is _UNREAD])

    @property
    def indexes(self) -> Indexes:
        """The record by the names that rules ask for; worked out when it is asked for first."""
        try:
            return self._indexes
        except AttributeError:
            object.__setattr__(self, "_indexes", _indexes(self))
            return self._indexes

    def active_conditions(self, *concepts: str) -> tuple[Condition, ...]:
        """Active problems that stand for any of the given concepts."""
        return self.indexes.problems.under(concepts)


_bound = itemgetter(Measurement._fields.index("bound"))


def _indexes(record: PatientRecord) -> Indexes:
    return Indexes(
        problems=Index.of([(item.concepts, item) for item in record.conditions if item.active]),
        past=Index.of([(item.concepts, item) for item in record.conditions if not item.active]),
        drugs=Index.of([(item.classes, item) for item in record.medications if item.active]),
        procedures=Index.of([(item.concepts, item) for item in record.procedures]),
        orders=Index.of([(item.concepts, item) for item in record.orders if item.active]),
        bounded=frozenset([name for name, series in record.series.items() if any(map(_bound, series))]),
    )


@quickly_made
@dataclass(frozen=True, slots=True)
class Fact:
    """The value in use for one name, with everything a reader needs to check it.

    `derivation` names how it was computed (`bmi`, `asm-height2`, `ckd-epi-2021`, …); `inputs` are its sources.
    A `stale` fact is older than its validity window: it is shown, and no rule uses it.
    `conflicts` are other same-day values for the same thing, in the same unit. `bound` is that of its measurement.
    """

    name: str
    value: float
    unit: str
    on: date
    source: Source
    recorded: str = ""
    method: str | None = None
    derivation: str | None = None
    inputs: tuple[Source, ...] = ()
    stale: bool = False
    valid_days: int | None = None
    conflicts: tuple[float, ...] = ()
    upper_limit: float | None = None
    at: datetime | None = None
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The person as the rules see them on one day: age, sex and the value in use for each name."""

    as_of: date
    age_years: int | None
    sex: Sex
    by_name: Mapping[str, Fact] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.by_name.values())

    def get(self, name: str) -> Fact | None:
        """The fact in use, unless it is missing or stale."""
        fact = self.by_name.get(name)
        return None if fact is None or fact.stale else fact

    def value(self, name: str) -> float | None:
        """The value in use, unless it is missing or stale."""
        fact = self.by_name.get(name)
        return None if fact is None or fact.stale else fact.value
