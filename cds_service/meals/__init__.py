"""A sample day of meals as a reader sees it: words for a sheet, text for a terminal, JSON for other programs."""

from cds_service.meals.document import with_sample_day
from cds_service.meals.text import sample_day_text
from cds_service.meals.view import ExchangeLine, FoodLine, MealView, SampleDayView, sample_day_view

__all__ = [
    "ExchangeLine",
    "FoodLine",
    "MealView",
    "SampleDayView",
    "sample_day_text",
    "sample_day_view",
    "with_sample_day",
]
