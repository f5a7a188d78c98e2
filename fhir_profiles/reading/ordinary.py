"""The ordinary result: a number in a known unit, of a measure that is nothing but a number.

Nearly every Observation of a record is one, so what a unit means for a measure is worked out once. Everything that is
out of the ordinary is for `values.py`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from fhir_profiles.measure_terms import HEART_CLASS, KETONES, TROPONIN
from fhir_profiles.terminology import table
from fhir_profiles.units import UnitError, conversion, scaled
from rules.measures import measures

_NOT_A_NUMBER_ALONE = frozenset({HEART_CLASS, KETONES, TROPONIN})


class Scale(NamedTuple):
    """How a measure's numbers are read that come in one unit: factor and offset, plausible range, and what is kept.

    `shown` is the unit as it was written; `limited` and `told_by_words` say that a reference limit or the words of the
    code bear on the measure.
    """

    name: str
    unit: str
    low: float
    high: float
    times: float
    plus: float
    shown: str
    limited: bool
    told_by_words: bool

    def read(self, value: float) -> float:
        """A number in the measure's own unit."""
        return scaled(value, self.times, self.plus)


@cache
def keeps_limit() -> frozenset[str]:
    """The measures that are read against the laboratory's own limit."""
    return frozenset(table("observations")["limit"]["kept"])


@cache
def told_by_words() -> frozenset[str]:
    """The measures whose method may stand in the words of their code."""
    return frozenset(table("observations")["method"]["told_by_words_of"])


@lru_cache(maxsize=4096)
def scale(name: str, quantity: str, code: str | None, unit: str | None) -> Scale | None:
    """How numbers of a measure are read that come with this UCUM code and unit; None where that is no simple matter."""
    if name in _NOT_A_NUMBER_ALONE or not (code or unit):
        return None
    try:
        times, plus = conversion(quantity, code, unit)
    except UnitError:
        return None
    measure = measures()[name]
    return Scale(
        name,
        measure.unit,
        measure.low,
        measure.high,
        times,
        plus,
        unit or code or "",
        name in keeps_limit(),
        name in told_by_words(),
    )
