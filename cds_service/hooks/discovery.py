"""What the service offers, and the discovery document that says so; valid under CDS Hooks 2.0 and 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cds_service.errors import UnknownServiceError
from fhir_profiles.prefetch import PREFETCH
from rules.context import Moment

CDS_HOOKS_VERSION = "2.0.1"
_NEEDS = (
    "Sends at least the Patient and one other prefetch key, or fhirServer at an address registered for the client. "
    "A key that is left out is read from there; what could be read from neither is named in the cards as unread."
)


@dataclass(frozen=True, slots=True)
class Offered:
    """One service as discovery lists it."""

    id: str
    hook: str
    title: str
    description: str
    usage_requirements: str = _NEEDS


PATIENT_VIEW = Offered(
    id="sarcopenia-patient-view",
    hook=Moment.PATIENT_VIEW,
    title="Sarcopenia: stage, training, nutrition",
    description=(
        "When the chart of an adult of 50 or more is opened: where this person stands by AWGS 2019, AWGS 2025 or "
        "EWGSOP2, the one measurement that would settle what is not known, and draft exercise and nutrition plans "
        "adapted to the record, or the reason why there is none. Advice for clinicians; not for emergencies."
    ),
)
ENCOUNTER_START = Offered(
    id="sarcopenia-encounter-start",
    hook=Moment.ENCOUNTER_START,
    title="Sarcopenia: admission",
    description=(
        "When an adult of 50 or more is admitted: whether to screen for sarcopenia, what to measure before the stay "
        "costs muscle, and what stops training or feeding. Silent for those who need none of it."
    ),
)
ENCOUNTER_DISCHARGE = Offered(
    id="sarcopenia-encounter-discharge",
    hook=Moment.ENCOUNTER_DISCHARGE,
    title="Sarcopenia: discharge",
    description=(
        "When an adult of 50 or more is discharged: what the stay may have cost, what to measure and by when, and the "
        "exercise and nutrition plans that go home, or the reason why there is none."
    ),
)
ORDER_SELECT = Offered(
    id="sarcopenia-order-select",
    hook=Moment.ORDER_SELECT,
    title="Sarcopenia: orders being written",
    description=(
        "When an order is selected: warns of exercise against a contraindication, of nutrition against kidneys, "
        "allergy or swallowing, and of bed rest, sedatives or steroids in a person with sarcopenia. Looks at the "
        "selected orders only, and is silent where the drafts already do what it would suggest."
    ),
)
ORDER_SIGN = Offered(
    id="sarcopenia-order-sign",
    hook=Moment.ORDER_SIGN,
    title="Sarcopenia: orders about to be signed",
    description=(
        "When orders are about to be signed: the warnings of the order-select service on all of them, whether they "
        "were shown before or not. A draft that could not be understood is named."
    ),
)
PROBLEM_LIST = Offered(
    id="sarcopenia-problem-list",
    hook=Moment.PROBLEM_LIST,
    title="Sarcopenia: new on the problem list",
    description=(
        "When sarcopenia is put on the problem list: the exercise and nutrition plans where the measurements bear it "
        "out, else what to measure. A new problem that stops training or feeding is pointed out."
    ),
)
SERVICES = (PATIENT_VIEW, ENCOUNTER_START, ENCOUNTER_DISCHARGE, ORDER_SELECT, ORDER_SIGN, PROBLEM_LIST)


def offered(service_id: str) -> Offered:
    """The service with this id. Raises UnknownServiceError."""
    for service in SERVICES:
        if service.id == service_id:
            return service
    raise UnknownServiceError("No service has this id. GET /cds-services lists them.")


def document() -> dict[str, Any]:
    """The discovery document."""
    return {"services": [_listed(service, _templates()) for service in SERVICES]}


def _listed(service: Offered, templates: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": service.id,
        "hook": str(service.hook),
        "title": service.title,
        "description": service.description,
        "version": CDS_HOOKS_VERSION,
        "usageRequirements": service.usage_requirements,
        "prefetch": dict(templates),
    }


def _templates() -> dict[str, str]:
    return {key: query.template for key, query in PREFETCH.items()}
