"""What a person trains in these weeks, in plain words: which days, how hard, each movement, when to stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cds_service.cards.words import Words
from cds_service.pages.cautions import Cautions
from cds_service.pages.patient_moves import groups
from cds_service.pages.plan_weeks import Timed, every_movement, timed
from cds_service.pages.printing import Printing
from cds_service.pages.text import plain, plain_lines
from cds_service.pages.views import DiaryRow, Training
from rules.assessment import ExercisePlan
from rules.catalogue import record
from rules.exercise.changes import spoken
from rules.exercise.feeling import feel
from rules.exercise.progress import RESERVE_RULE
from rules.exercise.week import Session, Week

# What a clinician builds into the dose or does before training; the dose that is printed holds it already.
FOR_THE_CLINICIAN = frozenset(
    {
        "half_load",
        "high_repetitions",
        "higher_repetitions",
        "level_b_at_most",
        "longer_rest",
        "max_load_40",
        "max_load_60",
        "no_heart_rate_target",
        "no_near_maximal",
        "no_problem_list_draft",
        "non_consecutive_days",
        "posture_daily",
        "repetitions_8_to_12",
        "repetitions_8_to_15",
        "borg_11_to_13",
        "stage_provisional",
        "systolic_rise_20",
        "systolic_rise_20_within_180",
        "systolic_within_180",
    }
)
STOP_NOW = ("chest_pain", "breathless", "faint", "confused", "weak", "palpitations", "sudden_pain", "fall")
WARNING_SIGNS = "warning_signs"
_BREATH = ("breathe_out", "no_breath_holding")
_EVERY_DAY = 7
_MINUTES = "minutes"
_SUPERVISED = "supervised"


def training_part(plan: ExercisePlan, source: Printing) -> Training:
    """The training of the current phase."""
    w, found = source.words, timed(source, plan)
    week = found.now
    if week is None:
        return _walking_as_usual(plan, w)
    run = _Run.of(found, week)
    minded = Cautions.of(every_movement((week,), plan), source)
    return Training(
        weeks=w.say("patient.weeks", weeks=w.span(run.weeks[0].number, run.weeks[-1].number)),
        when=tuple(_when(week, run, plan, w)),
        how_hard=tuple(_how_hard(plan, week.sessions[0], w)),
        mind=tuple(dict.fromkeys((*_mind(plan, w), *minded.shared))),
        groups=tuple(groups(week, plan, minded, w)),
        beside=_beside(week, w),
        if_liked=tuple(_plainly(f"traditional.{name}", w) for name in week.traditional),
        easier=tuple(_rules("hold", plan.hold, w)),
        diary_columns=(w.say("weeks.week"), w.say("weeks.begins"), w.say("sheet.how_many"), ""),
        diary=tuple(_diary(item, w) for item in run.weeks),
        then=w.say("patient.then", week=run.weeks[-1].number) if run.weeks[-1] is not found.weeks[-1] else "",
    )


def _walking_as_usual(plan: ExercisePlan, w: Words) -> Training:
    return Training("", (w.say("patient.walk_as_usual"),), (), _mind(plan, w), (), (), (), (), (), (), "")


@dataclass(frozen=True, slots=True)
class _Run:
    """The weeks from now to the end of the phase."""

    weeks: tuple[Week, ...]

    @classmethod
    def of(cls, found: Timed, week: Week) -> _Run:
        later = (item for item in found.weeks[week.number - 1 :] if item.phase == week.phase)
        return cls(tuple(item for item in later if item.continued is week.continued))


# ── when and how hard ───────────────────────────────────────────────────────────────────────────────────────────────


def _when(week: Week, run: _Run, plan: ExercisePlan, w: Words) -> Iterator[str]:
    """How many days, how long, in turn, and who stands beside."""
    days = [day.number for day in week.days if day.session]
    session = week.sessions[0]
    if len(days) >= _EVERY_DAY:
        yield w.say("patient.every_day")
    else:
        apart = all(after - before > 1 for before, after in pairwise(days))
        yield w.say("patient.days_apart" if apart else "patient.days", days=len(days))
    if session.bouts_per_day[1] > 1:
        yield w.say("patient.bouts", span=w.span(*session.bouts_per_day))
    yield w.say("patient.minutes", span=w.span(*session.minutes))
    if len(week.sessions) > 1:
        yield w.say("patient.in_turn")
    if week.supervised and _SUPERVISED not in plan.changes:
        last = max(plan.supervised_weeks, run.weeks[0].number)
        yield w.say("patient.supervised", weeks=last)


def _how_hard(plan: ExercisePlan, session: Session, w: Words) -> Iterator[str]:
    """How the effort feels, when a set ends, how fast, how long to rest, and how to breathe."""
    if session.effort is not None:
        low, high = feel(session.effort)
        scale = w.say(f"patient_scale.{session.effort.scale}", span=w.span(session.effort.low, session.effort.high))
        kind = "patient.feels" if low is high else "patient.feels_between"
        yield w.say(kind, low=w.say(f"patient_feel.{low}"), high=w.say(f"patient_feel.{high}"), scale=scale)
    if session.tempo:
        yield w.say("patient.in_reserve", span=w.span(*record(RESERVE_RULE).values["beginners"]))
        yield w.say(f"patient_tempo.{session.tempo}", **_plain_values(f"tempo.{session.tempo}"))
    if session.rest_minutes:
        yield w.say("patient.rest", span=w.span(*session.rest_minutes))
    if any(item.load_percent_1rm is not None for item in session.work):
        yield w.say("patient.choose_load")
    if set(_BREATH) & {*plan.notes, *plan.changes}:
        yield w.say("patient.breathe")


def _plain_values(rule: str) -> dict[str, object]:
    return {name: value for name, value in record(rule).values.items() if isinstance(value, int | float)}


# ── what to mind ────────────────────────────────────────────────────────────────────────────────────────────────────


def _mind(plan: ExercisePlan, w: Words) -> tuple[str, ...]:
    """The safety changes that the person has to know of; in their own words, or those of the rule where it is plain."""
    told = (change for change in spoken(plan.changes) if change not in FOR_THE_CLINICIAN)
    own = ((f"patient_change.{change}", change) for change in told)
    return plain_lines(w.say(phrase) if w.knows(phrase) else w.clinical("change", change) for phrase, change in own)


def _beside(week: Week, w: Words) -> tuple[str, ...]:
    """Balance and walking of the week."""
    names = [f"balance.{name}" for day in week.days for name in day.balance]
    names += [f"aerobic.{name}" for day in week.days for name in day.aerobic]
    return tuple(dict.fromkeys(_plainly(name, w) for name in names))


def _plainly(name: str, w: Words) -> str:
    """A task in the plain words that it has, else in those of its record."""
    own = f"patient_{name}"
    return plain(w.say(own, **_spans(name, w)) if w.knows(own) else w.say(name))


def _spans(rule: str, w: Words) -> dict[str, object]:
    """The numbers and ranges of a record, by their names, as they are printed."""
    values = record(rule).values
    pairs = {name: w.span(*value) for name, value in values.items() if _is_range(value)}
    return _plain_values(rule) | pairs


def _is_range(value: object) -> bool:
    return isinstance(value, list) and [type(end) for end in value] == [int, int]


def stop_now(w: Words) -> tuple[str, ...]:
    """The signs with which a person stops and calls for help."""
    return tuple(w.say(f"patient_stop_now.{name}") for name in STOP_NOW)


def stop_today(plan: ExercisePlan, w: Words) -> tuple[str, ...]:
    """What ends the training of the day, and is told to the team."""
    return tuple(_rules("stop_in_session", (name for name in plan.stop_in_session if name != WARNING_SIGNS), w))


def _rules(kind: str, names: Iterator[str] | tuple[str, ...], w: Words) -> Iterator[str]:
    """The plain words of some rules, with the numbers of their records."""
    for name in names:
        yield plain(w.say(f"patient_{kind}.{name}", **_plain_values(f"{kind}.{name}")))


# ── diary ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _diary(week: Week, w: Words) -> DiaryRow:
    several = len(week.sessions) > 1
    work = week.sessions[0].work[0]
    many = "patient_many.minutes" if work.counted == _MINUTES else "patient_many.dose"
    return DiaryRow(
        week=str(week.number),
        begins=w.day(week.starts),
        dose=w.say(many, sets=work.sets, count=work.repetitions, span=w.span(*week.sessions[0].minutes)),
        boxes=tuple(day.session if several else "" for day in week.days if day.session),
    )
