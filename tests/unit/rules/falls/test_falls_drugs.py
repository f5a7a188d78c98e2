"""Fall-risk-increasing drugs: found by class, counted by drug, never told to be changed."""

from __future__ import annotations

import re

import pytest

from cds_service.cards.falls import lines, rules_behind
from cds_service.cards.words import words as card_words
from rules.answers import Answer
from rules.catalogue import LANGUAGES, record, words
from rules.facts import Medication, Source
from rules.falls import FallRisk, OddsRatio, fall_risk
from rules.falls.drugs import drug_classes
from tests.support.assessments import assessment
from tests.support.records import Person, ago, drug, person

PUBLISHED = {
    "benzodiazepine": (1.42, 1.22, 1.65),
    "antipsychotic": (1.54, 1.28, 1.85),
    "opioid": (1.60, 1.35, 1.91),
    "antidepressant": (1.57, 1.43, 1.74),
    "antiepileptic": (1.55, 1.25, 1.92),
    "diuretic": (1.36, 1.17, 1.57),
}
ABRUPT = {
    "benzodiazepine",
    "antipsychotic",
    "opioid",
    "antidepressant",
    "antiepileptic",
    "anticholinergic",
    "central_antihypertensive",
    "cardiac_vasodilator",
}


def risk_of(who: Person) -> FallRisk:
    return fall_risk(who.record, who.facts, who.context)


def named(label: str, *classes: str, codes: tuple[str, ...] = (), kind: str = "MedicationRequest") -> Medication:
    return Medication(frozenset(classes), label, True, Source(kind, label), ago(100), codes=codes)


def test_thirteen_of_fourteen_classes_are_looked_for() -> None:
    risk = risk_of(person())
    assert (risk.classes_matched, risk.classes_agreed, risk.drugs) == (13, 14, ())


@pytest.mark.parametrize("found", drug_classes(), ids=lambda found: found.rule)
def test_every_class_is_found_by_each_of_its_terms(found: object) -> None:
    for name in found.classes:  # type: ignore[attr-defined]
        assert found.rule in [item.rule for item in risk_of(person(drug(name))).drugs]  # type: ignore[attr-defined]


@pytest.mark.parametrize("found", drug_classes(), ids=lambda found: found.rule)
def test_odds_ratios_are_those_of_the_meta_analyses(found: object) -> None:
    name = found.rule.rpartition(".")[2]  # type: ignore[attr-defined]
    expected = OddsRatio(*PUBLISHED[name]) if name in PUBLISHED else None
    assert found.odds_ratio == expected  # type: ignore[attr-defined]
    assert found.never_abruptly is (name in ABRUPT)  # type: ignore[attr-defined]


def test_a_drug_that_is_over_is_not_counted() -> None:
    assert risk_of(person(drug("opioid", active=False))).drugs == ()


def test_a_drug_of_another_class_is_no_matter_here() -> None:
    assert risk_of(person(drug("statin"), drug("beta_blocker"))).drugs == ()


def test_one_drug_in_two_classes_is_one_drug() -> None:
    risk = risk_of(person(named("clonazepam 1 mg", "benzodiazepine", "antiepileptic")))
    assert [item.rule for item in risk.drugs] == ["falls.drug.benzodiazepine", "falls.drug.antiepileptic"]
    assert risk.drug_count == 1


def test_the_same_drug_ordered_and_stated_is_one_drug() -> None:
    twice = person(named("Tramadol", "opioid"), named("tramadol", "opioid", kind="MedicationStatement"))
    coded = person(named("Tramadol 50", "opioid", codes=("1",)), named("曲马多", "opioid", codes=("1", "2")))
    assert (risk_of(twice).drug_count, risk_of(coded).drug_count) == (1, 1)
    assert risk_of(person(named("a", "opioid"), named("b", "opioid"))).drug_count == 2


@pytest.mark.parametrize(("count", "answer"), [(4, Answer.NOT_MET), (5, Answer.MET), (6, Answer.MET)])
def test_five_drugs_of_whatever_class_are_many_and_raise_the_risk_of_falls(count: int, answer: Answer) -> None:
    many = risk_of(person(*(named(f"drug {letter}") for letter in "abcdef"[:count]))).polypharmacy
    assert many is not None
    assert (many.answer, many.count, many.odds_ratio) == (answer, count, OddsRatio(1.75, 1.27, 2.41))


@pytest.mark.parametrize("part", ["MedicationRequest", "MedicationStatement"])
def test_few_drugs_are_not_known_to_be_few_before_all_were_read(part: str) -> None:
    few = risk_of(person(named("drug a")).unread(part)).polypharmacy
    many = risk_of(person(*(named(f"drug {letter}") for letter in "abcde")).unread(part)).polypharmacy
    assert few is not None
    assert many is not None
    assert (few.answer, many.answer) == (Answer.NOT_KNOWN, Answer.MET)


@pytest.mark.parametrize(("language", "told"), [("en", "5 different drugs are in use"), ("zh-CN", "同时使用5种药物")])
def test_many_drugs_are_told_with_their_odds_ratio_and_a_review(language: str, told: str) -> None:
    who = person(*(named(f"drug {letter}") for letter in "abcde"))
    told_of = assessment(falls=risk_of(who))
    (line,) = (line for line in lines(told_of, card_words(language)) if told in line)
    assert "1.75" in line
    assert words()["fall_drugs.review"][language] in line
    assert "falls.polypharmacy" in rules_behind(told_of)
    few = assessment(falls=risk_of(person(named("drug a"))))
    assert not [line for line in lines(few, card_words(language)) if "1.75" in line]
    assert "falls.polypharmacy" not in rules_behind(few)


def test_unread_drugs_are_not_known_and_never_none() -> None:
    risk = risk_of(person().unread("MedicationStatement"))
    assert not risk.drugs_known
    assert "drugs_unread" in risk.asks
    assert risk_of(person()).drugs_known


def test_no_phrase_of_this_chapter_says_to_stop_or_lower_a_drug() -> None:
    told = [words()[name] for name in words() if name.startswith(("fall", "steadi", "morse"))]
    told += [record(item.rule).says for item in drug_classes()]
    banned = re.compile(
        r"\b(stop(?!pfall)|discontinue|withdraw|lower|reduce|taper|deprescrib)\w*|停用|停药|减量|撤药", re.IGNORECASE
    )
    found = [text for said in told for text in said.values() if banned.search(text)]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_review_is_with_the_prescriber_and_never_abrupt(language: str) -> None:
    review, gradual = words()["fall_drugs.review"][language], words()["fall_drugs.never_abruptly"][language]
    assert ("prescriber" if language == "en" else "处方医师") in review
    assert ("never abrupt" if language == "en" else "切勿骤然") in gradual
