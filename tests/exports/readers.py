"""Each export read back as somebody would who got the file. A new export needs a reader here, or
a file of tests."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from pyarrow import parquet

from tests.exports.documents import alien, documents


@dataclass(frozen=True)
class Seen:
    """What is in a file: answers by their number in the ledger, which public files do not have, and
    all text in it."""

    counted: set[int]
    late: set[int]
    texts: list[str]  # of cells that hold participants' text, as the reader sees them


def read_csv(path: Path) -> Seen:
    rows = csv_rows(path)
    return _seen(rows, [row["Vastaus"] for row in rows])


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows by column label, as a program that knows `;` reads them."""
    return csv_text(path.read_bytes().decode("utf-8-sig"))


def csv_text(text: str) -> list[dict[str, str]]:
    """The same of what is in a file."""
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True))


def read_tables(path: Path) -> Seen:
    rows = csv_text(members(path)["answers.csv"].removeprefix("\ufeff"))
    return _seen(rows, [row["Vastaus"] for row in rows])


def members(archive: Path) -> dict[str, str]:
    """The text of each file in an archive."""
    with ZipFile(archive) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def plain_csv(text: str) -> list[dict[str, str]]:
    """The rows of a CSV for programs: commas, nothing held down."""
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def read_jsonl(path: Path) -> Seen:
    records = jsonl_records(path)
    known = [each for each in records if "position" in each]
    return Seen(
        {each["position"] for each in known if not each["late"]},
        {each["position"] for each in known if each["late"]},
        [text for each in records for text in _strings(each["value"])],
    )


def jsonl_records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_parquet(path: Path) -> Seen:
    rows = parquet.read_table(path).to_pylist()
    known = [row for row in rows if "position" in row]
    return Seen(
        {row["position"] for row in known if not row["late"]},
        {row["position"] for row in known if row["late"]},
        [row["answer"] for row in rows],
    )


def read_workbook(path: Path) -> Seen:
    rows = sheet_rows(path, "Vastaukset")
    return _seen(rows, [row["Vastaus"] for row in rows])


def sheet_rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by column label."""
    header, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    assert all(isinstance(label, str) for label in header)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _seen(rows: list[dict[str, Any]], texts: list[str]) -> Seen:
    known = [row for row in rows if "Vastauksen nro" in row]
    return Seen(
        {int(row["Vastauksen nro"]) for row in known if not row["Myöhässä"]},
        {int(row["Vastauksen nro"]) for row in known if row["Myöhässä"]},
        texts,
    )


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


READERS: dict[str, Callable[[Path], Seen]] = {
    "workbook.xlsx": read_workbook,
    "answers.csv": read_csv,
    "answers.jsonl": read_jsonl,
    "answers.parquet": read_parquet,
    "csv.zip": read_tables,
}

# Exports that hold some of the answers: each has its own tests of what that is.
SOME = {
    "polis.zip": "test_polis.py",
    "agenda.toml": "test_separated.py",
    "codebook.csv": "test_separated.py",
    "event.json": "test_event.py",
    "archive.zip": "test_archive.py",
    "goal-areas.zip": "test_chapters.py",
    "annexes.zip": "test_annexes.py",
    "plan-table.docx": "test_plan_table.py",
}

RUNS = "=+-@＝＋－＠\t\r\n\0"


def running_cells(path: Path) -> list[object]:
    """What a spreadsheet would run, link or take for something else than what it says, and what a
    document links to or would reckon."""
    if path.suffix == ".csv":
        return _running(csv_rows(path))
    if path.name == "csv.zip":
        texts = members(path).values()
        return [cell for text in texts for cell in _running(csv_text(text.removeprefix("\ufeff")))]
    if path.suffix == ".xlsx":
        return [
            cell.value
            for sheet in load_workbook(path)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type not in ("s", "n", "d", "inlineStr")
            or cell.hyperlink
            or not isinstance(cell.value, str | int | float | datetime | None)
        ]
    if path.suffix in (".docx", ".zip"):
        return [each for document in documents(path).values() for each in alien(document)]
    return []  # lines of JSON are not opened by a spreadsheet


def _running(rows: list[dict[str, str]]) -> list[object]:
    return [
        cell
        for row in rows
        for cell in row.values()
        if not _is_number(cell) and cell.lstrip(" \u00a0\u200b")[:1] in tuple(RUNS)
    ]


def _is_number(cell: str) -> bool:
    return cell.replace(",", "", 1).isdigit()
