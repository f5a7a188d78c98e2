"""What a moment of care brings besides the record: drafted orders, problems that were just put on the list."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from cds_service.ehr.gather import Gathered
from cds_service.errors import BadRequestError
from cds_service.hooks.envelope import HookRequest
from fhir_profiles.errors import CannotReadError, WrongPatientError
from fhir_profiles.reading import Reason, RecordReader
from fhir_profiles.reading.drafts import read_drafts
from fhir_profiles.site_codes import SiteCodes
from rules.context import Context, Moment
from rules.facts import Condition, Ignored, PatientRecord, ReadState, Source

CONDITIONS = "Condition"
# What is ignored for these reasons was understood: it is no problem of this person, or only its date is not known.
_KNOWN_REASONS = frozenset({str(Reason.REFUTED), str(Reason.ENTERED_IN_ERROR), str(Reason.BAD_DATE)})


def seen_in(
    request: HookRequest, gathered: Gathered, context: Context, codes: SiteCodes | None
) -> tuple[Gathered, Context]:
    """The record and the context as this moment shows them. Raises BadRequestError for what is no Bundle."""
    plain = replace(context, moment=Moment(request.hook), encounter=request.encounter_id)
    given = request.context
    if given.drafts is not None:
        try:
            drafts = read_drafts(given.drafts, request.patient_id, codes, given.selections)
        except CannotReadError as error:
            raise BadRequestError(f"context.draftOrders: {error}") from None
        return gathered, replace(plain, drafts=drafts.orders, unclear=drafts.unclear)
    if given.problems is not None:
        return _with_problems(given.problems, request, gathered, plain, codes)
    return gathered, plain


class _Problems(msgspec.Struct, rename="camel"):
    resource_type: str | None = None


_problems_decoder = msgspec.json.Decoder(_Problems)


def _with_problems(
    raw: bytes, request: HookRequest, gathered: Gathered, context: Context, codes: SiteCodes | None
) -> tuple[Gathered, Context]:
    """New problems are read like any other and stand in the record, whether it held them already or not."""
    try:
        is_bundle = _problems_decoder.decode(raw).resource_type == "Bundle"
    except msgspec.DecodeError:
        is_bundle = False
    if not is_bundle:
        raise BadRequestError("context.conditions: must be a FHIR Bundle.")
    reader = RecordReader(context.as_of, codes, request.patient_id)
    try:
        reader.add("conditions", raw)
    except WrongPatientError:
        raise BadRequestError("context.conditions: holds another Patient. Send one patient's data.") from None
    new = reader.build()
    unclear = tuple(
        item for item in new.ignored if item.source.resource_type == CONDITIONS and item.reason not in _KNOWN_REASONS
    )
    if new.reads.get(CONDITIONS) is ReadState.UNREAD and not unclear:
        unclear = (Ignored(Source(CONDITIONS), new.unread_reasons.get(CONDITIONS, "failed")),)
    record = _joined(gathered.record, new.conditions)
    sources = tuple(item.source for item in new.conditions)
    return replace(gathered, record=record), replace(context, new_problems=sources, unclear=unclear)


def _joined(record: PatientRecord, new: tuple[Condition, ...]) -> PatientRecord:
    """The record with the new problems in it; one that it held before counts as it stands now."""
    if not new:
        return record
    sources = {item.source for item in new if item.source.resource_id}
    kept = tuple(item for item in record.conditions if item.source not in sources)
    return replace(record, conditions=tuple(sorted((*kept, *new), key=_place)))


def _place(item: Condition) -> tuple[str, str]:
    return item.source.resource_type, item.source.resource_id
