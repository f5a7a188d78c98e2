"""Smoking status as an Observation: what an answer says, and what becomes of the risk factor."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.cards.risk import card_line
from cds_service.cards.words import words
from fhir_profiles.prefetch import PREFETCH
from rules.answers import Answer
from rules.context import Context
from rules.facts import PatientRecord
from rules.measures import measures
from rules.risk import RiskFactor, risk_factors
from rules.selection import select
from tests.support.fhir_resources import (
    AS_OF,
    LOINC,
    SNOMED,
    concept,
    condition,
    observation,
    reasons_of,
    record_of,
    values_of,
)
from tests.support.records import staged

NEVER, NOT_NOW, FORMER, CURRENT = 0, 1, 2, 3
SMOKER = condition(text="nicotine dependence")


def smoking(on: str = "2026-05-01", code: Any = "72166-2", **elements: Any) -> dict[str, Any]:
    return observation(code, on=on, **elements) | {"id": f"s-{on}"}


def factor(record: PatientRecord) -> RiskFactor:
    facts = select(record, AS_OF.date()).facts
    (found,) = (one for one in risk_factors(record, facts, staged(), Context(AS_OF)) if one.id == "risk.smoking")
    return found


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        (LOINC, "LA18978-9", NEVER),
        (LOINC, "LA15920-4", FORMER),
        (LOINC, "LA18976-3", CURRENT),
        (LOINC, "LA18977-1", CURRENT),
        (LOINC, "LA18981-3", CURRENT),
        (LOINC, "LA18982-1", CURRENT),
        (SNOMED, "266919005", NEVER),
        (SNOMED, "8392000", NOT_NOW),
        (SNOMED, "8517006", FORMER),
        (SNOMED, "449868002", CURRENT),
        (SNOMED, "428041000124106", CURRENT),
        (SNOMED, "428061000124105", CURRENT),
        (SNOMED, "428071000124103", CURRENT),
        (SNOMED, "77176002", CURRENT),
        (SNOMED, "65568007", CURRENT),
    ],
)
def test_a_smoking_status_is_read_from_the_code_of_its_answer(system: str, code: str, expected: float) -> None:
    record = record_of(smoking(valueCodeableConcept=concept(system, code)))
    assert values_of(record, "smoking_status") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Never smoker", NEVER),
        ("从不吸烟", NEVER),
        ("从未吸烟", NEVER),
        ("无吸烟史", NEVER),
        ("Non-smoker", NOT_NOW),
        ("不吸烟", NOT_NOW),
        ("否", NOT_NOW),
        ("无", NOT_NOW),
        ("no", NOT_NOW),
        ("Former smoker", FORMER),
        ("Ex-smoker (finding)", FORMER),
        ("quit 2009", FORMER),
        ("No longer smokes", FORMER),
        ("已戒烟10年", FORMER),
        ("曾吸烟", FORMER),
        ("既往吸烟，已戒", FORMER),
        ("Current every day smoker", CURRENT),
        ("quite a heavy smoker", CURRENT),
        ("has not quit ", CURRENT),
        ("吸烟，20支/日", CURRENT),
        ("每日吸烟", CURRENT),
        ("未戒烟", CURRENT),
        ("戒烟后复吸", CURRENT),
        ("是", CURRENT),
        ("yes", CURRENT),
    ],
)
def test_a_smoking_status_is_read_from_words_in_both_languages(text: str, expected: float) -> None:
    assert values_of(record_of(smoking(valueString=text)), "smoking_status") == [expected]
    assert values_of(record_of(smoking(valueCodeableConcept=concept(text=text))), "smoking_status") == [expected]


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"valueCodeableConcept": concept(LOINC, "LA18980-5")}, "wrong_value_type"),
        ({"valueCodeableConcept": concept(LOINC, "LA18979-7")}, "wrong_value_type"),
        ({"valueCodeableConcept": concept(SNOMED, "266927001")}, "wrong_value_type"),
        ({"valueCodeableConcept": concept(SNOMED, "77176002", "Smoker, current status unknown")}, "wrong_value_type"),
        ({"valueString": "不详"}, "wrong_value_type"),
        ({"valueString": "被动吸烟"}, "wrong_value_type"),
        ({"valueString": "吸烟史20年"}, "wrong_value_type"),
        ({"valueString": "smokes " + "x" * 94}, "wrong_value_type"),
        ({"valueInteger": 3}, "no_value"),
        ({"valueQuantity": {"value": 3, "unit": "1", "code": "1"}}, "wrong_value_type"),
        ({"dataAbsentReason": concept(text="asked but unknown")}, "data_absent"),
    ],
)
def test_an_answer_that_does_not_tell_is_ignored_with_its_reason(elements: dict[str, Any], reason: str) -> None:
    record = record_of(smoking(**elements))
    assert reasons_of(record) == [("smoking_status", reason)]
    assert factor(record).answer is Answer.NOT_KNOWN


def test_an_answer_of_a_hundred_characters_is_heard_and_kept_as_it_was_said() -> None:
    said = "smokes " + "x" * 93
    (read,) = record_of(smoking(valueString=said)).series["smoking_status"]
    assert (read.value, read.recorded) == (CURRENT, said)


@pytest.mark.parametrize("code", ["吸烟状况", "吸烟", "Smoking status", "Tobacco smoking status NHIS"])
def test_a_smoking_status_is_read_by_its_name(code: str) -> None:
    assert values_of(record_of(smoking(code=concept(text=code), valueString="从不吸烟")), "smoking_status") == [NEVER]


def test_a_smoking_status_is_read_under_its_snomed_code() -> None:
    record = record_of(smoking(code=concept(SNOMED, "229819007"), valueCodeableConcept=concept(SNOMED, "8517006")))
    assert values_of(record, "smoking_status") == [FORMER]


def test_a_smoking_status_is_asked_for_with_the_vital_signs() -> None:
    assert "http://loinc.org|72166-2" in PREFETCH["observationsVitals"].template


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("never", Answer.NOT_MET),
        ("former smoker", Answer.NOT_MET),
        ("non-smoker", Answer.NOT_MET),
        ("current smoker", Answer.MET),
    ],
)
def test_who_smokes_now_has_the_risk_factor_and_who_does_not_has_not(said: str, answer: Answer) -> None:
    assert factor(record_of(smoking(valueString=said))).answer is answer


def test_without_an_answer_smoking_is_not_known_and_is_asked() -> None:
    found = factor(record_of())
    assert (found.answer, found.ask) == (Answer.NOT_KNOWN, ("smoking_status",))


def test_an_answer_outweighs_an_old_entry_of_the_problem_list_and_a_stale_one_does_not() -> None:
    assert factor(record_of(SMOKER)).answer is Answer.MET
    assert factor(record_of(SMOKER, smoking(valueString="former smoker"))).answer is Answer.NOT_MET
    assert factor(record_of(SMOKER, smoking("2025-06-01", valueString="former smoker"))).answer is Answer.NOT_MET
    assert factor(record_of(SMOKER, smoking("2025-05-31", valueString="former smoker"))).answer is Answer.MET


def test_two_different_answers_of_one_day_leave_smoking_open() -> None:
    two = (smoking(valueString="never"), smoking(valueString="current smoker") | {"id": "s-other"})
    assert factor(record_of(*two)).answer is Answer.NOT_KNOWN


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Smoking status current smoker, 2026-05-01"), ("zh-CN", "目前吸烟")]
)
def test_an_answer_is_told_in_words_and_never_as_a_number(language: str, told: str) -> None:
    found = factor(record_of(smoking(valueString="current smoker")))
    assert told in card_line(found, words(language))


def test_every_answer_has_its_words_in_both_languages() -> None:
    for language in ("en", "zh-CN"):
        said = [words(language).told("smoking_status", value, "1") for value in (NEVER, NOT_NOW, FORMER, CURRENT)]
        assert len(set(said)) == len(said)
        assert not any(text.strip("0123 ") == "" for text in said)


def test_there_are_four_answers_from_never_to_current() -> None:
    measure = measures()["smoking_status"]
    assert (measure.low, measure.high, measure.valid_days) == (NEVER, CURRENT, 365)
