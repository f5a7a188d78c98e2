"""Reads and checks the rule records.

A record is one TOML table with an id, what it says (English and Chinese), its kind, grade, sources and review.
Everything else in it are the numbers that its rule uses.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from rules.rule_set import BadRecordError, place, sheets, version

__all__ = [
    "GRADES",
    "KINDS",
    "LANGUAGES",
    "BadRecordError",
    "Record",
    "Reference",
    "record",
    "records",
    "references",
    "sheet",
    "version",
    "words",
]

GRADES = ("verified", "secondary", "synthesis", "unverified")
KINDS = ("defines", "restricts", "doses", "informs")
LANGUAGES = ("en", "zh-CN")
_UNSIGNED = GRADES[GRADES.index("secondary") + 1 :]
_FIRST_AUTHOR = re.compile(r"([^,.]+) [A-Z]{1,3}, ")
_OWN_FIELDS = {"id", "says", "kind", "grade", "source", "review"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication: what it is called, where it can be read, when it appeared, and its short name on a card."""

    key: str
    title: str
    url: str
    year: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One rule's record: words in every language, kind, grade, source keys with places, review, and its numbers.

    `valid_from` and `valid_until` are the first and last day on which it applies, where it does not always.
    `digest` tells one wording and set of numbers from another: a signature is for exactly one.
    """

    id: str
    says: Mapping[str, str]
    kind: str
    grade: str
    sources: tuple[tuple[str, str], ...]
    due: date
    written_by: str
    checked_by: str
    chapter: str
    values: Mapping[str, Any]
    valid_from: date | None = None
    valid_until: date | None = None
    digest: str = ""

    def is_valid_on(self, day: date) -> bool:
        """Does the record apply on this day?"""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def needs_signature(self) -> bool:
        """Rules that dose below grade `secondary` act in production only with a site clinician's signature."""
        return self.kind == "doses" and self.grade in _UNSIGNED


def _fail(where: str, field: str, want: str) -> BadRecordError:
    return BadRecordError(f"rule record {where}: '{field}' must be {want}.")


def _record(raw: dict[str, Any], chapter: str, where: str) -> Record:
    for name in sorted(_OWN_FIELDS):
        if name not in raw:
            raise _fail(where, name, "given")
    identifier = raw["id"]
    where = f"{identifier} ({where})"
    if set(raw["says"]) != set(LANGUAGES) or not all(raw["says"].values()):
        raise _fail(where, "says", f"one sentence for each of {', '.join(LANGUAGES)}")
    if raw["kind"] not in KINDS:
        raise _fail(where, "kind", f"one of {', '.join(KINDS)}")
    if raw["grade"] not in GRADES:
        raise _fail(where, "grade", f"one of {', '.join(GRADES)}")
    sources = tuple((entry["key"], entry.get("where", "")) for entry in raw["source"])
    for key, _ in sources:
        if key not in references():
            raise _fail(where, "source", f"a key of rules/references.toml, not {key!r}")
    if not sources:
        raise _fail(where, "source", "at least one reference")
    review = raw["review"]
    if not isinstance(review.get("due"), date) or not review.get("written_by") or not review.get("checked_by"):
        raise _fail(where, "review", "written_by, checked_by and due, a date such as 2027-11-01")
    valid_from, valid_until = _valid(raw.get("valid", {}), where)
    return Record(
        id=identifier,
        says=raw["says"],
        kind=raw["kind"],
        grade=raw["grade"],
        sources=sources,
        due=review["due"],
        written_by=review["written_by"],
        checked_by=review["checked_by"],
        chapter=chapter,
        values={key: value for key, value in raw.items() if key not in _OWN_FIELDS and key != "valid"},
        valid_from=valid_from,
        valid_until=valid_until,
        digest=_digest({key: value for key, value in raw.items() if key != "review"}),
    )


