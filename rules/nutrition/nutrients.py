"""Other nutrients: what trials found, how much they gave, for whom it is not (`nutrients.toml`). None is drafted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from rules.assessment import State
from rules.catalogue import Record, records
from rules.context import Context
from rules.diet import Nutrient
from rules.nutrition.situation import Situation
from rules.signing import NOT_VALID, signing

CHAPTER = "nutrition/nutrients"
PREFIX = "nutrient."
_UNIT = "g/d"
_SHAPES = 512  # how many ways of being held are remembered


def nutrients(seen: Situation, training: State) -> tuple[Nutrient, ...]:
    """Every other nutrient, in the order of the records; `training` is how exercise may go ahead."""
    holds = frozenset(_holds(seen, training))
    return _nutrients(holds, *_not_said(seen.context))


def _holds(seen: Situation, training: State) -> Iterator[str]:
    if seen.severely_low or seen.kidney.dialysis or seen.kidney.outdated:
        yield "kidney_severe"
    elif seen.kidney.unknown:
        yield "kidney_unknown"
    if training in (State.STOP, State.UNKNOWN):
        yield "training_held"
    if seen.swallowing.is_unsettled:
        yield "swallow_screen"
    indexes = seen.record.indexes
    yield from indexes.problems.places.keys() & _asked("problems")
    yield from indexes.drugs.places.keys() & _asked("drugs")
    yield from _asked("allergens").intersection(seen.avoided)


@cache
def _asked(kind: str) -> frozenset[str]:
    """Everything of a kind that the records ask about."""
    return frozenset(name for item in _records() for name in item.values.get(kind, ()))


@lru_cache(maxsize=_SHAPES)
def _nutrients(holds: frozenset[str], unsigned: frozenset[str], not_valid: frozenset[str]) -> tuple[Nutrient, ...]:
    return tuple(_nutrient(item, holds, item.id in unsigned, item.id in not_valid) for item in _records())


def _nutrient(item: Record, holds: frozenset[str], is_unsigned: bool, is_over: bool) -> Nutrient:
    held = tuple(name for name in item.values.get("held_by", ()) if name in holds)
    held = (*held, NOT_VALID) if is_over else held
    amount = item.values.get("g_per_day")
    says_amount = amount is not None and not held and not is_unsigned
    return Nutrient(
        id=item.id.removeprefix(PREFIX),
        amount=(amount[0], amount[1]) if says_amount and amount else None,
        unit=_UNIT if says_amount else "",
        held_because=held,
        grade=item.grade,
        sources=tuple(key for key, _ in item.sources),
    )


def _not_said(context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """In production: the amounts whose rule no clinician of the site has signed, and those whose rule is not valid."""
    if not context.site.production:
        return frozenset(), frozenset()
    found = signing(_records(), context)
    return frozenset(found.unsigned), frozenset(found.not_valid)


@cache
def _records() -> tuple[Record, ...]:
    return tuple(records(CHAPTER).values())
