"""The long table as Parquet: the cells of the CSV, with types, zones and names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from app.clock import moment
from exports.clocks import clock, instant
from exports.frames import Frames, frames
from exports.snapshot import opened, take
from exports.to_csv import write as write_csv
from exports.to_parquet import ROWS, write
from tests.exports.readers import csv_rows
from tests.exports.room import CODE, Room


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    folder = tmp_path_factory.mktemp("parquet")
    room = Room(folder / "data")
    room.fill()
    with opened(take(room.file, folder)) as connection:
        yield frames(connection, CODE)
    room.close()


def as_in_csv(value: Any) -> str:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return "" if value is None else str(value)


def test_every_cell_is_that_of_the_csv(read: Frames, tmp_path: Path) -> None:
    write(read, tmp_path / "answers.parquet")
    write_csv(read, tmp_path / "answers.csv")
    schema = parquet.read_schema(tmp_path / "answers.parquet")
    labels = [schema.field(name).metadata[b"label"].decode() for name in schema.names]
    rows = parquet.read_table(tmp_path / "answers.parquet").to_pylist()
    plain = csv_rows(tmp_path / "answers.csv")
    assert len(rows) == len(plain) > 100
    for row, cells in zip(rows, plain, strict=True):
        assert [as_in_csv(value) for value in row.values()] == [
            cells[label].removeprefix("'") for label in labels
        ]


def test_columns_have_keys_types_and_what_they_mean(read: Frames, tmp_path: Path) -> None:
    write(read, tmp_path / "answers.parquet")
    schema = parquet.read_schema(tmp_path / "answers.parquet")
    assert schema.names == [field.key for field in read.answers.fields]
    assert {name: str(schema.field(name).type) for name in ("answer", "value", "stored_at")} == {
        "answer": "string",
        "value": "int64",
        "stored_at": "timestamp[ms, tz=Europe/Helsinki]",
    }
    assert schema.field("late").metadata[b"note"].decode() == next(
        field.note for field in read.answers.fields if field.key == "late"
    )


def test_the_file_states_its_snapshot(read: Frames, tmp_path: Path) -> None:
    write(read, tmp_path / "answers.parquet")
    metadata = parquet.read_schema(tmp_path / "answers.parquet").metadata
    assert json.loads(metadata[b"evastys"]) == read.snapshot
    assert read.snapshot["event"] == CODE


@pytest.mark.parametrize("stamp", ["2025-10-26T00:30:01.000Z", "2025-10-26T01:30:01.000Z"])
def test_a_time_is_one_moment_also_in_the_hour_that_comes_twice(read: Frames, stamp: str) -> None:
    wall, zone = clock(stamp, read.words)
    assert f"{wall:%H:%M:%S}" == "03:30:01"
    assert instant(wall, zone) == moment(stamp)


def test_a_long_table_is_written_a_part_at_a_time(read: Frames, tmp_path: Path) -> None:
    first = next(read.answers.rows())
    many = Frames(read.reading, read.words)
    many.answers = replace(read.answers, make=lambda: (first for _ in range(2 * ROWS + 1)))
    write(many, tmp_path / "answers.parquet")
    found = parquet.ParquetFile(tmp_path / "answers.parquet").metadata
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == [ROWS, ROWS, 1]
