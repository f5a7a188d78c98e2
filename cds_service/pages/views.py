"""What each sheet shows: words and drawings, ready to be printed. One dataclass a sheet; templates hold no logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from cds_service.cards.views import TargetRow
from cds_service.meals import SampleDayView


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every sheet: language, title, whose and of which day it is, headings, style, and its last line."""

    language: str
    title: str
    who: str
    day: str
    words: Mapping[str, str]
    style: Markup
    footer: str


@dataclass(frozen=True, slots=True)
class Banner:
    """Whether the doses are signed, and the signatures that they rest on; `signed` is false for a draft."""

    signed: bool
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """No plan: why, what has to be cleared first, and what goes on meanwhile."""

    headline: str
    message: str
    reasons: tuple[str, ...]
    clear_first: tuple[str, ...]


# ── the plan ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion with this person's value, the limit and the answer."""

    name: str
    value: str
    day: str
    limit: str
    answer: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the person stands, on which values, what else to mind, and what to measure next."""

    headline: str
    remarks: str
    criteria: tuple[Criterion, ...]
    limits_from: str
    measure_next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """One safety finding; `severity` is stop, unknown, modify or note."""

    severity: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of the table."""

    number: str
    begins: str
    days: str
    dose: str
    load: str
    review: str


@dataclass(frozen=True, slots=True)
class PhaseBlock:
    """The weeks of one phase under how they are done."""

    title: str
    how: str
    weeks: tuple[WeekRow, ...]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One movement of a session for whoever teaches it: what it trains, how it goes, what to mind with this person."""

    name: str
    trains: str
    counted: str
    how: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionBlock:
    """The movements of one session, from some week on."""

    title: str
    moves: tuple[MoveRow, ...]


@dataclass(frozen=True, slots=True)
class Exercise:
    """The whole exercise plan."""

    headline: str
    basis: str
    built_in: tuple[str, ...]
    notes: tuple[str, ...]
    counted_from: str
    columns: tuple[str, ...]
    phases: tuple[PhaseBlock, ...]
    minded: tuple[str, ...]
    sessions: tuple[SessionBlock, ...]
    beside: tuple[str, ...]
    bands: tuple[str, ...]
    progression: tuple[str, ...]
    hold: tuple[str, ...]
    stop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nutrition:
    """The whole nutrition plan with its sample day."""

    headline: str
    basis: str
    rows: tuple[TargetRow, ...]
    avoid: str
    mind: tuple[str, ...]
    with_drugs: tuple[str, ...]
    asks: tuple[str, ...]
    refer: tuple[str, ...]
    more: tuple[str, ...]
    columns: tuple[str, ...]
    day: SampleDayView
    day_notes: tuple[str, ...]
    day_sources: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A publication: how it is called, where it can be read, and the grade of what was taken from it."""

    text: str
    url: str
    grade: str


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The plan for the clinician and the nurse."""

    frame: Frame
    banner: Banner
    partial: str
    stage: Stage
    alerts: tuple[Alert, ...]
    no_alerts: str
    clear_first: tuple[str, ...]
    exercise: Exercise | None
    no_exercise: Withheld | None
    nutrition: Nutrition | None
    no_nutrition: Withheld | None
    falls: tuple[str, ...]
    follow_up: tuple[str, ...]
    risks: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    grades: tuple[str, ...]


# ── the patient's sheet ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MoveCard:
    """One movement for the person who does it: two drawings, how it goes, how many."""

    name: str
    start: Markup
    end: Markup
    how: str
    cues: tuple[str, ...]
    many: str
    needs: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """The movements of one session."""

    title: str
    cards: tuple[MoveCard, ...]


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """One week to tick off: its number and first day, how many each time, and a box for each session."""

    week: str
    begins: str
    dose: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Training:
    """What to train in these weeks, how often, how hard, and what to mind."""

    weeks: str
    when: tuple[str, ...]
    how_hard: tuple[str, ...]
    mind: tuple[str, ...]
    groups: tuple[MoveGroup, ...]
    beside: tuple[str, ...]
    if_liked: tuple[str, ...]
    easier: tuple[str, ...]
    diary_columns: tuple[str, ...]
    diary: tuple[DiaryRow, ...]
    then: str


@dataclass(frozen=True, slots=True)
class Plate:
    """One meal of the sample day: foods with their household portions."""

    name: str
    foods: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Eating:
    """What to eat: the day's protein, what to leave out, drinks, and one day as an example."""

    protein: tuple[str, ...]
    leave_out: tuple[str, ...]
    drinks: tuple[str, ...]
    supplement: str
    plates: tuple[Plate, ...]
    day_total: str
    swaps: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    no_day: str
    with_drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientSheet:
    """The sheet that the patient takes home; what is withheld says so and holds no dose."""

    frame: Frame
    banner: Banner
    training: Training | None
    no_training: tuple[str, ...]
    eating: Eating | None
    no_eating: tuple[str, ...]
    stop_now: tuple[str, ...]
    stop_today: tuple[str, ...]
    next_visit: str
