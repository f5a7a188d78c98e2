"""When to look again, at what, and what asks for a look at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.assessment import Supplement, Withheld
from rules.context import Criteria
from rules.facts import Encounter, Source
from rules.follow_up import FollowUp, follow_up
from rules.follow_up.answer import ReviewState
from rules.staging import stage
from tests.support.assessments import exercise_plan, nutrition_plan
from tests.support.records import DAY, Person, Thing, ago, condition, in_hospital, measured, ordered, person

FUNCTION = ("grip_kg", "chair_stand_5x_s", "gait_m_per_s", "sppb")


def course_of(
    who: Person, *, started: int | None = None, exercise: object = None, nutrition: object = None
) -> FollowUp:
    staging = stage(who.facts, Criteria.AWGS2019)
    context = replace(who.context, plan_started=ago(started))
    training = exercise_plan() if exercise is None else exercise
    return follow_up(who.record, who.facts, staging, training, nutrition, context)  # type: ignore[arg-type]  # plans


def items(who: Person, **plans: object) -> dict[int, tuple[str, ...]]:
    return {review.week: review.items for review in course_of(who, **plans).reviews}  # type: ignore[arg-type]


def test_reviews_come_after_2_4_8_12_and_24_weeks() -> None:
    found = items(person())
    assert list(found) == [2, 4, 8, 12, 24]
    assert found[2] == ("tolerance", "adverse_events")
    assert found[4] == ("weight_kg", "mna_sf_or_intake", "load_step")
    assert found[8] == FUNCTION
    assert found[12] == (*FUNCTION, "tug_s", "sarc_f", "weight_kg")
    assert found[24] == (*FUNCTION, "tug_s", "sarc_f", "weight_kg", "asm_same_device")


def test_a_supplement_is_asked_about_after_two_weeks() -> None:
    given = nutrition_plan(supplement=Supplement("oral_nutritional_supplement", 400, 30, 4))
    assert items(person(), nutrition=given)[2][-1] == "supplement_intake"


def test_refeeding_risk_brings_potassium_and_phosphate_after_four_weeks() -> None:
    found = items(person(), nutrition=Withheld(("K18.refeeding",)))[4]
    assert found[-2:] == ("potassium_mmol_per_l", "phosphate_mmol_per_l")


@pytest.mark.parametrize(
    ("who", "looked_at"),
    [
        (person(egfr_ml_per_min=59.9), True),
        (person(egfr_ml_per_min=60.0), False),
        (person(condition("chronic_kidney_disease")), True),
        (person(condition("dialysis_status")), True),
        (person(), False),
    ],
)
def test_kidneys_are_looked_at_after_twelve_weeks_where_they_are_ill(who: Person, looked_at: bool) -> None:
    assert ("uacr_mg_per_g" in items(who)[12]) is looked_at


def test_a_treated_vitamin_d_deficiency_is_measured_after_twelve_weeks() -> None:
    assert "vitamin_d_nmol_per_l" in items(person(condition("vitamin_d_deficiency")))[12]
    assert "vitamin_d_nmol_per_l" not in items(person())[12]


def states(who: Person, started: int) -> list[ReviewState]:
    return [review.state for review in course_of(who, started=started).reviews]


DONE, PAST, OVERDUE = ReviewState.DONE, ReviewState.PAST, ReviewState.OVERDUE
DUE, LATER, PLANNED = ReviewState.DUE, ReviewState.LATER, ReviewState.PLANNED


def test_without_a_first_day_reviews_are_only_planned() -> None:
    found = course_of(person()).reviews
    assert {(review.state, review.due) for review in found} == {(PLANNED, None)}


def test_every_review_has_its_day() -> None:
    found = course_of(person(), started=0).reviews
    assert [review.due for review in found] == [DAY + timedelta(weeks=week) for week in (2, 4, 8, 12, 24)]


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (0, [DUE, LATER, LATER, LATER, LATER]),
        (14, [DUE, DUE, LATER, LATER, LATER]),
        (15, [PAST, DUE, LATER, LATER, LATER]),
        (29, [PAST, PAST, DUE, LATER, LATER]),
        (84, [PAST, PAST, DUE, DUE, LATER]),
        (85, [PAST, PAST, OVERDUE, DUE, LATER]),
        (112, [PAST, PAST, OVERDUE, DUE, LATER]),
        (113, [PAST, PAST, OVERDUE, OVERDUE, DUE]),
    ],
)
def test_an_unmeasured_review_is_due_until_four_weeks_after_its_day(started: int, expected: list[ReviewState]) -> None:
    assert states(person(), started) == expected


@pytest.mark.parametrize(("days", "state"), [(43, OVERDUE), (42, DONE), (28, DONE), (0, DONE)])
def test_a_review_is_done_by_a_test_from_two_weeks_before_its_day_on(days: int, state: ReviewState) -> None:
    # The plan began 84 days ago: its eighth week ended 28 days ago, two weeks before that is 42 days ago.
    found = states(person(measured("grip_kg", 17, days=days)), 84)[2]
    assert found is (DUE if state is OVERDUE else state)


def test_a_test_long_after_a_review_does_not_make_up_for_it() -> None:
    assert states(person(measured("grip_kg", 17, days=0)), 120)[2] is OVERDUE


def test_the_plan_begins_on_the_day_told_else_with_the_newest_order_for_training() -> None:
    assert course_of(person(), started=30).started == ago(30)
    assert course_of(person(ordered("exercise_programme"))).started == DAY
    assert course_of(person(ordered("exercise_programme")), started=30).started == ago(30)
    assert course_of(person(ordered("physiotherapy"))).started is None


@pytest.mark.parametrize(("days", "counts"), [(730, True), (731, False)])
def test_an_order_of_more_than_two_years_ago_is_no_start(days: int, counts: bool) -> None:
    order = replace(ordered("exercise_programme"), on=ago(days))
    assert (course_of(person(order)).started is not None) is counts


@pytest.mark.parametrize(
    ("who", "months"),
    [
        (person(grip_kg=15, asm_height2_kg_per_m2=5.0), 6),
        (person(grip_kg=15, asm_height2_kg_per_m2=5.0, gait_m_per_s=0.7), 6),
        (person(grip_kg=15, age=60), 12),
        (person(sarc_f=5, age=60), 12),
        (person(grip_kg=25, gait_m_per_s=1.2, age=64), None),
        (person(grip_kg=25, gait_m_per_s=1.2, age=65), 12),
    ],
)
def test_after_the_plan_six_months_with_sarcopenia_and_a_year_at_risk_or_from_65_on(
    who: Person, months: int | None
) -> None:
    assert course_of(who).then_months == months


@pytest.mark.parametrize(
    ("thing", "cause"),
    [
        (condition("fall", days=9), "fall"),
        (condition("fall", days=10), None),
        (condition("fall", days=9, active=False), "fall"),
        (condition("hip_fracture", days=9), "fracture"),
        (condition("vertebral_fracture", days=9), "fracture"),
        (condition("osteoporosis", days=9), None),
        (in_hospital(9), "admission"),
        (in_hospital(10), None),
        (Encounter(Source("Encounter", "e"), False, running=True, start=ago(3)), None),
    ],
)
def test_what_happened_since_the_last_test_asks_for_a_look_at_once(thing: Thing, cause: str | None) -> None:
    found = course_of(person(thing, measured("grip_kg", 17, days=10))).at_once
    assert [item.id for item in found] == ([cause] if cause else [])


@pytest.mark.parametrize(("days", "counts"), [(184, True), (185, False)])
def test_without_a_test_what_happened_within_six_months_counts(days: int, counts: bool) -> None:
    assert bool(course_of(person(condition("fall", days=days))).at_once) is counts


@pytest.mark.parametrize(("loss", "counts"), [(5.0, False), (5.1, True)])
def test_a_weight_loss_of_more_than_five_percent_counts(loss: float, counts: bool) -> None:
    who = person(measured("grip_kg", 17, days=10), weight_loss_percent_6_months=loss)
    assert ("weight_loss" in [item.id for item in course_of(who).at_once]) is counts


def test_where_comfort_comes_first_there_is_no_follow_up_of_targets() -> None:
    found = course_of(person(grip_kg=15, sarc_f=6), exercise=Withheld(("K25.palliative",)), started=100)
    assert found == FollowUp(started=None, reviews=(), then_months=None)


def test_without_any_plan_nothing_is_scheduled() -> None:
    assert course_of(person(), exercise=Withheld(("K01.acute_coronary",))).reviews == ()
