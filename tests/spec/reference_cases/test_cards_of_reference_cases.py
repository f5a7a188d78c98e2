"""The cards of the reference cases, from the record to the words: all translated, none too long, stops first."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

import orjson
import pytest

from cds_service.assess import assess
from cds_service.cards import CardAnswer, answer
from cds_service.cards.markdown import escaped
from cds_service.practice.made_up import bundle
from fhir_profiles.reading import read_whole
from rules.assessment import Assessment, State
from rules.catalogue import references
from rules.context import Context, Criteria, Site
from rules.measures import measures
from tests.support.assessments import LANGUAGES, asked
from tests.support.reference_people import TODAY, cases, person

MOMENT = datetime.combine(TODAY, time(12), UTC)
CASES = {case["id"]: case for case in cases()}
CRITERIA = tuple(Criteria)
# Names, scales, tests and units that Chinese clinicians write in Latin letters.
LATIN = re.compile(
    r"AWGS|EWGSOP|ASM|BMI|DXA|BIA|SARC|CalF|SPPB|TUG|Borg|RM|OMNI|NYHA|COPD|WHO|IDDSI|INR|CKD|EPI|eGFR|UACR|MNA|SF|GLIM"
    r"|EAT|MMSE|ACEI|ARB|SGLT|GLP|LDL|HbA|ONS|NICE|VI|IV|III|kcal|mmHg|min|mL|mmol|umol|mg|kg|cm|DOI|IU"
    r"|STOPPFall|STEADI|Morse|Stay Independent|ng/mL|nmol/L|ICFSR|HMB|EPA|DHA|95% CI"
)
# Publications are called by their authors' names, in the letters in which those were printed.
LABELS = sorted((reference.label for reference in references().values()), key=len, reverse=True)


def assessed(identifier: str, criteria: Criteria, language: str = "en") -> Assessment:
    record = read_whole(orjson.dumps(bundle(person(CASES[identifier]), TODAY, language)), MOMENT)
    return assess(record, Context(as_of=MOMENT, site=Site(criteria=criteria)))


def answered(identifier: str, criteria: Criteria, language: str) -> CardAnswer:
    return answer(assessed(identifier, criteria, language), asked(language))


def own_words(identifier: str, criteria: Criteria, language: str) -> str:
    """What the cards of a case say, without texts and places of the record and titles of publications."""
    assessment = assessed(identifier, criteria, language)
    text = "\n".join(card["summary"] + card["detail"] for card in answer(assessment, asked(language)).cards)
    labels = {
        e.label for finding in (assessment.safety.findings if assessment.safety else ()) for e in finding.evidence
    }
    labels |= {e.label for factor in assessment.risk_factors for e in factor.evidence}
    if (risk := assessment.falls) is not None:
        labels |= {e.label for reason in (*risk.because, *risk.warnings) for e in reason.evidence if e.label}
        labels |= {e.label for taken in risk.drugs for e in taken.drugs}
    for label in sorted((*(labels - measures().keys()), *LABELS), key=len, reverse=True):
        text = text.replace(escaped(label), "").replace(label, "")
    return re.sub(r"\[[^\]]*\]\(\S*\)|规则版本 \w+|\w+\\/[^\s，）]*", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("criteria", CRITERIA)
@pytest.mark.parametrize("identifier", CASES)
def test_every_reference_case_has_words_for_all_it_finds(identifier: str, criteria: Criteria, language: str) -> None:
    for card in answered(identifier, criteria, language).cards:
        assert len(card["summary"]) <= 139


@pytest.mark.parametrize("criteria", CRITERIA)
@pytest.mark.parametrize("identifier", CASES)
def test_in_chinese_a_case_is_told_without_an_english_word_of_ours(identifier: str, criteria: Criteria) -> None:
    text = own_words(identifier, criteria, "zh-CN")
    assert re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text)) == []


@pytest.mark.parametrize("identifier", CASES)
def test_in_english_a_case_is_told_without_a_chinese_word_of_ours(identifier: str) -> None:
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", own_words(identifier, Criteria.AWGS2019, "en"))


@pytest.mark.parametrize("criteria", CRITERIA)
@pytest.mark.parametrize("identifier", CASES)
def test_a_stop_leads_the_cards_and_leaves_no_exercise_draft(identifier: str, criteria: Criteria) -> None:
    assessment = assessed(identifier, criteria)
    cards = answer(assessment, asked()).cards
    if assessment.safety is not None and assessment.safety.exercise is State.STOP:
        assert cards[0]["source"]["topic"]["code"] == "safety"
        assert b"229065009" not in orjson.dumps(cards)
