"""Calls the decision service over HTTP exactly as a hospital's record system would: discovery, hook, feedback.

It knows nothing of the service but its base address, and nothing of what the answer means.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from cds_service.practice.answer import Answer, BadAnswerError, Coding, cards_of, outcome_texts, said_beside
from cds_service.practice.chart import Chart
from cds_service.practice.fhir_endpoint import TOKEN_SECONDS, Grants
from cds_service.practice.made_up import Resource
from cds_service.practice.moments import Moment, moment
from cds_service.practice.search import UnknownSearchError, outcome, searchset

DOCTOR = "Practitioner/practice-doctor"
TIMEOUT_SECONDS = 10.0
_TOKEN = re.compile(r"\{\{\s*([A-Za-z.]+)\s*\}\}")


class FeedbackRefusedError(Exception):
    """The service did not take the feedback; the message is its status or what went wrong on the way."""


@dataclass(frozen=True, slots=True)
class HookClient:
    """One record system that calls one service; `connect` opens a connection to its base address."""

    base_url: str
    grants: Grants
    connect: Callable[[], httpx.AsyncClient]

    @property
    def fhir_base(self) -> str:
        """The address of this record system's FHIR endpoint."""
        return f"{self.base_url}/practice/fhir"

    async def ask(
        self, chart: Chart, language: str, chosen: Moment | None = None, more: Mapping[str, Any] | None = None
    ) -> Answer:
        """One moment of care (an opened chart, unless told): call its hook and read the answer, trouble included.

        `more` is what the moment adds to the context.
        """
        now = chosen or moment(None)
        asked = Answer(str(uuid4()), chart.id, service="", status=0, milliseconds=0, moment=now.id)
        try:
            async with self.connect() as http:
                service = await _discover(http, now.hook)
                request = self._request(asked.hook_instance, service, chart, language, more or {})
                return replace(await _call(http, asked, service, request, language), moment=now.id)
        except httpx.HTTPError as error:
            return _troubled(asked, f"{type(error).__name__}: {self.base_url}")
        except BadAnswerError as error:
            return _troubled(asked, f"not a CDS Hooks answer: {error}")

    async def accepted(self, answer: Answer, card_id: str, suggestion_id: str) -> None:
        """Tell the service that a suggestion was accepted. Raises FeedbackRefusedError."""
        await self._feedback(answer, card_id, "accepted", {"acceptedSuggestions": [{"id": suggestion_id}]})

    async def overridden(self, answer: Answer, card_id: str, reason: Coding | None, comment: str) -> None:
        """Tell the service that a card was overridden, with what was said. Raises FeedbackRefusedError."""
        why: dict[str, Any] = {}
        if reason is not None:
            why["reason"] = {"code": reason.code, "system": reason.system, "display": reason.display}
        if comment:
            why["userComment"] = comment
        await self._feedback(answer, card_id, "overridden", {"overrideReason": why} if why else {})

    def _request(
        self, instance: str, service: Mapping[str, Any], chart: Chart, language: str, more: Mapping[str, Any]
    ) -> dict[str, Any]:
        encounter = chart.running_encounter()
        context = {"userId": DOCTOR, "patientId": chart.patient_id, **({"encounterId": encounter} if encounter else {})}
        request = {
            "hook": service["hook"],
            "hookInstance": instance,
            "fhirServer": self.fhir_base,
            "fhirAuthorization": {
                "access_token": self.grants.issue(chart.id, language),
                "token_type": "Bearer",
                "expires_in": TOKEN_SECONDS,
                "scope": "patient/*.rs",
                "subject": str(service["id"]),
                "patient": chart.patient_id,
            },
            "context": {**context, **more},
        }
        if chart.person is not None and chart.person.answers == "fhir":
            return request
        return {**request, "prefetch": _prefetch(service.get("prefetch") or {}, context, chart, self.fhir_base)}

    async def _feedback(self, answer: Answer, card_id: str, outcome: str, more: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        entry = {"card": card_id, "outcome": outcome, "outcomeTimestamp": now, **more}
        try:
            async with self.connect() as http:
                reply = await http.post(f"/cds-services/{answer.service}/feedback", json={"feedback": [entry]})
        except httpx.HTTPError as error:
            raise FeedbackRefusedError(type(error).__name__) from error
        if not reply.is_success:
            raise FeedbackRefusedError(f"HTTP {reply.status_code}")


async def _discover(http: httpx.AsyncClient, hook: str) -> Mapping[str, Any]:
    """The first service offered for a hook. Raises BadAnswerError where there is none."""
    reply = await http.get("/cds-services")
    services = _json(reply).get("services") if reply.is_success else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, Mapping) and service.get("hook") == hook and service.get("id"):
            return service
    raise BadAnswerError(f"discovery names no service for {hook} (HTTP {reply.status_code})")


async def _call(
    http: httpx.AsyncClient, asked: Answer, service: Mapping[str, Any], request: dict[str, Any], language: str
) -> Answer:
    started = time.perf_counter()
    reply = await http.post(f"/cds-services/{service['id']}", json=request, headers={"Accept-Language": language})
    taken = round((time.perf_counter() - started) * 1000)
    body = _json(reply)
    troubles = () if reply.is_success else outcome_texts(body) or (f"HTTP {reply.status_code}",)
    return Answer(
        hook_instance=asked.hook_instance,
        chart_id=asked.chart_id,
        service=str(service["id"]),
        status=reply.status_code,
        milliseconds=taken,
        sent=tuple((key, _shape(value)) for key, value in request.get("prefetch", {}).items()),
        cards=cards_of(body) if reply.is_success else (),
        beside=said_beside(body),
        trouble=troubles,
    )


def _troubled(asked: Answer, text: str) -> Answer:
    return replace(asked, trouble=(text,))


def _json(reply: httpx.Response) -> Any:
    try:
        body = reply.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


def _shape(value: Any) -> str:
    """What kind of prefetch value was sent: none, error, or how many resources."""
    if value is None:
        return "none"
    if value.get("resourceType") == "OperationOutcome":
        return "error"
    return str(len(value.get("entry", []))) if value.get("resourceType") == "Bundle" else "1"


# ── prefetch ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _prefetch(templates: Mapping[str, str], context: Mapping[str, str], chart: Chart, base: str) -> dict[str, Any]:
    """Every template filled and looked up; a key with a token that is not known here is left out."""
    fails = chart.person.fails if chart.person else ()
    filled: dict[str, Any] = {}
    for key, template in templates.items():
        url = _fill(template, context)
        if key in fails:
            filled[key] = outcome("exception", "The record system could not read this part of the record.")
        elif url is not None:
            filled[key] = _look_up(url, chart, base)
    return filled


def _fill(template: str, context: Mapping[str, str]) -> str | None:
    kind, _, practitioner = DOCTOR.partition("/")
    known = {f"context.{name}": value for name, value in context.items()} | {f"user{kind}Id": practitioner}
    if any(name not in known for name in _TOKEN.findall(template)):
        return None
    return _TOKEN.sub(lambda found: known[found[1]], template)


def _look_up(url: str, chart: Chart, base: str) -> Resource | None:
    """A read or a search on the chart; None is "looked, and there is nothing"."""
    path, _, query = url.partition("?")
    kind, _, identifier = path.partition("/")
    if identifier:
        held = (item for item in chart.resources if (item["resourceType"], item.get("id")) == (kind, identifier))
        return next(held, None)
    try:
        found = searchset(chart.resources, kind, query, base)
    except UnknownSearchError as error:
        return outcome("not-supported", f"The search parameter {error} is not known here.")
    return found if "entry" in found else None
