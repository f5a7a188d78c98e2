"""Which dosing rules are signed and valid, and what becomes of a dose that rests on one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cds_service.assess import assess
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Withheld
from rules.catalogue import LANGUAGES, record, records, words
from rules.context import Context, Signature, Site
from rules.exercise.prescription import _dosing_records
from rules.risk.analysis import risk_factors
from rules.signing import NOT_VALID, UNSIGNED, Signing, held_because, signatures_behind, signing, withheld
from tests.support import nutrition as eater
from tests.support.out_of_date import forget, make_out_of_date
from tests.support.records import NOW, Person, condition, person, staged

DAY = date(2026, 11, 2)
DOSING, VERIFIED, RESTRICTS = "exercise.programme_c", "nutrition.energy_kidney", "K04.very_high"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


def at(day: date = DAY, *, production: bool = False, signed: frozenset[str] = frozenset()) -> Context:
    return Context(
        datetime(day.year, day.month, day.day, 9, tzinfo=UTC), Site(production=production, signed_rules=signed)
    )


def every() -> frozenset[str]:
    return frozenset(name for name, rule in records().items() if rule.needs_signature)


# ── how rules stand ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_a_dosing_rule_below_grade_secondary_needs_a_signature() -> None:
    assert signing([record(DOSING), record(VERIFIED), record(RESTRICTS)], at()) == Signing((), (DOSING,), ())
    assert signing([record(DOSING)], at(signed=frozenset({DOSING}))) == Signing((DOSING,), (), ())
    assert signing([], at()) == Signing()


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2026, 2, 2), True),
        (date(2026, 3, 1), True),
        (date(2026, 3, 2), False),
    ],
)
@pytest.mark.parametrize("rule", [DOSING, VERIFIED])
def test_a_rule_applies_from_its_first_to_its_last_day_whatever_its_grade(
    rule: str, day: date, valid: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_out_of_date(monkeypatch, rule, first=date(2026, 2, 1), last=date(2026, 3, 1))
    assert signing([record(rule)], at(day, signed=every())).not_valid == (() if valid else (rule,))


def test_production_holds_a_dose_and_a_demo_does_not() -> None:
    rules = [record(DOSING)]
    assert held_because(rules, at()) == ""
    assert held_because(rules, at(production=True)) == UNSIGNED
    assert held_because(rules, at(production=True, signed=every())) == ""
    assert withheld(signing(rules, at()), at()) is None


def test_a_rule_out_of_date_is_named_before_one_that_is_not_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    make_out_of_date(monkeypatch, VERIFIED)
    context = at(production=True)
    found = signing([record(DOSING), record(VERIFIED)], context)
    assert (found.unsigned, found.not_valid) == ((DOSING,), (VERIFIED,))
    assert withheld(found, context) == Withheld((NOT_VALID,), ("valid_rule",), VERIFIED)
    assert withheld(replace(found, not_valid=()), context) == Withheld((UNSIGNED,), ("site_signature",), DOSING)
    assert withheld(Signing(signed=(DOSING,)), context) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    for name in (UNSIGNED, NOT_VALID):
        for kind in ("reason", "no_supplement", "no_vitamin_d", "no_deficit"):
            assert words()[f"{kind}.{name}"][language]
    for name in (f"held.{NOT_VALID}", f"no_fluid.{NOT_VALID}", "clear_first.site_signature", "clear_first.valid_rule"):
        assert words()[name][language]


# ── exercise ────────────────────────────────────────────────────────────────────────────────────────────────────────


def trains(who: Person, context: Context) -> ExercisePlan | Withheld:
    from rules.exercise import prescribe

    return prescribe(who.record, who.facts, staged(), who.safety(), context)


def test_an_exercise_plan_names_the_signed_rules_that_it_rests_on() -> None:
    who = person(sppb=8)
    plan = trains(who, at(signed=every()))
    assert isinstance(plan, ExercisePlan)
    needed = tuple(rule.id for rule in _dosing_records(plan, is_severe=False) if rule.needs_signature)
    assert (plan.signed, plan.signed_rules, plan.not_valid) == (True, needed, ())
    one = trains(who, at(signed=frozenset({DOSING})))
    assert isinstance(one, ExercisePlan)
    assert (one.signed, one.signed_rules) == (False, (DOSING,))


def test_an_exercise_rule_out_of_date_withholds_the_plan_in_production_and_is_named_in_a_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_out_of_date(monkeypatch, DOSING)
    who = person(sppb=8)
    assert trains(who, at(production=True, signed=every())) == Withheld((NOT_VALID,), ("valid_rule",), DOSING)
    shown = trains(who, at(signed=every()))
    assert isinstance(shown, ExercisePlan)
    assert (shown.not_valid, bool(shown.phases)) == ((DOSING,), True)
    other = trains(person(sppb=11), at(production=True, signed=every()))
    assert isinstance(other, ExercisePlan)
    assert other.not_valid == ()


def test_what_stops_training_acts_although_its_rule_is_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    make_out_of_date(monkeypatch, RESTRICTS)
    who = person(sppb=8, systolic_mmhg=190)
    for production in (True, False):
        held = trains(who, at(production=production, signed=every()))
        assert isinstance(held, Withheld)
        assert RESTRICTS in held.reasons


# ── nutrition ───────────────────────────────────────────────────────────────────────────────────────────────────────


def eats(
    who: eater.Person, *, production: bool = False, signed: frozenset[str] | None = None
) -> NutritionPlan | Withheld:
    return eater.answer(who, Site(production=production, signed_rules=every() if signed is None else signed))


def fed(who: eater.Person, **site: bool) -> NutritionPlan:
    found = eats(who, **site)
    assert isinstance(found, NutritionPlan), found
    return found


@pytest.mark.parametrize("rule", ["nutrition.P9", "nutrition.weight", "nutrition.meals", "nutrition.energy"])
def test_a_nutrition_rule_out_of_date_withholds_the_plan_in_production_and_is_named_in_a_demo(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_out_of_date(monkeypatch, rule)
    who = eater.person()
    assert eats(who, production=True) == Withheld((NOT_VALID,), ("valid_rule",), rule)
    assert fed(who).not_valid == (rule,)


HEAVY = 85.0  # kg: a third of the day's protein is the usual amount of a meal


def test_a_nutrition_plan_names_every_signed_rule_whose_amount_it_says() -> None:
    who = eater.person(weight_kg=HEAVY)
    plan = fed(who)
    assert plan.signed
    said = {f"nutrient.{one.id}" for one in plan.nutrients if one.amount is not None}
    assert {"nutrition.leucine", *said} & every() <= set(plan.signed_rules)
    assert set(plan.signed_rules) <= every()
    for missing in plan.signed_rules:
        other = eats(who, signed=every() - {missing})
        assert isinstance(other, NutritionPlan)
        assert not other.signed
        assert missing not in other.signed_rules


BESIDE = [
    ("nutrition.leucine", "leucine_g_per_meal", ""),
    ("nutrition.fluids", "fluid_l_per_day_at_least", "no_fluid_goal_because"),
    ("nutrition.vitamin_d_untested", "vitamin_d", "no_vitamin_d_because"),
]


@pytest.mark.parametrize(("rule", "amount", "because"), BESIDE)
def test_an_amount_beside_protein_falls_away_in_production_where_its_rule_is_out_of_date_and_the_plan_stands(
    rule: str, amount: str, because: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = eater.person(weight_kg=HEAVY)
    assert getattr(fed(who, production=True), amount) is not None
    make_out_of_date(monkeypatch, rule)
    held, shown = fed(who, production=True), fed(who)
    assert getattr(held, amount) is None
    assert held.not_valid == ()
    assert not because or getattr(held, because) == (NOT_VALID,)
    assert getattr(shown, amount) is not None
    assert shown.not_valid == (rule,)


def test_a_supplement_out_of_date_falls_away_in_production_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    who = eater.person(eater.condition("malnutrition"), **eater.NO_REFEEDING_RISK)
    assert fed(who, production=True).supplement is not None
    make_out_of_date(monkeypatch, "nutrition.supplement")
    held, shown = fed(who, production=True), fed(who)
    assert (held.supplement, held.no_supplement_because, held.not_valid) == (None, (NOT_VALID,), ())
    assert (shown.supplement is not None, shown.not_valid) == (True, ("nutrition.supplement",))


def test_eating_below_need_is_not_named_in_production_where_its_rule_is_out_of_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heavy = {"height_cm": 200, "weight_kg": 128, "bmi_kg_per_m2": 32.0, "weight_loss_percent_6_months": 0.0}
    who = eater.person(eater.condition("diabetes"), age=67, sppb=11.0, **heavy)
    assert fed(who, production=True).energy_deficit_kcal_per_day_at_most == 500
    make_out_of_date(monkeypatch, "nutrition.energy_obesity")
    held, shown = fed(who, production=True), fed(who)
    assert (held.energy_deficit_kcal_per_day_at_most, held.no_deficit_because) == (None, (NOT_VALID,))
    assert (shown.energy_deficit_kcal_per_day_at_most, shown.not_valid) == (500, ("nutrition.energy_obesity",))


def test_a_nutrient_out_of_date_loses_its_amount_in_production_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    make_out_of_date(monkeypatch, "nutrient.hmb")
    who = eater.person()
    held = {one.id: one for one in fed(who, production=True).nutrients}
    shown = {one.id: one for one in fed(who).nutrients}
    assert (held["hmb"].amount, held["hmb"].held_because) == (None, (NOT_VALID,))
    assert held["leucine"].amount is not None
    assert (shown["hmb"].amount, shown["hmb"].held_because) == ((3.0, 3.0), ())
    assert fed(who).not_valid == ("nutrient.hmb",)


# ── risk ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def factor(rule: str, context: Context, who: Person) -> tuple[tuple[str, ...], int]:
    (found,) = (one for one in risk_factors(who.record, who.facts, staged(), context) if one.id == rule)
    return found.notes, len(found.effects)


def test_numbers_of_a_risk_rule_out_of_date_are_hidden_in_production_and_marked_in_a_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who, rule = person(condition("diabetes")), "risk.diabetes"
    before, many = factor(rule, at(production=True, signed=frozenset(records("risk/"))), who)
    assert many > 0
    make_out_of_date(monkeypatch, rule)
    assert factor(rule, at(production=True), who) == ((*before, "number_not_valid"), 0)
    assert factor(rule, at(), who) == ((*before, "rule_not_valid"), many)
    other = factor("risk.age", at(), who)
    assert not {"number_not_valid", "rule_not_valid"} & set(other[0])


# ── signatures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def signed(rule: str, by: str = "Dr Example", day: date = date(2026, 10, 1)) -> Signature:
    return Signature(rule, record(rule).digest, "0123456789ab", by, day)


def whole(site: Site) -> Assessment:
    who = person(sppb=8, weight_kg=60, height_cm=160, grip_kg=15)
    return assess(who.record, Context(NOW, site))


def test_the_signatures_of_an_assessment_are_those_that_its_plans_rest_on() -> None:
    given = tuple(map(signed, sorted(every())))
    found = whole(Site(signed_rules=every(), signatures=given))
    plan = found.exercise
    assert isinstance(plan, ExercisePlan)
    rested = set(plan.signed_rules)
    if isinstance(found.nutrition, NutritionPlan):
        rested |= set(found.nutrition.signed_rules)
    assert [one.rule for one in found.signatures] == [one.rule for one in given if one.rule in rested]
    assert "exercise.programme_a" not in rested
    assert found.signatures


def test_without_signatures_or_plans_there_are_none_behind_them() -> None:
    assert whole(Site()).signatures == ()
    context = Context(NOW, Site(signed_rules=every(), signatures=tuple(map(signed, sorted(every())))))
    assert signatures_behind(context, Withheld(("K04.very_high",)), None) == ()
    one = whole(Site(signed_rules=frozenset({DOSING}), signatures=(signed(DOSING), signed("exercise.programme_a"))))
    assert [item.rule for item in one.signatures] == [DOSING]
