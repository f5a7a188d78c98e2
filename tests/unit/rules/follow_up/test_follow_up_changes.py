"""What a change means: important, measurable, to be confirmed, or within the error of two tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.facts import Facts
from rules.follow_up.answer import Change, Direction, Verdict
from rules.follow_up.changes import changes, meanings, verdict
from tests.support.records import Person, ago, measured, person

BY_FACT = {meaning.fact: meaning for meaning in meanings()}
IMPORTANT, IMPORTANT_TO_CONFIRM = Verdict.IMPORTANT, Verdict.IMPORTANT_TO_CONFIRM
MEASURABLE, TO_CONFIRM, WITHIN = Verdict.MEASURABLE, Verdict.MEASURABLE_TO_CONFIRM, Verdict.WITHIN_ERROR


@pytest.mark.parametrize(
    ("fact", "size", "expected"),
    [
        ("grip_kg", 1.9, WITHIN),
        ("grip_kg", 2.0, TO_CONFIRM),
        ("grip_kg", 2.6, TO_CONFIRM),
        ("grip_kg", 3.4, TO_CONFIRM),
        ("grip_kg", 3.5, MEASURABLE),
        ("grip_kg", 4.9, MEASURABLE),
        ("grip_kg", 5.0, IMPORTANT),
        ("gait_m_per_s", 0.04, WITHIN),
        ("gait_m_per_s", 0.05, TO_CONFIRM),
        ("gait_m_per_s", 0.09, TO_CONFIRM),
        ("gait_m_per_s", 0.1, IMPORTANT_TO_CONFIRM),
        ("gait_m_per_s", 0.18, IMPORTANT_TO_CONFIRM),
        ("gait_m_per_s", 0.19, IMPORTANT),
        ("sppb", 0.5, WITHIN),
        ("sppb", 0.9, WITHIN),
        ("sppb", 1.0, IMPORTANT),
        ("chair_stand_5x_s", 1.6, WITHIN),
        ("chair_stand_5x_s", 1.7, IMPORTANT_TO_CONFIRM),
        ("chair_stand_5x_s", 2.4, IMPORTANT_TO_CONFIRM),
        ("chair_stand_5x_s", 2.5, IMPORTANT),
        ("chair_stand_30s_count", 1.0, WITHIN),
        ("chair_stand_30s_count", 2.0, IMPORTANT_TO_CONFIRM),
        ("tug_s", 1.99, WITHIN),
        ("tug_s", 2.0, IMPORTANT_TO_CONFIRM),
        ("tug_s", 2.07, IMPORTANT_TO_CONFIRM),
        ("tug_s", 2.08, IMPORTANT),
        ("walk_400m_s", 19.0, WITHIN),
        ("walk_400m_s", 20.0, TO_CONFIRM),
        ("walk_400m_s", 49.0, TO_CONFIRM),
        ("walk_400m_s", 50.0, IMPORTANT_TO_CONFIRM),
        ("asm_kg", 0.7, WITHIN),
        ("asm_kg", 0.8, MEASURABLE),
        ("asm_kg", 9.0, MEASURABLE),
    ],
)
def test_measurable_and_clinically_important_are_told_apart(fact: str, size: float, expected: Verdict) -> None:
    assert verdict(BY_FACT[fact], size) is expected


def test_the_numbers_of_the_records_are_those_of_the_sources() -> None:
    told = {name: (item.worthwhile, item.important, item.error) for name, item in BY_FACT.items()}
    assert told == {
        "grip_kg": (2.0, 5.0, 3.5),
        "gait_m_per_s": (0.05, 0.1, 0.19),
        "sppb": (1.0, 1.0, 1.0),
        "chair_stand_5x_s": (1.7, 1.7, 2.5),
        "chair_stand_30s_count": (2.0, 2.0, None),
        "tug_s": (2.0, 2.0, 2.08),
        "walk_400m_s": (20.0, 50.0, None),
        "asm_kg": (None, None, 0.8),
    }


@pytest.mark.parametrize("size", [0.0, 0.1, 1.0, 5.0, 100.0])
@pytest.mark.parametrize("fact", BY_FACT)
def test_a_larger_change_never_counts_for_less(fact: str, size: float) -> None:
    order = [WITHIN, TO_CONFIRM, MEASURABLE, IMPORTANT_TO_CONFIRM, IMPORTANT]
    meaning = BY_FACT[fact]
    assert order.index(verdict(meaning, size + 1)) >= order.index(verdict(meaning, size))


def changed(who: Person, facts: Facts | None = None, started: int | None = None) -> dict[str, Change]:
    return {item.measure: item for item in changes(who.record, facts or who.facts, ago(started))}


@pytest.mark.parametrize(
    ("name", "before", "now", "direction"),
    [
        ("grip_kg", 15, 18, Direction.BETTER),
        ("grip_kg", 18, 15, Direction.WORSE),
        ("grip_kg", 18, 18, Direction.SAME),
        ("tug_s", 15, 12, Direction.BETTER),
        ("chair_stand_5x_s", 12, 15, Direction.WORSE),
        ("walk_400m_s", 400, 300, Direction.BETTER),
        ("gait_m_per_s", 0.8, 0.9, Direction.BETTER),
        ("sppb", 7, 8, Direction.BETTER),
        ("chair_stand_30s_count", 8, 10, Direction.BETTER),
    ],
)
def test_less_time_is_better_and_more_of_the_rest(name: str, before: float, now: float, direction: Direction) -> None:
    found = changed(person(measured(name, before, days=60), measured(name, now)))[name]
    assert found.direction is direction
    assert found.change == pytest.approx(now - before)


@pytest.mark.parametrize(("days", "compared"), [(27, False), (28, True), (365, True), (366, False)])
def test_without_a_plan_values_four_weeks_to_a_year_apart_are_compared(days: int, compared: bool) -> None:
    who = person(measured("grip_kg", 15, days=days), measured("grip_kg", 18))
    assert ("grip_kg" in changed(who)) is compared


@pytest.mark.parametrize(("days", "compared"), [(100, True), (86, True), (85, False), (465, True), (466, False)])
def test_with_a_plan_the_last_value_until_two_weeks_after_its_start_counts(days: int, compared: bool) -> None:
    who = person(measured("grip_kg", 15, days=days), measured("grip_kg", 18))
    assert ("grip_kg" in changed(who, started=100)) is compared


def test_the_value_at_the_start_is_compared_and_not_one_on_the_way() -> None:
    who = person(*(measured("grip_kg", value, days=days) for value, days in ((14, 95), (17, 40), (18, 0))))
    assert changed(who, started=90)["grip_kg"].before.value == 14
    assert changed(who)["grip_kg"].before.value == 17


def test_the_best_hand_of_the_day_is_compared_with_the_best_hand() -> None:
    right, left = measured("grip_kg", 15, days=60, side="right"), measured("grip_kg", 13, days=60, side="left")
    who = person(right, left, measured("grip_kg", 18))
    assert changed(who)["grip_kg"].before.value == 15


@pytest.mark.parametrize(
    ("then", "now", "compared"), [("dxa", "dxa", True), ("bia", "dxa", False), (None, "bia", False)]
)
def test_muscle_mass_is_compared_by_one_method_only(then: str | None, now: str, compared: bool) -> None:
    before = replace_method(person(measured("asm_kg", 15, days=60), measured("asm_kg", 16)), then, now)
    found = changed(before)["asm_kg"]
    assert (found.verdict is Verdict.NOT_COMPARABLE) is not compared


def replace_method(who: Person, then: str | None, now: str) -> Person:
    first, last = who.record.series["asm_kg"]
    series = dict(who.record.series)
    series["asm_kg"] = (_with(first, method=then), _with(last, method=now))
    fact = replace(who.facts.by_name["asm_kg"], method=now)
    facts = replace(who.facts, by_name={**who.facts.by_name, "asm_kg": fact})
    return replace(who, record=replace(who.record, series=series), facts=facts)


def _with(one: object, **changes_: object) -> object:
    made = getattr(one, "_replace", None)
    return made(**changes_) if made else replace(one, **changes_)  # type: ignore[type-var]  # both forms have been used
