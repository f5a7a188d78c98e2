"""The strata of the World Falls Guidelines, and that K14 stands on the same answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.facts import Condition
from rules.falls import Stratum, fall_risk
from rules.falls.answer import FallRisk
from rules.falls.history import history
from tests.support.records import DAY, Person, ago, condition, person

CARE = ["needed_care"]


def risk_of(who: Person) -> FallRisk:
    return fall_risk(who.record, who.facts, who.context)


def why(who: Person) -> list[str]:
    return [reason.id for reason in risk_of(who).because]


@pytest.mark.parametrize(
    ("problems", "reasons"),
    [
        ([condition("fall", days=300, says=CARE)], ["fall.needed_care"]),
        ([condition("fall", days=365, says=CARE)], ["fall.needed_care"]),
        ([condition("fall", days=366, says=CARE)], []),
        ([condition("fall", days=300, says=CARE, active=False)], ["fall.needed_care"]),
        ([condition("hip_fracture", days=40)], ["fall.needed_care"]),
        ([condition("hip_fracture", days=366)], []),
        ([condition("fall", days=10), condition("fall", days=300)], ["fall.repeated"]),
        ([condition("fall", days=10), condition("fall", days=370)], ["fall.one"]),
        ([condition("fall", days=10), condition("fall", days=10, recorded=9)], ["fall.one"]),
        ([condition("tendency_to_fall")], ["fall.repeated"]),
        ([condition("fall", days=10, says=["long_lie"])], ["fall.long_lie"]),
        ([condition("fall", days=10), condition("frailty")], ["fall.with_frailty"]),
        ([condition("fall", days=10), condition("failure_to_thrive")], ["fall.with_frailty"]),
        ([condition("frailty")], []),
        ([condition("fall", days=10), condition("syncope", days=200)], ["fall.with_loss_of_consciousness"]),
        ([condition("fall", days=10), condition("syncope", days=366)], ["fall.one"]),
        ([condition("fall", days=10), condition("syncope")], ["fall.with_loss_of_consciousness"]),
        ([condition("fall")], ["fall.one"]),
        ([condition("fall", active=False)], []),
    ],
)
def test_a_fall_is_serious_by_care_number_time_on_the_floor_frailty_or_fainting(
    problems: list[Condition], reasons: list[str]
) -> None:
    who = person(*problems, gait_m_per_s=1.0)
    assert why(who) == reasons
    high = bool(reasons) and reasons != ["fall.one"]
    assert (risk_of(who).stratum is Stratum.HIGH) is high
    assert ("K14.high_fall_risk" in who.findings()) is high


@pytest.mark.parametrize(
    ("name", "value", "stratum"),
    [
        ("gait_m_per_s", 0.79, Stratum.INTERMEDIATE),
        ("gait_m_per_s", 0.8, Stratum.INTERMEDIATE),
        ("gait_m_per_s", 0.81, Stratum.LOW),
        ("tug_s", 14.9, Stratum.LOW),
        ("tug_s", 15.0, Stratum.LOW),
        ("tug_s", 15.1, Stratum.INTERMEDIATE),
        ("sppb", 3.0, Stratum.NOT_KNOWN),
    ],
)
def test_without_a_serious_fall_a_slow_walk_makes_the_intermediate_stratum(
    name: str, value: float, stratum: Stratum
) -> None:
    assert risk_of(person(**{name: value})).stratum is stratum


def test_one_of_gait_and_tug_is_enough_and_the_slower_one_decides() -> None:
    assert risk_of(person(gait_m_per_s=1.0, tug_s=16.0)).stratum is Stratum.INTERMEDIATE
    assert why(person(gait_m_per_s=0.7, tug_s=16.0)) == ["falls.slow_gait", "falls.slow_tug"]


def test_a_stale_walk_settles_nothing() -> None:
    who = person(gait_m_per_s=1.0)
    stale = replace(who.facts.by_name["gait_m_per_s"], stale=True)
    old = replace(who.facts, by_name={**who.facts.by_name, "gait_m_per_s": stale})
    assert fall_risk(who.record, old, who.context).stratum is Stratum.NOT_KNOWN


def test_another_value_of_the_day_counts_if_it_is_slower() -> None:
    who = person(gait_m_per_s=0.9)
    fact = replace(who.facts.by_name["gait_m_per_s"], conflicts=(0.7,))
    both = replace(who.facts, by_name={**who.facts.by_name, "gait_m_per_s": fact})
    assert fall_risk(who.record, both, who.context).stratum is Stratum.INTERMEDIATE


def test_an_unread_problem_list_is_never_a_low_risk() -> None:
    who = person(gait_m_per_s=1.2).unread("Condition")
    assert risk_of(who).stratum is Stratum.NOT_KNOWN
    assert "conditions_unread" in risk_of(who).asks
    assert "falls_of_last_year" not in risk_of(who).asks


def test_a_fall_without_read_contacts_leaves_the_stratum_open_and_restricts_all_the_same() -> None:
    who = person(condition("fall", days=30), gait_m_per_s=1.2).unread("Encounter")
    assert risk_of(who).stratum is Stratum.NOT_KNOWN
    assert "contacts_unread" in risk_of(who).asks
    assert "K14.fall_care_not_read" in who.findings()


def test_a_serious_fall_stays_serious_whatever_was_not_read() -> None:
    who = person(condition("fall", days=30, says=CARE)).unread("Encounter", "MedicationRequest")
    assert risk_of(who).stratum is Stratum.HIGH


@pytest.mark.parametrize(
    ("who", "asks"),
    [
        (person(), ["falls_of_last_year", "gait_or_tug", "standing_pressure"]),
        (person(gait_m_per_s=1.0), ["falls_of_last_year", "standing_pressure"]),
        (person(tug_s=10), ["falls_of_last_year", "standing_pressure"]),
        (person(condition("fall", days=3), tug_s=10), ["how_the_fall_was", "standing_pressure"]),
        (person(condition("fall", days=3, says=CARE)), ["standing_pressure"]),
        (person(tug_s=10).unread("MedicationRequest"), ["falls_of_last_year", "drugs_unread", "standing_pressure"]),
        (person(tug_s=10, systolic_drop_mmhg=3, diastolic_drop_mmhg=1), ["falls_of_last_year"]),
    ],
)
def test_what_would_settle_more_is_asked_for(who: Person, asks: list[str]) -> None:
    assert list(risk_of(who).asks) == asks


def test_the_window_of_a_year_runs_by_calendar_months() -> None:
    assert history(person(condition("fall", days=365)).record, DAY).falls
    assert not history(person(condition("fall", days=366)).record, DAY).falls
    assert ago(365) is not None


problems = st.lists(
    st.builds(
        lambda concept, days, active, says: condition(concept, days=days, active=active, says=says),
        st.sampled_from(["fall", "tendency_to_fall", "hip_fracture", "frailty", "syncope", "dementia"]),
        st.one_of(st.none(), st.integers(0, 500)),
        st.booleans(),
        st.sets(st.sampled_from(["needed_care", "long_lie"]), max_size=2),
    ),
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(problems)
def test_k14_and_the_stratum_always_agree(items: list[Condition]) -> None:
    who = person(*items)
    assert ("K14.high_fall_risk" in who.findings()) is (risk_of(who).stratum is Stratum.HIGH)


@settings(max_examples=200, deadline=None)
@given(problems, st.integers(0, 365))
def test_another_fall_never_lowers_the_stratum(items: list[Condition], days: int) -> None:
    order = [Stratum.LOW, Stratum.NOT_KNOWN, Stratum.INTERMEDIATE, Stratum.HIGH]
    before = risk_of(person(*items, gait_m_per_s=0.7)).stratum
    after = risk_of(person(*items, condition("fall", days=days, recorded=days), gait_m_per_s=0.7)).stratum
    assert order.index(after) >= order.index(before)
