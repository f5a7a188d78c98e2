"""What a card says, in a few words for the record: by them a later answer knows whether there is anything new.

The words of a card are a set. What is worse has more of them: one more criterion that is met, a frailer level (a level
includes all that are stronger), one more safety rule, another row of the nutrition table. So a card that rests may go
on resting while all of its words were said before, and speaks again with the first new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cds_service.cards.shared import shown_staging
from cds_service.cards.standing import reason
from rules.answers import Answer
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Severity

LEVELS = "ABCD"  # from the frailest to the strongest


def says(kind: str, assessment: Assessment) -> str:
    """What the card of a kind says of this person now: words in order, with a space between."""
    return " ".join(sorted(set(_words(kind, assessment))))


def is_known(now: str, said_before: Iterable[str]) -> bool:
    """Did one earlier card say all of this?

    >>> is_known("mass", ["mass strength"]), is_known("mass performance", ["mass strength", "performance"])
    (True, False)
    """
    return any(set(now.split()) <= set(before.split()) for before in said_before)


def _words(kind: str, assessment: Assessment) -> Iterator[str]:
    if kind in ("stage", "measure", "admission", "discharge", "problem"):
        yield from _of_stage(assessment)
    if kind == "measure":
        yield from (f"trigger.{name}" for name in assessment.triggers)
    if kind in ("exercise", "nutrition"):
        yield from _of_findings(kind, assessment)
    if kind == "exercise" and isinstance(plan := assessment.exercise, ExercisePlan):
        yield from (f"level_{level}_or_below" for level in LEVELS[LEVELS.index(plan.level) :])
    if kind == "nutrition" and isinstance(eating := assessment.nutrition, NutritionPlan):
        yield f"row.{eating.row}"
        yield from (f"avoid.{name}" for name in eating.avoid)
        yield from (f"refer.{name}" for name in eating.refer)
        yield from (f"with.{name}" for name in eating.with_drugs)
        yield from (f"diet.{name}" for name in eating.diets)
    if kind in ("order", "order_stop") and assessment.occasion is not None:
        yield from (f"concern.{item.id}" for item in assessment.occasion.concerns)
    if kind == "standing":
        yield f"standing.{reason(assessment)}"


def _of_stage(assessment: Assessment) -> Iterator[str]:
    """The definition and its criteria that are met, and what asks for a new look: no stage with fewer is worse."""
    staging = shown_staging(assessment)
    if staging is not None:
        yield f"by.{staging.criteria}"
        yield from (f"met.{step}" for step in staging.steps_with(Answer.MET))
    if assessment.follow_up is not None:
        yield from (f"again.{cause.id}" for cause in assessment.follow_up.at_once)


def _of_findings(domain: str, assessment: Assessment) -> Iterator[str]:
    """What restricts a plan; not what only could not be read this time."""
    strict = (Severity.STOP, Severity.UNKNOWN, Severity.MODIFY)
    findings = assessment.safety.of(domain, *strict) if assessment.safety else ()
    yield from (f"finding.{item.id}" for item in findings if not item.unread)
