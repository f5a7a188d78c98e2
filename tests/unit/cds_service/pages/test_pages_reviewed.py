"""One patient's sheet in each language as a reader sees it, to be reviewed line by line when it changes.

`pytest tests/unit/cds_service/pages --update-scenarios` writes them anew; the difference is what has to be reviewed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cds_service.pages import sheet
from rules.catalogue import version
from tests.support.sheets import practice, readable

REVIEWED = Path(__file__).parent / "reviewed"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_patients_sheet_is_the_reviewed_one(language: str, request: pytest.FixtureRequest) -> None:
    written = readable(sheet("patient-sheet", practice(1, language))).replace(version(), "<rule set>")
    reviewed = REVIEWED / f"patient-sheet.{language}.txt"
    if request.config.getoption("--update-scenarios"):
        reviewed.parent.mkdir(exist_ok=True)
        reviewed.write_text(written, "utf-8")
    assert written == reviewed.read_text("utf-8"), "review the difference, then run with --update-scenarios"
