"""The few elements of FHIR R4 that are read, as slim structs; everything else in a resource is skipped unseen.

These are not validators: an unknown element is passed over and a missing one is None. A wrong type raises.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct


class Coding(Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Struct, gc=False):
    coding: list[Coding] | None = None
    text: str | None = None


class Reference(Struct, gc=False):
    reference: str | None = None
    display: str | None = None


class Quantity(Struct, gc=False):
    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Period(Struct, gc=False):
    start: str | None = None
    end: str | None = None


class ReferenceRange(Struct, gc=False):
    high: Quantity | None = None


class Note(Struct, gc=False):
    text: str | None = None


class Meta(Struct, gc=False):
    lastUpdated: str | None = None  # noqa: N815
    versionId: str | None = None  # noqa: N815


class Valued(Struct, gc=False):
    """What an Observation and its components share; the raw ones only show that another value[x] was sent."""

    code: Concept | None = None
    valueQuantity: Quantity | None = None  # noqa: N815
    valueInteger: float | None = None  # noqa: N815
    valueCodeableConcept: Concept | None = None  # noqa: N815
    valueString: Raw = Raw()  # noqa: N815
    valueBoolean: Raw = Raw()  # noqa: N815
    valueRange: Raw = Raw()  # noqa: N815
    valueRatio: Raw = Raw()  # noqa: N815
    valueTime: Raw = Raw()  # noqa: N815
    valueDateTime: Raw = Raw()  # noqa: N815
    valuePeriod: Raw = Raw()  # noqa: N815
    valueSampledData: Raw = Raw()  # noqa: N815
    dataAbsentReason: Concept | None = None  # noqa: N815
    interpretation: list[Concept] | None = None
    referenceRange: list[ReferenceRange] | None = None  # noqa: N815


class Component(Valued, gc=False):
    pass


class Resource(Struct, gc=False, tag_field="resourceType"):
    id: str | None = None
    meta: Meta | None = None


class Patient(Resource, gc=False, tag="Patient"):
    gender: str | None = None
    birthDate: str | None = None  # noqa: N815
    deceasedBoolean: bool | None = None  # noqa: N815
    deceasedDateTime: str | None = None  # noqa: N815
    maritalStatus: Concept | None = None  # noqa: N815


class Observation(Valued, gc=False, tag_field="resourceType", tag="Observation"):
    id: str | None = None
    meta: Meta | None = None
    status: str | None = None
    subject: Reference | None = None
    encounter: Reference | None = None
    effectiveDateTime: str | None = None  # noqa: N815
    effectiveInstant: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    bodySite: Concept | None = None  # noqa: N815
    method: Concept | None = None
    note: list[Note] | None = None
    component: list[Component] | None = None


class Stage(Struct, gc=False):
    summary: Concept | None = None


class Condition(Resource, gc=False, tag="Condition"):
    clinicalStatus: Concept | None = None  # noqa: N815
    verificationStatus: Concept | None = None  # noqa: N815
    severity: Concept | None = None
    code: Concept | None = None
    subject: Reference | None = None
    onsetDateTime: str | None = None  # noqa: N815
    onsetPeriod: Period | None = None  # noqa: N815
    recordedDate: str | None = None  # noqa: N815
    stage: list[Stage] | None = None
    note: list[Note] | None = None


class Dosage(Struct, gc=False):
    route: Concept | None = None


class Medication(Resource, gc=False, tag="Medication"):
    code: Concept | None = None


class MedicationRequest(Resource, gc=False, tag="MedicationRequest"):
    status: str | None = None
    intent: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    authoredOn: str | None = None  # noqa: N815
    dosageInstruction: list[Dosage] | None = None  # noqa: N815
    contained: list[Raw] | None = None
    doNotPerform: bool | None = None  # noqa: N815


class MedicationStatement(Resource, gc=False, tag="MedicationStatement"):
    status: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    dateAsserted: str | None = None  # noqa: N815
    dosage: list[Dosage] | None = None
    contained: list[Raw] | None = None


class MedicationAdministration(Resource, gc=False, tag="MedicationAdministration"):
    status: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    dosage: Dosage | None = None
    contained: list[Raw] | None = None


class Reaction(Struct, gc=False):
    substance: Concept | None = None


class AllergyIntolerance(Resource, gc=False, tag="AllergyIntolerance"):
    clinicalStatus: Concept | None = None  # noqa: N815
    verificationStatus: Concept | None = None  # noqa: N815
    category: list[str] | None = None
    criticality: str | None = None
    code: Concept | None = None
    patient: Reference | None = None
    reaction: list[Reaction] | None = None


class Procedure(Resource, gc=False, tag="Procedure"):
    status: str | None = None
    code: Concept | None = None
    subject: Reference | None = None
    performedDateTime: str | None = None  # noqa: N815
    performedPeriod: Period | None = None  # noqa: N815
    outcome: Concept | None = None
    note: list[Note] | None = None


class Hospitalization(Struct, gc=False):
    dischargeDisposition: Concept | None = None  # noqa: N815


class Encounter(Resource, gc=False, tag="Encounter"):
    status: str | None = None
    class_: Coding | None = msgspec.field(default=None, name="class")
    type: list[Concept] | None = None
    serviceType: Concept | None = None  # noqa: N815
    hospitalization: Hospitalization | None = None
    subject: Reference | None = None
    period: Period | None = None


class Texture(Struct, gc=False):
    modifier: Concept | None = None


class OralDiet(Struct, gc=False):
    type: list[Concept] | None = None
    texture: list[Texture] | None = None
    fluidConsistencyType: list[Concept] | None = None  # noqa: N815
    instruction: str | None = None


class Supplement(Struct, gc=False):
    type: Concept | None = None
    productName: str | None = None  # noqa: N815


class NutritionOrder(Resource, gc=False, tag="NutritionOrder"):
    status: str | None = None
    intent: str | None = None
    patient: Reference | None = None
    dateTime: str | None = None  # noqa: N815
    foodPreferenceModifier: list[Concept] | None = None  # noqa: N815
    excludeFoodModifier: list[Concept] | None = None  # noqa: N815
    oralDiet: OralDiet | None = None  # noqa: N815
    supplement: list[Supplement] | None = None


class ServiceRequest(Resource, gc=False, tag="ServiceRequest"):
    status: str | None = None
    intent: str | None = None
    code: Concept | None = None
    orderDetail: list[Concept] | None = None  # noqa: N815
    subject: Reference | None = None
    authoredOn: str | None = None  # noqa: N815
    doNotPerform: bool | None = None  # noqa: N815


class CarePlanDetail(Struct, gc=False):
    code: Concept | None = None


class CarePlanActivity(Struct, gc=False):
    detail: CarePlanDetail | None = None


class CarePlan(Resource, gc=False, tag="CarePlan"):
    status: str | None = None
    intent: str | None = None
    category: list[Concept] | None = None
    title: str | None = None
    description: str | None = None
    subject: Reference | None = None
    period: Period | None = None
    created: str | None = None
    activity: list[CarePlanActivity] | None = None


class Issue(Struct, gc=False):
    severity: str | None = None


class OperationOutcome(Resource, gc=False, tag="OperationOutcome"):
    issue: list[Issue] | None = None


Drug = MedicationRequest | MedicationStatement | MedicationAdministration
Known = (
    Patient
    | Observation
    | Condition
    | Medication
    | MedicationRequest
    | MedicationStatement
    | MedicationAdministration
    | AllergyIntolerance
    | Procedure
    | Encounter
    | NutritionOrder
    | ServiceRequest
    | CarePlan
    | OperationOutcome
)
KNOWN: dict[str, type[Struct]] = {kind.__name__: kind for kind in Known.__args__}


class Head(Struct, gc=False):
    """The first look at any JSON object; its id may still be anything."""

    resourceType: str | None = None  # noqa: N815
    id: Any = None


class Link(Struct, gc=False):
    relation: str | None = None
    url: str | None = None


class EntryRequest(Struct, gc=False):
    method: str | None = None
    url: str | None = None


class EntryResponse(Struct, gc=False):
    status: str | None = None
    lastModified: str | None = None  # noqa: N815
    etag: str | None = None


class EntrySearch(Struct, gc=False):
    mode: str | None = None


class FrameLike(Struct, gc=False):
    """What an entry says about its resource."""

    fullUrl: str | None = None  # noqa: N815
    search: EntrySearch | None = None
    request: EntryRequest | None = None
    response: EntryResponse | None = None


class Entry(FrameLike, gc=False):
    """An entry whose resource is still bytes: any type, right or wrong."""

    resource: Raw = Raw()


class Bundle(Struct, gc=False):
    resourceType: str | None = None  # noqa: N815
    type: str | None = None
    entry: list[Entry] | None = None
    link: list[Link] | None = None


class KnownEntry(FrameLike, gc=False):
    """An entry whose resource is of a known type, every used element of the right type."""

    resource: Known | None = None


class KnownBundle(Struct, gc=False):
    """A Bundle in which every resource can be read at once: the usual answer to a search."""

    resourceType: str | None = None  # noqa: N815
    type: str | None = None
    entry: list[KnownEntry] | None = None
    link: list[Link] | None = None


decode_known = msgspec.json.Decoder(Known).decode
decode_head = msgspec.json.Decoder(Head).decode
decode_bundle = msgspec.json.Decoder(Bundle).decode
decode_known_bundle = msgspec.json.Decoder(KnownBundle).decode
