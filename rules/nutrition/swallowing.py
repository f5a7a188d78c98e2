"""Swallowing: is anything by mouth barred, has a screen to come first, or is a texture ordered?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition.evidence import conditions, of_entry, of_value, orders, procedures

PASSED, FAILED = "passed", "failed"
OBSERVED = "Observation:muscle"


class Screen(NamedTuple):
    """A swallow screen, sent as a Procedure or as an Observation: how it ended, on which day, and where it stands."""

    outcome: str
    on: date | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Swallowing:
    """The evidence that swallowing is disturbed (problem list, EAT-10, failed screen, ordered texture), and more.

    `to_screen` adds the diseases that bring such trouble, and leaves out what has been answered since: by a screen that
    was passed, or by an ordered texture beside one that was not or beside a low EAT-10. `texture` are the orders for a
    modified texture; `failed` the screens that were not passed and that no later one has answered. `unread` says that
    results of screens could not be read.
    """

    trouble: tuple[Evidence, ...]
    to_screen: tuple[Evidence, ...]
    texture: tuple[Evidence, ...]
    failed: tuple[Evidence, ...] = ()
    unread: bool = False

    @property
    def is_unsettled(self) -> bool:
        """Does a screen have to come first, or could one that was not passed stand in what was not read?"""
        return bool(self.to_screen) or self.unread

    @property
    def lacks_order(self) -> bool:
        """Is swallowing disturbed, with no texture ordered?"""
        return bool(self.trouble) and not self.texture


def no_oral_intake(record: PatientRecord) -> tuple[Evidence, ...]:
    """Evidence that nothing is taken by mouth now."""
    meaning = rule("K19.no_oral_intake").values
    return (*conditions(record, meaning["concepts"]), *orders(record, meaning["orders"]))


def swallowing(record: PatientRecord, facts: Facts) -> Swallowing:
    """What the record says of swallowing."""
    score, unread = facts.get("eat10"), bool(record.unread(OBSERVED))
    if score is None and not _is_named(record):
        return Swallowing((), (), (), unread=unread)
    meaning = rule("K19.screen").values
    texture = orders(record, meaning["texture_orders"])
    screens = tuple(_screens(record))
    passed = _days_of(screens, PASSED)
    failed = tuple(item.evidence for item in screens if item.outcome == FAILED and not _since(passed, item.on, 1))
    trouble = (*conditions(record, meaning["evidence_of_trouble"]), *texture, *failed)
    low = score is not None and score.value < meaning["eat10_at_least"]
    if score is not None and not low:
        trouble = (*trouble, of_value(score))
    reasons = (*trouble, *conditions(record, meaning["screen_wanted_with"]))
    asked = (score.on,) if score is not None and low else ()
    answered = (*passed, *_days_of(screens, FAILED), *asked) if texture else passed
    to_screen = tuple(item for item in reasons if not _since(answered, item.on))
    return Swallowing(trouble, to_screen, texture, failed, unread)


def _is_named(record: PatientRecord) -> bool:
    """Does anything in the record speak of swallowing?"""
    named, indexes = _names(), record.indexes
    return (
        indexes.problems.has(named.problems)
        or indexes.orders.has(named.orders)
        or indexes.procedures.has(named.screens)
        or any(name in record.series for name in named.measures)
    )


class _Names(NamedTuple):
    """What speaks of swallowing, by where it stands in a record."""

    problems: frozenset[str]
    orders: frozenset[str]
    screens: frozenset[str]
    measures: tuple[str, ...]


@cache
def _names() -> _Names:
    meaning = rule("K19.screen").values
    problems = frozenset((*meaning["evidence_of_trouble"], *meaning["screen_wanted_with"]))
    orders, screens = frozenset(meaning["texture_orders"]), frozenset(meaning["screens"])
    return _Names(problems, orders, screens, tuple(meaning["screens_measured"]))


def _screens(record: PatientRecord) -> Iterator[Screen]:
    meaning = rule("K19.screen").values
    for item in procedures(record, meaning["screens"]):
        yield Screen(item.outcome, item.on, of_entry(item))
    for name in meaning["screens_measured"]:
        for one in record.series.get(name, ()):
            outcome = FAILED if one.value >= meaning["not_passed_from"] else PASSED
            yield Screen(outcome, one.on, of_value(one))


def _days_of(screens: Iterable[Screen], outcome: str) -> tuple[date, ...]:
    """The days of the screens with this outcome; one that is only said to be done has none."""
    return tuple(item.on for item in screens if item.outcome == outcome and item.on is not None)


def _since(days: Iterable[date], first: date | None, later_by: int = 0) -> bool:
    """Does one of these days lie on the first or after it, by so many days at least?"""
    return any(first is None or day >= first + timedelta(days=later_by) for day in days)
