"""What a long run has shown, as a dated page of `docs/evidence/`."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rules import catalogue
from tests.long.parts import ROOT, SHOWN, Outcome

FOLDER = ROOT / "docs" / "evidence"


def write(outcomes: Sequence[Outcome], on: date, folder: Path = FOLDER) -> Path:
    """Writes the page of this day and returns where it stands; an earlier one of the same parts is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = "-".join(one.part for one in outcomes)
    path = folder / f"{on.isoformat()}-{parts}.md"
    path.write_text(page(outcomes, on), "utf-8")
    return path


def page(outcomes: Sequence[Outcome], on: date) -> str:
    """The page: which state of the project, each part with its count, and the first things found."""
    lines = [
        f"# Long run of {on.isoformat()}",
        "",
        f"`make long`, commit {_commit()}, rule set {catalogue.version()}, Python {platform.python_version()}.",
        "",
        "| part | cases | found | what is counted | minutes |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {one.part} | {one.cases:,} | {len(one.found)} | {one.what} | {one.minutes:.0f} |" for one in outcomes]
    for one in outcomes:
        if one.found:
            lines += ["", f"## {one.part}: the first of {len(one.found)}", ""]
            lines += [f"- {text}" for text in one.found[:SHOWN]]
    return "\n".join(lines) + "\n"


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  (git of the path)
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "unknown"
