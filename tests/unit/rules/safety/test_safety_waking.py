"""A rule sleeps only where it could find nothing: asked or not, every record gives the same findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import Fact, Source
from rules.measures import measures
from rules.nutrition.refeeding import refeeding
from rules.safety.case import Case
from rules.safety.finders import FINDERS
from rules.safety.rule import rules
from rules.safety.waking import awake
from tests.support.records import DAY, Thing, condition, drug, measured, person

SOURCE = Source("Observation", "creatinine-1")


def _case(*things: Thing) -> tuple[set[str], Case]:
    who = person(*things)
    case = Case.of(who.record, who.facts, who.context, refeeding(who.record, who.facts, who.context.day))
    return {rule.id for rule in awake(case.names, who.record, who.facts)}, case


def _limits() -> Iterator[tuple[str, str, str, float]]:
    """Every limit of a rule about one value: its rule, the measure, the comparator and the number."""
    for rule in rules():
        for trigger in rule.triggers:
            if trigger.finds == "value" and len(trigger.limits) == 1:
                (name,) = trigger.names
                yield rule.id, name, trigger.limits[0].met_when, trigger.limits[0].value


@pytest.mark.parametrize(("rule", "name", "met_when", "limit"), sorted(set(_limits())))
def test_a_value_beyond_its_limit_wakes_the_rule(rule: str, name: str, met_when: str, limit: float) -> None:
    step = {"above": 1e-6, "at_least": 0.0, "below": -1e-6, "at_most": 0.0}[met_when]
    assert rule in _case(measured(name, limit + step))[0]


def test_values_between_all_limits_wake_no_rule_about_values() -> None:
    woken, _ = _case(measured("potassium_mmol_per_l", 4.2))
    potassium = {one for one, name, _, _ in _limits() if name == "potassium_mmol_per_l"}
    assert len(potassium) > 2
    assert woken.isdisjoint(potassium)


def test_an_older_value_beyond_a_limit_wakes_the_rule_too() -> None:
    woken, _ = _case(measured("potassium_mmol_per_l", 6.5, days=2), measured("potassium_mmol_per_l", 4.2))
    assert "K12.potassium_high" in woken


@pytest.mark.parametrize("conflicts", [(), (25.0,)])
def test_a_value_in_use_that_was_computed_wakes_the_rule_by_itself_or_by_a_conflict(conflicts: tuple[float]) -> None:
    computed = Fact("egfr_ml_per_min", 65.0 if conflicts else 25.0, "mL/min", DAY, SOURCE, conflicts=conflicts)
    who = person()
    facts = replace(who.facts, by_name={**who.facts.by_name, computed.name: computed})
    assert "kidney.severe" in {rule.id for rule in awake([computed.name], who.record, facts)}
    harmless = replace(facts, by_name={computed.name: replace(computed, value=65.0, conflicts=())})
    assert "kidney.severe" not in {rule.id for rule in awake([computed.name], who.record, harmless)}


def test_a_rule_that_only_follows_a_clearance_is_never_asked() -> None:
    woken, _ = _case(condition("heart_failure", says=["decompensated"]), drug("statin"))
    never = {rule.id for rule in rules() if all(trigger.finds == "never" for trigger in rule.triggers)}
    assert never
    assert woken.isdisjoint(never)


names = st.sampled_from(sorted(name for name, measure in measures().items() if measure.low < measure.high))


@st.composite
def values(draw: st.DrawFn) -> Thing:
    name = draw(names)
    limits = sorted({limit for _, measure, _, limit in _limits() if measure == name}) or [measures()[name].low]
    near = draw(st.sampled_from(limits)) + draw(st.sampled_from([-1.0, -0.1, 0.0, 0.1, 1.0]))
    low, high = measures()[name].low, measures()[name].high
    return measured(name, min(max(near, low), high), days=draw(st.integers(0, 3)))


@given(st.lists(values(), max_size=6))
def test_no_rule_sleeps_of_which_a_trigger_would_find_something(things: list[Thing]) -> None:
    woken, case = _case(*things)
    missed = [
        (rule.id, trigger.finds)
        for rule in rules()
        if rule.id not in woken
        for trigger in rule.triggers
        if FINDERS[trigger.finds](case, trigger) is not None
    ]
    assert missed == []
