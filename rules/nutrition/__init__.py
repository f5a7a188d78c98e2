"""Nutrition: what stands in the way of a plan (`findings`), the plan (`prescribe`), a day of meals (`sample_day`)."""

from rules.nutrition.foods import sample_day
from rules.nutrition.guards import Examination, examine, findings
from rules.nutrition.prescription import prescribe

__all__ = ["Examination", "examine", "findings", "prescribe", "sample_day"]
