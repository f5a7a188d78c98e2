"""What stands beside protein and energy on the nutrition card: meals, drinks, vitamin D, other nutrients, weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from cds_service.cards.shared import capital
from cds_service.cards.words import Words, number
from rules.answers import Answer
from rules.assessment import Assessment, NutritionPlan, Withheld
from rules.catalogue import record
from rules.diet import Nourishment, Nutrient, Texture

POSITIONS = "nutrition.vitamin_d_positions"
DAILY = "nutrition.vitamin_d_single_dose"
OBESITY = "nutrition.energy_obesity"


def rows(plan: NutritionPlan, w: Words) -> list[tuple[str, str]]:
    """The lines of the table below protein, energy and supplement, by heading."""
    return [("eating", eating(plan, w)), ("drinks", drinks(plan, w)), ("vitamin_d", vitamin_d(plan, w))]


def drafted(plan: NutritionPlan, told: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of these lines that a draft holds: what is to be done, without amounts that are not said."""
    held = {"drinks": plan.fluid_l_per_day_at_least is None, "vitamin_d": plan.vitamin_d is None}
    return [(name, text) for name, text in told if not held.get(name, False)]


def eating(plan: NutritionPlan, w: Words) -> str:
    """Diet, texture and snacks."""
    parts = [*_said("diet", plan.diets, w), *(texture(plan.texture, w) if plan.texture else ())]
    parts += _said("snack", plan.snacks, w)
    return w.clauses(parts)


def texture(ordered: Texture, w: Words) -> Iterator[str]:
    """The ordered levels, by number and name."""
    if ordered.unclear:
        yield w.say("nutrition_more.texture_unclear")
    yield from (text for text in (food_texture(ordered, w), drink_texture(ordered, w)) if text)


def food_texture(ordered: Texture | None, w: Words) -> str:
    """The ordered level of food, or nothing."""
    if ordered is None or (ordered.food_level is None and not ordered.easy_to_chew):
        return ""
    if ordered.easy_to_chew:
        return w.say("nutrition_more.easy_to_chew")
    level = ordered.food_level
    return w.say("nutrition_more.food_level", level=level, name=w.say(f"iddsi_food.{level}"))


def drink_texture(ordered: Texture | None, w: Words) -> str:
    """The ordered level of drinks, or nothing."""
    if ordered is None or ordered.drink_level is None:
        return ""
    level = ordered.drink_level
    return w.say("nutrition_more.drink_level", level=level, name=w.say(f"iddsi_drink.{level}"))


def drinks(plan: NutritionPlan, w: Words) -> str:
    """The amount to drink, or why none is said."""
    if plan.fluid_l_per_day_at_least is not None:
        return w.say("nutrition_more.fluid", litres=number(plan.fluid_l_per_day_at_least))
    return _none("no_fluid", plan.no_fluid_goal_because, w)


def vitamin_d(plan: NutritionPlan, w: Words) -> str:
    """The daily amount with its reason and grade, or why none is said."""
    given = plan.vitamin_d
    if given is None:
        return _none("no_vitamin_d", plan.no_vitamin_d_because, w)
    told = [w.say("nutrition_more.vitamin_d", span=w.span(*given.iu_per_day)), w.clinical("vitamin_d", given.band)]
    if given.weeks is not None:
        told.append(w.say("nutrition_more.vitamin_d_again", weeks=w.span(*given.weeks)))
    if given.grade:
        told.append(w.say("nutrition_more.grade", grade=w.say(f"grade.{given.grade}")))
    return w.clauses(w.clause(text) for text in told)


def exercise(plan: NutritionPlan, assessment: Assessment, w: Words) -> list[str]:
    """How training goes with the plan; a training plan that is withheld is not promised."""
    if not plan.exercise:
        return []
    withheld = plan.exercise.startswith("paired") and isinstance(assessment.exercise, Withheld)
    return [w.clinical("with_exercise", "unknown" if withheld else plan.exercise)]


