"""Pages to print: the plan for the clinician and the nurse, and the sheet that the patient takes home."""

from cds_service.pages.patient import patient_sheet
from cds_service.pages.plan import plan_sheet
from cds_service.pages.printing import NoSheetError, Printing
from cds_service.pages.recorded import recorded_sheet
from cds_service.pages.rendering import CONTENT_POLICY, page
from cds_service.pages.sheets import SHEETS, sheet

__all__ = [
    "CONTENT_POLICY",
    "SHEETS",
    "NoSheetError",
    "Printing",
    "page",
    "patient_sheet",
    "plan_sheet",
    "recorded_sheet",
    "sheet",
]
