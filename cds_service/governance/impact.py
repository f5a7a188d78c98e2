"""Whose answer changes, and how, when one rule set takes the place of another: before anybody signs it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from cds_service.governance.answers import files_in
from cds_service.governance.rule_sets import records_in
from rules.rule_set import BadRecordError, version_of

ABSENT = "-"


class CannotCompareError(Exception):
    """Two rule sets that cannot be compared; the message says which, why and what next."""


@dataclass(frozen=True, slots=True)
class Change:
    """One statement of an answer that differs: where it stands, what it was and what it would be."""

    path: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What a new rule set changes: the records that differ, and the changes of every file whose answer differs."""

    old_version: str
    new_version: str
    records: tuple[str, ...]
    files: int
    unreadable: tuple[str, ...]
    changed: Mapping[str, tuple[Change, ...]]

    @property
    def by_statement(self) -> Mapping[str, int]:
        """In how many answers each statement changes, the most frequent first."""
        counted = Counter(path for changes in self.changed.values() for path in {one.path for one in changes})
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def impact(old: str, new: str, folder: Path, criteria: str, as_of: datetime) -> Impact:
    """Answer for every record of a folder by both rule sets and compare. Raises CannotCompareError."""
    if not folder.is_dir() or not files_in(folder):
        raise CannotCompareError(
            f"{folder}: holds no FHIR records (.json, .ndjson, also gzipped). Name a folder of them."
        )
    try:
        sheets = records_in(old), records_in(new)
    except BadRecordError as error:
        raise CannotCompareError(str(error)) from error
    with ThreadPoolExecutor(max_workers=2) as both:
        was, now = both.map(lambda name: _answers(name, folder, criteria, as_of), (old, new))
    pairs = {name: tuple(_changes(was[name], now[name])) for name in was}
    return Impact(
        old_version=version_of(sheets[0]),
        new_version=version_of(sheets[1]),
        records=_changed_records(*sheets),
        files=len(was),
        unreadable=tuple(name for name, answer in was.items() if answer is None),
        changed={name: changes for name, changes in pairs.items() if changes},
    )


def _answers(rule_set: str, folder: Path, criteria: str, as_of: datetime) -> dict[str, dict[str, str] | None]:
    """What each file is answered by a rule set, statement by statement; None where it cannot be read."""
    command = [sys.executable, "-m", "cds_service.governance.answers", rule_set, str(folder), criteria]
    done = subprocess.run([*command, as_of.isoformat()], capture_output=True, check=False)  # noqa: S603  (our own module; the names are arguments, and no shell reads them)
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise CannotCompareError(told[-1] if told else f"{rule_set}: no answer came. Run `rules check` on it.")
    lines = (orjson.loads(line) for line in done.stdout.splitlines())
    return {line["file"]: dict(_statements(line["answer"], "")) if "answer" in line else None for line in lines}


def _statements(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every single statement of a document with its path; entries of a list go by their id where they have one."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _statements(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for place, item in enumerate(value):
            name = item.get("id", place) if isinstance(item, dict) else place
            yield from _statements(item, f"{path}[{name}]")
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _changes(was: Mapping[str, str] | None, now: Mapping[str, str] | None) -> Iterator[Change]:
    if was is None or now is None:
        return
    for path in dict.fromkeys((*was, *now)):
        before, after = was.get(path, ABSENT), now.get(path, ABSENT)
        if before != after:
            yield Change(path, before, after)


def _changed_records(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[str, ...]:
    """The ids of the records that differ, came or went."""
    was, now = _by_id(old), _by_id(new)
    return tuple(sorted(rule for rule in was.keys() | now.keys() if was.get(rule) != now.get(rule)))


def _by_id(sheets: Mapping[str, bytes]) -> dict[str, Any]:
    parsed = (tomllib.loads(text.decode()) for text in sheets.values())
    return {rule["id"]: rule for sheet in parsed for rule in sheet.get("rule", [])}
