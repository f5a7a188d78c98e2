"""Following a plan up from the command line, and what wakes a card that rests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cds_service import cli
from cds_service.assess import assess
from cds_service.cards.says import says
from tests.support.records import condition, measured, person
from tests.support.reference_people import TODAY, case_bundle, cases

CASE = next(case for case in cases() if case["id"] == "R01")
START = TODAY - timedelta(weeks=13)


def followed(capsys: pytest.CaptureFixture[str], tmp_path: Path, *more: str) -> Any:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(case_bundle(CASE)))
    assert cli.main(["assess", str(path), "--as-of", TODAY.isoformat(), "--format", "json", *more]) == 0
    return json.loads(capsys.readouterr().out)["follow_up"]


def test_a_plan_is_followed_up_from_the_day_that_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = followed(capsys, tmp_path, "--plan-started", START.isoformat(), "--adherence", "80")
    assert found["started"] == START.isoformat()
    assert found["reviews"][0]["due"] == (START + timedelta(weeks=2)).isoformat()
    assert found["response"] == "not_measured"


def test_without_a_first_day_the_reviews_have_no_days(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = followed(capsys, tmp_path)
    assert "started" not in found
    assert "response" not in found
    assert [review["state"] for review in found["reviews"]] == ["planned"] * 5


@pytest.mark.parametrize("given", ["101", "-1", "most", "nan"])
def test_an_impossible_adherence_is_refused_in_one_clear_line(capsys: pytest.CaptureFixture[str], given: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["assess", "x.json", f"--adherence={given}"])
    assert stopped.value.code == 2
    assert "is not a percentage. Write a number from 0 to 100." in capsys.readouterr().err


def test_a_fall_since_the_last_test_is_something_new_to_say() -> None:
    values = measured("grip_kg", 15, days=20), measured("asm_height2_kg_per_m2", 5.0, days=20)
    before, after = person(*values), person(*values, condition("fall", days=3))
    quiet, woken = (says("stage", assess(who.record, who.context)) for who in (before, after))
    assert "again.fall" not in quiet
    assert "again.fall" in woken


def test_a_first_day_in_the_future_has_no_course_and_no_verdict() -> None:
    who = person(measured("grip_kg", 15), asm_height2_kg_per_m2=5.0)
    found = assess(who.record, replace(who.context, plan_started=who.context.day + timedelta(days=7))).follow_up
    assert found is not None
    assert (found.outcome, found.response) == (None, None)
    assert found.reviews[0].due == who.context.day + timedelta(days=21)
