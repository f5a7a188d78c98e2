"""A record from a file through the whole pipeline, without network and without a store."""

from __future__ import annotations

import hashlib
import sys
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import orjson

from cds_service import pages
from cds_service.assess import assess
from cds_service.associations import load_associations
from cds_service.cards import CardRequest, answer
from cds_service.documents import report_text
from cds_service.documents.assessment_json import document
from cds_service.errors import CannotStartError
from cds_service.versions import versions
from fhir_profiles.errors import CannotReadError, FhirError
from fhir_profiles.reading import read_whole
from fhir_profiles.site_codes import load_site_codes
from rules.context import Context, Criteria, MassIndex, Site

LARGEST_FILE_BYTES = 64 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"


class CannotAssessError(Exception):
    """The file cannot be assessed; the message says what, where and what next, and nothing about the patient."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller asked for; `whole_day` says that `as_of` stands for a day without a time."""

    as_of: datetime
    format: str = "text"
    criteria: str = "awgs2019"
    mass_index: str = "either"
    language: str = "en"
    training: bool = False
    plan_started: date | None = None
    adherence_percent: float | None = None
    patient_id: str | None = None
    codes: Path | None = None
    associations: Path | None = None
    whole_day: bool = False


def report(path: Path, choices: Choices) -> str:
    """Read, assess and write one record as text, JSON, cards or a sheet to print. Raises CannotAssessError."""
    data = load(path)
    try:
        codes = load_site_codes(choices.codes) if choices.codes else None
    except CannotReadError as error:
        raise CannotAssessError(str(error)) from error
    try:
        record = read_whole(data, choices.as_of, codes=codes, patient_id=choices.patient_id)
    except FhirError as error:
        raise CannotAssessError(f"{path}: {error}") from error
    site = _site(choices)
    context = Context(
        as_of=choices.as_of,
        site=site,
        training=choices.training or (choices.plan_started or date.max) <= choices.as_of.date(),
        whole_day=choices.whole_day,
        plan_started=choices.plan_started,
        adherence_percent=choices.adherence_percent,
    )
    assessment = assess(record, context)
    asked = CardRequest(
        record_id=str(uuid5(NAMESPACE_URL, hashlib.sha256(data).hexdigest())),
        patient_id=record.patient_id,
        user=None,
        encounter_id=None,
        language=choices.language,
        quiet=frozenset(),
        unsigned_banner=True,
        base_url="",
    )
    if choices.format == "text":
        return report_text.text(assessment, asked)
    if choices.format in pages.SHEETS:
        return _sheet(choices.format, pages.Printing(assessment, record, context, asked), path)
    answered = answer(assessment, asked)
    if choices.format == "cards":
        whole: object = {"cards": list(answered.cards), "extension": answered.extension}
    else:
        whole = document(assessment, list(answered.cards), versions(), site.criteria, choices.language)
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _sheet(kind: str, source: pages.Printing, path: Path) -> str:
    try:
        return pages.sheet(kind, source)
    except pages.NoSheetError as error:
        raise CannotAssessError(f"{path}: {error.told(source.asked.language)}") from error


def _site(choices: Choices) -> Site:
    try:
        own = load_associations(choices.associations) if choices.associations else ()
    except CannotStartError as error:
        raise CannotAssessError(str(error)) from error
    return Site(criteria=Criteria(choices.criteria), mass_index=MassIndex(choices.mass_index), associations=own)


def load(path: Path) -> bytes:
    """The bytes of a file (or of standard input for `-`), unzipped; at most 64 MiB. Raises CannotAssessError."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST_FILE_BYTES + 1)
        else:
            with path.open("rb") as opened:
                data = opened.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise CannotAssessError(f"{path}: cannot be opened ({error.strerror}). Name a readable file.") from error
    if data.startswith(GZIP_MAGIC):
        data = _unzipped(data, path)
    if len(data) > LARGEST_FILE_BYTES:
        raise CannotAssessError(f"{path}: larger than {LARGEST_FILE_BYTES // 2**20} MiB. Split it by patient.")
    if not data.strip():
        raise CannotAssessError(f"{path}: is empty. Give a FHIR R4 Bundle.")
    return data


def _unzipped(data: bytes, path: Path) -> bytes:
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        unpacked = unpacker.decompress(data, LARGEST_FILE_BYTES + 1)
    except zlib.error as error:
        raise CannotAssessError(f"{path}: is not a whole gzip file. Pack it again.") from error
    if len(unpacked) <= LARGEST_FILE_BYTES and not unpacker.eof:
        raise CannotAssessError(f"{path}: the gzip file ends too early. Pack it again.")
    return unpacked
