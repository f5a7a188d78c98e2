"""Staging: where a person stands by AWGS 2019, AWGS 2025 or EWGSOP2, and which measurement would settle it."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from rules.assessment import CriterionResult, Staging
from rules.context import Criteria, MassIndex
from rules.facts import Facts
from rules.staging.awgs2019 import definition as awgs2019
from rules.staging.awgs2025 import definition as awgs2025
from rules.staging.ewgsop2 import definition as ewgsop2
from rules.staging.judgement import Judge, Judgement
from rules.staging.measure_next import Proofs, measure_next
from rules.staging.triggers import screening_triggers

__all__ = ["screening_triggers", "stage"]

_PROOFS = Proofs(at_most=4096)
_BIA_NOTES = {"no_bia": "bia_under_caution", "dialysis": "bia_on_dialysis"}


def stage(
    facts: Facts,
    criteria: Criteria,
    mass_index: MassIndex = MassIndex.EITHER,
    cautions: frozenset[str] = frozenset(),
) -> Staging:
    """Where this person stands by one definition, and what to measure next.

    `mass_index` is heeded by AWGS 2025 alone. The cautions `no_bia` (cardiac device, oedema, overload) and `dialysis`
    ask for DXA instead, and mark a BIA value that was used.
    """
    judge = _judge(criteria, mass_index)
    found = judge(facts)
    no_bia = bool(cautions)
    doubtful = no_bia and any(_is_used_bia(result) for result in found.results)
    marks = (mark for caution, mark in _BIA_NOTES.items() if doubtful and caution in cautions)
    position = (criteria, mass_index, no_bia, facts.sex, facts.age_years, _answers(found))
    return Staging(
        criteria=criteria,
        stage=found.stage,
        steps=found.steps,
        results=found.results,
        measure_next=_PROOFS.get(
            position, lambda: measure_next(facts, lambda known: judge(known).stage, found.requests, no_bia)
        ),
        notes=(*found.notes, *marks),
    )


def _judge(criteria: Criteria, mass_index: MassIndex) -> Judge:
    if criteria is Criteria.AWGS2025:
        return partial(awgs2025.judge, mass_index=mass_index)
    return awgs2019.judge if criteria is Criteria.AWGS2019 else ewgsop2.judge


def _answers(found: Judgement) -> Hashable:
    """All that a stage follows from: the answer of every step and of every test."""
    return (*found.steps.items(), *[(result.id, result.answer) for result in found.results])


def _is_used_bia(result: CriterionResult) -> bool:
    return result.step == "mass" and result.fact is not None and not result.fact.stale and result.fact.method == "bia"
