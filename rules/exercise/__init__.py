"""What to train, how much and how hard: by function, within what safety allows."""

from rules.exercise.home import home_bands
from rules.exercise.prescription import prescribe
from rules.exercise.timetable import weeks

__all__ = ["home_bands", "prescribe", "weeks"]
