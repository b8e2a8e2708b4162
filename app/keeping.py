"""Keeping what was gathered: a copy while the server runs, back from it, and a check-up."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import resource
import secrets
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.clock import now
from app.control import found
from app.db import holding, make_folder, reading_engine
from app.errors import InvalidInput, NotFound, Unwritable
from app.settings import Settings
from app.text.lemmas import engine_of

FREE = 2**30  # bytes of disk under which no event should begin
FILES = 4096  # descriptors: three for each of a thousand phones, and some
SYNCS = 50  # commits timed by the check-up
SLOW_SYNC = 0.020  # seconds; a commit slower than this is felt in the hall


def back_up(database: Path, file: Path) -> str:
    """Write a consistent copy of the database beside a running server; its SHA-256.

    The copy is checked and moved into place whole. Raises NotFound, InvalidInput, Unwritable.
    """
    if not database.is_file():
        raise NotFound("error.keeping.no_database", path=str(database))
    if file.exists():
        raise InvalidInput("error.keeping.exists", path=str(file))
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)
        with closing(
            sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        ) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        _checked(part)
        _synced(part)
        part.rename(file)
        _synced(file.parent)
    except (OSError, sqlite3.OperationalError) as fault:
        part.unlink(missing_ok=True)
        raise Unwritable("error.keeping.disk", path=str(file)) from fault
    return hashlib.sha256(file.read_bytes()).hexdigest()


def restore(file: Path, database: Path) -> Path | None:
    """Put a copy in the place of the database, under a new epoch; where the old one went.

    The server must not be running. Raises NotFound, InvalidInput, InUse.
    """
    if not file.is_file():
        raise NotFound("error.keeping.no_copy", path=str(file))
    _checked(file)
    make_folder(database.parent)
    with holding(database):
        aside = None
        if database.exists():
            aside = database.with_name(f"{database.stem}-{now().replace(':', '')}.sqlite3")
            _folded(database)
            database.rename(aside)
        part = database.with_name(f".{database.name}.part")
        shutil.copyfile(file, part)
        part.chmod(0o600)
        with closing(sqlite3.connect(part)) as copy, copy:
            # Versions count anew: a screen that still shows a later one must not ignore ours.
            copy.execute("UPDATE lineage SET epoch = ?", (secrets.token_hex(8),))
        _synced(part)
        part.rename(database)
        _synced(database.parent)
    return aside


def _checked(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = copy.execute("SELECT count(*) FROM lineage").fetchone() == (1,)
    except sqlite3.DatabaseError as fault:
        raise InvalidInput("error.keeping.damaged", path=str(file)) from fault
    if not sound or not ours:
        raise InvalidInput("error.keeping.damaged", path=str(file))


def _folded(database: Path) -> None:
    """Fold the write-ahead log in, so that the file alone is everything."""
    with closing(sqlite3.connect(database)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up."""

    good: bool
    name: str
    sentence: str
    warning: bool = False  # in order for a try, but not for a hall

    @property
    def mark(self) -> str:
        """How the line begins."""
        return "BAD " if not self.good else "warn" if self.warning else "ok  "


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the machine before the event; each finding says what to do if it is not good."""
    yield _sqlite()
    yield _file_limit()
    yield _queue_limit()
    yield _words()
    folder = settings.data
    make_folder(folder)
    yield _disk(folder)
    yield _sync_speed(folder)
    yield _database(settings)
    yield _address(settings)


def resets_safely(version: str) -> bool:
    """Whether this SQLite is without the WAL-reset fault (3.7.0 to 3.51.2): with it, two
    connections that write and checkpoint at one instant can lose committed pages. One writer that
    alone checkpoints, as here, is safe either way; a second program beside it is not."""
    number = tuple(int(part) for part in version.split("."))
    return (
        (3, 44, 6) <= number < (3, 45)
        or (3, 50, 7) <= number < (3, 51)
        or (number >= (3, 51, 3) and number != (3, 52, 0))
    )


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    advice = "; in order with one server process, but run no Litestream beside it"
    return Finding(True, "SQLite", version + ("" if resets_safely(version) else advice))


def _words() -> Finding:
    """Which engine reads Finnish; the lists of the other languages come with the program."""
    name = engine_of("fi")
    if name == "voikko":
        return Finding(True, "words", "Finnish is read by voikko")
    advice = "in order; for fewer mistakes install libvoikko1 and voikko-fi"
    return Finding(True, "words", f"Finnish is read by {name}, {advice}")


def _file_limit() -> Finding:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    good = hard == resource.RLIM_INFINITY or hard >= FILES
    advice = "" if good else f"; raise the hard limit to {FILES} or more (LimitNOFILE)"
    return Finding(good, "open files", f"{hard}{advice}")


def _queue_limit() -> Finding:
    file = Path("/proc/sys/net/core/somaxconn")
    if not file.exists():
        return Finding(True, "connection queue", "not known on this system")
    limit = int(file.read_text())
    advice = "" if limit >= 1024 else "; sysctl net.core.somaxconn=4096"
    return Finding(limit >= 1024, "connection queue", f"{limit}{advice}")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    advice = "" if free >= FREE else "; free at least 1 GB"
    return Finding(free >= FREE, "disk", f"{free // 2**20} MB free in {folder}{advice}")


def _sync_speed(folder: Path) -> Finding:
    file = folder / ".check-up"
    times = []
    with file.open("wb") as probe:
        for _ in range(SYNCS):
            probe.write(b"0" * 4096)
            probe.flush()
            began = time.perf_counter()
            os.fsync(probe.fileno())
            times.append(time.perf_counter() - began)
    file.unlink()
    worst = sorted(times)[-1]
    advice = "" if worst < SLOW_SYNC else "; a faster disk makes answers quicker"
    return Finding(
        worst < SLOW_SYNC, "commit", f"slowest of {SYNCS}: {worst * 1000:.1f} ms{advice}"
    )


def _database(settings: Settings) -> Finding:
    if not settings.database.exists():
        return Finding(True, "database", "none yet; the first start makes it")
    engine = reading_engine(settings.database)
    try:
        with engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    finally:
        engine.dispose()
    return Finding(said == "ok", "database", str(said))


def _address(settings: Settings) -> Finding:
    """What phones open: the address of the server that runs on this folder, else that of the
    settings."""
    running = found(settings.data)
    if running is not None and not _answers(running.origin):
        running = None  # what a killed server left behind
    address = running.address if running else settings.address
    if settings.public_url and settings.public_url != address:
        return Finding(
            False,
            "address",
            f"the running server has {address}, these settings {settings.public_url}; "
            "start it with these settings",
        )
    if _mine_alone(urlsplit(address).hostname or ""):
        return Finding(
            True,
            "address",
            f"{address} opens on this machine alone, on no phone; start the server with "
            "--host 0.0.0.0 for a try, with EVASTYS_PUBLIC_URL for an event",
            warning=True,
        )
    if _answers(address):
        return Finding(True, "address", f"{address} answers")
    return Finding(
        False, "address", f"{address} does not answer; start the server and its proxy, check DNS"
    )


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=3):
            return True
    except OSError:
        return False


def _mine_alone(host: str) -> bool:
    """Whether an address leads back to the machine that opens it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost" or host.endswith(".localhost")
