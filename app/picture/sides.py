"""Groups or rounds side by side: the bars of all of them on one measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.picture.crowd import CAVEAT
from app.picture.text import COLUMN, WIDE_COLUMN, lines

LIGHT = 0.88  # width of a text in what `em` says, which rounds every letter up
SPACING = 1.75  # rem between columns
RULE = 0.19  # rem above each row
FEW = 5  # options that stand as columns, so that the bars of the sides are under one another


class Line(Protocol):
    """What is compared of one option or item."""

    @property
    def key(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def values(self) -> Sequence[float | None]: ...
    @property
    def withheld(self) -> Sequence[bool]: ...


@dataclass(frozen=True, slots=True)
class Figure:
    """One side's figure of one option or item."""

    measure: str
    value: float | None  # None: withheld, or nobody
    withheld: bool
    length: float  # percent of the bar's room


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of every option or item, in the order of the settings."""

    keys: tuple[str, ...]
    figures: dict[str, tuple[tuple[Figure, ...], ...]]  # by key: for each side, for each measure
    across: bool  # the options stand as columns

    @property
    def withheld(self) -> bool:
        """Whether any figure is withheld."""
        return any(
            figure.withheld
            for sides in self.figures.values()
            for figures in sides
            for figure in figures
        )


def compared(lines: Sequence[Line], low: float | None, high: float | None) -> Compared:
    """Bars from `low` to `high`, where the longest is 100 %; from 0 to the largest figure where
    those are None. `low` may be the larger one, as where the first place is the best."""
    told = [value for line in lines for value in line.values if value is not None]
    start = 0.0 if low is None else low
    end = max(told, default=0.0) if high is None else high
    keys = tuple(dict.fromkeys(line.key for line in lines))
    figures = {}
    for key in keys:
        mine = [line for line in lines if line.key == key]
        figures[key] = tuple(
            tuple(
                Figure(
                    line.measure,
                    line.values[side],
                    line.withheld[side],
                    _length(line.values[side], start, end),
                )
                for line in mine
            )
            for side in range(len(mine[0].values))
        )
    one = len({line.measure for line in lines}) <= 1
    return Compared(keys, figures, across=one and len(keys) <= FEW)


@dataclass(frozen=True, slots=True)
class Set:
    """How rows are set: `name` of the style, its most rows, and rem of the figure with its bar, of
    the air above and below, of the label's letters and of a line of them."""

    name: str
    most: int
    figure: float
    air: float
    letters: float
    line: float


# As `sides.css` has them.
SETS = (
    Set("few", 3, 7.25, 2.2, 2.125, 2.34),
    Set("some", 5, 4.95, 1.4, 2.125, 2.34),
    Set("many", 8, 3.8, 0.7, 2.125, 2.34),
    Set("most", 24, 2.65, 0.4, 1.75, 1.84),
)
PAGED = SETS[2]  # of rows that take more than one page
TURN = 2.75  # rem that the number of the page takes under them
# rem of the column of labels at 16:9 and at 4:3, by the number of sides
LABELS = ((2, "wide", (44.0, 38.0)), (4, "middle", (32.0, 27.0)), (99, "slim", (24.0, 20.0)))
NAME, NAME_LINE, NAME_BELOW = 2.0, 2.2, 3.3  # rem of a side's name, and of its number under it
AIR = 0.9  # rem under the heads of columns
COUNTED = 2.5  # rem of a side's number under its name
MEASURE, MEASURE_LINE = 1.75, 2.3  # rem of the names of two measures


SENTENCES, SENTENCES_LINE = 1.875, 2.5  # rem of what is said under the picture
CORNER = 26.0  # rem that the code and its picture take beside it


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that are seen at a time."""

    number: int  # from 1
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """All rows in pages: their style, and how wide the labels are."""

    rows: str
    labels: str
    pages: tuple[Sheet, ...]


def under(caveat: str) -> tuple[float, float]:
    """Rem that the sentences under a picture take from it at 16:9 and at 4:3."""
    wide, narrow = (
        CAVEAT + (lines(caveat, (column - CORNER) / SENTENCES / LIGHT) - 1) * SENTENCES_LINE
        for column in (WIDE_COLUMN, COLUMN)
    )
    return wide, narrow


def columned(
    labels: Mapping[str, str], names: Sequence[str], heights: tuple[float, float], caveat: str = ""
) -> bool:
    """Whether options with these labels fit as columns, with a row for each side."""
    how = next(each for each in SETS if len(names) <= each.most)
    slim = LABELS[-1][2]
    for height, below, column, side in zip(
        heights, under(caveat), (WIDE_COLUMN, COLUMN), slim, strict=True
    ):
        each = (column - side) / len(labels) - SPACING
        head = max(lines(text, each / NAME / LIGHT) for text in labels.values()) * NAME_LINE + AIR
        rows = sum(
            max(how.figure, lines(name, side / how.letters / LIGHT) * how.line + COUNTED)
            + how.air
            + RULE
            for name in names
        )
        if head + rows > height - below:
            return False
    return True


def sheets(
    labels: Mapping[str, str],
    names: Sequence[str],
    heights: tuple[float, float],
    measures: Sequence[str] = (),
    caveat: str = "",
) -> Sheets:
    """Rows with these `labels` by key under sides with these `names`, on as many pages as they
    take in pictures of these heights in rem at 16:9 and at 4:3, less what stands under them."""
    width, widths = next((name, rem) for most, name, rem in LABELS if len(names) <= most)
    columns = (WIDE_COLUMN, COLUMN)
    each = [
        (column - label) / len(names) - SPACING
        for column, label in zip(columns, widths, strict=True)
    ]
    left = [
        height
        - below
        - max(lines(name, side / NAME / LIGHT) for name in names) * NAME_LINE - NAME_BELOW
        - max((lines(text, side / 2 / MEASURE / LIGHT) for text in measures), default=0)
        * MEASURE_LINE
        for height, below, side in zip(heights, under(caveat), each, strict=True)
    ]  # fmt: skip

    def tall(key: str, how: Set) -> tuple[float, float]:
        wide, narrow = (
            max(lines(labels[key], label / how.letters / LIGHT) * how.line, how.figure)
            + how.air
            + RULE
            for label in widths
        )
        return wide, narrow

    def fits(keys: Sequence[str], how: Set, below: float = 0.0) -> bool:
        rows = zip(*(tall(key, how) for key in keys), strict=True)
        return all(sum(each) + below <= room for each, room in zip(rows, left, strict=True))

    keys = tuple(labels)
    for how in SETS:
        if len(keys) <= how.most and fits(keys, how):
            return Sheets(how.name, width, (Sheet(1, keys),))
    packed: list[tuple[str, ...]] = []
    for key in keys:
        if packed and fits((*packed[-1], key), PAGED, TURN):
            packed[-1] += (key,)
        else:
            packed.append((key,))
    told = tuple(Sheet(number, page) for number, page in enumerate(packed, start=1))
    return Sheets(PAGED.name, width, told)


def _length(value: float | None, start: float, end: float) -> float:
    if value is None or start == end:
        return 0.0
    return round(100 * (value - start) / (end - start), 2)
