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

    No place is harder than the hardest that was there. Where nothing would be left for the legs, the least demanding
    movement for them is put in, if one may stay.
    """
    given = tuple(movements)
    hardest = max((_place(item.id) for item in given), default=0)
    taken = {item.id for item in given if may(item.id)}
    found: list[Movement] = []
    for item in given:
        name: str | None = item.id
        if not may(item.id):
            free = (one for one in ladder(item.id, level) if one not in taken and _place(one) <= hardest)
            name = next((one for one in free if may(one)), None)
        if name is not None:
            taken.add(name)
            found.append(replace(item, id=name))
    if given and not any(LOWER in library()[item.id].tags for item in found):
        found += [replace(given[0], id=name, turn=0) for name in _for_the_legs(level) if may(name)][:1]
    return tuple(found)


def in_reach(
    names: Iterable[str], level: str, may: Callable[[str], bool], beside: Iterable[Movement]
) -> tuple[str, ...]:
    """The nearest form of each movement that suits a level, may stay and needs no harder place than `beside` do."""
    hardest = max(_place(item.id) for item in beside)
    reach = {item.id for item in _within_reach(level) if _place(item.id) <= hardest}
    forms = ((name, *ladder(name, level)) for name in names)
    nearest = (next((one for one in row if one in reach and may(one)), None) for row in forms)
    return tuple(dict.fromkeys(name for name in nearest if name is not None))


@cache
def ladder(identifier: str, level: str) -> tuple[str, ...]:
    """What may stand in for a movement at a level, nearest first: the same pattern, then its regressions downwards.

    None is for a higher level; those that need a harder place than the movement come last.
    """
    removed, place = library()[identifier], _place(identifier)
    same = [item for item in _within_reach(level) if item.pattern == removed.pattern and item is not removed]
    of_level = [item for item in same if level in item.levels]
    easier = [library()[name] for name in _downwards(identifier)]
    nearest = dict.fromkeys(item.id for item in (*of_level, *easier, *same))
    reach = {item.id for item in _within_reach(level) if item.counted == removed.counted}
    return tuple(sorted((name for name in nearest if name in reach), key=lambda name: _place(name) > place))


def _place(identifier: str) -> int:
    return POSITIONS.index(library()[identifier].position)


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
