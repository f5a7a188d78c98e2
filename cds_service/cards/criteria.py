"""A definition's criteria for one person as lines, what was not measured, and what each result would mean."""

from __future__ import annotations

from functools import lru_cache

from cds_service.cards.shared import fact_value, stage_words
from cds_service.cards.views import CriterionRow, MeasureLine
from cds_service.cards.words import Words
from rules.assessment import CriterionResult, CutOff, MeasureNext, Outcome, Staging
from rules.catalogue import record
from rules.facts import Fact

UNABLE = "unable"


def criterion_rows(staging: Staging, w: Words) -> tuple[CriterionRow, ...]:
    """One row for each criterion with a value."""
    return tuple(_row(result, result.fact, w) for result in staging.results if result.fact is not None)


def _row(result: CriterionResult, fact: Fact, w: Words) -> CriterionRow:
    cut_off = result.cut_off
    nothing = w.say("value.no_value")
    unable = result.note == UNABLE
    against = cut_off.value if cut_off else None
    note = w.clause(w.say(f"note.{result.note}")) if result.note and not unable else ""
    return CriterionRow(
        criterion=w.say(result.id),
        value=w.say("value.unable") if unable else fact_value(fact, w, against),
        date=w.day(fact.on),
        limit=w.limit(cut_off.met_when, cut_off.value, cut_off.unit) if cut_off else nothing,
        answer=w.say(f"answer.{result.answer}") + w.bracket(note),
        source=_source(cut_off, w) if cut_off else nothing,
    )


def shared_source(rows: tuple[CriterionRow, ...], w: Words) -> str:
    """Where every limit of a table was taken from, in one line; nothing where the rows differ."""
    sources = {row.source for row in rows} - {w.say("value.no_value")}
    return w.say("stage_card.limits_from", source=sources.pop()) if len(sources) == 1 else ""


@lru_cache(maxsize=512)
def _source(cut_off: CutOff, w: Words) -> str:
    return w.source_name(cut_off.source) + w.bracket(w.say(f"grade.{cut_off.grade}"))


def not_measured(staging: Staging, w: Words) -> str:
    """Which tests of the definition have no value at all."""
    present = {result.fact.name for result in staging.results if result.fact is not None}
    unable = {record(r.id).values["fact"] for r in staging.results if r.note == UNABLE}
    missing = dict.fromkeys(record(result.id).values["fact"] for result in staging.results if result.fact is None)
    named = w.listed(w.inner(w.measure(name)) for name in missing if name not in present | unable)
    return w.say("stage_card.not_measured", measures=named) if named else ""


@lru_cache(maxsize=512)
def measure_line(criteria: str, step: MeasureNext, w: Words) -> MeasureLine:
    """One missing measurement with what each result would mean."""
    several = len({outcome.name for outcome in step.outcomes if outcome.name}) > 1
    outcomes = w.clauses(_outcome(criteria, outcome, several, w) for outcome in step.outcomes)
    return MeasureLine(w.measure(step.measure), outcomes, w.paragraph([outcomes, w.say(f"why.{step.why}")]))


def _outcome(criteria: str, outcome: Outcome, several: bool, w: Words) -> str:
    if outcome.met_when is None:
        result = w.say("compare.otherwise")
    else:
        result = w.limit(outcome.met_when, outcome.value, outcome.unit)
    if several and outcome.name:
        result = f"{w.measure(outcome.name)} {result}"
    return w.say("stage_card.outcome", result=result, stage=stage_words(criteria, outcome.stage, w))


def definition_evidence(staging: Staging, w: Words) -> tuple[str, ...]:
    """The definition and its publication."""
    criteria = w.say(f"criteria.{staging.criteria}")
    return (w.say("stage_card.definition", criteria=criteria, source=w.reference(str(staging.criteria))),)
