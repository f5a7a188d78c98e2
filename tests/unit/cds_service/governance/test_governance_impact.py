"""Before a changed rule set is signed, it is seen whose answer would change and how; old answers keep their rules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rules
from cds_service.exits import CHECK_FAILED, DONE, UNUSABLE
from cds_service.governance import rule_sets
from cds_service.governance.impact import CannotCompareError, impact
from rules.catalogue import version
from tests.support.command_line import run
from tests.support.fhir_resources import AS_OF, bundle, observation, patient

RULES = Path(rules.__file__).parent
GRIP = "staging/awgs2019/low_grip.toml"


@pytest.fixture(name="changed", scope="module")
def changed_rule_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule set in which women's grip counts as low below 17 kg."""
    folder = tmp_path_factory.mktemp("changed") / "rules"
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / GRIP).read_text("utf-8")
    assert "value = 18.0" in text
    (folder / GRIP).write_text(text.replace("value = 18.0", "value = 17.0"), "utf-8")
    return folder


@pytest.fixture(name="people", scope="module")
def three_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a grip between the two limits, one far above both, and a file that is no record."""
    folder = tmp_path_factory.mktemp("people")
    for name, grip in (("between", 17.5), ("strong", 30.0)):
        chart = bundle((patient(), observation("83174-3", grip, "kg")))
        (folder / f"{name}.json").write_text(json.dumps(chart), "utf-8")
    (folder / "broken.json").write_text("{", "utf-8")
    return folder


def test_only_the_answers_that_change_are_named_and_how(changed: Path, people: Path) -> None:
    found = impact("installed", str(changed), people, "awgs2019", AS_OF)
    assert found.records == ("awgs2019.low_grip",)
    assert found.files == 3
    assert found.unreadable == ("broken.json",)
    changes = {one.path: (one.was, one.now) for one in found.changed["between.json"]}
    assert changes["staging.stage"] == ("possible_sarcopenia", "not_assessable")
    assert "staging.stage" not in {one.path for one in found.changed.get("strong.json", ())}
    assert found.by_statement["staging.stage"] == 1


def test_a_rule_set_compared_with_itself_changes_nothing(people: Path) -> None:
    found = impact("installed", str(RULES), people, "awgs2019", AS_OF)
    assert (found.records, found.changed) == ((), {})
    assert found.old_version == found.new_version == version()


def test_the_command_says_it_as_text_and_as_json(changed: Path, people: Path) -> None:
    status, said = run("rules", "impact", "installed", str(changed), str(people), "--as-of", "2026-11-02")
    assert status == DONE
    assert "staging.stage: possible_sarcopenia -> not_assessable" in said
    status, said = run("rules", "impact", "installed", str(changed), str(people), "--format", "json")
    assert json.loads(said)["records"] == ["awgs2019.low_grip"]


@pytest.mark.parametrize("what", ["no folder", "no rule set", "a broken rule set"])
def test_what_cannot_be_compared_is_said_in_one_line(what: str, changed: Path, people: Path, tmp_path: Path) -> None:
    old, folder = "installed", people
    if what == "no folder":
        folder = tmp_path / "empty"
    elif what == "no rule set":
        old = str(tmp_path)
    else:
        old = str(shutil.copytree(changed, tmp_path / "rules"))
        (tmp_path / "rules" / GRIP).write_text("[[rule]]\nid = 'awgs2019.low_grip'\n", "utf-8")
    with pytest.raises(CannotCompareError):
        impact(old, str(changed), folder, "awgs2019", AS_OF)
    status, said = run("rules", "impact", old, str(changed), str(folder))
    assert status == UNUSABLE
    assert len(said.strip().splitlines()) == 1


def test_a_rule_set_in_use_is_archived_once_and_reads_as_the_same_rule_set(tmp_path: Path) -> None:
    path = rule_sets.keep(tmp_path)
    before = path.read_bytes()
    assert rule_sets.keep(tmp_path) == path
    assert path.read_bytes() == before
    assert path.stem == version()
    assert rule_sets.records_in(str(path)) == rule_sets.records_in("installed")


def test_the_installed_rule_set_needs_no_archive_and_an_unknown_one_is_not_guessed(tmp_path: Path) -> None:
    assert rule_sets.answer_by(version(), tmp_path)
    assert not rule_sets.answer_by("000000000000", tmp_path)


def test_an_archive_that_was_changed_is_not_answered_by(tmp_path: Path) -> None:
    path = rule_sets.keep(tmp_path)
    path.rename(rule_sets.archive_path(tmp_path, "000000000000"))
    assert not rule_sets.answer_by("000000000000", tmp_path)


def test_another_rule_set_is_checked_by_name(changed: Path, tmp_path: Path) -> None:
    sound = _command("rules", "check", str(changed))
    assert sound.returncode == DONE
    assert version() not in sound.stdout
    broken = shutil.copytree(changed, tmp_path / "rules")
    text = (broken / GRIP).read_text("utf-8")
    (broken / GRIP).write_text(text.replace('fact = "grip_kg"', 'fact = "grip_lb"'), "utf-8")
    refused = _command("rules", "check", str(broken))
    assert refused.returncode == CHECK_FAILED
    assert "grip_lb" in refused.stderr
    assert "rules/measures.toml" in refused.stderr


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cds_service.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
