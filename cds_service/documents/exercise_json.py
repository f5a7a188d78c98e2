"""What stands beside an exercise plan in the JSON document: its weeks, and the same plan at home with bands."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules.assessment import Assessment, ExercisePlan, Withheld
from rules.exercise import home_bands, weeks


def with_weeks(
    written: dict[str, Any] | None, plan: ExercisePlan | Withheld | None, begun: date
) -> dict[str, Any] | None:
    """The written plan with every week as if it were begun on this day; what is no plan stays as it is."""
    if written is None or not isinstance(plan, ExercisePlan):
        return written
    bands = home_bands(plan)
    return {**written, "weeks": weeks(plan, begun), "home_bands": None if bands is None else {"phases": bands.phases}}


def begun(assessment: Assessment) -> date:
    """The first day of the plan that is followed up, else the day of the assessment."""
    course = assessment.follow_up
    return assessment.as_of if course is None or course.started is None else course.started
