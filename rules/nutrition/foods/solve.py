"""How much of each food: the amounts that bring the day into its targets and stay nearest to usual portions.

Protein is decided first, in whole tenths of a gram; oil, which has none, then closes what is left of the energy.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from rules.catalogue import record as rule
from rules.nutrition.foods.food import Serving
from rules.nutrition.foods.menu import Menu
from rules.nutrition.foods.targets import RULE, Span, Targets

# How much of the search is kept; not clinical numbers.
_PLATES_KEPT = 24
_PARTS_KEPT = 120
_GRAIN_TENTHS, _GRAIN_KCAL = 10, 40
# What a step away from the aim weighs against half a portion more or less of one food.
_KCAL_PER_STEP, _TENTHS_PER_STEP = 25, 20


class Plate(NamedTuple):
    """The servings of one or several meals, their protein and energy, and how far they are from usual portions."""

    meals: tuple[tuple[Serving, ...], ...]
    protein: int
    kcal: int
    cost: float


@dataclass(frozen=True, slots=True)
class Solution:
    """One tuple of servings a meal, in the order of the menus."""

    meals: tuple[tuple[Serving, ...], ...]
    cost: float


def solve(menus: tuple[Menu, ...], oils: dict[int, Serving], wanted: Targets) -> Solution | None:
    """The best amounts, or None where none fit; the same input always gives the same answer.

    `oils` are the servings of the cooking oil by half portions; they go to the meals that are cooked with oil.
    """
    shares = _shares(menus, wanted)
    plates = [_plates(menu, wanted, share) for menu, share in zip(menus, shares, strict=True)]
    cooked = tuple(at for at, menu in enumerate(menus) if menu.pattern.oil)
    poured = _pours(oils, len(cooked))
    half = (len(plates) + 1) // 2
    best = _best_pair(_joined(plates[:half], shares[:half]), _joined(plates[half:], shares[half:]), poured, wanted)
    if best is None:
        return None
    meals, pour, cost = best
    with_oil = dict(zip(cooked, pour.meals, strict=True))
    return Solution(tuple((*meal, *with_oil.get(at, ())) for at, meal in enumerate(meals)), cost)


def able(menu: Menu, wanted: Targets) -> bool:
    """Can this meal reach its protein with these foods at all?"""
    return bool(_plates(menu, wanted, 0))


def _plates(menu: Menu, wanted: Targets, share: float) -> list[Plate]:
    """The amounts for one meal that keep to its protein, best first; `share` is its part of the day in kcal."""
    values = rule(RULE).values
    window = wanted.snack if menu.pattern.snack else wanted.meal
    least = values["late_snack_kcal_at_least"] if menu.pattern.when == "late_evening" else 0
    empty, usual = Plate(((),), 0, 0, 0), values["usual_halves"]
    plates = [empty]
    for course in menu.courses:
        bites = [_bite(one, usual) for one in course.servings]
        if course.optional:
            bites.append(empty._replace(cost=usual**2))
        plates = [_together(one, bite) for one, bite in product(plates, bites)]
        plates = [plate for plate in plates if plate.protein <= window.high]
    fit = (one for one in plates if one.protein >= window.low and one.kcal >= least)
    return _spread(fit, _PLATES_KEPT, share)


def _shares(menus: tuple[Menu, ...], wanted: Targets) -> list[float]:
    """The part of the day's energy that each meal should bring, in kcal."""
    mains = [not menu.pattern.snack for menu in menus]
    part: float = rule(RULE).values["main_meals_share_of_energy"]
    snacks = len(mains) - sum(mains)
    return [wanted.kcal.middle * (part / sum(mains) if main else (1 - part) / snacks) for main in mains]


def _bite(serving: Serving, usual: int) -> Plate:
    return Plate(((serving,),), serving.protein, serving.kcal, (serving.halves - usual) ** 2)


def _together(one: Plate, two: Plate) -> Plate:
    """Two plates of the same meal as one."""
    servings = (*one.meals[0], *two.meals[0])
    return Plate((servings,), one.protein + two.protein, one.kcal + two.kcal, one.cost + two.cost)


def _spread(plates: Iterable[Plate], most: int, share: float) -> list[Plate]:
    """The cheapest plate of each neighbourhood of protein and energy, those near the share of energy first."""
    cheapest: dict[tuple[int, int], Plate] = {}
    for plate in plates:
        place = (plate.protein // _GRAIN_TENTHS, plate.kcal // _GRAIN_KCAL)
        if place not in cheapest or plate.cost < cheapest[place].cost:
            cheapest[place] = plate

    def rank(plate: Plate) -> tuple[float, int, int]:
        return plate.cost + abs(plate.kcal - share) / _KCAL_PER_STEP, plate.protein, plate.kcal

    return sorted(cheapest.values(), key=rank)[:most]


def _joined(parts: list[list[Plate]], shares: list[float]) -> list[Plate]:
    """The plates of several meals together."""
    whole, share = parts[0], shares[0]
    for more, its_share in zip(parts[1:], shares[1:], strict=True):
        share += its_share
        whole = _spread(
            (
                Plate((*one.meals, *two.meals), one.protein + two.protein, one.kcal + two.kcal, one.cost + two.cost)
                for one in whole
                for two in more
            ),
            _PARTS_KEPT,
            share,
        )
    return whole


def _pours(oils: dict[int, Serving], meals: int) -> tuple[Plate, ...]:
    """Every amount of oil for a day, spread evenly over the meals that are cooked with it; none without such meals."""
    least, most = rule(RULE).values["oil_halves"]
    if not meals or not oils:
        return (Plate(((),) * meals, 0, 0, 0),)
    return tuple(_pour(total, oils, meals) for total in range(least, most + 1))


def _pour(total: int, oils: dict[int, Serving], meals: int) -> Plate:
    shares = [(total + at) // meals for at in reversed(range(meals))]
    servings = tuple((oils[share],) if share else () for share in shares)
    return Plate(servings, 0, sum(one.kcal for meal in servings for one in meal), 0)


def _best_pair(
    first: list[Plate], second: list[Plate], pours: tuple[Plate, ...], wanted: Targets
) -> tuple[tuple[tuple[Serving, ...], ...], Plate, float] | None:
    """The cheapest two halves of a day that meet its protein and, with oil, its energy."""
    found, least, aim = None, float("inf"), wanted.protein.middle
    low, high = wanted.kcal.low - pours[-1].kcal, wanted.kcal.high - pours[0].kcal
    for one, two in _pairs(first, second, wanted.protein):
        cost = one.cost + two.cost + abs(one.protein + two.protein - aim) / _TENTHS_PER_STEP
        if cost >= least or not low <= one.kcal + two.kcal <= high:
            continue
        for pour in pours:
            kcal = one.kcal + two.kcal + pour.kcal
            whole = cost + abs(kcal - wanted.kcal.middle) / _KCAL_PER_STEP
            if kcal in wanted.kcal and whole < least:
                found, least = ((*one.meals, *two.meals), pour, whole), whole
    return found


def _pairs(first: list[Plate], second: list[Plate], protein: Span) -> Iterator[tuple[Plate, Plate]]:
    """Every two halves whose protein together meets the day's."""
    ordered = sorted(second, key=attrgetter("protein"))
    amounts = [plate.protein for plate in ordered]
    for one in first:
        start = bisect_left(amounts, protein.low - one.protein)
        end = bisect_right(amounts, protein.high - one.protein)
        for two in ordered[start:end]:
            yield one, two
