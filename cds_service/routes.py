"""The addresses of the service and what happens at each; the protocol's own ones and those of its health."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from cds_service.errors import Issue, WrongMediaTypeError
from cds_service.hooks import discovery
from cds_service.hooks.feedback import keep_feedback
from cds_service.hooks.story import answer_hook
from cds_service.means import Means
from cds_service.middleware import note
from cds_service.wire import encoded, failure_response, json_response


@dataclass(frozen=True, slots=True)
class Routes:
    """One handler for each address; `listing` is the discovery document, written once."""

    means: Means
    listing: bytes = field(default_factory=lambda: encoded(discovery.document()))

    async def list_services(self, _: Request) -> Response:
        """GET /cds-services: what is offered."""
        return json_response(self.listing)

    async def call_hook(self, request: Request) -> Response:
        """POST /cds-services/{id}: one moment of care."""
        service = discovery.offered(request.path_params["service_id"])
        note(request, service=service.id)
        _check_media_type(request)
        accepted = request.headers.get("accept-language")
        answered = await answer_hook(service, await request.body(), accepted, self.means)
        note(
            request, record=answered.record_id, client=answered.client, outcome=answered.outcome, count=answered.unread
        )
        return json_response(answered.body)

    async def take_feedback(self, request: Request) -> Response:
        """POST /cds-services/{id}/feedback: what became of cards."""
        service = discovery.offered(request.path_params["service_id"])
        note(request, service=service.id)
        _check_media_type(request)
        kept, orphans = await keep_feedback(await request.body(), service, self.means)
        note(request, count=kept, orphans=orphans)
        return Response(status_code=200)

    async def livez(self, _: Request) -> Response:
        """GET /livez: the process turns."""
        return json_response(b'{"status":"alive"}')

    async def readyz(self, _: Request) -> Response:
        """GET /readyz: an answer could be recorded now."""
        if await self.means.store.ready():
            return json_response(b'{"status":"ready"}')
        return failure_response(503, [Issue("The record cannot be written.", "transient")])

    def add_to(self, app: FastAPI) -> None:
        """Put every address into the application."""
        one = "/cds-services/{service_id}"
        for path, answer in (("/cds-services", self.list_services), ("/livez", self.livez), ("/readyz", self.readyz)):
            app.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)
        # What follows for GET only describes these for OpenAPI, which would name one operation for both methods.
        app.add_api_route("/cds-services", self.list_services, methods=["GET"])
        app.add_api_route(one, self.call_hook, methods=["POST"], **_documented(412, 500, 504))
        app.add_api_route(f"{one}/feedback", self.take_feedback, methods=["POST"], **_documented(500))
        app.add_api_route("/livez", self.livez, methods=["GET"])
        app.add_api_route("/readyz", self.readyz, methods=["GET"], responses=_failures(503))


def _documented(*statuses: int) -> dict[str, Any]:
    """What OpenAPI says of a POST: a JSON body, the id of the service, and the failures besides those of any body."""
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    service_id = {"name": "service_id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "responses": _failures(400, 404, 408, 413, 415, 503, *statuses),
        "openapi_extra": {"requestBody": body, "parameters": [service_id]},
    }


def _failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    outcome = {"type": "object", "required": ["resourceType", "issue"]}
    return {
        status: {"description": "OperationOutcome", "content": {"application/json": {"schema": outcome}}}
        for status in statuses
    }


def _check_media_type(request: Request) -> None:
    kind, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    named = (parameter.partition("=") for parameter in parameters)
    charsets = {value.strip().strip('"') for name, _, value in named if name.strip() == "charset"}
    if kind != "application/json" or charsets - {"utf-8"}:
        raise WrongMediaTypeError("Content-Type: must be application/json in UTF-8.")
