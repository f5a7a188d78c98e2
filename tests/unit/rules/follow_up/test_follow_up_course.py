"""Reversed, sustained, still met; a birthday and another device are no improvement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules import selection
from rules.context import Criteria, MassIndex
from rules.facts import Measurement, PatientRecord, ReadState, Sex, Source
from rules.follow_up.answer import Course, Outcome
from rules.follow_up.course import outcome, stage_before_band
from rules.measures import measures
from rules.staging import stage
from tests.support.records import PARTS

START = date(2026, 1, 5)
WEAK, STRONG, LOW, NORMAL = 24.0, 30.0, 6.5, 7.4


def value(name: str, number: float, on: date, method: str | None = None) -> Measurement:
    source = Source("Observation", f"{name}-{on}-{number}")
    return Measurement(name, number, measures()[name].unit, on, source, method=method)


def man(*values: Measurement, born: date = date(1950, 1, 1)) -> PatientRecord:
    ordered = sorted(values, key=lambda one: one.on)
    series = {name: tuple(one for one in ordered if one.name == name) for name in {one.name for one in ordered}}
    return PatientRecord("made-up", Sex.MALE, born, series=series, reads=dict.fromkeys(PARTS, ReadState.READ))


def at_start(method: str = "dxa", grip: float = WEAK, mass: float = LOW) -> tuple[Measurement, ...]:
    fast = value("gait_m_per_s", 1.2, START)
    return value("grip_kg", grip, START), fast, value("asm_height2_kg_per_m2", mass, START, method)


def course(record: PatientRecord, day: date, criteria: Criteria = Criteria.AWGS2019) -> Outcome:
    facts = selection.select(record, day).facts
    found = outcome(record, facts, stage(facts, criteria), MassIndex.EITHER, START)
    assert found is not None
    return found


def later(weeks: int) -> date:
    return START + timedelta(weeks=weeks)


def test_who_still_meets_the_definition_has_not_reversed() -> None:
    record = man(*at_start(), value("grip_kg", 26.0, later(12)))
    assert course(record, later(12)).course is Course.STILL_MET


def test_one_visit_without_the_definition_is_reversed() -> None:
    record = man(*at_start(), value("grip_kg", STRONG, later(12)))
    found = course(record, later(12))
    assert (found.course, found.since, found.notes) == (Course.REVERSED, later(12), ("mass_not_repeated",))
    assert found.stage_at_start == "sarcopenia"


def test_mass_that_was_measured_again_is_not_asked_for() -> None:
    again = value("asm_height2_kg_per_m2", NORMAL, later(24), "dxa")
    found = course(man(*at_start(), value("grip_kg", STRONG, later(24)), again), later(24))
    assert (found.course, found.notes) == (Course.REVERSED, ())


@pytest.mark.parametrize(("days", "expected"), [(83, Course.REVERSED), (84, Course.SUSTAINED)])
def test_a_second_visit_twelve_weeks_later_sustains_it(days: int, expected: Course) -> None:
    first = later(12)
    second = first + timedelta(days=days)
    record = man(*at_start(), value("grip_kg", STRONG, first), value("grip_kg", STRONG, second))
    found = course(record, second)
    assert (found.course, found.since) == (expected, first)


def test_a_visit_between_that_met_it_again_begins_the_count_anew() -> None:
    visits = ((STRONG, 8), (WEAK, 16), (STRONG, 24))
    record = man(*at_start(), *(value("grip_kg", grip, later(weeks)) for grip, weeks in visits))
    found = course(record, later(24))
    assert (found.course, found.since) == (Course.REVERSED, later(24))


def test_turning_65_is_no_improvement() -> None:
    born = START - timedelta(days=365 * 65 - 20)
    same = (value("grip_kg", 30.0, START), value("asm_height2_kg_per_m2", 7.3, START, "bia"))
    again = (value("grip_kg", 30.0, later(24)), value("asm_height2_kg_per_m2", 7.3, later(24), "bia"))
    record = man(*same, *again, born=born)
    facts = selection.select(record, later(24)).facts
    assert record.age_on(START) == 64
    assert facts.age_years == 65
    assert stage(facts, Criteria.AWGS2025).stage == "no_sarcopenia"
    found = course(record, later(24), Criteria.AWGS2025)
    assert (found.course, found.notes) == (Course.STILL_MET, ("band_changed",))


@pytest.mark.parametrize(("age", "before"), [(64, ""), (65, "sarcopenia"), (66, "")])
def test_in_the_first_year_of_a_band_the_stage_of_the_band_before_is_named(age: int, before: str) -> None:
    values = (value("grip_kg", 30.0, START), value("asm_height2_kg_per_m2", 7.3, START, "bia"))
    record = man(*values, born=date(START.year - age, 1, 1))
    facts = selection.select(record, START).facts
    staging = stage(facts, Criteria.AWGS2025)
    assert stage_before_band(record, facts, staging, MassIndex.EITHER) == before
    older = stage(facts, Criteria.AWGS2019)
    assert stage_before_band(record, facts, older, MassIndex.EITHER) == ""


def test_a_birthday_that_changes_no_stage_is_not_mentioned() -> None:
    record = man(
        value("grip_kg", 40.0, START), value("asm_height2_kg_per_m2", 8.5, START, "dxa"), born=date(1961, 1, 1)
    )
    facts = selection.select(record, START).facts
    assert stage_before_band(record, facts, stage(facts, Criteria.AWGS2025), MassIndex.EITHER) == ""


@pytest.mark.parametrize(("method", "expected"), [("dxa", Course.REVERSED), ("bia", Course.METHOD_CHANGED)])
def test_another_device_is_no_improvement(method: str, expected: Course) -> None:
    start = value("grip_kg", WEAK, START), value("asm_kg", 17.0, START, "dxa"), value("height_cm", 170.0, START)
    again = value("grip_kg", STRONG, later(60)), value("asm_kg", 22.0, later(60), method)
    assert course(man(*start, *again), later(60)).course is expected


def test_nothing_measured_since_the_start_says_nothing() -> None:
    assert course(man(*at_start()), later(12)).course is Course.NOT_MEASURED_AGAIN


def test_who_did_not_meet_the_definition_cannot_reverse() -> None:
    record = man(*at_start(mass=NORMAL), value("grip_kg", STRONG, later(12)))
    assert course(record, later(12)).course is Course.NOT_AT_START


def test_a_start_that_could_not_be_staged_leaves_the_course_open() -> None:
    assert course(man(value("sarc_f", 2.0, START), value("grip_kg", STRONG, later(12))), later(12)).course in (
        Course.NOT_KNOWN,
        Course.NOT_AT_START,
    )


def test_a_plan_that_begins_tomorrow_has_no_course() -> None:
    record = man(*at_start())
    facts = selection.select(record, START).facts
    assert outcome(record, facts, stage(facts, Criteria.AWGS2019), MassIndex.EITHER, later(1)) is None
