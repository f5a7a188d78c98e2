"""The pages of the practice record system and what can be done on them; mounted only in the demo profile."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from structlog.typing import FilteringBoundLogger

from cds_service.hooks.language import choose
from cds_service.logs import json_lines, place_of
from cds_service.practice import advice_view, guard, printing, record_view
from cds_service.practice.answer import Answer
from cds_service.practice.chart import Charts
from cds_service.practice.dropped import MOST_BYTES, read_chart
from cds_service.practice.errors import BadFileError, FaultError, NothingToPrintError, PracticeError, TooLargeError
from cds_service.practice.fhir_endpoint import Grants, read_fhir
from cds_service.practice.hook_client import TIMEOUT_SECONDS, FeedbackRefusedError, HookClient
from cds_service.practice.moments import OPENED, context_of, moment
from cds_service.practice.pages import render
from cds_service.practice.printing import PrintSheet
from cds_service.practice.views import Advice, AdviceFragment, ChartPage, ErrorPage, Frame, WorklistPage
from cds_service.practice.words import LANGUAGES, words

LANGUAGE_COOKIE = "practice_language"
MOST_COMMENT = 500
_MEGABYTE = 1024 * 1024
_SEE_OTHER = 303
_NOTICES = ("accepted", "dismissed", "feedback_failed", "reset")
_STATIC: Mapping[str, str] = {
    "practice.css": "text/css",
    "practice.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
_HEADLINES = {
    "no_such_patient": "not_found_headline",
    "nothing_to_print": "nothing_headline",
    "nothing_recorded": "nothing_headline",
}
_COLUMNS = ("column_grip", "column_gait", "column_mass", "column_pressure")


class HasAddress(Protocol):
    """The two settings that these pages need."""

    @property
    def public_url(self) -> str:
        """Where the service is reached."""

    @property
    def lang(self) -> str:
        """The language where the reader says none."""


@dataclass(frozen=True, slots=True)
class Practice:
    """The record system: its charts, the tokens it gave out, and its line to the decision service."""

    charts: Charts
    grants: Grants
    client: HookClient
    default_language: str
    log: FilteringBoundLogger
    print_sheet: PrintSheet | None = None

    # ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def worklist(self, request: Request) -> Response:
        """Everybody whose chart can be opened."""
        language = self._language(request)
        said, today = words(language), self.charts.today

        def row(chart_id: str) -> Any:
            return record_view.worklist_row(self.charts.chart(chart_id, language), said, language, today)

        return self._page(
            request,
            WorklistPage(
                frame=self._frame(request, said["worklist"]),
                intro=said["worklist_intro"].format(count=len(self.charts.made_up())),
                columns=tuple(said[name] for name in _COLUMNS),
                rows=tuple(row(chart_id) for chart_id in self.charts.made_up()),
                dropped=tuple(row(chart_id) for chart_id in self.charts.dropped()),
                most_megabytes=MOST_BYTES // _MEGABYTE,
            ),
        )

    async def chart(self, request: Request) -> Response:
        """One chart; the advice on it is fetched by the page, or shown at once where `cards` or `answer` asks."""
        language, chart_id = self._language(request), request.path_params["id"]
        said, chart = words(language), self.charts.chart(chart_id, language)
        shown = await self._advice_now(request, chart_id, language)
        chosen = self._shown_moment(request, chart_id)
        here = f"/practice/patients/{chart_id}"
        header = record_view.header(chart, said, language, self.charts.today)
        return self._page(
            request,
            ChartPage(
                frame=self._frame(request, header.role),
                header=header,
                drafts=record_view.drafts(chart, said),
                tables=record_view.measure_tables(chart, said, language),
                lists=record_view.lists(chart, said, language),
                moments=advice_view.moment_rows(chart_id, chosen, said, language),
                prints=printing.links(chart_id, said) if self.print_sheet else (),
                advice=shown,
                advice_href=f"{here}/advice?{urlencode({'moment': chosen})}" if chosen != OPENED else f"{here}/advice",
                advice_now_href=advice_view.moment_href(chart_id, chosen, cards="now"),
            ),
        )

    async def advice(self, request: Request) -> Response:
        """The panel of cards alone: a new call of the service, which another site must not set off."""
        guard.check_same_site(request)
        language, chart_id = self._language(request), request.path_params["id"]
        answer = await self._ask(request, chart_id, language)
        return HTMLResponse(render(AdviceFragment(self._advice(request, answer, language))))

    async def sheet(self, request: Request) -> Response:
        """The plan or the patient's sheet: a new call of the service, printed from what it recorded."""
        guard.check_same_site(request)
        if self.print_sheet is None:
            raise NothingToPrintError("nothing_recorded")
        language, chart_id = self._language(request), request.path_params["id"]
        answer = await self._ask(request, chart_id, language)
        kind = request.url.path.rpartition("/")[2]
        return printing.response(await self.print_sheet(answer.hook_instance, kind, language))

    # ── what can be done ────────────────────────────────────────────────────────────────────────────────────────────

    async def accept(self, request: Request) -> Response:
        """Accept a suggestion: the drafts go into the chart, and the service is told."""
        form = await guard.read_form(request)
        answer = self.charts.answer(form.get("instance", ""), request.path_params["id"])
        card, suggestion = form.get("card", ""), form.get("suggestion", "")
        done = self.charts.accept(answer, card, suggestion)
        told = answer is done or await _told(self.client.accepted(answer, card, suggestion))
        return _back(answer, "accepted" if told else "feedback_failed")

    async def dismiss(self, request: Request) -> Response:
        """Dismiss a card with a reason of its own list and a comment, and tell the service."""
        form = await guard.read_form(request)
        answer = self.charts.answer(form.get("instance", ""), request.path_params["id"])
        card = answer.card(form.get("card", ""))
        comment = form.get("comment", "").strip()[:MOST_COMMENT]
        reason = next((item for item in card.reasons if item.code == form.get("reason")), None)
        said = words(self._language(request))
        self.charts.dismiss(answer, card.id, reason.display if reason else comment or said["no_reason"])
        told = await _told(self.client.overridden(answer, card.id, reason, comment))
        return _back(answer, "dismissed" if told else "feedback_failed")

    async def drop(self, request: Request) -> Response:
        """Open a chart from a dropped file; answers in JSON, for the page's script."""
        guard.check_same_site(request)
        guard.check_token(request, request.headers.get(guard.FORM_HEADER, ""))
        limit = TooLargeError("file_too_large", limit=MOST_BYTES // _MEGABYTE)
        data = await guard.read_body(request, MOST_BYTES, limit)
        if not data.strip():
            raise BadFileError("file_empty")
        chart_id, found = read_chart(data, frozenset(self.charts.made_up()))
        self.charts.drop(chart_id, found)
        return JSONResponse({"href": f"/practice/patients/{chart_id}"}, status_code=201)

    async def reset(self, request: Request) -> Response:
        """Forget everything that was done."""
        await guard.read_form(request)
        self.charts.reset()
        return RedirectResponse("/practice?notice=reset", _SEE_OTHER)

    async def fhir(self, request: Request) -> Response:
        """The FHIR endpoint."""
        return read_fhir(self.charts, self.grants, self.client.fhir_base, request)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _advice_now(self, request: Request, chart_id: str, language: str) -> Advice | None:
        instance = request.query_params.get("answer")
        if instance:
            return self._advice(request, self.charts.answer(instance, chart_id), language)
        if request.query_params.get("cards") == "now" and not guard.is_from_elsewhere(request):
            return self._advice(request, await self._ask(request, chart_id, language), language)
        return None

    def _shown_moment(self, request: Request, chart_id: str) -> str:
        """The moment whose answer the page shows: that of a kept answer, else the one that is asked for."""
        instance = request.query_params.get("answer")
        if instance:
            return self.charts.answer(instance, chart_id).moment or OPENED
        return moment(request.query_params.get("moment")).id

    async def _ask(self, request: Request, chart_id: str, language: str) -> Answer:
        chosen = moment(request.query_params.get("moment"))
        chart = self.charts.chart(chart_id, language)
        more = context_of(chosen, chart, language, self.charts.today)
        answer = await self.client.ask(chart, language, chosen, more)
        self.charts.remember(answer)
        return answer

    def _advice(self, request: Request, answer: Answer, language: str) -> Advice:
        return advice_view.advice(answer, words(language), guard.token_of(request))

    def _language(self, request: Request) -> str:
        asked = (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE))
        chosen = next((language for language in asked if language in LANGUAGES), None)
        return choose(chosen, request.headers.get("accept-language"), self.default_language)

    def _frame(self, request: Request, title: str) -> Frame:
        language = self._language(request)
        other = next(name for name in LANGUAGES if name != language)
        notice = request.query_params.get("notice", "")
        return Frame(
            language=language,
            title=title,
            words=words(language),
            other_language=other,
            other_name=words(other)["language_name"],
            other_href=f"{request.url.path}?{urlencode({'lang': other})}",
            token=guard.token_of(request),
            notice=words(language)[f"notice_{notice}"] if notice in _NOTICES else "",
            notice_is_bad=notice == "feedback_failed",
        )

    def _page(self, request: Request, view: Any, status: int = 200) -> Response:
        response = HTMLResponse(render(view), status)
        if request.query_params.get("lang") in LANGUAGES:
            chosen = view.frame.language
            response.set_cookie(LANGUAGE_COOKIE, chosen, samesite="strict", httponly=True, path="/practice")
        return response

    def failed(self, request: Request, error: PracticeError) -> Response:
        """What went wrong, in the reader's language: as a page, or as JSON for the page's script."""
        said = words(self._language(request))
        text = said[error.id].format(**error.values)
        if request.url.path == "/practice/bundles":
            return JSONResponse({"error": text}, error.status)
        headline = said[_HEADLINES.get(error.id, "error_headline")]
        view = ErrorPage(frame=self._frame(request, headline), headline=headline, text=text)
        return self._page(request, view, error.status)


