"""A worksheet for long tables: real Excel tables, written row by row without keeping the rows.

XlsxWriter offers either tables, with every cell kept in memory, or rows that are written at once
(`constant_memory`). A long table wants both, so this sheet gives the table's place first and its
length last. What it knows of XlsxWriter's inside is here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from exports.cells import fitting, shown

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_ESCAPED = frozenset("<>&_")  # `_x0041_` is how the format itself spells a character


class LongSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """One table that begins in A1; `begin`, then `add_row` for each row, then `end`."""

    def begin(self, labels: Sequence[str], header: Format, options: dict[str, Any]) -> None:
        """Write the header and announce the table."""
        columns = [{"header": label} for label in labels]
        self.constant_memory = 0
        added = self.add_table(0, 0, 1, len(labels) - 1, options | {"columns": columns})
        self.table.clear()  # header cells, written again below as this mode wants them
        self.constant_memory = 1
        if added != 0:
            raise ValueError(f"not a table that Excel takes: {options['name']}, {labels}")
        self._letters = [xl_col_to_name(column) for column in range(len(labels))]
        self._styles: dict[Format, int] = {}
        for column, label in enumerate(labels):
            self.write_string(0, column, label, header)
        self._last = 0

    def add_row(
        self, cells: Sequence[Any], formats: Sequence[Format], quoted: Format, plain: Format
    ) -> None:
        """Write one row; text is only ever text, with a quote before it where it could run."""
        self._last += 1
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                text, risky = shown(cell)
                self._add_text(column, fitting(text), quoted if risky else formats[column], plain)
            elif isinstance(cell, datetime):
                self.write_datetime(self._last, column, cell, formats[column])
            else:
                self.write_number(self._last, column, cell, formats[column])

    def _add_text(self, column: int, text: str, form: Format, plain: Format) -> None:
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter would take this for markup of its own and write it unescaped.
            self.write_rich_string(self._last, column, text[:1], plain, text[1:], form)
        else:
            self.write_string(self._last, column, text, form)

    def end(self) -> None:
        """Give the table its length; Excel wants a row even where there is nothing."""
        place = xl_range(0, 0, max(self._last, 1), len(self._letters) - 1)
        self.tables[-1] |= {"range": place, "a_range": place, "autofilter": place}

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The usual cells at a third of XlsxWriter's time; all others its own way."""
        kind = type(cell).__name__
        if kind == "String" and cell.string.isprintable() and cell.string == cell.string.strip():
            if _ESCAPED.isdisjoint(cell.string):
                place = self._place(row, col, cell.format)
                self.fh.write(f'<c {place} t="inlineStr"><is><t>{cell.string}</t></is></c>')
                return
        elif kind in ("Number", "Datetime"):
            self.fh.write(f"<c {self._place(row, col, cell.format)}><v>{cell.number:.16G}</v></c>")
            return
        super()._write_cell(row, col, cell)

    def _place(self, row: int, col: int, form: Format) -> str:
        style = self._styles.get(form)
        if style is None:
            style = self._styles[form] = form._get_xf_index()
        return f'r="{self._letters[col]}{row + 1}" s="{style}"'
