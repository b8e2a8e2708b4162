"""A worksheet for long tables: real Excel tables, written row by row without keeping the rows.

XlsxWriter offers either tables, with every cell kept in memory, or rows that are written at once
(`constant_memory`). A long table wants both, so this sheet gives the table's place first and its
length last. What it knows of XlsxWriter's inside is here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from exports.cells import fitting, shown

if TYPE_CHECKING:
    from xlsxwriter.format import Format


LINE = 15  # points, of 11-point Calibri
ROWS = 1_048_575  # under the header that a sheet holds
TALLEST = 409  # points; Excel has no taller rows


class LongSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """One table that begins in A1; `begin`, then `add_row` for each row, then `end`."""

    def begin(
        self,
        labels: Sequence[str],
        widths: Sequence[int],
        header: Format,
        options: dict[str, Any],
    ) -> None:
        """Write the header and announce the table; widths are in characters."""
        columns = [{"header": label} for label in labels]
        self.constant_memory = 0
        added = self.add_table(0, 0, 1, len(labels) - 1, options | {"columns": columns})
        self.table.clear()  # header cells, written again below as this mode wants them
        self.constant_memory = 1
        if added != 0:
            raise ValueError(f"not a table that Excel takes: {options['name']}, {labels}")
        self._letters = [xl_col_to_name(column) for column in range(len(labels))]
        self._styles: dict[Format, int] = {}
        self._widths = widths
        self._lines = {0: 1}  # that the rows not yet written need
        self._last = 0
        for column, label in enumerate(labels):
            # The arrow of the filter takes the room of three characters.
            self._heighten(0, label, widths[column] - 3)
            self.write_string(0, column, label, header)

    def add_row(self, cells: Sequence[Any], formats: Sequence[Format], quoted: Format) -> None:
        """Write one row; text is only ever text, with a quote before it where it could run.

        `_write_string` is `write_string` without the check for cells named like "A1".
        """
        self._last += 1
        self._lines[self._last] = 1
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                text, risky = shown(cell)
                text = fitting(text)
                if len(text) >= self._widths[column] or "\n" in text:
                    self._heighten(self._last, text, self._widths[column])
                self._write_string(self._last, column, text, quoted if risky else formats[column])
            elif isinstance(cell, datetime):
                self._write_datetime(self._last, column, cell, formats[column])
            else:
                self._write_number(self._last, column, cell, formats[column])

    def _heighten(self, row: int, text: str, width: int) -> None:
        """Make room for text that takes several lines. LibreOffice does not work that out."""
        lines = sum(max(1, math.ceil(len(part) / width)) for part in text.split("\n"))
        self._lines[row] = max(self._lines[row], lines)

    def offer(self, column: int, choices: Sequence[str], title: str, help_: str) -> None:
        """A dropdown in a whole column, which takes nothing but these words."""
        self.data_validation(
            1, column, ROWS, column,
            {"validate": "list", "source": list(choices), "error_title": title[:32],
             "error_message": help_[:255]},
        )  # fmt: skip

    def end(self) -> None:
        """Give the table its length; Excel wants a row even where there is nothing."""
        place = xl_range(0, 0, max(self._last, 1), len(self._letters) - 1)
        self.tables[-1] |= {"range": place, "a_range": place, "autofilter": place}

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """The finished row, in a third of XlsxWriter's time.

        XlsxWriter itself would write text that begins with `<r>` and ends with `</r>` unescaped.
        """
        row: int = self.previous_row  # type: ignore[has-type]
        self.previous_row = current_row_num
        if cells := self.table[row]:
            markup = "".join(self._markup(row, column, cells[column]) for column in sorted(cells))
            # A height that is not called custom still follows when somebody widens a column.
            height = min(LINE * self._lines.pop(row, 1), TALLEST)
            self.fh.write(f'<row r="{row + 1}" ht="{height}">{markup}</row>')
        self.table.clear()

    def _markup(self, row: int, column: int, cell: Any) -> str:
        style = self._styles.get(cell.format)
        if style is None:
            style = self._styles[cell.format] = cell.format._get_xf_index()
        place = f'<c r="{self._letters[column]}{row + 1}" s="{style}"'
        if type(cell).__name__ != "String":  # a number or a time
            return f"{place}><v>{cell.number:.16G}</v></c>"
        return f'{place} t="inlineStr">{_inline(cell.string)}</c>'


@lru_cache(maxsize=20_000)  # most cells of a long table are the same few hundred names
def _inline(text: str) -> str:
    """Text as a cell holds it: escaped for XML, and where it looks like `_x0041_`, which is how
    the format spells a character."""
    text = Worksheet._escape_control_characters(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    keep = "" if text == text.strip() and "\n" not in text else ' xml:space="preserve"'
    return f"<is><t{keep}>{text}</t></is>"
