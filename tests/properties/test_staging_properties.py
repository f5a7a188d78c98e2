"""What must hold of the staging of anybody."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules import staging
from rules.answers import Answer
from rules.assessment import MeasureNext, Outcome
from rules.context import Criteria, MassIndex
from rules.facts import Facts
from rules.measures import measures
from rules.staging import stage
from rules.staging.cut_offs import COMPARATORS
from rules.staging.measure_next import Proofs
from tests.support.facts import MASS_FACTS, facts, with_values
from tests.support.second_encoding.stage_sets import stage_by_sets
from tests.support.staging_people import random_people, values_of
from tests.support.staging_tables import DEFINITIONS, rows, worse_than

often = settings(max_examples=300, deadline=None)
any_definition = st.sampled_from(list(Criteria))
any_index = st.sampled_from(list(MassIndex))
any_cautions = st.sampled_from([frozenset[str](), frozenset({"no_bia"})])

HIGHER_IS_WORSE = {"chair_stand_5x_s", "tug_s", "walk_400m_s", "sarc_f", "sarc_calf"}
INDICES = {
    MassIndex.EITHER: ("asm_height2_kg_per_m2", "asm_bmi_m2"),
    MassIndex.HEIGHT2: ("asm_height2_kg_per_m2",),
    MassIndex.BMI: ("asm_bmi_m2",),
}


@given(random_people(), any_definition, any_index)
@often
def test_a_second_encoding_of_the_definitions_gives_the_same_stage(
    person: Facts, definition: Criteria, index: MassIndex
) -> None:
    assert stage(person, definition, index).stage == stage_by_sets(person, definition.value, INDICES[index])


# ── the order of stages ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_the_written_order_has_no_circle_and_names_every_stage_that_a_person_can_have(definition: str) -> None:
    pairs = worse_than(definition)
    assert all((better, worse) not in pairs for worse, better in pairs)
    assert {name for pair in pairs for name in pair} == {row["stage"] for row in rows(definition)}


@given(st.data(), random_people(), any_definition, any_index)
@often
def test_a_worse_result_never_gives_a_better_stage(
    data: st.DataObject, person: Facts, definition: Criteria, index: MassIndex
) -> None:
    known = sorted(name for name, item in person.by_name.items() if not item.stale and name != "chair_stand_5x_unable")
    if not known:
        return
    name = data.draw(st.sampled_from(known))
    one, other = person.by_name[name].value, data.draw(values_of(name))
    better_value, worse_value = sorted((one, other), reverse=name not in HIGHER_IS_WORSE)
    method = person.by_name[name].method
    before = stage(with_values(person, {name: better_value}, method), definition, index).stage
    after = stage(with_values(person, {name: worse_value}, method), definition, index).stage
    assert after == before or (after, before) in worse_than(definition.value), (name, better_value, worse_value)


@given(random_people(), any_definition)
@often
def test_being_unable_to_rise_is_never_better_than_any_time(person: Facts, definition: Criteria) -> None:
    timed = with_values(person, {"chair_stand_5x_s": 9.0, "chair_stand_5x_unable": None})
    unable = with_values(person, {"chair_stand_5x_unable": 1.0})
    before, after = stage(timed, definition).stage, stage(unable, definition).stage
    assert after == before or (after, before) in worse_than(definition.value)


# ── what is not judged changes nothing ──────────────────────────────────────────────────────────────────────────────


@given(random_people(), any_definition)
@often
def test_what_no_definition_judges_changes_nothing(person: Facts, definition: Criteria) -> None:
    more = with_values(
        person, {"ishii": 200.0, "msra": 0.0, "bmi_kg_per_m2": 33.0, "albumin_g_per_l": 20.0, "muac_cm": 15.0}
    )
    before, after = stage(person, definition), stage(more, definition)
    assert (after.stage, after.steps, after.notes) == (before.stage, before.steps, before.notes)
    assert after.measure_next == before.measure_next


@given(random_people(), any_definition, any_index)
@often
def test_every_answer_but_not_known_shows_a_value_in_date_and_the_limit(
    person: Facts, definition: Criteria, index: MassIndex
) -> None:
    for result in stage(person, definition, index).results:
        if result.answer is Answer.NOT_KNOWN:
            continue
        assert result.fact is not None
        assert not result.fact.stale
        assert result.cut_off is not None


# ── measure next ────────────────────────────────────────────────────────────────────────────────────────────────────


def names_of(entry: MeasureNext) -> list[str]:
    return [outcome.name for outcome in entry.outcomes if outcome.met_when is not None]


def is_in(outcome: Outcome, value: float) -> bool:
    assert outcome.met_when is not None
    assert outcome.value is not None
    return COMPARATORS[outcome.met_when](value, outcome.value)


def results_around(entry: MeasureNext) -> list[dict[str, float]]:
    """Every combination of values far from, beside and at the limits that the entry states."""
    choices = []
    for outcome in entry.outcomes:
        if outcome.value is not None:
            measure = measures()[outcome.name]
            choices.append([measure.low, outcome.value - 0.001, outcome.value, outcome.value + 0.001, measure.high])
    return [dict(zip(names_of(entry), values, strict=True)) for values in product(*choices)]


def stated(entry: MeasureNext, values: dict[str, float]) -> str:
    """The stage that the entry promises for these values: the first range that holds, else the last, `otherwise`."""
    *ranges, otherwise = entry.outcomes
    assert otherwise.met_when is None
    return next((outcome.stage for outcome in ranges if is_in(outcome, values[outcome.name])), otherwise.stage)


def method_of(entry: MeasureNext) -> str | None:
    return entry.measure.rpartition("_by_")[2] if entry.measure.startswith("mass_by_") else None


def after(person: Facts, entry: MeasureNext, values: dict[str, float]) -> Facts:
    """The same person once the proposed test was done."""
    replaced: dict[str, float | None] = dict.fromkeys(MASS_FACTS) if method_of(entry) else {}
    return with_values(person, replaced | values, method_of(entry))


@given(random_people(), any_definition, any_index, any_cautions)
@often
@example(facts("male", 75, chair_stand_5x_s=14.0, sarc_f=2), Criteria.AWGS2019, MassIndex.EITHER, frozenset())
@example(facts("female", 70, grip_kg=15.0), Criteria.AWGS2025, MassIndex.EITHER, frozenset())
def test_each_proposed_test_leads_to_exactly_the_stage_that_is_stated_on_each_side_of_its_limit(
    person: Facts, definition: Criteria, index: MassIndex, cautions: frozenset[str]
) -> None:
    for entry in stage(person, definition, index, cautions).measure_next:
        for values in results_around(entry):
            got = stage(after(person, entry, values), definition, index, cautions)
            assert got.stage == stated(entry, values), (entry.measure, values)


@given(random_people(), any_definition, any_index, any_cautions)
@often
@example(facts("male", 75, chair_stand_5x_s=14.0), Criteria.AWGS2019, MassIndex.EITHER, frozenset())
def test_nothing_is_proposed_that_cannot_change_the_stage_alone_or_with_another_proposal(
    person: Facts, definition: Criteria, index: MassIndex, cautions: frozenset[str]
) -> None:
    now = stage(person, definition, index, cautions)
    for entry in now.measure_next:
        if any(outcome.stage != now.stage for outcome in entry.outcomes):
            continue
        reached = []
        for other in now.measure_next:
            for values in results_around(other) if other is not entry else []:
                with_other = after(person, other, values)
                outcomes = [after(with_other, entry, mine) for mine in results_around(entry)]
                reached.append({stage(known, definition, index).stage for known in outcomes})
        assert any(len(stages) > 1 for stages in reached), entry


@given(random_people(), any_definition, any_index, any_cautions)
@often
def test_no_proposal_asks_for_what_is_known_twice_or_by_two_methods(
    person: Facts, definition: Criteria, index: MassIndex, cautions: frozenset[str]
) -> None:
    proposed = [entry.measure for entry in stage(person, definition, index, cautions).measure_next]
    assert len(set(proposed)) == len(proposed)
    assert all(person.get(name) is None for name in proposed)
    cheapest_first = ["grip_kg", "chair_stand_5x_s", "gait_m_per_s", "mass_by_bia", "mass_by_dxa"]
    assert proposed == sorted(proposed, key=cheapest_first.index)
    unwanted = "mass_by_bia" if cautions else "mass_by_dxa"
    assert unwanted not in proposed


@given(random_people(), any_definition, any_index)
@often
def test_a_person_who_cannot_be_staged_is_always_told_what_to_measure(
    person: Facts, definition: Criteria, index: MassIndex
) -> None:
    got = stage(person, definition, index)
    if got.stage == "not_assessable":
        assert got.measure_next
        assert any(outcome.stage != "not_assessable" for entry in got.measure_next for outcome in entry.outcomes)


@given(random_people(), random_people(), any_definition, any_index, any_cautions)
@often
def test_what_was_proven_for_one_person_is_never_told_wrongly_to_another(
    one: Facts, other: Facts, definition: Criteria, index: MassIndex, cautions: frozenset[str]
) -> None:
    stage(one, definition, index, cautions)
    remembered = stage(other, definition, index, cautions)
    kept, staging._PROOFS = staging._PROOFS, Proofs(at_most=1)
    try:
        assert stage(other, definition, index, cautions) == remembered
    finally:
        staging._PROOFS = kept
