"""Of what to speak in each moment of care: only what that moment needs, a stop first."""

from __future__ import annotations

from typing import Any

from cds_service.cards import speaking
from cds_service.cards.request import CardRequest
from cds_service.cards.speaking import Speech
from rules.assessment import Assessment, Severity, Standing
from rules.context import Moment
from rules.moments.new_problem import Verdict
from rules.moments.occasion import DRAFTING, Occasion

MOST_TOLD = 20


def decide(assessment: Assessment, asked: CardRequest) -> Speech:
    """Which cards this moment gets; an opened chart is judged by `speaking`."""
    occasion = assessment.occasion
    if occasion is None:
        return speaking.decide(assessment, asked)
    about_drafts = _about_drafts(occasion)
    if occasion.moment in DRAFTING:
        return Speech(about_drafts, _outcome(about_drafts, ()))
    if assessment.standing is not Standing.ASSESSED:
        spoken = speaking.decide(assessment, asked)
        kinds = (*spoken.kinds, *about_drafts)
        return Speech(kinds, spoken.outcome, spoken.resting)
    return _around_a_stay_or_problem(assessment, occasion, asked, about_drafts)


def _about_drafts(occasion: Occasion) -> tuple[str, ...]:
    stops = {item.severity is Severity.STOP for item in occasion.concerns}
    return (*(["order_stop"] if True in stops else []), *(["order"] if False in stops else []))


def _around_a_stay_or_problem(
    assessment: Assessment, occasion: Occasion, asked: CardRequest, more: tuple[str, ...]
) -> Speech:
    warns = speaking.speaks_of_safety(assessment) and _is_about_this(occasion)
    if warns and speaking.is_comfort_only(assessment):
        return Speech(("safety", *more), "stopped")
    kinds, resting = speaking.parted(_wanted(assessment, occasion), assessment, asked)
    kinds = (*kinds, *more)
    if warns:
        return Speech(("safety", *kinds), "stopped", resting)
    return Speech(kinds, _outcome(kinds, resting), resting)


def _is_about_this(occasion: Occasion) -> bool:
    """Does a stop belong to this moment: always at a stay; for a problem if it is sarcopenia or stops something."""
    if occasion.moment is Moment.PROBLEM_LIST:
        return occasion.new_problem is not None or bool(occasion.stops_from)
    return True


def _wanted(assessment: Assessment, occasion: Occasion) -> list[str]:
    stopped = {finding.domain for finding in speaking.stops(assessment)}
    plans = [kind for kind in speaking.PRESCRIPTIONS if kind not in stopped]
    if occasion.admission is not None:
        return ["admission"]
    if occasion.discharge is not None:
        return ["discharge", *(plans if occasion.discharge.known else [])]
    if occasion.new_problem is not None:
        return ["problem", *(plans if occasion.new_problem.verdict is Verdict.SUPPORTED else [])]
    return []


def _outcome(kinds: tuple[str, ...], resting: tuple[str, ...]) -> str:
    return "stopped" if "order_stop" in kinds else speaking.outcome_of(kinds, resting)


def told(occasion: Occasion) -> dict[str, Any]:
    """What a program may read of the moment: which it was, and what could not be understood."""
    said: dict[str, Any] = {"moment": str(occasion.moment)}
    if occasion.concerns:
        said["concerns"] = [{"id": item.id, "severity": str(item.severity)} for item in occasion.concerns]
    if occasion.unclear:
        said["unclear"] = [{"source": str(item.source), "reason": item.reason} for item in occasion.unclear[:MOST_TOLD]]
    return said
