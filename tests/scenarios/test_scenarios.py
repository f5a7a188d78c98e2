"""One folder per clinical story: the cards that a clinician reviews, in both languages.

`pytest tests/scenarios --update-scenarios` writes them anew; the difference is what has to be reviewed. What stands in
`expected.toml` was stated by hand from the clinical knowledge and is never rewritten.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cds_service.documents.assessment_json import document
from cds_service.meals import with_sample_day
from cds_service.offline import Choices, report
from cds_service.versions import versions
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Withheld
from rules.exercise.library import library
from tests.support.service import NOW
from tests.support.stories import (
    EXTENSION,
    HERE,
    LANGUAGES,
    STORIES,
    Story,
    answered,
    as_markdown,
    as_outline,
    rule_set,
    text_of,
    written_stories,
)

RULE_SET = re.compile(r"[0-9a-f]{12}")
WRITTEN = written_stories()
every_story = pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
every_written_story = pytest.mark.parametrize("story", WRITTEN, ids=[story.id for story in WRITTEN])
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def reviewed(story: Story, name: str, written: str, request: pytest.FixtureRequest) -> str:
    """What was reviewed, after writing it anew where that was asked for."""
    path = story.folder / name
    if request.config.getoption("--update-scenarios"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8")
    return path.read_text("utf-8")


@every_story
@in_each_language
def test_the_cards_of_each_story_are_the_reviewed_ones_and_replay_to_the_byte(
    story: Story, language: str, request: pytest.FixtureRequest
) -> None:
    found = answered(story.id, language)
    assert found.differences == ()
    assert RULE_SET.fullmatch(rule_set(found.answer))
    written = as_markdown(story, found.answer, language)
    known = reviewed(story, f"cards.{language}.md", written, request)
    assert written == known, "review the difference, then run with --update-scenarios"


@every_written_story
def test_the_answer_that_a_program_reads_is_the_reviewed_one(story: Story, request: pytest.FixtureRequest) -> None:
    written = as_outline(answered(story.id, "en").answer)
    assert written == reviewed(story, "response.json", written, request), "review, then run with --update-scenarios"


def test_no_folder_is_left_without_its_story() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    assert folders == set(STORIES)


def test_at_least_twenty_stories_were_written_by_hand_each_with_its_whole_folder() -> None:
    names = {"about.md", "request.json", "expected.toml", "response.json", *(f"cards.{lang}.md" for lang in LANGUAGES)}
    assert len(WRITTEN) >= 20
    assert {story.id: {path.name for path in story.folder.iterdir()} for story in WRITTEN} == {
        story.id: names for story in WRITTEN
    }


# ── what was stated by hand ─────────────────────────────────────────────────────────────────────────────────────────


@every_written_story
def test_a_story_gets_the_outcome_and_the_cards_in_the_order_that_were_stated_by_hand(story: Story) -> None:
    answer = answered(story.id, "en").answer
    said = answer["extension"][EXTENSION]["outcome"]
    cards = [card["source"]["topic"]["code"] for card in answer["cards"]]
    assert (said, cards) == (story.expected["outcome"], story.expected["cards"])


@every_written_story
def test_a_story_gets_the_stage_and_the_findings_that_were_stated_by_hand(story: Story) -> None:
    assessment, expected = answered(story.id, "en").assessment, story.expected
    assert assessment.staging is not None
    assert assessment.safety is not None
    assert assessment.staging.stage == expected["stage"]
    if "dosing_stage" in expected:
        assert assessment.dosing_staging is not None
        assert assessment.dosing_staging.stage == expected["dosing_stage"]
    concerns = assessment.occasion.concerns if assessment.occasion else ()
    found = {
        "findings": {item.id for item in assessment.safety.findings},
        "concerns": {item.id for item in concerns},
        "notes": set(assessment.staging.notes),
        "unread": set(assessment.unread),
        "ignored": {item.reason for item in assessment.ignored},
    }
    for kind, ids in found.items():
        stated = expected.get(kind, {})
        assert set(stated.get("must", ())) <= ids
        assert not set(stated.get("must_not", ())) & ids


@every_written_story
def test_a_story_gets_the_exercise_that_was_stated_by_hand(story: Story) -> None:
    assessment, stated = answered(story.id, "en").assessment, story.expected.get("exercise", {})
    assert assessment.safety is not None
    plan = assessment.exercise
    if "state" in stated:
        assert assessment.safety.exercise == stated["state"]
    if stated.get("state") in ("stop", "unknown") or stated.get("withheld"):
        assert isinstance(plan, Withheld)
        return
    if "level" in stated:
        assert isinstance(plan, ExercisePlan)
        assert (plan.level, plan.balance_emphasis) == (stated["level"], stated["plus"])
        heaviest = [phase.load_percent_1rm[1] for phase in plan.phases if phase.load_percent_1rm]
        assert max(heaviest, default=0) <= stated.get("load_at_most", 100)
        unwanted = set(stated.get("movements_must_not_be_tagged", ()))
        tags = {tag for phase in plan.phases for item in phase.movements for tag in library()[item.id].tags}
        assert not unwanted & tags


@every_written_story
def test_a_story_gets_the_nutrition_that_was_stated_by_hand(story: Story) -> None:
    assessment, stated = answered(story.id, "en").assessment, story.expected.get("nutrition", {})
    assert assessment.safety is not None
    if "state" in stated:
        assert assessment.safety.nutrition == stated["state"]
    plan = assessment.nutrition
    if stated.get("withheld"):
        assert isinstance(plan, Withheld)
    elif stated:
        assert isinstance(plan, NutritionPlan)
        assert amounts(plan, stated) == {name: stated[name] for name in amounts(plan, stated)}


def amounts(plan: NutritionPlan, stated: dict[str, Any]) -> dict[str, Any]:
    """What a plan says of everything that was stated; grams are absent where none were stated with a row."""
    grams = plan.protein_g_per_day
    found = {
        "row": plan.row,
        "g_per_kg": list(plan.protein_g_per_kg_per_day),
        "grams": None if grams is None else list(grams),
        "weight": plan.weight.kind,
        "supplement": plan.supplement is not None,
        "avoid": list(plan.avoid),
        "diets": list(plan.diets),
        "sample_day": not plan.no_sample_day_because,
        "fluid_goal": plan.fluid_l_per_day_at_least is not None,
    }
    return {name: value for name, value in found.items() if name in stated}


@every_written_story
def test_grams_are_given_exactly_where_they_were_stated(story: Story) -> None:
    plan, stated = answered(story.id, "en").assessment.nutrition, story.expected.get("nutrition", {})
    if "row" in stated:
        assert isinstance(plan, NutritionPlan)
        assert (plan.protein_g_per_day is not None) == ("grams" in stated)


@every_written_story
@in_each_language
def test_a_story_is_told_in_the_words_that_were_stated_by_hand_and_not_in_the_forbidden_ones(
    story: Story, language: str
) -> None:
    text, stated = text_of(answered(story.id, language).answer), story.expected.get("text", {}).get(language, {})
    assert [words for words in stated.get("must", ()) if words not in text] == []
    assert [words for words in stated.get("must_not", ()) if words in text] == []


@every_written_story
def test_a_sample_day_of_a_story_holds_none_of_the_foods_that_were_ruled_out_by_hand(story: Story) -> None:
    stated = story.expected.get("nutrition", {}).get("foods_must_not", ())
    plan = answered(story.id, "en").assessment.nutrition
    if stated:
        day = str(with_sample_day({}, plan, "en")).casefold()
        assert "protein" in day
        assert [food for food in stated if re.search(rf"\b{food}\b", day)] == []


# ── what holds for every story ──────────────────────────────────────────────────────────────────────────────────────

_NEVER = {
    "en": (
        r"\bstop taking\b",
        r"\bdiscontinue\b",
        r"\blower the dose\b",
        r"\bkeep (him|her|them) in bed\b",
        r"\bfast(ing)? (until|for)\b",
    ),
    "zh-CN": ("停药", "停用", "停服", "减药", "绝对卧床休息", "禁食"),
}


@every_written_story
@in_each_language
def test_no_story_tells_anyone_to_stop_a_drug_to_fast_or_to_stay_in_bed(story: Story, language: str) -> None:
    text = text_of(answered(story.id, language).answer)
    assert [pattern for pattern in _NEVER[language] if re.search(pattern, text)] == []


@every_written_story
def test_what_is_said_in_one_language_is_said_in_the_other(story: Story) -> None:
    english, chinese = (answered(story.id, language) for language in LANGUAGES)
    assert plain(english.assessment) == plain(chinese.assessment)
    shapes = [
        [
            (card["source"]["topic"]["code"], card["indicator"], len(card["detail"].splitlines()))
            for card in found.answer["cards"]
        ]
        for found in (english, chinese)
    ]
    assert shapes[0] == shapes[1]


def plain(assessment: Assessment) -> dict[str, Any]:
    """The assessment as the JSON document that other programs rely on, without cards."""
    assert assessment.staging is not None
    return document(assessment, [], versions(), assessment.staging.criteria)


@every_written_story
def test_the_document_of_a_story_says_what_its_cards_say(story: Story) -> None:
    found = answered(story.id, "en")
    written, said = plain(found.assessment), found.answer["extension"][EXTENSION]
    assert written["safety"]["exercise"] == said["safety"]["exercise"]
    assert written["safety"]["nutrition"] == said["safety"]["nutrition"]
    shown = written.get("dosing_staging") or written["staging"]
    assert shown["stage"] == said["stage"]
    for name in ("exercise", "nutrition"):
        if written["safety"][name] in ("stop", "unknown"):
            assert set(written[name]) == {"withheld"}


_OPENED_AND_READ = [story for story in WRITTEN if story.request["hook"] == "patient-view" and not story.unread]


@pytest.mark.parametrize("story", _OPENED_AND_READ, ids=[story.id for story in _OPENED_AND_READ])
def test_the_assess_command_says_of_the_whole_record_what_the_opened_chart_says(story: Story, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(story.record), "utf-8")
    choices = Choices(as_of=NOW, format="json", criteria=story.settings.get("criteria", "awgs2019"))
    written = json.loads(report(file, choices))
    known = json.loads(json.dumps(plain(answered(story.id, "en").assessment)))
    for name in ("patient", "staging", "safety", "exercise", "nutrition", "falls", "risk_factors", "follow_up"):
        assert written.get(name) == known.get(name), name
    cards = [(card["source"]["topic"]["code"], card["summary"]) for card in written["cards"]]
    asked = answered(story.id, "en").answer["cards"]
    assert cards == [(card["source"]["topic"]["code"], card["summary"]) for card in asked]
