"""What takes the place of a movement that a safety change removes: the same work in an easier or an allowed form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from rules.assessment import Movement
from rules.exercise.level import LEVELS
from rules.exercise.library import LibraryMovement, library

POSITIONS = ("bed", "chair", "standing_supported", "standing", "gym")  # from the least to the most demanding
LOWER = "lower"
_REPETITIONS = "repetitions"


def substituted(movements: Iterable[Movement], level: str, may: Callable[[str], bool]) -> tuple[Movement, ...]:
    """These movements, each that may not stay replaced by the nearest one that may; one that has none is left out.

    Where nothing would be left for the legs, the least demanding movement for them is put in, if one may stay.
    """
    given = tuple(movements)
    taken = {item.id for item in given if may(item.id)}
    found: list[Movement] = []
    for item in given:
        name = item.id if may(item.id) else _instead(item.id, level, may, taken)
        if name is not None:
            taken.add(name)
            found.append(replace(item, id=name))
    if given and not any(LOWER in library()[item.id].tags for item in found):
        found += [replace(given[0], id=name, turn=0) for name in _for_the_legs(level) if may(name)][:1]
    return tuple(found)


def _instead(removed: str, level: str, may: Callable[[str], bool], taken: set[str]) -> str | None:
    return next((name for name in ladder(removed, level) if name not in taken and may(name)), None)


@cache
def ladder(identifier: str, level: str) -> tuple[str, ...]:
    """What may stand in for a movement at a level, nearest first: the same pattern, then its regressions downwards.

    None of them asks for more than the movement itself: no harder position, no higher level.
    """
    removed = library()[identifier]
    same = [item for item in _within_reach(level) if item.pattern == removed.pattern and item is not removed]
    of_level = [item for item in same if level in item.levels]
    easier = [library()[name] for name in _downwards(identifier)]
    nearest = dict.fromkeys(item.id for item in (*of_level, *easier, *same))
    reach = {item.id for item in _within_reach(level)}
    return tuple(name for name in nearest if name in reach and _asks_no_more(library()[name], removed))


def _asks_no_more(instead: LibraryMovement, removed: LibraryMovement) -> bool:
    easier = POSITIONS.index(instead.position) <= POSITIONS.index(removed.position)
    return easier and instead.counted == removed.counted


def _downwards(identifier: str) -> Iterator[str]:
    """The regressions of a movement, then theirs, each once."""
    seen, row = {identifier}, [identifier]
    while row:
        steps = dict.fromkeys(step for name in row for step in library()[name].regressions)
        row = [step for step in steps if step not in seen]
        seen.update(row)
        yield from row


@cache
def _within_reach(level: str) -> tuple[LibraryMovement, ...]:
    """The movements for this level or a lower one."""
    levels = set(LEVELS[: LEVELS.index(level) + 1])
    return tuple(item for item in library().values() if not levels.isdisjoint(item.levels))


@cache
def _for_the_legs(level: str) -> tuple[str, ...]:
    """Movements for the legs that a set of repetitions can be made of, the least demanding position first."""
    legs = [item for item in _within_reach(level) if LOWER in item.tags and item.counted == _REPETITIONS]
    return tuple(item.id for item in sorted(legs, key=lambda item: POSITIONS.index(item.position)))
