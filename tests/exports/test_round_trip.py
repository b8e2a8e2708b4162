"""The workbook goes out, is filled in, and comes back: what became of statements changes, and
nothing else does."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import escape
from openpyxl.worksheet.worksheet import Worksheet

from app import agenda
from app.dispositions import Said
from app.errors import InvalidInput
from exports import filled
from exports.filled import Row
from exports.returned import decided, ids
from tests.books import workbook
from tests.served import AGENDA, Event, Guest, Host

TEXT, COMMITMENT = "osallisuus-kehittamistarpeet", "elinvoima-sitoumukset"
PREFIX = {each.key: each.prefix for each in agenda.read(AGENDA).prompts}
T = [f"{PREFIX[TEXT]}-{number:04}" for number in range(5)]  # from 1
C = [f"{PREFIX[COMMITMENT]}-{number:04}" for number in range(3)]
LISTS = ("Ajatusluettelo", "Sitoumusluettelo")
OURS = ("Käsittely", "Perustelu", "Suunnitelman kohta")
ODD = "<r>Ä & ”lainaus”\n–toinen rivi </r>"  # what a cell may do things to
SPELT = f"=1+1 {ODD} _x0041_"  # a formula by its looks, a letter as the format spells it
STATED = ("Aineiston hetki", "Aineiston versio")  # on the cover

Book = dict[str, dict[tuple[int, int], Any]]
"""Every cell of a workbook by its sheet and place."""


class Office:
    """An event with four thoughts and two commitments, and whoever drafts from it."""

    def __init__(self, event: Event) -> None:
        self.event, self.host = event, event.moderator()
        self.drafter = Host(event, event.keys["analysis"])
        phone = event.phone()
        self.host.change(TEXT, state="open")
        self.host.change(COMMITMENT, state="open")
        for text in ("Kyydit", "=HYPERLINK(1)", "Talot", "Nuoret"):
            phone.put(TEXT, {"text": text}).raise_for_status()
        for measure in ("Avaamme talon", "Kokeilemme"):
            value = {"measure": measure, "strength": "ready"}
            phone.put(COMMITMENT, value).raise_for_status()
        self.say(T[1], "included", SPELT)
        self.say(T[4], "not", "Vanha syy", "9")
        self.say(C[1], "partly")

    def say(self, public_id: str, *said: str) -> None:
        """Say it in the browser."""
        body = dict(zip(("state", "reason", "section"), said, strict=False))
        self.drafter.http.put(f"/dispositions/{public_id}", json=body).raise_for_status()

    def back(self, file: bytes | Workbook, path: str = "/dispositions") -> httpx.Response:
        """Hand one in."""
        return self.drafter.http.post(path, files={"file": saved(file)})

    def standing(self) -> dict[str, tuple[str, str, str]]:
        """What stands, by public id."""
        listed = self.drafter.http.get("/dispositions").json()
        return {each["id"]: (each["state"], each["reason"], each["section"]) for each in listed}


def saved(file: bytes | Workbook) -> bytes:
    """As it is sent."""
    if isinstance(file, bytes):
        return file
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def column(sheet: Worksheet, label: str) -> int:
    """Where a column is, from 1."""
    return next(cell.column for cell in sheet[1] if cell.value == label)


def row_of(sheet: Worksheet, public_id: str) -> int:
    """Where a statement is."""
    return next(row[0].row for row in sheet.iter_rows() if public_id in [c.value for c in row])


def fill(sheet: Worksheet, public_id: str, *cells: str | None) -> None:
    """Write in the drafter's three columns."""
    for label, text in zip(OURS, cells, strict=False):
        sheet.cell(row_of(sheet, public_id), column(sheet, label)).value = text


def unescape(text: str | None) -> str | None:
    """As Excel reads it; the reader of the tests does not."""
    return text and escape.unescape(text)


