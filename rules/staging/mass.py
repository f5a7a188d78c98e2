"""Muscle mass: by which method a value counts, and what to say where the method was not recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.answers import Answer
from rules.assessment import CriterionResult
from rules.facts import Facts
from rules.staging.cut_offs import METHODS, Criterion
from rules.staging.results import answers, result_of

BETWEEN = "between_cut_offs"


def index_results(facts: Facts, criteria: Sequence[Criterion]) -> tuple[CriterionResult, ...]:
    """One muscle-mass index held against the limits of its method; of every method where it was not recorded.

    Where DXA and BIA would answer differently, neither does: both results are not known, with a note.
    """
    fact = facts.get(criteria[0].fact)
    known = fact is not None and fact.method in METHODS
    chosen = [item for item in criteria if not known or item.method in (None, fact and fact.method)]
    results = tuple([result_of(facts, item) for item in chosen])
    if len(set(answers(results))) == 1:
        return results
    return tuple(replace(result, answer=Answer.NOT_KNOWN, note=BETWEEN) for result in results)


def index_answer(results: Sequence[CriterionResult]) -> Answer:
    """What one index says: `index_results` leaves no disagreement."""
    return results[0].answer


def is_undecided(results: Sequence[CriterionResult]) -> bool:
    """Does a value stand between the limits of two methods?"""
    return any(result.note == BETWEEN for result in results)
