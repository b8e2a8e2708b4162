"""What a table of an export is: named columns over a pandas frame of plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

Type = Literal["text", "number", "decimal", "share", "time"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `time` cells are naive datetimes on the event's wall clock."""

    key: str
    label: str
    type: Type = "text"
    width: int = 14  # characters at most
    note: str = ""  # for the codebook; empty where the label says it


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the workbook; the long one is also `answers.csv`."""

    sheet: str  # its name in the language of the export
    name: str  # the Excel table's, ASCII
    purpose: str  # one line for the cover
    fields: tuple[Field, ...]
    frame: pd.DataFrame  # a column a field, None where there is nothing

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The cells, row by row."""
        return zip(*(self.frame[field.key].tolist() for field in self.fields), strict=True)


def table(
    sheet: str, name: str, purpose: str, fields: Iterable[Field], rows: Iterable[tuple[Any, ...]]
) -> Table:
    """A table of these rows, each with a cell a field."""
    fields = distinct(fields)
    frame = pd.DataFrame(list(rows), columns=[field.key for field in fields], dtype=object)
    return Table(sheet, name, purpose, fields, frame)


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
