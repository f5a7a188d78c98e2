"""Pages to print: the plan for the clinician and the nurse, and the sheet that the patient takes home."""

from cds_service.pages.patient import patient_sheet
from cds_service.pages.plan import plan_sheet
from cds_service.pages.printing import NoSheetError, Printing
from cds_service.pages.rendering import page
from cds_service.pages.views import PatientSheet, PlanSheet

__all__ = ["NoSheetError", "PatientSheet", "PlanSheet", "Printing", "page", "patient_sheet", "plan_sheet"]
