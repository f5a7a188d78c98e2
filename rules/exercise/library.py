"""The library of movements: what each trains, what is easier and harder, and what to mind with which condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rules.catalogue import BadRecordError, Record, record, records, words
from rules.exercise.level import LEVELS
from rules.facts import PatientRecord

CHAPTER = "exercise/movements"
CAUTIONS_RULE = "exercise.cautions"
PHASES = ("start", "end")
_HAS_WORDS = (("equipment", "equipment"), ("loading", "loading"), ("muscles", "muscle"), ("tags", "tag"))
_HAS_ONE_WORD = ("counted", "pattern", "position")
_LISTS = ("cautions", "cues", "equipment", "levels", "loading", "muscles", "progressions", "regressions", "tags")


@dataclass(frozen=True, slots=True)
class LibraryMovement:
    """One movement of the library. Its words stand under `<id>`, `<id>.name`, `<id>.cue.<n>`, `<id>.caution.<concept>`.

    `regressions` are easier and `progressions` harder ways of the same task, the nearest first. `loading` names what
    may carry the load, the lightest first. `counted` says in what a set is counted, `per_side` that each side does it.
    """

    id: str
    pattern: str
    muscles: tuple[str, ...]
    position: str
    equipment: tuple[str, ...]
    loading: tuple[str, ...]
    levels: tuple[str, ...]
    tags: frozenset[str]
    regressions: tuple[str, ...]
    progressions: tuple[str, ...]
    cues: tuple[str, ...]
    cautions: Mapping[str, str]
    counted: str
    per_side: bool
    poses: Mapping[str, str]

    @property
    def name(self) -> str:
        """The id of the phrase that names this movement."""
        return f"{self.id}.name"


@cache
def library() -> Mapping[str, LibraryMovement]:
    """Every movement by its id, easier before harder.

    Raises BadRecordError, naming file and remedy, on an unknown value or movement, a ladder that only one of its two
    ends names, and a ladder that leads back to where it began.
    """
    found = {identifier: _movement(entry) for identifier, entry in records(CHAPTER).items()}
    for movement in found.values():
        _check_ladder(movement, found)
    return {identifier: found[identifier] for identifier in _from_easy_to_hard(found)}


def movement(identifier: str) -> LibraryMovement:
    """One movement by its id; KeyError if there is none."""
    return library()[identifier]


def easier(identifier: str, fits: Callable[[LibraryMovement], bool]) -> LibraryMovement | None:
    """The nearest easier movement that fits, or None."""
    return _nearest(identifier, fits, lambda found: found.regressions)


def harder(identifier: str, fits: Callable[[LibraryMovement], bool]) -> LibraryMovement | None:
    """The nearest harder movement that fits, or None."""
    return _nearest(identifier, fits, lambda found: found.progressions)


def cautions(identifier: str, patient: PatientRecord) -> tuple[str, ...]:
    """The ids of the phrases to mind for this patient's conditions and operations, in the order of the record."""
    return tuple(phrase for concept, phrase in movement(identifier).cautions.items() if _is_heard(concept, patient))


def _is_heard(concept: str, patient: PatientRecord) -> bool:
    """Does the record hold what a caution is for, or what stands for it unless something says otherwise?"""
    vaguer = record(CAUTIONS_RULE).values["also_for_unless"].get(concept)
    return _has(patient, _heard_for(concept)) or (
        vaguer is not None
        and _has(patient, frozenset(vaguer["also_for"]))
        and not _has(patient, frozenset(vaguer["unless"]))
    )


def _has(patient: PatientRecord, names: frozenset[str]) -> bool:
    return patient.indexes.problems.has(names) or patient.indexes.procedures.has(names)


@cache
def _heard_for(concept: str) -> frozenset[str]:
    return frozenset((concept, *record(CAUTIONS_RULE).values["also_for"].get(concept, ())))


def _movement(entry: Record) -> LibraryMovement:
    _check(entry)
    values = entry.values
    return LibraryMovement(
        id=entry.id,
        pattern=values["pattern"],
        muscles=tuple(values["muscles"]),
        position=values["position"],
        equipment=tuple(values["equipment"]),
        loading=tuple(values["loading"]),
        levels=tuple(values["levels"]),
        tags=frozenset(values["tags"]),
        regressions=tuple(values["regressions"]),
        progressions=tuple(values["progressions"]),
        cues=tuple(f"{entry.id}.cue.{number}" for number, _ in enumerate(values["cues"], start=1)),
        cautions={item["concept"]: f"{entry.id}.caution.{item['concept']}" for item in values["cautions"]},
        counted=values["counted"],
        per_side=bool(values.get("per_side", False)),
        poses=dict(values["poses"]),
    )


def _check(entry: Record) -> None:
    """Is everything given, and has every value its words?"""
    values = entry.values
    for field in _LISTS:
        if not isinstance(values.get(field), list):
            raise _bad(entry, field, "a list")
    for field in _HAS_ONE_WORD:
        _check_words(entry, field, field, [str(values.get(field))])
    for field, kind in _HAS_WORDS:
        _check_words(entry, field, kind, values[field])
    if not values["levels"] or not set(values["levels"]) <= set(LEVELS):
        raise _bad(entry, "levels", f"some of {', '.join(LEVELS)}")
    if set(values.get("poses", ())) != set(PHASES):
        raise _bad(entry, "poses", f"one pose for each of {', '.join(PHASES)}")
    for field in ("name", "cues", "loading", "muscles"):
        if not values.get(field):
            raise _bad(entry, field, "given")


def _check_words(entry: Record, field: str, kind: str, names: Iterable[str]) -> None:
    for name in names:
        if f"{kind}.{name}" not in words():
            raise _bad(entry, field, f"a value with words ([{kind}.{name}] in exercise/movements/words.toml)")


def _check_ladder(movement: LibraryMovement, found: Mapping[str, LibraryMovement]) -> None:
    """Does every step of the ladder exist, and do both of its ends name it?"""
    entry = record(movement.id)
    for name in (*movement.regressions, *movement.progressions):
        if name not in found:
            raise _bad(entry, "regressions and progressions", f"ids of movements, not {name!r}")
    for name in movement.progressions:
        if movement.id not in found[name].regressions:
            raise _bad(record(name), "regressions", f"complete: {movement.id} names it as its progression")
    for name in movement.regressions:
        if movement.id not in found[name].progressions:
            raise _bad(record(name), "progressions", f"complete: {movement.id} names it as its regression")


def _from_easy_to_hard(found: Mapping[str, LibraryMovement]) -> Iterator[str]:
    """The ids so that every movement follows all that are easier. Raises BadRecordError where they form a circle."""
    waiting = dict(found)
    while waiting:
        free = [name for name, movement in waiting.items() if waiting.keys().isdisjoint(movement.regressions)]
        if not free:
            raise _bad(record(next(iter(waiting))), "progressions", f"a ladder, not a circle ({', '.join(waiting)})")
        for name in free:
            del waiting[name]
        yield from free


def _nearest(
    identifier: str, fits: Callable[[LibraryMovement], bool], steps: Callable[[LibraryMovement], tuple[str, ...]]
) -> LibraryMovement | None:
    """The first fitting movement on the way along these steps, the fewest steps first."""
    queue = list(steps(movement(identifier)))
    for name in queue:
        if fits(movement(name)):
            return movement(name)
        queue += [further for further in steps(movement(name)) if further not in queue]
    return None


def _bad(entry: Record, field: str, want: str) -> BadRecordError:
    return BadRecordError(f"rules/{entry.chapter}.toml, rule record {entry.id}: '{field}' must be {want}.")
