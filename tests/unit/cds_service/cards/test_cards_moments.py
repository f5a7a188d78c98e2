"""What each moment of care says on its cards, and what it leaves to other moments."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cds_service.audit.quiet import NEVER_QUIET
from cds_service.cards import CardAnswer, answer
from cds_service.cards.words import words
from rules.assessment import Assessment
from rules.context import Moment, Site
from rules.facts import Source
from rules.moments.occasion import DRAFTING
from tests.support.assessments import LANGUAGES, asked
from tests.support.cds_response import faults
from tests.support.fhir_resources import Json, bundle, observation, patient, record_of
from tests.support.moments import (
    allergy,
    at,
    diet,
    drug,
    problem,
    sarcopenia,
    sarcopenia_listed,
    service,
    signing,
    stay,
    strong,
    supplement,
    unmeasured,
    whole,
)

HIGH_PRESSURE = observation("8480-6", 190, "mm[Hg]", id="sys2", effectiveDateTime="2026-06-01T11:00:00Z")
BED_REST = service("Strict bed rest")
TRAINING = service("Resistance training", "s2")


def answered(assessment: Assessment, **changes: Any) -> CardAnswer:
    return answer(assessment, asked(**changes))


def kinds(given: CardAnswer) -> list[str]:
    return [card["source"]["topic"]["code"] for card in given.cards]


def listed(*problems: Json, record: Any = sarcopenia, new: str = "c-M62.84", **changes: Any) -> Assessment:
    sources = (Source("Condition", new),)
    return at(record(*problems), Moment.PROBLEM_LIST, new_problems=sources, **changes)


MOMENTS: dict[str, Assessment] = {
    "screened": at(unmeasured(), Moment.ENCOUNTER_START),
    "tested": at(unmeasured(55, problem("I50.9", "Heart failure")), Moment.ENCOUNTER_START),
    "known": at(sarcopenia(), Moment.ENCOUNTER_START),
    "gone home": at(sarcopenia(stay(9)), Moment.ENCOUNTER_DISCHARGE),
    "unmeasured home": at(unmeasured(76, stay(9)), Moment.ENCOUNTER_DISCHARGE),
    "borne out": listed(sarcopenia_listed()),
    "open": listed(sarcopenia_listed(), record=lambda *more: record_of(observation("83174-3", 14, "kg"), *more)),
    "against": listed(sarcopenia_listed(), record=strong),
    "stopped": signing(sarcopenia(HIGH_PRESSURE, allergy("Milk")), TRAINING, supplement("Whey")),
    "weighed": signing(
        sarcopenia(problem("M17.9", "Knee osteoarthritis")),
        *(BED_REST, TRAINING, drug("Prednisone"), drug("Zopiclone", "m2"), diet("Diet", grams=200)),
        *(diet("Low-protein diet", "n5"), service("Nil by mouth", "s5"), {"resourceType": "Task", "id": "t"}),
    ),
}


# ── the wire ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MOMENTS)
def test_every_moment_is_told_as_the_standard_wants_in_both_languages(name: str, language: str) -> None:
    given = answered(MOMENTS[name], language=language)
    assert given.cards
    assert faults({"cards": list(given.cards)}) == []
    for card in given.cards:
        assert not re.search(r"\{\w+\}", card["detail"] + card["summary"]), "a value was not put in"
        assert not re.search(r"<[a-zA-Z/!]", card["detail"])


@pytest.mark.parametrize("name", MOMENTS)
def test_the_same_moment_gives_the_same_bytes(name: str) -> None:
    assert answered(MOMENTS[name]).cards == answered(MOMENTS[name]).cards


@pytest.mark.parametrize("name", MOMENTS)
def test_the_moment_and_its_concerns_stand_beside_the_cards(name: str) -> None:
    said = answered(MOMENTS[name]).extension["io.github.sarcopenia-cds"]
    occasion = MOMENTS[name].occasion
    assert occasion is not None
    assert said["moment"] == str(occasion.moment)
    assert [item["id"] for item in said.get("concerns", [])] == [item.id for item in occasion.concerns]


# ── only what the moment needs ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("screened", ["admission"]),
        ("tested", ["admission"]),
        ("known", ["admission"]),
        ("gone home", ["discharge", "exercise", "nutrition"]),
        ("unmeasured home", ["discharge"]),
        ("borne out", ["problem", "exercise", "nutrition"]),
        ("open", ["problem"]),
        ("against", ["problem"]),
        ("stopped", ["order_stop"]),
        ("weighed", ["order"]),
    ],
)
def test_each_moment_says_only_what_it_needs(name: str, wanted: list[str]) -> None:
    assert kinds(answered(MOMENTS[name])) == wanted


def test_a_stop_leads_the_cards_of_a_stay_and_takes_the_plan_with_it() -> None:
    assert kinds(answered(at(sarcopenia(HIGH_PRESSURE), Moment.ENCOUNTER_START))) == ["safety", "admission"]
    home = answered(at(sarcopenia(HIGH_PRESSURE, stay(3)), Moment.ENCOUNTER_DISCHARGE))
    assert kinds(home) == ["safety", "discharge", "nutrition"]
    assert home.outcome == "stopped"


def test_a_stop_has_no_place_among_drafts_that_it_is_not_about() -> None:
    given = answered(signing(sarcopenia(HIGH_PRESSURE), drug("Zopiclone 7.5 mg")))
    assert kinds(given) == ["order"]
    assert given.extension["io.github.sarcopenia-cds"]["safety"]["exercise"] == "stop"


def test_comfort_is_all_that_is_said_of_palliative_care_at_a_stay() -> None:
    palliative = problem("Z51.5", "Palliative care")
    for moment in (Moment.ENCOUNTER_START, Moment.ENCOUNTER_DISCHARGE):
        given = answered(at(sarcopenia(palliative, stay(3)), moment))
        assert kinds(given) == ["safety"]
        assert given.cards[0]["indicator"] == "info"


def test_a_new_problem_that_stops_training_leads_although_it_is_not_sarcopenia() -> None:
    attack = problem("I21.9", "Acute myocardial infarction", recordedDate="2026-06-01")
    assert kinds(answered(listed(attack, new="c-I21.9"))) == ["safety"]
    known = problem("I10", "Hypertension")
    assert kinds(answered(listed(attack, known, new="c-I10"))) == []


def test_a_new_problem_of_another_kind_is_answered_without_a_card() -> None:
    given = answered(listed(problem("J30.1", "Hay fever"), new="c-J30.1"))
    assert (kinds(given), given.outcome) == ([], "nothing_to_say")


def test_somebody_well_is_left_alone_in_every_moment() -> None:
    for moment in Moment:
        if moment is not Moment.PATIENT_VIEW:
            assert kinds(answered(at(strong(), moment))) == [], moment


def test_nobody_dead_or_young_is_spoken_of() -> None:
    for elements in ({"deceasedBoolean": True}, {"birthDate": "2000-01-01"}):
        held = whole(bundle((patient(**elements), observation("83174-3", 10, "kg"))))
        for moment in Moment:
            assert kinds(answered(at(held, moment))) == [], moment


# ── quiet ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_said_of_drafts_never_rests() -> None:
    assert {"order", "order_stop"} <= NEVER_QUIET
    given = answered(MOMENTS["weighed"], quiet=frozenset({"exercise", "nutrition", "stage"}))
    assert kinds(given) == ["order"]


@pytest.mark.parametrize(("name", "kind"), [("known", "admission"), ("gone home", "discharge"), ("open", "problem")])
def test_the_card_of_a_stay_or_problem_rests_once_it_was_answered_and_nothing_is_new(name: str, kind: str) -> None:
    first = answered(MOMENTS[name])
    told = {kind: (first.says[kind],)}
    assert kind not in kinds(answered(MOMENTS[name], quiet=frozenset({kind}), said=told))
    assert kind in kinds(answered(MOMENTS[name], quiet=frozenset({kind}), said={kind: ("",)}))


# ── content ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def detail(name: str, language: str = "en", card: int = 0) -> str:
    return str(answered(MOMENTS[name], language=language).cards[card]["detail"])


def test_the_admission_card_names_what_to_measure_and_offers_it() -> None:
    card = answered(MOMENTS["screened"]).cards[0]
    assert "Case finding: SARC-F, calf circumference" in card["detail"]
    assert [item["label"] for item in card["suggestions"]][:1] == ["Draft an order: SARC-F"]
    assert all(item["actions"][0]["resource"]["status"] == "draft" for item in card["suggestions"])


def test_the_discharge_card_says_how_long_the_stay_was_what_it_may_cost_and_until_when_to_look_again() -> None:
    text = detail("gone home")
    assert "The stay lasted 9 days." in text
    assert "12–38.7% newly had sarcopenia" in text
    assert "See" not in text.split("\n")[0]
    assert "2026-06-29" in text
    assert "12%–38.7%" in detail("gone home", "zh-CN")


def test_the_bed_rest_warning_gives_the_published_loss() -> None:
    assert "lost about 5% of their thigh muscle in 13 days" in detail_of(BED_REST)
    assert "约13天内大腿肌肉面积减少约5%" in detail_of(BED_REST, "zh-CN")


def detail_of(draft: Json, language: str = "en") -> str:
    return str(answered(signing(sarcopenia(), draft), language=language).cards[0]["detail"])


def test_a_protein_warning_gives_the_ceiling_in_grams_of_this_person() -> None:
    assert "The ceiling is 1.5 g/kg a day (75 g a day)" in detail_of(diet("Diet", grams=90))


def test_the_words_of_a_draft_stay_words() -> None:
    text = detail_of(service("Bed rest [x](javascript:1) <b>| # *"))
    assert "<b>" not in text
    assert "[x](" not in text


def test_a_stop_is_critical_a_warning_is_a_warning_and_a_note_is_information() -> None:
    indicators = [
        answered(signing(sarcopenia(HIGH_PRESSURE), TRAINING)).cards[0]["indicator"],
        answered(signing(sarcopenia(), BED_REST)).cards[0]["indicator"],
        answered(signing(sarcopenia(), drug("Prednisone", days=5))).cards[0]["indicator"],
    ]
    assert indicators == ["critical", "warning", "info"]


def test_a_plan_is_offered_in_a_drafts_place_and_never_beside_a_stop() -> None:
    offered = answered(signing(sarcopenia(), BED_REST)).cards[0]
    assert [item["label"] for item in offered["suggestions"]] == [
        "Draft the exercise plan (level D), its goals and a care plan"
    ]
    (stopped,) = answered(signing(sarcopenia(HIGH_PRESSURE), BED_REST)).cards
    assert "suggestions" not in stopped
    (refused,) = answered(signing(sarcopenia(HIGH_PRESSURE), TRAINING)).cards
    assert "suggestions" not in refused


def test_an_unsigned_plan_is_not_offered_in_production_and_the_warning_stands() -> None:
    given = answered(signing(sarcopenia(), BED_REST, site=Site(production=True)))
    assert kinds(given) == ["order"]
    assert "suggestions" not in given.cards[0]


def test_what_stops_a_plan_still_stands_beside_a_drafted_one() -> None:
    (card,) = answered(MOMENTS["stopped"]).cards
    assert "Food allergy" in card["detail"]
    assert "190 mmHg" in card["detail"]


def test_what_was_not_understood_is_listed_with_its_reason() -> None:
    assert r"- Task\/t: another resource type than asked for" in detail("weighed")


def test_the_moments_of_drafting_are_selection_and_signing() -> None:
    assert set(DRAFTING) == {Moment.ORDER_SELECT, Moment.ORDER_SIGN}


# ── a look-alike comes before the entry ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "said", "reason"),
    [
        ("en", "Sarcopenia entry is provisional; exclude first: A disease of muscle, nerve or cord", "provisional"),
        ("zh-CN", "为暂定，须先排除：问题列表中有可致无力的肌肉", "暂定"),
    ],
)
def test_an_entry_beside_a_look_alike_is_provisional_on_its_card_and_in_the_drafts(
    language: str, said: str, reason: str
) -> None:
    given = answered(listed(sarcopenia_listed(), problem("G70.0", "Myasthenia gravis")), language=language)
    card = next(card for card in given.cards if card["source"]["topic"]["code"] == "problem")
    assert card["indicator"] == "warning"
    assert said in card["summary"]
    assert words(language).say("verdict.supported") not in card["detail"]
    drafts = [
        action["resource"]
        for one in given.cards
        for suggestion in one.get("suggestions", ())
        for action in suggestion["actions"]
    ]
    diet = next(draft for draft in drafts if draft["resourceType"] == "NutritionOrder")
    assert reason in diet["note"][0]["text"]


# ── a stay with a stop ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_plan_is_said_to_go_home_while_training_is_on_hold(language: str) -> None:
    w = words(language)
    held = answered(at(sarcopenia(stay(9), HIGH_PRESSURE), Moment.ENCOUNTER_DISCHARGE), language=language)
    (card,) = (card for card in held.cards if card["source"]["topic"]["code"] == "discharge")
    assert w.clinical("point", "plan_goes_home") not in card["detail"]
    assert {"en": "no exercise plan goes home yet", "zh-CN": "运动方案暂不随患者回家"}[language] in card["detail"]
    assert {"en": "training is on hold", "zh-CN": "训练暂缓"}[language] in card["summary"]
    free = answered(at(sarcopenia(stay(9)), Moment.ENCOUNTER_DISCHARGE), language=language)
    assert w.clinical("point", "plan_goes_home") in free.cards[0]["detail"]


def test_no_test_is_ordered_at_admission_with_one_click_while_a_stop_stands() -> None:
    stopped = answered(at(unmeasured(76, HIGH_PRESSURE, stay(1)), Moment.ENCOUNTER_START))
    admission = [card for card in stopped.cards if card["source"]["topic"]["code"] == "admission"]
    assert admission
    assert not any(card.get("suggestions") for card in admission)
    free = answered(at(unmeasured(76, stay(1)), Moment.ENCOUNTER_START))
    assert any(card.get("suggestions") for card in free.cards)
