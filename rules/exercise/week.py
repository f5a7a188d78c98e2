"""One week of a plan as plain values: what is done on which day, how much, how hard, and what is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.assessment import Effort


@dataclass(frozen=True, slots=True)
class Work:
    """One movement of a session: sets of `repetitions` (or what else it is `counted` in), each side where `per_side`.

    `load_percent_1rm` is given where weights or a machine carry the load, `load_kg` where a maximum was estimated;
    bands and body weight go by the effort of the session alone, which leads in any case.
    """

    movement: str
    sets: int
    repetitions: int
    counted: str
    per_side: bool
    load_percent_1rm: float | None = None
    load_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """The movements of one session, by which name the days call it, and how it is done. `tempo` is an id."""

    name: str
    work: tuple[Work, ...]
    effort: Effort | None
    minutes: tuple[int, int]
    bouts_per_day: tuple[int, int]
    rest_minutes: tuple[float, float] | None
    tempo: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a week (1 is the day on which the week begins): the session by name, and the ids of all else."""

    number: int
    on: date | None
    session: str
    balance: tuple[str, ...] = ()
    aerobic: tuple[str, ...] = ()
    daily: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its phase and aim, sessions and days, and what is reviewed when it is over.

    `continued` says that the programme itself is over: its last dose goes on until function is measured again.
    `traditional` may be added on days of the person's choice. `progression` and `hold` say what moves the dose or keeps
    it where it is; all are ids whose words stand in the records.
    """

    number: int
    starts: date | None
    phase: str
    aim: str
    supervised: bool
    continued: bool
    sessions: tuple[Session, ...]
    days: tuple[Day, ...]
    traditional: tuple[str, ...]
    progression: tuple[str, ...]
    hold: tuple[str, ...]
    reviews: tuple[str, ...]
    review_on: date | None
