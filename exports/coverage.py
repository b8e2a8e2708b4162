"""Organisations by goal area and angle: how many people of each answered there.

For everybody a row of fewer than five people is withheld whole, and so is one that would tell how
many they are. In the others counts of 1 to 4 are withheld with as many more as it takes, column by
column and part by part (`parts.py`), so that neither how many answered, nor how many joined, nor
which texts are of which kind of organisation gives one back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.suppression import suppressed
from exports.attendance import Attendance, Place
from exports.parts import Apart
from exports.tables import Field, Table, table
from exports.words import Words


@dataclass(frozen=True, slots=True)
class Covered:
    """One organisation; None is withheld."""

    organisation: str  # key
    joined: int | None
    cells: dict[Place, int | None]

    @property
    def withheld(self) -> bool:
        """Whether nothing is told of it."""
        return self.joined is None


def coverage(attended: Attendance) -> list[Covered]:
    """All of it, for those who may see everything."""
    places = list(attended.covered)
    return [
        Covered(
            each, attended.joined[each], {where: attended.count(where, each) for where in places}
        )
        for each in attended.organisations
    ]


def told_coverage(apart: Apart) -> list[Covered]:
    """What of it everybody may be told."""
    attended = apart.attended
    cells = {where: _told(apart, where) for where in attended.covered}
    return [
        Covered(each, apart.joined[each], {where: column[each] for where, column in cells.items()})
        for each in attended.organisations
    ]


def _told(apart: Apart, where: Place) -> dict[str, int | None]:
    """One column. What a part's organisations are together is taken to be known, so nothing that
    tells of parts tells of them."""
    told: dict[str, int | None] = {}
    joined = apart.attended.joined
    for part in apart.parts[where]:
        mine = apart.of(part.classes)
        gone = {place for place, each in enumerate(mine) if apart.joined[each] is None}
        column = suppressed(
            [[apart.attended.count(where, each)] for each in mine],
            apart.smallest,
            columns_known=True,
            few={place for place in gone if 0 < joined[mine[place]] < apart.smallest},
            gone=gone,
            most=[joined[each] for each in mine],
        )
        told |= {each: row[0] for each, row in zip(mine, column.cells, strict=True)}
    return told


def coverage_table(attended: Attendance, rows: Sequence[Covered], words: Words) -> Table:
    """A row an organisation, a column a goal area and angle."""
    t = words.t
    places = list(attended.covered)
    return table(
        t("exports.sheet.coverage"),
        "Coverage",
        t("exports.purpose.coverage"),
        [
            Field("organisation", t("exports.column.organisation"), "text", 44),
            Field("class", t("exports.column.class"), "text", 24),
            Field("joined", t("exports.cover.joined"), "number", 12),
            *(
                Field(
                    "/".join(where),
                    f"{words.areas[where[0]]}: {words.angles[where[1]]}",
                    "number",
                    16,
                )
                for where in places
            ),
        ],
        list(_rows(attended, rows, words)),
    )


def _rows(
    attended: Attendance, rows: Sequence[Covered], words: Words
) -> Iterator[tuple[str | int | None, ...]]:
    for row in rows:
        class_ = attended.class_of(row.organisation)
        figures = (row.joined, *row.cells.values())
        yield (
            words.organisations.get(row.organisation, row.organisation),
            words.classes.get(class_, class_) or None,
            *(words.withheld if each is None else each for each in figures),
        )
