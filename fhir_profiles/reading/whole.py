"""A file or message handed over whole: Bundles of every type, bare resources, a JSON array, or one resource a line."""

from __future__ import annotations

from datetime import datetime

import msgspec

from fhir_profiles.concept_terms import standard_terms
from fhir_profiles.errors import CannotReadError
from fhir_profiles.prefetch import PARTS
from fhir_profiles.reading.build import build_record
from fhir_profiles.reading.draft import tail_of
from fhir_profiles.reading.intake import Intake, Page
from fhir_profiles.reading.limits import check_limits
from fhir_profiles.reading.reasons import Reason, Unread
from fhir_profiles.reading.wire import Patient, decode_bundle, decode_head
from fhir_profiles.site_codes import SiteCodes
from rules.facts import PatientRecord, ReadState

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_decode_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


_IN_PLACE_OF_DATA = frozenset({Reason.OPERATION_OUTCOME, Reason.NESTED_BUNDLE})


def read_whole(
    data: bytes, as_of: datetime, codes: SiteCodes | None = None, patient_id: str | None = None
) -> PatientRecord:
    """One patient's record from a whole file: what is not in it is known to be absent.

    Where the file holds an error report in place of data, or a Bundle inside a Bundle, what is missing may be just
    that: then every part of which nothing came is unread.
    Raises CannotReadError where the file is not FHIR JSON, or where it holds several patients and none was named.
    """
    intake = Intake()
    for document in _documents(data.removeprefix(_BYTE_ORDER_MARK).strip()):
        _take(document, intake)
    chosen = _chosen(intake, patient_id)
    present = {type(one.resource).__name__ for one in intake.holding}
    lacking = any(ignored.reason in _IN_PLACE_OF_DATA for ignored in intake.ignored)
    absent = ReadState.UNREAD if lacking else ReadState.EMPTY
    reads = {part: ReadState.READ if part.partition(":")[0] in present else absent for part in PARTS}
    why = {part: str(Unread.FAILED) for part, state in reads.items() if state is ReadState.UNREAD}
    terms = codes.added_to(standard_terms()) if codes is not None else standard_terms()
    return build_record(intake, as_of, terms, chosen, reads, why, is_whole=True)


def _documents(data: bytes) -> list[bytes | msgspec.Raw]:
    """The JSON objects of a file, each once. Raises CannotReadError where it is not JSON, or too deep or large."""
    if not data:
        raise CannotReadError("The file is empty. Send a FHIR R4 Bundle or resource as JSON.")
    try:
        found = _split(data)
        for document in found:
            decode_head(document)
    except msgspec.DecodeError as error:
        raise CannotReadError(f"The file is not FHIR JSON: {error}. Send a FHIR R4 Bundle or resource.") from error
    except RecursionError as error:
        raise CannotReadError("The JSON nests too deeply. Send a FHIR R4 Bundle or resource.") from error
    check_limits(data)
    if len(found) == 1 and decode_head(found[0]).resourceType is None:
        raise CannotReadError("The JSON has no resourceType. Send a FHIR R4 Bundle or resource.")
    return found


def _split(data: bytes) -> list[bytes | msgspec.Raw]:
    """A JSON array into its elements, one resource a line into its lines; anything else is one document."""
    if data.startswith(b"["):
        return list(_decode_array(data))
    first, _, rest = data.partition(b"\n")
    if not rest.strip() or not _is_object(first):
        return [data]
    return [line for line in data.splitlines() if line.strip()]


def _is_object(line: bytes) -> bool:
    try:
        decode_head(line)
    except msgspec.DecodeError:
        return False
    return True


def _take(document: bytes | msgspec.Raw, intake: Intake) -> None:
    """Takes a Bundle or a single resource. Raises CannotReadError where a Bundle's own frame is broken."""
    page = Page()
    if decode_head(document).resourceType != "Bundle":
        intake.resource(document, None, page)
        return
    try:
        bundle = decode_bundle(document)
    except msgspec.DecodeError as error:
        raise CannotReadError(f"The Bundle cannot be read: {error}.") from error
    intake.bundle(bundle, None)


def _chosen(intake: Intake, patient_id: str | None) -> str:
    """The id of the patient the record is read for: the one named, the only Patient, or the only subject."""
    patients = {one.resource_id for one in intake.holding if isinstance(one.resource, Patient)}
    if patient_id is not None:
        if patients and patient_id not in patients:
            raise CannotReadError("The file holds no Patient with the id that was named. Check the patient id.")
        return patient_id
    if not patients:
        subjects = (
            getattr(o.resource, "subject", None) or getattr(o.resource, "patient", None) for o in intake.holding
        )
        patients = {tail_of(subject) for subject in subjects if subject is not None and subject.reference}
    if len(patients) > 1:
        raise CannotReadError(
            f"The file holds {len(patients)} patients. Name the one to read (patient_id), or send one patient's file."
        )
    return next(iter(patients), "")
