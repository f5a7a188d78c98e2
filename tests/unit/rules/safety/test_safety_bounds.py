"""Values that were sent as a bound: a limit that is proven crossed stops, an open one is unknown."""

from __future__ import annotations

import pytest

from rules.assessment import State
from rules.bounds import just_beyond
from tests.support.records import Person, measured, person


def with_bound(name: str, comparator: str, number: float, limit: float | None = None) -> Person:
    value, bound = just_beyond(number, comparator)
    return person(measured(name, value, limit=limit)._replace(bound=bound))


@pytest.mark.parametrize(
    ("name", "comparator", "number", "finding"),
    [
        ("potassium_mmol_per_l", ">", 8.0, "K12.potassium_high"),
        ("potassium_mmol_per_l", ">", 6.0, "K12.potassium_high"),
        ("potassium_mmol_per_l", "<", 2.0, "K12.potassium_low"),
        ("glucose_mmol_per_l", ">", 33.3, "K13.very_high"),
        ("glucose_mmol_per_l", "<", 1.1, "K13.low"),
        ("platelets_10e9_per_l", "<", 10, "K12.platelets_low"),
        ("platelets_10e9_per_l", "<", 20, "K12.platelets_low"),
        ("spo2_percent", "<", 70, "K07.low_oxygen"),
        ("inr", ">", 8, "K12.inr_high"),
    ],
)
def test_a_bound_that_proves_a_limit_crossed_stops(name: str, comparator: str, number: float, finding: str) -> None:
    who = with_bound(name, comparator, number)
    assert who.safety().exercise is State.STOP
    assert who.findings()[finding].evidence[0].bound == comparator
    assert "bound.open" not in who.findings()


@pytest.mark.parametrize(
    ("name", "comparator", "number"),
    [
        ("potassium_mmol_per_l", ">", 5.9),
        ("potassium_mmol_per_l", "<", 2.6),
        ("potassium_mmol_per_l", "<", 7.0),
        ("platelets_10e9_per_l", "<", 30),
        ("glucose_mmol_per_l", ">", 10),
        ("inr", ">=", 5),
    ],
)
def test_a_bound_that_leaves_a_limit_open_is_unknown(name: str, comparator: str, number: float) -> None:
    who = with_bound(name, comparator, number)
    assert who.safety().exercise is State.UNKNOWN
    assert [item.label for item in who.findings()["bound.open"].evidence] == [name]


@pytest.mark.parametrize(
    ("name", "comparator", "number"), [("platelets_10e9_per_l", ">", 30), ("inr", "<", 0.9), ("spo2_percent", ">", 90)]
)
def test_a_bound_on_the_safe_side_of_a_limit_neither_stops_nor_is_unknown(
    name: str, comparator: str, number: float
) -> None:
    assert with_bound(name, comparator, number).safety().exercise is State.ALLOWED


@pytest.mark.parametrize(
    ("comparator", "number", "finding"),
    [(">", 20000, "K11.creatine_kinase"), (">", 2000, "K11.creatine_kinase"), (">", 1999, "bound.open")],
)
def test_a_creatine_kinase_beyond_what_was_counted_stops_or_is_unknown(
    comparator: str, number: float, finding: str
) -> None:
    assert finding in with_bound("ck_u_per_l", comparator, number, limit=200).findings()


@pytest.mark.parametrize(
    ("number", "finding"),
    [(10000, "K11.creatine_kinase"), (9999, "K11.creatine_kinase_range_unknown")],
)
def test_a_creatine_kinase_without_a_limit_stops_above_ten_times_the_highest_in_use(
    number: float, finding: str
) -> None:
    found = with_bound("ck_u_per_l", ">", number).findings()
    assert {name for name in found if "creatine_kinase" in name} == {finding}


def test_a_creatine_kinase_below_what_can_be_counted_is_no_finding() -> None:
    assert "bound.open" not in with_bound("ck_u_per_l", "<", 20, limit=200).findings()


def test_a_bound_that_is_too_old_leaves_nothing_open() -> None:
    value, bound = just_beyond(5.0, ">")
    who = person(measured("potassium_mmol_per_l", value, 8)._replace(bound=bound))
    assert "bound.open" not in who.findings()
