"""The nutrition plan on paper: targets, what to mind, and the sample day with its sums."""

from __future__ import annotations

from cds_service.cards.views import NutritionBody, TargetRow
from cds_service.cards.words import Words
from cds_service.meals import sample_day_view
from cds_service.pages.text import plain, plain_lines
from cds_service.pages.views import Nutrition
from rules.assessment import NutritionPlan

_COLUMNS = ("food", "portion", "grams", "protein", "energy")


def nutrition_part(plan: NutritionPlan, body: NutritionBody, w: Words) -> Nutrition:
    """The plan as its card says it, with a day of meals."""
    day = sample_day_view(plan, w)
    told = {line for name in plan.with_drugs for line in plain_lines([w.say(f"pair.{name}")])}
    return Nutrition(
        headline=plain(body.headline),
        basis=plain(body.message),
        rows=tuple(TargetRow(plain(row.item), plain(row.target)) for row in body.rows),
        avoid=plain(body.avoid) if body.avoid else "",
        mind=plain_lines(body.also),
        with_drugs=plain_lines(body.with_drugs),
        asks=plain_lines(body.asks),
        refer=plain_lines(body.refer),
        more=plain_lines(body.more),
        columns=tuple(w.say(f"sample_day.{name}") for name in _COLUMNS),
        day=day,
        day_notes=tuple(note for note in plain_lines(day.notes) if note not in told),
        day_sources=w.say("sample_day.sources", sources=w.listed(day.sources)) if day.sources else "",
    )
