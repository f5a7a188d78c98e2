"""Does the plan work? Said plainly where it does not, with what to look at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from rules.catalogue import record as rule
from rules.facts import Facts
from rules.follow_up.answer import Change, Direction, Recheck, Response, Verdict

RULE = "follow_up.response"


def response(
    found: Iterable[Change], day: date, started: date | None, adherence_percent: float | None
) -> Response | None:
    """Whether the plan works: judged from its twelfth week on, by values measured late enough; None without a plan."""
    if started is None or started > day:
        return None
    numbers = rule(RULE).values
    if day < started + timedelta(weeks=numbers["week"]):
        return Response.TOO_EARLY
    late = started + timedelta(weeks=numbers["measured_from_week"])
    judged = [item for item in found if item.now.on is not None and item.now.on >= late and _counts(item)]
    if not judged:
        return Response.NOT_MEASURED
    ways = {item.direction for item in judged if item.verdict is not Verdict.WITHIN_ERROR}
    if Direction.BETTER in ways:
        return Response.MIXED if Direction.WORSE in ways else Response.RESPONDING
    if adherence_percent is None:
        return Response.ADHERENCE_UNKNOWN
    return (
        Response.NO_RESPONSE if adherence_percent >= numbers["adherence_percent_at_least"] else Response.ADHERENCE_LOW
    )


def _counts(item: Change) -> bool:
    return item.verdict is not Verdict.NOT_COMPARABLE


def recheck(facts: Facts) -> tuple[Recheck, ...]:
    """What to look at again where a plan does not work, each with its value on record."""
    found = []
    for entry in rule(RULE).values["recheck"]:
        known = (facts.get(name) for name in entry.get("facts", ()))
        found.append(Recheck(entry["id"], next((fact for fact in known if fact is not None), None)))
    return tuple(found)
