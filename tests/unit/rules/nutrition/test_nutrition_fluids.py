"""How much to drink: by sex, and never where heart, kidneys, liver, salt or fluid speak against an amount."""

from __future__ import annotations

import pytest

from tests.support.nutrition import Person, condition, person, plan, procedure, screen


def because(someone: Person) -> tuple[str, ...]:
    found = plan(someone)
    assert (found.fluid_l_per_day_at_least is None) is bool(found.no_fluid_goal_because)
    return found.no_fluid_goal_because


@pytest.mark.parametrize(("sex", "litres"), [("female", 1.6), ("male", 2.0)])
def test_the_amount_follows_the_sex(sex: str, litres: float) -> None:
    assert plan(person(sex=sex)).fluid_l_per_day_at_least == litres


@pytest.mark.parametrize(
    ("someone", "reason"),
    [
        (person(condition("heart_failure")), "heart_failure"),
        (person(procedure("dialysis"), egfr=None, dry_weight_kg=60), "dialysis"),
        (person(egfr=29.9), "kidney_severe"),
        (person(egfr=None), "kidney_unknown"),
        (person(condition("ascites")), "liver"),
        (person(condition("cirrhosis")), "liver"),
        (person(condition("varices")), "liver"),
        (person(condition("liver_failure")), "liver"),
        (person(condition("oedema"), dry_weight_kg=58), "overload"),
        (person(condition("fluid_overload"), dry_weight_kg=58), "overload"),
        (person(sodium_mmol_per_l=129.9), "low_sodium"),
        (person(condition("dysphagia")), "swallow_screen"),
        (person(condition("parkinson")), "swallow_screen"),
    ],
)
def test_what_speaks_against_an_amount_leaves_none(someone: Person, reason: str) -> None:
    assert reason in because(someone)


@pytest.mark.parametrize(
    "someone", [person(egfr=30), person(egfr=30.1), person(sodium_mmol_per_l=130.0), person(sodium_mmol_per_l=130.1)]
)
def test_on_the_limit_the_amount_stands(someone: Person) -> None:
    assert because(someone) == ()


def test_after_a_passed_swallow_screen_the_amount_stands() -> None:
    assert because(person(condition("parkinson"), screen())) == ()


def test_heart_failure_with_unread_infusions_leaves_the_overload_open() -> None:
    assert "overload" in because(person(condition("heart_failure")).unread("MedicationAdministration"))
