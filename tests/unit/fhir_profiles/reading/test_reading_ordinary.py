"""The short way of reading an ordinary number gives what the long way gives, for every measure in every unit."""

from __future__ import annotations

import pytest

from fhir_profiles.measure_terms import MeasureTerm, measure_terms
from fhir_profiles.reading.observations import _ordinary, _read
from fhir_profiles.reading.wire import Concept, Observation, Quantity, ReferenceRange
from fhir_profiles.terminology import table

TERMS = sorted({term for known in measure_terms().by_code.values() for term in known.values()}, key=str)
HIGH = [ReferenceRange(high=Quantity(value=9.0))]


def units_of(term: MeasureTerm) -> list[str]:
    return [unit for unit in table("units")["quantity"].get(term.quantity, ()) if unit != "source"]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{term.name}-{term.quantity}-{term.side}")
def test_the_short_way_reads_every_measure_in_every_unit_as_the_long_way_does(term: MeasureTerm) -> None:
    for unit in units_of(term):
        for quantity in (Quantity(7.3, code=unit), Quantity(7.3, unit=unit), Quantity(0.1, unit=unit, code=unit)):
            valued = Observation(valueQuantity=quantity, referenceRange=HIGH)
            found = _ordinary(valued, term)
            assert found is None or found == _read(valued, term, valued)


@pytest.mark.parametrize(
    "valued",
    [
        Observation(valueQuantity=Quantity(7.3, comparator="<", unit="kg")),
        Observation(valueQuantity=Quantity(7.3)),
        Observation(valueQuantity=Quantity(unit="kg")),
        Observation(valueQuantity=Quantity(7.3, unit="stone of a kind")),
        Observation(valueQuantity=Quantity(7.3, unit="kg"), dataAbsentReason=Concept(text="refused")),
        Observation(valueQuantity=Quantity(7.3, unit="kg"), valueCodeableConcept=Concept(text="weak")),
        Observation(valueInteger=7),
    ],
    ids=["bound", "no unit", "no value", "unknown unit", "absent", "two values", "integer"],
)
def test_what_is_out_of_the_ordinary_goes_the_long_way(valued: Observation) -> None:
    assert _ordinary(valued, MeasureTerm("grip_kg", "mass")) is None
