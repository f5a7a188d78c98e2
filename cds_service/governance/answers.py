"""A process of its own that answers by one rule set: one JSON line for each file of a folder.

`python -m cds_service.governance.answers RULE_SET FOLDER CRITERIA AS_OF`; `impact.py` starts it for each rule set.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from cds_service.governance.rule_sets import open_rule_set
from rules.rule_set import BadRecordError, read_from

_ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")
_NOT_MEANT = ("cards", "versions", "ignored", "facts", "patient", "as_of")
UNUSABLE = 3


def answers(folder: Path, criteria: str, as_of: datetime) -> Iterator[dict[str, Any]]:
    """What each file of a folder is answered, or why it is not."""
    from cds_service import offline  # only now: the rule set must be chosen before anything reads a record

    choices = offline.Choices(as_of=as_of, format="json", criteria=criteria, whole_day=True)
    for path in files_in(folder):
        name = str(path.relative_to(folder))
        try:
            said = orjson.loads(offline.report(path, choices))
        except offline.CannotAssessError:
            yield {"file": name, "unreadable": True}
            continue
        summaries = [card["summary"] for card in said["cards"]]
        yield {
            "file": name,
            "answer": {key: value for key, value in said.items() if key not in _NOT_MEANT} | {"summaries": summaries},
        }


def files_in(folder: Path) -> list[Path]:
    """The records of a folder and of the folders inside it."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.endswith(_ENDINGS))


def main(arguments: list[str]) -> int:
    """Answer for every file. Exit status 3 with one line where the rule set cannot be used."""
    rule_set, folder, criteria, as_of = arguments
    try:
        read_from(open_rule_set(rule_set))
        for line in answers(Path(folder), criteria, datetime.fromisoformat(as_of)):
            sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    except (BadRecordError, KeyError) as error:
        sys.stderr.write(f"{rule_set}: this release cannot answer by this rule set: {error}\n")
        return UNUSABLE
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
