"""What the nutrition part says: complete in both languages, and never a harmful word."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from rules.answers import Answer
from rules.assessment import State
from rules.catalogue import LANGUAGES, records, words
from rules.nutrition.mna_sf import ITEMS

FOLDER = files("rules") / "nutrition"
PHRASES = {
    **{
        f"{kind}.{rest}": phrase
        for kind, table in tomllib.loads((FOLDER / "words.toml").read_text("utf-8")).items()
        for rest, phrase in (
            [
                (f"{first}.{second}" if "en" not in inner else first, spoken)
                for first, inner in table.items()
                for second, spoken in (inner.items() if "en" not in inner else [("", inner)])
            ]
        )
    },
    **{identifier: record.says for identifier, record in records("nutrition").items()},
}
BY_A_WHOLE_SCALE = {
    *(f"glim.{answer}" for answer in Answer),
    *(f"iddsi_food.{level}" for level in range(3, 8)),
    *(f"iddsi_drink.{level}" for level in range(5)),
}
SPOKEN = [(identifier, language) for identifier in PHRASES for language in LANGUAGES]

HARMFUL = {
    "en": (
        r"\bfast(s|ed|ing)?\b",
        r"\bstarv",
        r"\b(discontinue|withdraw|cease)\b",
        r"\bstop\b.*(drug|medicine|medication|tablet|insulin|warfarin)",
        r"\bstop (taking|eating|feeding|drinking)",
        r"\bdo not (eat|drink|feed)",
        r"\b(avoid|no|withhold) (food|meals|eating)\b",
        r"\blow[- ]protein",
        r"\bbed rest\b",
        r"\b0\.[0-7]\d*\s*g",
        r"\bdeficit\b",
        r"\bketo-?analog",
    ),
    "zh-CN": (
        "禁食",
        "断食",
        "绝食",
        "停药",
        "停用",
        "停服",
        "停止(服用|进食|用药|使用)",
        "低蛋白",
        "卧床休息",
        r"0\.[0-7]\d*\s*g",
        "能量负平衡",
        "酮酸",
    ),
}


@pytest.mark.parametrize(("identifier", "language"), SPOKEN)
def test_no_phrase_suggests_fasting_stopping_a_drug_or_too_little_protein(identifier: str, language: str) -> None:
    text = PHRASES[identifier][language]
    assert not [pattern for pattern in HARMFUL[language] if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scan_would_find_what_it_looks_for(language: str) -> None:
    bad = {
        "en": ("Fasting until noon", "stop taking warfarin", "a low-protein diet", "0.6 g/kg", "Do not eat"),
        "zh-CN": ("禁食一天", "停用华法林", "低蛋白饮食", "0.6 g/kg", "停止进食"),
    }
    for text in bad[language]:
        assert [pattern for pattern in HARMFUL[language] if re.search(pattern, text, re.IGNORECASE)], text


@pytest.mark.parametrize("identifier", PHRASES)
def test_every_phrase_is_spoken_in_both_languages_and_holds_no_placeholder(identifier: str) -> None:
    assert set(PHRASES[identifier]) == set(LANGUAGES)
    assert words()[identifier] == PHRASES[identifier]
    assert not any("{" in text for text in PHRASES[identifier].values())
    assert re.search(r"[\u4e00-\u9fff]", PHRASES[identifier]["zh-CN"])
    assert not re.search(r"[\u4e00-\u9fff]", PHRASES[identifier]["en"])


def test_every_id_in_the_records_has_words() -> None:
    kinds = {"changes": "change", "clear_first": "clear_first", "asks": "ask", "refer": "refer", "also": "also"}
    for record in records("nutrition").values():
        for field, kind in kinds.items():
            assert not [name for name in record.values.get(field, ()) if f"{kind}.{name}" not in PHRASES]
        assert not [name for name in record.values.get("limits", ()) if f"food_limit.{name}" not in PHRASES]
        assert not [name for name in record.values.get("held_by", ()) if f"held.{name}" not in PHRASES]
    bands = [row["band"] for row in records("nutrition")["nutrition.vitamin_d_bands"].values["bands"]]
    assert not [band for band in (*bands, "older", "untested") if f"vitamin_d.{band}" not in PHRASES]
    states = records("nutrition")["nutrition.with_exercise"].values["by_state"]
    assert set(states) == {state.value for state in State}
    assert not [said for said in states.values() if f"with_exercise.{said}" not in PHRASES]
    assert not [item for item in ITEMS if f"mna_item.{item}" not in PHRASES]
    assert not BY_A_WHOLE_SCALE - set(PHRASES)


def test_every_condition_of_the_protein_table_has_words_and_every_row_with_a_choice_a_meaning() -> None:
    rows = [row for row in records("nutrition/protein").values() if not row.values["findings"]]
    conditions = {name for row in rows for name in (*row.values["all"], *row.values["any"])}
    assert {identifier for identifier in PHRASES if identifier.startswith("because.")} == {
        f"because.{name}" for name in conditions
    }
    assert {identifier for identifier in PHRASES if identifier.startswith("row.")} == {
        f"row.{row.values['row']}" for row in rows if row.values["any"]
    }


def test_every_guard_says_what_to_do() -> None:
    guards = [identifier for identifier, record in records("nutrition/guards").items() if "severity" in record.values]
    assert guards
    assert not [identifier for identifier in guards if f"action.{identifier}" not in PHRASES]


def test_no_phrase_is_left_that_nothing_says() -> None:
    sources = [
        entry for entry in FOLDER.iterdir() if entry.name.endswith((".py", ".toml")) and entry.name != "words.toml"
    ]
    said = "".join(entry.read_text("utf-8") for entry in sources)
    allergens = {
        f"{kind}_allergy" for kind in records("nutrition")["nutrition.supplement_limits"].values["unsuitable_allergens"]
    }
    food_groups = {"milk", "egg", "soy", "fish", "shellfish", "nut", "lactose", "wheat", "gluten", "pork"}
    food_groups |= {"unspecified_food"}
    for identifier in PHRASES:
        name = identifier.partition(".")[2]
        if identifier in records("nutrition") or name in allergens | food_groups or identifier in BY_A_WHOLE_SCALE:
            continue
        assert f'"{name}"' in said, identifier


def test_the_limit_in_the_override_line_is_the_limit_in_the_record() -> None:
    limit = records("nutrition")["nutrition.P5"].values["override_limit_g_per_kg_per_day"]
    assert all(str(limit) in PHRASES["also.kidney_override_limit"][language] for language in LANGUAGES)


def test_advice_for_a_milk_allergy_names_no_dairy_food() -> None:
    for identifier in (
        "diet.vegetarian",
        "diet.vegan",
        "note.gout_flare_without_milk",
        "also.rest_between_meals",
        "also.counselling_and_fortification",
    ):
        assert not re.search(r"milk|dairy|whey|casein|cheese|yogh?urt", PHRASES[identifier]["en"], re.IGNORECASE)
        assert not re.search(r"奶|乳清|酪", PHRASES[identifier]["zh-CN"])


def test_every_record_is_reviewed_and_awaits_a_clinician() -> None:
    for record in records("nutrition").values():
        assert record.written_by == "sarcopenia-cds authors"
        assert record.checked_by == "awaits a clinician"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doctors_alert_says_how_the_guideline_starts_feeding(language: str) -> None:
    start = records("nutrition")["nutrition.refeeding_start"].values
    said = PHRASES["action.K18.refeeding"][language]
    low, high = start["full_need_after_days"]
    for number in (start["kcal_per_kg_per_day"], start["thiamine_days"], low, high):
        assert re.search(rf"(?<!\d){number}(?!\d)", said)
    assert re.findall(r"(\d+) kcal", said) == [str(start["kcal_per_kg_per_day"])]
    extreme = PHRASES["action.K18.extreme"][language]
    assert re.findall(r"(\d+) kcal", extreme) == [str(start["kcal_per_kg_per_day_extreme"])]


def test_no_line_about_a_drug_tells_to_change_it() -> None:
    lines = {identifier: said for identifier, said in PHRASES.items() if identifier.startswith(("pair.", "action.K22"))}
    assert len(lines) > 15
    for said in lines.values():
        assert not re.search(r"\b(stop|lower|reduce|increase|halve|skip|omit)\b", said["en"], re.IGNORECASE)
        assert not re.search("停|减量|减药|加量", said["zh-CN"])
