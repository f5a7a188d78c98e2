"""What cannot both be true is named with both its sides, and the safer branch is taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.assessment import Severity, State
from rules.facts import Measurement, Source
from tests.support.records import NOW, Thing, condition, measured, person


def pressure(name: str, value: float, entry: str, hours: float | None) -> Measurement:
    at = None if hours is None else NOW - timedelta(hours=hours)
    return Measurement(name, value, "mm[Hg]", NOW.date(), Source("Observation", entry, name), at=at)


def reading(
    systolic: float, diastolic: float, *, ids: tuple[str, str] = ("bp", "bp"), hours: float | None = 2, later: float = 0
) -> tuple[Measurement, Measurement]:
    after = None if hours is None else hours - later
    return (
        pressure("systolic_mmhg", systolic, ids[0], hours),
        pressure("diastolic_mmhg", diastolic, ids[1], after),
    )


@pytest.mark.parametrize(("systolic", "diastolic", "named"), [(91, 90, False), (90, 90, True), (80, 90, True)])
def test_a_systolic_pressure_that_is_not_above_the_diastolic_is_measured_again_first(
    systolic: float, diastolic: float, named: bool
) -> None:
    who = person(*reading(systolic, diastolic))
    assert ("contradiction.pressure" in who.findings()) is named
    assert who.safety().exercise is (State.UNKNOWN if named else State.ALLOWED)


def test_swapped_pressures_that_show_a_danger_stop_all_the_same() -> None:
    who = person(*reading(80, 130))
    assert "contradiction.pressure" in who.findings()
    assert who.safety().exercise is State.STOP


def test_pressures_of_two_readings_are_not_held_against_each_other() -> None:
    apart = person(*reading(80, 90, ids=("a", "b"), hours=None))
    assert "contradiction.pressure" not in apart.findings()
    at_once = person(*reading(80, 90, ids=("a", "b")))
    assert "contradiction.pressure" in at_once.findings()
    later = person(*reading(80, 90, ids=("a", "b"), later=1))
    assert "contradiction.pressure" not in later.findings()


CLASS_FOUR = condition("heart_failure", days=5, says=["nyha_4"])
SEVERE_VALVE = condition("aortic_stenosis", days=5, says=["severe"])
SEVERE_DEMENTIA = condition("dementia", says=["severe"])


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("heart_class", CLASS_FOUR, condition("heart_failure", days=400, says=["nyha_1"])),
        ("heart_class", CLASS_FOUR, condition("heart_failure", days=400, says=["nyha_2"])),
        ("heart_class", CLASS_FOUR, condition("heart_failure", days=400, says=["nyha_3"])),
        ("aortic_stenosis", SEVERE_VALVE, condition("aortic_stenosis", days=400, says=["mild"])),
        ("aortic_stenosis", SEVERE_VALVE, condition("aortic_stenosis", days=400, says=["moderate"])),
        ("retinopathy", condition("proliferative_retinopathy"), condition("nonproliferative_retinopathy")),
        ("dementia", SEVERE_DEMENTIA, measured("mmse", 10)),
    ],
)
def test_a_milder_reading_beside_a_severe_one_is_named_and_the_stop_stands(rule: str, one: Thing, other: Thing) -> None:
    who = person(one, other)
    named = who.findings()[f"contradiction.{rule}"]
    assert named.severity is Severity.NOTE
    assert len(named.evidence) == 2
    assert who.safety().exercise is State.STOP
    for alone in (person(one), person(other)):
        assert f"contradiction.{rule}" not in alone.findings()


def test_an_mmse_of_9_does_not_contradict_severe_dementia() -> None:
    assert "contradiction.dementia" not in person(SEVERE_DEMENTIA, measured("mmse", 9)).findings()


def test_an_underactive_and_an_overactive_thyroid_are_named() -> None:
    who = person(condition("hypothyroidism"), condition("hyperthyroidism"))
    assert who.findings()["contradiction.thyroid"].severity is Severity.NOTE


@pytest.mark.parametrize(("sppb", "named"), [(6, False), (7, True)])
def test_a_person_confined_to_bed_with_an_sppb_of_7_works_at_level_b_until_it_is_repeated(
    sppb: float, named: bool
) -> None:
    who = person(condition("bed_confinement"), sppb=sppb)
    assert ("contradiction.bed_and_function" in who.findings()) is named
    assert ("level_b_at_most" in who.safety().changes("exercise")) is named


@pytest.mark.parametrize(("sppb", "unable", "named"), [(8, 1, False), (9, 1, True), (9, 0, False)])
def test_an_sppb_that_nobody_reaches_without_rising_is_repeated(sppb: float, unable: float, named: bool) -> None:
    who = person(sppb=sppb, chair_stand_5x_unable=unable)
    assert ("contradiction.chair_stand" in who.findings()) is named
    assert ("level_b_at_most" in who.safety().changes("exercise")) is named
