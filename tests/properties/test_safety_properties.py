"""What holds for every safety answer: danger never makes it milder, unread is never absent, order is nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import Severity, State
from rules.catalogue import records, words
from rules.context import Site
from rules.facts import Medication, ReadState, Source
from rules.measures import measures
from rules.safety.rule import rules
from tests.support.records import DAY, Person, Thing, condition, done, drug, in_hospital, measured, ordered, person

STRICTNESS = (State.ALLOWED, State.MODIFIED, State.UNKNOWN, State.STOP)
GROUPS = ("vital-signs", "laboratory", "muscle")
# What a record may hold that makes something else in it less dangerous, or ends it.
EASING = {"pacemaker", "valve_replaced", "dialysis_status", "end_stage_renal_disease", "insulin_dependence"}
QUALIFIERS = (
    *("severe", "moderate", "mild", "nyha_1", "nyha_2", "nyha_3", "nyha_4", "decompensated", "flare", "large"),
    *("symptomatic", "unstable", "explained", "agitated", "cannot_follow_cues", "needed_care"),
)


def _named(field: str, *finders: str) -> list[str]:
    """Every name that a trigger of these finders asks for."""
    triggers = [trigger for record in records("safety/").values() for trigger in record.values.get("triggers", ())]
    return sorted({name for one in triggers if not finders or one["finds"] in finders for name in one.get(field, ())})


CONCEPTS = _named("concepts")
PROCEDURES = _named("procedures")
DRUGS = _named("classes")
LIMITS = sorted(
    {
        (trigger.get("measure", ""), limit["value"])
        for record in records("safety/").values()
        for trigger in record.values.get("triggers", ())
        for limit in trigger.get("limits", ())
        if trigger.get("measure")
    }
)
ages = st.none() | st.integers(0, 40) | st.integers(80, 400)


@st.composite
def problems(draw: st.DrawFn, easing: bool = True) -> Thing:
    names = CONCEPTS if easing else [name for name in CONCEPTS if name not in EASING]
    says = draw(st.lists(st.sampled_from(QUALIFIERS), max_size=2, unique=True))
    return condition(draw(st.sampled_from(names)), days=draw(ages), active=draw(st.integers(0, 5)) > 0, says=says)


@st.composite
def values(draw: st.DrawFn) -> Thing:
    name, limit = draw(st.sampled_from(LIMITS))
    known = measures()[name]
    number = draw(st.sampled_from([limit - 1, limit - 0.1, limit, limit + 0.1, limit + 1]))
    return measured(name, min(max(number, known.low), known.high), hours=draw(st.integers(1, 200)))


others = (
    st.sampled_from(PROCEDURES).flatmap(lambda name: ages.map(lambda days: done(name, days=days)))
    | st.sampled_from(DRUGS).map(lambda name: drug(name, days=60))
    | st.just(in_hospital())
    | st.just(ordered("physiotherapy"))
)
given_there = st.sampled_from(DRUGS).map(
    lambda name: Medication(frozenset({name}), name, True, Source("MedicationAdministration", name), DAY)
)
things = st.lists(problems() | values() | others, max_size=6)


# Medicines that only the ward's list of what was given knows of.
ward = st.lists(problems() | values() | others | given_there, max_size=5).map(lambda held: [*held, in_hospital()])


def state(who: Person) -> State:
    return who.safety().exercise


@given(things, problems(easing=False))
def test_one_more_problem_never_makes_the_answer_milder(there: list[Thing], more: Thing) -> None:
    before, after = person(*there), person(*there, more)
    assert STRICTNESS.index(state(after)) >= STRICTNESS.index(state(before))


_HELD_IN: dict[str, dict[str, Any]] = {
    "Condition": {"conditions": ()},
    "Procedure": {"procedures": ()},
    "Encounter": {"encounters": ()},
}
_MEDICINES = ("MedicationRequest", "MedicationAdministration")


def without(whole: Person, part: str) -> Person:
    """The person as the rules would see them had this part not been read."""
    record, group = whole.record, part.partition(":")[2]
    kept = {name: found for name, found in record.series.items() if measures()[name].group != group}
    drugs = tuple(one for one in record.medications if one.source.resource_type != part)
    gone = _HELD_IN.get(part) or ({"medications": drugs} if part in _MEDICINES else {"series": kept})
    left = replace(record, reads=dict(record.reads) | {part: ReadState.UNREAD}, **gone)
    known = {name: fact for name, fact in whole.facts.by_name.items() if name in left.series}
    return replace(whole, record=left, facts=replace(whole.facts, by_name=known))


# Orders of palliative care are left out here: without them a life-limiting illness is asked about, and no more.
@given(things | ward, st.sampled_from([*_HELD_IN, *_MEDICINES, *(f"Observation:{group}" for group in GROUPS)]))
def test_a_part_that_could_not_be_read_never_loosens_anything(there: list[Thing], part: str) -> None:
    whole = person(*there)
    before, after = state(whole), state(without(whole, part))
    assert STRICTNESS.index(after) >= STRICTNESS.index(min(before, State.UNKNOWN, key=STRICTNESS.index))


@given(st.lists(problems() | others, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(there: list[Thing], chance: Random) -> None:
    mixed = list(there)
    chance.shuffle(mixed)
    one, other = person(*there), person(*mixed)
    assert state(one) == state(other)
    assert one.findings().keys() == other.findings().keys()
    assert one.safety().changes("exercise") == other.safety().changes("exercise")


@given(things)
def test_no_site_setting_changes_a_finding(there: list[Thing]) -> None:
    plain = person(*there)
    for site in (Site(production=True), Site(asian=False), Site(signed_rules=frozenset(rule.id for rule in rules()))):
        assert person(*there, site=site).findings() == plain.findings()


@given(things)
def test_every_finding_has_words_evidence_and_changes_that_are_known(there: list[Thing]) -> None:
    for finding in person(*there).findings().values():
        assert finding.id in words()
        assert f"action.{finding.id}" in words()
        assert all(f"change.{change}" in words() for change in finding.changes)
        if finding.severity is Severity.STOP:
            assert finding.evidence


@given(things, st.sampled_from([rule.id for rule in rules() if rule.severity is Severity.STOP]), st.integers(0, 3))
def test_a_clearance_lifts_the_stop_that_it_names_and_no_other(there: list[Thing], cleared: str, days: int) -> None:
    plain = person(*there)
    lifted = plain.cleared(cleared, days=days)
    before = {finding.id for finding in plain.findings().values() if finding.severity is Severity.STOP}
    after = {finding.id for finding in lifted.findings().values() if finding.severity is Severity.STOP}
    assert before - after <= {cleared}
    if before - after:
        assert state(lifted) is not State.ALLOWED


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_of_the_rules_is_found_where_it_is_active_and_undated(concept: str) -> None:
    assert state(person(condition(concept))) in STRICTNESS
