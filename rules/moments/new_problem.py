"""Sarcopenia was just put on the problem list: do the measurements support it?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.assessment import Safety, Staging
from rules.catalogue import record as rule
from rules.context import Context
from rules.evidence import Evidence
from rules.facts import PatientRecord
from rules.nutrition.evidence import of_condition

RULE = "moments.new_problem"


class Verdict(StrEnum):
    """Whether the stage by the definition in use bears out the new entry."""

    SUPPORTED = "supported"
    OPEN = "open"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class NewProblem:
    """The new entry, what the stage says of it, and whether another cause has to be ruled out first."""

    verdict: Verdict
    entries: tuple[Evidence, ...]
    provisional: bool


def new_problem(record: PatientRecord, staging: Staging, safety: Safety, context: Context) -> NewProblem | None:
    """What is to be said of sarcopenia as a new problem; None where the new problems are others."""
    values = rule(RULE).values
    wanted = set(values["concepts"])
    new = set(context.new_problems)
    entries = tuple(
        of_condition(item)
        for item in record.conditions
        if item.active and item.source in new and item.concepts & wanted
    )
    if not entries:
        return None
    return NewProblem(_verdict(staging), entries, values["provisional_change"] in safety.changes("exercise"))


def _verdict(staging: Staging) -> Verdict:
    if staging.stage in rule(RULE).values["supported_by"]:
        return Verdict.SUPPORTED
    return Verdict.OPEN if staging.measure_next else Verdict.AGAINST
