"""The context of each hook: which fields it must have, and what they must look like (CDS Hooks library, 1.5).

Unknown fields are accepted, for hooks may gain some in minor versions. Bundles stay raw bytes: they are read later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cds_service.errors import BadRequestError
from rules.context import Moment

MOST_SELECTIONS = 200
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_REFERENCE = re.compile(r"[A-Za-z]{1,64}/[A-Za-z0-9\-._]{1,64}")  # drafts have ids of a client's own making
_USER_TYPES = ("Practitioner", "PractitionerRole", "Patient", "RelatedPerson")


@dataclass(frozen=True, slots=True)
class HookContext:
    """One checked context. `user` is `Type/id`; `drafts` and `problems` are raw Bundles, None where the hook has none.

    `selections` are the drafts being worked on as `Type/id`; None where the hook does not tell them apart.
    """

    user: str = field(repr=False)
    patient_id: str = field(repr=False)
    encounter_id: str | None = field(default=None, repr=False)
    drafts: bytes | None = field(default=None, repr=False)
    selections: tuple[str, ...] | None = field(default=None, repr=False)
    problems: bytes | None = field(default=None, repr=False)


class _Patient(msgspec.Struct, rename="camel"):
    user_id: str
    patient_id: str
    encounter_id: str | None = None


class _Encounter(msgspec.Struct, rename="camel"):
    user_id: str
    patient_id: str
    encounter_id: str


class _Sign(_Patient, rename="camel", kw_only=True):
    draft_orders: msgspec.Raw


class _Select(_Sign, rename="camel", kw_only=True):
    selections: list[str]


class _Problem(_Patient, rename="camel", kw_only=True):
    conditions: msgspec.Raw


_SHAPES: Mapping[str, type[msgspec.Struct]] = {
    Moment.PATIENT_VIEW: _Patient,
    Moment.ENCOUNTER_START: _Encounter,
    Moment.ENCOUNTER_DISCHARGE: _Encounter,
    Moment.ORDER_SELECT: _Select,
    Moment.ORDER_SIGN: _Sign,
    Moment.PROBLEM_LIST: _Problem,
}
_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = {
    hook: msgspec.json.Decoder(shape) for hook, shape in _SHAPES.items()
}


def read_context(raw: msgspec.Raw, hook: str, decoded: Callable[..., Any]) -> HookContext:
    """The checked context of a hook; `decoded` names the field at fault. Raises BadRequestError."""
    found: Any = decoded(_DECODERS[hook], raw, "context")
    _check_people(found)
    selections = getattr(found, "selections", None)
    return HookContext(
        user=found.user_id,
        patient_id=found.patient_id,
        encounter_id=found.encounter_id or None,
        drafts=_bundle(found, "draft_orders", "draftOrders"),
        selections=None if selections is None else _checked_selections(selections),
        problems=_bundle(found, "conditions", "conditions"),
    )


def _check_people(found: Any) -> None:
    kind, _, identifier = found.user_id.partition("/")
    if kind not in _USER_TYPES or not _ID.fullmatch(identifier):
        raise BadRequestError(f"context.userId: must be Type/id, with a type of {', '.join(_USER_TYPES)}.")
    if not _ID.fullmatch(found.patient_id):
        raise BadRequestError("context.patientId: must be a FHIR id without its type (letters, digits, '-', '.').")
    needs_encounter = isinstance(found, _Encounter)
    if (found.encounter_id or needs_encounter) and not _ID.fullmatch(found.encounter_id):
        raise BadRequestError("context.encounterId: must be a FHIR id without its type (letters, digits, '-', '.').")


def _checked_selections(selections: list[str]) -> tuple[str, ...]:
    if len(selections) > MOST_SELECTIONS:
        raise BadRequestError(f"context.selections: holds more than {MOST_SELECTIONS} references. Send fewer at once.")
    if not all(_REFERENCE.fullmatch(name) for name in selections):
        raise BadRequestError("context.selections: must be references of the form Type/id.")
    return tuple(dict.fromkeys(selections))


def _bundle(found: Any, name: str, wire: str) -> bytes | None:
    raw = getattr(found, name, None)
    if raw is None:
        return None
    if not bytes(raw).lstrip().startswith(b"{"):
        raise BadRequestError(f"context.{wire}: must be a FHIR Bundle.")
    return bytes(raw)
