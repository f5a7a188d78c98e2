"""Synthetic bundles of a whole population: no traceback, the dead recognised, the right stage."""

from __future__ import annotations

import gzip
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cds_service.cli import main

DATA = os.environ.get("SARC_REAL_DATA")
BUNDLES = sorted(Path(DATA, "fhir").glob("*.json.gz")) if DATA else []
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif(not BUNDLES, reason="needs SARC_REAL_DATA"),
]
each_bundle = pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.name.split("_")[-1][:8])


def content(path: Path) -> dict[str, Any]:
    bundle: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return bundle


def of_type(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def last_contact(bundle: dict[str, Any]) -> date:
    return max(date.fromisoformat(e["period"]["start"][:10]) for e in of_type(bundle, "Encounter"))


def died(bundle: dict[str, Any]) -> date | None:
    said = of_type(bundle, "Patient")[0].get("deceasedDateTime")
    return date.fromisoformat(said[:10]) if said else None


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["assess", *arguments]) == 0
    return capsys.readouterr().out


def with_measures(bundle: dict[str, Any], day: date, grip_kg: float, asm_height2: float) -> dict[str, Any]:
    patient = next(e for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient")
    own = "https://sarcopenia-cds.github.io/fhir/CodeSystem/muscle-measures"

    def observation(system: str, code: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
        return {
            "resource": {
                "resourceType": "Observation",
                "id": f"added-{code}",
                "status": "final",
                "code": {"coding": [{"system": system, "code": code}]},
                "subject": {"reference": patient["fullUrl"]},
                "effectiveDateTime": day.isoformat(),
                "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": unit, "unit": unit},
                **more,
            }
        }

    added = [
        observation("http://loinc.org", "83174-3", grip_kg, "kg"),
        observation(own, "asm-height2", asm_height2, "kg/m2", method={"coding": [{"system": own, "code": "dxa"}]}),
    ]
    return {**bundle, "entry": [*bundle["entry"], *added]}


# Grip and mass alone, by AWGS 2019: low or normal, both sexes' limits well cleared.
EXPECTED = {
    ("low", "low"): "sarcopenia",
    ("low", "normal"): "low_function_normal_mass",
    ("normal", "low"): "not_assessable",
    ("normal", "normal"): "no_sarcopenia",
}
GRIP = {"low": 12.0, "normal": 45.0}
MASS = {"low": 4.9, "normal": 8.5}


def test_there_are_sixteen_bundles() -> None:
    assert len(BUNDLES) == 16


@each_bundle
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_bundle_gives_readable_text_in_both_languages(
    path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    day = last_contact(content(path))
    text = run(capsys, str(path), "--as-of", day.isoformat(), "--lang", language)
    assert day.isoformat() in text
    assert "{" not in text
    assert "None" not in text
    assert max(len(line) for line in text.splitlines()) <= 400


@each_bundle
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_bundle_with_grip_and_muscle_mass_gives_whole_cards_in_both_languages(
    path: Path, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = content(path)
    day = last_contact(bundle)
    if (gone := died(bundle)) and gone <= day:
        day = date.fromordinal(gone.toordinal() - 1)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(with_measures(bundle, day, GRIP["low"], MASS["low"])))
    written = run(capsys, str(file), "--format", "cards", "--as-of", day.isoformat(), "--lang", language)
    cards = json.loads(written)["cards"]
    assert cards
    for card in cards:
        assert 0 < len(card["summary"]) <= 139
        assert "None" not in card["detail"]
        assert "{" not in card["detail"]
        assert bool(re.search(r"[\u4e00-\u9fff]", card["summary"])) is (language == "zh-CN")


@each_bundle
def test_the_dead_are_recognised_and_nobody_else(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(run(capsys, str(path), "--format", "json", "--as-of", "2026-11-02"))
    dead = died(content(path)) is not None
    assert (document["standing"] == "deceased") == dead
    if dead:
        assert document["cards"] == []


@each_bundle
@pytest.mark.parametrize(("grip", "mass"), list(EXPECTED))
def test_adding_grip_and_muscle_mass_gives_the_stage_of_the_table(
    path: Path, grip: str, mass: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = content(path)
    day = last_contact(bundle)
    if (gone := died(bundle)) and gone <= day:
        day = date.fromordinal(gone.toordinal() - 1)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(with_measures(bundle, day, GRIP[grip], MASS[mass])))
    document = json.loads(run(capsys, str(file), "--format", "json", "--as-of", day.isoformat()))
    assert document["staging"]["stage"] == EXPECTED[grip, mass]
    assert document["facts"]["grip_kg"]["value"] == GRIP[grip]
