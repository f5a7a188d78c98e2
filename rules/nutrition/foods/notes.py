"""What a reader of a sample day has to know beside it. Ids only; their words stand in `words.toml`."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assessment import NutritionPlan
from rules.catalogue import record as rule
from rules.nutrition.foods.checks import EXCLUSIONS


def notes(plan: NutritionPlan) -> Iterator[str]:
    """The phrases that go with every sample day of this plan."""
    yield "an_example"
    if plan.supplement is not None:
        yield "supplement_replaces"
    if plan.avoid or plan.limits:
        yield "read_labels"
    if {*plan.avoid, *plan.limits}.intersection(rule(EXCLUSIONS).values["without_soy_sauce"]):
        yield "season_without_soy_sauce"
    if "high_potassium" in plan.limits:
        yield "no_salt_substitute"
    if plan.texture is not None:
        yield "prepare_to_the_ordered_level"
        if plan.texture.drink_level:
            yield "drinks_as_ordered"
    if "late_evening" in plan.snacks:
        yield "late_snack_within_the_day"
