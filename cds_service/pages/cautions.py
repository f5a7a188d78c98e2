"""What to mind with a movement because of this person's conditions; what many movements share is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cds_service.pages.printing import Printing
from cds_service.pages.text import plain_lines
from rules.exercise.library import cautions

_OFTEN = 3  # from so many movements on a sentence stands above them; a matter of print


@dataclass(frozen=True, slots=True)
class Cautions:
    """The sentences of each movement, and those that stand above all of them."""

    shared: tuple[str, ...]
    own: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str], source: Printing) -> Cautions:
        """The cautions of some movements for the person of this sheet."""
        w = source.words
        told = {name: plain_lines(w.say(phrase) for phrase in cautions(name, source.record)) for name in names}
        counted = Counter(line for lines in told.values() for line in lines)
        shared = tuple(line for line, count in counted.items() if count >= _OFTEN)
        own = {name: tuple(line for line in lines if line not in shared) for name, lines in told.items()}
        return cls(shared, own)
