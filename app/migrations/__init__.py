"""The shape of the database, version by version (Alembic).

`versions/` holds one file a change of shape. A fresh database is made at once in the newest shape;
an old one is copied aside first and then brought up, whole or not at all. There is no way down:
going back is putting the copy back.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import cast

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlmodel import SQLModel

from app import models
from app.errors import EvastysError

__all__ = ["Newer", "bring_up", "config", "differences", "models", "newest", "upgrade"]

FIRST = "0001"  # databases from before there were versions have this shape


class Newer(EvastysError):
    """The database was written by a newer version of the program."""

    slug = "newer-database"


def bring_up(engine: Engine, file: Path) -> Path | None:
    """Give the database behind a writing engine the shape of this version.

    Returns the copy that was made before an old one was changed, None when nothing was to do.
    Raises Newer, with nothing changed, when a later version has written to it.
    """
    with engine.connect() as connection:
        if not inspect(connection).has_table("event"):
            SQLModel.metadata.create_all(connection)
            command.stamp(config(connection), "head")
            connection.commit()
            return None
        there = MigrationContext.configure(connection).get_current_revision()
    head = newest()
    if there == head:
        return None
    if there not in {None, *(script.revision for script in _scripts().walk_revisions())}:
        raise Newer("error.newer_database", path=str(file))
    copy = file.with_name(f"{file.stem}-before-{head}{file.suffix}")
    copy.unlink(missing_ok=True)
    with engine.connect() as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        raw.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(0o600)
        # A table that is rebuilt is dropped for a moment; with foreign keys on, that would delete
        # what refers to it. The pragma does nothing inside a transaction.
        raw.execute("PRAGMA foreign_keys=0")
        try:
            upgrade(connection, there)
        finally:
            raw.execute("PRAGMA foreign_keys=1")
    return copy


def upgrade(connection: Connection, there: str | None, to: str = "head") -> None:
    """Run what is missing after a version (None: before versions had numbers, "base": nothing
    yet) in one transaction. Raises when a reference would be left open, with nothing changed."""
    with connection.begin():
        settings = config(connection)
        if there is None:
            command.stamp(settings, FIRST)
        command.upgrade(settings, to)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"{len(broken)} rows refer to nothing after the change of shape")


def differences(connection: Connection) -> list[object]:
    """What the models have otherwise than the database; empty when the versions are complete."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def config(connection: Connection) -> Config:
    """Alembic's settings for work on this connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def newest() -> str:
    """The shape of this version of the program."""
    return str(_scripts().get_current_head())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))
