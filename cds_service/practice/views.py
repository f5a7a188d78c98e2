"""What each page shows: words and figures only, ready to be printed. One dataclass a page; templates hold no logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page: language, words, title, the way to the other language, and the form token."""

    language: str
    title: str
    words: Mapping[str, str]
    other_language: str
    other_name: str
    other_href: str
    token: str
    notice: str
    notice_is_bad: bool


# ── worklist ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tag:
    """A short remark beside a name; `tone` is plain, info, warning or critical."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; empty where nothing was measured."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One person on the worklist."""

    href: str
    mark: str
    name: str
    role: str
    story: str
    age_sex: str
    tags: tuple[Tag, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """Everybody whose chart can be opened."""

    frame: Frame
    intro: str
    columns: tuple[str, ...]
    rows: tuple[WorklistRow, ...]
    dropped: tuple[WorklistRow, ...]
    most_megabytes: int


# ── chart ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line over time, as points of an SVG of 96 by 28, with its last point and its meaning in words."""

    points: str
    last_x: str
    last_y: str
    says: str


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """The latest value of one measure, with its course."""

    name: str
    value: str
    unit: str
    remark: str
    day: str
    spark: Spark | None


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """The measures of one kind; those that are rarely needed stand folded in `more`."""

    id: str
    title: str
    rows: tuple[MeasureRow, ...]
    more: tuple[MeasureRow, ...]
    more_label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list: what, a remark, when."""

    text: str
    remark: str
    day: str
    muted: bool = False


@dataclass(frozen=True, slots=True)
class LineList:
    """A list of a chart; `empty` is said where nothing is recorded, `warning` where a part cannot be read."""

    id: str
    title: str
    lines: tuple[Line, ...]
    more: tuple[Line, ...]
    more_label: str
    empty: str
    warning: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that was accepted from a card and waits for a signature."""

    kind: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Who this is."""

    mark: str
    name: str
    role: str
    story: str
    facts: tuple[tuple[str, str], ...]
    allergies: tuple[Tag, ...]
    deceased: str


@dataclass(frozen=True, slots=True)
class Button:
    """A suggestion: what it does when it is accepted, and whether it can (still) be."""

    id: str
    label: str
    main: bool
    done: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to override a card, as it is sent and as it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link; without an address it is plain text."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class CardView:
    """One card as the reader sees it."""

    id: str
    place: str
    indicator: str
    indicator_label: str
    summary: str
    lead: Markup
    rest: Markup
    source: Anchor
    links: tuple[Anchor, ...]
    buttons: tuple[Button, ...]
    reasons: tuple[Reason, ...]
    dismissed: str
    accepted: bool
    can_answer: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """The panel of cards; the page's own words for what happened are in `heard`."""

    words: Mapping[str, str]
    token: str
    patient_path: str
    again_href: str
    instance: str
    heard: str
    cards: tuple[CardView, ...]
    trouble: tuple[str, ...]
    trouble_title: str
    sent: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    exchange: str


@dataclass(frozen=True, slots=True)
class MomentLink:
    """One moment of care that can be tried; `here` says that the panel shows its answer."""

    href: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class MomentRow:
    """A row of such moments under its heading."""

    title: str
    links: tuple[MomentLink, ...]


@dataclass(frozen=True, slots=True)
class PrintLink:
    """One sheet that can be printed from a chart."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class ChartPage:
    """One person's chart; without `advice` the page fetches it from `advice_href`. `moments` can be tried from it.

    `prints` are the sheets of the plan, where there is a service that keeps its answers.
    """

    frame: Frame
    header: Header
    drafts: tuple[Draft, ...]
    tables: tuple[MeasureTable, ...]
    lists: tuple[LineList, ...]
    moments: tuple[MomentRow, ...]
    prints: tuple[PrintLink, ...]
    advice: Advice | None
    advice_href: str
    advice_now_href: str


@dataclass(frozen=True, slots=True)
class AdviceFragment:
    """The panel of cards alone, for a page that is already open."""

    advice: Advice


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong, in the reader's words, and the way back."""

    frame: Frame
    headline: str
    text: str
