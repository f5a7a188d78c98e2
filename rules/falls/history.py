"""The falls of the last year and what makes them serious: the one place where this is decided, for K14 as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from rules.catalogue import record as rule
from rules.facts import Condition, PatientRecord
from rules.nutrition.windows import months_before

RULE = "falls.high"


@dataclass(frozen=True, slots=True)
class Serious:
    """One thing that puts a person into the high stratum: its id and the problems behind it."""

    id: str
    problems: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The falls inside the window, and why they are serious, if they are."""

    falls: tuple[Condition, ...] = ()
    serious: tuple[Serious, ...] = ()


NO_FALLS = History()


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The record in the shape in which it is asked."""

    months: int
    falls: frozenset[str]
    falls_from: int
    repeated: frozenset[str]
    needed_care: str
    implies_care: frozenset[str]
    long_lie: str
    frailty: frozenset[str]
    lost_consciousness: frozenset[str]

    @property
    def wakes_on(self) -> frozenset[str]:
        """The concepts of which at least one must stand in a record for it to hold a fall."""
        return self.falls | self.repeated | self.implies_care


@cache
def _meaning() -> _Meaning:
    values = rule(RULE).values
    return _Meaning(
        months=values["months"],
        falls=frozenset(values["falls"]),
        falls_from=values["falls_from"],
        repeated=frozenset(values["repeated"]),
        needed_care=values["needed_care"],
        implies_care=frozenset(values["implies_care"]),
        long_lie=values["long_lie"],
        frailty=frozenset(values["frailty"]),
        lost_consciousness=frozenset(values["lost_consciousness"]),
    )


def history(record: PatientRecord, day: date) -> History:
    """What a record says of falls on a day.

    A fall is over the moment it is recorded, so resolved ones count too; one without a date counts while it is active.
    """
    meaning = _meaning()
    indexes = record.indexes
    if not indexes.problems.has(meaning.wakes_on) and not indexes.past.has(meaning.wakes_on):
        return NO_FALLS
    first = months_before(day, meaning.months)
    falls = _recent(record, meaning.falls, first)
    return History(falls, tuple(item for item in _serious(record, falls, first, meaning) if item.problems))


def _recent(
    record: PatientRecord, concepts: frozenset[str], first: date, *, undated: bool = False
) -> tuple[Condition, ...]:
    """Problems, resolved ones too, that began since a day; one without a date counts while active, or if told so."""
    named = (*record.indexes.problems.under(concepts), *record.indexes.past.under(concepts))
    return tuple([item for item in named if (undated or item.active if item.since is None else item.since >= first)])


def _serious(
    record: PatientRecord, falls: tuple[Condition, ...], first: date, meaning: _Meaning
) -> tuple[Serious, ...]:
    needing_care = tuple(item for item in falls if meaning.needed_care in item.qualifiers)
    long_lie = tuple(item for item in falls if meaning.long_lie in item.qualifiers)
    many = falls if len({item.since for item in falls}) >= meaning.falls_from else ()
    repeated = record.indexes.problems.under(meaning.repeated)
    frail = record.indexes.problems.under(meaning.frailty) if falls else ()
    fainted = _recent(record, meaning.lost_consciousness, first, undated=True) if falls else ()
    return (
        Serious("needed_care", (*needing_care, *_recent(record, meaning.implies_care, first))),
        Serious("repeated", (*many, *repeated)),
        Serious("long_lie", long_lie),
        Serious("with_frailty", (*falls, *frail) if frail else ()),
        Serious("with_loss_of_consciousness", (*falls, *fainted) if fainted else ()),
    )
