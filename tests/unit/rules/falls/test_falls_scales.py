"""STEADI, the Morse scale and the fall of pressure: every limit and one step either side."""

from __future__ import annotations

import pytest

from rules.answers import Answer
from rules.catalogue import record
from rules.falls import FallRisk, fall_risk
from tests.support.records import Person, condition, person

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN


def risk_of(who: Person) -> FallRisk:
    return fall_risk(who.record, who.facts, who.context)


def answers_of(who: Person) -> dict[str, Answer]:
    return {test.rule: test.answer for test in risk_of(who).screen.tests}


@pytest.mark.parametrize(("score", "answer"), [(3, NOT_MET), (4, MET), (5, MET)])
def test_four_points_of_stay_independent_are_a_positive_screen(score: float, answer: Answer) -> None:
    assert risk_of(person(stay_independent=score)).screen.answer is answer


@pytest.mark.parametrize("concept", ["fall", "unsteadiness", "fear_of_falling"])
def test_a_fall_unsteadiness_or_worry_is_a_positive_screen(concept: str) -> None:
    assert risk_of(person(condition(concept, days=10), stay_independent=0)).screen.answer is MET


@pytest.mark.parametrize(("days", "answer"), [(365, MET), (366, NOT_KNOWN)])
def test_a_fall_counts_for_a_year(days: int, answer: Answer) -> None:
    assert risk_of(person(condition("fall", days=days))).screen.answer is answer


def test_a_question_that_nobody_wrote_down_is_not_a_no() -> None:
    assert risk_of(person()).screen.answer is NOT_KNOWN


@pytest.mark.parametrize(
    ("name", "value", "rule", "answer"),
    [
        ("tug_s", 11.9, "steadi.tug", NOT_MET),
        ("tug_s", 12.0, "steadi.tug", MET),
        ("tandem_stand_s", 9.9, "steadi.balance", MET),
        ("tandem_stand_s", 10.0, "steadi.balance", NOT_MET),
        ("tandem_stand_s", 10.1, "steadi.balance", NOT_MET),
    ],
)
def test_the_tests_of_steadi_have_their_own_limits(name: str, value: float, rule: str, answer: Answer) -> None:
    assert answers_of(person(**{name: value}))[rule] is answer


AVERAGES = {
    "male": {60: 14, 65: 12, 70: 12, 75: 11, 80: 10, 85: 8, 90: 7},
    "female": {60: 12, 65: 11, 70: 10, 75: 10, 80: 9, 85: 8, 90: 4},
}


@pytest.mark.parametrize(
    ("sex", "age", "average"), [(sex, age, value) for sex, rows in AVERAGES.items() for age, value in rows.items()]
)
@pytest.mark.parametrize("last", [False, True])
def test_fewer_rises_than_the_average_of_age_and_sex_are_below_it(sex: str, age: int, average: int, last: bool) -> None:
    years = age + 4 if last else age
    below = answers_of(person(sex=sex, age=years, chair_stand_30s_count=average - 1))
    at = answers_of(person(sex=sex, age=years, chair_stand_30s_count=average))
    assert (below["steadi.chair_stand"], at["steadi.chair_stand"]) == (MET, NOT_MET)


@pytest.mark.parametrize(("sex", "age"), [("male", 59), ("male", 95), ("female", 59), ("female", 95)])
def test_outside_the_published_ages_no_average_is_made_up(sex: str, age: int) -> None:
    assert answers_of(person(sex=sex, age=age, chair_stand_30s_count=0))["steadi.chair_stand"] is NOT_KNOWN


@pytest.mark.parametrize(
    ("score", "rule", "answer"),
    [
        (24, "morse.medium", NOT_MET),
        (25, "morse.medium", MET),
        (26, "morse.medium", MET),
        (44, "morse.medium", MET),
        (45, "morse.high", MET),
        (46, "morse.high", MET),
    ],
)
def test_the_bands_of_the_morse_scale(score: float, rule: str, answer: Answer) -> None:
    band = risk_of(person(morse=score)).morse
    assert band is not None
    assert (band.rule, band.answer) == (rule, answer)


def test_without_a_morse_score_there_is_no_band() -> None:
    assert risk_of(person()).morse is None


@pytest.mark.parametrize(
    ("systolic", "diastolic", "answer"),
    [(20, 0, MET), (19, 9, NOT_MET), (0, 10, MET), (21, 11, MET)],
)
def test_pressure_falls_by_20_over_10(systolic: float, diastolic: float, answer: Answer) -> None:
    who = person(systolic_drop_mmhg=systolic, diastolic_drop_mmhg=diastolic)
    assert risk_of(who).orthostatic is answer
    assert ("falls.orthostatic" in [item.id for item in risk_of(who).warnings]) is (answer is MET)


def test_half_a_pressure_that_did_not_fall_settles_nothing() -> None:
    assert risk_of(person(systolic_drop_mmhg=5)).orthostatic is NOT_KNOWN
    assert risk_of(person(systolic_drop_mmhg=25)).orthostatic is MET


def test_the_diagnosis_alone_is_enough() -> None:
    assert risk_of(person(condition("orthostatic_hypotension"))).orthostatic is MET


def test_k14_holds_the_same_fall_of_pressure() -> None:
    own = {(row["fact"], row["met_when"], row["value"]) for row in record("falls.orthostatic").values["limits"]}
    triggers = record("K14.orthostatic").values["triggers"]
    measured = [item for item in triggers if item["finds"] == "value" and item["measure"].endswith("_drop_mmhg")]
    theirs = {(item["measure"], item["limits"][0]["met_when"], item["limits"][0]["value"]) for item in measured}
    assert own <= theirs
