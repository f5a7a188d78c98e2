"""What following a person up has shown so far, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.evidence import Evidence
from rules.facts import Fact


class Direction(StrEnum):
    """Which way a measure went."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class Verdict(StrEnum):
    """How much a change counts: by its size, and by whether one repeat could differ as much in an unchanged person.

    What is `to_confirm` is large enough to count and no larger than the error of two tests.
    """

    IMPORTANT = "important"
    IMPORTANT_TO_CONFIRM = "important_to_confirm"
    MEASURABLE = "measurable"
    MEASURABLE_TO_CONFIRM = "measurable_to_confirm"
    WITHIN_ERROR = "within_error"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """One measure, then and now. `change` is now minus then; `rule` holds what counts; `error` is None if unsettled."""

    measure: str
    before: Evidence
    now: Evidence
    change: float
    unit: str
    direction: Direction
    verdict: Verdict
    rule: str
    error: float | None = None
    important: float | None = None


class ReviewState(StrEnum):
    """Where a review stands; without a first day of the plan it is only planned."""

    PLANNED = "planned"
    DONE = "done"
    PAST = "past"
    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Review:
    """One visit of the schedule: after how many weeks, on which day, what is looked at."""

    rule: str
    week: int
    items: tuple[str, ...]
    state: ReviewState = ReviewState.PLANNED
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that asks for a new look at once."""

    id: str
    evidence: tuple[Evidence, ...]


class Course(StrEnum):
    """What became of the stage since the plan began."""

    NOT_AT_START = "not_at_start"
    STILL_MET = "still_met"
    REVERSED = "reversed"
    SUSTAINED = "sustained"
    NOT_MEASURED_AGAIN = "not_measured_again"
    METHOD_CHANGED = "method_changed"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The stage at the start and now, by the definition and the age band of the start.

    `since` is the visit from which it is no longer met. Notes are ids: band_changed, mass_not_repeated.
    """

    course: Course
    stage_at_start: str = ""
    stage_now: str = ""
    since: date | None = None
    notes: tuple[str, ...] = ()


class Response(StrEnum):
    """Whether the plan works; empty ids are not said."""

    TOO_EARLY = "too_early"
    NOT_MEASURED = "not_measured"
    RESPONDING = "responding"
    MIXED = "mixed"
    NO_RESPONSE = "no_response"
    ADHERENCE_LOW = "adherence_low"
    ADHERENCE_UNKNOWN = "adherence_unknown"


@dataclass(frozen=True, slots=True)
class Recheck:
    """One thing to look at again where a plan does not work, with the value on record."""

    id: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The answer of this chapter.

    `started` is the first day of the plan, if any is known. `then_months` is the interval after the plan.
    `stage_before_band` is the stage that the same values would have had in the age band that the person just left.
    """

    started: date | None
    reviews: tuple[Review, ...]
    then_months: int | None
    at_once: tuple[Cause, ...] = ()
    changes: tuple[Change, ...] = ()
    outcome: Outcome | None = None
    response: Response | None = None
    recheck: tuple[Recheck, ...] = ()
    stage_before_band: str = ""