def _valid(raw: Mapping[str, Any], where: str) -> tuple[date | None, date | None]:
    """The days from and until which a record applies; none where it always does."""
    first, last = raw.get("from"), raw.get("until")
    if set(raw) - {"from", "until"} or not all(isinstance(day, date) for day in (first, last) if day is not None):
        raise _fail(where, "valid", "from, until or both, each a date such as 2020-03-01")
    if first is not None and last is not None and last < first:
        raise _fail(where, "valid", "a time that does not end before it begins")
    return first, last


def _digest(raw: Mapping[str, Any]) -> str:
    """The first 12 hexadecimal digits of the SHA-256 over what a record says: who reviewed it does not change it."""
    text = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def references() -> Mapping[str, Reference]:
    """Every publication that a record may cite, by key."""
    raw = sheets()["references.toml"]
    return {key: Reference(key=key, **{"label": _short(entry), **entry}) for key, entry in raw.items()}


def _short(entry: Mapping[str, Any]) -> str:
    """First author and year where the title begins with authors, else the title itself."""
    surname = _FIRST_AUTHOR.match(entry["title"])
    return f"{surname[1]} {entry['year']}" if surname else str(entry["title"])


@cache
def records(chapter: str = "") -> Mapping[str, Record]:
    """The records of a chapter (a folder or file prefix inside `rules`, such as `staging/awgs2019`), by id.

    A file holds its records under `[[rule]]`. Raises BadRecordError on a malformed or repeated record.
    """
    found: dict[str, Record] = {}
    for path, sheet in sheets().items():
        if not path.startswith(chapter):
            continue
        for position, raw in enumerate(sheet.get("rule", [])):
            record = _record(raw, path.removesuffix(".toml"), place(path, position))
            if record.id in found:
                raise _fail(record.id, "id", "unique")
            found[record.id] = record
    return found


@cache
def record(identifier: str) -> Record:
    """One record by its id; KeyError if there is none."""
    return records()[identifier]


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every clinical phrase by its dotted id: those of the `words.toml` files and what each record says.

    A phrase may hold `{placeholders}`. Raises BadRecordError where a language is missing or an id stands twice.
    """
    found: dict[str, Mapping[str, str]] = {identifier: entry.says for identifier, entry in records().items()}
    for entry in records().values():
        found |= _also_said(entry)
    for path, parsed in sheets().items():
        if path.rpartition("/")[2] == "words.toml":
            for identifier, phrase in _phrases(parsed, ""):
                if set(phrase) != set(LANGUAGES) or identifier in found:
                    raise _fail(f"rules/{path}", identifier, f"given once, in each of {', '.join(LANGUAGES)}")
                found[identifier] = phrase
    return found


def _also_said(entry: Record) -> dict[str, Mapping[str, str]]:
    """What a record says besides its sentence: `<id>.name`, `<id>.cue.<n>` and `<id>.caution.<concept>`."""
    name = entry.values.get("name")
    said = {f"{entry.id}.name": name} if isinstance(name, Mapping) else {}
    said |= {f"{entry.id}.cue.{number}": cue for number, cue in enumerate(entry.values.get("cues", ()), start=1)}
    for caution in entry.values.get("cautions", ()):
        said[f"{entry.id}.caution.{caution['concept']}"] = {name: caution.get(name, "") for name in LANGUAGES}
    for identifier, phrase in said.items():
        if set(phrase) != set(LANGUAGES) or not all(phrase.values()):
            raise _fail(entry.id, identifier, f"given in each of {', '.join(LANGUAGES)}")
    return said


def _phrases(table: Mapping[str, Any], prefix: str) -> list[tuple[str, Mapping[str, str]]]:
    found: list[tuple[str, Mapping[str, str]]] = []
    for name, value in table.items():
        if LANGUAGES[0] in value:
            found.append((f"{prefix}{name}", value))
        else:
            found += _phrases(value, f"{prefix}{name}.")
    return found


def sheet(path: str) -> Mapping[str, Any]:
    """A whole TOML file of this package as it stands, for tables that are not rules (`measures.toml`)."""
    return sheets()[path]
