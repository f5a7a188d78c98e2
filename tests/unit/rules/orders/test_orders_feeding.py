"""Feeding by tube, textures, energy and comfort in drafted nutrition orders."""

from __future__ import annotations

import pytest

from rules.facts import PatientRecord
from tests.support.fhir_resources import ME, Json, observation
from tests.support.moments import concerns, diet, drug, said, sarcopenia, service, supplement


def ordered(draft: Json, of: str = "n9") -> Json:
    """An order that is in force."""
    return draft | {"id": of, "status": "active", "intent": "order", "patient": {"reference": f"Patient/{ME}"}}


def by_tube_only() -> PatientRecord:
    return sarcopenia(ordered(diet("Nil by mouth, PEG feeding")))


FORMULA: Json = {"resourceType": "NutritionOrder", "id": "t", "enteralFormula": {"baseFormulaProductName": "Standard"}}


# ── by tube ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "draft",
    [
        diet("Enteral nutrition 1500 kcal/day via PEG"),
        diet("鼻饲肠内营养 1500 kcal/d"),
        FORMULA,
        drug("肠内营养混悬液 500 ml", dosageInstruction=[{"text": "鼻饲 qd"}]),
        drug("Whey protein powder", dosageInstruction=[{"route": {"text": "Gastrostomy"}}]),
    ],
    ids=["text", "chinese", "formula", "drug", "route"],
)
def test_a_feed_by_tube_is_not_held_for_somebody_who_takes_nothing_by_mouth(draft: Json) -> None:
    assert said(by_tube_only(), draft) == {}


@pytest.mark.parametrize(
    "draft",
    [
        diet("Soft diet"),
        supplement("Standard drink"),
        diet("Oral diet beside tube feeding"),
        drug("肠内营养混悬液 500 ml", dosageInstruction=[{"text": "口服 qd"}]),
    ],
)
def test_what_goes_by_mouth_is_held_for_somebody_who_takes_nothing_by_mouth(draft: Json) -> None:
    (found,) = [item for item in concerns(by_tube_only(), draft) if item.severity == "stop"]
    assert [item.id for item in found.findings] == ["K19.no_oral_intake"]


def test_a_feed_by_tube_is_held_for_refeeding_all_the_same() -> None:
    starved = observation("29463-7", 36, "kg", id="w2", effectiveDateTime="2026-06-01T11:00:00Z")
    (found,) = concerns(sarcopenia(starved, ordered(diet("Nil by mouth, PEG feeding"))), FORMULA)
    assert [item.id for item in found.findings] == ["K18.refeeding"]


def test_nothing_by_mouth_beside_another_way_of_feeding_is_no_fast() -> None:
    assert said(sarcopenia(), service("Nil by mouth, PEG feeding")) == {}
    assert said(sarcopenia(), service("禁食，全静脉营养")) == {}
    assert said(sarcopenia(), service("Nil by mouth"), FORMULA) == {}
    assert said(sarcopenia(), service("Nil by mouth, nasogastric tube for decompression")) == {
        "orders.nil_by_mouth": "note"
    }
