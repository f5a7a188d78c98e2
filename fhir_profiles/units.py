"""Converts a value by its unit, and only by its unit: never by its magnitude.

The UCUM code is read first, then the unit as it was written. Every factor stands in `terminology/units.toml`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from fhir_profiles.errors import BadTermsError
from fhir_profiles.terminology import table

Factor = tuple[float, float]
_LONGEST = 100  # characters; whatever is longer is no unit, and folding it could take long


class UnitError(Exception):
    """A value that cannot be converted; `reason` is unknown_unit, no_unit or unit_conflict, `unit` what was found."""

    def __init__(self, reason: str, unit: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.unit = unit


def _folded(text: str) -> str:
    """One spelling for all: compatibility forms, case, micro signs and spaces at the ends do not matter."""
    if len(text) > _LONGEST:
        return text
    return unicodedata.normalize("NFKC", text).strip().casefold().replace("μ", "u")


@cache
def _factors(quantity: str) -> Mapping[str, Factor]:
    """Factor and offset of every UCUM unit of a quantity. Raises BadTermsError for a quantity that is not there."""
    try:
        raw = table("units")["quantity"][quantity]
    except KeyError:
        raise BadTermsError(f"terminology/units.toml has no quantity {quantity!r}.") from None
    pairs = {unit: entry for unit, entry in raw.items() if unit != "source"}
    return {u: (float(e[0]), float(e[1])) if isinstance(e, list) else (float(e), 0.0) for u, e in pairs.items()}


@cache
def _spelled() -> Mapping[str, str]:
    """UCUM unit by every folded spelling: the list of the table, and every UCUM unit in any case."""
    units = table("units")
    plain = {_folded(unit): unit for quantity in units["quantity"].values() for unit in quantity if unit != "source"}
    return plain | {_folded(text): unit for text, unit in units["spelled"].items()}


@lru_cache(maxsize=4096)
def factor(quantity: str, unit: str) -> Factor | None:
    """Factor and offset from a unit, as a UCUM code or as written, into the quantity's own unit; None if not known.

    >>> factor("mass", "斤")
    (0.5, 0.0)
    """
    known = _factors(quantity)
    return known.get(unit) or known.get(_spelled().get(_folded(unit), ""))


_KEPT_DIGITS = 12  # of a converted value: takes floating-point noise away, so that 18 kg sent in pounds is 18 kg


@lru_cache(maxsize=4096)
def conversion(quantity: str, code: str | None, unit: str | None) -> Factor:
    """Factor and offset by a code where that is a unit at all, else by the unit as written.

    Raises UnitError where neither is known, where none is given, or where both are known and differ.
    """
    by_code = factor(quantity, code) if code else None
    by_text = factor(quantity, unit) if unit and unit != code else None
    if by_code is not None and by_text is not None and by_code != by_text:
        raise UnitError("unit_conflict", f"{code} / {unit}")
    if by_code is None and code and _folded(code) in _spelled():
        raise UnitError("unknown_unit", code)
    found = by_code or by_text
    if found is None:
        raise UnitError("unknown_unit", code or unit or "") if code or unit else UnitError("no_unit")
    return found


def convert(value: float, quantity: str, code: str | None, unit: str | None) -> float:
    """A value in its quantity's own unit. Raises UnitError as `conversion` does.

    >>> convert(1.0, "creatinine", "mg/dL", None)
    88.4
    """
    return scaled(value, *conversion(quantity, code, unit))


def scaled(value: float, times: float, plus: float) -> float:
    """A value by its factor and offset."""
    return value if times == 1.0 and not plus else float(f"{value * times + plus:.{_KEPT_DIGITS}g}")