async def _told(telling: Awaitable[None]) -> bool:
    """Could the service take the feedback? A refusal is shown to the reader, not raised."""
    try:
        await telling
    except FeedbackRefusedError:
        return False
    return True


def _back(answer: Answer, notice: str) -> Response:
    query = urlencode({"answer": answer.hook_instance, "notice": notice})
    return RedirectResponse(f"/practice/patients/{answer.chart_id}?{query}", _SEE_OTHER)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return Response(status_code=404)
    content = files("cds_service.practice").joinpath("static", name).read_bytes()
    return Response(content, media_type=_STATIC[name])


def _guarded(practice: Practice, endpoint: Callable[[Request], Awaitable[Response]]) -> Any:
    async def run(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except PracticeError as error:
            response = practice.failed(request, error)
        except Exception as error:  # a bug must not leave the reader with a bare page, nor without the page's headers
            practice.log.error("bug", error=type(error).__name__, place=place_of(error))
            response = practice.failed(request, FaultError("page_failed"))
        return guard.protect(request, response)

    return run


async def _home(_: Request) -> Response:
    return RedirectResponse("/practice", _SEE_OTHER)


async def _asset(request: Request) -> Response:
    return _static(request)


def mount(
    app: Starlette,
    settings: HasAddress,
    today: Callable[[], date],
    connect: Callable[[], httpx.AsyncClient] | None = None,
    new_run: Callable[[], str] = lambda: secrets.token_hex(2),
    log: FilteringBoundLogger | None = None,
    print_sheet: PrintSheet | None = None,
) -> None:
    """Put the practice record system under /practice.

    `connect` opens a connection to the service, over HTTP; `new_run` names a run of the made-up people (see `Charts`);
    `print_sheet` prints a recorded answer.
    """
    base = settings.public_url.rstrip("/")
    grants = Grants(time.monotonic)

    def by_http() -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=base, timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False)

    client = HookClient(base, grants, connect or by_http)
    practice = Practice(Charts(today, new_run), grants, client, settings.lang, log or json_lines(), print_sheet)
    one = "/practice/patients/{id}"
    pages: tuple[tuple[str, str, Callable[[Request], Awaitable[Response]]], ...] = (
        ("GET", "/", _home),
        ("GET", "/practice", practice.worklist),
        ("GET", "/practice/static/{name}", _asset),
        ("GET", one, practice.chart),
        ("GET", f"{one}/advice", practice.advice),
        ("GET", f"{one}/plan", practice.sheet),
        ("GET", f"{one}/patient-sheet", practice.sheet),
        ("POST", f"{one}/accept", practice.accept),
        ("POST", f"{one}/dismiss", practice.dismiss),
        ("POST", "/practice/bundles", practice.drop),
        ("POST", "/practice/reset", practice.reset),
        ("GET", "/practice/fhir/{kind}", practice.fhir),
        ("GET", "/practice/fhir/{kind}/{id}", practice.fhir),
    )
    for method, path, endpoint in pages:
        app.add_route(path, _guarded(practice, endpoint), methods=[method], include_in_schema=False)
