"""A piece of the record that stands behind a finding: every chapter shows its evidence in this shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.facts import Source
from rules.quick import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of the record behind a finding: what it is called, its value and day, where it stands.

    `bound` is `>` or `<` where only a bound was sent.
    """

    label: str
    source: Source
    value: float | None = None
    unit: str = ""
    on: date | None = None
    bound: str = ""
