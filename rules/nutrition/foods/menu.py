"""Which foods stand in which meal: the patterns of `patterns.toml`, filled with what a plan leaves of the foods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from rules.catalogue import record as rule
from rules.catalogue import records
from rules.nutrition.foods.allowed import Larder
from rules.nutrition.foods.checks import check_pattern
from rules.nutrition.foods.food import CHAPTER, Serving, foods

PREFIX = "day."


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a meal and the foods that may fill it; `fixed` is always one portion."""

    foods: tuple[str, ...]
    optional: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class MealPattern:
    """A meal: its slots, whether it is a snack or cooked with oil, and which snack of a plan calls for it (`when`)."""

    id: str
    slots: tuple[Slot, ...]
    snack: bool
    oil: bool
    when: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way of eating: its meals in order of choice, and the oil that is cooked with."""

    id: str
    oil: str
    meals: tuple[MealPattern, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One filled slot: the servings to choose from, and whether it may stay empty."""

    servings: tuple[Serving, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """One meal with its foods chosen and their amounts still open."""

    pattern: MealPattern
    courses: tuple[Course, ...]


@cache
def pattern(name: str) -> Pattern:
    """A pattern by its name. Raises KeyError if there is none, BadRecordError if it cannot be used."""
    entry = rule(f"{PREFIX}{name}")
    check_pattern(entry, foods())
    values = entry.values
    meals = tuple(
        MealPattern(
            id=meal["id"],
            slots=tuple(
                Slot(tuple(slot["foods"]), slot.get("optional", False), slot.get("fixed", False))
                for slot in meal["slots"]
            ),
            snack=meal.get("snack", False),
            oil=meal.get("oil", False),
            when=meal.get("when", ""),
        )
        for meal in values["meals"]
    )
    return Pattern(name, values["oil"], meals)


def patterns() -> tuple[Pattern, ...]:
    """Every way of eating that the records hold."""
    return tuple(pattern(name.removeprefix(PREFIX)) for name in records(CHAPTER) if name.startswith(PREFIX))


def menus(
    meals: tuple[MealPattern, ...], kept: Larder, turn: int, able: Callable[[Menu], bool]
) -> tuple[Menu, ...] | None:
    """The meals with their foods; None where a meal finds none with which it is `able` to reach its amounts.

    `turn` moves every slot on to its next choice. A food comes twice in a day only where nothing else is left.
    """
    used: set[str] = set()
    found = []
    for meal in meals:
        menu = _menu(meal, kept, frozenset(used), turn, able)
        if menu is None:
            return None
        used |= {course.servings[0].food for course in menu.courses}
        found.append(menu)
    return tuple(found)


def _menu(
    meal: MealPattern, kept: Larder, used: frozenset[str], turn: int, able: Callable[[Menu], bool]
) -> Menu | None:
    """The first choice of foods for one meal, counted from `turn`, that it is able with."""
    for step in range(max(len(slot.foods) for slot in meal.slots)):
        courses = _courses(meal, kept, used, turn + step)
        if courses is not None and able(Menu(meal, courses)):
            return Menu(meal, courses)
    return None


def _courses(meal: MealPattern, kept: Larder, used: frozenset[str], turn: int) -> tuple[Course, ...] | None:
    """The slots of a meal, filled; None where one that has to be filled finds nothing."""
    courses: list[Course] = []
    for slot in meal.slots:
        taken = used.union(course.servings[0].food for course in courses)
        course = _course(slot, kept, taken, turn)
        if course is not None:
            courses.append(course)
        elif not slot.optional:
            return None
    return tuple(courses)


def _course(slot: Slot, kept: Larder, used: frozenset[str], turn: int) -> Course | None:
    able = [name for name in slot.foods if name in kept]
    choices = [name for name in able if name not in used] or ([] if slot.optional else able)
    if not choices:
        return None
    chosen = choices[turn % len(choices)]
    usual: int = rule("foods.day").values["usual_halves"]
    servings = kept[chosen]
    if slot.fixed:
        servings = tuple(one for one in servings if one.halves == usual) or servings[:1]
    return Course(servings, slot.optional and not slot.fixed)
