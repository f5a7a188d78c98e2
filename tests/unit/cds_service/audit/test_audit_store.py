"""The record: what is acknowledged is on disk, nothing is changed afterwards, foreign databases are refused."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from cds_service.audit import Feedback, Store, UnknownRecordError, schema
from cds_service.audit.store import LEAST_FREE_BYTES
from cds_service.errors import BadStoreError, StoreUnavailableError
from tests.support.decisions import AT, card_id, entry

KEY = bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path, KEY)
    yield opened
    opened.close()


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_a_decision_comes_back_as_it_was_recorded(store: Store) -> None:
    asyncio.run(store.append(entry()))
    assert store.entry(entry().record_id) == entry()


def test_a_decision_outlives_the_process(path: Path) -> None:
    first = Store(path, KEY)
    asyncio.run(first.append(entry()))
    first.close()
    second = Store(path, KEY)
    assert second.entry(entry().record_id) == entry()
    second.close()


def test_the_same_decision_is_packed_into_the_same_bytes(path: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        store = Store(tmp_path / f"{number}.sqlite", KEY)
        asyncio.run(store.append(entry()))
        store.close()
    packed = [rows(tmp_path / f"{number}.sqlite", "SELECT payload, versions FROM records") for number in (1, 2)]
    assert packed[0] == packed[1]


def test_the_index_holds_no_id_of_the_patient(store: Store, path: Path) -> None:
    asyncio.run(store.append(entry(patient="MRN-4711")))
    key = rows(path, "SELECT patient_key FROM records")[0][0]
    assert key == store.patient_key("ward", "MRN-4711")
    assert "4711" not in str(key)


def test_one_patient_of_two_clients_is_two_patients_and_another_key_gives_other_names(path: Path) -> None:
    store, other = Store(path, KEY), Store(path, bytes([1]) * 32)
    keys = {store.patient_key("ward", "p1"), store.patient_key("clinic", "p1"), other.patient_key("ward", "p1")}
    assert len(keys) == 3
    store.close()
    other.close()


def test_the_disk_has_it_before_anyone_goes_on(store: Store, path: Path) -> None:
    asyncio.run(store.append(entry()))
    assert rows(path, "SELECT count(*) FROM records") == [(1,)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL


def test_many_decisions_at_once_share_commits_and_all_are_kept(store: Store, path: Path) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(store.append(entry(number)) for number in range(100)))

    asyncio.run(all_at_once())
    assert rows(path, "SELECT count(*) FROM records") == [(100,)]
    assert rows(path, "SELECT count(*) FROM cards") == [(100,)]


def test_one_bad_piece_does_not_spoil_those_that_share_its_commit(store: Store, path: Path) -> None:
    async def together() -> list[BaseException | None]:
        await store.append(entry(1))
        again = [store.append(entry(number)) for number in (2, 1, 3)]
        return await asyncio.gather(*again, return_exceptions=True)

    results = asyncio.run(together())
    assert [type(result) for result in results] == [type(None), StoreUnavailableError, type(None)]
    assert rows(path, "SELECT count(*) FROM records") == [(3,)]


def test_a_decision_whose_cards_cannot_be_kept_is_not_kept_either(store: Store, path: Path) -> None:
    async def twice_the_same_card() -> None:
        await store.append(entry(1))
        await store.append(replace(entry(2), cards=entry(1).cards))

    with pytest.raises(StoreUnavailableError):
        asyncio.run(twice_the_same_card())
    assert rows(path, "SELECT count(*) FROM records") == [(1,)]


@pytest.mark.verifies("1.8 append-only")
@pytest.mark.parametrize("table", ["records", "cards", "feedback"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET rowid = rowid + 1", "DELETE FROM {}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_the_database_itself_refuses_to_change_or_remove_anything(
    store: Store, path: Path, table: str, statement: str
) -> None:
    given = Feedback(card=card_id(1, "stage"), outcome="overridden", outcome_at=AT)

    async def fill() -> None:
        await store.append(entry())
        await store.add_feedback("ward", "sarcopenia-patient-view", [given], AT)

    asyncio.run(fill())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA recursive_triggers = ON")
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            connection.execute(statement.format(table))
    assert rows(path, f"SELECT count(*) FROM {table}") == [(1,)]  # noqa: S608  # a table name of this list


@pytest.mark.verifies("1.8 append-only")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO records SELECT * FROM records",
        "REPLACE INTO records SELECT seq + 1, record_id, at, hook, hook_instance, service_id, client, 'other', "
        "patient_key, language, versions, payload FROM records",
        "INSERT OR REPLACE INTO cards SELECT * FROM cards",
        "INSERT OR REPLACE INTO cards (rowid, uuid, record_id, kind, patient_key, shown_at) "
        "SELECT rowid, 'another', record_id, kind, patient_key, shown_at FROM cards",
        "INSERT OR REPLACE INTO feedback SELECT * FROM feedback",
    ],
)
def test_another_program_cannot_replace_a_row_either(path: Path, statement: str) -> None:
    async def fill() -> None:
        store = Store(path, KEY)
        given = Feedback(card=card_id(1, "stage"), outcome="overridden", outcome_at=AT)
        await store.append(entry())
        await store.add_feedback("ward", "sarcopenia-patient-view", [given], AT)
        await asyncio.to_thread(store.close)

    asyncio.run(fill())
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            connection.execute(statement)
        assert list(connection.iterdump()) == before


def test_a_file_of_an_earlier_start_is_protected_from_the_next_one_on(path: Path) -> None:
    Store(path, KEY).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER records_no_replace")
    Store(path, KEY).close()
    assert rows(path, "SELECT count(*) FROM sqlite_master WHERE name = 'records_no_replace'") == [(1,)]


def test_only_the_owner_may_read_the_record_and_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    store = Store.open(folder / "records.sqlite", folder)
    asyncio.run(store.append(entry()))
    files = {item.name: item.stat().st_mode & 0o777 for item in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(files) == {"records.sqlite", "records.sqlite-wal", "records.sqlite-shm", "site.key"}
    assert set(files.values()) == {0o600}
    store.close()


@pytest.mark.parametrize(("free", "is_ready"), [(LEAST_FREE_BYTES, True), (LEAST_FREE_BYTES - 1, False)])
def test_a_disk_that_is_nearly_full_makes_the_service_unready_while_it_still_answers(
    store: Store, free: int, is_ready: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert asyncio.run(store.ready()) is is_ready
    asyncio.run(store.append(entry()))


def test_a_database_that_cannot_be_written_gives_no_answer_and_heals_by_itself(store: Store, path: Path) -> None:
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailableError) as refused:
        asyncio.run(store.append(entry(patient="MRN-4711")))
    assert "4711" not in str(refused.value)
    assert asyncio.run(store.ready()) is False
    blocker.execute("ROLLBACK")
    blocker.close()
    assert asyncio.run(store.ready()) is True
    asyncio.run(store.append(entry(2)))
    assert store.entry(entry(2).record_id).record_id == entry(2).record_id


def test_a_full_disk_gives_no_answer_and_keeps_what_was_kept(store: Store, path: Path) -> None:
    asyncio.run(store.append(entry(1)))
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.rollback()
    large = replace(entry(2), body=b'{"cards":[' + b'"x",' * 20_000 + b'"x"]}')
    with pytest.raises(StoreUnavailableError):
        asyncio.run(store.append(large))
    assert rows(path, "SELECT count(*) FROM records") == [(1,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_an_unknown_record_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(UnknownRecordError):
        store.entry("0" * 36)


def test_another_programs_database_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()
    with pytest.raises(BadStoreError, match="another program's"):
        Store(path, KEY)
    assert rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'") == [("theirs",)]


def test_the_tables_of_an_unknown_release_are_refused(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    with pytest.raises(BadStoreError, match=f"schema {schema.SCHEMA_VERSION + 1}"):
        Store(path, KEY)


def test_the_tables_of_the_release_before_are_added_to_and_keep_what_they_held(store: Store, path: Path) -> None:
    asyncio.run(store.append(entry(1, kinds=("exercise",))))
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE cards DROP COLUMN says")
        connection.execute("PRAGMA user_version = 2")
    with closing(Store(path, KEY)) as later:
        assert later.entry(entry(1).record_id) == replace(entry(1, kinds=("exercise",)), says={"exercise": ""})
        asyncio.run(later.append(entry(2)))
        assert later.entry(entry(2).record_id) == entry(2)
    assert rows(path, "PRAGMA user_version") == [(schema.SCHEMA_VERSION,)]


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(BadStoreError, match="cannot be opened"):
        Store(path, KEY)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(BadStoreError, match="cannot be opened"):
        Store(tmp_path / "file" / "records.sqlite", KEY)


def test_the_site_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = Store.open(tmp_path / "records.sqlite", tmp_path)
    second = Store.open(tmp_path / "records.sqlite", tmp_path)
    assert first.patient_key("ward", "p1") == second.patient_key("ward", "p1")
    assert (tmp_path / "site.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []
    first.close()
    second.close()


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 31])
def test_a_damaged_site_key_is_refused_rather_than_replaced(content: str, tmp_path: Path) -> None:
    (tmp_path / "site.key").write_text(content, "ascii")
    with pytest.raises(BadStoreError, match=r"site\.key"):
        Store.open(tmp_path / "records.sqlite", tmp_path)
    assert (tmp_path / "site.key").read_text("ascii") == content


def test_work_that_is_waiting_is_committed_before_the_store_closes(path: Path) -> None:
    async def leave_in_a_hurry() -> None:
        store = Store(path, KEY)
        waiting = [asyncio.create_task(store.append(entry(number))) for number in range(5)]
        await asyncio.sleep(0)
        await asyncio.to_thread(store.close)
        await asyncio.gather(*waiting)

    asyncio.run(leave_in_a_hurry())
    assert rows(path, "SELECT count(*) FROM records") == [(5,)]


def test_feedback_is_joined_to_its_card_and_unknown_cards_are_kept_as_orphans(store: Store) -> None:
    known = Feedback(card_id(1, "stage"), "accepted", AT, ("s1",))
    later = Feedback(card_id(1, "stage"), "overridden", AT + timedelta(minutes=1), reason_code="patient-refuses")
    stranger = Feedback(card_id(9, "stage"), "overridden", AT, comment="wrong chart")

    async def say() -> int:
        await store.append(entry())
        return await store.add_feedback("ward", "sarcopenia-patient-view", [known, later, stranger], AT)

    assert asyncio.run(say()) == 1
    kept = store.feedback_on(card_id(1, "stage"))
    assert [(row["outcome"], row["orphan"]) for row in kept] == [("accepted", False), ("overridden", False)]
    assert [row["orphan"] for row in store.feedback_on(card_id(9, "stage"))] == [True]


def test_no_feedback_writes_nothing(store: Store) -> None:
    assert asyncio.run(store.add_feedback("ward", "sarcopenia-patient-view", [], AT)) == 0


def test_the_latest_decision_of_a_call_is_found_by_its_instance(store: Store) -> None:
    first, second = entry(1), entry(2)
    assert first.hook_instance == second.hook_instance
    asyncio.run(store.append(first))
    asyncio.run(store.append(second))
    assert store.entry_of_call(first.hook_instance) == second
    with pytest.raises(UnknownRecordError):
        store.entry_of_call("another call")
