"""Care plans: palliative care is heard in them, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import ReadState
from tests.support.fhir_resources import ME, concept, reasons_of, record_of

SNOMED = "http://snomed.info/sct"


def plan(**elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "CarePlan",
        "id": "plan1",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": f"Patient/{ME}"},
    } | elements


@pytest.mark.parametrize(
    "elements",
    [
        {"category": [concept(SNOMED, "103735009")]},
        {"category": [concept(text="安宁疗护")]},
        {"title": "Hospice care plan"},
        {"description": "Comfort care only, by agreement with the family"},
        {"activity": [{"detail": {"code": concept(text="Palliative care")}}]},
    ],
)
def test_palliative_care_is_heard_wherever_a_care_plan_names_it(elements: dict[str, Any]) -> None:
    record = record_of(plan(period={"start": "2026-05-01"}, **elements))
    (found,) = record.orders
    assert found.concepts == {"palliative_care"}
    assert (found.active, str(found.on), found.source.resource_type) == (True, "2026-05-01", "CarePlan")
    assert record.reads["CarePlan"] is ReadState.READ


@pytest.mark.parametrize(
    "elements",
    [
        {"title": "Physical therapy and rehabilitation"},
        {"activity": [{"detail": {"code": concept(text="Nil by mouth")}}, {}, {"detail": {}}]},
        {"title": "Patient declined hospice"},
        {"category": [concept(SNOMED, "734163000")]},
        {},
    ],
)
def test_whatever_else_a_care_plan_names_is_no_order(elements: dict[str, Any]) -> None:
    assert record_of(plan(**elements)).orders == ()


@pytest.mark.parametrize(
    ("status", "active"),
    [("active", True), ("on-hold", True), ("unknown", True), ("completed", False), ("revoked", False)],
)
def test_a_care_plan_that_is_over_is_history(status: str, active: bool) -> None:
    (found,) = record_of(plan(status=status, title="Palliative care plan")).orders
    assert found.active is active


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"status": "draft"}, "not_in_force"),
        ({"status": "entered-in-error"}, "entered_in_error"),
        ({"intent": "proposal"}, "not_in_force"),
        ({"created": "2027-01-01"}, "future_date"),
    ],
)
def test_a_care_plan_that_is_not_in_force_is_ignored_with_its_reason(elements: dict[str, Any], reason: str) -> None:
    record = record_of(plan(title="Palliative care plan", **elements))
    assert record.orders == ()
    assert ("", reason) in reasons_of(record)


def test_a_record_without_care_plans_is_empty_of_them() -> None:
    assert record_of().reads["CarePlan"] is ReadState.EMPTY
