"""The lines about falls and follow-up on the cards, in the report and in the JSON document."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from cds_service.assess import assess
from cds_service.cards import falls, follow_up
from cds_service.cards.answering import answer
from cds_service.cards.words import words
from cds_service.documents.assessment_json import document
from cds_service.documents.report_text import text
from rules.assessment import Assessment
from rules.context import Criteria
from tests.support.assessments import LANGUAGES, asked
from tests.support.records import Thing, ago, condition, drug, measured, person

BANNED = re.compile(
    r"\b(bed rest|discontinue|withdraw|taper)\b|停药|停用|减量|卧床休息",
    re.IGNORECASE,
)
FALLER: tuple[Thing, ...] = (
    condition("fall", days=40, says=["needed_care"]),
    condition("fall", days=100),
    drug("benzodiazepine", days=10),
    drug("opioid", days=400),
    measured("gait_m_per_s", 0.95, days=200),
    measured("gait_m_per_s", 0.75, days=3),
    measured("grip_kg", 14, days=100),
    measured("grip_kg", 16.6, days=1),
)


def assessed(*things: Thing, started: int | None = None, adherence: float | None = None, **values: float) -> Assessment:
    who = person(*things, **{"asm_height2_kg_per_m2": 5.0, **values})
    context = replace(who.context, plan_started=ago(started), adherence_percent=adherence)
    return assess(who.record, context)


def details(assessment: Assessment, language: str = "en") -> str:
    return "\n".join(str(card["detail"]) for card in answer(assessment, asked(language)).cards)


def test_the_stage_card_names_stratum_reasons_drugs_and_warnings() -> None:
    said = details(assessed(*FALLER))
    assert "**High fall risk**: A fall that needed care" in said
    assert "13 of the 14 classes of STOPPFall" in said
    assert "odds ratio for falls 1.42, 1.22-1.65" in said
    assert "Review these medicines with the prescriber" in said
    assert "never abrupt" in said
    assert "Early warning: A fall in the last 3 months" in said


def test_the_same_in_chinese() -> None:
    said = details(assessed(*FALLER), "zh-CN")
    assert "**跌倒高风险**：跌倒后需就医" in said
    assert "STOPPFall 14类中的13类" in said
    assert "与处方医师共同复核" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_tells_anybody_to_change_a_drug_or_to_rest(language: str) -> None:
    found = assessed(*FALLER, started=90, adherence=80)
    w = words(language)
    told = (*falls.lines(found, w), *falls.short_lines(found, w))
    told += (*follow_up.results(found, w), *follow_up.schedule(found, w))
    assert [line for line in told if BANNED.search(line)] == []


def test_a_gain_below_the_error_of_two_tests_is_called_measurable_and_not_important() -> None:
    (line,) = [
        item for item in follow_up.results(assessed(*FALLER, started=90), words("en")) if item.startswith("Grip")
    ]
    assert "14 kg" in line
    assert "16.6 kg" in line
    assert "+2.6 kg" in line
    assert "a measurable gain" in line
    assert "below what is called clinically important" in line


def test_a_loss_is_written_with_its_sign() -> None:
    told = " ".join(follow_up.results(assessed(*FALLER, started=90), words("en")))
    assert "−0.2 m/s" in told
    assert "a clinically important loss" in told


def test_the_exercise_card_holds_the_reviews_with_their_days() -> None:
    said = follow_up.schedule(assessed(grip_kg=15, gait_m_per_s=0.9, sppb=8, started=0), words("en"))
    assert said[0].startswith("At every session")
    assert "After 2 weeks (2026-11-16, next): how training is tolerated, adverse events" in said
    assert any(line.startswith("After 24 weeks") and "2027-04-19" in line for line in said)
    assert "After the plan: every 6 months; one or two sessions a week keep what was gained." in said


def test_a_plan_that_does_not_work_is_said_to_with_what_to_look_at() -> None:
    values = (measured("grip_kg", 15, days=90), measured("grip_kg", 15.2, days=2))
    said = " ".join(follow_up.results(assessed(*values, started=88, adherence=80, crp_mg_per_l=12), words("en")))
    assert "The plan does not work" in said
    assert "inflammation (12 mg/L" in said


def test_a_low_risk_takes_one_line_and_no_place_on_the_exercise_card() -> None:
    found = assessed(grip_kg=15, gait_m_per_s=1.1)
    assert falls.lines(found, words("en"))[0].startswith("**Low fall risk")
    assert falls.short_lines(found, words("en")) == ()


def test_where_comfort_comes_first_nothing_is_said_of_falls_or_follow_up() -> None:
    found = assessed(condition("palliative_care"), *FALLER, started=90)
    assert falls.lines(found, words("en")) == ()
    assert follow_up.results(found, words("en")) == ()
    assert follow_up.schedule(found, words("en")) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_holds_both(language: str) -> None:
    w = words(language)
    report = text(assessed(*FALLER, started=90), asked(language))
    assert w.say("heading.falls") in report
    assert w.say("heading.follow_up") in report


def test_the_document_holds_both_as_plain_values() -> None:
    written = document(assessed(*FALLER, started=90), [], {}, Criteria.AWGS2019)
    plain = json.loads(json.dumps(written))
    assert plain["falls"]["stratum"] == "high"
    assert [item["id"] for item in plain["falls"]["because"]] == ["fall.needed_care", "fall.repeated"]
    assert plain["falls"]["drugs"]["classes_matched"] == 13
    assert plain["falls"]["drugs"]["found"][0]["odds_ratio"] == {"value": 1.42, "low": 1.22, "high": 1.65}
    assert plain["follow_up"]["started"] == ago(90).isoformat()  # type: ignore[union-attr]  # a day was given
    changes = {item["measure"]: item["verdict"] for item in plain["follow_up"]["changes"]}
    assert changes == {"grip_kg": "measurable_to_confirm", "gait_m_per_s": "important"}
    assert [item["week"] for item in plain["follow_up"]["reviews"]] == [2, 4, 8, 12, 24]


def test_a_person_who_is_not_assessed_has_neither() -> None:
    who = person(age=30)
    found = assess(who.record, who.context)
    assert (found.falls, found.follow_up) == (None, None)
    written = document(found, [], {}, Criteria.AWGS2019)
    assert "falls" not in written
    assert "follow_up" not in written
