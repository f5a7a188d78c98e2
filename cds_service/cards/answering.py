"""From an assessment to cards: whether to speak, what to say, and the machine-readable rest."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from cds_service.cards import (
    admission,
    discharge,
    exercise,
    measure,
    moments,
    new_problem,
    nutrition,
    orders,
    safety,
    speaking,
    stage,
    standing,
    wire,
)
from cds_service.cards.request import CardAnswer, CardRequest
from cds_service.cards.says import says
from cds_service.cards.shared import shown_staging
from cds_service.cards.views import CardView
from cds_service.cards.words import Words, words
from cds_service.versions import versions
from rules.assessment import Assessment, Standing
from rules.measures import measures

NOT_ASSESSABLE, QUIET = "not_assessable", "quiet"
EXTENSION = "io.github.sarcopenia-cds"
OBSERVATION = "Observation"
MOST_IGNORED = 20

Writer = Callable[[Assessment, CardRequest, tuple[str, ...], Words], CardView | None]
WRITERS: dict[str, Writer] = {
    "safety": safety.card,
    "stage": stage.card,
    "exercise": exercise.card,
    "nutrition": nutrition.card,
    "measure": measure.card,
    "standing": standing.card,
    "admission": admission.card,
    "discharge": discharge.card,
    "problem": new_problem.card,
    "order_stop": orders.stop_card,
    "order": orders.card,
}


def answer(assessment: Assessment, asked: CardRequest) -> CardAnswer:
    """The cards for one assessment, in the language asked for; the same input gives the same bytes."""
    speech = moments.decide(assessment, asked)
    w = words(asked.language)
    views = (WRITERS[kind](assessment, asked, _others(kind, speech.kinds), w) for kind in speech.kinds)
    cards = tuple(wire.card(view, asked, w) for view in views if view is not None)
    said = {kind: says(kind, assessment) for kind in speech.kinds}
    return CardAnswer(cards, extension(assessment, speech, w), speech.outcome, said)


def _others(kind: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(other for other in kinds if other != kind)


def extension(assessment: Assessment, speech: speaking.Speech, w: Words) -> dict[str, Any]:
    """What a program may read beside the cards: the same answer as codes, and what it rests on."""
    said: dict[str, Any] = {"outcome": speech.outcome, "asOf": assessment.as_of.isoformat()}
    if assessment.standing is not Standing.ASSESSED:
        said["standing"] = str(assessment.standing)
    if speech.resting:
        said["quiet"] = list(speech.resting)
    if speech.outcome == NOT_ASSESSABLE:
        said["message"] = standing.message(assessment, w)
    elif speech.outcome == QUIET:
        said["message"] = w.say("quiet.message")
    staging = shown_staging(assessment)
    if staging is not None:
        said |= {"criteria": str(staging.criteria), "stage": staging.stage}
    if assessment.safety is not None:
        states = assessment.safety
        said["safety"] = {"exercise": str(states.exercise), "nutrition": str(states.nutrition)}
    if assessment.unread:
        reasons = assessment.unread_reasons
        said["unread"] = [{"part": part, "reason": reasons.get(part, "failed")} for part in assessment.unread]
    if ignored := _ignored(assessment):
        said["ignored"] = ignored
    if assessment.occasion is not None:
        said |= moments.told(assessment.occasion)
    said["partial"] = bool(assessment.unread)
    said["versions"] = dict(versions())
    return {EXTENSION: said}


def _ignored(assessment: Assessment) -> list[dict[str, str]]:
    """Each measurement that was sent and not used, with the reason; observations without a readable name as such."""
    pairs = {
        (item.name or OBSERVATION, item.reason): None
        for item in assessment.ignored
        if item.name in measures() or (not item.name and item.source.resource_type == OBSERVATION)
    }
    return [{"name": name, "reason": reason} for name, reason in islice(pairs, MOST_IGNORED)]
