"""Windows of hours: times with and without a zone, and a day of which no time is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from rules.assessment import State
from tests.support.records import DAY, NOW, Person, measured, person

CHINA = timezone(timedelta(hours=8))


def at(name: str, value: float, moment: datetime) -> Person:
    return person(measured(name, value)._replace(on=moment.date(), at=moment))


def on_the_whole_day(someone: Person) -> Person:
    return replace(someone, context=replace(someone.context, whole_day=True))


@pytest.mark.parametrize(
    ("name", "value"), [("temperature_cel", 38.9), ("spo2_percent", 82.0), ("glucose_mmol_per_l", 3.2)]
)
def test_a_time_without_a_zone_is_read_in_the_zone_of_the_decision(name: str, value: float) -> None:
    naive = (NOW - timedelta(hours=11)).replace(tzinfo=None)
    assert at(name, value, naive).safety().exercise is State.STOP


def test_a_time_without_a_zone_falls_out_of_its_window_like_any_other() -> None:
    inside, outside = ((NOW - timedelta(hours=24, minutes=late)).replace(tzinfo=None) for late in (0, 1))
    assert at("spo2_percent", 82.0, inside).safety().exercise is State.STOP
    assert at("spo2_percent", 82.0, outside).safety().exercise is State.ALLOWED


def test_the_same_moment_with_and_without_a_zone_is_one_moment() -> None:
    moment = NOW - timedelta(hours=2)
    both = person(
        *(
            measured("glucose_mmol_per_l", value)._replace(on=DAY, at=time)
            for value, time in ((3.2, moment), (6.0, moment.replace(tzinfo=None)))
        )
    )
    assert "K13.low" in both.findings()


@pytest.mark.parametrize(("name", "value"), [("glucose_mmol_per_l", 3.2), ("spo2_percent", 82.0)])
def test_for_a_day_without_a_time_a_morning_value_in_china_counts(name: str, value: float) -> None:
    morning = datetime(DAY.year, DAY.month, DAY.day, 7, tzinfo=CHINA)
    late = replace(at(name, value, morning).context, as_of=NOW.replace(hour=23, minute=59))
    someone = replace(at(name, value, morning), context=late)
    assert someone.safety().exercise is State.ALLOWED
    assert on_the_whole_day(someone).safety().exercise is State.STOP


@pytest.mark.parametrize(("days", "state"), [(0, State.STOP), (1, State.STOP), (2, State.ALLOWED)])
def test_for_a_day_without_a_time_a_window_of_24_hours_reaches_into_the_day_before(days: int, state: State) -> None:
    early = datetime(DAY.year, DAY.month, DAY.day, 0, 1, tzinfo=CHINA) - timedelta(days=days)
    assert on_the_whole_day(at("spo2_percent", 82.0, early)).safety().exercise is state


@pytest.mark.parametrize(("days", "state"), [(2, State.STOP), (3, State.ALLOWED)])
def test_for_a_day_without_a_time_a_window_of_48_hours_reaches_two_days_back(days: int, state: State) -> None:
    early = datetime(DAY.year, DAY.month, DAY.day, 0, 1, tzinfo=CHINA) - timedelta(days=days)
    assert on_the_whole_day(at("temperature_cel", 38.5, early)).safety().exercise is state
