"""Potassium as a drug is read from code and words, and named beside a stop (K12, K22)."""

from __future__ import annotations

import pytest

from cds_service.assess import assess
from cds_service.cards import answer
from tests.support.assessments import asked
from tests.support.fhir_resources import ME, observation, record_of
from tests.support.moments import drug, problem
from tests.support.nutrition import context

HIGH = observation("2823-3", 5.8, "mmol/L", id="o9")
GRIP = observation("83174-3", 9, "kg", id="o8")


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Potassium chloride", True),
        ("氯化钾缓释片", True),
        ("Losartan potassium", False),
        ("Macrogol with potassium chloride", False),
    ],
)
def test_potassium_as_a_drug_is_named_on_the_safety_card_of_acute_kidney_injury(said: str, named: bool) -> None:
    injured = problem("N17.9", "Acute kidney injury", onsetDateTime="2026-05-30")
    found = assess(
        record_of(
            HIGH, GRIP, injured, drug(said, status="active", intent="order", subject={"reference": f"Patient/{ME}"})
        ),
        context(),
    )
    assert found.safety is not None
    assert any(item.id == "K22.potassium_taken" for item in found.safety.findings) is named
    told = answer(found, asked()).cards[0]["detail"]
    assert ("The prescriber looks at the potassium on the list today" in told) is named
