"""A workbook that a drafter has filled in: what stands in its rows.

It is read in a process of its own with little memory (`python -m exports.filled FILE`), since
whoever hands a file in may have made it of anything. Sheets are known by the labels of their
columns in any language of the product; other sheets and columns are not looked at.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from app.errors import InvalidInput
from app.i18n import LANGUAGES, catalogue

EXPANDED = 400 * 2**20  # bytes that a file may say it unpacks to
MEMORY = 2**30  # bytes for all of the process, for a file that says less than it is
SECONDS = 60  # of a core
PARTS = 5_000  # files inside the file
ROWS = 50_000  # that say something
HEAD = 60  # rows from the top in which labels, or the facts of a cover, may stand
LONGEST = 4_000  # characters of a cell that are looked at; more is too long for any of them
TEXTS = 20_000_000  # characters of all rows together
KEYS = ("state", "reason", "section")

_DATES = (date, time, timedelta)

Labels = dict[str, str]
"""What a column is by the label that it has, in lower case."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row in which something stands in a column of the drafter's."""

    sheet: str
    number: int  # as a spreadsheet counts
    id: str  # public id, as it stands there
    state: str = ""
    reason: str = ""
    section: str = ""
    dates: tuple[str, ...] = ()  # columns in which a date stands, which a spreadsheet made of 3.2


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook says."""

    code: str | None  # of its event, where its cover tells
    rows: tuple[Row, ...]


def read(file: Path) -> Filled:
    """Raises InvalidInput for what is no workbook, unpacks to too much, has too many rows, or has
    no sheet with the columns of the id and of the disposition."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    _unpacks(file)
    labels, codes = _labels(), _known("exports.cover.code")
    code: str | None = None
    rows: list[Row] = []
    found = False
    try:
        with CalamineWorkbook.from_path(file) as book:
            for number, sheet in enumerate(book.sheets_metadata):
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                cells = enumerate(book.get_sheet_by_index(number).iter_rows(), start=1)
                head, passed = _head(cells, labels)
                if head:
                    found = True
                    rows += _rows(sheet.name, cells, head)
                    _few(rows)
                elif code is None:
                    code = _code(passed, codes)
    except CalamineError as fault:
        raise InvalidInput("dispositions.file.unread", field="file") from fault
    if not found:
        raise InvalidInput("dispositions.file.columns", field="file")
    return Filled(code, tuple(rows))


def _unpacks(file: Path) -> None:
    """Look at what the file says it holds, before any of it is unpacked."""
    try:
        with ZipFile(file) as archive:
            sizes = [each.file_size for each in archive.infolist()]
    except (BadZipFile, OSError, ValueError) as fault:
        raise InvalidInput("dispositions.file.unread", field="file") from fault
    if sum(sizes) > EXPANDED or len(sizes) > PARTS:
        raise InvalidInput("dispositions.file.large", field="file")


def _known(key: str) -> frozenset[str]:
    """A text of the catalogue in every language, in lower case."""
    return frozenset(catalogue(language)[key].casefold() for language in LANGUAGES)


def _labels() -> Labels:
    columns = {"id": "exports.column.statement"} | {
        key: f"dispositions.column.{key}" for key in KEYS
    }
    return {label: name for name, key in columns.items() for label in _known(key)}


Cells = Iterator[tuple[int, Sequence[Any]]]


def _head(cells: Cells, labels: Labels) -> tuple[dict[str, int], list[Sequence[Any]]]:
    """Where the columns are that were looked for, empty without an id or a disposition; and the
    rows up to there."""
    passed: list[Sequence[Any]] = []
    for number, row in cells:
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = labels.get(" ".join(str(cell).split()).casefold())
            if name is not None and name not in found:
                found[name] = place
        if {"id", "state"} <= found.keys():
            return found, passed
        passed.append(row)
        if number >= HEAD:
            break
    return {}, passed


def _rows(sheet: str, cells: Cells, head: dict[str, int]) -> Iterator[Row]:
    for number, row in cells:
        said = {key: row[head[key]] for key in KEYS if key in head}
        texts = {key: _text(cell) for key, cell in said.items()}
        if any(texts.values()):
            dates = tuple(key for key, cell in said.items() if isinstance(cell, _DATES))
            yield Row(sheet, number, _text(row[head["id"]]), **texts, dates=dates)


def _text(cell: Any) -> str:
    """A cell as it reads; a number without a fraction that nobody typed."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()[:LONGEST]


def _few(rows: Sequence[Row]) -> None:
    texts = sum(len(row.state) + len(row.reason) + len(row.section) for row in rows)
    if len(rows) > ROWS or texts > TEXTS:
        raise InvalidInput("dispositions.file.rows", field="file", n=ROWS)


def _code(rows: Sequence[Sequence[Any]], names: frozenset[str]) -> str | None:
    """The event's code beside its name, as a cover tells it."""
    for row in rows:
        if len(row) > 1 and _text(row[0]).casefold() in names:
            return _text(row[1]).upper() or None
    return None


def told(text: str) -> Filled:
    """What `main` has printed; raises InvalidInput where that is a refusal."""
    said = json.loads(text)
    if (refused := said.get("refused")) is not None:
        raise InvalidInput(refused.pop("message"), **refused)
    rows = tuple(Row(**each | {"dates": tuple(each["dates"])}) for each in said["rows"])
    return Filled(said["code"], rows)


def main() -> None:
    """Print what the workbook says, or why it was refused, as one line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said: dict[str, Any] = asdict(read(Path(sys.argv[1])))
    except InvalidInput as fault:
        said = {"refused": {"message": fault.message, "field": fault.field, **fault.params}}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