def cells(book: Workbook) -> Book:
    """Every cell with something in it."""
    return {
        sheet.title: {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book
    }


def differing(before: Book, after: Book) -> dict[str, set[tuple[int, int]]]:
    """Where two workbooks differ, without their moments and the log, to which rows are added."""
    stated = {
        (row, place + 1)
        for (row, place), value in before["Kansi"].items()
        if any(str(value).startswith(each) for each in STATED)
    }
    found = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name, {}), after.get(name, {})
        places = {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
        if name == "Ohjausloki":
            places &= set(old)
        found[name] = places - (stated if name == "Kansi" else set())
    return {name: places for name, places in found.items() if places}


@pytest.fixture(scope="module")
def office(halls: Iterator[Guest]) -> Iterator[Office]:
    guest = next(halls)
    yield Office(guest)
    guest.leave()


@pytest.fixture(scope="module")
def first(office: Office) -> Workbook:
    """The workbook before anybody has handed one in."""
    return load_workbook(BytesIO(office.drafter.export("workbook.xlsx")))


def test_the_lists_have_a_dropdown_and_are_filled_with_what_stands(first: Workbook) -> None:
    for name in LISTS:
        sheet = first[name]
        (offered,) = sheet.data_validations.dataValidation
        letter = sheet.cell(1, column(sheet, OURS[0])).column_letter
        assert str(offered.sqref) == f"{letter}2:{letter}1048576"
        assert offered.formula1 == '"Sisältyy,Osittain,Ei sisälly,–"'
        letter = sheet.cell(1, column(sheet, OURS[2])).column_letter
        assert sheet.column_dimensions[letter].number_format == "@"
    sheet = first["Ajatusluettelo"]
    held = [
        [unescape(sheet.cell(row_of(sheet, each), column(sheet, label)).value) for label in OURS]
        for each in (T[1], T[2], T[4])
    ]
    assert held == [["Sisältyy", SPELT, None], [None] * 3, ["Ei sisälly", "Vanha syy", "9"]]


def test_what_was_filled_in_is_stored_and_not_one_other_cell_changes(
    office: Office, first: Workbook
) -> None:
    book, before = load_workbook(BytesIO(saved(first))), cells(first)
    thoughts, promises = (book[name] for name in LISTS)
    fill(thoughts, T[1], None, None, "3.2")  # an empty cell takes nothing away
    fill(thoughts, T[2], "osittain", ODD)
    fill(thoughts, T[3], "Kyllä")
    fill(thoughts, T[4], "–", "Vanha syy", "9")
    fill(promises, C[1], " INGÅR  INTE ", "Ei vielä", None)
    fill(promises, C[2], None, "Perustelu ilman käsittelyä")
    answer = column(thoughts, "Ajatus")
    for row in range(2, 6):  # what is not the drafter's is not read
        thoughts.cell(row, answer).value = "Muutettu"
    thoughts.insert_cols(1)
    book.move_sheet(thoughts, 5)
    for name in ("Kannatus", "Koodisto", "1 Osallisuus ja yhteisöllisyys"):
        if name in book.sheetnames:
            del book[name]
    book.create_sheet("Omat muistiinpanot").append(["Tunnus", "Oma"])
    said = office.back(book)
    assert said.status_code == 200, said.text
    told = said.json()
    assert (sorted(told["changed"]), told["unchanged"]) == (sorted([T[1], T[2], T[4], C[1]]), 0)
    assert [(each["sheet"], each["row"], each["id"]) for each in told["unread"]] == [
        ("Sitoumusluettelo", row_of(first["Sitoumusluettelo"], C[2]), C[2]),
        ("Ajatusluettelo", row_of(first["Ajatusluettelo"], T[3]), T[3]),
    ]
    assert office.standing() == {
        T[1]: ("included", SPELT, "3.2"),
        T[2]: ("partly", ODD, ""),
        C[1]: ("not", "Ei vielä", ""),
    }
    file = office.drafter.export("workbook.xlsx")
    after = cells(load_workbook(BytesIO(file)))
    wanted = {
        name: {
            (row_of(first[name], public_id), column(first[name], label))
            for public_id, labels in rows
            for label in labels
        }
        for name, rows in (
            ("Ajatusluettelo", [(T[1], OURS[2:]), (T[2], OURS[:2]), (T[4], OURS)]),
            ("Sitoumusluettelo", [(C[1], OURS[:2])]),
        )
    }
    assert differing(before, after) == wanted
    again = office.back(file)
    assert again.json() == {"changed": [], "unchanged": 3, "unread": []}


def test_lines_for_programs_have_what_became_of_each(office: Office) -> None:
    office.say(T[2], "not", "Syy", "4")
    lines = office.drafter.export("answers.jsonl").decode()
    found = dict(re.findall(r'"statement":"([^"]+)".*?"disposition":(null|\{.*?\})', lines))
    keys = '{"state":"not","reason":"Syy","section":"4","actor":"Valmistelija","at":"'
    assert (found[T[2]].startswith(keys), found[T[3]]) == (True, "null")


def refused(office: Office, file: bytes | Workbook) -> str:
    """The sentence with which a file is refused; nothing is stored."""
    before = office.standing()
    said = office.back(file)
    assert (said.status_code, said.json()["field"]) == (422, "file")
    assert office.standing() == before
    return str(said.json()["detail"])


def test_a_workbook_of_another_event_is_refused_in_words(office: Office, first: Workbook) -> None:
    other = load_workbook(BytesIO(saved(first)))
    cover = other["Kansi"]
    cover.cell(row_of(cover, office.event.code), 2).value = "TOINEN"
    fill(other["Ajatusluettelo"], T[2], "Sisältyy")
    assert "toisesta tapahtumasta (TOINEN)" in refused(office, other)
    strange = workbook([("Tunnus", "Käsittely"), ("X1-Y-0001", "Sisältyy")])
    assert "Yhtäkään työkirjan tunnuksista" in refused(office, strange)


def bomb() -> bytes:
    """A file of a few bytes that says it unpacks to more than may be."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", " " * 12_345)
    said, more = (struct.pack("<L", size) for size in (12_345, filled.EXPANDED + 1))
    return out.getvalue().replace(said, more)


def wide() -> bytes:
    """A sheet with cells in its first and in its last corner: seventeen billion places."""
    book = Workbook()
    book["Sheet"]["A1"], book["Sheet"]["XFD1048576"] = "Tunnus", "Käsittely"
    return saved(book)


def test_what_is_no_workbook_of_ours_is_refused_and_hurts_nobody(office: Office) -> None:
    asked = {
        b"": "Valitse ensin",
        b"kyll\xc3\xa4": "Tiedostoa ei voitu lukea",
        workbook([("Tunnus", "Oma"), (T[1], "Sisältyy")]): "sarakkeet Tunnus ja Käsittely",
        bomb(): "liian suuri",
        wide(): "Tiedostoa ei voitu lukea",
    }
    assert {file: words in refused(office, file) for file, words in asked.items()} == dict.fromkeys(
        asked, True
    )
    assert office.drafter.http.get("/dispositions").status_code == 200


def test_the_page_tells_what_changed_and_names_every_row_that_could_not_be_read(
    office: Office,
) -> None:
    browser = office.event.browser("analysis")
    file = workbook(
        [
            ("Oma", "KÄSITTELY", "Tunnus", "Reason", "Avsnitt i planen"),
            (1, "Included", T[2].lower(), "Hyvä", 4),
            (2, "Kenties", T[1], None, None),
            (3, "Delvis", "T9-X-0001", None, None),
            (4, "Delvis", None, None, None),
            (5, None, None, None, None),
        ],
        sheet="Minun <b>",
    )
    page = browser.post("/statements/workbook", files={"file": file})
    assert page.status_code == 200
    sums = re.findall(r"<li><b>(\d+)</b>", page.text)
    rows = re.findall(r"<td>Minun &lt;b&gt;</td>\s*<td>(\d+)</td>", page.text)
    assert (sums, rows) == (["1", "0", "3"], ["3", "4", "5"])
    assert "”Kenties”" in page.text
    assert office.standing()[T[2]] == ("included", "Hyvä", "4")
    nothing = browser.post("/statements/workbook", data={"other": "x"})
    assert (nothing.status_code, "Valitse ensin täytetty" in nothing.text) == (422, True)


# --- what rows say, beside what stands ------------------------------------------------------

STANDS = {"T1-K-0001": Said(), "T1-K-0002": Said("not", "Syy", "3")}
ONE, TWO = STANDS


def rows(*said: tuple[str, ...]) -> list[Row]:
    """Rows of a sheet, from its second."""
    return [Row("S", number, *each) for number, each in enumerate(said, start=2)]


@pytest.mark.parametrize(
    ("said", "changes", "unread"),
    [
        ([(ONE, "Sisältyy", "Näin", "2")], {ONE: Said("included", "Näin", "2")}, []),
        ([(ONE, "not included")], {ONE: Said("not")}, []),
        ([(ONE, "partly")], {ONE: Said("partly")}, []),
        ([(" t1-k-0001 ", "Ingår")], {ONE: Said("included")}, []),
        ([(TWO, "", "Uusi")], {TWO: Said("not", "Uusi", "3")}, []),
        ([(TWO, "Osittain")], {TWO: Said("partly", "Syy", "3")}, []),
        ([(TWO, "–")], {TWO: Said()}, []),
        ([(TWO, "-", "Syy", "3")], {TWO: Said()}, []),
        ([(TWO, "", "–")], {TWO: Said("not", "", "3")}, []),
        ([(ONE, "–")], {}, []),
        ([(TWO, "Ei sisälly", "Syy", "3")], {}, []),
        ([(ONE, "", "Syy")], {}, [("dispositions.error.alone", 2)]),
        ([(ONE, "kyllä")], {}, [("dispositions.unread.word", 2)]),
        ([(ONE, "Osittain", "ä" * 1001)], {}, [("dispositions.error.reason", 2)]),
        ([(ONE, "Osittain", "", "ä" * 121)], {}, [("dispositions.error.section", 2)]),
        ([("T1-K-0003", "Osittain")], {}, [("dispositions.unread.id", 2)]),
        ([("", "Osittain")], {}, [("dispositions.unread.no_id", 2)]),
        (
            [(ONE, "Osittain"), (TWO, "Osittain"), (ONE, "Sisältyy")],
            {TWO: Said("partly", "Syy", "3")},
            [("dispositions.unread.twice", 2), ("dispositions.unread.twice", 4)],
        ),
        ([(ONE, "Osittain"), (ONE, "Delvis")], {ONE: Said("partly")}, []),
        ([(TWO, "Ei sisälly"), (TWO, "Osittain")], {TWO: Said("partly", "Syy", "3")}, []),
    ],
)
def test_a_row_says_what_it_says_and_an_empty_cell_takes_nothing_away(
    said: list[tuple[str, ...]], changes: dict[str, Said], unread: list[tuple[str, int]]
) -> None:
    found = decided(rows(*said), STANDS)
    assert found.said == changes
    assert [(each.message, each.row.number) for each in found.unread] == unread


def test_a_date_that_a_spreadsheet_made_of_a_section_is_not_taken() -> None:
    dated = Row("S", 2, ONE, "Osittain", "", "2026-02-03", dates=("section",))
    found = decided([dated], STANDS)
    assert (found.said, found.unread[0].message) == ({}, "dispositions.unread.date")


def test_each_statement_is_asked_for_once() -> None:
    assert ids(rows((ONE, "x"), (" t1-k-0001", "y"), (TWO, "z"))) == [ONE, TWO]


def test_labels_are_found_below_notes_and_a_whole_number_reads_as_one(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(
        workbook(
            [
                ("Omia muistiinpanoja",),
                (),
                ("Section of the plan", "Id", "Treatment", "Reason"),
                (3, ONE, "Partly", True),
                (date(2026, 2, 3), TWO, None, None),
                (None, "T1-K-0009", None, None),
            ]
        )
    )
    assert filled.read(file).rows == (
        Row("Omat", 4, ONE, "Partly", "True", "3"),
        Row("Omat", 5, TWO, "", "", "2026-02-03", dates=("section",)),
    )


def test_more_rows_than_are_taken_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook([("Id", "Treatment"), *[(ONE, "Partly")] * 3]))
    monkeypatch.setattr(filled, "ROWS", 2)
    with pytest.raises(InvalidInput) as fault:
        filled.read(file)
    assert (fault.value.message, fault.value.field) == ("dispositions.file.rows", "file")
