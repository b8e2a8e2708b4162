"""Tables: real header cells on every page, rows that stay whole, and what the table is about.

Built from elements, since python-docx looks through a whole table for each cell that it is asked
for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from exports.drawing import width_of
from exports.word.letters import paragraph, run
from exports.word.styles import RULE, TABLE

LONG = 700  # characters in a narrow cell may be taller than a page, and then must break
TOGETHER, LITTLE = 12, 900  # rows and characters of a table that stays on one page
WIDEST = range(120, 40, -5)  # points that the longest word of a cell gets at most; first choice
ARIAL = 0.93  # how wide the letters of a document are beside those that are measured
PADDING = 200  # twips: the margins of a cell, and a little


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width, and whether it holds numbers."""

    label: str
    share: float = 1.0
    number: bool = False


def built(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    width: int,
    title: str,
    about: str,
    *,
    ruled: bool = False,
    least: int = 0,
) -> Any:
    """The table `width` twips wide; `title` and `about` are for who does not see it. One to write
    into is `ruled` between its columns, and its rows are `least` twips tall at least."""
    made = OxmlElement("w:tbl")
    made.append(_properties(width, title, about, ruled=ruled))
    widths = widths_of(columns, rows, width)
    grid = OxmlElement("w:tblGrid")
    grid.extend(_element("w:gridCol", w=str(each)) for each in widths)
    made.append(grid)
    short = len(rows) <= TOGETHER and sum(len(cell) for row in rows for cell in row) <= LITTLE
    made.append(_row(columns, widths, [column.label for column in columns], header=True))
    for number, row in enumerate(rows, start=1):
        kept = short and number < len(rows)
        made.append(_row(columns, widths, row, least=least, kept=kept))
    return made


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Of each column in twips: what its longest word needs, and its share of what is left.

    Where that is more than the page has, longer and longer words are left to be hyphenated.
    """
    heads = [max(width_of(word, bold=True) for word in each.label.split()) for each in columns]
    longest = [_longest(row[place] for row in rows) for place in range(len(columns))]
    for widest in WIDEST:
        needed = [
            max(head, min(word, widest)) * ARIAL * 20 + PADDING
            for head, word in zip(heads, longest, strict=True)
        ]
        if sum(needed) <= width:
            break
    left = width - sum(needed)
    if left < 0:
        return [int(width * each / sum(needed)) for each in needed]
    total = sum(column.share for column in columns)
    missing = [
        max(width * column.share / total - need, 0)
        for column, need in zip(columns, needed, strict=True)
    ]
    return [
        int(need + left * each / (sum(missing) or 1))
        for need, each in zip(needed, missing, strict=True)
    ]


def _longest(cells: Iterable[str]) -> float:
    """How wide the widest word is, in points; words much shorter than the longest are not."""
    words = {word for cell in cells for word in cell.split()}
    most = max(map(len, words), default=0)
    return max((width_of(word[:200]) for word in words if len(word) > most - 3), default=0)


def _properties(width: int, title: str, about: str, *, ruled: bool) -> Any:
    made = OxmlElement("w:tblPr")
    made.append(_element("w:tblStyle", val=TABLE))
    made.append(_element("w:tblW", w=str(width), type="dxa"))
    if ruled:
        rules = OxmlElement("w:tblBorders")
        rules.append(_element("w:insideV", val="single", sz="4", space="0", color=RULE))
        made.append(rules)
    made.append(_element("w:tblLayout", type="fixed"))
    made.append(
        _element(
            "w:tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0",
            noHBand="1", noVBand="1",
        )
    )  # fmt: skip
    made.append(_element("w:tblCaption", val=title))
    made.append(_element("w:tblDescription", val=about))
    return made


def _row(
    columns: Sequence[Column],
    widths: Sequence[int],
    cells: Sequence[str],
    *,
    header: bool = False,
    kept: bool = False,
    least: int = 0,
) -> Any:
    made = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    if max(map(len, cells), default=0) < LONG:
        properties.append(OxmlElement("w:cantSplit"))
    if least:
        properties.append(_element("w:trHeight", val=str(least), hRule="atLeast"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    made.append(properties)
    style = "TableHeading" if header else "TableText"
    for column, width, cell in zip(columns, widths, cells, strict=True):
        made.append(_cell(cell, width, style, kept=kept, right=column.number))
    return made


def _cell(text: str, width: int, style: str, *, kept: bool, right: bool) -> Any:
    made = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(_element("w:tcW", w=str(width), type="dxa"))
    made.append(properties)
    inside = paragraph(style, *([run(text)] if text else []))
    if kept:  # with the next row on one page
        inside.find(qn("w:pPr")).append(_element("w:keepNext"))
    if right:
        inside.find(qn("w:pPr")).append(_element("w:jc", val="right"))
    made.append(inside)
    return made


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
