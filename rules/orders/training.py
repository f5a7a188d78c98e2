"""A drafted exercise order held against what speaks against training."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assessment import Finding, Severity, State
from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.orders.case import COMFORT, OrderCase
from rules.orders.concern import Concern, concern

DOMAIN = "exercise"
MOVEMENT = "orders.exercise_movement"


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
        yield from _movements(case, drafts)
        others = tuple(item for item in drafts if not (item.own and item.on == case.context.day))
        if others:
            yield concern("orders.exercise_adapt", others, findings=safety.of(DOMAIN, Severity.MODIFY))


def _movements(case: OrderCase, drafts: tuple[DraftOrder, ...]) -> Iterator[Concern]:
    """Drafted movements that the changes of this person's findings leave out."""
    tags = rule(MOVEMENT).values["tags"]
    asked = {item.source: {tags[name] for name in item.concepts & tags.keys()} for item in drafts}
    wanted = frozenset(tag for found in asked.values() for tag in found)
    against = tuple(item for item in case.safety.of(DOMAIN, Severity.MODIFY) if _left_out(item) & wanted)
    left_out = frozenset(tag for item in against for tag in _left_out(item))
    about = [item for item in drafts if asked[item.source] & left_out]
    if about:
        yield concern(MOVEMENT, about, findings=against)


def _left_out(finding: Finding) -> frozenset[str]:
    """The tags of movements that a finding's changes leave out."""
    found = (rule(f"change.{name}") for name in finding.changes)
    return frozenset(tag for record in found for tag in record.values.get("without_tags", ()))
