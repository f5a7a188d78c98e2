"""The value in use for each name on one day, and why others are not used.

The latest value by time, then by source, counts; grip and calf count by the best side of the latest day. A value
older than its validity window is stale: kept, shown, and used by no rule. Other values of the same day are named as
conflicts. Where the latest value is a bound that leaves the value open, nothing is in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from rules.bounds import is_settled
from rules.catalogue import record as rule
from rules.derivation import derive
from rules.facts import Fact, Facts, Ignored, Measurement, PatientRecord
from rules.measures import Measure, measures

BIA_WITH_OEDEMA = "bia_with_oedema"
BIA_WITH_MISSING_LIMB = "bia_with_missing_limb"
COMPARATOR = "comparator"
_METHOD_RULE = "select.asm-method"


@dataclass(frozen=True, slots=True)
class Selection:
    """The facts of one day, and the values that were set aside with their reasons."""

    facts: Facts
    ignored: tuple[Ignored, ...] = ()


def select(record: PatientRecord, day: date) -> Selection:
    """The value in use for every name on a day, reported or computed.

    Whatever lies after the day is left out; what was ignored on reading is not repeated here.
    """
    ignored: list[Ignored] = []
    chosen: dict[str, Fact] = {}
    by_name: dict[str, tuple[Measurement, ...]] = {}
    known, bounded, by_method = measures(), record.indexes.bounded, _method_rule()["measures"]
    for name in sorted(record.series):
        measure = known.get(name)
        usable = tuple([one for one in record.series[name] if one.on <= day])
        if measure is None or not usable:
            continue
        is_open = False
        if name in by_method:
            usable = _usable(usable, record, name, ignored)
        if name in bounded:
            usable, is_open = _settled(usable, ignored)
        by_name[name] = usable
        if usable and not is_open:
            chosen[name] = _chosen(usable, measure, day)
    derive(chosen, by_name, record, day)
    return Selection(Facts(day, record.age_on(day), record.sex, chosen), tuple(ignored))


def fact_of(measurement: Measurement, measure: Measure, day: date, conflicts: Iterable[float] = ()) -> Fact:
    """A measurement as the value in use on a day."""
    on = measurement.on
    return Fact(
        name=measurement.name,
        value=measurement.value,
        unit=measure.unit,
        on=on,
        source=measurement.source,
        recorded=measurement.recorded,
        method=measurement.method,
        stale=(day - on).days > measure.valid_days,
        valid_days=measure.valid_days,
        conflicts=tuple(conflicts),
        upper_limit=measurement.upper_limit,
        at=measurement.at,
        bound=measurement.bound,
    )


@cache
def _method_rule() -> Mapping[str, Any]:
    return rule(_METHOD_RULE).values


def _usable(
    series: tuple[Measurement, ...], record: PatientRecord, name: str, ignored: list[Ignored]
) -> tuple[Measurement, ...]:
    """The series without muscle mass by impedance of a body that lacks a limb, or that held water."""
    numbers = _method_rule()
    kept = []
    missing = _lacks_a_limb(record)
    for one in series:
        if missing and one.method == numbers["not_with_fluid"]:
            ignored.append(Ignored(one.source, BIA_WITH_MISSING_LIMB, name))
        elif one.method == numbers["not_with_fluid"] and _had_water(record, one.on):
            ignored.append(Ignored(one.source, BIA_WITH_OEDEMA, name))
        else:
            kept.append(one)
    return tuple(kept)


def _settled(series: tuple[Measurement, ...], ignored: list[Ignored]) -> tuple[tuple[Measurement, ...], bool]:
    """The series without bounds that leave the value open, and whether its latest entry is one.

    Nothing older then stands for it.
    """
    kept = tuple([one for one in series if is_settled(one)])
    ignored += [Ignored(one.source, COMPARATOR, one.name) for one in series if one not in kept]
    return kept, bool(series) and (not kept or kept[-1] is not series[-1])


def had_fluid(record: PatientRecord, on: date) -> bool:
    """Was there oedema, fluid overload, or heart failure of class IV or decompensated, on a day?"""
    numbers = _method_rule()
    failing = frozenset(numbers["heart_failure_qualifiers"])
    fluid = record.active_conditions(*numbers["fluid_concepts"])
    heart = (c for c in record.active_conditions(*numbers["heart_failure_concepts"]) if c.qualifiers & failing)
    return any(item.since_earliest is None or item.since_earliest <= on for item in (*fluid, *heart))


def _lacks_a_limb(record: PatientRecord) -> bool:
    """Was a limb taken off? Equations of impedance are made for whole bodies."""
    names = frozenset(_method_rule()["missing_limb_concepts"])
    found = record.indexes
    return found.problems.has(names) or found.past.has(names) or found.procedures.has(names)


def _had_water(record: PatientRecord, on: date) -> bool:
    """Does anything on or about a day say that water was weighed and measured along with the body?"""
    return had_fluid(record, on) or _was_failing(record, on) or _over_dry_weight(record, on)


def _over_dry_weight(record: PatientRecord, on: date) -> bool:
    """Did the body weigh so much more on a day than the latest dry weight that was set by then, in kilograms?"""
    dry = [one for one in record.series.get("dry_weight_kg", ()) if one.on <= on]
    above: float = _method_rule()["kg_above_dry_weight"]
    weights = (one for one in record.series.get("weight_kg", ()) if one.on == on)
    return bool(dry) and any(round(one.value - dry[-1].value, 6) >= above for one in weights)


def _was_failing(record: PatientRecord, on: date) -> bool:
    """Did heart failure need an infused diuretic, or gain weight as only fluid does, in the days around a day?

    The numbers are those by which the weight to use is chosen.
    """
    if not record.active_conditions(*_method_rule()["heart_failure_concepts"]):
        return False
    fluid = rule("nutrition.dry_weight").values
    infused = (
        drug.on is not None and abs((on - drug.on).days) <= fluid["intravenous_diuretic_days"]
        for drug in record.medications
        if drug.intravenous and "loop_diuretic" in drug.classes
    )
    return any(infused) or _gained(record.series.get("weight_kg", ()), on, fluid)


def _gained(weights: tuple[Measurement, ...], on: date, fluid: Mapping[str, Any]) -> bool:
    near = [one for one in weights if abs((on - one.on).days) <= fluid["weight_gain_counts_for_days"]]
    return any(
        round(late.value - early.value, 6) >= fluid["weight_gain_kg_at_least"]
        for late in near
        for early in weights
        if 0 <= (late.on - early.on).days <= fluid["weight_gain_days"]
    )


def _chosen(series: tuple[Measurement, ...], measure: Measure, day: date) -> Fact:
    if measure.combine == "best_hand":
        today = [one for one in series if one.on == series[-1].on]
        return fact_of(max(today, key=lambda one: one.value), measure, day)
    numbers = _method_rule()
    if measure.name in numbers["measures"]:
        return _by_method(series, measure, day, numbers["first"])
    return _latest(series, measure, day)


def _latest(series: tuple[Measurement, ...], measure: Measure, day: date, others: Iterable[float] = ()) -> Fact:
    last = series[-1]
    on, value = last.on, last.value
    also = {one.value for one in series if one.on == on}.union(others)
    also.discard(value)
    return fact_of(last, measure, day, sorted(also))


def _by_method(series: tuple[Measurement, ...], measure: Measure, day: date, first: str) -> Fact:
    """A valid value by the first method before any other; the latest other value in the window is named beside it."""
    best = tuple(one for one in series if one.method == first)
    rest = tuple(one for one in series if one.method != first)
    if not best or not rest:
        return _latest(series, measure, day)
    fact = _latest(best, measure, day)
    if fact.stale:
        return _latest(rest, measure, day)
    other = rest[-1]
    named = [other.value] if (day - other.on).days <= measure.valid_days else []
    return _latest(best, measure, day, named)
