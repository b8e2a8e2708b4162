"""The writer: batches, savepoints, pragmas, locks, and what it survives."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from app import db
from app.db import PRAGMAS, READER_PRAGMAS, Batch, Database, InUse, differing, driver
from app.errors import Busy, NotFound, Unwritable


def notes(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT word FROM note ORDER BY id").scalars())


def note(word: str) -> db.Change[None]:
    """A change that writes one word."""

    def change(batch: Batch) -> None:
        batch.connection.exec_driver_sql("INSERT INTO note (word) VALUES (?)", (word,))
        batch.touch(1)

    return change


class Gate:
    """A change that keeps the writer busy until it is opened."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, batch: Batch) -> None:
        self.reached.set()
        assert self.open.wait(30)


@pytest.fixture
def seals() -> list[dict[int, bool]]:
    """What each commit touched."""
    return []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "evastys.sqlite3"


@pytest.fixture
def database(file: Path, seals: list[dict[int, bool]]) -> Iterator[Database]:
    opened = Database(file, seal=lambda batch: seals.append(dict(batch.touched)))
    opened.write_now(
        lambda batch: batch.connection.exec_driver_sql(
            "CREATE TABLE note (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)"
        )
    )
    yield opened
    opened.close()


async def in_one_batch(database: Database, changes: list[db.Change[None]]) -> list[object]:
    """Results or faults of changes that arrived while the writer was busy."""
    gate = Gate()
    busy = asyncio.create_task(database.write(gate))
    await asyncio.to_thread(gate.reached.wait)
    waiting = [asyncio.create_task(database.write(change)) for change in changes]
    await asyncio.sleep(0)  # each of them gets its turn
    assert database.queued == len(changes)
    gate.open.set()
    await busy
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_changes_that_arrive_together_share_one_commit(
    database: Database, seals: list[dict[int, bool]]
) -> None:
    before = database.commits
    assert await in_one_batch(database, [note(str(n)) for n in range(150)]) == [None] * 150
    assert (database.commits - before, seals) == (2, [{1: False}])  # the gate's and theirs


async def test_a_batch_holds_at_most_two_hundred_changes(database: Database) -> None:
    before = database.commits
    await in_one_batch(database, [note(str(n)) for n in range(db.BATCH_ROWS + 1)])
    assert database.commits - before == 3


async def test_a_poisoned_change_fails_alone(database: Database) -> None:
    def poisoned(batch: Batch) -> None:
        note("half done")(batch)
        raise NotFound("error.no_such_prompt")

    def unknown_table(batch: Batch) -> None:
        note("half done too")(batch)
        batch.connection.exec_driver_sql("INSERT INTO nothing VALUES (1)")

    changes = [note("a"), poisoned, note("b"), note("a"), unknown_table, note("c")]
    outcomes = await in_one_batch(database, changes)
    assert [type(each) for each in outcomes] == [
        *(type(None), NotFound, type(None)),
        *(IntegrityError, OperationalError, type(None)),
    ]
    with database.read() as connection:
        assert notes(connection) == ["a", "b", "c"]


async def test_what_a_failed_change_touched_is_not_sealed(
    database: Database, seals: list[dict[int, bool]]
) -> None:
    def poisoned(batch: Batch) -> None:
        batch.touch(7, staged=True)
        raise NotFound("error.no_such_prompt")

    await in_one_batch(database, [poisoned, note("a")])
    assert seals == [{1: False}]


async def test_a_batch_that_cannot_be_sealed_stores_nothing_and_tells_nobody_that_it_did(
    file: Path,
) -> None:
    def refuse(batch: Batch) -> None:
        raise RuntimeError

    database = Database(file, seal=refuse)
    database.write_now(
        lambda batch: batch.connection.exec_driver_sql("CREATE TABLE note (id INTEGER, word TEXT)")
    )
    outcomes = await in_one_batch(database, [note("a"), note("b")])
    with database.read() as connection:
        assert notes(connection) == []
    database.close()
    assert [type(each) for each in outcomes] == [Unwritable, Unwritable]


