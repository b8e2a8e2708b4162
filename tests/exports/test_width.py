"""What is in the files can be read in them: no head is cut, no number is wider than its column."""

from __future__ import annotations

import csv
import math
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from exports.package import write_package
from exports.sheet import LINE, TALLEST
from tests.filled import PEOPLE, STATES, Filled, every_kind, stored

ARROW = 3  # characters that the button of the filter takes of a head

THOUSANDS = {("choice", PEOPLE), ("text", PEOPLE), ("commitment", PEOPLE)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of an event with every kind, from no answers to twenty; those of one row to 1,000."""
    folder = tmp_path_factory.mktemp("width")
    file = folder / "evastys.sqlite3"
    states = [
        each for each in STATES if each.answers <= 20 or (each.kind, each.answers) in THOUSANDS
    ]
    event = every_kind("EVERY", states)
    stored(file, [Filled(event, PEOPLE, {state.key: state.answers for state in states})])
    made = write_package(file, "EVERY", folder, names=["workbook.xlsx", "answers.csv"])
    return {path.suffix: path for path in made}


@pytest.fixture(scope="module")
def book(files: dict[str, Path]) -> Workbook:
    return load_workbook(files[".xlsx"])


def width(sheet: Worksheet, cell: Cell) -> float:
    """Characters across a column; neighbours of one width are written once."""
    return next(
        float(each.width)
        for each in sheet.column_dimensions.values()
        if each.min <= cell.column <= each.max
    )


def height(sheet: Worksheet, row: int) -> float:
    """Points of a row."""
    return float(sheet.row_dimensions[row].height or LINE)


def lines(text: str, characters: float) -> int:
    """The least that a text can fill."""
    return sum(max(1, math.ceil(len(part) / characters)) for part in text.split("\n"))


def shown(cell: Cell) -> str:
    """A number or a moment as the sheet has it."""
    if isinstance(cell.value, datetime):
        return cell.value.strftime("%d.%m.%Y %H:%M:%S")
    return f"{cell.value:.2f}" if isinstance(cell.value, float) else str(cell.value)


def test_no_head_of_a_column_is_cut(book: Workbook) -> None:
    cut = []
    for sheet in (each for each in book.worksheets[1:] if each.tables):
        for cell in sheet[1]:
            across = width(sheet, cell) - ARROW
            longest = max(len(word) for word in str(cell.value).split())
            if longest > across or lines(str(cell.value), across) * LINE > height(sheet, 1):
                cut.append((sheet.title, cell.value, across))
    assert cut == []


def test_every_text_has_its_lines_and_every_number_its_digits(book: Workbook) -> None:
    cut = []
    for sheet in (each for each in book.worksheets[1:] if each.tables):
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                across = width(sheet, cell)
                if isinstance(cell.value, str):
                    needed = min(lines(cell.value, across) * LINE, TALLEST)
                    fits = needed <= height(sheet, cell.row)
                else:
                    fits = cell.value is None or len(shown(cell)) <= across
                if not fits:
                    cut.append((sheet.title, cell.coordinate, cell.value, across))
    assert cut == []


def test_every_kind_has_its_rows_and_prompts_without_answers_are_there_with_none(
    book: Workbook, files: dict[str, Path]
) -> None:
    with files[".csv"].open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file, delimiter=";"))
    assert {len(row) for row in rows} == {len(head)}
    sheet = book["Vastaukset"]
    assert [cell.value for cell in sheet[1]] == head[: sheet.max_column]
    assert sheet.max_row - 1 == len(rows)
