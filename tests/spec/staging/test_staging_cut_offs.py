"""Every limit of every table: at the limit and one step to either side, both sexes, both methods, all age bands."""

from __future__ import annotations

import pytest

from rules.answers import Answer
from rules.assessment import CriterionResult
from rules.catalogue import record
from rules.context import Criteria
from rules.staging import stage
from tests.support.facts import facts
from tests.support.staging_tables import LIMITS, WORDS_FOR_SIGNS, PrintedLimit

AGES_TO_TRY = (49, 50, 59, 60, 64, 65, 90)


def named(item: PrintedLimit) -> str:
    return f"{item.definition}-{item.measure}-{item.method or 'any'}-{item.sex}-{item.first_age}"


def ages_of(item: PrintedLimit) -> list[int]:
    return [age for age in AGES_TO_TRY if item.first_age <= age <= item.last_age]


def judged(item: PrintedLimit, age: int, value: float) -> CriterionResult:
    """What the program says of a person of whom only this is known."""
    person = facts(item.sex, age, method=item.method, **{item.measure: value})
    results = stage(person, Criteria(item.definition)).results
    (found,) = (result for result in results if result.fact is not None and result.fact.name == item.measure)
    return found


@pytest.mark.parametrize("item", LIMITS, ids=named)
def test_the_limit_and_its_neighbours_fall_on_the_printed_side(item: PrintedLimit) -> None:
    assert ages_of(item)
    for age in ages_of(item):
        for value in item.neighbours:
            expected = Answer.MET if item.is_low(value) else Answer.NOT_MET
            assert judged(item, age, value).answer is expected, (age, value)


@pytest.mark.parametrize("item", LIMITS, ids=named)
def test_the_result_names_the_limit_its_comparator_source_and_grade(item: PrintedLimit) -> None:
    result = judged(item, ages_of(item)[0], item.value)
    assert result.step == item.step
    assert result.cut_off is not None
    assert result.fact is not None
    assert (result.cut_off.value, result.cut_off.met_when) == (item.value, WORDS_FOR_SIGNS[item.sign])
    assert result.cut_off.unit == result.fact.unit
    assert result.cut_off.grade == item.grade
    assert result.cut_off.source == (item.definition if item.grade != "synthesis" else "project")


@pytest.mark.parametrize("item", LIMITS, ids=named)
def test_binary_arithmetic_does_not_move_a_value_off_its_limit(item: PrintedLimit) -> None:
    age = ages_of(item)[0]
    exact = judged(item, age, item.value).answer
    assert judged(item, age, item.value * (1 + 1e-12)).answer is exact
    assert judged(item, age, item.value * (1 - 1e-12)).answer is exact


@pytest.mark.parametrize(
    ("definition", "sex", "measure", "value", "method", "younger", "older"),
    [
        ("awgs2025", "male", "grip_kg", 30.0, None, Answer.MET, Answer.NOT_MET),
        ("awgs2025", "female", "grip_kg", 19.0, None, Answer.MET, Answer.NOT_MET),
        ("awgs2025", "male", "asm_height2_kg_per_m2", 7.3, "bia", Answer.MET, Answer.NOT_MET),
        ("awgs2025", "male", "asm_height2_kg_per_m2", 7.1, "dxa", Answer.MET, Answer.NOT_MET),
        ("awgs2025", "female", "asm_height2_kg_per_m2", 5.45, "dxa", Answer.MET, Answer.NOT_MET),
        ("awgs2025", "female", "asm_height2_kg_per_m2", 5.69, "bia", Answer.MET, Answer.MET),
        ("awgs2025", "male", "asm_bmi_m2", 0.75, "dxa", Answer.MET, Answer.NOT_MET),
        ("awgs2025", "female", "asm_bmi_m2", 0.60, "bia", Answer.MET, Answer.NOT_MET),
        ("ewgsop2", "male", "grip_kg", 26.9, None, Answer.MET, Answer.MET),
    ],
)
def test_the_band_changes_on_the_sixty_fifth_birthday(
    definition: str, sex: str, measure: str, value: float, method: str | None, younger: Answer, older: Answer
) -> None:
    for age, expected in ((64, younger), (65, older)):
        results = stage(facts(sex, age, method=method, **{measure: value}), Criteria(definition)).results
        assert [result.answer for result in results if result.fact is not None] == [expected]


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize(
    ("definition", "age", "applies", "notes"),
    [
        ("awgs2019", 49, False, ()),
        ("awgs2019", 50, False, ("use_awgs2025",)),
        ("awgs2019", 59, False, ("use_awgs2025",)),
        ("awgs2019", 60, True, ()),
        ("awgs2025", 49, False, ()),
        ("awgs2025", 50, True, ("age_band_50_64",)),
        ("awgs2025", 64, True, ("age_band_50_64",)),
        ("awgs2025", 65, True, ()),
        ("ewgsop2", 49, True, ("probable_treat_causes",)),
        ("ewgsop2", 65, True, ("probable_treat_causes",)),
    ],
)
def test_a_definition_applies_from_its_first_birthday_on(
    sex: str, definition: str, age: int, applies: bool, notes: tuple[str, ...]
) -> None:
    got = stage(facts(sex, age, grip_kg=10.0), Criteria(definition))
    assert (got.stage != "not_applicable") is applies
    assert got.notes == notes
    if not applies:
        assert (got.steps, got.results, got.measure_next) == ({}, (), ())


@pytest.mark.parametrize("item", LIMITS, ids=named)
def test_the_step_that_a_test_can_show_is_the_printed_one(item: PrintedLimit) -> None:
    rule = record(judged(item, ages_of(item)[0], item.value).id)
    assert rule.values["resolution"] == item.resolution
