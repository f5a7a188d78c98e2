"""Is one exercise plan at least as strict as another? By what it leaves out, caps and asks for, not by its rules."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Phase, State, Withheld
from rules.catalogue import record
from rules.exercise import home_bands, weeks
from rules.exercise.limits import limits
from rules.exercise.programme import tags

STRICTNESS = (State.ALLOWED, State.MODIFIED, State.UNKNOWN, State.STOP)
LEVELS = "ABCD"
LAST_WEEK = 24


def looser(before: Assessment, after: Assessment) -> Iterator[str]:
    """In what the later answer is looser for training, in words; nothing where it is not."""
    assert before.safety is not None
    assert after.safety is not None
    first, then = before.safety.exercise, after.safety.exercise
    if STRICTNESS.index(then) < min(STRICTNESS.index(first), STRICTNESS.index(State.UNKNOWN)):
        yield f"training was {first.value} and is {then.value}"
    if isinstance(before.exercise, Withheld) and isinstance(after.exercise, ExercisePlan):
        yield "there was no plan and there is one"
    if isinstance(before.exercise, ExercisePlan) and isinstance(after.exercise, ExercisePlan):
        yield from _looser_plan(before.exercise, after.exercise)


def _looser_plan(before: ExercisePlan, after: ExercisePlan) -> Iterator[str]:
    if LEVELS.index(after.level) > LEVELS.index(before.level):
        yield f"level {before.level} became {after.level}"
    first, then = limits(before.changes), limits(after.changes)
    if missing := first.without_tags - then.without_tags:
        yield f"movements of {sorted(missing)} came back"
    for name in ("max_percent", "max_effort", "load_factor"):
        cap, new = getattr(first, name), getattr(then, name)
        if cap is not None and (new is None or new > cap):
            yield f"{name} was {cap} and is {new}"
    if before.level == after.level and before.rule == after.rule:
        for week in range(1, LAST_WEEK + 1):
            one, other = _load(before, week), _load(after, week)
            if one is not None and other is not None and other > one:
                yield f"week {week}: a load of {one} became {other}"


def _load(plan: ExercisePlan, week: int) -> float | None:
    phase: Phase | None = next((one for one in plan.phases if one.first_week <= week <= one.last_week), None)
    return None if phase is None or phase.load_percent_1rm is None else phase.load_percent_1rm[1]


def forbidden_movements(plan: ExercisePlan) -> list[str]:
    """Whatever the plan lets a person do, in any week and any form, that one of its changes speaks against."""
    against = {tag for change in plan.changes for tag in record(f"change.{change}").values.get("without_tags", ())}
    return sorted(name for name in _everything(plan) if tags(name) & against)


def _everything(plan: ExercisePlan) -> set[str]:
    bands = home_bands(plan)
    phases = (*plan.phases, *(bands.phases if bands else ()))
    found = {item.id for phase in phases for item in phase.movements} | set(plan.daily)
    for week in weeks(plan):
        found |= {item.movement for session in week.sessions for item in session.work}
        found |= {f"traditional.{name}" for name in week.traditional}
        for day in week.days:
            found |= {*day.daily, *(f"balance.{name}" for name in day.balance)}
            found |= {f"aerobic.{name}" for name in day.aerobic}
    return found


def more_protein(before: Assessment, after: Assessment) -> bool:
    """Does the later plan let a person have more protein, or is there one where there was none?"""
    if not isinstance(after.nutrition, NutritionPlan):
        return False
    if not isinstance(before.nutrition, NutritionPlan):
        return True
    return after.nutrition.ceiling_g_per_kg_per_day > before.nutrition.ceiling_g_per_kg_per_day
