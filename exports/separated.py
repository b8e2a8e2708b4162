"""A table as CSV for Excel with Finnish settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO

from exports.cells import shown

if TYPE_CHECKING:
    from exports.frames import Frames
    from exports.tables import Table

_SPECIAL = re.compile('[;"\r\n]')
END = "\r\n"


def write_table(file: TextIO, frames: Frames, table: Table, lines: Iterable[str] = ()) -> None:
    """A byte order mark, the labels, and the rows of the table, or these lines in their place.

    `;`, CRLF, RFC 4180 quotes, decimal comma. A last column states the snapshot, because a CSV has
    no other place for it.
    """
    file.write("\ufeff")
    labels = [cell(field.label) for field in table.fields]
    head = [*labels, frames.words.t("exports.csv.snapshot")]
    file.write(";".join(map(quoted, head)) + END)
    file.writelines(lines or _lines(table, ending(frames)))


def _lines(table: Table, end: str) -> Iterator[str]:
    for row in table.rows():
        if any(cell not in (None, "") for cell in row):  # a plan has empty rows to write on
            yield ";".join(map(text_of, row)) + end


def ending(frames: Frames) -> str:
    """The last cell of every line, and the line's end."""
    stated = frames.words.t(
        "exports.csv.snapshot_cell",
        at=frames.stated,
        version=str(frames.reading.version),
        product=frames.product,
        audience=frames.mark,
    )
    return f";{quoted(stated)}{END}"


def text_of(value: Any) -> str:
    """A cell as it stands in a line."""
    if type(value) is int:
        return str(value)
    return _quoted(value) if type(value) is str else cell(value)


@lru_cache(maxsize=20_000)  # most texts are the same few hundred names
def _quoted(text: str) -> str:
    return quoted(cell(text))


def quoted(text: str) -> str:
    """A cell as RFC 4180 writes it: in quotes where it holds one, a separator or a line break."""
    if _SPECIAL.search(text) is None:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def cell(value: Any) -> str:
    """A value as Excel with Finnish settings reads it; `'` before text that could run."""
    if isinstance(value, str):
        text, risky = shown(value)
        return f"'{text}" if risky else text
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return str(value)
