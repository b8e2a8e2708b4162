"""`codebook.csv`: what every column and key means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.export import Export
from exports.separated import write_table

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """The workbook's sheet of the same name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write_table(file, frames, frames.codebook)


export = Export(
    name="codebook.csv",
    label="exports.file.codebook",
    description="exports.file.codebook_for",
    media_type="text/csv; charset=utf-8",
    place=16,
    write=write,
)
