"""What a sheet is printed from, for whom there is none, and from which day its weeks are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cds_service.cards.request import CardRequest
from cds_service.cards.shared import NOT_STAGED, shown_staging
from cds_service.cards.speaking import NO_SARCOPENIA, is_comfort_only
from cds_service.cards.words import Words, words
from cds_service.documents.exercise_json import begun
from rules.assessment import Assessment, ExercisePlan, Standing
from rules.context import Context
from rules.exercise.level import level_of_sppb
from rules.exercise.timetable import walks_only
from rules.facts import PatientRecord

_WEEK = timedelta(weeks=1)
_SPPB = "sppb"


class NoSheetError(Exception):
    """Nothing is printed for this person; `reason` is an id of the locale (`no_sheet.…`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def told(self, language: str) -> str:
        """Why, in one sentence."""
        return words(language).say(f"no_sheet.{self.reason}")


@dataclass(frozen=True, slots=True)
class Printing:
    """One answer to print: the assessment, what it was made from, and for whom it was asked."""

    assessment: Assessment
    record: PatientRecord
    context: Context
    asked: CardRequest

    @property
    def words(self) -> Words:
        """The words of the language asked for."""
        return words(self.asked.language)


def check_printable(assessment: Assessment) -> None:
    """Raises NoSheetError where the cards offer no plan either: no stage, no sarcopenia, comfort first, deceased."""
    if assessment.standing is not Standing.ASSESSED:
        raise NoSheetError(str(assessment.standing))
    if is_comfort_only(assessment):
        raise NoSheetError("palliative")
    staging = shown_staging(assessment)
    if staging is None or staging.stage in NOT_STAGED:
        raise NoSheetError("not_staged")
    if staging.stage == NO_SARCOPENIA:
        raise NoSheetError(NO_SARCOPENIA)


# ── the weeks ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Course:
    """The first day of the plan, which week it is now, and the first day of an earlier plan that was not gone on with.

    A plan is gone on with only where function is known to have stood at the same level then: else a week further on
    could be one of a heavier programme than the person ever trained by.
    """

    begins: date
    week: int
    earlier: date | None = None


def course(assessment: Assessment) -> Course:
    """From which day the weeks of this plan are counted."""
    first, today = begun(assessment), assessment.as_of
    if first >= today:
        return Course(first, 1)
    if not _is_the_same_plan(assessment):
        return Course(today, 1, earlier=first)
    return Course(first, (today - first) // _WEEK + 1)


def _is_the_same_plan(assessment: Assessment) -> bool:
    """Did the person stand at this level when the plan began, with nothing put before its first phase since?"""
    plan, followed = assessment.exercise, assessment.follow_up
    if not isinstance(plan, ExercisePlan) or followed is None or plan.then or not plan.phases:
        return False
    then = next((one.before.value for one in followed.changes if one.measure == _SPPB), None)
    same = then is not None and level_of_sppb(then) == level_of_sppb(assessment.facts.value(_SPPB))
    return same and not walks_only(plan.phases[0])
