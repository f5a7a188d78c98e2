"""What must hold of the whole assessment of anybody, on people of the second encoding's making."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from random import Random

import pytest

from rules.assessment import Assessment, ExercisePlan, NutritionPlan
from rules.context import Criteria, MassIndex
from rules.facts import PatientRecord
from rules.selection import select
from rules.staging import stage
from tests.support import oracle_catalogue as catalogue
from tests.support.cases import CASES
from tests.support.oracle_agreement import answer
from tests.support.oracle_bundle import entries, otherwise, read, sendable
from tests.support.oracle_people import PARTS, complete_person, random_person, without_parts
from tests.support.plan_strictness import forbidden_movements, looser, more_protein
from tests.support.staging_tables import worse_than

BLOCKS = 4
SHOWN = 10
HALF_A_GRAM = 0.5
in_blocks = pytest.mark.parametrize("block", range(BLOCKS))
Check = Callable[[int], Iterable[str]]


def none_of(check: Check, block: int) -> None:
    """Goes through the people of a block; a failure names the first ones by their seeds."""
    found = [f"person {seed}: {text}" for seed in range(block, CASES, BLOCKS) for text in check(seed)]
    assert not found, "\n".join(found[:SHOWN])


# ── a worse grip ────────────────────────────────────────────────────────────────────────────────────────────────────


def weaker(record: PatientRecord, by_kg: float) -> PatientRecord:
    """The same record with every grip weaker by so much."""
    grips = tuple(one._replace(value=max(1.0, round(one.value - by_kg, 1))) for one in record.series["grip_kg"])
    return replace(record, series={**record.series, "grip_kg": grips})


def stages_better_after_a_weaker_grip(seed: int) -> Iterator[str]:
    person, chance = random_person(seed), Random(seed)
    if "grip_kg" not in person.record.series:
        return
    worse = weaker(person.record, chance.choice((0.1, 0.2, 1, 5, 15)))
    first, then = (select(record, person.now.date()).facts for record in (person.record, worse))
    for definition in Criteria:
        before, after = (stage(facts, definition, MassIndex(person.mass_index)).stage for facts in (first, then))
        if after != before and (after, before) not in worse_than(definition.value):
            yield f"{definition.value}: {before} became {after}"


@in_blocks
def test_a_worse_grip_never_moves_a_stage_down_its_published_order(block: int) -> None:
    none_of(stages_better_after_a_weaker_grip, block)


# ── the same, said otherwise ────────────────────────────────────────────────────────────────────────────────────────


def core(result: Assessment) -> tuple[object, ...]:
    """What an answer decides: stage, findings with their severity, both plans."""
    assert result.staging is not None
    assert result.safety is not None
    findings = frozenset((one.id, one.severity, one.changes) for one in result.safety.findings)
    training, eating = result.exercise, result.nutrition
    trained = (training.level, training.phases, training.changes) if isinstance(training, ExercisePlan) else None
    fed = (
        (eating.row, eating.protein_g_per_day, eating.energy_kcal_per_day, eating.avoid, eating.supplement)
        if isinstance(eating, NutritionPlan)
        else None
    )
    return (
        result.staging.stage,
        tuple(result.staging.steps.items()),
        result.safety.exercise,
        result.safety.nutrition,
        findings,
        trained,
        fed,
    )


def changed_by_telling_it_otherwise(seed: int) -> Iterator[str]:
    person = sendable(complete_person(seed))
    resources = entries(person)
    straight = answer(replace(person, record=read(resources, person)))
    told = answer(replace(person, record=read(otherwise(resources, person, Random(seed)), person)))
    if core(straight) != core(told):
        yield f"{core(straight)} became {core(told)}"
    if core(straight) != core(answer(person)):
        yield f"read from FHIR it is {core(straight)}, made by hand {core(answer(person))}"


@in_blocks
def test_units_order_language_and_unrelated_resources_change_nothing(block: int) -> None:
    none_of(changed_by_telling_it_otherwise, block)


# ── danger ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def movements_that_are_spoken_against(seed: int) -> Iterator[str]:
    plan = answer(complete_person(seed)).exercise
    if isinstance(plan, ExercisePlan):
        yield from forbidden_movements(plan)


@in_blocks
def test_no_contraindicated_movement_ever_appears_in_a_plan(block: int) -> None:
    none_of(movements_that_are_spoken_against, block)


def looser_by_one_more_danger(seed: int) -> Iterator[str]:
    person, chance = complete_person(seed), Random(seed)
    danger = chance.choice(DANGERS)
    more = replace(person.record, conditions=(*person.record.conditions, danger))
    for text in looser(answer(person), answer(replace(person, record=more))):
        yield f"with {danger.label} {danger.codes}: {text}"


@in_blocks
def test_one_more_contraindication_never_loosens_an_exercise_plan(block: int) -> None:
    none_of(looser_by_one_more_danger, block)


# What a record may hold that eases something else: a pacemaker the block, a named class heart failure without one.
EASING = {("Z95.0",), ("I50.9",)}
DANGERS = tuple(
    found
    for one in (*catalogue.GRAVE, *catalogue.MILDER)
    if (found := catalogue.problem(one)) is not None and (found.codes not in EASING or "nyha_4" in found.qualifiers)
)


def looser_by_one_part_unread(seed: int) -> Iterator[str]:
    person = complete_person(seed)
    part = Random(seed).choice(PARTS[1:])
    before, after = answer(person), answer(replace(person, record=without_parts(person.record, part)))
    for text in looser(before, after):
        yield f"without {part}: {text}"
    if more_protein(before, after):
        yield f"without {part}: more protein"


@in_blocks
def test_an_unread_resource_type_never_loosens_anything(block: int) -> None:
    none_of(looser_by_one_part_unread, block)


# ── protein ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def protein_past_its_ceiling(seed: int) -> Iterator[str]:
    plan = answer(complete_person(seed)).nutrition
    if not isinstance(plan, NutritionPlan):
        return
    ceiling = plan.ceiling_g_per_kg_per_day
    if plan.protein_g_per_kg_per_day[1] > ceiling:
        yield f"{plan.row}: {plan.protein_g_per_kg_per_day} g/kg, ceiling {ceiling}"
    if plan.weight.kg is None or plan.protein_g_per_day is None or plan.protein_g_per_meal is None:
        return
    most = ceiling * plan.weight.kg
    if plan.protein_g_per_day[1] > most + HALF_A_GRAM:
        yield f"{plan.row}: {plan.protein_g_per_day} g a day, ceiling {most}"
    if plan.meals_per_day * plan.protein_g_per_meal[1] > most + 1e-6:
        yield f"{plan.row}: {plan.protein_g_per_meal} g a meal, ceiling {most}"
    if plan.supplement is not None and plan.supplement.protein_g_per_day > most:
        yield f"{plan.row}: supplement of {plan.supplement.protein_g_per_day} g, ceiling {most}"


@in_blocks
def test_protein_never_passes_its_ceiling(block: int) -> None:
    none_of(protein_past_its_ceiling, block)


def not_raised_by_dialysis(seed: int) -> Iterator[str]:
    """Kidneys that would restrict protein no longer do once dialysis has begun."""
    person = complete_person(seed)
    before = answer(person).nutrition
    if not isinstance(before, NutritionPlan) or before.row not in ("P2", "P3"):
        return
    session = catalogue.procedure("Haemodialysis")
    assert session is not None
    today = replace(session, on=person.now.date())
    record = replace(person.record, procedures=(*person.record.procedures, today))
    after = answer(replace(person, record=record)).nutrition
    if not isinstance(after, NutritionPlan) or after.row != "P1":
        early = any("ckd_1_to_3" in one.concepts for one in person.record.conditions if one.active)
        if not early:  # a stage 1 to 3 on the list contradicts dialysis: then there is no number
            yield f"{before.row} became {getattr(after, 'row', after)}"
    elif after.ceiling_g_per_kg_per_day <= before.ceiling_g_per_kg_per_day:
        yield f"{before.row} has the ceiling of dialysis"


@in_blocks
def test_dialysis_raises_the_protein_that_failing_kidneys_held_down(block: int) -> None:
    none_of(not_raised_by_dialysis, block)
