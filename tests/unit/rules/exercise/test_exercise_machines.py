"""Loads in kilograms from a set of five to ten repetitions that the record holds; no maximum is ever asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest

from cds_service.cards.exercise import _notes
from cds_service.cards.words import words
from cds_service.documents.weeks_text import weeks_text
from rules.assessment import ExercisePlan, Withheld
from rules.catalogue import LANGUAGES
from rules.context import Context, Site
from rules.exercise import home_bands, prescribe, weeks
from rules.exercise.level import level_of_sppb
from rules.exercise.library import library
from rules.exercise.machines import machine_loads
from rules.exercise.prescription import _dosing_records
from rules.facts import Fact, Ignored, Measurement, Source
from tests.support.records import (
    DAY,
    NOW,
    Person,
    Thing,
    ago,
    condition,
    done,
    in_hospital,
    measured,
    person,
    staged,
)

LEG, ROW, CHEST = "leg_press_10rm_kg", "row_10rm_kg", "chest_press_10rm_kg"
ON = {LEG: "movement.leg_press", ROW: "movement.machine_row", CHEST: "movement.machine_chest_press"}
COUNT = "test_set_repetitions"


def counted(repetitions: float, of: Measurement) -> Measurement:
    """The repetitions of a set, as a component of the same Observation."""
    place = Source(of.source.resource_type, of.source.resource_id, "component[0]")
    return Measurement(COUNT, repetitions, "{count}", of.on, place, at=of.at)


def set_of(name: str, load: float, repetitions: float | None = None, days: int = 7) -> tuple[Measurement, ...]:
    one = measured(name, load, days)
    return (one,) if repetitions is None else (one, counted(repetitions, one))


def plan_for(who: Person, stage: str = "sarcopenia") -> ExercisePlan:
    found = prescribe(who.record, who.facts, staged(stage), who.safety(), who.context)
    assert not isinstance(found, Withheld), found
    return found


def plan_of(*things: Thing, **values: float) -> ExercisePlan:
    return plan_for(person(*things, **values))


def loads(plan: ExercisePlan, week: int = 1) -> dict[str, float]:
    """Kilograms by movement in one week."""
    sessions = weeks(plan)[week - 1].sessions
    return {item.movement: item.load_kg for one in sessions for item in one.work if item.load_kg is not None}


def moves(plan: ExercisePlan) -> set[str]:
    return {item.id for phase in plan.phases for item in phase.movements}


def maxima(who: Person) -> list[tuple[str, float, int, float]]:
    return [
        (one.movement, one.load_kg, one.repetitions, round(one.one_rm_kg, 3))
        for one in machine_loads(who.record, who.facts)
    ]


@pytest.mark.parametrize(("name", "movement"), ON.items())
def test_a_set_without_a_number_of_repetitions_is_one_of_ten(name: str, movement: str) -> None:
    assert maxima(person(*set_of(name, 30))) == [(movement, 30, 10, 40.0)]


@pytest.mark.parametrize(
    ("repetitions", "maximum"), [(4, None), (5, 35.0), (6, 36.0), (9, 39.0), (10, 40.0), (11, None), (7.5, None)]
)
def test_a_set_counts_from_five_to_ten_whole_repetitions(repetitions: float, maximum: float | None) -> None:
    found = maxima(person(*set_of(LEG, 30, repetitions)))
    assert [one[3] for one in found] == ([] if maximum is None else [maximum])


def test_repetitions_of_another_set_or_moment_are_not_those_of_this_one() -> None:
    leg, row = measured(LEG, 60), measured(ROW, 30)
    assert maxima(person(leg, row, counted(5, row))) == [
        (ON[LEG], 60, 10, 80.0),
        (ON[ROW], 30, 5, 35.0),
    ]
    earlier = counted(5, leg)._replace(on=ago(1))
    hour = counted(5, leg)._replace(at=datetime(2026, 11, 2, 9, tzinfo=NOW.tzinfo))
    assert maxima(person(leg, earlier))[0][2] == 10
    assert maxima(person(leg, hour))[0][2] == 10


def test_two_numbers_of_repetitions_of_one_set_give_no_load() -> None:
    leg = measured(LEG, 60)
    assert maxima(person(leg, counted(8, leg), counted(9, leg))) == []
    assert maxima(person(leg, counted(8, leg), counted(8, leg))) == [(ON[LEG], 60, 8, 76.0)]


def test_a_number_of_repetitions_that_could_not_be_read_is_never_taken_for_ten() -> None:
    who = person(*set_of(LEG, 60))
    place = Source("Observation", who.record.series[LEG][0].source.resource_id, "component[0]")
    unusable = replace(who, record=replace(who.record, ignored=(Ignored(place, "implausible", COUNT),)))
    other = replace(who, record=replace(who.record, ignored=(Ignored(Source("Observation", "x"), "no_value", COUNT),)))
    another = replace(who, record=replace(who.record, ignored=(Ignored(place, "no_value", "grip_kg"),)))
    assert maxima(unusable) == []
    assert maxima(other) == maxima(another) == maxima(who) != []


def test_of_several_sets_of_one_day_the_lowest_maximum_counts_and_an_older_day_does_not() -> None:
    strong, weak = measured(LEG, 60, 7), measured(LEG, 50, 7)
    weak = weak._replace(source=Source("Observation", "second"))
    older = measured(LEG, 20, 20)
    assert maxima(person(older, strong, weak)) == [(ON[LEG], 50, 10, pytest.approx(66.667, abs=0.001))]
    assert maxima(person(older, weak, counted(4, weak), strong)) == []


@pytest.mark.parametrize(("days", "counts"), [(83, True), (84, True), (85, False)])
def test_a_set_counts_for_twelve_weeks(days: int, counts: bool) -> None:
    assert bool(maxima(person(*set_of(LEG, 60, days=days)))) is counts


@pytest.mark.parametrize(("name", "movement"), ON.items())
def test_who_was_tested_on_a_machine_trains_on_it_with_a_load_in_kilograms(name: str, movement: str) -> None:
    plan, without = plan_of(*set_of(name, 30), sppb=11), plan_of(sppb=11)
    assert (moves(plan) - moves(without), loads(without)) == ({movement}, {})
    assert loads(plan) == {movement: 16.0}
    pattern = library()[movement].pattern
    for phase, before in zip(plan.phases, without.phases, strict=True):
        here = [item.id for item in phase.movements]
        place = here.index(movement)
        assert library()[before.movements[place].id].pattern == pattern
        assert replace(phase, movements=before.movements) == before
        assert replace(phase.movements[place], id=before.movements[place].id) == before.movements[place]
        assert here.count(movement) == 1


def test_the_load_follows_the_share_of_the_maximum_week_by_week() -> None:
    plan = plan_of(*set_of(LEG, 60, 8), sppb=11)
    percents = {
        week.number: next(item for item in week.sessions[0].work if item.movement == ON[LEG]) for week in weeks(plan)
    }
    for item in percents.values():
        assert item.load_percent_1rm is not None
        assert item.load_kg == int(76 * item.load_percent_1rm / 100 * 2) / 2


def test_a_cap_on_the_load_holds_for_kilograms_too() -> None:
    free, capped = plan_of(*set_of(LEG, 60), sppb=11), plan_of(*set_of(LEG, 60), sppb=11, systolic_mmhg=165)
    assert max(loads(capped, week)[ON[LEG]] for week in range(1, 25)) <= 0.6 * 80 < loads(free, 24)[ON[LEG]]


def test_a_machine_that_a_condition_forbids_is_not_trained_on_although_it_was_tested() -> None:
    for thing in (done("hip_replacement", days=30), condition("hip_fracture", days=60)):
        plan = plan_of(*set_of(LEG, 60), *set_of(ROW, 30), thing, sppb=8)
        if ON[LEG] not in moves(plan):
            assert [one.movement for one in plan.machine_loads] == [ON[ROW]]
            return
    pytest.fail("one of these keeps the hip from bending past a right angle")


@pytest.mark.parametrize(("sppb", "machines"), [(2, set()), (5, {ON[LEG]}), (8, set(ON.values()))])
def test_a_machine_is_used_only_at_the_levels_it_is_for(sppb: float, machines: set[str]) -> None:
    plan = plan_of(*set_of(LEG, 60), *set_of(ROW, 30), *set_of(CHEST, 30), sppb=sppb)
    assert moves(plan) & set(ON.values()) == machines
    assert {one.movement for one in plan.machine_loads} == machines


def test_nobody_goes_to_a_machine_on_the_ward() -> None:
    plan = plan_of(*set_of(LEG, 60), in_hospital(), sppb=8)
    assert plan.phases[0].id == "hospital"
    assert ON[LEG] not in {item.id for item in plan.phases[0].movements}
    assert ON[LEG] in {item.id for item in plan.phases[1].movements}


def test_the_plan_with_bands_at_home_leaves_the_machines_out() -> None:
    bands = home_bands(plan_of(*set_of(LEG, 60), *set_of(ROW, 30), sppb=8))
    assert bands is not None
    assert not moves(bands) & set(ON.values())


def test_a_machine_that_the_phase_holds_already_is_not_put_in_twice() -> None:
    plan = plan_of(*set_of(LEG, 60), sppb=8)
    assert [item.id for item in plan.phases[0].movements].count(ON[LEG]) == 1


def test_the_rules_behind_a_load_in_kilograms_are_among_those_to_be_signed() -> None:
    rules = {"exercise.test_sets", "exercise.load_step", "note.no_one_rm_test"}
    with_load, without = (plan_of(*things, sppb=8) for things in (set_of(LEG, 60), ()))
    assert rules <= {rule.id for rule in _dosing_records(with_load, is_severe=False)}
    assert not {"exercise.test_sets", "exercise.load_step"} & {
        rule.id for rule in _dosing_records(without, is_severe=False)
    }
    names = frozenset(rule.id for rule in _dosing_records(with_load, is_severe=False))
    who = person(*set_of(LEG, 60), sppb=8)
    for missing in sorted(rules):
        site = Site(production=True, signed_rules=names - {missing})
        found = prescribe(who.record, who.facts, staged(), who.safety(), Context(NOW, site))
        assert isinstance(found, Withheld)
        assert found.rule == missing


def test_a_conflict_of_facts_never_raises_a_load() -> None:
    who = person(*set_of(LEG, 60), sppb=8)
    fact = replace(who.facts.by_name[LEG], conflicts=(90.0,))
    facts = replace(who.facts, by_name={**who.facts.by_name, LEG: fact})
    assert isinstance(fact, Fact)
    assert [one.one_rm_kg for one in machine_loads(who.record, facts)] == [80.0]


@pytest.mark.parametrize("sppb", [2, 5, 8, 11])
def test_no_level_is_asked_for_a_test_of_strength_on_a_machine(sppb: float) -> None:
    plan = plan_of(sppb=sppb)
    said = [*plan.notes, *plan.progression, *plan.hold]
    assert not [name for name in said if "10rm" in name or "test_set" in name]
    assert "no_one_rm_test" in plan.notes or level_of_sppb(sppb) == "A"


def _one_line(texts: Iterable[str], part: str) -> str:
    (line,) = (text for text in texts if part in text)
    return line


@pytest.mark.parametrize(
    ("language", "card", "week"),
    [
        ("en", "60 kg for 8 repetitions on 2026-10-26, so a maximum of about 76 kg", "leg press 30 kg"),
        ("zh-CN", "2026-10-26以60 kg完成8次，估算最大负荷约76 kg", "腿举30 kg"),
    ],
)
def test_the_card_says_the_estimate_and_the_weeks_say_the_kilograms(language: str, card: str, week: str) -> None:
    plan = plan_of(*set_of(LEG, 60, 8), sppb=11)
    assert card in _one_line(_notes(plan, words(language)), card)
    assert week in weeks_text(plan, DAY, words(language))
    assert " kg" not in weeks_text(plan_of(sppb=11), DAY, words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_machine_has_its_name(language: str) -> None:
    for movement in ON.values():
        assert words(language).say(f"{movement}.name")
