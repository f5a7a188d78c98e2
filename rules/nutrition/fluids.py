"""How much to drink a day, or why no amount is said (`fluids.toml`)."""

from __future__ import annotations

from collections.abc import Iterator

from rules.answers import Answer
from rules.catalogue import record as rule
from rules.nutrition.evidence import recent
from rules.nutrition.situation import Situation

RULE = "nutrition.fluids"


def litres_per_day(seen: Situation) -> float | None:
    """Drinks of all kinds in litres a day, at least; for those without anything against an amount."""
    by_sex: dict[str, float] = rule(RULE).values["l_per_day_at_least"]
    return by_sex.get(seen.facts.sex)


def no_goal_because(seen: Situation) -> Iterator[str]:
    """Why no drinking amount is said."""
    meaning, liver = rule("nutrition.no_fluid_goal").values, rule("K21.liver").values
    problems = seen.record.indexes.problems
    if seen.swallowing.is_unsettled:
        yield "swallow_screen"
    if problems.has(meaning["heart_failure_concepts"]):
        yield "heart_failure"
    if seen.kidney.dialysis:
        yield "dialysis"
    elif seen.severely_low or seen.kidney.outdated:
        yield "kidney_severe"
    elif seen.kidney.unknown:
        yield "kidney_unknown"
    if problems.has(liver["concepts"]):
        yield "liver"
    if seen.overloaded is not Answer.NOT_MET or problems.has(meaning["overload_concepts"]):
        yield "overload"
    sodium = recent(seen.facts, "sodium_mmol_per_l", liver["counts_for_days"], seen.context.day)
    if sodium is not None and sodium.value < liver["sodium_mmol_per_l_below"]:
        yield "low_sodium"
