"""A sheet of a recorded answer: printed from the same record in the same context, so that it holds the same plan."""

from __future__ import annotations

from dataclasses import replace

from cds_service.assess import assess
from cds_service.audit import Entry
from cds_service.pages.printing import Printing
from cds_service.pages.sheets import sheet


def recorded_sheet(entry: Entry, kind: str, language: str) -> str:
    """One kind of sheet in one language. Raises NoSheetError where none may be printed."""
    asked = replace(entry.asked, language=language)
    return sheet(kind, Printing(assess(entry.record, entry.context), entry.record, entry.context, asked))
