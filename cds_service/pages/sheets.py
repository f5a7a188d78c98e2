"""Both sheets by the names under which they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cds_service.pages.patient import patient_sheet
from cds_service.pages.plan import plan_sheet
from cds_service.pages.printing import Printing
from cds_service.pages.rendering import page
from cds_service.pages.views import PatientSheet, PlanSheet

SHEETS: Mapping[str, Callable[[Printing], PlanSheet | PatientSheet]] = {
    "plan": plan_sheet,
    "patient-sheet": patient_sheet,
}


def sheet(kind: str, source: Printing) -> str:
    """One sheet as an HTML document. Raises NoSheetError where none may be printed, KeyError for an unknown kind."""
    return page(SHEETS[kind](source))
