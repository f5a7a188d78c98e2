"""The few elements of an order that is being written, as one slim struct for every type of request that is judged."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Raw, Struct

from fhir_profiles.reading.wire import Concept, Period, Quantity, Reference, Texture

_PLACE = re.compile(r"at `\$\.([A-Za-z]\w*)")


class Identifier(Struct):
    system: str | None = None
    value: str | None = None


class Bounds(Struct):
    high: Quantity | None = None


class Repeat(Struct):
    boundsDuration: Quantity | None = None  # noqa: N815
    boundsPeriod: Period | None = None  # noqa: N815
    boundsRange: Bounds | None = None  # noqa: N815


class Timing(Struct):
    repeat: Repeat | None = None


class Dose(Struct):
    doseQuantity: Quantity | None = None  # noqa: N815


class Dosage(Struct):
    text: str | None = None
    route: Concept | None = None
    doseAndRate: list[Dose] | None = None  # noqa: N815
    timing: Timing | None = None


class Dispense(Struct):
    expectedSupplyDuration: Quantity | None = None  # noqa: N815


class Nutrient(Struct):
    modifier: Concept | None = None
    amount: Quantity | None = None


class Schedule(Struct):
    repeat: Repeat | None = None


class Diet(Struct):
    type: list[Concept] | None = None
    schedule: list[Schedule] | None = None
    nutrient: list[Nutrient] | None = None
    texture: list[Texture] | None = None
    fluidConsistencyType: list[Concept] | None = None  # noqa: N815
    instruction: str | None = None


class Product(Struct):
    type: Concept | None = None
    productName: str | None = None  # noqa: N815
    instruction: str | None = None


class Formula(Struct):
    baseFormulaType: Concept | None = None  # noqa: N815
    baseFormulaProductName: str | None = None  # noqa: N815
    administrationInstruction: str | None = None  # noqa: N815


class Note(Struct):
    text: str | None = None


class Drafted(Struct):
    """A MedicationRequest, ServiceRequest or NutritionOrder, as far as it is read."""

    resourceType: str | None = None  # noqa: N815
    id: str | None = None
    identifier: list[Identifier] | None = None
    status: str | None = None
    intent: str | None = None
    doNotPerform: bool | None = None  # noqa: N815
    subject: Reference | None = None
    patient: Reference | None = None
    authoredOn: str | None = None  # noqa: N815
    dateTime: str | None = None  # noqa: N815
    code: Concept | None = None
    orderDetail: list[Concept] | None = None  # noqa: N815
    occurrenceTiming: Timing | None = None  # noqa: N815
    occurrencePeriod: Period | None = None  # noqa: N815
    medicationCodeableConcept: Concept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    contained: list[Raw] | None = None
    dosageInstruction: list[Dosage] | None = None  # noqa: N815
    dispenseRequest: Dispense | None = None  # noqa: N815
    excludeFoodModifier: list[Concept] | None = None  # noqa: N815
    oralDiet: Diet | None = None  # noqa: N815
    supplement: list[Product] | None = None
    enteralFormula: Formula | None = None  # noqa: N815
    note: list[Note] | None = None


class Entry(Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: Raw = Raw()


class DraftBundle(Struct):
    """The Bundle of drafts; a client may leave out its type."""

    resourceType: str | None = None  # noqa: N815
    entry: list[Entry] | None = None


decode_draft_bundle = msgspec.json.Decoder(DraftBundle).decode
_decode_drafted = msgspec.json.Decoder(Drafted).decode


def decode_drafted(raw: Raw) -> tuple[Drafted, tuple[str, ...]]:
    """A draft, and the elements that could not be read and were left out. Raises msgspec.DecodeError for no object."""
    try:
        return _decode_drafted(raw), ()
    except msgspec.ValidationError:
        document: Any = msgspec.json.decode(raw, type=dict[str, Any])
    lost: list[str] = []
    while True:
        try:
            return msgspec.convert(document, Drafted), tuple(lost)
        except msgspec.ValidationError as error:
            found = _PLACE.search(str(error))
            if found is None or found[1] not in document:
                raise
            lost.append(found[1])
            del document[found[1]]
