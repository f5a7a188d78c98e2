"""What a site found in its own patients about risk factors, from one TOML file; shown beside what was published.

```toml
[[association]]
factor = "risk.diabetes"       # the id of a risk factor, see `rules list`
measure = "odds_ratio"         # or "prevalence_percent"
value = 1.8
low = 1.2                      # 95 % interval, both ends or none
high = 2.7
people = 1240                  # how many were looked at
cases = 210                    # how many of them had sarcopenia; optional
period = "2023-2025"           # optional
source = "Department of Geriatrics, audit of 2025"
```
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cds_service.errors import CannotStartError
from rules.context import Association
from rules.risk.rule import factors

MEASURES = ("odds_ratio", "prevalence_percent")
_REQUIRED = ("factor", "measure", "value", "people", "source")
_FIELDS = {*_REQUIRED, "low", "high", "cases", "period"}
_TEXTS = ("factor", "measure", "source", "period")
_COUNTS = ("people", "cases")
_LONGEST_TEXT = 120
_WHOLE = 100.0


class BadAssociationsFileError(CannotStartError):
    """The file of the site's own associations cannot be used; the message says what, where and what next."""


def load_associations(path: Path) -> tuple[Association, ...]:
    """The site's own associations, in the order of the file. Raises BadAssociationsFileError."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadAssociationsFileError(f"{path}: cannot be opened ({error.strerror}). Name a readable file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadAssociationsFileError(f"{path}: is not TOML in UTF-8: {error}.") from error
    if unknown := sorted(set(raw) - {"association"}):
        raise BadAssociationsFileError(f"{path}: unknown table [[{unknown[0]}]]. Use [[association]].")
    entries = raw.get("association", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadAssociationsFileError(f"{path}: 'association' must be written as [[association]].")
    return tuple(_association(entry, f"{path}, association {place}") for place, entry in enumerate(entries, 1))


def _fail(where: str, want: str) -> BadAssociationsFileError:
    return BadAssociationsFileError(f"{where}: {want}.")


def _association(raw: Mapping[str, Any], where: str) -> Association:
    for name in _REQUIRED:
        if name not in raw:
            raise _fail(where, f"'{name}' must be given")
    if unknown := sorted(set(raw) - _FIELDS):
        raise _fail(where, f"unknown field '{unknown[0]}'. Known: {', '.join(sorted(_FIELDS))}")
    _check_texts(raw, where)
    _check_numbers(raw, where)
    low, high = raw.get("low"), raw.get("high")
    return Association(
        factor=raw["factor"],
        measure=raw["measure"],
        value=float(raw["value"]),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        people=raw["people"],
        source=raw["source"].strip(),
        period=raw.get("period", "").strip(),
        cases=raw.get("cases"),
    )


def _check_texts(raw: Mapping[str, Any], where: str) -> None:
    for name in _TEXTS:
        text = raw.get(name, "-")
        if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_TEXT:
            raise _fail(where, f"'{name}' must be text of at most {_LONGEST_TEXT} characters")
    if raw["factor"] not in {one.id for one in factors()}:
        raise _fail(where, "'factor' must be the id of a risk factor, such as risk.diabetes; `rules list` names them")
    if raw["measure"] not in MEASURES:
        raise _fail(where, f"'measure' must be one of {', '.join(MEASURES)}")


def _check_numbers(raw: Mapping[str, Any], where: str) -> None:
    for name in ("value", "low", "high"):
        number = raw.get(name, 1.0)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number) or number < 0:
            raise _fail(where, f"'{name}' must be a number of 0 or more")
        if raw["measure"] == MEASURES[1] and number > _WHOLE:
            raise _fail(where, f"'{name}' must be a percentage of at most 100")
    if ("low" in raw) != ("high" in raw) or not raw.get("low", raw["value"]) <= raw["value"] <= raw.get(
        "high", raw["value"]
    ):
        raise _fail(where, "'low' and 'high' must be given together, with 'value' between them")
    for name in _COUNTS:
        count = raw.get(name, 1)
        if isinstance(count, bool) or not isinstance(count, int) or count < (name == "people"):
            raise _fail(where, f"'{name}' must be a whole number")
    if raw.get("cases", 0) > raw["people"]:
        raise _fail(where, "'cases' cannot be more than 'people'")
