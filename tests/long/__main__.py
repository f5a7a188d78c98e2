"""`python -m tests.long [--only PART …] [--people N] [--cases N] [--every N] [--jobs N] [--into FOLDER]`.

Runs what takes hours and writes dated evidence into `docs/evidence/`. Exit status 1 if anything was found.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.long import evidence, parts
from tests.long.parts import Outcome

PARTS = ("oracle", "properties", "numbers")


def main(words: Sequence[str] | None = None, today: date | None = None) -> int:
    """Run the parts that were asked for, write the evidence, and say whether anything was found."""
    asked = _arguments(words)
    run: dict[str, Callable[[], Outcome]] = {
        "oracle": lambda: parts.oracle(asked.people, asked.jobs),
        "properties": lambda: parts.properties(asked.cases, asked.jobs),
        "numbers": lambda: parts.numbers(asked.every, asked.jobs),
    }
    outcomes = [run[name]() for name in PARTS if name in asked.only]
    path = evidence.write(outcomes, today or datetime.now(UTC).date(), asked.into)
    sys.stdout.write(f"\n{path.read_text('utf-8')}")
    return 1 if any(one.found for one in outcomes) else 0


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.long")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--people", type=int, default=1_000_000, help="random people for the second encoding")
    parser.add_argument("--cases", type=int, default=100_000, help="cases of each property")
    parser.add_argument("--every", type=int, default=1, help="only every Nth slip of a number")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--into", type=Path, default=evidence.FOLDER, help="where the evidence is written")
    return parser.parse_args(words)


if __name__ == "__main__":
    raise SystemExit(main())
