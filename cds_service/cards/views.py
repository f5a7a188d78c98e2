"""What a card says, as words: one body for each template, and the frame that every card shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST_SUMMARY_CHARACTERS = 139


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One line of the criteria table."""

    criterion: str
    value: str
    date: str
    limit: str
    answer: str
    source: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A missing measurement, what each result would mean, and the same with why it matters as sentences."""

    name: str
    outcomes: str
    told: str


@dataclass(frozen=True, slots=True)
class DoseRow:
    """One phase of training."""

    weeks: str
    aim: str
    sessions: str
    sets: str
    load: str
    minutes: str
    rest: str


@dataclass(frozen=True, slots=True)
class MovementGroup:
    """The movements of some weeks; the title is empty where all weeks share them."""

    title: str
    movements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One line of the nutrition table."""

    item: str
    target: str


@dataclass(frozen=True, slots=True)
class StageBody:
    """The words of the stage card."""

    headline: str
    message: str
    partial: str
    rows: tuple[CriterionRow, ...]
    limits_from: str
    not_measured: str
    measures: tuple[MeasureLine, ...]
    risks: tuple[str, ...]
    falls: tuple[str, ...]
    follow_up: tuple[str, ...]
    unused: tuple[str, ...]
    ledger: tuple[str, ...]
    options: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


@dataclass(frozen=True, slots=True)
class MeasureBody:
    """The words of the card that asks for one measurement."""

    headline: str
    message: str
    partial: str
    measures: tuple[MeasureLine, ...]
    rows: tuple[CriterionRow, ...]
    limits_from: str
    unused: tuple[str, ...]
    options: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


@dataclass(frozen=True, slots=True)
class ExerciseBody:
    """The words of the exercise card."""

    headline: str
    message: str
    banner: str
    partial: str
    changes: tuple[str, ...]
    doses: tuple[DoseRow, ...]
    notes: tuple[str, ...]
    movements: tuple[MovementGroup, ...]
    beside: tuple[str, ...]
    progression: tuple[str, ...]
    hold: tuple[str, ...]
    stop_in_session: tuple[str, ...]
    falls: tuple[str, ...]
    follow_up: tuple[str, ...]
    noticed: tuple[str, ...]
    options: tuple[str, ...]
    unused: tuple[str, ...]
    ledger: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


@dataclass(frozen=True, slots=True)
class NutritionBody:
    """The words of the nutrition card."""

    headline: str
    message: str
    banner: str
    partial: str
    rows: tuple[TargetRow, ...]
    avoid: str
    also: tuple[str, ...]
    with_drugs: tuple[str, ...]
    asks: tuple[str, ...]
    refer: tuple[str, ...]
    noticed: tuple[str, ...]
    more: tuple[str, ...]
    ledger: tuple[str, ...]
    unused: tuple[str, ...]
    options: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


@dataclass(frozen=True, slots=True)
class WithheldBody:
    """The words of a prescription card without a prescription."""

    headline: str
    message: str
    partial: str
    findings: tuple[str, ...]
    clear_first: tuple[str, ...]
    options: tuple[str, ...]
    unused: tuple[str, ...]
    ledger: tuple[str, ...]
    evidence: tuple[str, ...]
    footer: str


@dataclass(frozen=True, slots=True)
class SafetyBody:
    """The words of the safety card."""

    headline: str
    message: str
    partial: str
    findings: tuple[str, ...]
    also: tuple[str, ...]
    clear_first: tuple[str, ...]
    ends: str
    options: tuple[str, ...]
    ledger: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


@dataclass(frozen=True, slots=True)
class StandingBody:
    """The words of the card for a person who cannot be assessed."""

    headline: str
    message: str
    partial: str
    footer: str


@dataclass(frozen=True, slots=True)
class MomentBody:
    """The words of a card that a moment of care asks for: admission, discharge, a new problem."""

    headline: str
    message: str
    partial: str
    rows: tuple[CriterionRow, ...]
    limits_from: str
    asks: tuple[str, ...]
    measures: tuple[MeasureLine, ...]
    points: tuple[str, ...]
    unused: tuple[str, ...]
    options: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


@dataclass(frozen=True, slots=True)
class ConcernView:
    """One thing to say about drafted orders: what, on which drafts, because of what, and what to do."""

    says: str
    drafts: tuple[str, ...]
    because: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class OrderBody:
    """The words of a card about drafted orders."""

    headline: str
    partial: str
    concerns: tuple[ConcernView, ...]
    unclear: tuple[str, ...]
    options: tuple[str, ...]
    ledger: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: str
    footer: str


Body = (
    StageBody
    | MeasureBody
    | ExerciseBody
    | NutritionBody
    | WithheldBody
    | SafetyBody
    | StandingBody
    | MomentBody
    | OrderBody
)


@dataclass(frozen=True, slots=True)
class ActionView:
    """One draft of a suggestion, and what it is called."""

    description: str
    resource: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """Drafts that are accepted together; `name` tells the suggestions of one card apart."""

    name: str
    label: str
    actions: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """A whole card: its kind, one-line summary, indicator, the reference it rests on, its body and its drafts."""

    kind: str
    summary: str
    indicator: str
    reference: str
    body: Body
    suggestions: tuple[SuggestionView, ...] = ()


def fitted(base: str, *more: str, glue: str, room: int = 0) -> str:
    """A summary that never passes the limit: further parts are joined as long as they fit beside `room` characters.

    Raises ValueError where the base alone is too long: its words must be shortened.
    """
    most = MOST_SUMMARY_CHARACTERS - room
    if len(base) > most:
        raise ValueError(f"A card summary may have {MOST_SUMMARY_CHARACTERS} characters, not {len(base) + room}.")
    for part in more:
        longer = f"{base}{glue}{part}"
        if part and len(longer) <= most:
            base = longer
    return base
