"""Risk factors as words: what was found, on what value, with which published association, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from cds_service.cards.markdown import escaped
from cds_service.cards.shared import PROJECT
from cds_service.cards.words import Words, number
from rules.answers import Answer
from rules.assessment import Assessment, State
from rules.context import Association
from rules.evidence import Evidence
from rules.risk.factor import Effect, Group, Kind, RiskFactor
from rules.risk.signs import YEARS

MOST_ON_A_CARD = 4
MOST_EVIDENCE = 2
PALLIATIVE = "K25.palliative"
_PERCENT = (
    Kind.PREVALENCE_PERCENT,
    Kind.INCIDENCE_PERCENT,
    Kind.CHANGE_PERCENT,
    Kind.YEARLY_CHANGE_PERCENT,
    Kind.SHARE_PERCENT,
)
_MET, _AGE = Answer.MET, Group.AGE
_DECIMALS = 2  # how odds ratios and differences are printed; no clinical number


def top_factors(assessment: Assessment) -> tuple[RiskFactor, ...]:
    """The few that a card tells: found, going with more sarcopenia, and not age alone."""
    return _to_tell(assessment)[:MOST_ON_A_CARD]


def top_lines(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """The lines of a card: the first few factors, how many more there are, and what could not be looked at."""
    shown, rest = top_factors(assessment), _to_tell(assessment)[MOST_ON_A_CARD:]
    lines = [*(clear_first(assessment, w) if shown else ()), *(card_line(one, w) for one in shown)]
    if rest:
        lines.append(w.say("risk_card.more", names=w.listed(w.inner(w.clause(w.say(one.id))) for one in rest)))
    if not is_palliative(assessment) and (unread := _unread(assessment.risk_factors, w)):
        lines.append(unread)
    return tuple(lines)


def is_palliative(assessment: Assessment) -> bool:
    """Is comfort the goal? Then nobody is told risk factors."""
    safety = assessment.safety
    return safety is not None and any(finding.id == PALLIATIVE for finding in safety.findings)


def clear_first(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """The line that puts a safety finding before all advice, where training or feeding is stopped or not known."""
    safety, held = assessment.safety, (State.STOP, State.UNKNOWN)
    if safety is None or {safety.exercise, safety.nutrition}.isdisjoint(held):
        return ()
    if safety.nutrition not in held:
        return (w.say("risk_card.clear_first_exercise"),)
    return (w.say("risk_card.clear_first" if safety.exercise in held else "risk_card.clear_first_nutrition"),)


def _to_tell(assessment: Assessment) -> tuple[RiskFactor, ...]:
    if is_palliative(assessment):
        return ()
    return tuple([one for one in found(assessment) if not one.lowers and one.group is not _AGE])


def found(assessment: Assessment) -> tuple[RiskFactor, ...]:
    """The factors that the record shows, in the order of their ranks."""
    return tuple([one for one in assessment.risk_factors if one.answer is _MET])


def card_line(one: RiskFactor, w: Words) -> str:
    """One factor on a card: its name, the evidence, the first published effect, the site's own, and what to do.

    Where no number is shown, what is known of the direction stands in its place.
    """
    notes = () if one.effects else _notes(one, w)
    return w.paragraph([_told(one, one.effects[:1], w), *notes, *_local(one.local, w), w.say(f"action.{one.id}")])


def whole_line(one: RiskFactor, w: Words) -> str:
    """One factor in full: every published effect, what to mind about them, whether it can be changed."""
    told = [_told(one, one.effects, w), *_notes(one, w), *_local(one.local, w), *_kept(one, w)]
    return w.paragraph([*told, w.say(f"action.{one.id}")])


def _notes(one: RiskFactor, w: Words) -> tuple[str, ...]:
    return tuple(w.say(f"risk_note.{note}") for note in one.notes)


def _kept(one: RiskFactor, w: Words) -> tuple[str, ...]:
    """Whether it can be changed; of a drug that is for its prescriber to say."""
    if one.group is Group.DRUG:
        return ()
    return (w.say("risk_card.modifiable" if one.modifiable else "risk_card.not_modifiable"),)


def _told(one: RiskFactor, effects: tuple[Effect, ...], w: Words) -> str:
    names = {"name": w.clause(w.say(one.id)), "evidence": w.bracket(w.clauses(_evidence(one, w)))}
    if effects:
        return w.say("risk_card.associated", **names, effects=w.clauses(effect_text(effect, w) for effect in effects))
    told = w.aside([*_names(one.sources, w), w.say(f"grade.{one.grade}")])
    return w.say("risk_card.no_number", **names, sources=told)


def _names(sources: Iterable[str], w: Words) -> list[str]:
    """What publications are called; our own synthesis is none, and its grade says so."""
    return [w.source_name(key) for key in sources if key != PROJECT]


def _evidence(one: RiskFactor, w: Words) -> list[str]:
    return [_piece(item, w) for item in one.evidence[:MOST_EVIDENCE]]


def _piece(item: Evidence, w: Words) -> str:
    """One piece of evidence: our own words for what was counted, else label, value and day."""
    own = f"risk_value.{item.label}"
    if w.knows(own):
        told = w.say(own, value=number(item.value or 0))
    elif item.unit == YEARS:
        told = w.aside([w.label(item.label), w.say("risk_value.on_record", value=number(item.value or 0))])
    elif item.value is None:
        told = w.label(item.label)
    else:
        told = w.labelled(w.label(item.label), item.bound + w.told(item.label, item.value, item.unit))
    return w.aside([told, *([item.on.isoformat()] if item.on else [])])


@lru_cache(maxsize=512)
def effect_text(effect: Effect, w: Words) -> str:
    """A published number, named for what it is, with its interval, of whom it speaks, its source, and its grade."""
    about = [w.say(f"risk_about.{effect.about}")] if effect.about else []
    graded = [w.say(f"grade.{effect.grade}")] if effect.grade != "verified" else []
    named = w.say(f"risk_effect.{effect.measure}", number=_number(effect, w))
    return w.aside([named, *about, *_names((effect.source,), w), *graded])


def _number(effect: Effect, w: Words) -> str:
    unit = "%" if effect.measure in _PERCENT else effect.unit
    low, high = (_printed(value, effect.measure) for value in (effect.low, effect.high))
    if effect.value is None:
        return w.quantity_text(w.say("risk_effect.range", low=low, high=high), unit)
    value = w.quantity_text(_printed(effect.value, effect.measure), unit)
    return w.say("risk_effect.interval", value=value, low=low, high=high) if effect.low is not None else value


def _printed(value: float | None, kind: str) -> str:
    if value is None:
        return ""
    text = f"{abs(value):g}" if kind in _PERCENT else f"{abs(value):.{_DECIMALS}f}"
    return f"−{text}" if value < 0 else text


def _local(associations: Iterable[Association], w: Words) -> list[str]:
    """What the site found in its own patients, said as such."""
    return [_own(one, w) for one in associations]


def _own(one: Association, w: Words) -> str:
    effect = Effect(Kind(one.measure), "", "", one.value, one.low, one.high)
    named = w.say(f"risk_effect.{one.measure}", number=_number(effect, w))
    cases = [w.say("risk_card.local_cases", cases=one.cases)] if one.cases is not None else []
    people = w.aside([w.say("risk_card.local_people", people=one.people), *cases])
    told = w.aside([named, people, *([escaped(one.period)] if one.period else []), escaped(one.source)])
    return w.say("risk_card.local", told=told)


def _unread(factors: Iterable[RiskFactor], w: Words) -> str:
    parts = dict.fromkeys(part for one in factors for part in one.unread)
    return w.say("risk_card.unread", parts=w.listed(_part(part, w) for part in parts)) if parts else ""


def _part(part: str, w: Words) -> str:
    return w.say(f"part.{part.replace(':', '-')}")


def origin_lines(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """Which classes of secondary sarcopenia have a factor, what to exclude first, and which tests are missing."""
    origin = assessment.origin
    if origin is None:
        return ()
    lines = [w.say(f"origin.only_ageing_{origin.only_ageing}")]
    if origin.classes:
        lines = [w.say("origin.secondary", classes=w.listed(w.say(f"risk_class.{name}") for name in origin.classes))]
    if origin.course:
        lines.append(w.say(f"origin.{origin.course}"))
    if origin.exclude_first:
        names = w.listed(w.inner(w.clause(w.say(name))) for name in origin.exclude_first)
        lines.append(w.say("origin.exclude_first", names=names))
    if origin.tests:
        lines.append(w.say("origin.tests", tests=w.listed(w.inner(w.measure(name)) for name in origin.tests)))
    return tuple(lines)


def sources(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """The publications behind the lines of a card, each once."""
    keys = {(one.effect.source, one.effect.grade): None for one in top_factors(assessment) if one.effect}
    return tuple(w.reference(key, grade) for key, grade in keys)
