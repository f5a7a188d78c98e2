"""Every id that following up can say has words in both languages."""

from __future__ import annotations

import pytest

from cds_service.locale import LANGUAGES, table
from rules.catalogue import record, records
from rules.follow_up.answer import Course, Response, ReviewState, Verdict
from rules.measures import measures

CHANGING = (Verdict.IMPORTANT, Verdict.IMPORTANT_TO_CONFIRM, Verdict.MEASURABLE, Verdict.MEASURABLE_TO_CONFIRM)


def items() -> set[str]:
    found: set[str] = set()
    for rule in records("follow_up/reviews").values():
        for name, values in rule.values.items():
            if name == "items" or name.startswith("if_"):
                found |= set(values)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_has_words(language: str) -> None:
    wanted = {f"review_item.{name}" for name in items() if name not in measures()}
    wanted |= {f"review_state.{state}" for state in ReviewState}
    wanted |= {
        f"change_verdict.{item}_{way}" for item in (*CHANGING, Verdict.WITHIN_ERROR) for way in ("better", "worse")
    }
    wanted |= {"change_verdict.same", "change_verdict.not_comparable"}
    wanted |= {f"course.{name}" for name in (*Course, "band_changed", "mass_not_repeated", "birthday")}
    wanted |= {f"response.{name}" for name in Response}
    wanted |= {f"recheck.{item['id']}" for item in record("follow_up.response").values["recheck"]}
    wanted |= {f"look_again.{name}" for name in ("fall", "fracture", "admission", "weight_loss")}
    assert len(items()) > 12
    assert [name for name in sorted(wanted) if name not in table(language)] == []


def test_measurable_and_important_are_different_words_in_both_languages() -> None:
    english, chinese = table("en"), table("zh-CN")
    assert english["change_verdict.important_better"] == "a clinically important gain"
    assert "below what is called clinically important" in english["change_verdict.measurable_better"]
    assert "临床重要" in chinese["change_verdict.important_better"]
    assert "未达临床重要幅度" in chinese["change_verdict.measurable_better"]


def test_every_measure_of_a_review_is_a_measure() -> None:
    named = [name for rule in records("follow_up/reviews").values() for name in rule.values.get("measures", ())]
    named += list(record("follow_up.at_once").values["tests"])
    named += list(record("follow_up.reversed").values["visit_facts"])
    assert set(named) <= set(measures())
