"""The files of a rule set: where they are, what they hold, and by which hash one set is told from another.

The only reader of files in `rules`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


class BadRecordError(Exception):
    """A rule record that cannot be used; the message names the record, the field and what it should hold."""


_elsewhere: list[Traversable] = []


def read_from(folder: Traversable) -> None:
    """Takes the records from another folder, laid out as `rules` is, for as long as this process lives.

    Raises BadRecordError where records have been read already: one process answers by one rule set.
    """
    if sheets.cache_info().currsize:
        raise BadRecordError(
            "rule records: another rule set is in use already. Start a process of its own for this one."
        )
    _elsewhere[:] = [folder]


def root() -> Traversable:
    """The folder whose records are in use."""
    return _elsewhere[0] if _elsewhere else files("rules")


def files_of(folder: Traversable) -> Mapping[str, bytes]:
    """Every record file of a rule set, by its path inside the folder."""
    return {path: entry.read_bytes() for path, entry in _toml_files(folder)}


def _toml_files(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir() and not entry.name.startswith(("_", ".")):
            found += _toml_files(entry, f"{path}/")
        elif entry.name.endswith(".toml"):
            found.append((path, entry))
    return found


@cache
def sheets() -> Mapping[str, dict[str, Any]]:
    """Every TOML file of the rule set, parsed, by its path inside `rules`."""
    parsed = {}
    for path, entry in _toml_files(root()):
        try:
            parsed[path] = tomllib.loads(entry.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BadRecordError(f"rules/{path} is not TOML: {error}.") from error
    return parsed


@cache
def _heads(path: str) -> tuple[int, ...]:
    """The lines on which the records of a file begin."""
    entry = root().joinpath(*path.split("/"))
    lines = entry.read_text("utf-8").splitlines() if entry.is_file() else []
    return tuple(number for number, line in enumerate(lines, 1) if line.strip() == "[[rule]]")


def place(path: str, position: int) -> str:
    """Where the record at a position of a file begins: the file and its line."""
    heads = _heads(path)
    return f"rules/{path}, line {heads[position]}" if position < len(heads) else f"rules/{path}, rule {position + 1}"


@cache
def version() -> str:
    """The identity of the rule set in use."""
    return version_of(files_of(root()))


def version_of(sheets: Mapping[str, bytes]) -> str:
    """The identity of a rule set: the first 12 hexadecimal digits of the SHA-256 over every record file."""
    digest = hashlib.sha256()
    for path, text in sorted(sheets.items()):
        digest.update(path.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:12]
