"""The drugs that a person is on, each counted once, whether or not its class is known here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rules.facts import Medication

_RELEASED_OVER = re.compile(r"^[\d.]+\s*(?:hr|h|ml|mg|g|actuat)\b\s*")
_STRENGTH = re.compile(r"[\d(（\[【]")
_LOOSE = " \t-–/,:，：、+"


def distinct(items: Iterable[Medication]) -> tuple[Medication, ...]:
    """Each drug once: two entries are one drug where they share a code or a name without strength and form."""
    kept: list[Medication] = []
    known: list[tuple[str, set[str]]] = []
    for item in items:
        name, codes = substance(item.label), item.codes
        same = next((own for other, own in known if _is_one(name, other) or not own.isdisjoint(codes)), None)
        if same is None:
            kept.append(item)
            known.append((name, set(codes)))
        else:
            same.update(codes)
    return tuple(kept)


def _is_one(name: str, other: str) -> bool:
    return bool(name and other) and (name.startswith(other) or other.startswith(name))


@lru_cache(maxsize=4096)
def substance(label: str) -> str:
    """What a drug is called in front of its strength, in small letters.

    >>> substance("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet")
    'metformin hydrochloride'
    """
    folded = label.casefold().strip()
    name = _STRENGTH.split(_RELEASED_OVER.sub("", folded), maxsplit=1)[0].strip(_LOOSE)
    return name or folded