def beside(plan: NutritionPlan, w: Words) -> tuple[str, ...]:
    """What is worth knowing and folded away: malnutrition, weight loss in obesity, foods left out, other nutrients."""
    told = [*_nourishment(plan, w), *_weight(plan, w)]
    if plan.limits:
        told.append(w.say("nutrition_more.limits", foods=w.listed(_said("food_limit", plan.limits, w))))
    if plan.no_sample_day_because:
        told.append(w.say("nutrition_more.no_sample_day", reasons=_reasons("no_sample_day", plan, w)))
    if plan.vitamin_d is not None:
        told.append(w.paragraph([w.say(POSITIONS), w.say(DAILY)]))
    return (*told, *(nutrient(item, w) for item in plan.nutrients))


def _reasons(kind: str, plan: NutritionPlan, w: Words) -> str:
    return w.clauses(w.clause(text) for text in _said(kind, plan.no_sample_day_because, w))


@lru_cache(maxsize=512)
def nutrient(item: Nutrient, w: Words) -> str:
    """One more nutrient: what trials found, the amount where it may be said, and for whom it is not."""
    told = [w.say(f"nutrient.{item.id}")]
    if item.amount is not None:
        told.append(w.say("nutrition_more.amount", span=w.span(*item.amount)))
    if item.held_because:
        held = w.clauses(w.clause(text) for text in _said("held", item.held_because, w))
        told.append(w.say("nutrition_more.held", reasons=held))
    if item.grade:
        told.append(capital(w.say("nutrition_more.grade", grade=w.say(f"grade.{item.grade}"))))
    return w.paragraph(told)


def _nourishment(plan: NutritionPlan, w: Words) -> Iterator[str]:
    found = plan.nourishment
    if found is None or not (found.signs or found.screen != "not_screened"):
        return
    told = [w.clinical("mna_band", found.screen)]
    if found.signs:
        severity = f"glim_severity.{found.severity}"
        told.append(w.clinical("glim", str(found.glim)) + w.bracket(w.say(severity) if _is_graded(found) else ""))
        told.append(w.listed(_said("glim_sign", found.signs, w)))
    if found.glim is Answer.MET and found.causes:
        told.append(w.listed(w.label(cause) for cause in found.causes))
    yield capital(w.clauses(told))
    if found.screen_asks:
        known = w.listed(w.aside([w.clinical("mna_item", item), str(points)]) for item, points in found.screen_items)
        asked = w.listed(_said("mna_item", found.screen_asks, w))
        kind = "nutrition_more.mna_sf_partly" if known else "nutrition_more.mna_sf_open"
        yield w.say(kind, known=known, asked=asked)


def _is_graded(found: Nourishment) -> bool:
    """Is there a malnutrition of which a grade can be told? What is not met has none."""
    return found.glim is Answer.MET and bool(found.severity)


def _weight(plan: NutritionPlan, w: Words) -> Iterator[str]:
    if plan.energy_deficit_kcal_per_day_at_most is not None:
        low, high = record(OBESITY).values["kcal_per_kg_actual_weight"]
        yield w.paragraph(
            [
                w.say(OBESITY),
                w.say(
                    "nutrition_more.below_need",
                    kcal=number(plan.energy_deficit_kcal_per_day_at_most),
                    span=w.span(low, high),
                ),
            ]
        )
    elif plan.no_deficit_because:
        reasons = w.clauses(w.clause(text) for text in _said("no_deficit", plan.no_deficit_because, w))
        yield w.say("nutrition_more.no_weight_loss", reasons=reasons)


def _none(kind: str, because: Iterable[str], w: Words) -> str:
    reasons = [w.clause(text) for text in _said(kind, because, w)]
    return w.say("nutrition_more.none", reasons=w.clauses(reasons)) if reasons else ""


def _said(kind: str, ids: Iterable[str], w: Words) -> list[str]:
    return [w.clinical(kind, identifier) for identifier in ids]
