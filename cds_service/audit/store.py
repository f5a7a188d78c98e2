"""The durable record of every decision and of what clinicians did with it.

There is one way in, `append` (and `add_feedback`), and no way to change or remove anything.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from cds_service.audit import schema, site_key
from cds_service.audit.entry import Entry, instant, packed
from cds_service.audit.feedback import Feedback
from cds_service.audit.lookup import find_entry, find_of_call, find_owners, find_quiet
from cds_service.audit.writer import GroupWriter, Work
from cds_service.errors import StoreUnavailableError

_ADD_FEEDBACK = insert(schema.feedback)
_WAIT_SECONDS = 2.0
LEAST_FREE_BYTES = 64 * 1024 * 1024  # room for some thousands of decisions: time to act before answers end
_NOT_WRITTEN = "The answer could not be recorded, so none is given. Try again; if it persists, tell the site owner."


class UnknownRecordError(LookupError):
    """No record has this id."""


class Store:
    """The record of one site, in one SQLite file."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the file, creating it if it is new. Raises BadStoreError if it is not ours."""
        self._key = key
        self._folder = path.parent
        self._engine = schema.open_engine(path)
        self._reader = schema.open_reader(path)
        self._add_record = schema.addition(schema.records, self._engine)
        self._add_cards = schema.addition(schema.cards, self._engine)
        self._writer = GroupWriter(self._engine)
        self._readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="record-reader")

    @classmethod
    def open(cls, path: Path, data_dir: Path) -> Store:
        """The store of a site: its file and, in the data folder, its key."""
        return cls(path, site_key.site_key(data_dir))

    def patient_key(self, client: str, patient_id: str) -> str:
        """A client's patient as the index knows them."""
        return site_key.patient_key(self._key, client, patient_id)

    async def append(self, entry: Entry) -> None:
        """Commit one decision with its cards durably.

        Raises StoreUnavailableError, and then nothing was kept, unless time ran out during the commit itself.
        """
        versions, payload = packed(entry)
        at, patient_key = instant(entry.at), self.patient_key(entry.client, entry.asked.patient_id)
        row = (
            entry.record_id,
            at,
            entry.hook,
            entry.hook_instance,
            entry.service_id,
            entry.client,
            entry.outcome,
            patient_key,
            entry.asked.language,
            versions,
            payload,
        )
        shown = [(uuid, entry.record_id, kind, patient_key, at, entry.says.get(kind, "")) for uuid, kind in entry.cards]

        def work(connection: Connection) -> None:
            connection.exec_driver_sql(self._add_record, row)
            if shown:
                connection.exec_driver_sql(self._add_cards, shown)

        await self._write(work)

    async def add_feedback(self, client: str, service_id: str, given: Sequence[Feedback], at: datetime) -> int:
        """Commit feedback durably, each entry joined to its card or marked as an orphan; returns how many orphans."""
        orphans: set[str] = set()

        def work(connection: Connection) -> None:
            owners = find_owners(connection, {item.card for item in given})
            rows = [_feedback_row(client, service_id, item, owners.get(item.card), at) for item in given]
            connection.execute(_ADD_FEEDBACK, rows)
            orphans.update(item.card for item in given if item.card not in owners)

        if given:
            await self._write(work)
        return len(orphans)

    async def quiet_cards(self, patient_key: str, at: datetime) -> Mapping[str, tuple[str, ...]]:
        """The kinds of card that rest for this patient now, and what they had said. Raises StoreUnavailableError."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._quiet, patient_key, at)
        except SQLAlchemyError as error:
            raise StoreUnavailableError(_NOT_WRITTEN) from error

    async def ready(self) -> bool:
        """Does a commit reach the disk, and is there room for more? Writes the schema's version again, no change."""
        if shutil.disk_usage(self._folder).free < LEAST_FREE_BYTES:
            return False
        try:
            await self._write(lambda connection: _touch(connection))
        except StoreUnavailableError:
            return False
        return True

    def entry(self, record_id: str) -> Entry:
        """One decision as it was recorded. Raises UnknownRecordError."""
        with self._reader.connect() as connection:
            found = find_entry(connection, record_id)
        if found is None:
            raise UnknownRecordError("no decision is recorded under this id. Check it against the log.")
        return found

    def entry_of_call(self, hook_instance: str) -> Entry:
        """The latest decision for a call of a hook as it was recorded. Raises UnknownRecordError."""
        with self._reader.connect() as connection:
            found = find_of_call(connection, hook_instance)
        if found is None:
            raise UnknownRecordError("no decision is recorded for this call.")
        return found

    def feedback_on(self, card: str) -> tuple[RowMapping, ...]:
        """Everything that was said of one card, in the order in which it came in."""
        asked = select(schema.feedback).where(schema.feedback.c.card == card).order_by(schema.feedback.c.seq)
        with self._reader.connect() as connection:
            return tuple(connection.execute(asked).mappings())

    def close(self) -> None:
        """Commit what is waiting and let go of the file."""
        self._writer.close()
        self._readers.shutdown()
        self._reader.dispose()
        self._engine.dispose()

    async def _write(self, work: Work) -> None:
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._writer.write(work)
        except (SQLAlchemyError, TimeoutError) as error:
            raise StoreUnavailableError(_NOT_WRITTEN) from error

    def _quiet(self, patient_key: str, at: datetime) -> Mapping[str, tuple[str, ...]]:
        with self._reader.connect() as connection:
            return find_quiet(connection, patient_key, at)


def _feedback_row(
    client: str, service_id: str, item: Feedback, patient_key: str | None, at: datetime
) -> dict[str, object]:
    return {
        "received_at": instant(at),
        "service_id": service_id,
        "client": client,
        "card": item.card,
        "orphan": patient_key is None,
        "patient_key": patient_key,
        "outcome": item.outcome,
        "outcome_at": instant(item.outcome_at),
        "accepted_suggestions": msgspec.json.encode(item.accepted_suggestions),
        "reason_system": item.reason_system,
        "reason_code": item.reason_code,
        "reason_display": item.reason_display,
        "comment": item.comment,
    }


def _touch(connection: Connection) -> None:
    connection.execute(text(f"PRAGMA user_version = {schema.SCHEMA_VERSION}"))
