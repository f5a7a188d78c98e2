"""Energy: the guiding value, illness, underweight, kidney disease; never a deficit."""

from __future__ import annotations

import pytest

from rules.catalogue import GRADES
from rules.context import Site
from tests.support.nutrition import Person, all_signed, condition, person, plan, procedure, withheld

SETTLED = {
    "potassium_mmol_per_l": 4.2,
    "phosphate_mmol_per_l": 1.1,
    "magnesium_mmol_per_l": 0.9,
    "weight_loss_percent_6_months": 0.0,
}


def test_more_energy_is_for_those_whose_refeeding_risk_is_excluded_by_what_was_measured() -> None:
    thin = {"height_cm": 200, "weight_kg": 84, "bmi_kg_per_m2": 21.0}
    assert plan(person(**thin, **SETTLED)).energy_kcal_per_kg_per_day == (32, 38)  # type: ignore[arg-type]
    for missing in SETTLED:
        known = {name: value for name, value in SETTLED.items() if name != missing}
        found = plan(person(**thin, **known))  # type: ignore[arg-type]
        assert found.energy_kcal_per_kg_per_day is None
        assert "energy_waits_for_refeeding" in found.notes
        assert "refeeding_history" in found.asks
        assert "refeeding_not_excluded" in found.no_sample_day_because


def of_bmi(bmi: float, *items: object, egfr: float | None = 80) -> Person:
    return person(*items, height_cm=200, weight_kg=bmi * 4, bmi_kg_per_m2=bmi, egfr=egfr, **SETTLED)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("someone", "kcal_per_kg"),
    [
        (of_bmi(22), (30, 30)),
        (of_bmi(20.9), (32, 38)),
        (of_bmi(21.0), (32, 38)),
        (of_bmi(21.1), (30, 30)),
        (of_bmi(22, condition("pneumonia", ago=3)), (27, 30)),
        (of_bmi(20, condition("pneumonia", ago=3)), (27, 30)),
        (of_bmi(22, egfr=59), (25, 35)),
        (of_bmi(22, egfr=60), (30, 30)),
        (of_bmi(20, egfr=59), (32, 35)),
        (of_bmi(22, condition("pneumonia", ago=3), egfr=45), (27, 30)),
        (of_bmi(22, procedure("dialysis"), egfr=None), (25, 35)),
    ],
)
def test_energy_follows_weight_illness_and_kidneys(someone: Person, kcal_per_kg: tuple[int, int]) -> None:
    assert plan(someone).energy_kcal_per_kg_per_day == kcal_per_kg


def test_energy_counts_on_the_same_weight_as_protein() -> None:
    found = plan(person(sex="male", age=67, height_cm=170, weight_kg=92))
    assert found.energy_kcal_per_day == (2446, 2446)


@pytest.mark.parametrize("bmi", [26, 30, 40])
def test_overweight_never_gets_a_deficit(bmi: float) -> None:
    assert plan(of_bmi(bmi)).energy_kcal_per_kg_per_day == (30, 30)


def test_the_weakest_grade_among_the_numbers_used_is_shown() -> None:
    assert plan(person()).grade == "unverified"
    assert plan(person(weight_kg=None)).grade == "synthesis"
    assert plan(person()).grade in GRADES


def test_a_demo_shows_unsigned_rules_as_unsigned() -> None:
    assert plan(person()).signed is False
    assert plan(person(), Site(signed_rules=all_signed())).signed is True


@pytest.mark.parametrize("missing", ["nutrition.P9", "nutrition.weight", "nutrition.meals"])
def test_production_withholds_what_no_clinician_of_the_site_has_signed(missing: str) -> None:
    found = withheld(person(), Site(production=True, signed_rules=all_signed() - {missing}))
    assert found.reasons == ("unsigned_rule",)
    assert found.rule == missing


def test_production_with_every_signature_prescribes() -> None:
    assert plan(person(), Site(production=True, signed_rules=all_signed())).signed is True


def test_signatures_never_lift_a_guard() -> None:
    signed = Site(production=True, signed_rules=all_signed())
    assert withheld(person(condition("phenylketonuria")), signed).reasons == ("K20.metabolism",)


def test_restricting_rules_act_without_a_signature() -> None:
    production = Site(production=True)
    assert withheld(person(condition("phenylketonuria")), production).reasons == ("K20.metabolism",)


def test_the_plan_names_its_sources() -> None:
    assert {"deutz2014", "espen_geriatrics", "protage2013"} <= set(plan(person()).sources)
