"""The records and words of risk: complete in both languages, cited, never causal, and never against a drug."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from fhir_profiles.concept_terms import concept_terms
from fhir_profiles.terminology import table
from rules.catalogue import LANGUAGES, BadRecordError, record, records, references, sheet, words
from rules.measures import measures
from rules.risk.rule import factor_of, factors
from rules.risk.standing import AWAITS_SIGNATURE, LIMITS_DIFFER, Numbers

RULES = records("risk/")


def _spoken(prefix: str, parsed: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name, value in parsed.items():
        found |= {f"{prefix}{name}": value} if LANGUAGES[0] in value else _spoken(f"{prefix}{name}.", value)
    return found


PHRASES = {**_spoken("", sheet("risk/words.toml")), **{name: rule.says for name, rule in RULES.items()}}
SPOKEN = [(identifier, language) for identifier in PHRASES for language in LANGUAGES]
HARMFUL = {
    "en": (
        r"caused by|\bcauses\b|leads? to|results? in|due to",
        r"\b(discontinue|withdraw|cease|wean)\b",
        r"\bstop\b",
        r"\b(lower|reduce|cut|taper) (the |its )?(dose|drug|statin|steroid)",
        r"\bbed rest\b",
        r"\bfast(s|ed|ing)\b",
        r"\blow[- ]protein",
        r"\bdeficit\b",
        r"\blose weight\b",
    ),
    "zh-CN": (
        "导致",
        "引起",
        "造成",
        "停药",
        "停用",
        "停服",
        "减量",
        "减药",
        "卧床休息",
        "禁食",
        "低蛋白饮食",
        "能量负平衡",
    ),
}


@pytest.mark.parametrize(("identifier", "language"), SPOKEN)
def test_no_phrase_names_a_cause_or_speaks_against_a_drug_food_or_movement(identifier: str, language: str) -> None:
    text = PHRASES[identifier][language]
    assert not [pattern for pattern in HARMFUL[language] if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scan_would_find_what_it_looks_for(language: str) -> None:
    bad = {
        "en": ("caused by statins", "Stop the statin", "reduce the dose", "bed rest for a week", "Leads to loss"),
        "zh-CN": ("由他汀引起", "停用他汀", "减量", "卧床休息", "导致肌少症"),
    }
    for text in bad[language]:
        assert [pattern for pattern in HARMFUL[language] if re.search(pattern, text, re.IGNORECASE)], text


@pytest.mark.parametrize("identifier", PHRASES)
def test_every_phrase_is_spoken_in_both_languages(identifier: str) -> None:
    assert words()[identifier] == PHRASES[identifier]
    assert not any("{" in text for text in PHRASES[identifier].values())
    assert re.search(r"[\u4e00-\u9fff]", PHRASES[identifier]["zh-CN"])
    assert not re.search(r"[\u4e00-\u9fff]", PHRASES[identifier]["en"])


def test_every_factor_says_what_to_do_and_every_id_it_emits_has_words() -> None:
    said = words()
    for factor in factors():
        assert f"action.{factor.id}" in said
        assert not [note for note in factor.notes if f"risk_note.{note}" not in said]
        abouts = [one.effect.about for one in factor.published if one.effect.about]
        assert not [about for about in abouts if f"risk_about.{about}" not in said]
        if factor.secondary:
            assert f"risk_class.{factor.group}" in said
    assert f"risk_note.{LIMITS_DIFFER}" in said
    assert f"risk_note.{AWAITS_SIGNATURE}" in said


def test_no_phrase_is_left_that_nothing_says() -> None:
    used = {f"action.{factor.id}" for factor in factors()} | set(RULES)
    used |= {f"risk_note.{note}" for factor in factors() for note in (*factor.notes, LIMITS_DIFFER)}
    used |= {f"risk_note.{numbers.note}" for numbers in Numbers if numbers.note}
    used |= {f"risk_about.{one.effect.about}" for factor in factors() for one in factor.published}
    used |= {f"risk_class.{name}" for name in record("risk.secondary_classes").values["classes"]}
    assert set(PHRASES) <= used


ABRUPT = ("glucocorticoid", "sedating")


def test_every_drug_is_reviewed_with_its_prescriber_and_never_abruptly_where_that_is_dangerous() -> None:
    said = words()
    drugs = [factor.id for factor in factors() if factor.id.startswith("risk.drug.")]
    for name in (*drugs, "risk.polypharmacy"):
        text = said[f"action.{name}"]
        quiet = name in ("risk.drug.cancer_therapy", "risk.drug.possible_benefit")
        assert quiet or ("prescriber" in text["en"] and "处方医生" in text["zh-CN"]), name
    for name in ABRUPT:
        text = said[f"action.risk.drug.{name}"]
        assert "never abruptly" in text["en"]
        assert "切勿突然" in text["zh-CN"]
    assert "alone is no reason to change it" in said["action.risk.drug.statin"]["en"]


def test_every_concept_and_drug_class_of_a_sign_is_one_that_is_read() -> None:
    conditions, drugs, procedures = (set(table(name)) for name in ("conditions", "drugs", "procedures"))
    where = {
        "condition": conditions,
        "duration": conditions,
        "partner": conditions,
        "drug": drugs,
        "procedure": procedures,
    }
    for factor in factors():
        for sign in factor.signs:
            assert set(sign.names) <= where.get(sign.finds, set(sign.names)), factor.id
        assert set(factor.requires) <= conditions
        assert set(factor.ask) <= measures().keys()
    assert concept_terms("drugs").by_words("阿那曲唑片") == {"aromatase_inhibitor"}


def test_every_record_is_cited_reviewed_and_awaits_a_clinician() -> None:
    for rule in RULES.values():
        assert rule.written_by == "sarcopenia-cds authors"
        assert rule.checked_by == "awaits a clinician"
        assert rule.kind in ("informs", "defines")
        assert all(key in references() for key, _ in rule.sources)


GOOD = RULES["risk.low_albumin"]
SIGN = dict(GOOD.values["signs"][0])
EFFECT = dict(GOOD.values["effects"][0])


def _changed(**values: object) -> dict[str, object]:
    return {**GOOD.values, **values}


@pytest.mark.parametrize(
    "values",
    [
        _changed(absence="perhaps"),
        _changed(signs=[{**SIGN, "finds": "luck"}]),
        _changed(signs=[{**SIGN, "names": ["shoe_size"]}]),
        _changed(signs=[{**SIGN, "colour": "red"}]),
        _changed(signs=[{**SIGN, "limits": [{"met_when": "about", "value": 40}]}]),
        _changed(signs=[{name: value for name, value in SIGN.items() if name != "grade"}]),
        _changed(signs=[{**SIGN, "grade": "certain"}]),
        _changed(signs=[{**SIGN, "source": "gao2021"}]),
        _changed(signs=[{"finds": "stay", "within_months": 6}]),
        _changed(signs=[{"finds": "drug_count", "count": 5}]),
        _changed(effects=[{**EFFECT, "source": "gao2021"}]),
        _changed(effects=[{**EFFECT, "grade": "certain"}]),
        _changed(effects=[{**EFFECT, "measure": "vibes"}]),
        _changed(effects=[{**EFFECT, "value": 9.0}]),
        _changed(effects=[{**EFFECT, "value": 1.0}]),
        _changed(effects=[{name: value for name, value in EFFECT.items() if name != "low"}]),
        _changed(effects=[{name: value for name, value in EFFECT.items() if name not in ("value", "low", "high")}]),
        _changed(effects=[{**{n: v for n, v in EFFECT.items() if n != "value"}, "low": 5.0, "high": 4.0}]),
    ],
)
def test_a_record_that_cannot_be_used_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(BadRecordError, match=r"risk\.low_albumin"):
        factor_of(replace(GOOD, values=values))


def test_the_good_record_is_taken() -> None:
    assert factor_of(GOOD).id == "risk.low_albumin"
