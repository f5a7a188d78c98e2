"""The MNA-SF by its items: points on both sides of every limit, points that an item lacks, what a record answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.nutrition import mna_sf
from tests.support.nutrition import DAY, Person, condition, person, plan, series

FULL = {"A": 2, "B": 3, "C": 2, "D": 2, "E": 2, "F": 3}


def answered(someone: Person) -> dict[str, int]:
    return mna_sf.answered(someone.record, someone.facts, DAY)


def of_bmi(bmi: float) -> Person:
    return person(height_cm=200, weight_kg=bmi * 4, bmi_kg_per_m2=bmi)


@pytest.mark.parametrize(
    ("points", "band"), [(7, "malnourished"), (8, "at_risk"), (11, "at_risk"), (12, "normal"), (14, "normal")]
)
def test_the_bands_of_the_score(points: int, band: str) -> None:
    assert mna_sf.band(points) == band


def test_a_whole_score_is_the_sum_of_all_six() -> None:
    assert mna_sf.total(FULL) == 14
    assert mna_sf.total(dict.fromkeys(mna_sf.ITEMS, 0)) == 0


def test_a_missing_item_leaves_no_score() -> None:
    assert mna_sf.total({item: points for item, points in FULL.items() if item != "C"}) is None


@pytest.mark.parametrize(("item", "points"), [("A", 3), ("B", 4), ("C", 3), ("D", 1), ("E", 3), ("F", 4), ("G", 0)])
def test_points_that_an_item_does_not_have_are_refused(item: str, points: int) -> None:
    with pytest.raises(ValueError, match=f"item {item} has no {points}"):
        mna_sf.total({**FULL, item: points})


@pytest.mark.parametrize(
    ("item", "points"),
    [(item, points) for item, row in {"A": 3, "B": 4, "C": 3, "E": 3, "F": 4}.items() for points in range(row)]
    + [("D", 0), ("D", 2)],
)
def test_every_point_that_an_item_has_is_taken(item: str, points: int) -> None:
    assert mna_sf.total({**FULL, item: points}) == 14 - FULL[item] + points


@pytest.mark.parametrize(
    ("bmi", "points"), [(18.9, 0), (19.0, 1), (20.9, 1), (21.0, 2), (22.9, 2), (23.0, 3), (23.1, 3)]
)
def test_item_f_by_bmi(bmi: float, points: int) -> None:
    assert answered(of_bmi(bmi))["F"] == points


@pytest.mark.parametrize(("calf", "points"), [(30.9, 0), (31.0, 3), (33.0, 3)])
def test_item_f_by_calf_at_31_only_without_a_bmi(calf: float, points: int) -> None:
    assert answered(person(height_cm=None, weight_kg=None, calf_cm=calf))["F"] == points
    assert answered(person(height_cm=200, weight_kg=72, bmi_kg_per_m2=18.0, calf_cm=calf))["F"] == 0


def test_without_bmi_and_calf_item_f_is_asked() -> None:
    assert "F" not in answered(person(height_cm=None, weight_kg=None))


def weighed(*points: tuple[int, float]) -> Person:
    return person(earlier={"weight_kg": series("weight_kg", *points)})


@pytest.mark.parametrize(
    ("then", "points"), [(63.1, 0), (63.0, 2), (62.9, 2), (61.0, 2), (60.9, 3), (60.0, 3), (58.0, 3)]
)
def test_item_b_by_what_was_lost_in_three_months(then: float, points: int) -> None:
    assert answered(weighed((90, then), (0, 60.0)))["B"] == points


@pytest.mark.parametrize(("ago", "known"), [(61, False), (62, True), (122, True), (123, False)])
def test_item_b_needs_a_weight_of_about_three_months_ago(ago: int, known: bool) -> None:
    assert ("B" in answered(weighed((ago, 64.0), (0, 60.0)))) is known


@pytest.mark.parametrize(("ago", "known"), [(30, True), (31, False)])
def test_item_b_needs_a_weight_of_today_or_nearly(ago: int, known: bool) -> None:
    assert ("B" in answered(weighed((92, 64.0), (ago, 60.0)))) is known


def test_item_b_takes_the_weight_nearest_to_three_months_ago() -> None:
    assert answered(weighed((115, 70.0), (92, 61.0), (0, 60.0)))["B"] == 2


def test_a_future_weight_is_not_looked_at() -> None:
    assert "B" not in answered(weighed((92, 64.0), (-1, 60.0)))


def test_bed_acute_disease_and_a_severe_mind_answer_c_d_and_e_with_no_points() -> None:
    assert answered(person(condition("bed_confinement")))["C"] == 0
    assert answered(person(condition("pneumonia", ago=3)))["D"] == 0
    assert answered(person(condition("dementia", qualifiers=("severe",))))["E"] == 0
    assert answered(person(condition("depression", qualifiers=("severe",))))["E"] == 0


def test_what_a_record_does_not_say_is_asked_and_never_taken_for_the_best() -> None:
    assert set(answered(person())) == {"F"}
    assert "E" not in answered(person(condition("dementia")))


def test_a_plan_shows_the_items_where_a_screen_is_wanted() -> None:
    someone = person(condition("cirrhosis"), weight_loss_percent_6_months=6)
    found = plan(someone).nourishment
    assert found is not None
    assert found.screen == "not_screened"
    assert found.screen_items == (("F", 3),)
    assert found.screen_asks == ("A", "B", "C", "D", "E")
    screened = plan(replace(someone, facts=person(weight_loss_percent_6_months=6, mna_sf=9).facts)).nourishment
    assert screened is not None
    assert (screened.screen, screened.screen_items, screened.screen_asks) == ("at_risk", (), ())
    plain = plan(person()).nourishment
    assert plain is not None
    assert plain.screen_asks == ()
