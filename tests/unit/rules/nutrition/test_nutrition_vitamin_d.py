"""Vitamin D: the amount of each band, what holds it back, and when a level is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.assessment import Severity
from rules.catalogue import LANGUAGES, records, words
from rules.catalogue import record as rule
from rules.context import Site
from tests.support.facts import fact
from tests.support.nutrition import Person, all_signed, condition, days_ago, drug, findings, person, plan, procedure

NMOL_IN_NG = 2.496


def levelled(ng_per_ml: float, **values: float) -> Person:
    return person(vitamin_d_nmol_per_l=round(ng_per_ml * NMOL_IN_NG, 4), **values)


@pytest.mark.parametrize(
    ("ng_per_ml", "band"),
    [
        (9.9, "severe"),
        (10.0, "deficient"),
        (10.1, "deficient"),
        (19.9, "deficient"),
        (20.0, "insufficient"),
        (20.1, "insufficient"),
        (29.9, "insufficient"),
        (30.0, "sufficient"),
        (30.1, "sufficient"),
        (100.0, "sufficient"),
    ],
)
def test_the_level_decides_the_band(ng_per_ml: float, band: str) -> None:
    given = plan(levelled(ng_per_ml)).vitamin_d
    assert given is not None
    assert given.band == band


def test_a_level_in_nmol_is_held_against_limits_in_ng() -> None:
    for nmol, band in ((24.95, "severe"), (24.96, "deficient"), (49.91, "deficient"), (49.92, "insufficient")):
        given = plan(person(vitamin_d_nmol_per_l=nmol)).vitamin_d
        assert given is not None
        assert given.band == band


@pytest.mark.parametrize(
    ("ng_per_ml", "iu", "weeks"),
    [
        (5.0, (1500, 2000), (8, 12)),
        (15.0, (1000, 2000), (12, 12)),
        (25.0, (800, 1000), (12, 12)),
        (40.0, (600, 800), None),
    ],
)
def test_each_band_has_its_amount_and_its_next_measurement(
    ng_per_ml: float, iu: tuple[int, int], weeks: tuple[int, int] | None
) -> None:
    given = plan(levelled(ng_per_ml)).vitamin_d
    assert given is not None
    assert (given.iu_per_day, given.weeks, given.grade) == (iu, weeks, "unverified")


@pytest.mark.parametrize(
    ("age", "band", "iu"), [(74, "untested", (600, 800)), (75, "older", (900, 900)), (76, "older", (900, 900))]
)
def test_without_a_level_age_decides(age: int, band: str, iu: tuple[int, int]) -> None:
    given = plan(person(age=age)).vitamin_d
    assert given is not None
    assert (given.band, given.iu_per_day, given.weeks) == (band, iu, None)


def test_no_amount_reaches_a_single_large_dose() -> None:
    most = rule("nutrition.vitamin_d_single_dose").values["single_dose_iu_below"]
    assert most == 60000
    amounts = [row["iu_per_day"] for row in rule("nutrition.vitamin_d_bands").values["bands"]]
    amounts += [rule(f"nutrition.vitamin_d_{name}").values["iu_per_day"] for name in ("older", "untested")]
    assert all(low <= high < most for low, high in amounts)
    for text in rule("nutrition.vitamin_d_single_dose").says.values():
        assert str(most) in text.replace(",", "")


# ── what speaks against it ──────────────────────────────────────────────────────────────────────────────────────────


def held(someone: Person) -> bool:
    found = plan(someone)
    guarded = "K24.vitamin_d" in findings(someone)
    assert guarded is ("calcium_or_disease" in found.no_vitamin_d_because)
    assert (found.vitamin_d is None) is bool(found.no_vitamin_d_because)
    return guarded


@pytest.mark.parametrize(("calcium", "expected"), [(2.59, False), (2.6, False), (2.61, True)])
def test_calcium_above_2_6_holds_vitamin_d(calcium: float, expected: bool) -> None:
    assert held(person(calcium_mmol_per_l=calcium)) is expected
    assert held(person(calcium_mmol_per_l=calcium, albumin_g_per_l=40)) is expected


@pytest.mark.parametrize(
    ("calcium", "albumin", "expected"),
    [(2.4, 30, False), (2.4, 29, True), (2.41, 30, True), (2.7, 45, False), (2.7, 44, True), (2.55, 38, False)],
)
def test_calcium_is_adjusted_for_albumin(calcium: float, albumin: float, expected: bool) -> None:
    assert held(person(calcium_mmol_per_l=calcium, albumin_g_per_l=albumin)) is expected


@pytest.mark.parametrize(("apart", "used"), [(6, True), (7, True), (8, False)])
def test_an_albumin_of_another_week_does_not_adjust(apart: int, used: bool) -> None:
    someone = person(calcium_mmol_per_l=2.5)
    albumin = fact("albumin_g_per_l", 30.0, on=days_ago(apart))
    facts = replace(someone.facts, by_name={**someone.facts.by_name, "albumin_g_per_l": albumin})
    assert held(replace(someone, facts=facts)) is used


@pytest.mark.parametrize(("ng_per_ml", "expected"), [(99.9, False), (100.0, False), (100.1, True)])
def test_a_level_above_100_holds_more(ng_per_ml: float, expected: bool) -> None:
    assert held(levelled(ng_per_ml)) is expected


@pytest.mark.parametrize("disease", ["sarcoidosis", "hyperparathyroidism", "kidney_stones", "tuberculosis"])
def test_diseases_that_raise_calcium_hold_vitamin_d(disease: str) -> None:
    assert held(person(condition(disease)))


@pytest.mark.parametrize(("egfr", "expected"), [(29.9, True), (30.0, False), (30.1, False)])
def test_an_egfr_below_30_holds_vitamin_d(egfr: float, expected: bool) -> None:
    assert held(person(egfr=egfr)) is expected


def test_dialysis_holds_vitamin_d() -> None:
    assert held(person(procedure("dialysis"), egfr=None, dry_weight_kg=60))


def test_unknown_kidneys_hold_the_amount() -> None:
    assert plan(person(egfr=None)).no_vitamin_d_because == ("kidney_unknown",)


def test_unread_drugs_hold_the_amount_and_vitamin_d_that_is_taken_counts_first() -> None:
    assert plan(person().unread("MedicationRequest")).no_vitamin_d_because == ("drugs_unread",)
    assert plan(person(drug("vitamin_d"))).no_vitamin_d_because == ("already_taken",)


def test_the_guard_restricts_and_sends_to_the_doctor() -> None:
    someone = person(calcium_mmol_per_l=2.7)
    found = findings(someone)["K24.vitamin_d"]
    assert found.severity is Severity.MODIFY
    assert found.changes == ("no_vitamin_d", "no_calcium")
    assert "calcium_doctor" in plan(someone).refer
    assert "calcium_doctor" not in plan(person()).refer
    assert "calcium_doctor" not in plan(person(egfr=20)).refer


# ── when to measure ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", rule("nutrition.vitamin_d_test").values["concepts"])
def test_a_level_is_asked_for_with_a_reason(reason: str) -> None:
    assert "vitamin_d_level" in plan(person(condition(reason))).asks


@pytest.mark.parametrize(("egfr", "asked"), [(59.9, True), (60.0, False)])
def test_kidney_disease_is_a_reason(egfr: float, asked: bool) -> None:
    assert ("vitamin_d_level" in plan(person(egfr=egfr)).asks) is asked


def test_without_a_reason_with_a_level_or_with_something_against_it_none_is_asked_for() -> None:
    assert "vitamin_d_level" not in plan(person()).asks
    assert "vitamin_d_level" not in plan(person(condition("osteoporosis"), vitamin_d_nmol_per_l=60)).asks
    assert "vitamin_d_level" not in plan(person(condition("osteoporosis"), condition("sarcoidosis"))).asks


# ── signatures and words ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("someone", "missing"),
    [(person(vitamin_d_nmol_per_l=20), "nutrition.vitamin_d_bands"), (person(), "nutrition.vitamin_d_untested")],
)
def test_in_production_an_unsigned_amount_is_left_out_and_the_plan_stands(someone: Person, missing: str) -> None:
    found = plan(someone, Site(production=True, signed_rules=all_signed() - {missing}))
    assert (found.vitamin_d, found.no_vitamin_d_because) == (None, ("unsigned_rule",))
    assert plan(someone, Site(production=True, signed_rules=all_signed())).vitamin_d is not None


def test_the_amount_from_75_rests_on_a_publication_and_needs_no_signature() -> None:
    assert not rule("nutrition.vitamin_d_older").needs_signature
    assert plan(person(age=80), Site(production=True, signed_rules=all_signed())).vitamin_d is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_band_say_its_limits(language: str) -> None:
    bands = {row["band"]: row.get("below_ng_per_ml") for row in rule("nutrition.vitamin_d_bands").values["bands"]}
    limits = [0, *(int(limit) for limit in bands.values() if limit is not None)]
    for band, low in zip(bands, limits, strict=True):
        assert str(low or int(bands[band] or 0)) in words()[f"vitamin_d.{band}"][language]
    older = rule("nutrition.vitamin_d_older").values["from_age"]
    assert str(older) in words()["vitamin_d.older"][language]


def test_the_disagreement_of_the_guidelines_is_named_with_all_four_sources() -> None:
    assert {key for key, _ in records("nutrition")["nutrition.vitamin_d_positions"].sources} == {
        "endocrine2024",
        "ags2014",
        "icfsr2018",
        "vitamin_d_meta2017",
    }
