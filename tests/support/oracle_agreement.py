"""Holds the whole assessment against the second encoding, for one person at a time."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.assess import assess
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Standing, State, Withheld
from rules.context import Context, Criteria, MassIndex, Site
from rules.staging import stage
from tests.support.oracle_people import OraclePerson, random_person
from tests.support.second_encoding import Expected, expected

GIVEN = (State.ALLOWED, State.MODIFIED)


def answer(person: OraclePerson) -> Assessment:
    """What the service says of this person."""
    site = Site(criteria=Criteria(person.criteria), mass_index=MassIndex(person.mass_index), asian=person.asian)
    return assess(person.record, Context(as_of=person.now, site=site, training=person.trains))


def wanted(person: OraclePerson) -> Expected:
    """What the second encoding says of this person."""
    return expected(
        person.record,
        person.now,
        person.criteria,
        trains=person.trains,
        asian=person.asian,
        mass_index=person.mass_index,
    )


def disagreements(seed: int) -> list[str]:
    """Every point in which the two differ about the person of this seed, in words."""
    person = random_person(seed)
    return [f"person {seed}: {text}" for text in _differences(person, wanted(person))]


def _differences(person: OraclePerson, second: Expected) -> Iterator[str]:
    result = answer(person)
    if result.standing is not Standing.ASSESSED or result.staging is None:
        yield f"standing {result.standing}"
        return
    for criteria in Criteria:
        chosen = criteria.value == person.criteria
        first = result.staging if chosen else stage(result.facts, criteria, MassIndex(person.mass_index))
        if first.stage != getattr(second.stages, criteria.value):
            yield f"stage {criteria.value}: rules {first.stage}, second {getattr(second.stages, criteria.value)}"
    yield from _exercise(result, second)
    yield from _nutrition(result, second)


def _exercise(result: Assessment, wanted: Expected) -> Iterator[str]:
    assert result.safety is not None
    state, second, plan = result.safety.exercise, wanted.training, result.exercise
    if state != second.state:
        found = [(one.id, one.severity.value) for one in result.safety.of("exercise")]
        yield f"exercise {state.value} by {found}, second {second.state} by {second.because}"
    elif isinstance(plan, ExercisePlan):
        got = (plan.level, plan.balance_emphasis, plan.provisional)
        if got != (second.level, second.plus, second.provisional):
            yield f"level {got}, second {(second.level, second.plus, second.provisional)}"
    if isinstance(plan, Withheld) is (state in GIVEN):
        yield f"exercise is {state.value}, and yet {type(plan).__name__}"


def _nutrition(result: Assessment, wanted: Expected) -> Iterator[str]:
    assert result.safety is not None
    state, second, plan = result.safety.nutrition, wanted.nutrition, result.nutrition
    if ("given" if state in GIVEN else state.value) != second.state:
        found = [(one.id, one.severity.value) for one in result.safety.of("nutrition")]
        yield f"nutrition {state.value} by {found}, second {second}"
    elif isinstance(plan, NutritionPlan):
        got = (plan.row, plan.protein_g_per_kg_per_day, plan.ceiling_g_per_kg_per_day, plan.protein_g_per_day)
        if got != (second.row, second.g_per_kg, second.ceiling, second.grams):
            yield f"protein {got} on {plan.weight}, second {second}"
    if isinstance(plan, Withheld) is (state in GIVEN):
        yield f"nutrition is {state.value}, and yet {type(plan).__name__}"
    if second.row == "P0" and isinstance(plan, Withheld) and plan.rule != "nutrition.P0":
        yield f"no number for row P0, and yet by {plan.rule or 'no rule'}"
