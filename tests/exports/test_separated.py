"""The workbook's tables as CSVs of their own, the codebook, and the agenda as a file again."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from app.agenda import written
from exports.package import write_package
from tests.exports.readers import csv_rows, csv_text, members
from tests.exports.room import CODE, Room, agenda


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("separated")
    room = Room(folder / "data")
    room.fill()
    room.close()
    write_package(room.file, CODE, folder / "out")
    return folder / "out"


def test_every_table_of_the_workbook_is_there_with_its_rows(out: Path) -> None:
    seen = 0
    files = members(out / "csv.zip")
    for sheet in load_workbook(out / "workbook.xlsx"):
        for name, where in sheet.tables.items():
            head, *rows = [[cell.value for cell in row] for row in sheet[where]]
            plain = csv_text(files.pop(f"{name.lower()}.csv").removeprefix("\ufeff"))
            written = [row for row in rows if any(cell is not None for cell in row)]
            assert len(plain) == len(written), name
            for cells, row in zip(plain, written, strict=True):
                assert list(cells)[:-1] == head
                texts = [cell for cell in row if isinstance(cell, str)]
                assert set(texts) <= {cell.removeprefix("'") for cell in cells.values()}
                seen += len(texts)
    assert files == {}
    assert seen > 1000


def test_the_answers_and_the_codebook_are_the_files_of_their_own(out: Path) -> None:
    with ZipFile(out / "csv.zip") as archive:
        for name in ("answers.csv", "codebook.csv"):
            assert archive.read(name) == (out / name).read_bytes()


def test_the_codebook_says_what_each_column_means(out: Path) -> None:
    rows = {row["Avain"]: row for row in csv_rows(out / "codebook.csv")}
    assert (rows["statement"]["Luettelo"], rows["statement"]["Selite"]) == ("Sarakkeet", "Tunnus")
    assert rows["laukaa"]["Selite"] == "Laukaa"


def test_the_agenda_is_the_file_of_the_event(out: Path) -> None:
    assert (out / "agenda.toml").read_text(encoding="utf-8") == written(agenda())
