"""Whether to speak, and of what: few cards, a safety stop first, and silence where nothing was found."""

from __future__ import annotations

from dataclasses import dataclass

from cds_service.cards.request import CardRequest
from cds_service.cards.says import is_known, says
from cds_service.cards.shared import NOT_STAGED, shown_staging
from rules.answers import Answer
from rules.assessment import Assessment, Finding, Severity, Staging, Standing

NO_SARCOPENIA = "no_sarcopenia"
MUSCLE_PART = "Observation:muscle"
SILENT_STANDINGS = (Standing.DECEASED, Standing.UNDER_AGE, Standing.NO_DATA)
COMFORT = "K25."
# Findings that a doctor has to see today, whatever the chart was opened for.
ALERTS = ("K18.refeeding",)
PRESCRIPTIONS = ("exercise", "nutrition")


@dataclass(frozen=True, slots=True)
class Speech:
    """The kinds of cards to make, in order, the outcome in one word, and the kinds that a clinician put to rest."""

    kinds: tuple[str, ...]
    outcome: str
    resting: tuple[str, ...] = ()


def decide(assessment: Assessment, asked: CardRequest) -> Speech:
    """Which cards this person's chart gets now."""
    if assessment.standing is not Standing.ASSESSED:
        wanted = [] if assessment.standing in SILENT_STANDINGS else ["standing"]
        kinds, resting = parted(wanted, assessment, asked)
        return Speech(kinds, "not_assessable", resting)
    if speaks_of_safety(assessment) and is_comfort_only(assessment):
        return Speech(("safety",), "stopped")
    kinds, resting = parted(_wanted(assessment), assessment, asked)
    if speaks_of_safety(assessment):
        return Speech(("safety", *kinds), "stopped", resting)
    return Speech(kinds, outcome_of(kinds, resting), resting)


def _wanted(assessment: Assessment) -> list[str]:
    staging = shown_staging(assessment)
    if staging is None or staging.stage in NOT_STAGED:
        return _unstaged(assessment, staging)
    if staging.stage == NO_SARCOPENIA:
        return ["stage"] if _is_positive(staging) else []
    stopped = {finding.domain for finding in stops(assessment)}
    plans = {"exercise": assessment.exercise, "nutrition": assessment.nutrition}
    return ["stage", *(kind for kind in PRESCRIPTIONS if plans[kind] is not None and kind not in stopped)]


def resting(assessment: Assessment, asked: CardRequest) -> tuple[str, ...]:
    """The prescriptions that this chart would get, had no clinician accepted them or asked for quiet."""
    return tuple(kind for kind in _wanted(assessment) if kind in PRESCRIPTIONS and _rests(kind, assessment, asked))


def _unstaged(assessment: Assessment, staging: Staging | None) -> list[str]:
    if MUSCLE_PART in assessment.unread:
        return ["standing"]
    return ["measure"] if staging is not None and staging.measure_next and _is_prompted(assessment) else []


def stops(assessment: Assessment) -> tuple[Finding, ...]:
    """Every finding that stops a prescription, most urgent first."""
    if assessment.safety is None:
        return ()
    return tuple(finding for finding in assessment.safety.findings if finding.severity is Severity.STOP)


def speaks_of_safety(assessment: Assessment) -> bool:
    """Is there a stop, and someone to whom a plan would otherwise be offered or asked for?

    A risk of refeeding always speaks. Any other stop speaks once muscle was looked at or something prompts it: a
    chart opened for a fever, with no question about muscle, stays quiet, and the extension still says "stop".
    """
    found = stops(assessment)
    staging = shown_staging(assessment)
    staged = staging is not None and staging.stage not in NOT_STAGED
    return bool(found) and (staged or _is_prompted(assessment) or any(item.id in ALERTS for item in found))


def is_comfort_only(assessment: Assessment) -> bool:
    """Is palliative care among the stops?"""
    return any(finding.id.startswith(COMFORT) for finding in stops(assessment))


def _is_prompted(assessment: Assessment) -> bool:
    """Is there a trigger, a positive case finding, or one criterion already met?"""
    staging = shown_staging(assessment)
    return bool(assessment.triggers) or (staging is not None and Answer.MET in staging.steps.values())


def _is_positive(staging: Staging) -> bool:
    return staging.steps.get("case_finding") is Answer.MET


def _rests(kind: str, assessment: Assessment, asked: CardRequest) -> bool:
    """Has a clinician put this kind of card to rest, and is there nothing worse or new in it since?"""
    if kind not in asked.quiet:
        return False
    return kind not in asked.said or is_known(says(kind, assessment), asked.said[kind])


def parted(wanted: list[str], assessment: Assessment, asked: CardRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds that speak, no more than were asked for, and those that rest."""
    resting = tuple(kind for kind in wanted if _rests(kind, assessment, asked))
    return tuple(kind for kind in wanted if kind not in resting)[: asked.max_cards], resting


def outcome_of(kinds: tuple[str, ...], resting: tuple[str, ...]) -> str:
    if not kinds:
        return "quiet" if resting else "nothing_to_say"
    return {"measure": "measure", "standing": "not_assessable"}.get(kinds[0], "advised")
