"""Swallow screens that are sent as Observations: passed, not passed, graded, or not understood."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.cards.words import words
from fhir_profiles.prefetch import PREFETCH
from rules.measures import measures
from rules.nutrition.swallowing import swallowing
from rules.selection import select
from tests.support.fhir_resources import AS_OF, OWN, SNOMED, concept, observation, reasons_of, record_of, values_of


def screen(code: Any = None, **elements: Any) -> dict[str, Any]:
    return observation(code or concept(OWN, "swallow-screen"), on="2026-05-01", **elements)


def water(**elements: Any) -> dict[str, Any]:
    return screen(concept(text="洼田饮水试验"), **elements)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("passed", 1),
        ("通过", 1),
        ("正常", 1),
        ("no cough", None),
        ("failed", 2),
        ("未通过", 2),
        ("呛咳", 2),
        ("abnormal", 2),
        ("3级", 2),
    ],
)
def test_a_screen_is_passed_only_where_its_words_say_so(said: str, result: float | None) -> None:
    record = record_of(screen(valueString=said))
    assert values_of(record, "swallow_screen") == ([] if result is None else [result])
    assert len(reasons_of(record)) == (result is None)
    assert values_of(record_of(screen(valueCodeableConcept=concept(text=said))), "swallow_screen") == values_of(
        record, "swallow_screen"
    )


@pytest.mark.parametrize(("code", "result"), [("385669000", 1), ("385671000", 2), ("385670004", 2)])
def test_a_screen_is_read_from_the_code_of_its_outcome(code: str, result: float) -> None:
    assert values_of(record_of(screen(valueCodeableConcept=concept(SNOMED, code))), "swallow_screen") == [result]


@pytest.mark.parametrize(
    ("elements", "grade"),
    [
        ({"valueInteger": 1}, 1),
        ({"valueInteger": 2}, 2),
        ({"valueQuantity": {"value": 5, "unit": "级"}}, 5),
        ({"valueString": "1级"}, 1),
        ({"valueString": "Ⅰ级，无呛咳"}, 1),
        ({"valueString": "一级，偶有呛咳"}, 2),
        ({"valueString": "II 级"}, 2),
        ({"valueString": "Ⅲ级"}, 3),
        ({"valueString": "grade IV, coughing"}, 4),
        ({"valueString": "五级"}, 5),
        ({"valueString": "正常"}, 1),
        ({"valueString": "阳性"}, 2),
        ({"valueString": "2级或3级"}, 2),
    ],
)
def test_the_water_test_is_read_by_its_grade_else_by_its_words(elements: dict[str, Any], grade: float) -> None:
    assert values_of(record_of(water(**elements)), "water_swallow_test") == [grade]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (water(valueInteger=0), "implausible"),
        (water(valueInteger=6), "implausible"),
        (water(valueQuantity={"value": 1.5}), "wrong_value_type"),
        (water(valueQuantity={"value": 1, "comparator": "<"}), "wrong_value_type"),
        (screen(valueInteger=1), "no_value"),
        (screen(valueQuantity={"value": 1, "unit": "1", "code": "1"}), "wrong_value_type"),
        (screen(valueString="done"), "wrong_value_type"),
        (screen(dataAbsentReason=concept(text="not done")), "data_absent"),
    ],
)
def test_a_screen_that_tells_no_result_is_ignored_with_its_reason(sent: dict[str, Any], reason: str) -> None:
    assert [found for _, found in reasons_of(record_of(sent))] == [reason]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (concept(OWN, "swallow-screen"), "swallow_screen"),
        (concept(OWN, "water-swallow-test"), "water_swallow_test"),
        (concept(text="吞咽筛查"), "swallow_screen"),
        (concept(text="Swallow screen"), "swallow_screen"),
        (concept(text="饮水试验"), "water_swallow_test"),
        (concept(text="Water swallow test"), "water_swallow_test"),
    ],
)
def test_a_screen_that_was_not_passed_is_noticed(code: dict[str, Any], name: str) -> None:
    record = record_of(screen(code, valueString="未通过"))
    assert values_of(record, name) == [2]
    found = swallowing(record, select(record, AS_OF.date()).facts)
    assert [piece.label for piece in found.failed] == [name]


@pytest.mark.parametrize(("score", "noticed"), [(2, False), (3, True)])
def test_an_eat10_sent_as_an_observation_is_noticed(score: int, noticed: bool) -> None:
    record = record_of(observation(concept(OWN, "eat-10"), score, "{score}"))
    assert bool(swallowing(record, select(record, AS_OF.date()).facts).trouble) is noticed


def test_screens_are_asked_for_with_the_measures_of_muscle() -> None:
    for code in ("swallow-screen", "water-swallow-test", "eat-10"):
        assert f"muscle-measures|{code}" in PREFETCH["observationsMuscle"].template


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ["passed", "not passed", "grade 1", "grade 5"]), ("zh-CN", ["通过", "未通过", "1级", "5级"])],
)
def test_results_are_told_in_words(language: str, told: list[str]) -> None:
    known = (("swallow_screen", 1), ("swallow_screen", 2), ("water_swallow_test", 1), ("water_swallow_test", 5))
    assert [words(language).told(name, value, "1") for name, value in known] == told


@pytest.mark.parametrize(("name", "results"), [("swallow_screen", (1, 2)), ("water_swallow_test", (1, 5))])
def test_a_screen_has_two_results_and_the_water_test_five_grades(name: str, results: tuple[int, int]) -> None:
    assert (measures()[name].low, measures()[name].high) == results
