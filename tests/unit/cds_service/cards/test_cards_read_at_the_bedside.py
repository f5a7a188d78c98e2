"""What clinicians stumbled over when they read the cards of the written stories line by line, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cds_service.cards import answer, exercise, falls, safety
from cds_service.cards.rendering import markdown
from cds_service.cards.words import words
from rules.answers import Answer
from rules.assessment import Assessment, Severity, State, Withheld
from rules.catalogue import LANGUAGES
from rules.diet import Nourishment
from tests.support import assessments
from tests.support.assessments import asked, assessment, finding, nutrition_plan
from tests.support.stories import answered

HIP = "severe_sarcopenia_after_hip_fracture_on_warfarin"
HEART, COMFORT = "heart_failure_nyha_iv", "metastatic_cancer_in_palliative_care"
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def shown(whole: Assessment, kind: str, language: str) -> str:
    """The body of one card."""
    cards = answer(whole, asked(language)).cards
    (detail,) = (card["detail"] for card in cards if card["source"]["topic"]["code"] == kind)
    return str(detail)


@in_each_language
def test_in_palliative_care_other_stops_are_named_and_nothing_is_asked_because_of_them(language: str) -> None:
    w = words(language)
    found = assessments.safety(finding("K25.palliative"), finding("K25.comfort"), finding("K18.refeeding"))
    whole = assessment(
        safety=found,
        exercise=Withheld(("K25.palliative",)),
        nutrition=Withheld(
            ("K18.refeeding", "K25.comfort"), ("doctor_today", "electrolytes_and_thiamine", "goals_of_care")
        ),
    )
    told = shown(whole, "safety", language)
    assert w.say("K18.refeeding") in told
    assert w.say("action.K18.refeeding") not in told
    assert w.clinical("clear_first", "electrolytes_and_thiamine") not in told
    assert w.clinical("clear_first", "doctor_today") not in told
    assert w.say("action.K25.comfort") in told
    assert w.say("heading.clear") not in told
    assert w.say("safety_card.option_comfort") in told


@in_each_language
def test_without_palliative_care_every_stop_says_what_to_do_and_what_settles_it(language: str) -> None:
    w = words(language)
    whole = assessment(
        safety=assessments.safety(finding("K18.refeeding")),
        nutrition=Withheld(("K18.refeeding",), ("doctor_today", "electrolytes_and_thiamine")),
    )
    told = shown(whole, "safety", language)
    assert w.say("action.K18.refeeding") in told
    assert w.clinical("clear_first", "electrolytes_and_thiamine") in told


@in_each_language
def test_the_prescriber_of_a_statin_hears_the_same_day_of_the_creatine_kinase_that_stops_training(
    language: str,
) -> None:
    w = words(language)
    found = assessments.safety(finding("K11.creatine_kinase"), finding("K23.statin_and_muscle"))
    view = safety.card(assessment(safety=found), asked(language), (), w)
    assert w.say("action.K23.statin_and_muscle") in markdown(view.body, language)


@in_each_language
def test_other_notes_about_drugs_stay_off_the_safety_card(language: str) -> None:
    w = words(language)
    found = assessments.safety(finding("K11.creatine_kinase"), finding("K23.levodopa"))
    view = safety.card(assessment(safety=found), asked(language), (), w)
    assert w.say("K23.levodopa") not in markdown(view.body, language)


def test_no_card_says_that_a_statin_goes_on_while_creatine_kinase_is_many_times_its_limit() -> None:
    story = "statin_and_creatine_kinase_twelve_times_the_limit"
    english, chinese = (str(answered(story, language).answer["cards"]) for language in LANGUAGES)
    assert "goes on: sarcopenia" not in english
    assert "继续使用" not in chinese
    assert "the prescriber hears of it the same day" in english
    assert "当日告知处方医生" in chinese


@in_each_language
@pytest.mark.parametrize(
    ("state", "held"),
    [(State.ALLOWED, False), (State.MODIFIED, False), (State.STOP, True), (State.UNKNOWN, True)],
)
def test_no_plan_is_to_be_paired_with_protein_while_feeding_is_a_question_of_safety(
    state: State, held: bool, language: str
) -> None:
    w, made = words(language), assessment()
    assert made.safety is not None
    view = exercise.card(replace(made, safety=replace(made.safety, nutrition=state)), asked(language), (), w)
    assert view is not None
    told = markdown(view.body, language)
    assert (w.say("exercise_card.limits_feeding_held") in told) is held
    assert (w.say("exercise_card.limits") in told) is not held


@in_each_language
def test_falls_are_told_once_where_the_stage_card_stands_beside_the_exercise_card(language: str) -> None:
    w, whole = words(language), answered(HIP, language).assessment
    beside = exercise.card(whole, asked(language), ("stage", "nutrition"), w)
    alone = exercise.card(whole, asked(language), ("problem", "nutrition"), w)
    assert beside is not None
    assert alone is not None
    assert f"**{w.say('heading.falls')}**" not in markdown(beside.body, language)
    assert f"**{w.say('heading.falls')}**" in markdown(alone.body, language)


@in_each_language
def test_training_against_falls_waits_where_training_is_on_hold(language: str) -> None:
    w = words(language)
    stopped, free = (answered(story, language).assessment for story in (HEART, HIP))
    assert falls.lines(stopped, w)[0] == w.say("falls_card.training_waits")
    assert w.say("falls_card.training_waits") not in falls.lines(free, w)


@in_each_language
def test_training_against_falls_waits_where_its_safety_is_not_known(language: str) -> None:
    w, whole = words(language), answered("medications_could_not_be_read", language).assessment
    assert falls.lines(whole, w)[0] == w.say("falls_card.training_waits")


@pytest.mark.parametrize(("glim", "graded"), [(Answer.MET, True), (Answer.NOT_MET, False), (Answer.NOT_KNOWN, False)])
@in_each_language
def test_a_malnutrition_that_is_not_found_has_no_grade(glim: Answer, graded: bool, language: str) -> None:
    w = words(language)
    fed = Nourishment("normal", glim, "moderate", signs=("low_bmi",))
    told = shown(assessment(nutrition=nutrition_plan(nourishment=fed)), "nutrition", language)
    assert (w.say("glim_severity.moderate") in told) is graded


def test_years_on_record_are_counted_as_years_and_not_as_an_age() -> None:
    told = {
        language: str(answered("retinopathy_in_chinese_codes_without_a_stage", language).answer["cards"])
        for language in LANGUAGES
    }
    assert "2岁" not in told["zh-CN"]
    assert "病历记录已2年" in told["zh-CN"]
    assert "on record for 2 years" in told["en"]


def test_a_summary_begins_with_a_capital() -> None:
    for card in answered("discharge_after_pneumonia", "en").answer["cards"]:
        assert card["summary"][0].isupper()


def test_comfort_alone_is_asked_for_in_the_story_of_palliative_care() -> None:
    (card,) = answered(COMFORT, "en").answer["cards"]
    assert card["indicator"] == "info"
    assert "thiamine" not in card["detail"]
    assert "High risk of refeeding problems" in card["detail"]


def test_a_stop_is_still_counted_where_it_is_only_named() -> None:
    whole = answered(COMFORT, "en").assessment
    assert whole.safety is not None
    stops = {item.id for item in whole.safety.findings if item.severity is Severity.STOP}
    assert {"K25.palliative", "K25.comfort", "K18.refeeding"} <= stops


@pytest.mark.parametrize(
    ("language", "value", "told"),
    [
        ("en", 1, "1 point"),
        ("en", 0, "0 points"),
        ("en", 2, "2 points"),
        ("en", 1.5, "1.5 points"),
        ("zh-CN", 1, "1 分"),
    ],
)
def test_one_point_is_no_points(language: str, value: float, told: str) -> None:
    assert words(language).quantity(value, "{score}") == told


@in_each_language
def test_a_unit_that_is_said_of_one_can_be_said_of_many(language: str) -> None:
    w = words(language)
    ones = [name.partition(".")[2] for name in w.table if name.startswith("unit_one.")]
    assert ones
    assert all(f"unit.{code}" in w.table for code in ones)


@in_each_language
def test_no_source_stands_twice_below_a_card(language: str) -> None:
    heading = f"**{words(language).say('heading.evidence')}**"
    for card in answered(COMFORT, language).answer["cards"]:
        lines = [line for line in card["detail"].partition(heading)[2].splitlines() if line.startswith("- ")]
        assert lines
        assert len(lines) == len(set(lines))
