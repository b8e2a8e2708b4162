"""`answers.parquet`: the long table with typed columns, for programs that analyse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.cells import HALVES
from exports.clocks import instant
from exports.export import Export

if TYPE_CHECKING:
    from pyarrow import Array, DataType, Schema

    from exports.frames import Frames
    from exports.tables import Field, Table

ROWS = 10_000  # of a row group: what is in memory at once


def write(frames: Frames, path: Path) -> None:
    """Columns are named by their keys and carry their labels; times are moments with the zone of
    the venue; the snapshot stands in the metadata of the file."""
    from pyarrow import Table  # only here, so that listing exports does not wait for it
    from pyarrow.parquet import ParquetWriter

    schema = _schema(frames)
    with path.open("wb") as file, ParquetWriter(file, schema, compression="zstd") as writer:
        rows = max(1, frames.reading.answers.sent)  # an answer has a row or several
        for number, columns in enumerate(_groups(frames.answers)):
            frames.told(min(1.0, number * ROWS / rows))
            arrays = [_array(*each) for each in zip(columns, schema.types, strict=True)]
            writer.write_table(Table.from_arrays(arrays, schema=schema))


def _schema(frames: Frames) -> Schema:
    import pyarrow

    types: dict[str, DataType] = {
        "text": pyarrow.string(),
        "number": pyarrow.int64(),
        "decimal": pyarrow.float64(),
        "share": pyarrow.float64(),
        "time": pyarrow.timestamp("ms", tz=frames.words.t.timezone.key),
    }
    fields = [
        pyarrow.field(each.key, types[each.type], metadata=_told(each))
        for each in frames.answers.fields
    ]
    return pyarrow.schema(fields, metadata={"evastys": json.dumps(frames.snapshot)})


def _told(field: Field) -> dict[str, str]:
    return {"label": field.label} | ({"note": field.note} if field.note else {})


def _groups(table: Table) -> Iterator[list[list[Any]]]:
    """The columns of so many rows at a time, each as a list of its cells."""
    rows, keys = table.rows(), [field.key for field in table.fields]
    while some := list(islice(rows, ROWS)):
        columns = [list(column) for column in zip(*some, strict=True)]
        for field, column in zip(table.fields, columns, strict=True):
            if field.type == "time":
                column[:] = map(instant, column, columns[keys.index("zone")])
        yield columns


def _array(cells: list[Any], type_: DataType) -> Array:
    import pyarrow

    try:
        return pyarrow.array(cells, type=type_)
    except UnicodeEncodeError:  # half a surrogate pair is text to Python, but no UTF-8 holds it
        return pyarrow.array([each and each.translate(HALVES) for each in cells], type=type_)


export = Export(
    name="answers.parquet",
    label="exports.file.parquet",
    description="exports.file.parquet_for",
    media_type="application/vnd.apache.parquet",
    place=12,
    write=write,
)
