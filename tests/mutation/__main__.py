"""`python -m tests.mutation [--files PREFIX] [--tests PATH …] [--every N]`: runs the tests against every slip.

Each slip is put into a process of its own before any test is collected, so a test that takes its expectation from the
record under test cannot notice it. The report names every slip that no test noticed. Exit status 1 if there is one.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutation.mutants import Mutant, mutants

BEHAVIOUR = ("tests/unit/rules", "tests/spec", "tests/unit/cds_service/cards", "tests/properties", "tests/scenarios")


def main() -> int:
    """Run the tests against each slip, as many at a time as there are processors."""
    asked = _arguments()
    chosen = mutants(asked.files)[:: asked.every]
    survivors: list[Mutant] = []
    began = time.monotonic()
    running: dict[int, Mutant] = {}
    waiting = iter(chosen)
    done = 0
    while done < len(chosen):
        for mutant in _next(waiting, asked.jobs - len(running)):
            running[_start(mutant, asked.tests)] = mutant
        pid, status = os.wait()
        mutant, done = running.pop(pid), done + 1
        if os.waitstatus_to_exitcode(status) == 0:
            survivors.append(mutant)
            sys.stdout.write(f"\r\033[KNOT NOTICED  {mutant.name}\n")
        sys.stdout.write(
            f"\r\033[K{done}/{len(chosen)} slips, {len(survivors)} not noticed, {time.monotonic() - began:.0f} s"
        )
        sys.stdout.flush()
    sys.stdout.write("\n")
    if asked.report:
        asked.report.write_text("".join(f"{one.name}\n" for one in survivors), "utf-8")
    return 1 if survivors else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.mutation")
    parser.add_argument("--files", default="", help="only files whose path begins like this")
    parser.add_argument("--tests", nargs="+", default=list(BEHAVIOUR))
    parser.add_argument("--every", type=int, default=1, help="only every Nth slip")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", type=Path, help="where to write the slips that nobody noticed")
    return parser.parse_args()


def _next(waiting: Iterator[Mutant], room: int) -> list[Mutant]:
    return [mutant for _, mutant in zip(range(room), waiting, strict=False)]


def _start(mutant: Mutant, tests: list[str]) -> int:
    """A child in which the slip is in place and the tests run until the first one fails."""
    pid = os.fork()
    if pid:
        return pid
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        mutant.apply()
        status = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests])
    os._exit(0 if status == pytest.ExitCode.OK else 1)


if __name__ == "__main__":
    raise SystemExit(main())
