"""The story of one request, whichever its hook: understand, gather, decide, record, and only then answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cds_service.access.addresses import BadAddressError, check_secure, read_address
from cds_service.access.clients import Client
from cds_service.audit import Entry
from cds_service.cards import CardRequest
from cds_service.ehr.gather import Gathered, gather
from cds_service.errors import BadRequestError, DeadlinePassedError
from cds_service.hooks.discovery import Offered
from cds_service.hooks.envelope import HookRequest, read_request
from cds_service.hooks.language import choose
from cds_service.hooks.moments import seen_in
from cds_service.means import Means
from cds_service.versions import versions
from cds_service.wire import encoded
from rules.context import Context

_RESERVE_SHARE = 0.1  # of the deadline, kept for deciding and recording once reading has ended


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer as bytes, and what may be said of it in a log."""

    body: bytes
    record_id: str
    client: str
    outcome: str
    unread: int


async def answer_hook(service: Offered, body: bytes, accept_language: str | None, means: Means) -> Answered:
    """Answer one request for a service. Raises a ServiceError, and then nothing was said."""
    request = read_request(body, service.hook)
    _check_server(request.fhir_server, means.ehr.loopback_allowed)
    client = means.clients.of_request(request.fhir_server)
    now = means.clock()
    seconds = means.settings.deadline_seconds
    try:
        async with asyncio.timeout(seconds):
            gathered = await gather(request, client, means.ehr, means.codes, now, seconds * (1 - _RESERVE_SHARE))
            quiet = await means.store.quiet_cards(means.store.patient_key(client.name, request.patient_id), now)
    except TimeoutError:
        raise DeadlinePassedError("No answer was ready in time. Ask again when the chart is next opened.") from None
    asked = CardRequest(
        record_id=means.new_id(),
        patient_id=request.patient_id,
        user=request.user,
        encounter_id=request.encounter_id,
        language=choose(client.language, accept_language, means.settings.lang),
        quiet=frozenset(quiet),
        said=quiet,
        unsigned_banner=means.settings.profile == "demo",
        base_url=means.settings.public_url,
    )
    gathered, context = seen_in(request, gathered, Context(as_of=now, site=means.site), means.codes)
    return await decide(service, request, client, gathered, context, asked, means)


def _check_server(fhir_server: str | None, loopback_allowed: bool) -> None:
    """A server over which patients' data must not travel is a fault of the request, registered or not."""
    if fhir_server is None:
        return
    try:
        check_secure(read_address(fhir_server), loopback_allowed)
    except BadAddressError as error:
        raise BadRequestError(f"fhirServer: {error}.") from None


async def decide(
    service: Offered,
    request: HookRequest,
    client: Client,
    gathered: Gathered,
    context: Context,
    asked: CardRequest,
    means: Means,
) -> Answered:
    """Assess, write the cards, commit the record, and hand the answer over."""
    assessment = means.assess(gathered.record, context)
    answer = means.make_cards(assessment, asked)
    body = encoded({"cards": list(answer.cards), "extension": answer.extension})
    await means.store.append(
        Entry(
            record_id=asked.record_id,
            at=context.as_of,
            hook=request.hook,
            hook_instance=request.hook_instance,
            service_id=service.id,
            client=client.name,
            outcome=answer.outcome,
            record=gathered.record,
            context=context,
            asked=asked,
            versions=versions(),
            body=body,
            cards=tuple((card["uuid"], card["source"]["topic"]["code"]) for card in answer.cards),
            reads=gathered.reads,
            says=answer.says,
        )
    )
    return Answered(body, asked.record_id, client.name, answer.outcome, len(assessment.unread))
