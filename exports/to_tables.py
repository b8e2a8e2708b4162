"""`csv.zip`: every table of the workbook as a CSV of its own."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from exports.export import Export
from exports.separated import write_table
from exports.to_csv import lines
from exports.zipped import zipped

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """A file a sheet, with the name that the sheet's table has in Excel."""
    with zipped(path, frames.created) as archive:
        for table in frames.tables:
            name = f"{table.name.lower()}.csv"
            own: Iterable[str] = lines(frames) if table is frames.answers else ()
            with closing(TextIOWrapper(archive.opened(name), encoding="utf-8", newline="")) as file:
                write_table(file, frames, table, own)


export = Export(
    name="csv.zip",
    label="exports.file.tables",
    description="exports.file.tables_for",
    media_type="application/zip",
    place=11,
    write=write,
)
