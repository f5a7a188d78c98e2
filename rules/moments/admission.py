"""Admission: whom to screen for sarcopenia, and what to measure before the stay takes its toll."""

from __future__ import annotations

from dataclasses import dataclass

from rules.assessment import Staging
from rules.catalogue import record as rule
from rules.context import Context
from rules.facts import Facts
from rules.moments.person import (
    days_before,
    has_little_muscle,
    is_open,
    is_prompted,
    is_screened,
    missing,
    older_than,
)

MEASURE = "moments.admission.measure"


@dataclass(frozen=True, slots=True)
class Admission:
    """What an admission asks for. `known` says that little muscle is known already.

    `screen` are case-finding tests, `baseline` tests of strength and legs, `body` weight and nutrition: those that have
    no value, or for the baseline none of the last days. `straight_to_testing` says that a trigger makes case finding
    superfluous. `points` are ids of what to keep in mind.
    """

    known: bool
    straight_to_testing: bool
    screen: tuple[str, ...]
    baseline: tuple[str, ...]
    body: tuple[str, ...]
    points: tuple[str, ...]


def admission(facts: Facts, staging: Staging, triggers: tuple[str, ...], context: Context) -> Admission | None:
    """What to do on admission, or None where nothing is asked of this person.

    Source: AWGS 2019, case finding in hospitals; what a stay does to muscle: see the record.
    """
    known, open_stage = has_little_muscle(staging), is_open(staging)
    prompted = is_prompted(staging, triggers)
    if not known and not (open_stage and (prompted or is_screened(facts, staging))):
        return None
    values = rule(MEASURE).values
    first_day = days_before(context.day, values["baseline_counts_for_days"])
    tests = values["baseline"]
    return Admission(
        known=known,
        straight_to_testing=prompted and not known,
        screen=() if known or prompted else missing(values["case_finding"], facts),
        baseline=tuple(
            name for name in tests if name in (*missing(tests, facts), *older_than(tests, facts, first_day))
        ),
        body=missing(values["body"], facts),
        points=tuple(values["points"]),
    )
