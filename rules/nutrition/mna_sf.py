"""The short Mini Nutritional Assessment: points of its six items, its bands, and the items that a record answers.

Points and limits stand in `mna_sf.toml`. Only what the record says is filled in; everything else is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from rules.catalogue import record as rule
from rules.facts import Facts, PatientRecord
from rules.nutrition.illness import acute_illness
from rules.nutrition.weight import body_mass_index
from rules.nutrition.windows import months_before

ITEMS = ("A", "B", "C", "D", "E", "F")
_BAND, _ITEMS = "nutrition.mna_sf", "nutrition.mna_sf_items"
_DIGITS = 6  # takes away the noise of floating point in a difference of weights


def band(points: float) -> str:
    """The band of a whole score.

    >>> band(7), band(8), band(12)
    ('malnourished', 'at_risk', 'normal')
    """
    limits = rule(_BAND).values
    if points <= limits["malnourished_at_most"]:
        return "malnourished"
    return "at_risk" if points <= limits["at_risk_at_most"] else "normal"


def total(points: Mapping[str, int]) -> int | None:
    """The whole score from the points of every item; None while one is missing.

    Raises ValueError for points that an item does not have, such as one point for item D.
    """
    allowed = rule(_ITEMS).values["points"]
    for item, given in points.items():
        if given not in allowed.get(item, ()):
            raise ValueError(f"MNA-SF item {item} has no {given} points: use one of {allowed.get(item, [])}.")
    return sum(points.values()) if set(points) == set(ITEMS) else None


def answered(record: PatientRecord, facts: Facts, day: date) -> dict[str, int]:
    """The items that the record answers, with their points."""
    return dict(_answers(record, facts, day))


def _answers(record: PatientRecord, facts: Facts, day: date) -> Iterator[tuple[str, int]]:
    numbers, problems = rule(_ITEMS).values, record.indexes.problems
    loss = _kilograms_lost(record, day)
    if loss is not None:
        yield "B", _loss_points(loss, numbers)
    if problems.has(numbers["bed_or_chair"]):
        yield "C", 0
    if acute_illness(record, day):
        yield "D", 0
    if any(numbers["severe"] in item.qualifiers for item in problems.under(numbers["mind"])):
        yield "E", 0
    if (size := _size_points(facts, numbers)) is not None:
        yield "F", size


def _loss_points(loss_kg: float, numbers: Mapping[str, object]) -> int:
    limits: Mapping[str, float] = numbers["weight_loss_kg"]  # type: ignore[assignment]  # a table of numbers in the record
    if loss_kg > limits["above_for_0"]:
        return 0
    return 2 if loss_kg >= limits["at_least_for_2"] else 3


def _size_points(facts: Facts, numbers: Mapping[str, object]) -> int | None:
    """F1 by body-mass index; F2 by calf only where that is missing."""
    index, calf = body_mass_index(facts), facts.value("calf_cm")
    if index is not None:
        rows: list[Mapping[str, float]] = numbers["bmi"]  # type: ignore[assignment]  # rows of numbers in the record
        return int(next(row["points"] for row in rows if index < row.get("below", float("inf"))))
    if calf is None:
        return None
    small: Mapping[str, float] = numbers["calf"]  # type: ignore[assignment]  # a table of numbers in the record
    return int(small["points_below"] if calf < small["below_cm"] else small["points_otherwise"])


def _kilograms_lost(record: PatientRecord, day: date) -> float | None:
    """What was lost since about three months ago: the latest weight against the one nearest to that day."""
    numbers = rule(_ITEMS).values
    since = months_before(day, numbers["loss_months"])
    series = [one for one in record.series.get("weight_kg", ()) if one.on <= day]
    around = [one for one in series if abs((one.on - since).days) <= numbers["loss_window_days"]]
    if not around or (day - series[-1].on).days > numbers["latest_within_days"]:
        return None
    then = min(around, key=lambda one: abs((one.on - since).days))
    return round(then.value - series[-1].value, _DIGITS)
