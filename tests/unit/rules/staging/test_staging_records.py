"""The records and words of staging: complete, cited, in both languages, and nothing that cannot be used."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rules.staging
from rules.assessment import Staging
from rules.catalogue import BadRecordError, record, records, sheet, words
from rules.context import Criteria
from rules.measures import measures
from rules.staging import stage
from rules.staging.cut_offs import criterion, read_criterion
from tests.support.facts import fact, facts
from tests.support.staging_tables import DEFINITIONS, SEXES, people, rows

HOME = Path(rules.staging.__file__).parent
WORDS = sheet("staging/words.toml")
OUTSIDE = {"awgs2019": ["not_applicable"], "awgs2025": ["not_applicable"], "ewgsop2": []}


def everyone() -> list[Staging]:
    """Stagings that between them say everything that staging can say."""
    by_table = [
        stage(person, Criteria(definition), cautions=cautions)
        for definition in DEFINITIONS
        for row in rows(definition)
        for person in list(people(definition, row, "female", 64))[:4]
        for cautions in (frozenset[str](), frozenset({"no_bia", "dialysis"}))
    ]
    odd = facts(
        "female",
        64,
        grip_kg=replace(fact("grip_kg", 18.0), conflicts=(17.0,)),
        chair_stand_5x_unable=1,
        asm_height2_kg_per_m2=5.5,
        asm_bmi_m2=0.9,
        calf_cm=36,
        bmi_kg_per_m2=31,
        ishii=100,
        sppb=3,
        stale=("sppb",),
    )
    others = [
        facts("male", 45),
        facts("male", 55, grip_kg=10),
        facts("male", 55, method="bia", asm_height2_kg_per_m2=5, asm_bmi_m2=0.2),
    ]
    return by_table + [stage(person, definition) for person in (odd, *others) for definition in Criteria]


EVERYONE = everyone()


def said(got: Staging) -> set[str]:
    """Every phrase id that a reader of this staging needs."""
    stages = {got.stage} | {outcome.stage for entry in got.measure_next for outcome in entry.outcomes}
    return {
        f"criteria.{got.criteria}",
        *(f"stage.{got.criteria}.{name}" for name in stages),
        *(f"step.{name}" for name in got.steps),
        *(f"note.{name}" for name in got.notes),
        *(f"note.{result.note}" for result in got.results if result.note),
        *(result.id for result in got.results),
        *(f"why.{entry.why}" for entry in got.measure_next),
        *(f"measure.{entry.measure}" for entry in got.measure_next if entry.measure not in measures()),
        *(
            f"measure.{result.fact.name}"
            for result in got.results
            if result.fact and result.fact.name not in measures()
        ),
    }


def test_everything_that_staging_says_has_words_in_both_languages() -> None:
    needed = set().union(*(said(got) for got in EVERYONE))
    assert needed <= words().keys()


def test_no_phrase_of_staging_is_left_without_use() -> None:
    phrases = {name for name in words() if name.split(".")[0] in WORDS and name in _own_words()}
    used = set().union(*(said(got) for got in EVERYONE))
    triggers = {f"trigger.{entry['trigger']}" for entry in record("trigger_rules.conditions").values["concepts"]}
    assert phrases - used - triggers == {"trigger.case_finding_positive", "trigger.unusable_measurement"}


def _own_words() -> set[str]:
    def walk(table: dict[str, Any], prefix: str) -> list[str]:
        if "en" in table:
            return [prefix.rstrip(".")]
        return [name for key, value in table.items() for name in walk(value, f"{prefix}{key}.")]

    return set(walk(dict(WORDS), ""))


def test_every_phrase_reads_in_chinese_and_holds_no_placeholder() -> None:
    for name in _own_words() | records("staging").keys():
        phrase = words()[name]
        assert "{" not in phrase["en"] + phrase["zh-CN"], name
        assert name.startswith("criteria.") or re.search(r"[\u4e00-\u9fff]", phrase["zh-CN"]), name


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_the_stages_with_words_are_those_of_the_table_and_no_other(definition: str) -> None:
    assert set(WORDS["stage"][definition]) == {row["stage"] for row in rows(definition)} | set(OUTSIDE[definition])


def test_the_advice_to_repeat_names_the_months_of_its_record() -> None:
    months = record("awgs2025.at_risk").values["repeat_after_months"]
    assert all(f"{months} " in phrase for phrase in words()["note.repeat_case_finding"].values())


def test_the_name_of_the_younger_band_is_that_of_its_record() -> None:
    ages = record("awgs2025.ages").values
    assert f"age_band_{ages['years_at_least']}_{ages['younger_band_until_years']}" in WORDS["note"]


def test_every_record_is_cited_graded_and_due_for_review() -> None:
    for rule in records("staging").values():
        assert rule.sources
        assert (rule.written_by, rule.checked_by) == ("sarcopenia-cds authors", "awaits a clinician")
        assert rule.kind in {"defines", "informs"}


def test_ishii_ships_disabled_with_its_reason_and_grade() -> None:
    rule = record("case_finding.ishii")
    assert rule.values["enabled"] is False
    assert set(rule.values["disabled_because"]) == {"en", "zh-CN"}
    assert rule.grade == "unverified"


def test_each_limit_is_for_one_person_only() -> None:
    for rule in records("staging").values():
        if rule.id.startswith(DEFINITIONS) and "cut_offs" in rule.values:
            limits = criterion(rule.id).limits
            for age in range(50, 101):
                for sex in SEXES:
                    assert sum(item.is_for(facts(sex, age).sex, age) for item in limits) == 1, (rule.id, sex, age)


def test_an_unknown_age_is_in_no_band() -> None:
    assert criterion("awgs2025.low_grip").cut_off_for(facts("male", None)) is None
    assert criterion("awgs2019.low_grip").cut_off_for(facts("male", None)) is not None


def test_the_code_holds_no_clinical_number() -> None:
    """Numbers of medicine stand in records; code may count (0, 1), name ids and round binary noise away."""
    for path in HOME.rglob("*.py"):
        code = re.sub(r'("""(?:.|\n)*?"""|"[^"\n]*"|#[^\n]*)', "", path.read_text("utf-8"))
        numbers = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", code))
        allowed = {"0", "1", "0.0", "2", "6", "100", "4096"}
        assert numbers <= allowed, (path.name, numbers - allowed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"fact": "grip_lb"}, "'fact' must be a measure of rules/measures.toml"),
        (
            {"cut_offs": [{"sex": "male", "value": 28.0, "met_when": "less"}]},
            "'met_when' must be one of below, at_most",
        ),
    ],
)
def test_a_criterion_that_names_an_unknown_fact_or_comparator_cannot_be_read(
    changed: dict[str, Any], message: str
) -> None:
    rule = record("awgs2019.low_grip")
    with pytest.raises(BadRecordError, match=message):
        read_criterion(replace(rule, values={**rule.values, **changed}))


def grip(*cut_offs: dict[str, Any]) -> dict[str, Any]:
    return {"cut_offs": [{"sex": "male", "met_when": "below", "value": 28.0} | one for one in cut_offs]}


@pytest.mark.parametrize(
    "bands",
    [
        ({}, {}),
        ({"age_to": 64}, {"age_from": 64}),
        ({"age_from": 65}, {}),
        ({"until": date(2025, 12, 31)}, {"from": date(2025, 12, 31)}),
    ],
)
def test_bands_that_overlap_cannot_be_read(bands: tuple[dict[str, Any], ...]) -> None:
    rule = record("awgs2019.low_grip")
    with pytest.raises(BadRecordError, match="overlap in age and time"):
        read_criterion(replace(rule, values={**rule.values, **grip(*bands)}))


@pytest.mark.parametrize(
    ("day", "limit"), [(date(2025, 12, 30), 28.0), (date(2025, 12, 31), 28.0), (date(2026, 1, 1), 27.0)]
)
def test_a_revised_limit_counts_from_its_day_and_the_old_one_until_then(day: date, limit: float) -> None:
    rule = record("awgs2019.low_grip")
    revised = grip({"until": date(2025, 12, 31)}, {"from": date(2026, 1, 1), "value": 27.0})
    read = read_criterion(replace(rule, values={**rule.values, **revised}))
    found = read.cut_off_for(replace(facts("male", 70), as_of=day))
    assert found is not None
    assert found.value == limit


@pytest.mark.parametrize(
    ("sex", "age", "grip", "calf", "score", "limit"),
    [("male", 75, 28, 34, 111.9, 105.0), ("female", 75, 18, 33, 119.8, 120.0), ("female", 65, 30, 40, 27.72, 120.0)],
)
def test_the_disabled_ishii_score_keeps_its_published_arithmetic(
    sex: str, age: int, grip: float, calf: float, score: float, limit: float
) -> None:
    values = record("case_finding.ishii").values
    (f,) = (one for one in values["formula"] if one["sex"] == sex)
    found = f["per_year"] * (age - f["years"]) + f["per_kg"] * (grip - f["kg"]) + f["per_cm"] * (calf - f["cm"])
    assert found == pytest.approx(score, abs=0.05)
    (cut_off,) = (one for one in values["cut_offs"] if one["sex"] == sex)
    assert (cut_off["value"], cut_off["met_when"]) == (limit, "at_least")
