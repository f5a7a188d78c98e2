"""A value[x] into a number in the measure's own unit, or the reason why not."""

from __future__ import annotations

from fhir_profiles.measure_terms import MeasureTerm
from fhir_profiles.reading.coded_answers import answer_of
from fhir_profiles.reading.draft import codes_of
from fhir_profiles.reading.heart_class import class_of
from fhir_profiles.reading.ordinary import keeps_limit
from fhir_profiles.reading.outcomes import SCREENS, screen_result
from fhir_profiles.reading.presence import answered, found_or_not, presence, text_of
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.wire import Observation, Quantity, Valued
from fhir_profiles.terminology import table
from fhir_profiles.units import UnitError, convert
from rules.bounds import is_kept, just_beyond

_ABOVE = (">", ">=")
_BELOW = ("<", "<=")


class UnusableError(Exception):
    """A value that cannot be used: why, and which unit or element is meant, never the value."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def value_of(valued: Valued, term: MeasureTerm) -> tuple[float, str, str]:
    """The value in the measure's unit, the bound where only one was sent, and what was sent, as it was written.

    Raises UnusableError with its reason.
    """
    quantity = valued.valueQuantity
    if quantity is None:
        if valued.valueInteger is None:
            raise UnusableError(_why_no_number(valued))
        quantity = Quantity(value=valued.valueInteger)
    value = quantity.value
    if value is None:
        raise UnusableError(Reason.DATA_ABSENT if valued.dataAbsentReason is not None else Reason.NO_VALUE)
    comparator = quantity.comparator
    if comparator and (comparator not in (*_ABOVE, *_BELOW) or not is_kept(term.name)):
        raise UnusableError(Reason.COMPARATOR)
    unit = quantity.unit or quantity.code or term.unit
    if unit is not None or not term.unitless:
        value = in_own_unit(value, quantity, term)
    sent = _as_sent(quantity, unit or "")
    return (*just_beyond(value, comparator), sent) if comparator else (value, "", sent)


def in_own_unit(value: float, quantity: Quantity, term: MeasureTerm) -> float:
    """A value in the measure's unit, by the unit it was sent with, else by the one its code stands for."""
    code, unit = quantity.code, quantity.unit
    if not code and not unit:
        unit = term.unit
    try:
        return convert(value, term.quantity, code, unit)
    except UnitError as error:
        raise UnusableError(Reason(error.reason), error.unit) from error


def _as_sent(quantity: Quantity, unit: str) -> str:
    sent = f"{quantity.value:.15g} {unit}" if unit else f"{quantity.value:.15g}"
    return f"{quantity.comparator} {sent}" if quantity.comparator else sent


def _why_no_number(valued: Valued) -> Reason:
    if valued.dataAbsentReason is not None:
        return Reason.DATA_ABSENT
    others = (
        valued.valueString,
        valued.valueBoolean,
        valued.valueRange,
        valued.valueRatio,
        valued.valueTime,
        valued.valueDateTime,
        valued.valuePeriod,
        valued.valueSampledData,
    )
    sent = valued.valueCodeableConcept is not None or any(bytes(other) not in (b"", b"null") for other in others)
    return Reason.WRONG_VALUE_TYPE if sent else Reason.NO_VALUE


def presence_of(valued: Valued, observation: Observation) -> tuple[float, str]:
    """1 where something was found, 0 where not, and what was sent. Raises UnusableError where nothing tells."""
    said = found_or_not(valued, observation)
    if said is None:
        raise UnusableError(_why_no_number(valued))
    quantity = valued.valueQuantity
    if quantity is None or quantity.value is None:
        return float(said), text_of(valued)
    return float(said), _as_sent(quantity, quantity.unit or quantity.code or "")


def nyha_class(valued: Valued) -> float:
    """The NYHA class. Raises UnusableError where the answer names none."""
    found = class_of(valued)
    if found is None or found != round(found):
        raise UnusableError(_why_no_number(valued) if valued.valueQuantity is None else Reason.WRONG_VALUE_TYPE)
    return found


def coded_answer(valued: Valued, name: str) -> float:
    """The value that an answer in codes or words stands for. Raises UnusableError where it names none."""
    found = screen_result(valued, name) if name in SCREENS else answer_of(valued, name)
    if found is None:
        raise UnusableError(_why_no_number(valued) if valued.valueQuantity is None else Reason.WRONG_VALUE_TYPE)
    return found


def measured_as(valued: Valued, name: str) -> str:
    """The measure that an answer is of: one that comes in words in place of a number is of another."""
    no_number = valued.valueQuantity is None and valued.valueInteger is None
    instead: str = presence()["instead"].get(name, name) if no_number else name
    return instead


def _high(valued: Valued) -> Quantity | None:
    """The upper limit of the first reference range that has one."""
    ranges = valued.referenceRange or ()
    return next((r.high for r in ranges if r.high is not None and r.high.value is not None), None)


def upper_limit(valued: Valued, term: MeasureTerm) -> float | None:
    """The laboratory's own upper limit in the measure's unit, for measures that are read against it.

    A limit without a unit is in the unit of its value.
    """
    high = _high(valued) if term.name in keeps_limit() else None
    if high is None or high.value is None:
        return None
    described = high if high.unit or high.code else valued.valueQuantity or high
    try:
        return in_own_unit(high.value, described, term)
    except UnusableError:
        return None


def troponin_over_limit(valued: Valued, observation: Observation) -> tuple[float, str, float | None]:
    """1 if a troponin is above its own laboratory's limit, 0 if not, by limit, by the laboratory's flag or in words.

    Raises UnusableError where neither tells.
    """
    quantity, high = valued.valueQuantity, _high(valued)
    if quantity is not None and quantity.value is not None and high is not None and high.value is not None:
        same = (high.unit or high.code) in (None, quantity.unit, quantity.code)
        above = quantity.value > high.value or (quantity.comparator in _ABOVE and quantity.value >= high.value)
        if same and (quantity.comparator is None or above == (quantity.comparator in _ABOVE)):
            return float(above), _as_sent(quantity, quantity.unit or quantity.code or ""), high.value
    flags = set(codes_of((*(valued.interpretation or ()), *(observation.interpretation or ()))))
    raw = table("measures")["troponin"]
    if flags & set(raw["high_interpretations"]):
        return 1.0, "", None
    if flags & set(raw["normal_interpretations"]):
        return 0.0, "", None
    said = answered(valued)
    if said is not None:
        return float(said), text_of(valued), None
    if quantity is None and valued.valueInteger is None:
        raise UnusableError(_why_no_number(valued))
    raise UnusableError(Reason.NO_LIMIT)
