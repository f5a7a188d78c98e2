"""An old answer is computed again by the rules of its day, from the archive of rule sets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cds_service.exits import CHECK_FAILED, DONE
from cds_service.governance import rule_sets
from tests.support.service import service_under_test

ROOT = Path(rule_sets.__file__).parents[2]
PACKAGES = ("cds_service", "fhir_profiles", "models", "rules")
GRIP = "rules/staging/awgs2019/low_grip.toml"


@pytest.fixture(name="newer", scope="module")
def newer_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same release with a revised limit of grip strength."""
    folder = tmp_path_factory.mktemp("newer")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / GRIP).read_text("utf-8")
    (folder / GRIP).write_text(text.replace("value = 18.0", "value = 12.0"), "utf-8")
    return folder


def _replay(release: Path, data_dir: Path, record_id: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cds_service.cli", "audit", "replay", record_id]
    env = os.environ | {"PYTHONPATH": str(release), "SARC_DATA_DIR": str(data_dir)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=release)


def test_an_answer_of_an_older_rule_set_replays_by_its_archive_and_differs_without(newer: Path, tmp_path: Path) -> None:
    with service_under_test(tmp_path) as service:
        service.ask()
        record_id = service.recorded()[-1].record_id
    by_archive = _replay(newer, tmp_path, record_id)
    assert by_archive.returncode == DONE, by_archive.stdout + by_archive.stderr
    assert by_archive.stdout == "the same cards, byte for byte\n"
    shutil.rmtree(tmp_path / rule_sets.ARCHIVES)
    without = _replay(newer, tmp_path, record_id)
    assert without.returncode == CHECK_FAILED
    assert "is not in the archive: answered by the installed one" in without.stdout
    assert "versions.rules" in without.stdout
