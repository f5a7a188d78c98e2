"""Rule sets as files: the installed one, a folder of records, or an archive by its version.

Every rule set that a service answered by is kept as an archive in the data folder, so that an old decision can be
computed again by the rules of its day.
"""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rules.rule_set import BadRecordError, files_of, read_from, root, version_of

INSTALLED = "installed"
ARCHIVES = "rule_sets"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day a zip file can name: an archive is its content, not its date


def open_rule_set(name: str) -> Traversable:
    """The records behind a name: `installed`, a folder laid out as `rules` is, or a zip archive of one.

    Raises BadRecordError where nothing of the kind is there.
    """
    if name == INSTALLED:
        return files("rules")
    path = Path(name)
    if zipfile.is_zipfile(path):
        return zipfile.Path(path)
    if not path.is_dir():
        raise BadRecordError(f"{name}: is neither a folder nor a zip archive of rule records, nor `{INSTALLED}`.")
    inner = path / "rules"
    return inner if (inner / "references.toml").is_file() else path


def records_in(name: str) -> Mapping[str, bytes]:
    """The record files of a rule set. Raises BadRecordError where it holds none."""
    found = files_of(open_rule_set(name))
    if "references.toml" not in found:
        raise BadRecordError(f"{name}: holds no rule set (references.toml is missing). Name the folder `rules`.")
    return found


def archive_path(data_dir: Path, version: str) -> Path:
    """Where the archive of a rule set lies."""
    return data_dir / ARCHIVES / f"{version}.zip"


def keep(data_dir: Path) -> Path:
    """Archives the rule set in use, unless that is done already; returns the archive."""
    sheets = files_of(root())
    path = archive_path(data_dir, version_of(sheets))
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(_zipped(sheets))
            half.flush()
            os.fsync(half.fileno())
        Path(half.name).replace(path)
    return path


def answer_by(version: str, data_dir: Path) -> bool:
    """Takes the rule set of this version for as long as the process lives: the installed one, or its archive.

    False where there is no archive of it; the installed one then stays in use.
    """
    if version_of(files_of(root())) == version:
        return True
    path = archive_path(data_dir, version)
    if not path.is_file() or version_of(files_of(zipfile.Path(path))) != version:
        return False
    read_from(zipfile.Path(path))
    return True


def _zipped(sheets: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(sheets.items()):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
