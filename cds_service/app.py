"""Puts the service together: routes, what surrounds them, and what they work with."""

from __future__ import annotations

import gc
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from structlog.typing import FilteringBoundLogger

from cds_service import assess as real_assess
from cds_service import cards as real_cards
from cds_service.access.clients import read_clients
from cds_service.audit import Store
from cds_service.ehr.client import EhrClient, new_http
from cds_service.errors import CannotStartError, Issue
from cds_service.figures.page import Figures
from cds_service.governance import rule_sets
from cds_service.logs import json_lines, quiet_libraries
from cds_service.means import Assess, MakeCards, Means
from cds_service.middleware import BodyLimit, Failures, RequestLog
from cds_service.origins import KnownHosts, ProtocolCors
from cds_service.routes import Routes
from cds_service.settings import Settings, local_now
from cds_service.site import site_of
from cds_service.versions import versions
from cds_service.warming import warm
from cds_service.wire import failure_response
from fhir_profiles.errors import FhirError
from fhir_profiles.site_codes import SiteCodes, load_site_codes
from rules import checking
from rules.rule_set import BadRecordError

_LOOPBACK_ORIGIN = r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?"
_GC_THRESHOLDS = (50_000, 20, 50)
_ISSUE_CODES = {404: "not-found", 405: "not-supported", 415: "not-supported"}
_WORDS = {
    404: "Nothing is here. GET /cds-services lists what is.",
    405: "This method is not allowed here; the Allow header lists those that are.",
}


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] | None = None,
    new_id: Callable[[], str] = lambda: str(uuid4()),
    store: Store | None = None,
    http: httpx.AsyncClient | None = None,
    assess: Assess = real_assess.assess,
    make_cards: MakeCards = real_cards.answer,
    log: FilteringBoundLogger | None = None,
) -> FastAPI:
    """The application for these settings. Raises CannotStartError. What is not handed in is the real thing."""
    _check_rules()
    demo = settings.profile == "demo"
    practice_base = f"{settings.public_url.rstrip('/')}/practice/fhir" if demo else None
    now = clock or (lambda: local_now(settings))
    means = Means(
        settings=settings,
        site=site_of(settings, now().date()),
        clients=read_clients(settings.clients_file, practice_base),
        codes=_site_codes(settings.codes_file),
        store=store or Store.open(settings.database_file, settings.data_dir),
        ehr=EhrClient(http or new_http(), loopback_allowed=demo, jitter=random.random),
        log=log or json_lines(),
        clock=now,
        new_id=new_id,
        assess=assess,
        make_cards=make_cards,
    )
    rule_sets.keep(settings.data_dir)
    app = _assembled(means, demo)
    if demo:
        from cds_service import practice

        practice.mount(app, settings)
    return app


def _assembled(means: Means, demo: bool) -> FastAPI:
    quiet_libraries()
    app = FastAPI(
        title="Sarcopenia decision support",
        version=versions()["service"],
        lifespan=_lifespan(means),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if demo else None,
    )
    app.state.means = means
    _surround(app, means, demo)
    Routes(means).add_to(app)
    Figures(means.settings.lang).add_to(app)
    return app


def _check_rules() -> None:
    try:
        checking.check()
    except BadRecordError as error:
        raise CannotStartError(f"{error} Nothing is answered by a rule set that cannot be read.") from error


def _site_codes(path: Path | None) -> SiteCodes | None:
    try:
        return load_site_codes(path) if path else None
    except FhirError as error:
        raise CannotStartError(f"SARC_CODES_FILE: {error}") from error


def _lifespan(means: Means) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warm(means)
        gc.collect()
        gc.freeze()  # what was loaded so far stays; collecting it again and again is where long pauses come from
        before = gc.get_threshold()
        gc.set_threshold(*_GC_THRESHOLDS)
        means.log.info("started", version=versions()["service"])
        try:
            yield
        finally:
            await means.ehr.http.aclose()
            means.store.close()
            gc.set_threshold(*before)
            gc.unfreeze()
            means.log.info("stopped")

    return lifespan


def _surround(app: FastAPI, means: Means, demo: bool) -> None:
    """The layers around the routes, from the inside out."""
    app.add_middleware(BodyLimit, max_bytes=means.settings.max_body_bytes)
    if demo:
        app.add_middleware(KnownHosts, public_url=means.settings.public_url)
    app.add_middleware(Failures, log=means.log)
    pattern = _LOOPBACK_ORIGIN if demo else None
    app.add_middleware(ProtocolCors, origins=means.clients.origins, origin_pattern=pattern)
    app.add_middleware(RequestLog, log=means.log)
    app.add_exception_handler(HTTPException, _told)


async def _told(_: Request, error: Any) -> Response:
    """What the framework itself refuses (no such path, no such method), as an OperationOutcome."""
    status = error.status_code
    issue = Issue(_WORDS.get(status, "The request cannot be answered."), _ISSUE_CODES.get(status, "processing"))
    return failure_response(status, [issue], dict(error.headers or {}))
