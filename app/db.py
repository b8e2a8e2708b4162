"""The database: engine, pragmas, and the one writer. Batches commit, then whoever asked hears.

SQLite runs with one process, one read-write connection and one thread that owns it. Everything
that changes is a function of a `Batch`; functions that arrive together share one commit, each in
a savepoint of its own, and nobody is answered before COMMIT has returned under
`synchronous=FULL`. Readers use connections of their own that cannot write.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from app.errors import Busy, EvastysError, Unwritable

log = logging.getLogger("evastys.db")

BATCH_ROWS = 200  # changes in one commit at most
BATCH_GAP = 0.010  # seconds from one commit to the next at least; together 20,000 changes a second
QUEUE_ROWS = 5_000  # changes that may wait; beyond it a phone is told to come back
IDLE = 5.0  # seconds without a change after which the write-ahead log is folded in
FOLD = 30.0  # seconds after which it is folded in between two batches, however busy the hall is
FOLD_AGAIN = 1.0  # seconds to the next try where a reader was in the way
WAL_ALARM = 64 * 2**20  # bytes of write-ahead log that point at a reader left open

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an answer told to be stored survives a power cut
    "foreign_keys": 1,
    "busy_timeout": 5000,  # milliseconds
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
}
READER_PRAGMAS: dict[str, str | int] = PRAGMAS | {"query_only": 1, "wal_autocheckpoint": 0}
DISK_FAULTS = frozenset(  # primary result codes that end a batch: the next row would meet them too
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)

T = TypeVar("T")


class InUse(EvastysError):
    """Another process writes to this data folder."""

    slug = "in-use"


@dataclass(slots=True)
class Batch:
    """What a change works with: the open connection, and which events the batch has changed."""

    connection: Connection
    memo: dict[object, Any] = field(default_factory=dict)  # readings good until the commit
    touched: dict[int, bool] = field(default_factory=dict)

    def touch(self, event_id: int, staged: bool = False) -> None:
        """Say that the event is different after this commit; `staged` if a host changed it."""
        self.touched[event_id] = staged or self.touched.get(event_id, False)


Change = Callable[[Batch], T]


@dataclass(slots=True)
class _Waiting:
    change: Change[Any]
    done: Callable[[Any, BaseException | None], None]


class Database:
    """One data folder, opened for writing by this process alone.

    `seal(batch)` runs before each COMMIT that touched an event; `nudge({event id: staged})` after
    it, on the writer's thread.
    """

    def __init__(
        self,
        file: Path,
        *,
        seal: Callable[[Batch], None],
        nudge: Callable[[dict[int, bool]], None] = lambda events: None,
    ) -> None:
        self.file = file
        self._seal = seal
        self.nudge = nudge
        make_folder(file.parent)
        self._lock = _take_lock(file.with_suffix(".lock"))
        _make_private(file)
        self._engine = writing_engine(file)
        self.readers = reading_engine(file)
        try:
            from app.migrations import bring_up  # here: who is refused does not wait for Alembic

            copy = bring_up(self._engine, file)
        except BaseException:
            self._engine.dispose()
            os.close(self._lock)
            raise
        if copy is not None:
            log.warning("the database has a new shape; as it was it stands in %s", copy.name)
        self._queue: deque[_Waiting] = deque()
        self._arrived = threading.Condition()
        self._stopping = False
        self._alarmed = False  # the log is too long, and that was said
        self.commits = 0
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def write(self, change: Change[T]) -> T:
        """Run the change in the next batch; its result once the commit is durable.

        Raises what the change raised (nothing of it is kept), Busy when too many wait, Unwritable
        when the disk refuses.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def done(result: T, fault: BaseException | None) -> None:
            loop.call_soon_threadsafe(_settle, future, result, fault)

        self._submit(_Waiting(change, done))
        return await future

    def write_now(self, change: Change[T]) -> T:
        """The same for code without a loop (the command line); waits for the commit."""
        finished = threading.Event()
        outcome: list[Any] = []

        def done(result: T, fault: BaseException | None) -> None:
            outcome.extend((result, fault))
            finished.set()

        self._submit(_Waiting(change, done))
        finished.wait()
        if outcome[1] is not None:
            raise outcome[1]
        return cast(T, outcome[0])

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and cannot write; keep it under 2 s."""
        with self.readers.connect() as connection:
            yield connection

    @property
    def queued(self) -> int:
        """Changes that wait for a commit."""
        return len(self._queue)

    def misconfigured(self, writer: Connection) -> list[str]:
        """Pragmas that are not as they must be, on the writer (inside a change) or on any reader
        of the pool; empty when all is well."""
        wrong = differing(writer, PRAGMAS)
        with ExitStack() as held:
            for _ in range(max(1, cast(QueuePool, self.readers.pool).checkedin())):
                reader = held.enter_context(self.readers.connect())
                wrong += differing(reader, READER_PRAGMAS)
        return wrong

    def wal_bytes(self) -> int:
        """Size of the write-ahead log."""
        wal = self.file.with_name(self.file.name + "-wal")
        return wal.stat().st_size if wal.exists() else 0

    def close(self) -> None:
        """Commit what waits, close readers before the writer so that the log is folded in."""
        with self._arrived:
            self._stopping = True
            self._arrived.notify()
        self._thread.join()
        self.readers.dispose()
        self._engine.dispose()
        os.close(self._lock)

    def _submit(self, waiting: _Waiting) -> None:
        with self._arrived:
            if self._stopping or len(self._queue) >= QUEUE_ROWS:
                raise Busy("error.busy")
            self._queue.append(waiting)
            if len(self._queue) in (1, BATCH_ROWS):
                self._arrived.notify()

    def _run(self) -> None:
        committed, due = 0.0, time.monotonic() + FOLD
        with self._engine.connect() as connection:
            while True:
                while not self._wait():
                    self._fold_in(connection)
                if not (batch := self._next(committed + BATCH_GAP)):
                    return
                self._commit(connection, batch)
                committed = time.monotonic()
                if committed >= due:  # text deleted in a busy hour leaves the log as well
                    self._fold_in(connection)
                    due = committed + (FOLD_AGAIN if self.wal_bytes() else FOLD)

    def _wait(self) -> bool:
        """Wait for a change or the end; False after IDLE seconds without either."""
        with self._arrived:
            if not self._queue and not self._stopping:
                self._arrived.wait(IDLE)
            return bool(self._queue) or self._stopping

    def _next(self, earliest: float) -> list[_Waiting]:
        """The next batch, not before `earliest`; empty when there will be no more."""
        with self._arrived:
            while (
                len(self._queue) < BATCH_ROWS
                and not self._stopping
                and (pause := earliest - time.monotonic()) > 0
            ):
                self._arrived.wait(pause)
            return [self._queue.popleft() for _ in range(min(len(self._queue), BATCH_ROWS))]

    def _commit(self, connection: Connection, waiting: list[_Waiting]) -> None:
        outcomes: list[tuple[Any, BaseException | None]] = []
        batch = Batch(connection)
        try:
            with connection.begin():
                for each in waiting:
                    outcomes.append(_in_savepoint(batch, each.change))
                if batch.touched:
                    self._seal(batch)
            self.commits += 1
        except Exception as fault:  # the disk refused: nobody in the batch may hear "stored"
            log.exception("batch of %d was not committed", len(waiting))
            refused = Unwritable("error.unwritable")
            refused.__cause__ = fault
            outcomes = [(None, refused)] * len(waiting)
            batch.touched.clear()
        if batch.touched:
            _told(self.nudge, dict(batch.touched))
        for each, (result, error) in zip(waiting, outcomes, strict=True):
            _told(each.done, result, error)

    def _fold_in(self, connection: Connection) -> None:
        """Checkpoint between batches, so that the log stays small and holds no old text."""
        if self.wal_bytes() == 0:
            return
        raw = driver(connection)
        try:
            raw.execute("PRAGMA busy_timeout=0").close()  # a reader is not waited for; next time
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        except sqlite3.Error:
            log.exception("the write-ahead log could not be folded in")
        finally:
            raw.execute(f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}").close()
        size = self.wal_bytes()
        if size > WAL_ALARM and not self._alarmed:
            log.warning("write-ahead log has %d bytes: a reader is held open", size)
        self._alarmed = size > WAL_ALARM


def _told(hear: Callable[..., None], *outcome: Any) -> None:
    """Tell whoever waits. One that is gone, its loop closed, must not stop the writer."""
    try:
        hear(*outcome)
    except Exception:
        log.exception("whoever waited for a commit is gone")


def _in_savepoint(batch: Batch, change: Change[Any]) -> tuple[Any, BaseException | None]:
    """One change, undone alone if it fails. Faults of the disk end the whole batch."""
    raw = driver(batch.connection)
    raw.execute("SAVEPOINT change")
    touched = dict(batch.touched)
    try:
        result = change(batch)
    except Exception as fault:
        if not raw.in_transaction:  # SQLite has rolled back by itself: full disk, I/O error
            raise
        raw.execute("ROLLBACK TO change")
        raw.execute("RELEASE change")
        batch.memo.clear()
        batch.touched = touched
        if _of_the_disk(fault):
            raise
        return None, fault
    raw.execute("RELEASE change")
    return result, None


def _of_the_disk(fault: Exception) -> bool:
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in DISK_FAULTS


def _settle(future: asyncio.Future[T], result: T, fault: BaseException | None) -> None:
    if future.done():  # the phone hung up; its answer is stored all the same
        return
    if fault is None:
        future.set_result(result)
    else:
        future.set_exception(fault)


def driver(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection below."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def writing_engine(file: Path) -> Engine:
    """The one read-write connection; writes open with BEGIN IMMEDIATE."""
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    _prepare(engine, PRAGMAS, "BEGIN IMMEDIATE")
    return engine


def reading_engine(file: Path) -> Engine:
    """Connections that see one state per transaction and cannot write."""
    address = f"file:{quote(str(file))}"  # a folder may have any name
    engine = create_engine(
        URL.create("sqlite", database=address, query={"mode": "ro", "uri": "true"}),
        poolclass=QueuePool,
        pool_size=4,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    _prepare(engine, READER_PRAGMAS, "BEGIN")
    return engine


def _prepare(engine: Engine, pragmas: dict[str, str | int], begin: str) -> None:
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        for pragma, value in pragmas.items():
            if pragma != "journal_mode" or begin != "BEGIN":  # a reader takes the file's mode
                connection.execute(f"PRAGMA {pragma}={value}")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))


def differing(connection: Connection, pragmas: dict[str, str | int]) -> list[str]:
    """Pragmas that a connection has otherwise."""
    return [
        pragma
        for pragma, value in pragmas.items()
        if connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() != value
    ]


@contextmanager
def holding(file: Path) -> Iterator[None]:
    """Keep every server out of a data folder for a while; raises InUse."""
    descriptor = _take_lock(file.with_suffix(".lock"))
    try:
        yield
    finally:
        os.close(descriptor)


def _take_lock(file: Path) -> int:
    """A lock that ends with the process, so that two can never write to one data folder."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise InUse("error.in_use", folder=str(file.parent)) from None
    return descriptor


def make_folder(folder: Path) -> None:
    """The data folder, its owner's alone. One that is made here keeps itself out of git, wherever
    it stands: answers belong in no repository."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        ignoring = folder / ".gitignore"
        ignoring.touch(mode=0o600)
        ignoring.write_text("*\n", encoding="utf-8")


def _make_private(file: Path) -> None:
    """The database belongs to its owner alone; SQLite gives its side files the same mode."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    file.chmod(0o600)
