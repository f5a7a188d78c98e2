"""What holds for every sample day, whatever the plan: sums, ceilings, exclusions, and reasons where there is none."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.assessment import NutritionPlan
from rules.catalogue import record, words
from rules.diet import Texture
from rules.nutrition.doses import half_up
from rules.nutrition.foods import Preferences, SampleDay, sample_day
from rules.nutrition.foods.food import foods
from tests.support.nutrition import Person, answer
from tests.support.nutrition_people import people
from tests.support.sample_days import a_plan, eaten

MANY = 500
EXCLUSIONS = record("foods.exclusions").values
ROWS = (
    ((1.0, 1.2), (25.0, 35.0)),
    ((0.8, 0.8), (25.0, 35.0)),
    ((0.8, 1.0), (25.0, 35.0)),
    ((1.0, 1.2), (30.0, 30.0)),
    ((1.2, 1.5), (30.0, 30.0)),
    ((1.2, 1.5), (32.0, 38.0)),
    ((1.0, 1.2), (32.0, 35.0)),
    ((0.8, 1.0), (32.0, 35.0)),
    ((1.2, 1.5), (27.0, 30.0)),
    ((1.2, 1.5), (20.0, 25.0)),
)
SUBSETS = st.sets(st.sampled_from(EXCLUSIONS["allergens"]), max_size=3)
LIMITS = st.sets(st.sampled_from(EXCLUSIONS["limits"]), max_size=3)
DIETS = st.sampled_from(((), (), *((diet,) for diet in EXCLUSIONS["diets"])))
TEXTURES = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        Texture, food_level=st.sampled_from((None, 4, 5, 6, 7)), drink_level=st.sampled_from((None, 0, 1, 2, 3, 4))
    ),
    st.just(Texture(easy_to_chew=True)),
)
SNACKS = st.sampled_from(((), ("late_evening",), ("between_meals",), ("late_evening", "between_meals")))
PREFERENCES = st.builds(Preferences, pattern=st.sampled_from(("chinese", "western")), turn=st.integers(0, 5))


@st.composite
def plans(draw: st.DrawFn) -> NutritionPlan:
    """A plan of any row of the protein table, for any body weight, with anything left out."""
    protein, energy = draw(st.sampled_from(ROWS))
    return a_plan(
        draw(st.integers(350, 900)) / 10,
        protein,
        energy=energy,
        avoid=tuple(sorted(draw(SUBSETS))),
        limits=tuple(sorted(draw(LIMITS))),
        diets=draw(DIETS),
        texture=draw(TEXTURES),
        snacks=draw(SNACKS),
    )


def broken(plan: NutritionPlan, name: str) -> list[str]:
    """The restrictions that a food breaks, worked out anew from the record."""
    food = foods()[name]
    found = [group for group in plan.avoid if group in food.contains]
    found += [diet for diet in plan.diets if food.origin in EXCLUSIONS["diets"][diet]]
    found += [limit for limit in plan.limits if limit in food.tags]
    if plan.texture is not None:
        if plan.texture.food_level is not None and plan.texture.food_level not in food.textures:
            found.append("texture")
        if plan.texture.drink_level and food.drink:
            found.append("drink")
    return found


def holds(plan: NutritionPlan, day: SampleDay) -> None:
    """Everything that a sample day promises."""
    assert plan.weight.kg is not None
    assert plan.protein_g_per_day is not None
    assert plan.energy_kcal_per_day is not None
    items = [item for meal in day.meals for item in meal.items]
    assert day.protein_g == round(sum(item.protein_g for item in items), 1)
    assert day.energy_kcal == sum(item.energy_kcal for item in items)
    low, high = plan.protein_g_per_day
    assert day.protein_g <= high
    assert day.protein_g <= plan.ceiling_g_per_kg_per_day * plan.weight.kg + 1e-9
    assert low <= half_up(day.protein_g)
    least, most = plan.energy_kcal_per_day
    share = 0.05 if least == most else 0.0
    assert (1 - share) * least - 1e-6 <= day.energy_kcal <= (1 + share) * most + 1e-6
    assert not [(name, broken(plan, name)) for name in eaten(day) if broken(plan, name)]
    for exchange in day.exchanges:
        assert all(choice.protein_g <= exchange.item.protein_g for choice in exchange.choices)


def spread(plan: NutritionPlan, day: SampleDay) -> None:
    """The main meals share the day's protein: none is above what a meal should bring, none far below another."""
    assert plan.protein_g_per_meal is not None
    mains = [meal.protein_g for meal in day.meals if meal.id in ("breakfast", "lunch", "dinner")]
    middle = sum(plan.protein_g_per_meal) / 2
    assert len(mains) == 3
    assert max(mains) <= max(plan.protein_g_per_meal[1], middle + 2) + 1e-9
    assert min(mains) >= min(plan.protein_g_per_meal[0], middle - 2) - 1e-9
    assert ("late_evening" in plan.snacks) == any(meal.id == "late_evening" for meal in day.meals)


@settings(max_examples=MANY, deadline=None)
@given(plans(), PREFERENCES)
def test_a_day_sums_up_keeps_under_every_ceiling_and_holds_nothing_that_is_left_out(
    plan: NutritionPlan, liked: Preferences
) -> None:
    day = sample_day(plan, liked)
    if isinstance(day, SampleDay):
        holds(plan, day)
        spread(plan, day)
    else:
        assert day.reasons[0] == "no_day_fits"
        held = {f"avoid.{name}" for name in plan.avoid} | {f"diet.{name}" for name in plan.diets}
        held |= {f"limit.{name}" for name in plan.limits} | {"texture.food", "texture.drink", "texture.easy_to_chew"}
        assert set(day.reasons[1:]) <= held


@settings(max_examples=100, deadline=None)
@given(plans(), PREFERENCES)
def test_the_same_plan_gets_the_same_day(plan: NutritionPlan, liked: Preferences) -> None:
    assert sample_day(plan, liked) == sample_day(plan, liked)


@settings(max_examples=MANY, deadline=None)
@given(people(rare=False), PREFERENCES)
def test_every_person_with_a_plan_gets_a_day_within_it_or_a_reason_that_has_words(
    someone: Person, liked: Preferences
) -> None:
    plan = answer(someone)
    if not isinstance(plan, NutritionPlan):
        return
    day = sample_day(plan, liked)
    if isinstance(day, SampleDay):
        assert not plan.no_sample_day_because
        holds(plan, day)
        return
    spoken = words()
    assert day.reasons
    for reason in day.reasons:
        kind, _, name = reason.partition(".")
        assert f"no_sample_day.{reason}" in spoken or f"restriction.{reason}" in spoken or f"{kind}.{name}" in spoken
