"""The questionnaire on falls: valid FHIR, nine domains, both languages, plainly ours and not validated."""

from __future__ import annotations

import re
from typing import Any

from fhir.resources.R4B.questionnaire import Questionnaire

from fhir_profiles.questionnaires import FALL_RISK, questionnaire

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
DOMAINS = ["falls", "balance", "strength", "worry", "medicines", "standing", "senses", "mind", "surroundings"]


def chinese(element: dict[str, Any]) -> str:
    (extension,) = [item for item in element["extension"] if item["url"] == TRANSLATION]
    said = {part["url"]: part.get("valueCode", part.get("valueString")) for part in extension["extension"]}
    assert said["lang"] == "zh-CN"
    return str(said["content"])


def questions() -> list[dict[str, Any]]:
    return [item for group in questionnaire(FALL_RISK)["item"] for item in group["item"]]


def test_it_is_a_valid_questionnaire_of_fhir_r4() -> None:
    read = Questionnaire.model_validate(questionnaire(FALL_RISK))
    assert read.status == "draft"
    assert read.experimental is True
    assert str(read.url).startswith("https://sarcopenia-cds.github.io/fhir/Questionnaire/")


def test_it_asks_about_nine_domains() -> None:
    assert [group["linkId"] for group in questionnaire(FALL_RISK)["item"]] == DOMAINS
    assert all(group["type"] == "group" and group["item"] for group in questionnaire(FALL_RISK)["item"])


def test_every_question_has_a_place_of_its_own_under_its_domain() -> None:
    found = [item["linkId"] for item in questions()]
    assert len(found) == len(set(found))
    for group in questionnaire(FALL_RISK)["item"]:
        assert all(item["linkId"].startswith(f"{group['linkId']}.") for item in group["item"])


def test_everything_that_is_read_is_said_in_both_languages() -> None:
    whole = questionnaire(FALL_RISK)
    pairs = [(whole["title"], whole["_title"]), (whole["description"], whole["_description"])]
    pairs += [(item["text"], item["_text"]) for item in (*whole["item"], *questions())]
    for english, other in pairs:
        assert not re.search(r"[\u4e00-\u9fff]", english)
        assert re.search(r"[\u4e00-\u9fff]", chinese(other))


def test_it_says_that_it_is_ours_and_not_validated_and_has_no_score() -> None:
    whole = questionnaire(FALL_RISK)
    assert "not been validated" in whole["description"]
    assert "no score" in whole["description"]
    assert "尚未经过验证" in chinese(whole["_description"])
    assert not any("ordinalValue" in str(item) or "initial" in item for item in questions())


def test_what_follows_a_fall_is_asked_only_after_a_fall() -> None:
    follow = [item for item in questions() if item["linkId"].startswith("falls.") and item["linkId"] != "falls.count"]
    assert len(follow) == 3
    for item in follow:
        assert item["enableWhen"] == [{"question": "falls.count", "operator": ">", "answerInteger": 0}]


def test_the_three_key_questions_and_the_serious_signs_are_among_them() -> None:
    asked = {item["linkId"] for item in questions()}
    assert {"falls.count", "balance.unsteady", "worry.worried"} <= asked
    assert {"falls.care", "falls.floor", "falls.fainted"} <= asked
