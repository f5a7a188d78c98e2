"""Which value is in use, which is stale, which is set aside, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.facts import Condition, Measurement, Medication, PatientRecord, Sex, Source
from rules.measures import measures
from rules.selection import Selection, select

DAY = date(2026, 6, 1)


def measured(
    name: str,
    value: float,
    days_ago: int = 0,
    source: str = "o1",
    at: datetime | None = None,
    method: str | None = None,
) -> Measurement:
    unit = measures()[name].unit
    return Measurement(
        name, value, unit, DAY - timedelta(days=days_ago), Source("Observation", source), at, method=method
    )


def record_with(*found: Measurement, conditions: tuple[Condition, ...] = ()) -> PatientRecord:
    series: dict[str, tuple[Measurement, ...]] = {}
    for one in sorted(found, key=lambda m: (m.on, m.at or datetime.min.replace(tzinfo=UTC), m.source.resource_id)):
        series[one.name] = (*series.get(one.name, ()), one)
    return PatientRecord("p1", Sex.FEMALE, date(1950, 1, 1), series=series, conditions=conditions)


def selected(*found: Measurement, conditions: tuple[Condition, ...] = ()) -> Selection:
    return select(record_with(*found, conditions=conditions), DAY)


def problem(
    *concepts: str, qualifiers: tuple[str, ...] = (), active: bool = True, onset: date | None = None
) -> Condition:
    return Condition(frozenset(concepts), "", active, Source("Condition", "c1"), onset, None, frozenset(qualifiers))


def test_the_latest_value_counts() -> None:
    found = selected(measured("weight_kg", 60, 40), measured("weight_kg", 55, 2)).facts
    assert found.value("weight_kg") == 55


def test_of_two_values_of_one_day_the_later_counts_and_the_other_is_named() -> None:
    morning, evening = (datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (8, 20))
    found = selected(
        measured("systolic_mmhg", 185, source="a", at=evening), measured("systolic_mmhg", 150, source="b", at=morning)
    ).facts.get("systolic_mmhg")
    assert found is not None
    assert (found.value, found.conflicts) == (185, (150,))


def test_of_two_values_of_one_instant_the_later_id_counts() -> None:
    found = selected(measured("gait_m_per_s", 0.9, source="a"), measured("gait_m_per_s", 1.1, source="b")).facts
    assert found.value("gait_m_per_s") == 1.1


def test_two_equal_values_of_one_day_are_no_conflict() -> None:
    found = selected(measured("weight_kg", 60, source="a"), measured("weight_kg", 60, source="b")).facts.get(
        "weight_kg"
    )
    assert found is not None
    assert found.conflicts == ()


def test_grip_is_the_best_hand_of_the_latest_day() -> None:
    found = selected(
        measured("grip_kg", 30, 100, "old"), measured("grip_kg", 19, 1, "left"), measured("grip_kg", 17, 1, "right")
    ).facts.get("grip_kg")
    assert found is not None
    assert (found.value, found.source.resource_id, found.conflicts) == (19, "left", ())


@pytest.mark.parametrize("name", ["grip_kg", "systolic_mmhg", "creatinine_umol_per_l", "asm_height2_kg_per_m2"])
def test_a_value_is_stale_on_the_day_after_its_window(name: str) -> None:
    days, value = measures()[name].valid_days, measures()[name].low
    assert selected(measured(name, value, days)).facts.value(name) == value
    outdated = selected(measured(name, value, days + 1)).facts
    assert outdated.value(name) is None
    assert outdated.by_name[name].stale


def test_what_is_measured_after_the_day_is_left_out() -> None:
    assert selected(measured("grip_kg", 20, -1)).facts.by_name == {}


def test_dxa_comes_before_a_newer_bia_and_the_other_is_named() -> None:
    found = selected(
        measured("asm_height2_kg_per_m2", 5.3, 200, "d", method="dxa"),
        measured("asm_height2_kg_per_m2", 5.9, 1, "b", method="bia"),
    ).facts.get("asm_height2_kg_per_m2")
    assert found is not None
    assert (found.value, found.method, found.conflicts) == (5.3, "dxa", (5.9,))


def test_a_stale_dxa_gives_way_to_a_valid_bia() -> None:
    found = selected(
        measured("asm_height2_kg_per_m2", 5.3, 366, "d", method="dxa"),
        measured("asm_height2_kg_per_m2", 5.9, 1, "b", method="bia"),
    ).facts.get("asm_height2_kg_per_m2")
    assert found is not None
    assert (found.value, found.method) == (5.9, "bia")


@pytest.mark.parametrize(
    "found",
    [
        problem("oedema"),
        problem("fluid_overload"),
        problem("heart_failure", qualifiers=("nyha_4",)),
        problem("heart_failure", qualifiers=("decompensated",)),
        problem("oedema", onset=DAY - timedelta(days=10)),
    ],
)
def test_bia_with_fluid_on_board_is_ignored_with_its_reason(found: Condition) -> None:
    selection = selected(measured("asm_kg", 15, method="bia"), measured("height_cm", 155), conditions=(found,))
    assert "asm_kg" not in selection.facts.by_name
    assert "asm_height2_kg_per_m2" not in selection.facts.by_name
    assert [(ignored.reason, ignored.name) for ignored in selection.ignored] == [("bia_with_oedema", "asm_kg")]


@pytest.mark.parametrize(
    "found",
    [
        problem("heart_failure", qualifiers=("nyha_3",)),
        problem("oedema", active=False),
        problem("oedema", onset=DAY + timedelta(days=1)),
        problem("pacemaker"),
    ],
)
def test_without_fluid_on_board_bia_counts(found: Condition) -> None:
    assert selected(measured("asm_kg", 15, method="bia"), conditions=(found,)).facts.value("asm_kg") == 15


def infused(days_from_bia: int, intravenous: bool = True) -> Medication:
    """A loop diuretic given so many days after (or before) a BIA of ten days ago."""
    source, on = Source("MedicationAdministration", "m1"), DAY - timedelta(days=10 - days_from_bia)
    return Medication(frozenset({"loop_diuretic"}), "", True, source, on, intravenous)


@pytest.mark.parametrize("days", [-8, -7, 0, 7, 8])
def test_bia_beside_an_infused_diuretic_in_heart_failure_is_ignored(days: int) -> None:
    record = record_with(measured("asm_kg", 15, 10, method="bia"), conditions=(problem("heart_failure"),))
    found = select(replace(record, medications=(infused(days),)), DAY)
    assert (found.facts.value("asm_kg") is None) is (abs(days) <= 7)
    assert [one.reason for one in found.ignored] == ["bia_with_oedema"] * (abs(days) <= 7)


def test_a_swallowed_diuretic_or_an_infusion_without_heart_failure_leaves_bia_in_use() -> None:
    failing = record_with(measured("asm_kg", 15, 10, method="bia"), conditions=(problem("heart_failure"),))
    well = record_with(measured("asm_kg", 15, 10, method="bia"))
    for record in (replace(failing, medications=(infused(0, False),)), replace(well, medications=(infused(0),))):
        assert select(record, DAY).facts.value("asm_kg") == 15


@pytest.mark.parametrize(
    ("gain", "apart", "since_bia", "ignored"),
    [
        (1.7, 3, 0, False),
        (1.8, 3, 0, True),
        (1.9, 3, 0, True),
        (1.8, 2, 0, True),
        (1.8, 4, 0, False),
        (1.8, 3, 7, True),
        (1.8, 3, 8, False),
    ],
)
def test_bia_beside_a_fast_gain_of_weight_in_heart_failure_is_ignored(
    gain: float, apart: int, since_bia: int, ignored: bool
) -> None:
    last = 10 - since_bia
    weights = (measured("weight_kg", 60, last + apart, "w1"), measured("weight_kg", 60 + gain, last, "w2"))
    bia = measured("asm_kg", 15, 10, method="bia")
    failing = selected(bia, *weights, conditions=(problem("heart_failure"),))
    assert (failing.facts.value("asm_kg") is None) is ignored
    assert selected(bia, *weights).facts.value("asm_kg") == 15


def test_dxa_counts_with_fluid_on_board() -> None:
    assert selected(measured("asm_kg", 15, method="dxa"), conditions=(problem("oedema"),)).facts.value("asm_kg") == 15


def test_a_fact_keeps_value_unit_date_source_and_window() -> None:
    found = selected(measured("grip_kg", 18.4, 3, "o7")).facts.by_name["grip_kg"]
    assert (found.value, found.unit, found.on) == (18.4, "kg", DAY - timedelta(days=3))
    assert (str(found.source), found.valid_days, found.derivation) == ("Observation/o7", 180, None)


@pytest.mark.parametrize(("kg", "set_days_ago", "counts"), [(51.9, 30, True), (52.0, 30, False), (52.0, 9, True)])
def test_bia_at_2_kg_above_the_dry_weight_of_its_day_is_ignored(kg: float, set_days_ago: int, counts: bool) -> None:
    things = (measured("asm_kg", 15, 10, method="bia"), measured("weight_kg", kg, 10))
    found = selected(*things, measured("dry_weight_kg", 50, set_days_ago))
    assert (found.facts.value("asm_kg") is not None) is counts
    assert [one.reason for one in found.ignored] == ["bia_with_oedema"] * (not counts)


@pytest.mark.parametrize("limb", ["lower_limb_amputation", "upper_limb_amputation"])
def test_bia_of_a_body_that_lacks_a_limb_is_ignored_and_dxa_counts(limb: str) -> None:
    found = selected(measured("asm_kg", 15, method="bia"), conditions=(problem(limb),))
    assert found.facts.value("asm_kg") is None
    assert [one.reason for one in found.ignored] == ["bia_with_missing_limb"]
    assert selected(measured("asm_kg", 15, method="dxa"), conditions=(problem(limb),)).facts.value("asm_kg") == 15
