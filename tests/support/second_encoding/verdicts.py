"""What a question about danger may find: a reason to stop or to modify, or something that was not read."""

from __future__ import annotations

from collections.abc import Iterator

STOP, MODIFY, UNKNOWN = "stop", "modify", "unknown"
Found = Iterator[tuple[str, str]]
