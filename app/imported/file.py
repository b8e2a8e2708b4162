"""A CSV of statements: a file of Polis, or any table with a column of texts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from app.errors import InvalidInput, NotFound

TEXTS = ("comment-body", "text", "teksti")  # what the column of texts is called, Polis' own first
DELIMITERS = ",;\t"
NO_DELIMITER = "\x1f"  # between nothing: in a table of one column a comma is a part of the text
LARGEST = 64 << 20  # bytes
HIDDEN = "-1"  # what Polis writes under `moderated` for a comment that was taken out


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table under its head."""

    line: int  # of the file, where it begins; the first is 1
    cells: dict[str, str]  # by column; empty where there are more or fewer than columns

    @property
    def text(self) -> str:
        """What stands in the column of texts."""
        return next((self.cells[name] for name in TEXTS if name in self.cells), "")

    @property
    def hidden(self) -> bool:
        """Whether those who moderated it elsewhere took it out."""
        return self.cells.get("moderated", "").strip() == HIDDEN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as a table."""

    path: Path
    columns: tuple[str, ...]
    rows: list[Row] = field(repr=False)


def read(path: Path) -> Sheet:
    """The table of statements in a file. Raises NotFound, InvalidInput."""
    sheet = table(path)
    if not set(TEXTS) & set(sheet.columns):
        raise InvalidInput(
            "error.import.column",
            path=str(path),
            known=", ".join(TEXTS),
            found=", ".join(sheet.columns)[:200],
        )
    return sheet


def table(path: Path) -> Sheet:
    """Any file of cells with a head. Raises NotFound, InvalidInput."""
    text = _text(path)
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)  # of equals the first
    records = _records(text, delimiter if delimiter in head else NO_DELIMITER, path)
    _, names = next(records, (0, []))
    columns = tuple(name.strip().lower() for name in names)
    if not any(columns) or len(set(columns)) < len(columns):
        raise InvalidInput("error.import.head", path=str(path))
    rows = [
        Row(line, dict(zip(columns, cells, strict=True)) if len(cells) == len(columns) else {})
        for line, cells in records
    ]
    return Sheet(path, columns, rows)


def _records(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty, each with the line that it begins on."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as fault:  # a quote that is not closed takes all lines after it along
        raise InvalidInput("error.import.quotes", path=str(path), line=str(line)) from fault


def _text(path: Path) -> str:
    """The file's text: UTF-8, with a byte order mark or without, or what Excel in Finland wrote
    before. Raises NotFound, InvalidInput."""
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidInput("error.import.large", path=str(path), most=LARGEST >> 20)
        content = path.read_bytes()
    except OSError as fault:
        raise NotFound("error.import.none", path=str(path)) from fault
    if b"\0" not in content:  # every second byte of UTF-16
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise InvalidInput("error.import.encoding", path=str(path))
