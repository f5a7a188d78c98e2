"""What is computed from other values, from which, and when a reported value stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from rules.facts import Fact, Facts, Measurement, PatientRecord, Sex, Source
from rules.measures import measures
from rules.selection import select

DAY = date(2026, 6, 1)


def measured(name: str, value: float, days_ago: int = 0, method: str | None = None, source: str = "") -> Measurement:
    place = Source("Observation", source or f"{name}-{days_ago}")
    return Measurement(name, value, measures()[name].unit, DAY - timedelta(days=days_ago), place, method=method)


def facts_of(found: Iterable[Measurement], sex: Sex = Sex.FEMALE, born: date | None = date(1950, 1, 1)) -> Facts:
    series: dict[str, tuple[Measurement, ...]] = {}
    for one in sorted(found, key=lambda m: (m.on, m.source.resource_id)):
        series[one.name] = (*series.get(one.name, ()), one)
    return select(PatientRecord("p1", sex, born, series=series), DAY).facts


def fact_of(name: str, *found: Measurement, sex: Sex = Sex.FEMALE, born: date | None = date(1950, 1, 1)) -> Fact:
    return facts_of(found, sex, born).by_name[name]


def test_body_mass_index_is_weight_by_height_squared_of_one_visit() -> None:
    found = fact_of("bmi_kg_per_m2", measured("weight_kg", 48, 5), measured("height_cm", 155, 5))
    assert found.value == pytest.approx(19.979, abs=1e-3)
    assert (found.derivation, found.on) == ("bmi", DAY - timedelta(days=5))
    assert [str(source) for source in found.inputs] == ["Observation/weight_kg-5", "Observation/height_cm-5"]


def test_without_a_height_of_that_day_the_latest_valid_one_is_used_and_said() -> None:
    found = fact_of("bmi_kg_per_m2", measured("weight_kg", 48), measured("height_cm", 155, 730))
    assert found.derivation == "bmi-older-height"
    assert not found.stale
    assert "bmi_kg_per_m2" not in facts_of([measured("weight_kg", 48), measured("height_cm", 155, 731)]).by_name


def test_a_reported_index_of_the_same_day_stays_and_a_differing_one_is_named() -> None:
    measurements = (measured("weight_kg", 48), measured("height_cm", 155))
    agreed = fact_of("bmi_kg_per_m2", *measurements, measured("bmi_kg_per_m2", 20.0))
    differing = fact_of("bmi_kg_per_m2", *measurements, measured("bmi_kg_per_m2", 25.0))
    assert (agreed.value, agreed.derivation, agreed.conflicts) == (20.0, None, ())
    assert (differing.value, [round(value, 2) for value in differing.conflicts]) == (25.0, [19.98])


def test_a_newer_weight_replaces_an_older_reported_index() -> None:
    found = fact_of(
        "bmi_kg_per_m2", measured("bmi_kg_per_m2", 25, 30), measured("weight_kg", 48), measured("height_cm", 155)
    )
    assert found.derivation == "bmi"
    assert found.value == pytest.approx(19.98, abs=0.01)


def test_body_mass_index_is_counted_on_a_valid_dry_weight() -> None:
    found = fact_of(
        "bmi_kg_per_m2", measured("weight_kg", 62), measured("dry_weight_kg", 58), measured("height_cm", 168)
    )
    assert (found.derivation, round(found.value, 2)) == ("bmi-dry-weight", 20.55)


def test_the_muscle_index_comes_from_muscle_mass_and_height_with_its_method() -> None:
    found = fact_of("asm_height2_kg_per_m2", measured("asm_kg", 21.0, method="bia"), measured("height_cm", 170))
    assert (found.derivation, found.method, round(found.value, 3)) == ("asm-height2", "bia", 7.266)


def test_an_index_exactly_on_a_cut_off_is_not_moved_by_rounding_noise() -> None:
    found = fact_of("asm_height2_kg_per_m2", measured("asm_kg", 20.23, method="dxa"), measured("height_cm", 170))
    assert found.value == 7.0


def test_muscle_mass_by_body_mass_index() -> None:
    found = fact_of(
        "asm_bmi_m2", measured("asm_kg", 21.0, method="bia"), measured("weight_kg", 92), measured("height_cm", 170)
    )
    assert (found.derivation, found.method, round(found.value, 2)) == ("asm-bmi", "bia", 0.66)
    assert len(found.inputs) == 3


def test_a_reported_muscle_index_of_the_same_day_stays() -> None:
    found = fact_of(
        "asm_height2_kg_per_m2",
        measured("asm_kg", 13.4, method="bia"),
        measured("height_cm", 155),
        measured("asm_height2_kg_per_m2", 5.6, method="bia"),
    )
    assert (found.value, found.derivation, found.conflicts) == (5.6, None, ())


def test_an_index_from_dxa_comes_before_a_newer_reported_one_from_bia() -> None:
    found = fact_of(
        "asm_height2_kg_per_m2",
        measured("asm_kg", 12.5, 100, method="dxa"),
        measured("height_cm", 155, 100),
        measured("asm_height2_kg_per_m2", 5.9, method="bia"),
    )
    assert (found.method, found.derivation) == ("dxa", "asm-height2")


@pytest.mark.parametrize(
    ("sex", "mg_per_dl", "born", "expected"),
    [
        # worked by hand from the printed equation: 142 x min(Scr/k,1)^a x max(Scr/k,1)^-1.2 x 0.9938^age (x 1.012)
        (Sex.MALE, 1.0, date(1966, 1, 1), 86),
        (Sex.FEMALE, 1.0, date(1956, 1, 1), 61),
        (Sex.FEMALE, 0.5, date(1956, 1, 1), 101),
        (Sex.MALE, 2.5, date(1946, 1, 1), 25),
    ],
)
def test_egfr_from_creatinine(sex: Sex, mg_per_dl: float, born: date, expected: int) -> None:
    found = fact_of(
        "egfr_creatinine_ml_per_min", measured("creatinine_umol_per_l", mg_per_dl * 88.4), sex=sex, born=born
    )
    assert (round(found.value), found.derivation) == (expected, "ckd-epi-2021")


@pytest.mark.parametrize(("sex", "expected"), [(Sex.FEMALE, 53), (Sex.MALE, 57)])
def test_egfr_from_cystatin_c(sex: Sex, expected: int) -> None:
    # 133 x (1.2 / 0.8)^-1.328 x 0.996^76 = 57.2, and x 0.932 in a woman = 53.3
    found = fact_of("egfr_cystatin_ml_per_min", measured("cystatin_c_mg_per_l", 1.2), sex=sex)
    assert (round(found.value), found.derivation) == (expected, "ckd-epi-2012-cystatin")


def test_egfr_from_both_needs_both_of_one_day() -> None:
    creatinine, cystatin = measured("creatinine_umol_per_l", 88.4), measured("cystatin_c_mg_per_l", 1.0)
    found = fact_of("egfr_combined_ml_per_min", creatinine, cystatin)
    expected = 135 * (1 / 0.7) ** -0.544 * (1 / 0.8) ** -0.778 * 0.9961**76 * 0.963
    assert found.value == pytest.approx(expected, rel=1e-6)
    assert len(found.inputs) == 2
    apart = facts_of([creatinine, cystatin._replace(on=DAY - timedelta(days=1))])
    assert "egfr_combined_ml_per_min" not in apart.by_name


@pytest.mark.parametrize("sex", [Sex.OTHER, Sex.UNKNOWN])
def test_no_equation_is_used_for_a_sex_it_does_not_know(sex: Sex) -> None:
    assert "egfr_ml_per_min" not in facts_of([measured("creatinine_umol_per_l", 88.4)], sex).by_name


def test_no_equation_is_used_without_an_age() -> None:
    assert "egfr_ml_per_min" not in facts_of([measured("creatinine_umol_per_l", 88.4)], born=None).by_name


@pytest.mark.parametrize(("reported", "used"), [(40.0, 40.0), (70.0, None)])
def test_of_a_reported_and_a_computed_egfr_of_one_day_the_lower_counts(reported: float, used: float | None) -> None:
    found = fact_of(
        "egfr_creatinine_ml_per_min",
        measured("creatinine_umol_per_l", 88.4),
        measured("egfr_creatinine_ml_per_min", reported),
    )
    assert found.value == (used if used is not None else pytest.approx(58.4, abs=0.5))
    assert len(found.conflicts) == 1
    assert found.value < found.conflicts[0]


def test_of_a_reported_and_a_computed_egfr_the_newer_counts() -> None:
    found = fact_of(
        "egfr_creatinine_ml_per_min",
        measured("creatinine_umol_per_l", 88.4, 10),
        measured("egfr_creatinine_ml_per_min", 70),
    )
    assert (found.value, found.derivation, found.conflicts) == (70, None, ())


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("egfr_creatinine_ml_per_min",), "egfr-creatinine"),
        (("egfr_creatinine_ml_per_min", "egfr_cystatin_ml_per_min"), "egfr-cystatin"),
        (
            ("egfr_creatinine_ml_per_min", "egfr_cystatin_ml_per_min", "egfr_combined_ml_per_min"),
            "egfr-combined",
        ),
    ],
)
def test_the_egfr_used_is_combined_else_cystatin_else_creatinine(names: tuple[str, ...], kind: str) -> None:
    found = fact_of("egfr_ml_per_min", *(measured(name, 60 + place) for place, name in enumerate(names)))
    assert (found.derivation, found.value, found.name) == (kind, 60 + len(names) - 1, "egfr_ml_per_min")


def test_a_stale_cystatin_gives_way_to_a_valid_creatinine() -> None:
    found = fact_of(
        "egfr_ml_per_min", measured("egfr_cystatin_ml_per_min", 44, 366), measured("egfr_creatinine_ml_per_min", 74)
    )
    assert (found.value, found.stale) == (74, False)


@pytest.mark.parametrize(("days", "used"), [(91, 25), (90, 70)])
def test_a_much_newer_and_lower_creatinine_takes_the_place_of_an_old_cystatin(days: int, used: float) -> None:
    found = fact_of(
        "egfr_ml_per_min", measured("egfr_cystatin_ml_per_min", 70, days), measured("egfr_creatinine_ml_per_min", 25)
    )
    assert found.value == used
    assert (25 in found.conflicts) is (used == 70)


def test_weight_loss_compares_with_the_highest_weight_of_six_months() -> None:
    found = fact_of(
        "weight_loss_percent_6_months",
        measured("weight_kg", 50, 180),
        measured("weight_kg", 60, 90),
        measured("weight_kg", 57),
    )
    assert (found.value, found.derivation) == (5.0, "weight-loss")


def test_a_gain_is_a_negative_loss() -> None:
    assert (
        fact_of("weight_loss_percent_6_months", measured("weight_kg", 50, 90), measured("weight_kg", 55)).value == -10
    )


@pytest.mark.parametrize(("days", "known"), [(190, True), (191, False)])
def test_a_weight_before_the_window_says_nothing(days: int, known: bool) -> None:
    found = facts_of([measured("weight_kg", 60, days), measured("weight_kg", 50)])
    assert ("weight_loss_percent_6_months" in found.by_name) is known


@pytest.mark.parametrize(
    ("sex", "calf", "score"),
    [(Sex.MALE, 34.0, 3), (Sex.MALE, 33.9, 13), (Sex.FEMALE, 33.0, 3), (Sex.FEMALE, 32.9, 13)],
)
def test_a_small_calf_adds_ten_points_to_sarc_f(sex: Sex, calf: float, score: float) -> None:
    found = fact_of("sarc_calf", measured("sarc_f", 3), measured("calf_cm", calf), sex=sex)
    assert (found.value, found.derivation) == (score, "sarc-calf")


def test_a_computed_value_is_stale_when_one_of_its_inputs_is() -> None:
    found = fact_of("sarc_calf", measured("sarc_f", 3, 366), measured("calf_cm", 32))
    assert found.stale
    assert found.on == DAY - timedelta(days=366)


def test_the_index_by_body_mass_index_is_worked_out_from_the_index_by_height_where_no_mass_was_sent() -> None:
    found = fact_of(
        "asm_bmi_m2",
        measured("asm_height2_kg_per_m2", 7.3, method="bia"),
        measured("weight_kg", 66),
        measured("height_cm", 170),
    )
    assert (found.derivation, found.method, round(found.value, 2)) == ("asm-bmi-by-height2", "bia", 0.92)
    assert len(found.inputs) == 3


def test_a_reported_index_by_body_mass_index_of_the_same_day_stays() -> None:
    body = (measured("weight_kg", 66), measured("height_cm", 170))
    indices = (measured("asm_height2_kg_per_m2", 7.3, method="bia"), measured("asm_bmi_m2", 0.91, method="bia"))
    found = fact_of("asm_bmi_m2", *body, *indices)
    assert (found.value, found.derivation) == (0.91, None)


def test_without_a_height_the_index_by_height_says_nothing_of_the_other() -> None:
    found = facts_of([measured("asm_height2_kg_per_m2", 7.3, method="bia"), measured("bmi_kg_per_m2", 22.8)])
    assert "asm_bmi_m2" not in found.by_name


BY_HAND = {
    # height 160 cm, weight 51.2 kg: 20.0 kg/m2; muscle mass 14.08 kg: 5.5 kg/m2 and 0.704 m2
    "bmi_kg_per_m2": (20.0, 0.1),
    "asm_height2_kg_per_m2": (5.5, 0.06),
    "asm_bmi_m2": (0.704, 0.02),
}


@pytest.mark.parametrize("name", BY_HAND)
@pytest.mark.parametrize(("further", "is_named"), [(-0.001, False), (0.001, True)])
def test_a_reported_index_may_differ_by_what_rounding_explains_and_no_more(
    name: str, further: float, is_named: bool
) -> None:
    computed, allowed = BY_HAND[name]
    body = (measured("weight_kg", 51.2), measured("height_cm", 160), measured("asm_kg", 14.08, method="dxa"))
    found = fact_of(name, *body, measured(name, computed + allowed + further, method="dxa", source="reported"))
    assert bool(found.conflicts) is is_named
