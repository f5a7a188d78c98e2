"""The command line: every format, both languages, and one clear line for unusable input."""

from __future__ import annotations

import gzip
import io
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from cds_service import cli, offline
from tests.support.reference_people import TODAY, case_bundle, cases

CASE = next(case for case in cases() if case["id"] == "R01")


@pytest.fixture
def bundle_file(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(case_bundle(CASE)))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def assessed(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> Any:
    status, out, err = run(capsys, "assess", path, "--as-of", TODAY.isoformat(), "--format", "json", *more)
    assert (status, err) == (0, "")
    return json.loads(out)


def empties(value: object, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in empties(item, f"{path}.{key}")]
    if isinstance(value, list) and value:
        return [found for item in value for found in empties(item, path)]
    return [path] if value is None or value in ("", {}) else []


def test_the_json_document_holds_what_other_programs_rely_on(
    bundle_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = assessed(capsys, bundle_file)
    assert document["as_of"] == TODAY.isoformat()
    assert document["patient"] == {"age_years": 72, "sex": "female"}
    assert document["staging"]["criteria"] == "awgs2019"
    assert document["staging"]["stage"] == "severe_sarcopenia"
    assert set(document["staging"]["met"]) == {"strength", "mass", "performance"}
    grip = document["facts"]["grip_kg"]
    assert (grip["value"], grip["unit"], grip["date"]) == (17.9, "kg", TODAY.isoformat())
    assert document["safety"]["exercise"] == "allowed"
    assert document["exercise"]["level"] == "C"
    assert document["nutrition"]["protein_g_per_kg_per_day"] == [1.2, 1.5]
    assert document["nutrition"]["protein_g_per_day"] == [58, 72]
    assert set(document["versions"]) == {"service", "rules", "models", "terminology"}
    assert document["unread"] == []
    assert len(document["cards"]) == 3


def test_what_is_not_known_is_absent_never_null(bundle_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert empties(assessed(capsys, bundle_file)) == []


@pytest.mark.parametrize(
    ("criteria", "stage"),
    [("awgs2019", "severe_sarcopenia"), ("awgs2025", "sarcopenia"), ("ewgsop2", "no_sarcopenia")],
)
def test_the_definition_is_the_callers_choice(
    criteria: str, stage: str, bundle_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assessed(capsys, bundle_file, "--criteria", criteria)["staging"]["stage"] == stage


def test_cards_come_as_a_record_system_would_get_them(bundle_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys, "assess", bundle_file, "--as-of", TODAY.isoformat(), "--format", "cards", "--lang", "zh-CN"
    )
    answer = json.loads(out)
    assert status == 0
    assert all(len(card["summary"]) <= 139 for card in answer["cards"])
    assert "肌少症" in answer["cards"][0]["summary"]
    assert answer["extension"]["io.github.sarcopenia-cds"]["outcome"] == "advised"


def test_text_names_stage_dose_and_every_value(bundle_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "assess", bundle_file, "--as-of", TODAY.isoformat())
    assert status == 0
    for wanted in ("Severe sarcopenia", "17.9 kg", "1.2–1.5 g/kg", "58–72 g", "Values in the record"):
        assert wanted in out


def test_a_programme_that_has_started_raises_protein(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in cases() if case["id"] == "R02")
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(case_bundle(case)))
    assert assessed(capsys, path)["nutrition"]["row"] == "P9"
    assert assessed(capsys, path, "--plan", "training")["nutrition"]["row"] == "P8"


def test_a_zipped_file_and_standard_input_are_read_like_a_plain_file(
    bundle_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = assessed(capsys, bundle_file)
    zipped = bundle_file.with_suffix(".json.gz")
    zipped.write_bytes(gzip.compress(bundle_file.read_bytes()))
    assert assessed(capsys, zipped) == plain
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(bundle_file.read_bytes())))
    assert assessed(capsys, Path("-")) == plain


SOMEBODY = {"resourceType": "Patient", "id": "p1"}


@pytest.mark.parametrize(
    ("person", "standing", "stage"),
    [
        ({"gender": "female", "birthDate": "1990-01-01"}, "under_age", "not_applicable"),
        ({"gender": "other", "birthDate": "1950-01-01"}, "sex_not_covered", "not_assessable"),
        ({"birthDate": "1950-01-01"}, "sex_unknown", "not_assessable"),
        ({"gender": "male"}, "age_unknown", "not_assessable"),
        ({"resourceType": "Bundle", "type": "collection", "id": "b1"}, "no_data", "not_assessable"),
        ({"gender": "male", "birthDate": "1950-01-01"}, "no_data", "not_assessable"),
        ({"gender": "male", "birthDate": "1950-01-01", "deceasedBoolean": True}, "deceased", "not_assessable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_whoever_cannot_be_assessed_gets_a_plain_answer(
    person: dict[str, Any],
    standing: str,
    stage: str,
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(SOMEBODY | person))
    document = assessed(capsys, path)
    assert (document["standing"], document["staging"]["stage"]) == (standing, stage)
    assert "exercise" not in document
    assert "nutrition" not in document
    status, out, _ = run(capsys, "assess", path, "--as-of", TODAY.isoformat(), "--lang", language)
    assert status == 0
    assert len(out.splitlines()) > 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b'{"resourceType": "Bundle", "entry": [', "JSON"),
        (b"not json", "JSON"),
        (gzip.compress(b"x" * 1000, mtime=0)[:20], "gzip"),
    ],
    ids=["empty", "truncated", "no JSON", "broken gzip"],
)
def test_unusable_input_is_one_line_and_status_2(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    status, out, err = run(capsys, "assess", path)
    assert (status, out) == (2, "")
    assert err.startswith("sarcopenia-cds: ")
    assert err.count("\n") == 1
    assert said in err


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "assess", tmp_path / "nowhere.json")
    assert status == 2
    assert "cannot be opened" in err


def test_a_gzip_bomb_is_refused_before_it_unfolds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline, "LARGEST_FILE_BYTES", 10_000)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * 5_000_000))
    status, _, err = run(capsys, "assess", path)
    assert status == 2
    assert "larger than" in err


