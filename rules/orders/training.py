"""A drafted exercise order held against what speaks against training."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assessment import Severity, State
from rules.catalogue import record as rule
from rules.orders.case import COMFORT, OrderCase
from rules.orders.concern import Concern, concern

DOMAIN = "exercise"


def training_concerns(case: OrderCase) -> Iterator[Concern]:
    """A draft that a finding stops, that nothing can be said about, or that the findings change.

    Physiotherapy that the treating team orders goes on, whatever stands here: only orders for exercise count.
    """
    drafts = case.selected(rule("orders.exercise_stop").values["drafts"])
    if not drafts:
        return
    state, safety = case.safety.exercise, case.safety
    if state is State.STOP:
        stops = safety.of(DOMAIN, Severity.STOP)
        comfort = all(item.id.startswith(COMFORT) for item in stops)
        yield concern("orders.exercise_comfort" if comfort else "orders.exercise_stop", drafts, findings=stops)
    elif state is State.UNKNOWN:
        yield concern("orders.exercise_unknown", drafts, findings=safety.of(DOMAIN, Severity.UNKNOWN))
    elif state is State.MODIFIED:
        others = tuple(item for item in drafts if not (item.own and item.on == case.context.day))
        if others:
            yield concern("orders.exercise_adapt", others, findings=safety.of(DOMAIN, Severity.MODIFY))
