"""What else than ageing may stand behind the loss of muscle: secondary classes, look-alikes, acute or chronic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from rules.answers import Answer
from rules.catalogue import record as rule
from rules.facts import Facts, PatientRecord
from rules.nutrition.windows import months_before
from rules.risk.factor import Origin, RiskFactor

if TYPE_CHECKING:
    from rules.assessment import Staging

ACUTE, CHRONIC = "acute", "chronic"
MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN


def origin(record: PatientRecord, facts: Facts, staging: Staging, factors: Iterable[RiskFactor]) -> Origin:
    """The classes of secondary sarcopenia with a factor found, and what has to be excluded or tested first."""
    met: list[RiskFactor] = []
    is_open = False
    for one in factors:
        if one.answer is MET:
            met.append(one)
        elif one.secondary and one.answer is NOT_KNOWN:
            is_open = True
    classes = _classes(met)
    return Origin(
        only_ageing=NOT_MET if classes else NOT_KNOWN if is_open else MET,
        classes=classes,
        course=_course(record, facts.as_of),
        exclude_first=tuple([one.id for one in met if one.look_alike]),
        tests=_tests(record, facts, staging),
    )


def _classes(met: list[RiskFactor]) -> tuple[str, ...]:
    order = rule("risk.secondary_classes").values["classes"]
    found = {one.group for one in met if one.secondary}
    return tuple([name for name in order if name in found])


def _course(record: PatientRecord, day: date) -> str:
    """Acute or chronic by the first day on which sarcopenia stands in the record; empty where that does not tell.

    A day of entry alone is no onset: it can only prove that sarcopenia has been there for so long.
    """
    numbers = rule("risk.course").values
    named = record.indexes.problems.under(numbers["concepts"])
    if not named:
        return ""
    limit = months_before(day, numbers["chronic_from_months"])
    if any(one.since is not None and one.since <= limit for one in named):
        return CHRONIC
    began = [one.onset for one in named if one.onset is not None]
    return ACUTE if began and min(began) > limit else ""


def _tests(record: PatientRecord, facts: Facts, staging: Staging) -> tuple[str, ...]:
    """Those of the look-alike set that have no valid value; nothing is said where laboratory results were not read."""
    numbers = rule("risk.look_alike_tests").values
    if staging.stage not in numbers["stages"] or record.unread("Observation:laboratory"):
        return ()
    return tuple([name for name in numbers["measures"] if facts.get(name) is None])
