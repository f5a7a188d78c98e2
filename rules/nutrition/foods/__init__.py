"""Foods with their sources, and one day of meals made of them that keeps to a nutrition plan."""

from rules.nutrition.foods.day import Exchange, Item, Meal, Preferences, SampleDay
from rules.nutrition.foods.sample import sample_day

__all__ = ["Exchange", "Item", "Meal", "Preferences", "SampleDay", "sample_day"]
