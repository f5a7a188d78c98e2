"""What stands beside a nutrition plan in the JSON document: one sample day, or why there is none."""

from __future__ import annotations

from typing import Any

from cds_service.meals.view import pattern_for
from rules.assessment import NutritionPlan, Withheld
from rules.nutrition import sample_day
from rules.nutrition.foods import Preferences


def with_sample_day(
    written: dict[str, Any] | None, plan: NutritionPlan | Withheld | None, language: str
) -> dict[str, Any] | None:
    """The written plan with a sample day of the cuisine that goes with the language; what is no plan stays as it is."""
    if written is None or not isinstance(plan, NutritionPlan):
        return written
    found = sample_day(plan, Preferences(pattern_for(language)))
    if isinstance(found, Withheld):
        return {**written, "sample_day": {"withheld": {"reasons": found.reasons, "rule": found.rule}}}
    return {**written, "sample_day": found}
