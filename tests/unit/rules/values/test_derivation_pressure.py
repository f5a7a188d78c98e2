"""The fall of blood pressure on standing, from a lying and a standing pressure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.facts import Measurement, PatientRecord, Sex, Source
from rules.selection import select

DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def pressure(
    name: str, value: float, *, side: str | None = None, days: int = 0, at: datetime | None = None
) -> Measurement:
    on = DAY - timedelta(days=days)
    return Measurement(name, value, "mm[Hg]", on, Source("Observation", f"{name}-{value}-{side}"), at, side=side)


def fall(*found: Measurement, name: str = "systolic_drop_mmhg") -> float | None:
    series = {one.name: tuple(two for two in found if two.name == one.name) for one in found}
    return select(PatientRecord("p1", Sex.FEMALE, date(1950, 1, 1), series=series), DAY).facts.value(name)


def test_the_fall_is_the_lying_pressure_less_the_standing_one() -> None:
    standing = pressure("standing_systolic_mmhg", 105)
    assert fall(pressure("systolic_mmhg", 135, side="supine"), standing) == 30
    diastolic = pressure("diastolic_mmhg", 80, side="supine"), pressure("standing_diastolic_mmhg", 72)
    assert fall(*diastolic, name="diastolic_drop_mmhg") == 8


def test_a_sitting_pressure_stands_in_where_none_was_taken_lying() -> None:
    standing, sitting = pressure("standing_systolic_mmhg", 105), pressure("systolic_mmhg", 135)
    assert fall(sitting, standing) == 30
    assert fall(sitting, pressure("systolic_mmhg", 140, side="supine"), standing) == 35
    assert fall(sitting, pressure("systolic_mmhg", 120, side="supine"), standing) == 15


def test_a_sitting_pressure_of_another_day_does_not_stand_in() -> None:
    assert fall(pressure("systolic_mmhg", 135, days=1), pressure("standing_systolic_mmhg", 105)) is None


def test_pressures_of_two_days_do_not_belong_together() -> None:
    assert fall(pressure("systolic_mmhg", 135, side="supine", days=1), pressure("standing_systolic_mmhg", 105)) is None


@pytest.mark.parametrize(("minutes", "expected"), [(3, 30), (60, 30), (61, None)])
def test_pressures_more_than_an_hour_apart_do_not_belong_together(minutes: int, expected: float | None) -> None:
    later = NOON + timedelta(minutes=minutes)
    lying = pressure("systolic_mmhg", 135, side="supine", at=NOON)
    assert fall(lying, pressure("standing_systolic_mmhg", 105, at=later)) == expected


def test_of_several_standing_pressures_the_lowest_counts() -> None:
    standing = [pressure("standing_systolic_mmhg", value) for value in (120, 110, 118)]
    assert fall(pressure("systolic_mmhg", 135, side="supine"), *standing) == 25
