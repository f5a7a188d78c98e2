"""The safety records themselves: words in both languages, no forbidden advice, numbers that the words repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest

from rules.assessment import Severity
from rules.catalogue import BadRecordError, Record, records, sheet, words
from rules.safety.finders import FINDERS
from rules.safety.rule import in_order, rules, safety_rule
from tests.support.records import DAY

RULES = rules()
FORBIDDEN = {
    "en": re.compile(
        r"bed ?rest|stay in bed|complete rest|\bfasting\b|\bfast (for|until|before|overnight)\b"
        r"|do not eat|nothing by mouth"
        r"|(stop|discontinue|withhold|pause|reduce|lower|halve) (the |this |your |any |all )?"
        r"(drug|medicine|medication|statin|insulin|dose|tablet|warfarin|anticoagulant|diuretic|beta-blocker)",
        re.IGNORECASE,
    ),
    "zh-CN": re.compile(r"卧床休息|绝对卧床|静卧|制动|禁食|空腹|停药|停用|停服|减药|减量用药|自行调整"),
}
STOPS = [rule.id for rule in RULES if rule.severity is Severity.STOP]


def phrases(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        if "en" in value:
            yield prefix + name
        else:
            yield from phrases(value, f"{prefix}{name}.")


def said_here() -> list[tuple[str, str, str]]:
    own = [*records("safety/"), *records("exercise/")]
    own += [name for chapter in ("safety", "exercise") for name in phrases(sheet(f"{chapter}/words.toml"))]
    return [(name, language, text) for name in own for language, text in words()[name].items()]


def test_no_phrase_advises_bed_rest_fasting_or_stopping_a_drug() -> None:
    said = said_here()
    assert len(said) > 2 * len(RULES)
    assert [(name, text) for name, language, text in said if FORBIDDEN[language].search(text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Bed rest for a week"),
        ("en", "Stop the statin"),
        ("en", "Fast until noon"),
        ("zh-CN", "卧床休息一周"),
        ("zh-CN", "停用他汀"),
    ],
)
def test_the_scan_would_catch_forbidden_advice(language: str, text: str) -> None:
    assert FORBIDDEN[language].search(text)


def test_every_stop_says_that_ordered_physiotherapy_and_walking_go_on() -> None:
    said = words()["safety.stop_means"]
    assert "Walking" in said["en"]
    assert "physiotherapy" in said["en"]
    assert "步行" in said["zh-CN"]
    assert "物理治疗" in said["zh-CN"]
    assert "Ordered physiotherapy continues" in words()["action.K09.recent_fracture"]["en"]


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_says_what_was_found_and_what_to_do_in_both_languages(rule: str) -> None:
    assert words()[rule]["en"] != words()[rule]["zh-CN"]
    action = words()[f"action.{rule}"]
    assert action["en"].endswith(".")
    assert action["zh-CN"].endswith("。")


@pytest.mark.parametrize("rule", STOPS)
def test_every_stop_names_who_acts_or_what_ends_it_and_how_soon(rule: str) -> None:
    action = words()[f"action.{rule}"]["en"]
    soon = r"today|hours?\b|week|month|now\b|same-day|daily|at once|15 minutes|the person wishes"
    assert re.search(soon, action, re.IGNORECASE), action


def test_every_change_that_a_finding_asks_for_has_its_record() -> None:
    asked = {change for rule in RULES for change in rule.changes}
    assert {name for name in asked if f"change.{name}" not in records("exercise/")} == set()
    own = {name: found for name, found in records("exercise/changes").items() if "instead_of" not in found.values}
    unused = {name.removeprefix("change.") for name in own} - asked
    assert unused == set()


def test_every_modifying_rule_names_what_it_changes() -> None:
    assert [rule.id for rule in RULES if rule.severity is Severity.MODIFY and not rule.changes] == []


def test_every_unknown_names_what_has_to_be_cleared_first() -> None:
    for rule in RULES:
        if rule.severity is Severity.UNKNOWN:
            assert f"clear_first.{records()[rule.id].values['clear_first']}" in words()


def test_every_finder_is_used_and_every_rule_uses_a_known_one() -> None:
    assert {trigger.finds for rule in RULES for trigger in rule.triggers} == set(FINDERS)


def test_a_stop_is_more_urgent_than_what_is_unknown_and_that_than_a_change() -> None:
    order = (Severity.STOP, Severity.UNKNOWN, Severity.MODIFY, Severity.NOTE)
    ranges = [[rule.urgency for rule in RULES if rule.severity is severity] for severity in order]
    for stricter, milder in pairwise(ranges):
        assert max(stricter) < min(milder)


def test_every_safety_rule_restricts_so_that_it_always_acts() -> None:
    assert {records()[rule.id].kind for rule in RULES} == {"restricts"}


def made_up_record(**values: Any) -> Record:
    plain: dict[str, Any] = {"severity": "stop", "urgency": 1, "triggers": [{"finds": "never"}]}
    words_of_it = {"en": "Made up", "zh-CN": "虚构"}
    return Record("made.up", words_of_it, "restricts", "synthesis", (), DAY, "", "", "safety/made_up", plain | values)


def test_an_unknown_comparator_is_refused_with_the_ones_that_are_known() -> None:
    trigger = {"finds": "value", "measure": "inr", "limits": [{"met_when": "over", "value": 5}], "within": "ever"}
    with pytest.raises(BadRecordError, match=r"made\.up: 'met_when' must be one of above, at_least, below, at_most"):
        safety_rule(made_up_record(triggers=[trigger]))


def test_an_unknown_window_is_refused_with_the_ones_that_are_known() -> None:
    with pytest.raises(BadRecordError, match=r"made\.up: 'within' must be a window or one of resting, valid, ever"):
        safety_rule(made_up_record(triggers=[{"finds": "missing", "measures": ["inr"], "within": "lately"}]))


@pytest.mark.parametrize(
    "values",
    [{"unless": {"findings": ["made.up"]}}, {"unless": {"findings": ["no.such"]}}, {"when_cleared": "no.such"}],
)
def test_a_rule_that_waits_for_itself_or_names_no_rule_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(BadRecordError, match=r"made\.up: 'findings' and 'when_cleared' must name other safety rules"):
        in_order([safety_rule(made_up_record(**values))])


def test_every_rule_comes_after_the_findings_that_it_waits_for() -> None:
    seen: set[str] = set()
    for rule in RULES:
        assert rule.waits_for <= seen
        seen.add(rule.id)


@pytest.mark.parametrize("rule", ["K05.aneurysm_size_unknown", "K05.pulmonary_hypertension"])
def test_a_size_or_pressure_that_stands_only_in_text_is_said_not_to_be_read(rule: str) -> None:
    assert "only in text is not read" in words()[f"action.{rule}"]["en"]
    assert "未予读取" in words()[f"action.{rule}"]["zh-CN"]


def test_a_recent_stroke_in_rehabilitation_is_called_recent_and_left_to_its_team() -> None:
    said = words()["action.K10.stroke_in_rehabilitation"]
    assert said["en"].startswith("Recent stroke, rehabilitation ordered: the rehabilitation team sets the plan.")
    assert said["zh-CN"].startswith("近期脑卒中，已开具康复医嘱：方案由康复团队制定。")


def test_supervised_weeks_name_who_watches() -> None:
    assert words()["note.supervised_first_weeks"]["zh-CN"].endswith("前4周须在康复治疗师或受训人员监护下训练。")


def test_in_chinese_dialysis_is_trained_after_its_beginning_and_never_before_it() -> None:
    texts = [text["zh-CN"] for text in words().values()]
    assert any("透析开始后2小时内" in text for text in texts)
    assert not any("透析前2小时" in text for text in texts)
