"""Drafted exercises by their own names, held against what stops training and what the findings leave out."""

from __future__ import annotations

import pytest

from tests.support.fhir_resources import Json, observation
from tests.support.moments import concerns, problem, said, sarcopenia, service

HIGH_PRESSURE = observation("8480-6", 190, "mm[Hg]", id="sys2", effectiveDateTime="2026-06-01T11:00:00Z")
MOVEMENT = "orders.exercise_movement"


@pytest.mark.parametrize(
    "text",
    [
        "Sit-ups and trunk rotation with weights",
        "Deep squats",
        "Overhead pulley exercise left shoulder",
        "Treadmill HIIT",
        "Leg press 3 x 10",
        "Tai chi class",
        "仰卧起坐 每日3组",
        "转体练习",
        "深蹲",
        "高强度间歇训练",
        "跑步机快走",
        "八段锦",
        "哑铃训练",
    ],
)
def test_an_exercise_by_its_own_name_must_wait_while_training_is_on_hold(text: str) -> None:
    assert said(sarcopenia(HIGH_PRESSURE), service(text)) == {"orders.exercise_stop": "stop"}


@pytest.mark.parametrize(
    "text",
    [
        "Treadmill stress test",
        "运动平板试验",
        "翻转体位，每2小时1次",
        "A1 pulley release",
        "High-intensity statin",
        "沙袋压迫止血",
    ],
)
def test_what_only_sounds_like_an_exercise_is_none(text: str) -> None:
    assert said(sarcopenia(HIGH_PRESSURE), service(text)) == {}


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (problem("M81.0", "Osteoporosis"), "Sit-ups and trunk rotation with weights"),
        (problem("M81.0", "Osteoporosis"), "转体练习"),
        (problem("M81.0", "Osteoporosis"), "Skipping rope"),
        (problem("M17.9", "Knee osteoarthritis"), "Deep squats"),
        (problem("I69.3", "Sequelae of cerebral infarction"), "Overhead pulley exercise left shoulder"),
        (problem("J44.9", "Chronic obstructive pulmonary disease"), "高强度间歇训练"),
    ],
)
def test_a_movement_that_the_findings_leave_out_is_pointed_out(held: Json, text: str) -> None:
    found = {item.id: item for item in concerns(sarcopenia(held), service(text))}
    assert found[MOVEMENT].severity == "modify"
    assert found[MOVEMENT].findings
    assert "orders.exercise_adapt" in found


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (problem("M81.0", "Osteoporosis"), "Leg press"),
        (problem("M17.9", "Knee osteoarthritis"), "Sit-ups"),
        (problem("M17.9", "Knee osteoarthritis"), "Half squats to a chair"),
    ],
)
def test_another_movement_is_only_adapted(held: Json, text: str) -> None:
    assert said(sarcopenia(held), service(text)) == {"orders.exercise_adapt": "modify"}


def test_only_the_findings_that_leave_the_movement_out_are_named() -> None:
    record = sarcopenia(problem("M81.0", "Osteoporosis"), problem("M17.9", "Knee osteoarthritis"))
    (found,) = [item for item in concerns(record, service("Deep squats")) if item.id == MOVEMENT]
    assert [item.id for item in found.findings] == ["joint.knee_osteoarthritis"]


def test_a_movement_that_nothing_speaks_against_gets_no_word() -> None:
    assert said(sarcopenia(), service("Deep squats")) == {}
