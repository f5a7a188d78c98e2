"""Every number and comparator of the rule records, and what a small slip of the pen would make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules import rule_set

FLIPPED = {"below": "at_most", "at_most": "below", "above": "at_least", "at_least": "above"}
_NOT_OF_THE_RULE = {"review", "source", "says", "grade", "kind", "id", "valid"}
_TABLES = ("measures.toml",)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One slip: in which file, at which place, from which value to which."""

    file: str
    path: Path
    was: Any
    now: Any

    @property
    def name(self) -> str:
        """The file and the place in one line."""
        return f"{self.file}: {'.'.join(map(str, self.path))} {self.was} -> {self.now}"

    def apply(self) -> None:
        """Puts the slip into the rule set of this process, before any record is read from it."""
        place: Any = rule_set.sheets()[self.file]
        for step in self.path[:-1]:
            place = place[step]
        assert place[self.path[-1]] == self.was
        place[self.path[-1]] = self.now


def mutants(prefix: str = "") -> list[Mutant]:
    """Every slip of the files whose path begins with the prefix, in the order of the files."""
    return [one for file, sheet in rule_set.sheets().items() if file.startswith(prefix) for one in _of(file, sheet)]


def _of(file: str, sheet: dict[str, Any]) -> Iterator[Mutant]:
    if file in _TABLES:
        yield from (Mutant(file, path, was, now) for path, was, now in _slips(sheet, ()))
    for place, rule in enumerate(sheet.get("rule", ())):
        values = {name: value for name, value in rule.items() if name not in _NOT_OF_THE_RULE}
        for path, was, now in _slips(values, ("rule", place)):
            yield Mutant(file, path, was, now)


def _slips(value: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _slips(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _slips(inner, (*path, place))
    elif isinstance(value, str) and value in FLIPPED:
        yield path, value, FLIPPED[value]
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value, moved(value)


def moved(value: float) -> float:
    """A number one step further: the next whole number, or one more in its last decimal place.

    >>> moved(12), moved(5.4), moved(0.55), moved(7.0)
    (13, 5.5, 0.56, 7.1)
    """
    if isinstance(value, int):
        return value + 1
    number = Decimal(repr(value))
    exponent = int(number.as_tuple().exponent)
    return float(number + Decimal(1).scaleb(min(exponent, -1)))
