"""Early warnings: each at its limit and one step either side, from the series of facts."""

from __future__ import annotations

import pytest

from rules.context import Criteria, Site
from rules.facts import Encounter, Source
from rules.falls import fall_risk
from tests.support.records import Person, Thing, ago, condition, drug, in_hospital, measured, person


def warned(who: Person) -> set[str]:
    return {item.id.removeprefix("falls.warning.") for item in fall_risk(who.record, who.facts, who.context).warnings}


def left(days: int, *, inpatient: bool = True) -> Encounter:
    return Encounter(Source("Encounter", f"left-{days}"), inpatient, running=False, start=ago(days + 5), end=ago(days))


# The day of these tests is 2 November: three months before is 2 August, 92 days ago.
@pytest.mark.parametrize(
    ("thing", "warning", "given"),
    [
        (condition("fall", days=92), "new_fall", True),
        (condition("fall", days=93), "new_fall", False),
        (condition("fall", days=5, active=False), "new_fall", True),
        (condition("fall"), "new_fall", True),
        (condition("fall", active=False), "new_fall", False),
        (condition("delirium", days=92, active=False), "delirium", True),
        (condition("delirium", days=93, active=False), "delirium", False),
        (condition("visual_impairment", days=365), "vision", True),
        (condition("visual_impairment", days=366), "vision", False),
        (drug("opioid", days=30), "new_drug", True),
        (drug("opioid", days=31), "new_drug", False),
        (drug("opioid"), "new_drug", False),
        (drug("statin", days=3), "new_drug", False),
        (left(30), "discharge", True),
        (left(31), "discharge", False),
        (left(3, inpatient=False), "discharge", False),
        (in_hospital(), "discharge", False),
    ],
)
def test_what_happened_lately_warns(thing: Thing, warning: str, given: bool) -> None:
    assert (warning in warned(person(thing))) is given


@pytest.mark.parametrize(
    ("name", "value", "warning", "given"),
    [
        ("gait_m_per_s", 0.79, "gait_slow", True),
        ("gait_m_per_s", 0.8, "gait_slow", False),
        ("tug_s", 11.9, "steadi.tug", False),
        ("tug_s", 12.0, "steadi.tug", True),
        ("morse", 44, "morse.high", False),
        ("morse", 45, "morse.high", True),
        ("vitamin_d_nmol_per_l", 49.91, "vitamin_d_low", True),
        ("vitamin_d_nmol_per_l", 49.92, "vitamin_d_low", False),
        ("vitamin_d_nmol_per_l", 49.93, "vitamin_d_low", False),
        ("grip_kg", 17.9, "fall.weak_grip", True),
        ("grip_kg", 18.0, "fall.weak_grip", False),
    ],
)
def test_a_value_beyond_its_limit_warns(name: str, value: float, warning: str, given: bool) -> None:
    assert (warning in warned(person(**{name: value}))) is given


@pytest.mark.parametrize(("criteria", "given"), [(Criteria.AWGS2019, True), (Criteria.EWGSOP2, False)])
def test_the_grip_is_held_against_the_definition_of_the_site(criteria: Criteria, given: bool) -> None:
    assert ("fall.weak_grip" in warned(person(grip_kg=17.0, site=Site(criteria=criteria)))) is given


@pytest.mark.parametrize(
    ("name", "before", "now", "days", "warning", "given"),
    [
        ("gait_m_per_s", 1.1, 1.0, 90, "gait_drop", True),
        ("gait_m_per_s", 1.1, 1.01, 90, "gait_drop", False),
        ("gait_m_per_s", 1.0, 1.1, 90, "gait_drop", False),
        ("gait_m_per_s", 1.2, 1.0, 365, "gait_drop", True),
        ("gait_m_per_s", 1.2, 1.0, 366, "gait_drop", False),
        ("chair_stand_5x_s", 10.0, 12.0, 90, "chair_stand_slower", True),
        ("chair_stand_5x_s", 10.0, 11.9, 90, "chair_stand_slower", False),
        ("chair_stand_5x_s", 12.0, 10.0, 90, "chair_stand_slower", False),
        ("chair_stand_5x_s", 10.0, 13.0, 365, "chair_stand_slower", True),
        ("chair_stand_5x_s", 10.0, 13.0, 366, "chair_stand_slower", False),
    ],
)
def test_a_change_for_the_worse_within_a_year_warns(
    name: str, before: float, now: float, days: int, warning: str, given: bool
) -> None:
    assert (warning in warned(person(measured(name, before, days=days), measured(name, now)))) is given


def test_the_last_value_before_is_compared_and_two_of_one_day_are_not() -> None:
    steady = person(*(measured("gait_m_per_s", value, days=days) for value, days in ((1.3, 200), (1.0, 90), (0.95, 0))))
    assert "gait_drop" not in warned(steady)
    assert "gait_drop" not in warned(person(measured("gait_m_per_s", 1.3), measured("gait_m_per_s", 1.0)))


def test_a_class_that_was_taken_before_is_not_new() -> None:
    assert "new_drug" not in warned(person(drug("opioid", days=3), drug("opioid", days=300, active=False)))
    assert "new_drug" in warned(person(drug("opioid", days=3), drug("statin", days=300)))


def test_two_of_these_drugs_warn_and_one_does_not() -> None:
    assert "several_drugs" not in warned(person(drug("opioid", days=300)))
    assert "several_drugs" in warned(person(drug("opioid", days=300), drug("diuretic", days=300)))


def test_a_person_without_anything_of_the_kind_gets_no_warning() -> None:
    assert warned(person(gait_m_per_s=1.2, tug_s=9, grip_kg=25, vitamin_d_nmol_per_l=80, morse=10)) == set()
