"""How a swallow screen ended: passed, failed, or not said. Done is not passed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from fhir_profiles.concept_words import folded
from fhir_profiles.reading.coded_answers import LONGEST
from fhir_profiles.reading.draft import codes_of, codings_of, words_of
from fhir_profiles.reading.presence import text_of
from fhir_profiles.reading.wire import Procedure, Valued
from fhir_profiles.terminology import table

SCREENS = frozenset({"swallow_screen", "water_swallow_test"})
GRADED = "water_swallow_test"
_RESULTS = {"passed": 1.0, "failed": 2.0}
_ORDER = ("failed", "passed")  # a word that says failed outweighs one that says passed


@cache
def _table() -> Any:
    return table("outcomes")


def outcome_of(procedure: Procedure) -> str:
    """`passed` or `failed`, by the outcome, the notes, or a grade in the procedure's own name; else empty."""
    notes = (note.text or "" for note in procedure.note or ())
    told = " | ".join((words_of(procedure.outcome), *notes))
    codes = {coding.code for coding in codings_of(procedure.outcome)}
    return outcome_in(codes, told) or _said(words_of(procedure.code), ("grade",))


def outcome_in(codes: Iterable[str | None], told: str) -> str:
    """`passed` or `failed`, as codes or else words say it; else empty."""
    named = set(codes)
    by_code = (name for name in _ORDER if named.intersection(_table()[name]["snomed"]))
    return next(by_code, "") or _said(told, ("words", "grade"))


def screen_result(valued: Valued, name: str) -> float | None:
    """The result of a swallow screen that was sent as an Observation: its grade, else passed or not; None if unsaid."""
    told, graded = text_of(valued)[:LONGEST], name == GRADED
    quantity = valued.valueQuantity
    number = quantity.value if quantity is not None else valued.valueInteger
    if number is not None:
        plain = quantity is None or not quantity.comparator
        return number if graded and plain and number == round(number) else None
    said = outcome_in(codes_of((valued.valueCodeableConcept,)), told)
    grade = grade_in(told) if graded else None
    if not said or grade is None:
        return _RESULTS.get(said)
    return max(grade, _RESULTS[said])


def grade_in(told: str) -> float | None:
    """The one grade of the water swallow test that some words name; None where they name none, or several."""
    heard = folded(told).replace(" 级", "级")
    found = {number for number, names in enumerate(_table()["grades"], 1) for name in names if _stands(name, heard)}
    return float(found.pop()) if len(found) == 1 else None


def _stands(name: str, heard: str) -> bool:
    """Does a grade stand in a text by itself: grade ii is no grade i?"""
    before = r"(?<![ivx\d])"
    return re.search(before + re.escape(name) + ("" if name.endswith("级") else r"(?![ivx\d])"), heard) is not None


def _said(text: str, kinds: Iterable[str]) -> str:
    terms, heard = _table(), folded(text).replace(" 级", "级")
    struck = heard
    for harmless in terms["harmless"]:
        struck = struck.replace(harmless, " ")
    for name, searched in zip(_ORDER, (struck, heard), strict=True):
        if any(word in searched for kind in kinds for word in terms[name][kind]):
            return name
    return ""
