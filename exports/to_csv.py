"""`answers.csv`: the long table for Excel in Finland."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.cells import shown
from exports.export import Export
from exports.long import long_rows

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """UTF-8 with a byte order mark, `;`, CRLF, RFC 4180 quotes, decimal comma.

    A last column states the snapshot, because a CSV has no other place for it.
    """
    table = frames.answers
    stated = frames.words.t(
        "exports.csv.snapshot_cell",
        at=frames.stated,
        version=str(frames.reading.version),
        product=frames.product,
    )
    keys = [field.key for field in table.fields]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";", lineterminator="\r\n")
        labels = [cell(field.label) for field in table.fields]
        out.writerow([*labels, frames.words.t("exports.csv.snapshot")])
        end = (stated,)
        rows = long_rows(frames.reading, keys, frames.words, made=cell)
        out.writerows(row + end for row in rows)


def cell(value: Any) -> str:
    """A value as Excel with Finnish settings reads it; `'` before text that could run."""
    if value is None:
        return ""
    if isinstance(value, str):
        text, risky = shown(value)
        return f"'{text}" if risky else text
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return str(value)


export = Export(
    name="answers.csv",
    label="exports.file.csv",
    description="exports.file.csv_for",
    media_type="text/csv; charset=utf-8",
    place=2,
    write=write,
)