def test_a_bad_date_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["assess", "x.json", "--as-of", "2025-13-99"])
    assert stopped.value.code == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


def test_rules_are_listed_shown_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "rules", "list")
    assert status == 0
    assert "awgs2019.low_grip" in out
    status, out, _ = run(capsys, "rules", "show", "awgs2019.low_grip")
    assert status == 0
    assert "https://doi.org/10.1016/j.jamda.2019.12.012" in out
    assert run(capsys, "rules", "check")[0] == 0
    status, _, err = run(capsys, "rules", "show", "no.such.rule")
    assert status == 2
    assert "rules list" in err


def test_replaying_where_nothing_was_recorded_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARC_DATA_DIR", str(tmp_path))
    status, _, err = run(capsys, "audit", "replay", "x")
    assert status == 2
    assert "SARC_DATA_DIR" in err


def test_serving_in_production_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARC_PROFILE", "prod")
    status, _, err = run(capsys, "serve")
    assert status == 2
    assert "SARC_PROFILE=prod" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_that_is_taken_is_one_line_that_names_the_remedy(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARC_DATA_DIR", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, out, err = run(capsys, command, "--port", str(taken.getsockname()[1]))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "--port" in err


def test_a_day_without_a_time_counts_the_morning_sample_of_a_chinese_hospital(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = case_bundle(CASE)
    low = {
        "resourceType": "Observation",
        "id": "low",
        "status": "final",
        "subject": {"reference": "Patient/" + bundle["entry"][0]["resource"]["id"]},
        "code": {"coding": [{"system": "http://loinc.org", "code": "15074-8"}]},
        "effectiveDateTime": f"{TODAY.isoformat()}T07:00:00+08:00",
        "valueQuantity": {"value": 3.2, "system": "http://unitsofmeasure.org", "code": "mmol/L"},
    }
    bundle["entry"].append({"resource": low})
    path = tmp_path / "low.json"
    path.write_text(json.dumps(bundle))
    assert assessed(capsys, path)["safety"]["exercise"] == "stop"
    low["effectiveDateTime"] = f"{TODAY.isoformat()}T07:00:00"
    path.write_text(json.dumps(bundle))
    assert assessed(capsys, path)["safety"]["exercise"] == "stop"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("kind", ["plan", "patient-sheet"])
def test_a_sheet_to_print_is_written_as_one_document(
    kind: str, language: str, bundle_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--as-of", TODAY.isoformat(), "--format", kind, "--lang", language)
    status, out, err = run(capsys, "assess", bundle_file, *asked)
    assert (status, err) == (0, "")
    assert out.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert out.rstrip().endswith("</html>")


def test_where_nothing_is_printed_one_line_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = case_bundle(CASE)
    bundle["entry"][0]["resource"]["deceasedBoolean"] = True
    path = tmp_path / "deceased.json"
    path.write_text(json.dumps(bundle))
    status, out, err = run(capsys, "assess", path, "--as-of", TODAY.isoformat(), "--format", "patient-sheet")
    assert (status, out) == (2, "")
    assert err.endswith("Nothing is printed: this person has died.\n")
