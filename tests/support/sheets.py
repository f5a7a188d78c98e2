"""Sheets to print for made-up people, and what a reader sees of a printed page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from html.parser import HTMLParser

from cds_service.assess import assess
from cds_service.pages import Printing
from cds_service.practice.descriptions import people
from cds_service.practice.made_up import bundle
from fhir_profiles.reading import read_whole
from rules.assessment import Assessment
from rules.context import Context, Site
from rules.facts import PatientRecord
from tests.support.assessments import asked
from tests.support.records import Thing, measured, person

TODAY = date(2026, 11, 2)
NOW = datetime.combine(TODAY, time(10), tzinfo=UTC)
# What makes anybody here a person with sarcopenia whose kidneys are known, so that both plans are offered.
WEAK = {"grip_kg": 15, "asm_height2_kg_per_m2": 5.2, "height_cm": 158, "weight_kg": 52, "egfr_ml_per_min": 80}


def printing_of(
    record: PatientRecord, language: str = "en", site: Site | None = None, plan_started: date | None = None
) -> Printing:
    """What a sheet of this record is printed from."""
    context = Context(NOW, site or Site(), plan_started=plan_started)
    return Printing(assess(record, context), record, context, asked(language))


def printing(
    *things: Thing, language: str = "en", site: Site | None = None, plan_started: date | None = None, **values: float
) -> Printing:
    """A weak person with these things on record."""
    mass = measured("asm_height2_kg_per_m2", WEAK["asm_height2_kg_per_m2"])._replace(method="dxa")
    known = {name: value for name, value in WEAK.items() if name != mass.name} | values
    return printing_of(person(mass, *things, **known).record, language, site, plan_started)


@lru_cache
def practice(number: int, language: str = "en") -> Printing:
    """One of the people of the practice record system."""
    who = people()[number - 1]
    read = read_whole(json.dumps(bundle(who, TODAY)).encode(), NOW)
    return printing_of(read, language)


def changed(source: Printing, **parts: object) -> Printing:
    """The same printing with parts of the assessment replaced."""
    whole: Assessment = replace(source.assessment, **parts)  # type: ignore[arg-type]  # a test names what it changes
    return replace(source, assessment=whole)


def texts(view: object) -> Iterator[str]:
    """Every text of a view; headings, style and drawings apart."""
    if isinstance(view, str):
        if not hasattr(view, "__html__"):
            yield view
    elif isinstance(view, tuple):
        for item in view:
            yield from texts(item)
    elif is_dataclass(view):
        for field in fields(view):
            if field.name not in ("words", "style"):
                yield from texts(getattr(view, field.name))


class _Reader(HTMLParser):
    """Collects the elements of a page and its visible text, a line for each block."""

    BLOCKS = frozenset(
        (
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "li",
            "tr",
            "section",
            "article",
            "figure",
            "header",
            "footer",
            "dl",
            "div",
            "table",
        )
    )
    SILENT = frozenset(("style", "title", "desc", "script"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent += tag in self.SILENT
        self.parts.append("\n" if tag in self.BLOCKS else " " if tag in ("td", "th", "dd", "span") else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every element of a page with its attributes."""
    reader = _Reader()
    reader.feed(html)
    return reader.elements


def readable(html: str) -> str:
    """The visible text of a page, line by line."""
    reader = _Reader()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line) + "\n"
