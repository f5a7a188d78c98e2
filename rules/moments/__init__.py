"""What a moment of care asks for beyond the chart as it stands: admission, discharge, drafts, a new problem."""

from rules.moments.occasion import Occasion, occasion

__all__ = ["Occasion", "occasion"]
