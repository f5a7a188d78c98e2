"""The exercise draft: a ServiceRequest in the form of the HL7 Physical Activity guide (aligned, not claimed)."""

from __future__ import annotations

from fhir_profiles.writing.context import SNOMED, DraftContext, Resource, coded
from rules.assessment import ExercisePlan, Phase

ACTIVITY_SYSTEM = "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes"
ACTIVITY = coded(ACTIVITY_SYSTEM, "PhysicalActivity", "Physical Activity")
EXERCISE_THERAPY = "229065009"


def exercise_request(plan: ExercisePlan, draft: DraftContext, title: str, lines: tuple[str, ...]) -> Resource:
    """The draft order for exercise therapy; `title` and `lines` say the plan in words."""
    return draft.resource(
        "ServiceRequest",
        "exercise",
        status="draft",
        intent="order",
        category=[ACTIVITY],
        code=coded(SNOMED, EXERCISE_THERAPY, "Exercise therapy", title),
        subject=draft.patient,
        encounter=draft.encounter,
        occurrenceTiming=_timing(plan.phases, title),
        authoredOn=draft.day.isoformat(),
        requester=draft.requester,
        reasonCode=[{"text": draft.reason}],
        note=[draft.note("\n".join(lines))],
    )


def _timing(phases: tuple[Phase, ...], title: str) -> Resource:
    """Sessions a week as they stand at the end of the plan; the phases themselves stand in the note."""
    lowest, highest = phases[-1].sessions_per_week
    weeks = max(phase.last_week for phase in phases)
    repeat: Resource = {
        "boundsDuration": {"value": weeks, "unit": "week", "system": "http://unitsofmeasure.org", "code": "wk"},
        "frequency": lowest,
        "period": 1,
        "periodUnit": "wk",
    }
    if highest > lowest:
        repeat["frequencyMax"] = highest
    return {"repeat": repeat, "code": {"text": title}}
