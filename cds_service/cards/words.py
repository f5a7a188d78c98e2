"""Values as words of one language: numbers with units, ranges, limits, days, lists, names of measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from cds_service.cards.markdown import escaped
from cds_service.locale import phrase, table
from rules.catalogue import references
from rules.facts import Source
from rules.measures import measures

# How a number is printed; not clinical numbers. Published limits are printed with at least so many decimals.
_LEAST_DECIMALS = {"m/s": 1, "kg/m2": 1, "m2": 2, "g/kg": 1}
_MOST_DECIMALS = 6
ONE = "1"
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language, and its whole table of phrases; `plain_table` are those that take no value."""

    language: str
    table: Mapping[str, str]
    plain_table: Mapping[str, str]

    def say(self, identifier: str, **values: object) -> str:
        """The phrase of an id, with values put in. Raises UnknownPhraseError."""
        plain = self.plain_table.get(identifier)
        if plain is not None:
            return plain
        text = self.table.get(identifier)
        return phrase(self.language, identifier) if text is None else text.format_map(values)

    def knows(self, identifier: str) -> bool:
        """Is there a phrase of this id?"""
        return identifier in self.table

    def clinical(self, kind: str, identifier: str) -> str:
        """The words of an id that the rules gave: those of its kind, else those of the record with this id."""
        dotted = f"{kind}.{identifier}"
        return self.say(dotted if dotted in self.table else identifier)

    def each(self, kind: str, identifiers: tuple[str, ...]) -> tuple[str, ...]:
        """The words of several ids of one kind that the rules gave."""
        return _each(self, kind, identifiers) if identifiers else ()

    def measure(self, name: str) -> str:
        """What a measurement is called."""
        return self.say(f"measure.{name}")

    def label(self, text: str) -> str:
        """A label out of the record: our own words for a fact name, else the record's text made safe."""
        return self.measure(text) if text in measures() else escaped(text)

    def unit(self, code: str) -> str:
        """A UCUM unit as people write it; one that is not known here is printed as it stands."""
        name = f"unit.{code}"
        return self.say(name) if name in self.table else escaped(code)

    def _counted(self, text: str, code: str) -> str:
        """The unit as it stands behind a number: one point, two points."""
        one = f"unit_one.{code}"
        return self.say(one) if text == ONE and one in self.table else self.unit(code)

    def recorded(self, text: str) -> str:
        """A value as it was sent, its unit as people write it where that is known here."""
        value, _, unit = text.partition(" ")
        known = f"unit.{unit}" in self.table and _PLAIN_NUMBER.fullmatch(value)
        return self._with_unit(value, unit) if known else escaped(text)

    def quantity(self, value: float, unit: str, against: float | None = None) -> str:
        """A value with its unit, never rounded onto the limit it is held against."""
        return self._with_unit(number(value, unit, against), unit)

    def told(self, name: str, value: float, unit: str, against: float | None = None) -> str:
        """The value of a measure with its unit; the words for it where the measure is an answer in words."""
        answer = f"answer.{name}.{value:g}"
        return self.say(answer) if answer in self.table else self.quantity(value, unit, against)

    def quantity_text(self, text: str, unit: str) -> str:
        """A number or range that is printed already, with its unit."""
        return self._with_unit(text, unit)

    def _with_unit(self, text: str, unit: str) -> str:
        written = self._counted(text, unit) if unit else ""
        if written in ("", "%", "°", "°C", "℃"):
            return f"{text}{' ' if written.endswith('C') else ''}{written}"
        return f"{text}{written}" if written.startswith("/") else f"{text} {written}"

    def span(self, low: float, high: float) -> str:
        """A range, or the one number where both ends agree."""
        return _span(low, high, self.table["glue.range"])

    def limit(self, met_when: str, value: float | None, unit: str) -> str:
        """A published limit in its own comparison: `< 18 kg`."""
        limit = "" if value is None else self._with_unit(number(value, unit), unit)
        return self.say(f"compare.{met_when}", limit=limit)

    def labelled(self, label: str, value: str) -> str:
        """A label with its value; a Chinese closing bracket already separates them."""
        return f"{label}{value}" if label.endswith("）") else f"{label} {value}"

    def inner(self, text: str) -> str:
        """The name of a measure as it stands inside a sentence: its capital stays in abbreviations and proper names."""
        return _inner(text)

    def day(self, day: date | None) -> str:
        """A calendar day in ISO form."""
        return self.say("value.no_value") if day is None else day.isoformat()

    def source(self, source: Source) -> str:
        """Where a value stands in the record."""
        return escaped(str(source))

    def listed(self, items: Iterable[str]) -> str:
        """Several things in a row."""
        return self.table["glue.list"].join(items)

    def aside(self, items: Iterable[str]) -> str:
        """Details of one thing, one after the other."""
        return self.table["glue.comma"].join(items)

    def clauses(self, items: Iterable[str]) -> str:
        """Several clauses in a row."""
        return self.table["glue.clause"].join(items)

    def bracket(self, text: str) -> str:
        """Text in the language's brackets, or nothing for nothing."""
        return f"{self.table['glue.open']}{text}{self.table['glue.close']}" if text else ""

    def paragraph(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other, as the language sets them."""
        return self.table["glue.sentence"].join([self.sentence(text) for text in sentences if text])

    def sentence(self, text: str) -> str:
        """Text that ends with a full stop."""
        return text if text.endswith((".", "。", ".**", "。**")) else f"{text}{self.table['glue.stop']}"

    def plain(self, text: str) -> str:
        """Our own Markdown without its emphasis, for texts that are not rendered."""
        return text.replace("**", "")

    def clause(self, text: str) -> str:
        """Text without its full stop, to stand inside another sentence."""
        return text.rstrip(".。")

    def source_name(self, key: str) -> str:
        """A publication in the fewest words: the definition's name, else its short name."""
        if f"criteria.{key}" in self.table:
            return self.say(f"criteria.{key}")
        return references()[key].label

    def reference(self, key: str, grade: str = "") -> str:
        """A publication as a link, with the grade of what was taken from it; our own synthesis needs none."""
        return _reference(self, key, grade)


@cache
def words(language: str) -> Words:
    """The words of one language. Raises UnknownPhraseError for a language that is not spoken here."""
    every = table(language)
    return Words(language, every, {identifier: text for identifier, text in every.items() if "{" not in text})


@lru_cache(maxsize=4096)
def _each(w: Words, kind: str, identifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([w.clinical(kind, identifier) for identifier in identifiers])


@lru_cache(maxsize=4096)
def _inner(text: str) -> str:
    first, *rest = text.split() or [""]
    titled = any(word[:1].isupper() and word[1:2].islower() for word in rest)
    return text[:1].lower() + text[1:] if text[1:2].islower() and first[1:].islower() and not titled else text


@lru_cache(maxsize=1024)
def _reference(w: Words, key: str, grade: str) -> str:
    entry = references()[key]
    own = f"publication.{key}"
    title = w.say(own) if own in w.table else entry.title
    if not grade or own in w.table:
        return w.say("reference.line", title=title, url=entry.url)
    return w.say("reference.graded", title=title, url=entry.url, grade=w.say(f"grade.{grade}"))


@lru_cache(maxsize=4096)
def number(value: float, unit: str = "", against: float | None = None) -> str:
    """A number with as few decimals as say it, and enough to differ from the limit it is held against.

    >>> number(17.9968, "kg", 18.0)
    '17.997'
    """
    digits = max(_usual_decimals(value), _LEAST_DECIMALS.get(unit, 0))
    if against is not None and value != against:
        while digits < _MOST_DECIMALS and round(value, digits) == against:
            digits += 1
    text = f"{value:.{digits}f}"
    least = _LEAST_DECIMALS.get(unit, 0)
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole


def _usual_decimals(value: float) -> int:
    return 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2


@lru_cache(maxsize=4096)
def _span(low: float, high: float, dash: str) -> str:
    digits = max(_decimals(low), _decimals(high))
    return f"{low:.{digits}f}" if low == high else f"{low:.{digits}f}{dash}{high:.{digits}f}"


def _decimals(value: float) -> int:
    text = f"{value:.2f}".rstrip("0")
    return len(text.partition(".")[2])