async def test_a_full_queue_refuses_until_there_is_room(database: Database) -> None:
    gate = Gate()
    busy = asyncio.create_task(database.write(gate))
    await asyncio.to_thread(gate.reached.wait)
    nothing: db.Change[None] = lambda batch: None  # noqa: E731
    waiting = [asyncio.create_task(database.write(nothing)) for _ in range(db.QUEUE_ROWS)]
    await asyncio.sleep(0)
    assert database.queued == db.QUEUE_ROWS
    with pytest.raises(Busy):
        await database.write(note("too much"))
    gate.open.set()
    await asyncio.gather(busy, *waiting)
    await database.write(note("room again"))
    with database.read() as connection:
        assert notes(connection) == ["room again"]


async def test_the_commit_comes_first_then_the_nudge_then_the_answer(database: Database) -> None:
    order: list[tuple[str, object]] = []

    def nudge(events: dict[int, bool]) -> None:
        with database.read() as connection:
            order.append(("nudged", (events, notes(connection))))

    database.nudge = nudge
    await database.write(note("a"))
    order.append(("answered", None))
    assert order == [("nudged", ({1: False}, ["a"])), ("answered", None)]


def test_a_read_then_write_is_one_transaction_that_takes_the_write_lock_first(
    database: Database,
) -> None:
    trace: list[str] = []

    def change(batch: Batch) -> None:
        connection = driver(batch.connection)
        notes(batch.connection)
        note("after reading")(batch)
        connection.set_trace_callback(None)

    def begin(batch: Batch) -> None:
        driver(batch.connection).set_trace_callback(trace.append)

    database.write_now(begin)
    database.write_now(change)
    began = trace.index("BEGIN IMMEDIATE")
    assert trace[:began] == ["RELEASE change", "COMMIT"]  # the end of the one that began to trace
    assert trace[began:] == [
        "BEGIN IMMEDIATE",
        "SAVEPOINT change",
        "SELECT word FROM note ORDER BY id",
        "INSERT INTO note (word) VALUES ('after reading')",
    ]


def test_every_connection_has_its_pragmas(database: Database) -> None:
    assert database.write_now(lambda batch: differing(batch.connection, PRAGMAS)) == []
    with database.read() as one, database.read() as two:
        assert [differing(each, READER_PRAGMAS) for each in (one, two)] == [[], []]
    assert database.write_now(lambda batch: database.misconfigured(batch.connection)) == []


def test_a_connection_that_lost_a_pragma_is_named(database: Database) -> None:
    with database.read() as connection:
        driver(connection).execute("PRAGMA cell_size_check=0")
    assert database.write_now(lambda batch: database.misconfigured(batch.connection)) == [
        "cell_size_check"
    ]


def test_a_reader_cannot_write_and_sees_one_state(database: Database) -> None:
    database.write_now(note("a"))
    with database.read() as connection:
        assert notes(connection) == ["a"]
        database.write_now(note("b"))
        assert notes(connection) == ["a"]
        with pytest.raises(OperationalError, match="readonly"):
            connection.exec_driver_sql("INSERT INTO note (word) VALUES ('c')")
    with database.read() as connection:
        assert notes(connection) == ["a", "b"]


def test_a_second_writer_is_refused_and_the_first_goes_on(database: Database, file: Path) -> None:
    with pytest.raises(InUse):
        Database(file, seal=lambda batch: None)
    database.write_now(note("unharmed"))
    with database.read() as connection:
        assert notes(connection) == ["unharmed"]


async def test_what_waits_is_committed_before_the_end(file: Path) -> None:
    database = Database(file, seal=lambda batch: None)
    database.write_now(
        lambda batch: batch.connection.exec_driver_sql("CREATE TABLE note (id INTEGER, word TEXT)")
    )
    gate, words = Gate(), [str(number) for number in range(300)]
    busy = asyncio.create_task(database.write(gate))
    await asyncio.to_thread(gate.reached.wait)
    waiting = [asyncio.create_task(database.write(note(word))) for word in words]
    await asyncio.sleep(0)
    end = asyncio.create_task(asyncio.to_thread(database.close))
    gate.open.set()
    await asyncio.gather(busy, *waiting, end)
    with closing(sqlite3.connect(file)) as connection:
        stored = [word for (word,) in connection.execute("SELECT word FROM note")]
    assert stored == words
    assert not file.with_name(file.name + "-wal").exists()  # folded in
    with pytest.raises(Busy):
        database.write_now(note("too late"))


