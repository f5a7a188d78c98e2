"""Vitamin D: a daily amount by level or age, and when to measure it (`vitamin_d.toml`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.catalogue import Record
from rules.catalogue import record as rule
from rules.diet import VitaminD
from rules.nutrition.calcium import LEVEL, ng_per_ml
from rules.nutrition.situation import Situation


@dataclass(frozen=True, slots=True)
class Supply:
    """The daily amount with the record it rests on, or the reasons for which none is said."""

    given: VitaminD | None
    because: tuple[str, ...] = ()
    rules: tuple[Record, ...] = ()


def supply(seen: Situation) -> Supply:
    """The day's vitamin D for one person, from all sources, or why no amount is said."""
    because = tuple(_holds(seen))
    if because:
        return Supply(None, because)
    level = seen.facts.get(LEVEL)
    if level is not None:
        return _by_level(ng_per_ml(level))
    older = rule("nutrition.vitamin_d_older")
    if (seen.facts.age_years or 0) >= older.values["from_age"]:
        return _supply("older", older)
    return _supply("untested", rule("nutrition.vitamin_d_untested"))


def _supply(band: str, used: Record) -> Supply:
    low, high = used.values["iu_per_day"]
    return Supply(VitaminD(band, (low, high), grade=used.grade), rules=(used,))


def _by_level(ng_per_ml: float) -> Supply:
    used = rule("nutrition.vitamin_d_bands")
    row = next(row for row in used.values["bands"] if ng_per_ml < row.get("below_ng_per_ml", float("inf")))
    low, high = row["iu_per_day"]
    weeks = row.get("weeks")
    until = None if weeks is None else (weeks[0], weeks[1])
    return Supply(VitaminD(row["band"], (low, high), until, used.grade), rules=(used,))


def _holds(seen: Situation) -> Iterator[str]:
    if seen.against_vitamin_d:
        yield "calcium_or_disease"
    if seen.kidney.unknown:
        yield "kidney_unknown"
    if seen.drugs_unread:
        yield "drugs_unread"
    elif "vitamin_d" in seen.record.indexes.drugs.places:
        yield "already_taken"


def wants_level(seen: Situation) -> bool:
    """Is there a reason to measure 25-hydroxyvitamin D, and no current value?"""
    if seen.facts.get(LEVEL) is not None or seen.against_vitamin_d:
        return False
    kidneys = seen.moderately_low or seen.severely_low
    return kidneys or bool(seen.record.indexes.problems.has(rule("nutrition.vitamin_d_test").values["concepts"]))
