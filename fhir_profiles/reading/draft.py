"""What is being gathered while one patient's resources are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fhir_profiles.concept_terms import Terms
from fhir_profiles.reading.moments import Moment
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.wire import Coding, Concept, Period, Reference
from rules.facts import Allergy, Condition, Encounter, Ignored, Measurement, Medication, Order, Procedure, Source
from rules.measures import Measure, measures

MAX_TEXT = 1_000  # characters of one name or note that are searched for words
MAX_TEXTS = 60_000  # characters of all different texts of one record that are searched
MAX_LABEL = 200  # characters of a name that are kept


@dataclass(slots=True)
class Draft:
    """The record so far, and what is known of the moment and the patient it is read for."""

    as_of: datetime
    terms: Terms
    patient_id: str = ""
    mine: frozenset[str | None] = frozenset()
    my_tail: str = ""
    series: dict[str, list[tuple[float, str, Measurement]]] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    medications: list[Medication] = field(default_factory=list)
    allergies: list[Allergy] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    encounters: list[Encounter] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    characters: int = 0
    unheard: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)
    measures: Mapping[str, Measure] = field(default_factory=measures)
    day: date = field(init=False)
    offset: float = field(init=False)

    def __post_init__(self) -> None:
        """Works out once what is asked of every resource."""
        self.day = self.as_of.date()
        self.offset = (self.as_of.utcoffset() or timedelta()).total_seconds()

    def ignore(self, source: Source, reason: str, name: str = "", detail: str = "") -> None:
        """Notes something that is not used: where and why, never its value."""
        self.ignored.append(Ignored(source, str(reason), name, detail))

    def keep(self, place: str, taken_on: Moment, read: Measurement) -> None:
        """Adds a measurement to its series; `place` orders what was measured at one moment."""
        # those without a zone are read in that of the assessment
        order = taken_on.order if taken_on.zoned else taken_on.order - self.offset
        series = self.series.get(read.name)
        if series is None:
            self.series[read.name] = [(order, place, read)]
        else:
            series.append((order, place, read))

    def hear(
        self, source: Source, codings: list[Coding], texts: tuple[str | None, ...], restricts: bool = True
    ) -> tuple[list[Coding], tuple[str | None, ...]]:
        """The same codings and texts with no more words than are searched; what is left out is noted.

        Where a name that may restrict is cut short, its type of resource counts as not wholly read.
        """
        heard, named = self.heard, [name for c in codings for name in (c.display, c.code, c.system)]
        new = {text for text in (*texts, *named) if text and text not in heard}
        if not new:
            return codings, texts
        self.characters += sum(min(len(text), MAX_TEXT) for text in new)
        if self.characters <= MAX_TEXTS and max(map(len, new)) <= MAX_TEXT:
            heard |= new
            return codings, texts
        if Ignored(source, Reason.TOO_LONG) not in self.ignored[-1:]:
            self.ignore(source, Reason.TOO_LONG)
        if restricts:
            self.unheard.add(source.resource_type)
        room = MAX_TEXT if self.characters <= MAX_TEXTS else 0
        cut = [
            Coding((c.system or "")[:MAX_LABEL], (c.code or "")[:MAX_LABEL], (c.display or "")[:room]) for c in codings
        ]
        return cut, tuple((text or "")[:room] for text in texts)

    def is_mine(self, reference: str | None) -> bool:
        """Does this reference mean the patient: by name, by one version of it, or on a server that is not known?"""
        if reference in self.mine:
            return True
        name = (reference or "").partition("/_history/")[0]
        return name in self.mine or bool(self.my_tail and "://" in name and name.endswith(self.my_tail))

    def is_future(self, found: Moment) -> bool:
        """Does this lie after the moment of the assessment?"""
        return found.on > self.day and found.is_after(self.as_of)


def day_of(found: Moment | None) -> date | None:
    """The calendar day of a moment, if there is one."""
    return found.on if found is not None else None


def start_of(period: Period | None) -> str | None:
    """When a period began."""
    return period.start if period is not None else None


def end_of(period: Period | None) -> str | None:
    """When a period ended."""
    return period.end if period is not None else None


def codings_of(concept: Concept | None) -> list[Coding]:
    """A concept's codings."""
    return [] if concept is None else concept.coding or []


def words_of(*concepts: Concept | None) -> str:
    """Everything that concepts say in words, on one line."""
    parts: list[str] = []
    for concept in concepts:
        if concept is not None:
            if concept.text:
                parts.append(concept.text)
            parts += [coding.display for coding in concept.coding or () if coding.display]
    return " | ".join(parts)


def codes_of(concepts: Iterable[Concept | None]) -> tuple[str, ...]:
    """Every bare code of some concepts."""
    return tuple(c.code for concept in concepts if concept is not None for c in concept.coding or () if c.code)


def label_of(concept: Concept | None) -> str:
    """What a reader calls it: its text, else a display, else a code; the beginning where it is a long one."""
    if concept is None:
        return ""
    codings = concept.coding or ()
    names = (concept.text, *(c.display for c in codings), *(c.code for c in codings))
    return next((name for name in names if name), "")[:MAX_LABEL]


def status_of(concept: Concept | None) -> str | None:
    """The code of a status that is sent as a concept; its text where it has no code."""
    if concept is None:
        return None
    code = next((coding.code for coding in concept.coding or () if coding.code), None)
    return code or (concept.text.strip().casefold() if concept.text else None)


def tail_of(reference: Reference | None) -> str:
    """The id at the end of a reference."""
    return "" if reference is None or not reference.reference else last_part(reference.reference)


def last_part(reference: str) -> str:
    """The id at the end of an address or a urn."""
    return reference.rpartition("/")[2].rpartition(":")[2]
