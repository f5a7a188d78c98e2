"""Answers that come as a code or in words where other measures have a number: whether somebody smokes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from fhir_profiles.concept_words import folded
from fhir_profiles.reading.draft import codes_of
from fhir_profiles.reading.presence import text_of
from fhir_profiles.reading.wire import Valued
from fhir_profiles.terminology import table

LONGEST = 100  # characters of an answer; what is longer is a report and not an answer


class _Row(NamedTuple):
    """What one answer is called, and the value that it stands for; None where it tells nothing."""

    value: float | None
    codes: frozenset[str]
    text: tuple[str, ...]
    whole: frozenset[str]


@cache
def answered() -> frozenset[str]:
    """The measures that are answered in codes or words."""
    return frozenset(_rows())


@cache
def _rows() -> Mapping[str, tuple[_Row, ...]]:
    listed: Mapping[str, Any] = table("observations")["answers"]
    return {name: tuple(_row(one) for one in raw["rows"]) for name, raw in listed.items()}


def _row(raw: Mapping[str, Any]) -> _Row:
    value = raw.get("value")
    return _Row(
        value=None if value is None else float(value),
        codes=frozenset(raw.get("codes", ())),
        text=tuple(raw["text"]),
        whole=frozenset(raw.get("whole", ())),
    )


def answer_of(valued: Valued, name: str) -> float | None:
    """The value that an answer stands for: that of the first row of which a code or a word was sent.

    None where none was, or where the answer is that it is not known.
    """
    said = folded(text_of(valued)).strip()
    heard = f" {said} " if len(said) <= LONGEST else ""
    codes = codes_of((valued.valueCodeableConcept,))
    for row in _rows()[name]:
        if said in row.whole or not row.codes.isdisjoint(codes) or any(text in heard for text in row.text):
            return row.value
    return None


def as_said(valued: Valued) -> str:
    """The answer as it was written, the beginning where it is long."""
    return text_of(valued)[:LONGEST]