def test_a_closed_loop_does_not_stop_the_writer(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate()

    async def leave() -> None:
        asyncio.create_task(database.write(gate))  # noqa: RUF006 left behind on purpose
        await asyncio.to_thread(gate.reached.wait)

    asyncio.run(leave())
    gate.open.set()
    database.write_now(note("still here"))
    with database.read() as connection:
        assert notes(connection) == ["still here"]
    assert caplog.messages == ["whoever waited for a commit is gone"]


def test_a_broken_listener_does_not_stop_the_writer(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(events: dict[int, bool]) -> None:
        raise RuntimeError

    database.nudge = broken
    for word in ("a", "b"):
        database.write_now(note(word))
    with database.read() as connection:
        assert notes(connection) == ["a", "b"]
    assert len(caplog.messages) == 2


def test_a_held_reader_keeps_the_log_but_not_the_writer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "IDLE", 0.001)
    database.write_now(note("before"))
    folded = Folds(database)
    with database.read() as connection:
        assert notes(connection) == ["before"]
        database.write_now(note("meanwhile"))
        folded.wait()
        assert database.wal_bytes() > 0
        database.write_now(note("and on"))  # would wait 5 s behind a checkpoint that waits
    database.write_now(note("after"))
    while database.wal_bytes():
        folded.wait()
    assert database.write_now(lambda batch: differing(batch.connection, PRAGMAS)) == []


@pytest.fixture
def ever_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that never comes to rest: only between batches can it fold the log in."""
    monkeypatch.setattr(db, "IDLE", 3600.0)
    monkeypatch.setattr(db, "FOLD", 0.0)
    monkeypatch.setattr(db, "FOLD_AGAIN", 0.0)


def test_deleted_text_leaves_the_files_though_answers_never_pause(
    ever_busy: None, database: Database, file: Path
) -> None:
    def kept(batch: Batch) -> list[str]:
        """On the writer, before its batch writes: files that still hold the word."""
        return [each.name for each in file.parent.iterdir() if b"ruskea kettu" in each.read_bytes()]

    database.write_now(note("ruskea kettu"))
    assert database.write_now(kept) == [file.name]  # the log was folded in after the batch
    database.write_now(lambda batch: batch.connection.exec_driver_sql("DELETE FROM note").close())
    assert database.write_now(kept) == []


def test_a_log_that_a_reader_holds_is_told_once_and_folded_in_when_the_reader_ends(
    ever_busy: None,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    size: db.Change[int] = lambda batch: database.wal_bytes()  # noqa: E731
    monkeypatch.setattr(db, "WAL_ALARM", 4096)
    with database.read() as connection:
        assert notes(connection) == []
        for number in range(20):
            database.write_now(note(str(number)))
        assert database.write_now(size) > 4096
    database.write_now(note("after"))
    assert database.write_now(size) == 0
    assert [each.partition(" has ")[0] for each in caplog.messages] == ["write-ahead log"]


class Folds:
    """Waits until the idle writer has tried to fold the log in."""

    def __init__(self, database: Database) -> None:
        self._tried = threading.Event()
        fold_in = database._fold_in

        def watched(connection: Connection) -> None:
            fold_in(connection)
            self._tried.set()

        database._fold_in = watched

    def wait(self) -> None:
        self._tried.clear()
        assert self._tried.wait(30)


@pytest.mark.parametrize("name", ["tavallinen", "Sydämellä #1 100 % ?x=y", "a&b 'c' \"d\""])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    database = Database(tmp_path / name / "evastys.sqlite3", seal=lambda batch: None)
    database.write_now(lambda batch: batch.connection.exec_driver_sql("CREATE TABLE t (x)"))
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
    database.close()
    assert [path.name for path in sorted(tmp_path.iterdir())] == [name]


def test_the_folder_and_its_files_are_their_owners_alone(database: Database, file: Path) -> None:
    database.write_now(note("a"))
    with database.read() as connection:
        notes(connection)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == dict.fromkeys(
        (file.name, f"{file.name}-wal", f"{file.name}-shm", "evastys.lock", ".gitignore"), 0o600
    )
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
