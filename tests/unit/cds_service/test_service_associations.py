"""A site's own associations come from one file, and a file that cannot be right is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cds_service.associations import BadAssociationsFileError, load_associations
from cds_service.errors import CannotStartError
from cds_service.offline import CannotAssessError, Choices, report
from cds_service.settings import check_can_start, read_settings
from rules.context import Association
from tests.support.fhir_resources import AS_OF

GOOD = {
    "factor": '"risk.diabetes"',
    "measure": '"odds_ratio"',
    "value": "1.8",
    "low": "1.2",
    "high": "2.7",
    "people": "1240",
    "cases": "210",
    "period": '"2023-2025"',
    "source": '"Department of Geriatrics"',
}


def written(folder: Path, **changes: str | None) -> Path:
    fields = {name: value for name, value in (GOOD | changes).items() if value is not None}
    path = folder / "own.toml"
    path.write_text("[[association]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items()), "utf-8")
    return path


def test_an_association_is_read_as_it_stands(tmp_path: Path) -> None:
    (one,) = load_associations(written(tmp_path))
    assert one == Association(
        "risk.diabetes", "odds_ratio", 1.8, 1.2, 2.7, 1240, "Department of Geriatrics", "2023-2025", 210
    )


def test_interval_cases_and_period_may_be_left_out(tmp_path: Path) -> None:
    (one,) = load_associations(written(tmp_path, low=None, high=None, cases=None, period=None))
    assert (one.low, one.high, one.cases, one.period) == (None, None, None, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": '"prevalence_percent"', "value": "100", "low": "100", "high": "100"},
        {"value": "0", "low": "0", "high": "0"},
        {"value": "1.2"},
        {"value": "2.7"},
        {"people": "1", "cases": "1"},
        {"cases": "0"},
        {"cases": "1240"},
        {"source": f'"{"x" * 120}"'},
    ],
)
def test_what_lies_on_a_limit_is_taken(changes: dict[str, str], tmp_path: Path) -> None:
    assert len(load_associations(written(tmp_path, **changes))) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"factor": None}, "'factor' must be given"),
        ({"source": None}, "'source' must be given"),
        ({"people": None}, "'people' must be given"),
        ({"value": None}, "'value' must be given"),
        ({"measure": None}, "'measure' must be given"),
        ({"colour": '"red"'}, "unknown field 'colour'"),
        ({"factor": '"risk.luck"'}, "'factor' must be the id"),
        ({"factor": "3"}, "'factor' must be text"),
        ({"measure": '"hazard_ratio"'}, "'measure' must be one of"),
        ({"source": '"  "'}, "'source' must be text"),
        ({"source": f'"{"x" * 121}"'}, "at most 120"),
        ({"value": '"much"'}, "'value' must be a number"),
        ({"value": "true"}, "'value' must be a number"),
        ({"value": "nan"}, "'value' must be a number"),
        ({"value": "-0.1"}, "'value' must be a number"),
        ({"low": None}, "given together"),
        ({"high": None}, "given together"),
        ({"value": "1.1"}, "between them"),
        ({"value": "2.8"}, "between them"),
        ({"measure": '"prevalence_percent"', "value": "100.1", "high": "100.1"}, "at most 100"),
        ({"people": "0"}, "'people' must be a whole number"),
        ({"people": "12.5"}, "'people' must be a whole number"),
        ({"cases": "-1"}, "'cases' must be a whole number"),
        ({"cases": "1241"}, "'cases' cannot be more"),
    ],
)
def test_an_association_that_cannot_be_right_is_refused_with_its_place(
    changes: dict[str, str | None], said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadAssociationsFileError, match=f"association 1.*{said}"):
        load_associations(written(tmp_path, **changes))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not = [toml", "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
        (b"[[other]]\n", r"unknown table \[\[other\]\]"),
        (b"association = 3\n", "must be written as"),
        (b"association = [3]\n", "must be written as"),
    ],
)
def test_a_file_that_is_something_else_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(CannotStartError, match=said):
        load_associations(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadAssociationsFileError, match="cannot be opened"):
        load_associations(tmp_path / "none.toml")
    with pytest.raises(CannotStartError, match="SARC_ASSOCIATIONS_FILE"):
        check_can_start(read_settings(associations_file=tmp_path / "none.toml"))


def test_an_empty_file_holds_no_associations(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("", "utf-8")
    assert load_associations(path) == ()


def test_the_offline_report_refuses_a_bad_file_as_unusable(tmp_path: Path) -> None:
    patient = tmp_path / "p.json"
    patient.write_text('{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1950-01-01"}', "utf-8")
    with pytest.raises(CannotAssessError, match="association 1"):
        report(patient, Choices(as_of=AS_OF, associations=written(tmp_path, people="0")))
