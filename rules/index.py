"""Entries of a record found by the names they stand under, so that a hundred rules need not each read them all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Index(Generic[Entry]):
    """Entries of one kind, in the order of the record, and where those of each name stand."""

    entries: tuple[Entry, ...] = ()
    places: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Iterable[tuple[frozenset[str], Entry]]) -> Index[Entry]:
        """An index of entries, each with all of its names; one without a name is never found."""
        entries: list[Entry] = []
        places: dict[str, list[int]] = {}
        for names, entry in named:
            for name in names:
                if name in places:
                    places[name].append(len(entries))
                else:
                    places[name] = [len(entries)]
            entries.append(entry)
        return cls(tuple(entries), places)

    def has(self, names: Iterable[str]) -> bool:
        """Does at least one entry stand under one of these names?"""
        return not self.places.keys().isdisjoint(names)

    def under(self, names: Collection[str]) -> tuple[Entry, ...]:
        """The entries that stand under at least one of these names, each once, in the order of the record.

        >>> Index.of([(frozenset({"a", "b"}), 1), (frozenset({"c"}), 2), (frozenset({"b"}), 3)]).under(["b", "a"])
        (1, 3)
        """
        places = self.places
        if places.keys().isdisjoint(names):
            return ()
        found = [places[name] for name in names if name in places]
        order = found[0] if len(found) == 1 else sorted({place for group in found for place in group})
        entries = self.entries
        return tuple([entries[place] for place in order])
