"""The impact of a rule set as text for a clinician and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cds_service.governance.impact import Impact

MOST_STATEMENTS = 20


def as_text(found: Impact) -> str:
    """How many answers change, by which statements, and every change of every file."""
    lines = [
        f"rule set {found.old_version} -> {found.new_version}",
        f"{len(found.records)} records differ{': ' if found.records else ''}{', '.join(found.records)}",
        f"{len(found.changed)} of {found.files} answers change",
    ]
    if found.unreadable:
        lines.append(f"{len(found.unreadable)} files could not be read: {', '.join(found.unreadable)}")
    counted = list(found.by_statement.items())
    lines += [f"  {count:>5}  {path}" for path, count in counted[:MOST_STATEMENTS]]
    if len(counted) > MOST_STATEMENTS:
        lines.append(f"         and {len(counted) - MOST_STATEMENTS} other statements")
    for name, changes in found.changed.items():
        lines += ["", name, *(f"  {one.path}: {one.was} -> {one.now}" for one in changes)]
    return "\n".join(lines) + "\n"


def as_json(found: Impact) -> dict[str, Any]:
    """The same as one document."""
    return {
        "old": found.old_version,
        "new": found.new_version,
        "records": list(found.records),
        "files": found.files,
        "unreadable": list(found.unreadable),
        "changed": {name: [asdict(one) for one in changes] for name, changes in found.changed.items()},
        "by_statement": dict(found.by_statement),
    }
