"""The long run goes through what it promises, finds what there is to find, and leaves dated evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.long import evidence, parts
from tests.long.__main__ import main
from tests.long.parts import Outcome

DAY = date(2026, 6, 1)


def test_a_short_run_of_the_second_encoding_leaves_dated_evidence(tmp_path: Path) -> None:
    assert main(["--only", "oracle", "--people", "20", "--jobs", "1", "--into", str(tmp_path)], DAY) == 0
    page = (tmp_path / "2026-06-01-oracle.md").read_text("utf-8")
    assert "# Long run of 2026-06-01" in page
    assert "| oracle | 20 | 0 |" in page


def test_what_was_found_makes_the_run_fail_and_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Outcome("oracle", "disagreements", 3, ("person 2: stage awgs2019: …",), 0.1)
    monkeypatch.setattr(parts, "oracle", lambda *_: found)
    assert main(["--only", "oracle", "--people", "3", "--into", str(tmp_path)], DAY) == 1
    assert "- person 2: stage awgs2019: …" in evidence.page([found], DAY)


def test_an_error_on_one_person_is_found_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(seed: int) -> list[str]:
        raise ValueError(f"no such person {seed}")

    monkeypatch.setattr(parts, "disagreements", broken)
    assert parts._of_block(range(2)) == [
        "person 0: ValueError: no such person 0",
        "person 1: ValueError: no such person 1",
    ]


def test_the_number_of_slips_is_read_from_the_last_line_of_progress() -> None:
    assert parts._slips("\r\033[K1/17 slips, 0 not noticed, 3 s\r\033[K17/17 slips, 1 not noticed, 60 s\n") == 17
    assert parts._slips("") == 0
