"""Sets of five to ten repetitions on a machine, as Observations with their repetitions beside."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_profiles.prefetch import PREFETCH
from rules.exercise.machines import machine_loads
from rules.selection import select
from tests.support.fhir_resources import AS_OF, OWN, concept, observation, quantity, reasons_of, record_of, values_of


def maxima(*resources: dict[str, Any]) -> list[tuple[str, float, int]]:
    record = record_of(*resources)
    found = machine_loads(record, select(record, AS_OF.date()).facts)
    return [(one.movement, round(one.one_rm_kg, 3), one.repetitions) for one in found]


def repetitions(**value: Any) -> dict[str, Any]:
    return {"component": [{"code": concept(OWN, "test-set-repetitions"), **value}]}


@pytest.mark.parametrize(
    ("code", "name", "movement"),
    [
        ("leg-press-10rm", "leg_press_10rm_kg", "movement.leg_press"),
        ("chest-press-10rm", "chest_press_10rm_kg", "movement.machine_chest_press"),
        ("row-10rm", "row_10rm_kg", "movement.machine_row"),
    ],
)
def test_a_set_on_a_machine_is_read_under_our_own_code(code: str, name: str, movement: str) -> None:
    sent = observation(concept(OWN, code), 30, "kg")
    assert values_of(record_of(sent), name) == [30]
    assert maxima(sent) == [(movement, 40.0, 10)]
    assert maxima(observation(concept(OWN, code), 66.1386786555, "[lb_av]")) == [(movement, 40.0, 10)]
    assert f"muscle-measures|{code}" in PREFETCH["observationsMuscle"].template


@pytest.mark.parametrize(
    ("text", "name"),
    [("腿举10RM", "leg_press_10rm_kg"), ("Seated row 10RM", "row_10rm_kg"), ("坐姿推胸10RM", "chest_press_10rm_kg")],
)
def test_a_set_on_a_machine_is_read_by_its_name(text: str, name: str) -> None:
    assert values_of(record_of(observation(concept(text=text), 30, "kg")), name) == [30]


@pytest.mark.parametrize("value", [{"valueInteger": 8}, {"valueQuantity": quantity(8, "{count}")}])
def test_the_repetitions_beside_a_load_are_those_of_its_set(value: dict[str, Any]) -> None:
    sent = observation(concept(OWN, "leg-press-10rm"), 60, "kg", **repetitions(**value))
    assert maxima(sent) == [("movement.leg_press", 76.0, 8)]


@pytest.mark.parametrize("value", [{}, {"valueInteger": 0}, {"valueInteger": 51}, {"valueString": "several"}])
def test_repetitions_that_cannot_be_used_leave_the_load_unused(value: dict[str, Any]) -> None:
    sent = observation(concept(OWN, "leg-press-10rm"), 60, "kg", **repetitions(**value))
    assert maxima(sent) == []
    assert [name for name, _ in reasons_of(record_of(sent))] == ["test_set_repetitions"]


@pytest.mark.parametrize(("code", "most"), [("leg-press-10rm", 600), ("row-10rm", 300), ("chest-press-10rm", 300)])
def test_a_load_outside_what_machines_hold_is_not_used(code: str, most: float) -> None:
    for load, counts in ((0.49, False), (0.5, True), (most, True), (most + 0.01, False)):
        assert bool(maxima(observation(concept(OWN, code), load, "kg"))) is counts


@pytest.mark.parametrize(("count", "kept"), [(0, False), (1, True), (50, True), (51, False)])
def test_the_repetitions_of_a_set_are_between_one_and_fifty(count: int, kept: bool) -> None:
    sent = observation(concept(OWN, "row-10rm"), 30, "kg", **repetitions(valueInteger=count))
    assert values_of(record_of(sent), "test_set_repetitions") == ([count] if kept else [])
