"""What a CDS service answered, as this record system understood it: cards, or the trouble that it named.

Read field by field: an unknown field is left alone, a missing one that the standard requires is the service's fault
and is said (BadAnswerError).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from cds_service.practice.errors import BadFormError

INDICATORS = ("critical", "warning", "info")
MOST_BESIDE = 20


class BadAnswerError(Exception):
    """An answer that is not a CDS Hooks answer; the message names the element."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its system and the text that a person reads."""

    code: str
    system: str
    display: str


@dataclass(frozen=True, slots=True)
class Action:
    """One step of a suggestion: create, update or delete, in words and as a resource."""

    type: str
    description: str
    resource: Mapping[str, Any] = field(default_factory=dict)
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A set of steps that are carried out together."""

    id: str
    label: str
    recommended: bool
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a card; only http and https addresses are kept."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One card as it came over the wire."""

    id: str
    summary: str
    indicator: str
    detail: str
    source: Link
    suggestions: tuple[Suggestion, ...]
    at_most_one: bool
    reasons: tuple[Coding, ...]
    links: tuple[Link, ...]

    def suggestion(self, identifier: str) -> Suggestion:
        """One suggestion by its id. Raises BadFormError."""
        for item in self.suggestions:
            if item.id == identifier:
                return item
        raise BadFormError("no_such_suggestion")


@dataclass(frozen=True, slots=True)
class CardState:
    """What the reader did with a card: ids of accepted suggestions, and how the reason of a dismissal reads."""

    accepted: tuple[str, ...] = ()
    dismissed: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one call: cards, or `trouble` in the service's own words.

    `sent` is what went out, per key; `beside` is what the answer's extension says beside the cards; `moment` is the
    moment of care that was tried.
    """

    hook_instance: str
    chart_id: str
    service: str
    status: int
    milliseconds: int
    sent: tuple[tuple[str, str], ...] = ()
    cards: tuple[Card, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    trouble: tuple[str, ...] = ()
    states: Mapping[str, CardState] = field(default_factory=dict)
    moment: str = ""

    def card(self, identifier: str) -> Card:
        """One card by its id. Raises BadFormError."""
        for item in self.cards:
            if item.id == identifier:
                return item
        raise BadFormError("no_such_card")

    def state(self, card_id: str) -> CardState:
        """What the reader did with a card so far."""
        return self.states.get(card_id, CardState())

    def marked(self, card_id: str, state: CardState) -> Answer:
        """The same answer with a card's new state."""
        return replace(self, states={**self.states, card_id: state})


# ── from the wire ───────────────────────────────────────────────────────────────────────────────────────────────────


def cards_of(body: Any) -> tuple[Card, ...]:
    """The cards of a response body. Raises BadAnswerError where it is not a CDS Hooks answer."""
    if not isinstance(body, Mapping) or not isinstance(body.get("cards"), list):
        raise BadAnswerError("cards")
    return tuple(_card(item, f"cards[{number}]") for number, item in enumerate(body["cards"]))


def outcome_texts(body: Any) -> tuple[str, ...]:
    """What an OperationOutcome says, issue by issue; empty if the body is none."""
    if not isinstance(body, Mapping) or body.get("resourceType") != "OperationOutcome":
        return ()
    issues = [item for item in body.get("issue", []) if isinstance(item, Mapping)]
    texts = (item.get("diagnostics") or (item.get("details") or {}).get("text") or item.get("code") for item in issues)
    return tuple(str(text) for text in texts if text)


def said_beside(body: Any) -> tuple[tuple[str, str], ...]:
    """The texts of a response's extension, by their dotted names, in order; the first ones where there are many."""
    extension = body.get("extension") if isinstance(body, Mapping) else None
    named = extension.values() if isinstance(extension, Mapping) else ()
    return tuple(pair for value in named for pair in _texts(value, ""))[:MOST_BESIDE]


def _texts(value: Any, name: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{name}.{key}" if name else str(key))


def _objects(value: Any) -> Iterable[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()


def _text(raw: Mapping[str, Any], name: str, where: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise BadAnswerError(f"{where}.{name}")
    return value


def _card(raw: Any, where: str) -> Card:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("source"), Mapping):
        raise BadAnswerError(f"{where}.source")
    if raw.get("indicator") not in INDICATORS:
        raise BadAnswerError(f"{where}.indicator")
    source = Link(_text(raw["source"], "label", f"{where}.source"), web_address(raw["source"].get("url")))
    suggestions = _objects(raw.get("suggestions"))
    return Card(
        id=str(raw.get("uuid", "")),
        summary=_text(raw, "summary", where),
        indicator=raw["indicator"],
        detail=str(raw.get("detail", "")),
        source=source,
        suggestions=tuple(_suggestion(item, f"{where}.suggestions") for item in suggestions),
        at_most_one=raw.get("selectionBehavior") == "at-most-one",
        reasons=tuple(_coding(item) for item in _objects(raw.get("overrideReasons"))),
        links=tuple(_link(item, f"{where}.links") for item in _objects(raw.get("links"))),
    )


def _suggestion(raw: Mapping[str, Any], where: str) -> Suggestion:
    return Suggestion(
        id=str(raw.get("uuid", "")),
        label=_text(raw, "label", where),
        recommended=raw.get("isRecommended") is True,
        actions=tuple(_action(item, f"{where}.actions") for item in _objects(raw.get("actions"))),
    )


def _action(raw: Mapping[str, Any], where: str) -> Action:
    resource = raw.get("resource")
    return Action(
        type=_text(raw, "type", where),
        description=_text(raw, "description", where),
        resource=resource if isinstance(resource, Mapping) else {},
        resource_id=str(raw.get("resourceId", "")),
    )


def _coding(raw: Mapping[str, Any]) -> Coding:
    code = str(raw.get("code", ""))
    return Coding(code=code, system=str(raw.get("system", "")), display=str(raw.get("display") or code))


def _link(raw: Mapping[str, Any], where: str) -> Link:
    return Link(_text(raw, "label", where), web_address(raw.get("url")))


def web_address(value: Any) -> str:
    """An http or https address as it stands, or an empty text for anything else."""
    if not isinstance(value, str):
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in ("http", "https") and parts.netloc else ""
