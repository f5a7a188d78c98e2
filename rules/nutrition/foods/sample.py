"""From a nutrition plan to one day of meals that keeps to all of it, or to the reason for which there is none."""

from __future__ import annotations

from collections.abc import Iterable

from rules.assessment import NutritionPlan, Withheld
from rules.catalogue import GRADES
from rules.catalogue import record as rule
from rules.nutrition.foods.allowed import Larder, Restriction, larder, restrictions, unknown
from rules.nutrition.foods.checks import EXCLUSIONS
from rules.nutrition.foods.day import Item, Meal, Preferences, SampleDay
from rules.nutrition.foods.exchange import exchanges
from rules.nutrition.foods.food import HUNDREDTHS, TENTHS, Serving, foods
from rules.nutrition.foods.menu import MealPattern, Menu, Pattern, menus, pattern
from rules.nutrition.foods.notes import notes
from rules.nutrition.foods.solve import Solution, able, solve
from rules.nutrition.foods.targets import RULE, Targets, targets

DEFAULT = Preferences()
_LOOKS = 2  # days tried for each restriction, only to say which stands in the way
NO_DAY = "no_day_fits"
MORE = "between_meals"  # tried where the meals that the plan asks for do not suffice


def sample_day(plan: NutritionPlan, preferences: Preferences = DEFAULT) -> SampleDay | Withheld:
    """One day of meals for this plan, or why there is none: a pure function, the same day for the same plan.

    Raises KeyError on a pattern that `patterns.toml` does not hold. Source: `day.toml`, `patterns.toml`, food tables.
    """
    eaten = pattern(preferences.pattern)
    if plan.no_sample_day_because:
        return Withheld(plan.no_sample_day_because, rule=RULE)
    if plan.texture is not None and plan.texture.unclear:
        return Withheld(("iddsi_level_not_ordered",), rule=RULE)
    open_questions = unknown(plan)
    if open_questions:
        return Withheld(("food_not_in_table", *open_questions), rule=EXCLUSIONS)
    wanted = targets(plan)
    if wanted is None:
        return Withheld(("amounts_not_given",), rule=RULE)
    held = restrictions(plan)
    kept = larder(held)
    found = _solution(plan, eaten, kept, wanted, preferences.turn, rule(RULE).values["days_tried"])
    if found is None:
        return Withheld((NO_DAY, *_in_the_way(plan, eaten, held, wanted)), rule=RULE)
    return _day(plan, eaten, kept, *found)


def _solution(
    plan: NutritionPlan, eaten: Pattern, kept: Larder, wanted: Targets, turn: int, tried: int
) -> tuple[tuple[Menu, ...], Solution] | None:
    """The first menu, counted from the one asked for, for which amounts are found."""
    oils = {one.halves: one for one in kept.get(eaten.oil, ())}
    for asked in dict.fromkeys((plan.snacks, (*plan.snacks, MORE))):
        for step in range(tried):
            chosen = menus(_meals(eaten, asked), kept, turn + step, lambda menu: able(menu, wanted))
            found = None if chosen is None else solve(chosen, oils, wanted)
            if chosen is not None and found is not None:
                return chosen, found
    return None


def _meals(eaten: Pattern, asked: tuple[str, ...]) -> tuple[MealPattern, ...]:
    """The meals of the pattern with the snacks that are asked for, in the order of its table."""
    return tuple(meal for meal in eaten.meals if not meal.when or meal.when in asked)


def _in_the_way(plan: NutritionPlan, eaten: Pattern, held: tuple[Restriction, ...], wanted: Targets) -> tuple[str, ...]:
    """The restrictions without any one of which a day could be found; all of them where no single one decides."""
    alone = tuple(
        one.id
        for one in held
        if _solution(plan, eaten, larder(other for other in held if other is not one), wanted, 0, _LOOKS) is not None
    )
    return alone or tuple(one.id for one in held)


def _day(plan: NutritionPlan, eaten: Pattern, kept: Larder, chosen: tuple[Menu, ...], found: Solution) -> SampleDay:
    served = tuple(zip(chosen, found.meals, strict=True))
    listed = [serving for _, servings in served for serving in servings]
    used = [foods()[serving.food] for serving in listed]
    in_order = sorted(served, key=lambda pair: _clock(pair[0]))
    return SampleDay(
        pattern=eaten.id,
        meals=tuple(_meal(menu, servings) for menu, servings in in_order),
        protein_g=sum(one.protein for one in listed) / TENTHS,
        energy_kcal=sum(one.kcal for one in listed),
        leucine_g_at_least=_leucine(listed),
        exchanges=exchanges((serving for pair in in_order for serving in pair[1]), kept, eaten),
        rule=RULE,
        grade=max((food.grade for food in used), key=GRADES.index),
        notes=tuple(notes(plan)),
        with_drugs=plan.with_drugs,
        sources=tuple(dict.fromkeys(key for food in used for key in food.sources)),
    )


def _clock(menu: Menu) -> int:
    order: list[str] = rule(RULE).values["clock"]
    return order.index(menu.pattern.id)


def _meal(menu: Menu, servings: Iterable[Serving]) -> Meal:
    listed = tuple(servings)
    items: tuple[Item, ...] = tuple(one.item() for one in listed)
    return Meal(
        id=menu.pattern.id,
        items=items,
        protein_g=sum(one.protein for one in listed) / TENTHS,
        energy_kcal=sum(one.kcal for one in listed),
        leucine_g_at_least=_leucine(listed),
    )


def _leucine(listed: Iterable[Serving]) -> float | None:
    """The published leucine of these foods in grams; None where it covers too little of their protein to be told."""
    servings = tuple(listed)
    known = tuple((one.leucine, one.protein) for one in servings if one.leucine is not None)
    share: float = rule(RULE).values["leucine_told_from_share_of_protein"]
    if sum(protein for _, protein in known) < share * sum(one.protein for one in servings):
        return None
    return sum(leucine for leucine, _ in known) / HUNDREDTHS
