"""`workbook.xlsx`: everything for people who work in Excel, one table a sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import InvalidInput
from exports.cells import visible
from exports.cover import cover_lines, reading_lines, sheet_lines
from exports.export import Export
from exports.graphs import draw

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from exports.frames import Frames
    from exports.sheet import LongSheet
    from exports.tables import Field, Table

TOLD = 5_000  # rows after which it is told how many there are
ROWS = 1_048_575  # rows under the header that a sheet holds
COVER = 110  # characters, width of the cover's texts
PRINTED = 300  # characters across a page; columns beyond are for the screen
A3, A4 = 8, 9  # Excel's numbers of paper
INK = "#0F2024"
LINE = "#C3CED0"
_NUMBERS = {"number": "0", "decimal": "0.00", "share": "0 %", "time": "d.m.yyyy hh:mm:ss"}
_TOP = {"valign": "top"}
_WRAPPED = _TOP | {"text_wrap": True}
_RULE = {"bottom": 1, "bottom_color": LINE}  # under each row; not every program draws table styles


@dataclass(frozen=True, slots=True)
class _Formats:
    """The workbook's formats; text that a spreadsheet could run has a quote before it."""

    header: Format
    text: Format
    verbatim: Format
    quoted: Format
    of_type: dict[str, Format]


def write(frames: Frames, path: Path) -> None:
    """A cover, then the tables; text is only ever text, never a formula or a link.

    Raises InvalidInput when there is more than a sheet holds.
    """
    # These take a while to load, which nobody who only lists exports should wait for.
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    from exports.sheet import LongSheet

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
            _book(book, frames, LongSheet)
    except FileCreateError as fault:  # so it reports a full disk, and goes on to say more
        raise OSError(*fault.args) from fault


def _book(book: Workbook, frames: Frames, sheet_class: type[LongSheet]) -> None:
    book.set_properties(
        {
            "title": frames.words.t("exports.cover.title", event=_title(frames)),
            "author": frames.product,
            "comments": frames.notice,
            "created": frames.created,  # else the present moment, and other bytes each time
        }
    )
    _cover(book, frames)
    formats = _formats(book)
    t, charts = frames.words.t, None
    taken = {t("exports.sheet.cover").casefold()}
    sheets: dict[str, str] = {}
    for number, table in enumerate(frames.tables):
        frames.told(number / len(frames.tables))
        if table in frames.sums and charts is None:
            charts = book.add_worksheet(_sheet_name(t("exports.sheet.graphs"), taken))
        sheet = book.add_worksheet(_sheet_name(table.sheet, taken), sheet_class)
        sheets[table.name] = sheet.get_name()
        _page(sheet, frames)
        _fill(sheet, table, formats, _part(frames, number))
    if charts is not None:
        draw(book, charts, frames, sheets)


def _title(frames: Frames) -> str:
    return frames.words.t.text(frames.reading.agenda.title)


def _formats(book: Workbook) -> _Formats:
    text = _WRAPPED | _RULE
    header = text | {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "border_color": LINE}
    return _Formats(
        header=book.add_format(header),
        text=book.add_format(text),
        verbatim=book.add_format(text | {"num_format": "@"}),
        quoted=book.add_format(text | {"quote_prefix": True}),
        of_type={
            name: book.add_format(_TOP | _RULE | {"num_format": number, "align": "right"})
            for name, number in _NUMBERS.items()
        },
    )


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes: 31 characters, some signs forbidden, none twice."""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in wanted)[:31].strip()
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]} ({number})", number + 1
    taken.add(name.casefold())
    return name


def _page(sheet: Worksheet, frames: Frames) -> None:
    """How a table prints: a page wide, headers on each page, and for whom it is."""
    sheet.set_paper(A3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    left = f"{_title(frames)} · {frames.mark}".replace("&", "&&")
    sheet.set_footer(f"&L&8{left}&R&8&P / &N")


def _cover(book: Workbook, frames: Frames) -> None:
    t = frames.words.t
    sheet = book.add_worksheet(t("exports.sheet.cover"))
    title = book.add_format({"bold": True, "font_size": 20, "font_color": INK})
    mark = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": INK, **_WRAPPED})
    head = book.add_format({"bold": True, "font_size": 13, "bottom": 1, "border_color": INK})
    name = book.add_format({"bold": True, **_WRAPPED})
    plain = book.add_format({"align": "left", **_WRAPPED})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, COVER)
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, visible(_title(frames)), title)
    sheet.set_row(1, 30)
    sheet.write_string(1, 0, frames.mark, mark)
    sheet.write_string(1, 1, frames.notice, mark)
    row = 3
    for heading, lines in (
        ("facts", cover_lines(frames)),
        ("sheets", sheet_lines(frames)),
        ("read", reading_lines(frames)),
    ):
        sheet.write_string(row, 0, t(f"exports.cover.{heading}"), head)
        sheet.write_blank(row, 1, None, head)
        for what, told in lines:
            row += 1
            sheet.write_string(row, 0, what, name)
            if isinstance(told, str):
                sheet.set_row(row, 15 * (1 + len(told) // (COVER - 6)))
                sheet.write_string(row, 1, visible(told), plain)
            else:
                sheet.write_number(row, 1, told, plain)
        row += 2


def _part(frames: Frames, number: int) -> Callable[[int], None]:
    """Who hears how many rows of one of the sheets are written; how many there will be is known
    only roughly."""
    sheets, sent = len(frames.tables), frames.reading.answers.sent

    def told(rows: int) -> None:
        frames.told((number + min(rows / (2 * sent + 1), 1)) / sheets)

    return told


def _fill(sheet: LongSheet, table: Table, formats: _Formats, told: Callable[[int], None]) -> None:
    cells = [
        formats.verbatim if field.verbatim else formats.of_type.get(field.type, formats.text)
        for field in table.fields
    ]
    widths = [
        _width(field, longest) for field, longest in zip(table.fields, table.widest(), strict=True)
    ]
    for column, (width, form) in enumerate(zip(widths, cells, strict=True)):
        sheet.set_column(column, column, width, form)
    labels = [field.label for field in table.fields]
    options = {"name": table.name, "style": "Table Style Light 1", "description": table.purpose}
    sheet.begin(labels, widths, formats.header, options)
    count = 0
    for count, row in enumerate(table.rows(), start=1):
        if count > ROWS:
            raise InvalidInput("error.export.rows", field="name", sheet=table.sheet)
        sheet.add_row(row, cells, formats.quoted)
        if count % TOLD == 0:
            told(count)
    sheet.end()
    for column, field in enumerate(table.fields):
        if field.choices:
            sheet.offer(column, field.choices, field.label, field.note)
    sheet.freeze_panes(1, 1 if table.fields[0].key == "statement" else 0)
    sheet.repeat_rows(0)
    printed = [total for total in accumulate(widths) if total <= PRINTED]
    sheet.print_area(0, 0, count, len(printed) - 1)


def _width(field: Field, longest: int) -> int:
    """As wide as the longest cell and the longest word of the header, up to the field's most."""
    if field.type == "text":
        longest += 1
    word = max(map(len, field.label.split())) + 4  # and the arrow of the filter
    return max(min(longest, field.width), word, field.width if field.type == "time" else 0)


export = Export(
    name="workbook.xlsx",
    label="exports.file.excel",
    description="exports.file.excel_for",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    place=1,
    write=write,
)
