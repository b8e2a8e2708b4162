"""One consistent copy of the database, taken while the event goes on; exports read only that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from app.errors import NotFound, Unwritable

_NAME = "snapshot.sqlite3"


def take(database: Path, folder: Path) -> Path:
    """Copy the database as it is after its last commit into the folder; the copy's path.

    The copying connection cannot write, so a running server is not disturbed. Raises NotFound
    when there is no such database, Unwritable when the folder cannot take the copy.
    """
    if not database.is_file():
        raise NotFound("error.export.database", path=str(database))
    copy = folder / _NAME
    copy.touch(mode=0o600, exist_ok=False)  # it holds every answer; only its owner reads it
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source):
        try:
            source.execute("SELECT 1 FROM event LIMIT 1").fetchall()
        except sqlite3.DatabaseError as fault:
            raise NotFound("error.export.database", path=str(database)) from fault
        try:
            source.execute("VACUUM INTO ?", (str(copy),))
        except sqlite3.OperationalError as fault:
            raise Unwritable("error.export.disk", path=str(folder)) from fault
    return copy


@contextmanager
def opened(copy: Path) -> Iterator[Connection]:
    """A connection to a copy that nobody changes any more."""
    address = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection
