"""One test of one person, held against its cut-off; and what the tests of a step say together."""

from __future__ import annotations

from collections.abc import Iterable

from rules.answers import Answer
from rules.assessment import CriterionResult
from rules.facts import Fact, Facts
from rules.staging.cut_offs import Criterion, is_met

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN


def result_of(facts: Facts, criterion: Criterion) -> CriterionResult:
    """Is this criterion met? Not known without a value, with a stale one, or without a limit for this person.

    A test that was tried and could not be done counts as its worst result, unless it was done on a later day.
    """
    cut_off = criterion.cut_off_for(facts)
    unable = None if criterion.unable_fact is None else _unable(facts, criterion, criterion.unable_fact)
    if unable is not None and cut_off is not None:
        return CriterionResult(criterion.id, criterion.step, MET, unable, cut_off, "unable")
    fact = facts.by_name.get(criterion.fact)
    if fact is None or cut_off is None:
        return CriterionResult(criterion.id, criterion.step, NOT_KNOWN, fact, cut_off)
    if fact.stale:
        return CriterionResult(criterion.id, criterion.step, NOT_KNOWN, fact, cut_off, "stale")
    met = is_met(cut_off, fact.value)
    contradicted = fact.conflicts and any(is_met(cut_off, other) != met for other in fact.conflicts)
    note = "conflicting_values" if contradicted else ""
    return CriterionResult(criterion.id, criterion.step, MET if met else NOT_MET, fact, cut_off, note)


def _unable(facts: Facts, criterion: Criterion, name: str) -> Fact | None:
    """The fact that says the test could not be done, unless the test was done on a later day."""
    unable, timed = facts.get(name), facts.get(criterion.fact)
    if unable is None or not unable.value:
        return None
    return None if timed is not None and timed.on > unable.on else unable


def answers(results: Iterable[CriterionResult]) -> tuple[Answer, ...]:
    """The answers alone, in order."""
    return tuple([result.answer for result in results])
