"""Makes a rule out of date for one test: `make_out_of_date(monkeypatch, "exercise.programme_c", until=date(…))`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules import signing
from rules.catalogue import record


def make_out_of_date(
    monkeypatch: pytest.MonkeyPatch, *rules: str, first: date | None = None, last: date | None = date(2020, 1, 1)
) -> None:
    """These rules apply in this time only, for whoever asks whether they may dose."""
    old = {name: replace(record(name), valid_from=first, valid_until=last) for name in rules}
    monkeypatch.setattr(signing, "rule", lambda name: old.get(name) or record(name))
    signing._signing.cache_clear()


def forget() -> None:
    """Forgets what was worked out with such rules."""
    signing._signing.cache_clear()
