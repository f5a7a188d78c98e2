"""What is about to be ordered, as plain values: orders that a clinician is writing and has not signed yet.

Readers elsewhere fill these; the rules on them stand in `rules/orders`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.facts import Source

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """One order that is being written, with everything that its codes and words stand for.

    `concepts` are kinds of orders (exercise, bed_rest, diet, oral_supplement, …), `classes` drug classes, `measures`
    the tests it asks for, `codes` the bare codes of what is ordered. `contains` and `excludes` are food groups. `days`
    is how long it is to last; None where it does not say. `selected` are those that the clinician is working on; `own`
    says that this service wrote it. `vitamin_d_iu` is the largest single dose.
    """

    source: Source
    label: str
    concepts: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    contains: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    protein_g_per_day: Range | None = None
    protein_g_per_kg_per_day: Range | None = None
    days: float | None = None
    on: date | None = None
    selected: bool = True
    own: bool = False
    codes: tuple[str, ...] = ()
    energy_kcal_per_day: Range | None = None
    vitamin_d_iu: float | None = None
