"""The ordinary result: a number in a known unit, of a measure that is nothing but a number.

Nearly every Observation of a record is one, so what a unit means for a measure is worked out once. Everything that is
out of the ordinary is for `values.py`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from fhir_profiles.measure_terms import HEART_CLASS, KETONES, TROPONIN
from fhir_profiles.reading.coded_answers import answered
from fhir_profiles.terminology import table
from fhir_profiles.units import UnitError, conversion

Scale = tuple[float, float, str, bool]
_NOT_A_NUMBER_ALONE = frozenset({HEART_CLASS, KETONES, TROPONIN})


@cache
def keeps_limit() -> frozenset[str]:
    """The measures that are read against the laboratory's own limit."""
    return frozenset(table("observations")["limit"]["kept"])


@lru_cache(maxsize=4096)
def scale(name: str, quantity: str, code: str | None, unit: str | None) -> Scale | None:
    """How a measure's numbers are read that come with this UCUM code and unit; None where that is no simple matter.

    Factor and offset, the unit as it was written, and whether a reference limit bears on the measure.
    """
    if name in _NOT_A_NUMBER_ALONE or name in answered() or not (code or unit):
        return None
    try:
        times, plus = conversion(quantity, code, unit)
    except UnitError:
        return None
    return times, plus, unit or code or "", name in keeps_limit()
