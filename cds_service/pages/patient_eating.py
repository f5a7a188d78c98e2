"""What a person eats, in plain words: protein, what to leave out, drinks, and one day in household portions."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.cards.nutrition_more import drink_texture, food_texture
from cds_service.cards.shared import capital
from cds_service.cards.words import Words, number
from cds_service.meals.view import pattern_for
from cds_service.pages.household import household
from cds_service.pages.text import plain, plain_lines
from cds_service.pages.views import Eating, Plate
from rules.assessment import NutritionPlan, Supplement
from rules.nutrition import sample_day
from rules.nutrition.foods import Exchange, Item, Meal, Preferences, SampleDay


def eating_part(plan: NutritionPlan, w: Words) -> Eating:
    """The food of the plan; an amount to drink only where the plan names one."""
    found = sample_day(plan, Preferences(pattern_for(w.language)))
    day = found if isinstance(found, SampleDay) else None
    return Eating(
        protein=tuple(_protein(plan, day is not None, w)),
        leave_out=tuple(_leave_out(plan, w)),
        drinks=tuple(_drinks(plan, w)),
        supplement=_supplement(plan.supplement, w) if plan.supplement else "",
        plates=tuple(_plate(meal, w) for meal in day.meals) if day else (),
        day_total=w.say("patient_food.total", grams=number(day.protein_g)) if day else "",
        swaps=tuple(_swap(one, w) for one in day.exchanges) if day else (),
        notes=plain_lines(w.say(f"sample_day_note.{name}") for name in day.notes) if day else (),
        no_day="" if day else w.say("patient_food.no_day"),
        with_drugs=plain_lines(w.say(f"pair.{name}") for name in plan.with_drugs),
    )


def _protein(plan: NutritionPlan, has_day: bool, w: Words) -> Iterator[str]:
    """The day's protein, and that more is not better; without a weight no number is said."""
    grams = plan.protein_g_per_day
    if grams is None:
        yield w.say("patient_food.protein_later")
        return
    yield w.say("patient_food.protein", span=w.span(*grams), meals=plan.meals_per_day)
    if has_day:
        yield w.say("patient_food.day_below")
    yield w.say("patient_food.not_above", most=grams[1])
    yield from (capital(w.clinical("snack", name)) for name in plan.snacks)


def _leave_out(plan: NutritionPlan, w: Words) -> Iterator[str]:
    yield from plain_lines(w.clinical("avoid", name) for name in plan.avoid)
    yield from plain_lines(w.clinical("food_limit", name) for name in plan.limits)


def _drinks(plan: NutritionPlan, w: Words) -> Iterator[str]:
    """The ordered texture of food and drinks, then how much to drink, if the plan says it."""
    if plan.texture is not None:
        if plan.texture.unclear:
            yield w.say("patient_food.texture_unclear")
        levels = (food_texture(plan.texture, w), drink_texture(plan.texture, w))
        yield from (capital(plain(text)) for text in levels if text)
    if plan.fluid_l_per_day_at_least is None:
        yield w.say("patient_food.drinks_as_told")
    else:
        yield w.say("patient_food.drinks", litres=number(plan.fluid_l_per_day_at_least))


def _supplement(given: Supplement, w: Words) -> str:
    told = w.say(
        "nutrition_card.supplement",
        name=w.clinical("supplement", given.id),
        energy=number(given.energy_kcal_per_day),
        protein=number(given.protein_g_per_day),
        weeks=given.weeks,
    )
    return plain(w.clauses([told, *(w.clause(w.clinical("supplement_condition", name)) for name in given.conditions)]))


def _plate(meal: Meal, w: Words) -> Plate:
    return Plate(w.say(f"meal.{meal.id}"), tuple((_food(item, w), household(item, w)) for item in meal.items))


def _food(item: Item, w: Words) -> str:
    return w.say(f"food.{item.food}")


def _swap(one: Exchange, w: Words) -> tuple[str, str]:
    return _named(one.item, w), w.listed(_named(choice, w) for choice in one.choices)


def _named(item: Item, w: Words) -> str:
    return f"{_food(item, w)}{w.bracket(household(item, w))}"
