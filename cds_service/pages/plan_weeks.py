"""The weeks of an exercise plan as a table, and the movements of its sessions, for whoever teaches them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cds_service.cards.words import Words
from cds_service.documents.weeks_words import (
    band_lines,
    first_of_phases,
    how,
    other_lines,
    session_title,
    week_words,
)
from cds_service.pages.cautions import Cautions
from cds_service.pages.printing import Course, Printing, course
from cds_service.pages.text import plain, plain_lines
from cds_service.pages.views import MoveRow, PhaseBlock, SessionBlock, WeekRow
from rules.assessment import ExercisePlan
from rules.exercise import weeks
from rules.exercise.library import movement
from rules.exercise.week import Session, Week

_USUAL, _UPPER = "repetitions", "upper"
_ONE_ARM = {"spare_access_arm": "free_arm", "other_arm_only": "sound_arm"}  # the stricter one last
_COLUMNS = ("weeks.week", "weeks.begins", "weeks.days", "weeks.dose", "weeks.load", "sheet.review")


@dataclass(frozen=True, slots=True)
class Timed:
    """A plan's weeks with their days, and from when they are counted."""

    course: Course
    weeks: tuple[Week, ...]

    @property
    def now(self) -> Week | None:
        """The week of today; the last one once the weeks are over."""
        return self.weeks[min(self.course.week, len(self.weeks)) - 1] if self.weeks else None


def timed(source: Printing, plan: ExercisePlan) -> Timed:
    """The weeks of a plan as they fall for this person."""
    counted = course(source.assessment)
    return Timed(counted, weeks(plan, counted.begins))


def counted_from(found: Timed, source: Printing) -> str:
    """From which day the weeks are counted, and why."""
    w, counted = source.words, found.course
    if not found.weeks:
        return ""
    if counted.earlier is not None:
        return w.say("sheet_weeks.anew", earlier=w.day(counted.earlier), begins=w.day(counted.begins))
    if counted.begins < source.assessment.as_of:
        return w.say("sheet_weeks.going_on", begins=w.day(counted.begins), week=counted.week)
    return w.say("sheet_weeks.if_begun", begins=w.day(counted.begins))


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────────


def columns(w: Words) -> tuple[str, ...]:
    """The headings of the table of weeks."""
    return tuple(w.say(name) for name in _COLUMNS)


def phases(every: tuple[Week, ...], w: Words) -> Iterator[PhaseBlock]:
    """The weeks of each phase under its name, aim and manner."""
    for first in first_of_phases(every):
        held = [week for week in every if week.phase == first.phase]
        span = w.span(held[0].number, held[-1].number)
        aim = w.clinical("aim", first.aim) if first.aim else ""
        title = w.say("sheet_weeks.phase", phase=w.say(f"phase.{first.phase}"), weeks=span)
        yield PhaseBlock(
            title=title + (f"{w.say('glue.colon')}{w.inner(w.clause(aim))}" if aim else ""),
            how=plain(how(first.sessions[0], w)),
            weeks=tuple(_row(week, w) for week in held),
        )


def _row(week: Week, w: Words) -> WeekRow:
    said = week_words(week, w)
    continued = w.bracket(w.say("weeks.continued")) if week.continued else ""
    return WeekRow(
        number=said.number + continued,
        begins=said.begins,
        days=said.days,
        dose=said.dose,
        load=said.load,
        review=w.day(week.review_on) if week.review_on else "",
    )


def beside(every: tuple[Week, ...], w: Words) -> tuple[str, ...]:
    """Balance, walking and daily work with their days."""
    return plain_lines(other_lines(every, w)) if every else ()


def bands(plan: ExercisePlan, w: Words) -> tuple[str, ...]:
    """The same plan at home with bands: which band, then stage by stage."""
    lines = plain_lines(band_lines(plan, w))
    return (plain(w.say("exercise.home_bands")), *lines) if lines else ()


# ── the movements ───────────────────────────────────────────────────────────────────────────────────────────────────


def sessions(every: tuple[Week, ...], plan: ExercisePlan, minded: Cautions, w: Words) -> Iterator[SessionBlock]:
    """The movements of each session, told again only where a phase holds others; then those of every day."""
    before: tuple[tuple[str, ...], ...] = ()
    firsts = list(first_of_phases(every))
    several = len({_names(week) for week in firsts}) > 1
    for week in firsts:
        if _names(week) != before:
            since = [w.say("sheet_weeks.from_week", week=week.number)] if several else []
            for title, names in parted(week, w):
                yield SessionBlock(
                    w.aside([title, *since]), tuple(_move(name, plan.changes, minded, w) for name in names)
                )
        before = _names(week)
    if plan.daily:
        yield SessionBlock(w.say("sheet.every_day"), tuple(_move(name, plan.changes, minded, w) for name in plan.daily))


def every_movement(every: tuple[Week, ...], plan: ExercisePlan) -> tuple[str, ...]:
    """Every movement of some weeks, each once."""
    held = (item.movement for week in every for session in week.sessions for item in session.work)
    return tuple(dict.fromkeys((*held, *plan.daily)))


def parted(week: Week, w: Words) -> list[tuple[str, tuple[str, ...]]]:
    """What every session of a week holds, then what each of two in turn adds."""
    held = [tuple(item.movement for item in session.work) for session in week.sessions]
    if len(held) == 1:
        return [(session_title(week.sessions[0], week, w), held[0])]
    shared = tuple(name for name in held[0] if all(name in other for other in held))
    own = [(session, tuple(name for name in names if name not in shared)) for session, names in _pairs(week, held)]
    both = [(w.say("weeks.every"), shared)] if shared else []
    return [*both, *((session_title(session, week, w), names) for session, names in own if names)]


def _pairs(week: Week, held: list[tuple[str, ...]]) -> Iterator[tuple[Session, tuple[str, ...]]]:
    return zip(week.sessions, held, strict=True)


def _names(week: Week) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(item.movement for item in session.work) for session in week.sessions)


def _move(name: str, changes: tuple[str, ...], minded: Cautions, w: Words) -> MoveRow:
    known = movement(name)
    counted = [w.say(f"counted.{known.counted}")] if known.counted != _USUAL else []
    side = side_of(name, changes)
    counted += [w.say(f"sheet_weeks.{side}")] if side else []
    return MoveRow(
        name=w.say(known.name),
        trains=w.listed(w.say(f"muscle.{muscle}") for muscle in known.muscles),
        counted=w.aside(counted),
        how=plain(w.say(name)),
        cautions=minded.own[name],
    )


def side_of(name: str, changes: tuple[str, ...]) -> str:
    """Whether each side does a movement, or one arm alone; nothing where both work together."""
    known = movement(name)
    alone = [side for change, side in _ONE_ARM.items() if change in changes]
    if alone and _UPPER in known.tags:
        return alone[-1]
    return "each_side" if known.per_side else ""
