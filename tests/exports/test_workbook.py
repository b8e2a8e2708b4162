"""The workbook as a preparer opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import InvalidInput
from exports import to_excel
from exports.package import write_package
from exports.plan_sheets import SPARE
from tests.exports.room import CODE, Room


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    folder = tmp_path_factory.mktemp("workbook")
    room = Room(folder / "data")
    room.fill()
    (file,) = write_package(room.file, CODE, folder, names=["workbook.xlsx"])
    yield load_workbook(file)
    room.close()


def tables(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book if sheet.title not in ("Kansi", "Kaaviot")]


def test_the_sheets_are_first_what_one_works_on_then_numbers_then_what_one_looks_up(
    book: Workbook,
) -> None:
    assert book.sheetnames == [
        "Kansi",
        "1 Osallisuus",
        "2 Elinvoima",
        "Ajatusluettelo",
        "Sitoumusluettelo",
        "Kannatus",
        "Kattavuus",
        "Kaaviot",
        "Valinnat",
        "Sitoumusten määrät",
        "Ruudukot",
        "Monivalinnat",
        "Pisteet",
        "Järjestykset",
        "Asteikot",
        "Ajatukset",
        "Sanat",
        "Yleisön kysymykset",
        "Vastaukset",
        "Ohjausloki",
        "Koodisto",
    ]


def test_the_cover_names_every_sheet_in_its_order(book: Workbook) -> None:
    cover = [row[0] for row in book["Kansi"].iter_rows(max_col=1, values_only=True)]
    start = cover.index("Taulukot") + 1
    assert cover[start : start + len(book.sheetnames) - 1] == book.sheetnames[1:]


def test_every_sheet_but_the_cover_is_one_real_table_with_a_filter(book: Workbook) -> None:
    names = []
    for sheet in tables(book):
        (table,) = sheet.tables.values()
        names.append(table.name)
        if table.name.startswith("Plan_"):  # empty rows to write in end its table
            assert table.ref == table.autoFilter.ref == f"A1:H{sheet.max_row + SPARE}"
        else:  # Excel wants a row also where there is nothing
            last = f"{get_column_letter(sheet.max_column)}{max(sheet.max_row, 2)}"
            assert table.ref == table.autoFilter.ref == f"A1:{last}"
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]
    assert len(set(names)) == len(names)


def test_a_table_without_rows_is_a_table_that_excel_takes(room: Room, tmp_path: Path) -> None:
    (file,) = write_package(room.file, CODE, tmp_path, names=["workbook.xlsx"])
    (table,) = load_workbook(file)["Vastaukset"].tables.values()
    assert table.ref.startswith("A1:")
    assert table.ref.endswith("2")


def test_headers_stay_in_sight_and_columns_are_as_wide_as_reading_wants(book: Workbook) -> None:
    for sheet in tables(book):
        assert sheet.freeze_panes in ("A2", "B2")
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        assert all(width is not None and 5 < width <= 85 for width in widths)
    assert book["Vastaukset"].freeze_panes == "B2"  # the id stays too


def test_texts_wrap_and_their_rows_are_high_enough(book: Workbook) -> None:
    sheet = book["Vastaukset"]
    cells = [
        cell for row in sheet for cell in row if str(cell.value).startswith("Kysytään nuorilta")
    ]
    assert cells
    assert all(cell.alignment.wrap_text for cell in cells)
    # Two lines of 15 points.
    assert {sheet.row_dimensions[cell.row].height for cell in cells} == {30}


def test_times_are_times_and_numbers_numbers(book: Workbook) -> None:
    sheet = book["Vastaukset"]
    header = [cell.value for cell in sheet[1]]
    time = sheet.cell(2, header.index("Tallennettu") + 1)
    assert isinstance(time.value, datetime)
    assert time.number_format == "d.m.yyyy hh:mm:ss"
    number = sheet.cell(2, header.index("Vastauksen nro") + 1)
    assert isinstance(number.value, int)


def test_the_cover_says_that_it_is_internal_and_when_it_was(book: Workbook) -> None:
    cover = {row[0]: row[1] for row in book["Kansi"].iter_rows(values_only=True)}
    assert cover["Tapahtuma"] == "Koe & näyte"
    assert cover["Sisäinen aineisto"].startswith("Mukana ovat yksittäiset vastaukset")
    assert cover["Aineiston versio"] > 0
    assert cover["Sitoumukset"] == (
        "Osallistujien alustavia näkemyksiä, ei organisaatioiden päätöksiä."
    )


def test_the_file_says_when_it_was_made_with_the_moment_of_the_snapshot(
    room: Room, tmp_path: Path
) -> None:
    (file,) = write_package(room.file, CODE, tmp_path, names=["workbook.xlsx"])
    with room.db.read() as connection:
        at = connection.exec_driver_sql("select changed_at from event").scalar_one()
    made = load_workbook(file).properties
    assert made.created == made.modified == datetime.fromisoformat(at[:19])


def test_more_rows_than_a_sheet_holds_are_refused_and_not_cut_off(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.fill()
    monkeypatch.setattr(to_excel, "ROWS", 20)
    with pytest.raises(InvalidInput) as fault:
        write_package(room.file, CODE, tmp_path / "out", names=["workbook.xlsx"])
    assert (fault.value.message, fault.value.params["sheet"]) == ("error.export.rows", "Vastaukset")
    assert list((tmp_path / "out").iterdir()) == []
