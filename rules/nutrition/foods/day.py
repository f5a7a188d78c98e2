"""A sample day as plain values: meals, items, totals, and what may take an item's place. Ids and numbers only.

Every total is the sum of the amounts printed above it, to the last digit: protein to a tenth of a gram, whole
kilocalories, leucine to a hundredth of a gram.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person likes to eat: a pattern (`day.chinese`, `day.western`) and which of its days, counted from 0."""

    pattern: str = "chinese"
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One food on the plate: household portions, grams and what is in them; leucine only where it is published."""

    food: str
    portions: float
    grams: float
    protein_g: float
    energy_kcal: int
    leucine_g: float | None = None


@dataclass(frozen=True, slots=True)
class Meal:
    """A meal and its sums.

    The leucine is at least this much, since foods without a published value count as none; None where too few have one.
    """

    id: str
    items: tuple[Item, ...]
    protein_g: float
    energy_kcal: int
    leucine_g_at_least: float | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What may take the place of one food of the day: each choice brings no more protein than the food itself."""

    item: Item
    choices: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class SampleDay:
    """One day of meals within a plan's amounts.

    `notes` are ids of the phrases, `with_drugs` the plan's drug and food pairs, which every food draft carries. `grade`
    is that of the weakest food; `sources` are the food tables.
    """

    pattern: str
    meals: tuple[Meal, ...]
    protein_g: float
    energy_kcal: int
    leucine_g_at_least: float | None
    exchanges: tuple[Exchange, ...]
    rule: str
    grade: str
    notes: tuple[str, ...] = ()
    with_drugs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
