"""A sample day in the words of one language: what a sheet prints, row by row. Words only, no Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cds_service.cards.words import Words, number
from rules.assessment import NutritionPlan, Withheld
from rules.catalogue import record
from rules.nutrition import sample_day
from rules.nutrition.foods import Exchange, Item, Meal, Preferences, SampleDay

_PATTERNS = {"zh-CN": "chinese"}
_ELSEWHERE = "western"
_HALF = "½"
_TENTH = 1  # decimals that protein is printed with, so that printed amounts add up as they stand


@dataclass(frozen=True, slots=True)
class FoodLine:
    """One food: its name, household portion, grams (the name says where they are raw or dry), protein and energy."""

    food: str
    portion: str
    grams: str
    protein: str
    energy: str


@dataclass(frozen=True, slots=True)
class MealView:
    """One meal with its sums, and its leucine where that is known."""

    name: str
    lines: tuple[FoodLine, ...]
    total: FoodLine
    leucine: str


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """A food of the day and what may take its place."""

    food: str
    choices: str


@dataclass(frozen=True, slots=True)
class SampleDayView:
    """A whole sample day; without meals, `reasons` says why there is none."""

    title: str
    meals: tuple[MealView, ...] = ()
    total: FoodLine | None = None
    exchanges: tuple[ExchangeLine, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def pattern_for(language: str) -> str:
    """The way of eating that a language is answered with unless another is asked for."""
    return _PATTERNS.get(language, _ELSEWHERE)


def sample_day_view(plan: NutritionPlan, w: Words, preferences: Preferences | None = None) -> SampleDayView:
    """The sample day of a plan in words, or the reasons for which there is none."""
    liked = preferences or Preferences(pattern_for(w.language))
    found = sample_day(plan, liked)
    title = w.say("sample_day.title", pattern=w.inner(w.say(f"day.{liked.pattern}")))
    if isinstance(found, Withheld):
        return SampleDayView(title, reasons=tuple(_reasons(found, w)))
    return _view(found, title, w)


def _view(day: SampleDay, title: str, w: Words) -> SampleDayView:
    return SampleDayView(
        title=title,
        meals=tuple(_meal(meal, w) for meal in day.meals),
        total=_sum(w.say("sample_day.whole_day"), day.protein_g, day.energy_kcal),
        exchanges=tuple(_exchange(exchange, w) for exchange in day.exchanges),
        notes=tuple(_notes(day, w)),
        sources=tuple(w.source_name(key) for key in day.sources if key != "project"),
    )


def _reasons(found: Withheld, w: Words) -> Iterator[str]:
    """The reason in words; restrictions that stand in the way follow it in one sentence."""
    first, *others = found.reasons
    yield w.say(f"no_sample_day.{first}")
    plain = [name for name in others if w.knows(f"no_sample_day.{name}")]
    yield from (w.say(f"no_sample_day.{name}") for name in plain)
    held = [_restriction(name, w) for name in others if name not in plain]
    if held:
        yield w.say("sample_day.in_the_way", restrictions=w.listed(held))


def _restriction(name: str, w: Words) -> str:
    kind, _, what = name.partition(".")
    if kind == "avoid":
        return (
            w.say("restriction.avoid", name=w.say(name)) if w.knows(name) else w.say("no_sample_day.other_restriction")
        )
    known = f"restriction.{name}"
    return w.say(known if w.knows(known) else "no_sample_day.other_restriction", name=what)


def _meal(meal: Meal, w: Words) -> MealView:
    leucine = meal.leucine_g_at_least
    return MealView(
        name=w.say(f"meal.{meal.id}"),
        lines=tuple(_line(item, w) for item in meal.items),
        total=_sum(w.say("sample_day.meal"), meal.protein_g, meal.energy_kcal),
        leucine="" if leucine is None else w.say("sample_day.leucine", grams=number(leucine)),
    )


def _line(item: Item, w: Words) -> FoodLine:
    return FoodLine(
        food=w.say(f"food.{item.food}"),
        portion=portion_words(item, w),
        grams=number(item.grams),
        protein=f"{item.protein_g:.{_TENTH}f}",
        energy=str(item.energy_kcal),
    )


def _sum(name: str, protein_g: float, energy_kcal: int) -> FoodLine:
    return FoodLine(name, "", "", f"{protein_g:.{_TENTH}f}", str(energy_kcal))


def portion_words(item: Item, w: Words) -> str:
    """How many household portions: `1 small bowl`, `½ × 1 small bowl`, `1½ × 1 small bowl`."""
    portion: str = record(f"food.{item.food}").values["portion"][w.language]
    whole, half = divmod(item.portions, 1)
    count = f"{int(whole) if whole else ''}{_HALF if half else ''}"
    return portion if count == "1" else w.say("sample_day.times", count=count, portion=portion)


def _exchange(exchange: Exchange, w: Words) -> ExchangeLine:
    return ExchangeLine(_named(exchange.item, w), w.listed(_named(choice, w) for choice in exchange.choices))


def _named(item: Item, w: Words) -> str:
    return f"{w.say(f'food.{item.food}')}{w.bracket(portion_words(item, w))}"


def _notes(day: SampleDay, w: Words) -> Iterator[str]:
    for note in day.notes:
        yield w.say(f"sample_day_note.{note}")
    for pair in day.with_drugs:
        yield w.say(f"pair.{pair}")
