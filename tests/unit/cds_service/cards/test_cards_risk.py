"""Risk factors on the stage card, in the report and in the JSON document, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from cds_service.assess import assess
from cds_service.cards import risk
from cds_service.cards.answering import answer
from cds_service.cards.words import words
from cds_service.documents.assessment_json import document
from cds_service.documents.report_text import text
from cds_service.documents.risk_text import risk_text
from rules.answers import Answer
from rules.assessment import Assessment, Standing
from rules.context import Association, Criteria, Site
from rules.risk.factor import Effect, Kind
from tests.support.assessments import LANGUAGES, asked
from tests.support.records import Thing, condition, drug, person

W = {language: words(language) for language in LANGUAGES}
AILING: tuple[Thing, ...] = (
    condition("diabetes", days=4000),
    condition("osteoporosis"),
    condition("cancer"),
    condition("myasthenia"),
    drug("glucocorticoid"),
    drug("statin"),
)
OWN = Association("risk.diabetes", "odds_ratio", 9.87, 8.01, 12.3, 512, "Ward 7 <b>audit</b>", "2025", 61)


def assessed(*things: Thing, site: Site | None = None, unread: tuple[str, ...] = (), **values: float) -> Assessment:
    who = person(*things, site=site, **{"grip_kg": 15.0, "asm_height2_kg_per_m2": 5.0, **values})
    who = who.unread(*unread) if unread else who
    return assess(who.record, who.context)


def stage_card(known: Assessment, language: str) -> str:
    (card,) = [one for one in answer(known, asked(language)).cards if one["summary"] and _is_stage(one)]
    detail: str = card["detail"]
    return detail


def _is_stage(card: dict[str, object]) -> bool:
    return any(W[language].say("heading.risks") in str(card["detail"]) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stage_card_tells_the_first_few_with_effect_interval_source_and_what_to_do(language: str) -> None:
    known = assessed(*AILING, bmi_kg_per_m2=17.0)
    waits, *lines = risk.top_lines(known, W[language])
    assert (waits,) == risk.clear_first(known, W[language])
    assert len(lines) == risk.MOST_ON_A_CARD + 1
    first = lines[0]
    for piece in ("3.78", "2.55", "5.60", "Gao 2021", "95", "CI", W[language].say("action.risk.underweight")):
        assert piece in first
    detail = stage_card(known, language)
    assert all(line in detail for line in lines)
    assert W[language].say("risk_card.associations_only") in detail
    assert "https://doi.org/10.3390/nu13124291" in detail


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_fit_on_the_card_is_named(language: str) -> None:
    w = W[language]
    last = risk.top_lines(assessed(*AILING, bmi_kg_per_m2=17.0), w)[-1]
    assert w.inner(w.say("risk.cancer")) in last
    assert w.say("risk.age") not in last


@pytest.mark.parametrize("language", LANGUAGES)
def test_age_alone_is_no_line_of_the_card_and_leaves_out_the_heading(language: str) -> None:
    known = assessed()
    assert risk.top_lines(known, W[language]) == ()
    details = "".join(str(card["detail"]) for card in answer(known, asked(language)).cards)
    assert W[language].say("heading.risks") not in details


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_which_parts_could_not_be_read(language: str) -> None:
    w = W[language]
    lines = risk.top_lines(assessed(condition("diabetes"), unread=("MedicationRequest",)), w)
    assert lines[-1] == w.say("risk_card.unread", parts=w.say("part.MedicationRequest"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("things", "unread", "waits"),
    [
        ((condition("acute_myocardial_infarction", days=3),), (), "_exercise"),
        ((condition("no_oral_intake"), condition("underweight")), ("AllergyIntolerance",), "_nutrition"),
        ((), ("Condition",), ""),
        ((), (), None),
    ],
)
def test_a_stop_or_an_open_safety_question_comes_before_the_advice_that_it_is_about(
    things: tuple[Thing, ...], unread: tuple[str, ...], waits: str | None, language: str
) -> None:
    w = W[language]
    known = assessed(drug("statin"), *things, unread=unread, egfr_ml_per_min=80, creatinine_umol_per_l=70)
    first, whole = risk.top_lines(known, w)[0], "".join(risk_text(known, w).split())
    for kind in ("", "_exercise", "_nutrition"):
        line = w.say(f"risk_card.clear_first{kind}")
        assert (first == line) is (kind == waits)
        assert ("".join(line.split()) in whole) is (kind == waits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_in_palliative_care_is_told_risk_factors(language: str) -> None:
    known = assessed(condition("palliative_care"), *AILING, unread=("Procedure",))
    assert risk.top_lines(known, W[language]) == ()
    assert risk_text(known, W[language]) == ""
    assert risk.sources(known, W[language]) == ()
    detail = "".join(str(card["detail"]) for card in answer(known, asked(language)).cards)
    assert W[language].say("heading.risks") not in detail


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_factor_without_a_number_says_so_and_tells_the_direction(language: str) -> None:
    w = W[language]
    (line,) = risk.top_lines(assessed(drug("glucocorticoid")), w)
    for piece in ("Kuzuya 2024", w.say("grade.unverified"), w.say("risk_note.steroid_muscle")):
        assert w.clause(piece) in line
    assert not re.search(r"\d\.\d\d", line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sites_own_figures_are_said_as_its_own_and_cannot_carry_markup(language: str) -> None:
    known = assessed(condition("diabetes"), site=Site(associations=(OWN,)))
    (line,) = risk.top_lines(known, W[language])
    published, _, own = line.partition("9.87")
    assert "1.40" in published
    assert "8.01" in own
    assert "12.30" in own
    assert "512" in own
    assert "61" in own
    assert "<b>" not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_tells_every_effect_and_names_the_factors_not_known_and_not_found(language: str) -> None:
    w = W[language]
    known = assessed(*AILING, bmi_kg_per_m2=17.0)
    told = " ".join(text(known, asked(language)).split())
    section = risk_text(known, w)
    flat = "".join(section.split())
    for one in known.risk_factors:
        assert "".join(w.inner(w.clause(w.say(one.id))).split()).casefold() in flat.casefold()
        if one.answer is Answer.MET:
            for effect in one.effects:
                assert "".join(risk.effect_text(effect, w).split()) in flat
    assert w.say("report.risks") in told
    for name in ("disease", "drug", "nutrition"):
        assert "".join(w.say(f"risk_class.{name}").split()) in flat
    assert "".join(w.inner(w.say("risk.myasthenia")).split()).casefold() in flat.casefold()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drug_is_never_called_something_that_can_be_changed(language: str) -> None:
    w = W[language]
    for one in risk.found(assessed(*AILING, drug("opioid"), drug("ppi"))):
        line = risk.whole_line(one, w)
        said = any(w.say(f"risk_card.{name}") in line for name in ("modifiable", "not_modifiable"))
        assert said is not (one.group == "drug")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("origin", "phrase"),
    [("acute", "origin.acute"), ("chronic", "origin.chronic")],
)
def test_the_course_is_told_where_it_is_known(language: str, origin: str, phrase: str) -> None:
    known = assessed(condition("sarcopenia", days=30 if origin == "acute" else 400))
    assert W[language].say(phrase) in risk.origin_lines(known, W[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answered", [Answer.MET, Answer.NOT_KNOWN])
def test_without_a_secondary_class_it_is_said_whether_everything_was_looked_at(language: str, answered: Answer) -> None:
    known = assessed()
    assert known.origin is not None
    known = replace(known, origin=replace(known.origin, only_ageing=answered, tests=()))
    assert risk.origin_lines(known, W[language]) == (W[language].say(f"origin.only_ageing_{answered}"),)


def test_somebody_who_cannot_be_assessed_has_no_risk_factors_told() -> None:
    known = replace(assessed(), standing=Standing.UNDER_AGE, risk_factors=(), origin=None)
    assert risk_text(known, W["en"]) == ""
    assert risk.origin_lines(known, W["en"]) == ()
    assert "risk_factors" not in document(known, [], {}, Criteria.AWGS2019)


@pytest.mark.parametrize("measure", list(Kind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_number_can_be_said(measure: Kind, language: str) -> None:
    w = W[language]
    whole = risk.effect_text(Effect(measure, "gao2021", "verified", 1.5, 1.25, 2.0), w)
    alone = risk.effect_text(Effect(measure, "gao2021", "unverified", -1.5), w)
    spread = risk.effect_text(Effect(measure, "gao2021", "verified", None, 12.0, 38.7), w)
    assert "CI" in whole
    assert "CI" not in alone
    assert "CI" not in spread
    assert "−1.5" in alone
    assert w.say("grade.unverified") in alone
    assert w.say("grade.verified") not in whole
    assert "38.7" in spread


# ── the JSON document ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_document_lists_the_factors_found_and_names_the_others_apart() -> None:
    known = assessed(*AILING, site=Site(associations=(OWN,)), bmi_kg_per_m2=17.0)
    told = json.loads(json.dumps(document(known, [], {}, Criteria.AWGS2019, "en")))
    ids = [one["id"] for one in told["risk_factors"]]
    assert ids == [one.id for one in known.risk_factors if one.answer is Answer.MET]
    first = told["risk_factors"][0]
    assert first["label"] == "Underweight"
    assert first["modifiable"] is True
    assert {name: first["effect"][name] for name in ("measure", "value", "low", "high", "source")} == {
        "measure": "odds_ratio",
        "value": 3.78,
        "low": 2.55,
        "high": 5.6,
        "source": "gao2021",
    }
    assert first["evidence"] == ["Observation/bmi_kg_per_m2-0-None-17.0"]
    assert first["sources"] == ["gao2021", "whaikid2024", "who_bmi"]
    others = {one["id"] for one in told["risk_factors_not_known"]} | set(told["risk_factors_not_found"])
    assert others | set(ids) == {one.id for one in known.risk_factors}
    assert not others & set(ids)
    assert told["origin"]["exclude_first"] == ["risk.myasthenia"]


def test_the_documents_published_effects_never_hold_the_sites_own() -> None:
    known = assessed(condition("diabetes"), site=Site(associations=(OWN,)))
    (diabetes,) = [
        one for one in document(known, [], {}, Criteria.AWGS2019)["risk_factors"] if one["id"] == "risk.diabetes"
    ]
    assert "9.87" not in json.dumps([diabetes["effect"], diabetes["other_effects"]])
    assert [one["value"] for one in diabetes["local"]] == [9.87]


def test_the_label_speaks_the_language_asked_for() -> None:
    known = assessed(condition("diabetes"))
    told = document(known, [], {}, Criteria.AWGS2019, "zh-CN")["risk_factors"]
    assert "糖尿病" in [one["label"] for one in told]


def test_what_is_not_known_names_the_unread_part_or_the_measurement() -> None:
    told = document(assessed(unread=("Condition",)), [], {}, Criteria.AWGS2019)["risk_factors_not_known"]
    by_id = {one["id"]: one for one in told}
    assert by_id["risk.diabetes"]["unread"] == ["Condition"]
    assert by_id["risk.malnutrition"]["unread"] == ["Condition"]
    by_id = {one["id"]: one for one in document(assessed(), [], {}, Criteria.AWGS2019)["risk_factors_not_known"]}
    assert by_id["risk.malnutrition"]["measure"] == ["mna_sf"]
