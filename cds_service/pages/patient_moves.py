"""The movements of a week as cards with drawings: how each goes, how many, what is needed, what to mind."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from cds_service.cards.words import Words
from cds_service.figures import svg
from cds_service.pages.cautions import Cautions
from cds_service.pages.plan_weeks import parted, side_of
from cds_service.pages.text import plain, plain_lines
from cds_service.pages.views import MoveCard, MoveGroup
from rules.assessment import ExercisePlan
from rules.exercise.library import PHASES, movement
from rules.exercise.week import Session, Week, Work


def groups(week: Week, plan: ExercisePlan, minded: Cautions, w: Words) -> Iterator[MoveGroup]:
    """What every session holds, what each of two in turn adds, and the movements of every day; each drawn once."""
    amounts = {item.movement: _many(item, session, plan, w) for session in week.sessions for item in session.work}
    for title, names in parted(week, w):
        shown = w.say("patient.your_movements") if len(week.sessions) == 1 else title
        yield MoveGroup(shown, tuple(_card(name, amounts[name], minded, w) for name in names))
    daily = tuple(name for name in plan.daily if name not in amounts)
    if daily:
        yield MoveGroup(w.say("sheet.every_day"), tuple(_card(name, "", minded, w) for name in daily))


def _card(name: str, many: str, minded: Cautions, w: Words) -> MoveCard:
    known = movement(name)
    needed = w.listed(w.say(f"equipment.{item}") for item in known.equipment)
    start, end = (Markup(svg(name, phase, w.language)) for phase in PHASES)  # noqa: S704  # ours, no text of a record
    return MoveCard(
        name=w.say(known.name),
        start=start,
        end=end,
        how=plain(w.say(name)),
        cues=plain_lines(w.say(cue) for cue in known.cues),
        many=many,
        needs=f"{w.say('sheet.needs')}{w.say('glue.colon')}{needed}" if needed else "",
        cautions=minded.own[name],
    )


def _many(item: Work, session: Session, plan: ExercisePlan, w: Words) -> str:
    """How often, in words: sets and repetitions, or seconds, steps or minutes; and which side does it."""
    kind = item.counted if item.sets > 1 or item.counted == "minutes" else f"{item.counted}_once"
    told = w.say(f"patient_many.{kind}", sets=item.sets, count=item.repetitions, span=w.span(*session.minutes))
    if item.load_kg is not None:
        told += w.say("patient_many.with_kg", load=w.quantity(item.load_kg, "kg"))
    side = side_of(item.movement, plan.changes)
    return told + w.say(f"patient_many.{side}") if side else told
