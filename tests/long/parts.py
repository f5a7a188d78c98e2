"""The parts of the long run; each says how many cases it went through and what it found."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

from tests.support.oracle_agreement import disagreements

ROOT = Path(__file__).parents[2]
SHOWN = 20
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One part that has run: its name, on how many cases, what was found (nothing is good), how long it took."""

    part: str
    what: str
    cases: int
    found: tuple[str, ...]
    minutes: float


def oracle(people: int, jobs: int) -> Outcome:
    """The service against the second encoding, on so many random people."""
    began, found, done = time.monotonic(), [], 0
    blocks = [range(first, min(first + _STEP, people)) for first in range(0, people, _STEP)]
    with Pool(jobs) as pool:
        for block, more in zip(blocks, pool.imap(_of_block, blocks), strict=True):
            found += more
            done += len(block)
            _say(f"oracle: {done} of {people} people, {len(found)} disagreements")
    return _outcome("oracle", "disagreements between the service and the second encoding", people, found, began)


def _of_block(seeds: range) -> list[str]:
    return [text for seed in seeds for text in _of_seed(seed)]


def _of_seed(seed: int) -> list[str]:
    try:
        return disagreements(seed)
    except Exception as error:
        return [f"person {seed}: {type(error).__name__}: {error}"]


def properties(cases: int, jobs: int) -> Outcome:
    """Every property test, with so many cases where it asks how many."""
    began = time.monotonic()
    told = os.environ | {"SARC_CASES": str(cases)}
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(jobs), "-p", "no:cacheprovider", "tests/properties"]
    _say(f"properties: {cases} cases each")
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    found = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not found:
        found = lines[-SHOWN:] or [f"pytest ended with {done.returncode}"]
    return _outcome("properties", "property tests that failed", cases, found, began)


def numbers(every: int, jobs: int) -> Outcome:
    """Every number of the records moved by one step and every comparator flipped, or only every so many of them."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "not_noticed.txt"
        options = ["--every", str(every), "--jobs", str(jobs), "--report", str(report)]
        _say("numbers: every slip of the pen against the tests")
        done = subprocess.run(
            [sys.executable, "-m", "tests.mutation", *options], cwd=ROOT, capture_output=True, text=True, check=False
        )
        found = report.read_text("utf-8").splitlines() if report.is_file() else [done.stderr[-500:]]
    return _outcome("numbers", "slips that no test noticed", _slips(done.stdout), found, began)


def _slips(said: str) -> int:
    """How many slips the harness went through, from its last line of progress."""
    counts = [int(word.partition("/")[2].split()[0]) for word in _progress(said)]
    return counts[-1] if counts else 0


def _progress(said: str) -> Iterator[str]:
    return (text for text in said.replace("\r", "\n").replace("\033[K", "").split("\n") if " slips" in text)


def _outcome(part: str, what: str, cases: int, found: list[str], began: float) -> Outcome:
    return Outcome(part, what, cases, tuple(found), (time.monotonic() - began) / 60)


def _say(text: str) -> None:
    sys.stdout.write(f"\r\033[K{text}")
    sys.stdout.flush()
