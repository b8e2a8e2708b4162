"""A statement of SQLAlchemy, compiled once and run on the driver itself.

For the few statements that run for every answer: there SQLAlchemy's own work costs several times
what SQLite's does. Columns and types still come from the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Insert, Select, Table, bindparam, insert
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """One statement, its parameters by name; values in the statement itself stay as they are."""

    def __init__(self, statement: Select[Any] | Insert) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self._fixed = {
            name: parameter.value
            for name, parameter in compiled.binds.items()
            if not parameter.required
        }
        self._converted: list[tuple[str, Callable[[Any], Any]]] = [
            (name, convert)
            for name, parameter in compiled.binds.items()
            if parameter.required
            and (convert := parameter.type.bind_processor(_DIALECT)) is not None
        ]

    def run(self, connection: sqlite3.Connection, values: Mapping[str, Any]) -> sqlite3.Cursor:
        """Run it with a value for each parameter; rows come as the database has them (a Boolean
        as 0 or 1). Raises what `sqlite3` raises."""
        ready = {**self._fixed, **values}
        for name, convert in self._converted:
            ready[name] = convert(ready[name])
        return connection.execute(self.sql, ready)


def appending(table: Table) -> Prepared:
    """The insertion of one row with a value for every column but its `id`."""
    columns: dict[str, BindParameter[Any]] = {
        column.name: bindparam(column.name, required=True)
        for column in table.c
        if column.name != "id"
    }
    return Prepared(insert(table).values(columns).inline())
