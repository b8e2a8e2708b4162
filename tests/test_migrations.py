"""The database's shape: a fresh one, an old one with everything in it, one of a newer program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Integer, MetaData, insert, select
from sqlalchemy.types import Boolean

from app import migrations
from app.db import Database, writing_engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "evastys.sqlite3"


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    made = writing_engine(file)
    yield made
    made.dispose()


def in_first_shape(engine: Engine, numbered: bool = True) -> dict[str, list[Any]]:
    """Make a database as the first version did, two rows in every table; those rows."""
    with engine.connect() as connection:
        migrations.upgrade(connection, "base", "0001")
        shape = MetaData()
        shape.reflect(connection)
        if not numbered:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        for table in shape.sorted_tables:
            if table.name != "alembic_version":
                for number in (1, 2):
                    connection.execute(insert(table), filled(table, number))
        connection.commit()
    return everything(engine)


def filled(table: Any, number: int) -> dict[str, Any]:
    """A row with something in every column; references go to the row of the same number."""
    return {
        column.name: bool(number % 2)
        if isinstance(column.type, Boolean)
        else number
        if isinstance(column.type, Integer)
        else f'"{column.name} {number} ä"'
        for column in table.columns
    }


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Every row of the tables and columns that the first version knew."""
    with engine.connect() as connection:
        shape = MetaData()
        shape.reflect(connection)
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in shape.sorted_tables
            if table.name != "alembic_version"
        }


MOVED = {  # columns whose content is somewhere else now
    "event": {"stage", "moderator_key", "screen_key", "analyst_key"},
    "pass": {"role"},
}


def kept(before: dict[str, list[Any]], now: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The rows and columns that were there before, as they are now."""
    return {
        name: [
            {column: row[column] for column in set(rows[0]) - MOVED.get(name, set())}
            for row in now[name]
        ]
        for name, rows in before.items()
    }


def opened(file: Path) -> Path | None:
    """Start and stop a writer; the copy of an older shape that stands beside it then."""
    Database(file, seal=lambda batch: None).close()
    return next(file.parent.glob("*-before-*"), None)


def test_a_fresh_database_has_what_the_models_say(file: Path, engine: Engine) -> None:
    assert opened(file) is None
    with engine.connect() as connection:
        assert migrations.differences(connection) == []


def test_the_versions_one_after_another_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        migrations.upgrade(connection, "base")
        assert migrations.differences(connection) == []


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "from before numbers"])
def test_an_old_database_keeps_every_row(file: Path, engine: Engine, numbered: bool) -> None:
    before = in_first_shape(engine, numbered)
    engine.dispose()
    copy = opened(file)
    after = everything(engine)
    assert kept(before, after) == kept(before, before)
    assert [(row["event_id"], row["key"], row["stage"]) for row in after["room"]] == [
        (row["id"], "main", row["stage"]) for row in before["event"]
    ]
    with engine.connect() as connection:
        assert migrations.differences(connection) == []
    assert (copy is None) == (numbered and migrations.newest() == "0001")
    if copy is not None:  # and what was there stands aside, as it was
        old = writing_engine(copy)
        assert everything(old) == before
        old.dispose()


def test_acts_of_an_event_without_rooms_are_of_its_one_room_afterwards(
    file: Path, engine: Engine
) -> None:
    before = {"event": {"stage": None, "view": {}, "frozen": None, "premoderation": True}}
    after = {"event": before["event"] | {"stage": "edustus"}, "prompts": {}}
    with engine.connect() as connection:
        migrations.upgrade(connection, "base", "0005")
        shape = MetaData()
        shape.reflect(connection)
        for name, changed in (("event", {"stage": "edustus"}), ("action", {"name": "show"})):
            texts = filled(shape.tables[name], 1) | {"view": {}, "frozen": None, "undoes": None}
            acted = {"before": before, "after": after} if name == "action" else {}
            kept = {each.name for each in shape.tables[name].columns}
            row = {key: value for key, value in (texts | changed | acted).items() if key in kept}
            connection.execute(insert(shape.tables[name]), row)
        connection.commit()
    engine.dispose()
    opened(file)
    found = everything(engine)
    room = {"stage": "edustus", "view": {}, "frozen": None}
    act = found["action"][0]
    assert (act["room"], act["before"], act["after"]) == (
        "main",
        {"event": {"premoderation": True}, "room": room | {"stage": None}},
        {"event": {"premoderation": True}, "prompts": {}, "room": room},
    )
    assert [found["room"][0][key] for key in room] == list(room.values())


def test_the_three_keys_of_an_old_event_stay_what_they_were(file: Path, engine: Engine) -> None:
    with engine.connect() as connection:
        migrations.upgrade(connection, "base", "0006")
        shape = MetaData()
        shape.reflect(connection)
        event = filled(shape.tables["event"], 1) | {"agenda": {"languages": ["sv", "fi"]}}
        connection.execute(insert(shape.tables["event"]), event)
        roles = ("moderator", "screen", "analyst")
        for number, role in enumerate(roles, start=1):
            entry = filled(shape.tables["pass"], number) | {"event_id": 1, "role": role}
            connection.execute(insert(shape.tables["pass"]), entry)
        connection.commit()
    opened(file)
    after = everything(engine)
    keys = [(key["role"], key["name"], key["hash"]) for key in after["key"]]
    assert keys == [
        ("owner", "Ägare", '"moderator_key 1 ä"'),
        ("screen", "Skärm", '"screen_key 1 ä"'),
        ("analyst", "Analytiker", '"analyst_key 1 ä"'),
    ]
    assert [row["key_id"] for row in after["pass"]] == [key["id"] for key in after["key"]]


def test_a_second_start_changes_nothing(file: Path, engine: Engine) -> None:
    in_first_shape(engine)
    engine.dispose()
    if copy := opened(file):
        copy.unlink()
    after = everything(engine)
    engine.dispose()
    assert opened(file) is None
    assert everything(engine) == after


def test_a_database_of_a_newer_program_is_left_alone(file: Path, engine: Engine) -> None:
    opened(file)
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(migrations.Newer):
        Database(file, seal=lambda batch: None)
    with closing(sqlite3.connect(file)) as left:
        assert left.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
    assert not list(file.parent.glob("*before*"))
