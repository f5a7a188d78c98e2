"""Drugs in use, each counted once."""

from __future__ import annotations

import pytest

from rules.drugs import distinct, substance
from rules.facts import Medication, Source


def entry(label: str, *codes: str) -> Medication:
    return Medication(frozenset(), label, True, Source("MedicationRequest", label), codes=codes)


def counted(*entries: Medication) -> list[str]:
    return [one.label for one in distinct(entries)]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Atorvastatin 20 mg tablet", "atorvastatin"),
        ("24 HR Metoprolol succinate 100 MG", "metoprolol succinate"),
        ("10 ML Furosemide 10 MG/ML Injection", "furosemide"),
        ("阿司匹林肠溶片（100mg）", "阿司匹林肠溶片"),
        ("维生素D滴剂", "维生素d滴剂"),
        ("  Folic acid - 5 MG", "folic acid"),
        ("5-FU", "5-fu"),
        ("", ""),
    ],
)
def test_a_drug_is_named_by_what_stands_before_its_strength(label: str, expected: str) -> None:
    assert substance(label) == expected


def test_two_strengths_of_one_drug_are_one_drug() -> None:
    assert counted(entry("Warfarin 1 mg"), entry("warfarin 3 mg"), entry("Aspirin 100 mg")) == [
        "Warfarin 1 mg",
        "Aspirin 100 mg",
    ]


def test_a_salt_or_form_behind_a_name_makes_no_other_drug() -> None:
    assert counted(entry("metformin 500 mg"), entry("Metformin hydrochloride 850 mg")) == ["metformin 500 mg"]
    assert counted(entry("二甲双胍缓释片"), entry("二甲双胍")) == ["二甲双胍缓释片"]


def test_two_names_with_one_code_are_one_drug_however_many_stand_between_them() -> None:
    assert counted(entry("Tramal", "1"), entry("aspirin"), entry("曲马多", "1", "2"), entry("Ultram", "2")) == [
        "Tramal",
        "aspirin",
    ]


def test_drugs_without_a_name_are_never_taken_for_one_another() -> None:
    assert len(counted(entry(""), entry(""), entry("aspirin"))) == 3


def test_different_drugs_of_one_kind_are_different() -> None:
    assert len(counted(entry("insulin glargine 100 U/mL"), entry("insulin aspart 100 U/mL"))) == 2
