"""A view as a CDS Hooks card: plain JSON, nothing empty, ids that follow from the record."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cds_service.cards.rendering import markdown
from cds_service.cards.request import CardRequest
from cds_service.cards.views import CardView, SuggestionView
from cds_service.cards.words import Words
from fhir_profiles.writing import BASE, ids_in
from rules.catalogue import references

TOPICS = f"{BASE}/CodeSystem/card-topics"
OVERRIDE_REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
_COMMON = ("action-completed", "patient-refuses", "need-more-info", "limited-time", "recipient-does-not-trust")
_ABOUT_DRAFTS = (
    *("risk-benefit-ratio", "action-completed", "need-more-info", "patient-ineligible"),
    "recipient-does-not-trust",
)
# The reasons that make sense for a card of each kind, codes of the HL7 vocabulary.
REASONS = {
    "safety": (
        "action-completed",
        "risk-benefit-ratio",
        "need-more-info",
        "inappropriate-recipient",
        "recipient-does-not-trust",
    ),
    "stage": (*_COMMON, "patient-ineligible"),
    "exercise": (
        *_COMMON,
        "indication-order-exists",
        "patient-contraindication",
        "comorbidity-disability",
        "inadequate-support",
        "service-not-available",
        "prefers-alternative",
    ),
    "nutrition": (
        *_COMMON,
        "indication-order-exists",
        "patient-contraindication",
        "inadequate-support",
        "prefers-alternative",
    ),
    "measure": (*_COMMON, "indication-order-exists", "comorbidity-disability", "service-not-available"),
    "standing": ("need-more-info", "patient-ineligible", "inappropriate-recipient"),
    "admission": (*_COMMON, "comorbidity-disability", "service-not-available"),
    "discharge": (*_COMMON, "inadequate-support", "service-not-available", "prefers-alternative"),
    "problem": (*_COMMON, "patient-ineligible", "service-not-available"),
    "order_stop": _ABOUT_DRAFTS,
    "order": (*_ABOUT_DRAFTS, "prefers-alternative"),
}
_id_of = ids_in(uuid5(NAMESPACE_URL, f"{BASE}/cards"))


def card(view: CardView, asked: CardRequest, w: Words) -> dict[str, Any]:
    """The card as it goes out."""
    source = references()[view.reference]
    found: dict[str, Any] = {
        "uuid": identifier(asked.record_id, view.kind),
        "summary": view.summary,
        "indicator": view.indicator,
        "detail": markdown(view.body, w.language),
        "source": {
            "label": source.label,
            "url": source.url,
            "topic": {"system": TOPICS, "code": view.kind, "display": w.say(f"card.{view.kind}")},
        },
        "overrideReasons": _reasons(view.kind, w),
    }
    if view.suggestions:
        found["suggestions"] = [_suggestion(item, asked) for item in view.suggestions]
        found["selectionBehavior"] = "any"
    return found


def identifier(record_id: str, name: str) -> str:
    """The id of a card or suggestion: the same record gives the same id."""
    return _id_of(f"{record_id}|{name}")


def _reasons(kind: str, w: Words) -> list[dict[str, str]]:
    return [{"system": OVERRIDE_REASONS, "code": code, "display": display} for code, display in _shown(kind, w)]


@cache
def _shown(kind: str, w: Words) -> tuple[tuple[str, str], ...]:
    """The reasons of a kind of card with their words."""
    return tuple((code, w.say(f"override.{code}")) for code in REASONS[kind])


def _suggestion(view: SuggestionView, asked: CardRequest) -> dict[str, Any]:
    return {
        "label": view.label,
        "uuid": identifier(asked.record_id, f"suggestion-{view.name}"),
        "actions": [
            {"type": "create", "description": action.description, "resource": action.resource}
            for action in view.actions
        ],
    }
