"""Reads the hand-written tables of `tests/spec/staging`, and makes people who stand in a row of them."""

from __future__ import annotations

import csv
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from rules.facts import Facts
from tests.support.facts import facts

FOLDER = Path(__file__).parents[1] / "spec" / "staging"
DEFINITIONS = ("awgs2019", "awgs2025", "ewgsop2")
SEXES = ("male", "female")
SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
WORDS_FOR_SIGNS = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


@cache
def worse_than(definition: str) -> frozenset[tuple[str, str]]:
    """Every (worse, better) pair of stages that the written order holds or implies."""
    pairs = {(row["worse"], row["better"]) for row in rows(f"{definition}_order")}
    while implied := {(a, d) for (a, b), (c, d) in product(pairs, pairs) if b == c} - pairs:
        pairs |= implied
    return frozenset(pairs)


@dataclass(frozen=True)
class PrintedLimit:
    """One line of `cut_offs.csv`."""

    definition: str
    step: str
    measure: str
    method: str | None
    sex: str
    first_age: int
    last_age: int
    sign: str
    value: float
    resolution: float
    grade: str

    def is_low(self, value: float) -> bool:
        """Is the value on the side of the limit that the definition calls low (or positive)?"""
        return bool(SIGNS[self.sign](value, self.value))

    @property
    def neighbours(self) -> tuple[float, float, float]:
        """One step below, the limit itself, one step above."""
        return round(self.value - self.resolution, 3), self.value, round(self.value + self.resolution, 3)

    def nearest(self, *, low: bool) -> float:
        """The value nearest to the limit on the wanted side."""
        return next(value for value in (self.value, *self.neighbours) if self.is_low(value) is low)


def _printed(row: dict[str, str]) -> PrintedLimit:
    first, _, last = row["ages"].rstrip("+").partition("-")
    return PrintedLimit(
        definition=row["definition"],
        step=row["step"],
        measure=row["measure"],
        method=row["method"] or None,
        sex=row["sex"],
        first_age=int(first),
        last_age=int(last) if last else 120,
        sign=row["sign"],
        value=float(row["value"]),
        resolution=float(row["resolution"]),
        grade=row["grade"],
    )


LIMITS = tuple(_printed(row) for row in rows("cut_offs"))


def limit(definition: str, measure: str, sex: str, age: int, method: str | None = None) -> PrintedLimit:
    """The one printed limit for a person."""
    (found,) = (
        item
        for item in LIMITS
        if (item.definition, item.measure, item.sex) == (definition, measure, sex)
        and item.first_age <= age <= item.last_age
        and item.method in (None, method)
    )
    return found


Values = dict[str, object]


def people(definition: str, row: dict[str, str], sex: str, age: int) -> Iterator[Facts]:
    """People who stand in this row, each way of standing in it once: which tests, which method, what is too old."""
    parts: list[list[Values]] = [
        _case_finding(definition, row["case_finding"], sex, age),
        _strength(definition, row["strength"], sex, age),
        _mass(definition, row["mass"], sex, age),
    ]
    if "performance" in row:
        parts.append(_performance(definition, row["performance"], sex, age))
    for combination in product(*parts):
        merged: Values = {}
        stale: set[str] = set()
        for part in combination:
            stale |= part.get("stale", set())  # type: ignore[arg-type]  # only "stale" holds a set
            merged |= {name: value for name, value in part.items() if name != "stale"}
        yield facts(sex, age, stale=stale, **merged)  # type: ignore[arg-type]  # values and the method


def _side(definition: str, measure: str, sex: str, age: int, low: bool, method: str | None = None) -> Values:
    return {measure: limit(definition, measure, sex, age, method).nearest(low=low)}


def _case_finding(definition: str, answer: str, sex: str, age: int) -> list[Values]:
    if answer == "not_done":
        return [{}, {"ishii": 200.0}, {"sarc_f": 10, "stale": {"sarc_f"}}]
    tests = ("sarc_f",) if definition == "ewgsop2" else ("calf_cm", "sarc_f", "sarc_calf")
    negative: Values = {}
    for test in tests:
        negative |= _side(definition, test, sex, age, low=False)
    if answer == "negative":
        return [negative, {tests[0]: negative[tests[0]]}]
    return [negative | _side(definition, test, sex, age, low=True) for test in tests]


def _strength(definition: str, answer: str, sex: str, age: int) -> list[Values]:
    low, normal = (_side(definition, "grip_kg", sex, age, low=side) for side in (True, False))
    too_old: Values = {"grip_kg": 5.0, "stale": {"grip_kg"}}
    if definition != "ewgsop2":
        return {"low": [low], "normal": [normal], "unknown": [{}, too_old]}[answer]
    slow, quick = (_side(definition, "chair_stand_5x_s", sex, age, low=side) for side in (True, False))
    unable: Values = {"chair_stand_5x_unable": 1}
    return {
        "low": [low, slow, low | quick, normal | slow, unable, normal | unable],
        "normal": [normal, normal | quick],
        "unknown": [{}, quick, too_old],
    }[answer]


def _mass(definition: str, answer: str, sex: str, age: int) -> list[Values]:
    index = "asm_height2_kg_per_m2"
    if answer == "unknown":
        unknown: list[Values] = [{}, {index: 3.0, "method": "dxa", "stale": {index}}]
        if definition != "ewgsop2":
            by_method = [limit(definition, index, sex, age, method) for method in ("dxa", "bia")]
            if by_method[0].value != by_method[1].value:
                unknown.append({index: by_method[0].value})
        return unknown
    low = answer == "low"
    if definition == "ewgsop2":
        without_height = _side(definition, "asm_kg", sex, age, low)
        misleading = _side(definition, "asm_kg", sex, age, not low)
        by_index = _side(definition, index, sex, age, low)
        return [by_index | {"method": "dxa"}, by_index, by_index | misleading, without_height]
    known: list[Values] = [
        _side(definition, index, sex, age, low, method) | {"method": method} for method in ("dxa", "bia")
    ]
    known.append({index: 3.0 if low else 11.0})
    if definition == "awgs2025":
        known += [
            _side(definition, "asm_bmi_m2", sex, age, low, method) | {"method": method} for method in ("dxa", "bia")
        ]
        if low:
            known += [
                _side(definition, index, sex, age, True, "dxa") | {"asm_bmi_m2": 1.7, "method": "dxa"},
                _side(definition, "asm_bmi_m2", sex, age, True, "bia") | {index: 12.0, "method": "bia"},
            ]
        else:
            known.append({index: 11.0, "asm_bmi_m2": 1.7, "method": "bia"})
    return known


def _performance(definition: str, answer: str, sex: str, age: int) -> list[Values]:
    by_definition = {
        "awgs2019": ("gait_m_per_s", "chair_stand_5x_s", "sppb"),
        "ewgsop2": ("gait_m_per_s", "sppb", "tug_s", "walk_400m_s"),
    }
    tests = by_definition[definition]
    if answer == "unknown":
        return [{}, {"gait_m_per_s": 0.3, "sppb": 1, "stale": {"gait_m_per_s", "sppb"}}]
    single = [_side(definition, test, sex, age, low=answer == "low") for test in tests]
    together: Values = {}
    for test in tests:
        together |= _side(definition, test, sex, age, low=False)
    if answer == "normal":
        return [*single, together]
    unable: list[Values] = [{"chair_stand_5x_unable": 1}] if definition == "awgs2019" else []
    return [*single, *(together | one for one in single), *unable]
