"""The statements that look back: built once, because building one costs more than running it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, literal_column, select

from cds_service.audit.entry import Entry, instant, unpacked
from cds_service.audit.quiet import Answered, periods, quiet_kinds
from cds_service.audit.schema import cards, feedback, records

_RECORD = select(records).where(records.c.record_id == bindparam("record_id"))
_OF_CALL = (
    select(records.c.record_id)
    .where(records.c.hook_instance == bindparam("hook_instance"))
    .order_by(records.c.seq.desc())
    .limit(1)
)
_CARDS = select(cards.c.uuid, cards.c.kind, cards.c.says).where(cards.c.record_id == bindparam("record_id"))
_IS_MEASURE = cards.c.kind == literal_column("'measure'")  # written out, or SQLite passes over the index of these cards
MEASURE_SHOWN = select(cards.c.shown_at, cards.c.says).where(
    cards.c.patient_key == bindparam("patient_key"), cards.c.shown_at >= bindparam("since"), _IS_MEASURE
)
SAID = (
    select(
        feedback.c.card,
        cards.c.kind,
        feedback.c.outcome,
        feedback.c.reason_system,
        feedback.c.reason_code,
        feedback.c.received_at,
        cards.c.says,
    )
    .join(cards, cards.c.uuid == feedback.c.card)
    .where(feedback.c.patient_key == bindparam("patient_key"), feedback.c.received_at >= bindparam("since"))
    .order_by(feedback.c.seq)
)
_OWNERS = select(cards.c.uuid, cards.c.patient_key).where(cards.c.uuid.in_(bindparam("uuids", expanding=True)))


def find_entry(connection: Connection, record_id: str) -> Entry | None:
    """One decision as it was recorded, or None."""
    found = connection.execute(_RECORD, {"record_id": record_id}).mappings().one_or_none()
    if found is None:
        return None
    shown = tuple((uuid, kind, said) for uuid, kind, said in connection.execute(_CARDS, {"record_id": record_id}))
    header: Mapping[str, str] = {name: value for name, value in found.items() if isinstance(value, str)}
    return unpacked(header, found["versions"], found["payload"], shown)


def find_of_call(connection: Connection, hook_instance: str) -> Entry | None:
    """The latest decision that was made for a call of a hook, or None."""
    found = connection.execute(_OF_CALL, {"hook_instance": hook_instance}).scalar_one_or_none()
    return None if found is None else find_entry(connection, found)


def find_quiet(connection: Connection, patient_key: str, at: datetime) -> Mapping[str, tuple[str, ...]]:
    """The kinds of card that rest for this patient at this moment, with what those cards said."""
    given = {"patient_key": patient_key, "since": instant(at - periods().longest)}
    shown = [(datetime.fromisoformat(when), said) for when, said in connection.execute(MEASURE_SHOWN, given)]
    last_words = {
        uuid: Answered(kind, outcome, system, code, datetime.fromisoformat(received), said)
        for uuid, kind, outcome, system, code, received, said in connection.execute(SAID, given)
    }
    return quiet_kinds(last_words.values(), shown, at)


def find_owners(connection: Connection, uuids: Collection[str]) -> Mapping[str, str]:
    """The patient of every card that was shown, by the card's uuid; unknown cards are left out."""
    return dict(connection.execute(_OWNERS, {"uuids": list(uuids)}).all())
