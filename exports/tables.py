"""What a table of an export is: named columns and rows of plain Python values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

Type = Literal["text", "number", "decimal", "share", "time"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `time` cells are naive datetimes on the event's wall clock."""

    key: str
    label: str
    type: Type = "text"
    width: int = 14  # characters at most
    note: str = ""  # for the codebook; empty where the label says it
    blank: bool = False  # for the reader to write in, so as wide as it may be
    choices: tuple[str, ...] = ()  # what a dropdown offers to whoever writes there
    verbatim: bool = False  # a spreadsheet makes no number or date of what is typed there


Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the workbook; the long one is also `answers.csv`.

    `make` gives the rows anew each time, a cell a field, None where there is nothing: a long table
    is never in memory as a whole.
    """

    sheet: str  # its name in the language of the export
    name: str  # the Excel table's, ASCII
    purpose: str  # one line for the cover
    fields: tuple[Field, ...]
    make: Callable[[], Rows]
    long: bool = False  # too long to be gone through before it is written

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The cells, row by row."""
        return iter(self.make())

    def widest(self) -> list[int]:
        """The longest text of each column in characters, up to the field's width; 0 for others."""
        texts = [place for place, field in enumerate(self.fields) if field.type == "text"]
        if self.long:
            return [field.width if field.type == "text" else 0 for field in self.fields]
        longest = [field.width if field.blank else 0 for field in self.fields]
        for row in self.make():
            for place in texts:
                if (cell := row[place]) is not None and len(cell) > longest[place]:
                    longest[place] = len(cell)
        return longest


def table(sheet: str, name: str, purpose: str, fields: Iterable[Field], rows: Rows) -> Table:
    """A table of these rows, each with a cell a field."""
    kept = list(rows)
    return Table(sheet, name, purpose, distinct(fields), lambda: kept)


def distinct(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The same with labels that differ also without regard to case, as Excel wants of headers."""
    seen: set[str] = set()
    found = []
    for field in fields:
        plain = " ".join(field.label.split())[:200]
        label, number = plain, 2
        while label.casefold() in seen:
            label, number = f"{plain} ({number})", number + 1
        seen.add(label.casefold())
        found.append(replace(field, label=label))
    return tuple(found)
