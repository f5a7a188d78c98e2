"""Printing from a chart: the plan and the patient's sheet of an answer that the service has recorded.

A record system prints what it has in hand; here that is the recorded answer, read from the service beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import HTMLResponse

from cds_service import pages
from cds_service.audit import Store, UnknownRecordError
from cds_service.practice.errors import NothingToPrintError
from cds_service.practice.views import PrintLink

_LABELS = {"plan": "print_plan", "patient-sheet": "print_patient_sheet"}
PrintSheet = Callable[[str, str, str], Awaitable[str]]


def printer(store: Store) -> PrintSheet:
    """What prints one kind of sheet of one answer in one language. Raises NothingToPrintError."""

    def printed(hook_instance: str, kind: str, language: str) -> str:
        try:
            return pages.recorded_sheet(store.entry_of_call(hook_instance), kind, language)
        except UnknownRecordError as error:
            raise NothingToPrintError("nothing_recorded") from error
        except pages.NoSheetError as error:
            raise NothingToPrintError("nothing_to_print", reason=error.told(language)) from error

    async def in_a_thread(hook_instance: str, kind: str, language: str) -> str:
        return await asyncio.to_thread(printed, hook_instance, kind, language)

    return in_a_thread


def response(html: str) -> HTMLResponse:
    """A sheet with a policy of its own: its style stands inside the page."""
    return HTMLResponse(html, headers={"Content-Security-Policy": pages.CONTENT_POLICY})


def links(chart_id: str, words: Mapping[str, str]) -> tuple[PrintLink, ...]:
    """Where the sheets of a chart are printed."""
    return tuple(PrintLink(f"/practice/patients/{chart_id}/{kind}", words[name]) for kind, name in _LABELS.items())
