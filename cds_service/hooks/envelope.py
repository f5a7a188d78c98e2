"""Reads the envelope of a hook request into one typed value; prefetch values stay raw bytes.

Strict about what the service relies on, blind to what it does not: unknown context keys and extensions are accepted
(CDS Hooks 3.0 "Use of JSON"; hooks may gain fields in minor versions).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cds_service.errors import BadRequestError
from cds_service.hooks.contexts import HookContext, read_context
from cds_service.hooks.json_limits import check_keys, check_text

_UUID = re.compile(r"(?:urn:uuid:)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_MSGSPEC_FAULT = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"^Object missing required field `(?P<name>\w+)`$")


@dataclass(frozen=True, slots=True)
class Authorization:
    """The access token that came with a request; it lives as long as the request and is never shown."""

    token: str = field(repr=False)
    scope: str
    subject: str = field(repr=False)
    patient: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One understood hook request; prefetch values are raw JSON by key."""

    hook: str
    hook_instance: str
    context: HookContext
    fhir_server: str | None = None
    authorization: Authorization | None = None
    prefetch: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def user(self) -> str:
        """Who asks, as `Type/id`."""
        return self.context.user

    @property
    def patient_id(self) -> str:
        """Whom it is about."""
        return self.context.patient_id

    @property
    def encounter_id(self) -> str | None:
        """The contact that is going on, if one is named."""
        return self.context.encounter_id


class _Authorization(msgspec.Struct):
    access_token: str
    token_type: str
    expires_in: int
    scope: str
    subject: str
    patient: str | None = None


class _Envelope(msgspec.Struct, rename="camel"):
    hook: str
    hook_instance: str
    context: msgspec.Raw
    fhir_server: str | None = None
    fhir_authorization: _Authorization | None = None
    prefetch: dict[str, msgspec.Raw] | None = None
    extension: msgspec.Raw = msgspec.Raw(b"{}")


_envelope_decoder = msgspec.json.Decoder(_Envelope)


def read_request(body: bytes, hook: str) -> HookRequest:
    """The request in `body`, which must be one for `hook`. Raises BadRequestError naming the field at fault."""
    check_text(body)
    envelope = decoded(_envelope_decoder, body)
    prefetch = {key: bytes(raw) for key, raw in (envelope.prefetch or {}).items()}
    check_keys(body, prefetch.values())
    if envelope.hook != hook:
        raise BadRequestError(f"hook: this service answers {hook} only. Call it for that hook.")
    if not _UUID.fullmatch(envelope.hook_instance):
        raise BadRequestError("hookInstance: must be a UUID.")
    if not _is_object(envelope.extension):
        raise BadRequestError("extension: must be an object.")
    if not _is_object(envelope.context):
        raise BadRequestError("context: must be an object.")
    context = read_context(envelope.context, hook, decoded)
    return HookRequest(
        hook=envelope.hook,
        hook_instance=envelope.hook_instance,
        context=context,
        fhir_server=envelope.fhir_server,
        authorization=_checked_authorization(envelope, context.patient_id),
        prefetch=prefetch,
    )


def _checked_authorization(envelope: _Envelope, patient_id: str) -> Authorization | None:
    given = envelope.fhir_authorization
    if given is None:
        return None
    if not envelope.fhir_server:
        raise BadRequestError("fhirServer: is required where fhirAuthorization is given.")
    if given.token_type != "Bearer":  # the standard's word, no secret  # noqa: S105
        raise BadRequestError("fhirAuthorization.token_type: must be Bearer.")
    if not _TOKEN.fullmatch(given.access_token):
        raise BadRequestError("fhirAuthorization.access_token: must be printable ASCII without spaces.")
    if given.patient and given.patient.removeprefix("Patient/") != patient_id:
        raise BadRequestError("fhirAuthorization.patient: is not the patient of context.patientId.")
    return Authorization(given.access_token, given.scope, given.subject, given.patient)


def _is_object(raw: msgspec.Raw) -> bool:
    return bytes(raw).lstrip()[:1] == b"{"


def decoded(decoder: msgspec.json.Decoder[Any], body: bytes | msgspec.Raw, where: str = "") -> Any:
    """Decode, or raise BadRequestError with the field and what it should be, without the value that was sent."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise BadRequestError(_in_words(str(error), where)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadRequestError(f"{where or 'body'}: is not valid JSON. Send one JSON object in UTF-8.") from None
    except RecursionError:
        raise BadRequestError(f"{where or 'body'}: is nested too deep. Send flatter resources.") from None


def _in_words(fault: str, where: str) -> str:
    found = _MSGSPEC_FAULT.match(fault)
    what, path = (found["what"], found["path"] or "") if found else (fault, "")
    missing = _MISSING.match(what)
    name = ".".join(part for part in (where, path, missing["name"] if missing else "") if part) or "body"
    if missing:
        return f"{name}: is required."
    return f"{name}: {what[:1].lower()}{what[1:]}.".replace("`", "")
