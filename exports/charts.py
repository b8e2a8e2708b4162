"""Charts of documents: numbers and their words in, the bytes of a PNG out, the same each time.

Hue means goal area, as on the screen; what else differs, differs in form or is written. Every
number in a picture is also in the table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.drawing import CONTROL, GREY, INK, LARGE, LINE, PAPER, RULE, SIZE, WIDTH, Sheet, lines
from exports.drawing import width_of as width

BAR, GAP = 13.0, 11.0  # points: height of a bar, and what is between rows
MEAN = 122.0  # room for a mean, or a word in its place, and its number of answers
FIGURE = 40.0  # what is wider is a word
STONES = ("#46585E", "#B4C0C3", "#E4EAEA")  # the low half of a scale from its end, its middle


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a goal area: of shapes, of what carries a number, and one between."""

    fill: str
    ink: str
    mid: str


PLAIN = Look(INK, INK, "#B4C0C3")  # what has no goal area
AREAS = (
    Look("#C27C00", "#6A3F00", "#EBC274"),
    Look("#0A8670", "#064C3D", "#86CDBD"),
    Look("#1E62AE", "#10396B", "#93BCE8"),
    Look("#9A2A14", "#74200F", "#EBA28F"),
)


def look_of(place: int | None) -> Look:
    """Colours of the goal area at a place of the agenda, from 0; four hues serve eight areas."""
    return PLAIN if place is None or place >= 2 * len(AREAS) else AREAS[place % len(AREAS)]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart; `value` None draws no bar, `told` is written in any case."""

    label: str
    value: float | None
    told: str
    form: str = "full"  # full, half, open: how ready a commitment is


@dataclass(frozen=True, slots=True)
class Rated:
    """An item of a scale: how many gave each step, and the mean and its answers as written; a
    word `instead` stands in the place of counts that are not told."""

    label: str
    counts: Mapping[int, int]
    mean: str
    n: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item on two axes; one that nobody placed is in the list alone."""

    label: str
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis asks, and what its ends mean."""

    name: str
    low: str
    high: str


def bars(rows: Sequence[Bar], look: Look = PLAIN) -> bytes:
    """Bars from the left, each under its label and with its value at its end."""
    most = max((row.value for row in rows if row.value), default=0) or 1
    room = WIDTH - max((width(row.told, bold=True) for row in rows), default=0) - 10
    sheet = Sheet()
    for row in rows:
        sheet.label(row.label)
        length = max(room * (row.value or 0) / most, 1.5)
        if row.value is not None:
            sheet.box(0, sheet.y, length, BAR, look.fill, row.form)
        at = length + 6 if row.value is not None else 0
        sheet.write(at, sheet.y + BAR / 2, row.told, bold=True)
        sheet.y += BAR + GAP
    return sheet.png()


def diverging(rows: Sequence[Rated], steps: Sequence[int], ends: Axis, look: Look) -> bytes:
    """Shares of the steps on either side of the middle, with the mean beside."""
    middle = (steps[0] + steps[-1]) / 2
    colours = step_colours(steps, look)
    sides = [_sides(row.counts, middle) for row in rows]
    reach = max((max(side) for side in sides), default=0) or 1
    half = (WIDTH - MEAN) / 2
    sheet = Sheet()
    _key(sheet, colours, middle, ends, look)
    for row, (low, _) in zip(rows, sides, strict=True):
        sheet.label(row.label, WIDTH - MEAN)
        total = sum(row.counts.values()) or 1
        x = half - half * low / reach
        for step in steps:
            share = half * row.counts.get(step, 0) / total / reach
            if share:
                edge = look.fill if step > middle else CONTROL
                sheet.box(x, sheet.y, share, BAR + 4, colours[step], edge=edge)
                sheet.inside(x, share, BAR + 4, str(row.counts[step]), colours[step])
            x += share
        for top in (sheet.y - 5, sheet.y + BAR + 4):  # a tick over and under, clear of the number
            sheet.line(half, top, half, top + 5, INK, 1)
        sheet.write(half + 8, sheet.y + BAR / 2 + 2, row.instead, colour=GREY)
        large = LARGE if width(row.mean, bold=True) < FIGURE else SIZE
        sheet.write(WIDTH - MEAN + 14, sheet.y + BAR / 2 + 2, row.mean, bold=True, size=large)
        sheet.write(WIDTH, sheet.y + BAR / 2 + 2, row.n, align="right", colour=GREY)
        sheet.y += BAR + 4 + GAP
    return sheet.png()


def _sides(counts: Mapping[int, int], middle: float) -> tuple[float, float]:
    """The shares under and over the middle; the middle step itself is half in each."""
    total = sum(counts.values())
    if not total:
        return 0.0, 0.0
    low = sum(n for step, n in counts.items() if step < middle)
    same = sum(n for step, n in counts.items() if step == middle)
    return (low + same / 2) / total, (total - low - same / 2) / total


def step_colours(steps: Sequence[int], look: Look) -> dict[int, str]:
    """Stone for the low half and the middle, the goal area's colours for the high half."""
    middle = (steps[0] + steps[-1]) / 2
    low = [step for step in steps if step < middle]
    high = [step for step in reversed(steps) if step > middle]
    found = dict.fromkeys(steps, STONES[2])
    for half, (first, last) in ((low, STONES[:2]), (high, (look.ink, look.mid))):
        for place, step in enumerate(half):
            found[step] = _between(first, last, place / max(len(half) - 1, 1))
    return found


def _between(one: str, other: str, share: float) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _key(sheet: Sheet, colours: Mapping[int, str], middle: float, ends: Axis, look: Look) -> None:
    """What each colour stands for, between the names of the ends."""
    x, square = 0.0, 22.0
    for step, colour in colours.items():
        edge = look.fill if step > middle else CONTROL
        sheet.box(x, sheet.y, square, BAR + 4, colour, edge=edge)
        sheet.inside(x, square, BAR + 4, str(step), colour)
        x += square
    first, *_, last = colours
    named = [f"{step} = {name}" for step, name in ((first, ends.low), (last, ends.high)) if name]
    sheet.write(x + 8, sheet.y + BAR / 2 + 2, ", ".join(named), colour=GREY)
    sheet.y += BAR + 4 + GAP + 4


PLOT, INSET, MARK, MARGIN = 262.0, 14.0, 17.0, 18.0
"""Points: the square, what is free along its edge, a marker, what is left of the square."""


def places(
    rows: Sequence[Placed],
    ends: tuple[float, float],
    axes: tuple[Axis, Axis],
    corners: tuple[str, str, str, str],
) -> bytes:
    """Items as numbered squares on two axes, with the list of them beside; what lies above the
    middle of both is filled. Corners are named in the order both, x, y, neither."""
    sheet = Sheet()
    left, top = MARGIN, LINE + 4
    _frame(sheet, left, top, axes, corners)
    low, high = ends
    scale = (PLOT - 2 * INSET) / (high - low)
    taken: list[tuple[float, float]] = []
    for number, row in enumerate(rows, start=1):
        if row.x is None or row.y is None:
            continue
        x, y = left + INSET + scale * (row.x - low), top + INSET + scale * (high - row.y)
        _mark(sheet, *_free(x, y, taken), str(number), min(row.x, row.y) > (low + high) / 2)
    _list(sheet, left + PLOT + 20, top, rows)
    sheet.y = max(sheet.y, top + PLOT + 2 * LINE + 6)
    return sheet.png()


def _frame(
    sheet: Sheet,
    left: float,
    top: float,
    axes: tuple[Axis, Axis],
    corners: tuple[str, str, str, str],
) -> None:
    right, bottom, middle = left + PLOT, top + PLOT, PLOT / 2
    sheet.box(left, top, PLOT, PLOT, PAPER, edge=RULE)
    sheet.line(left + middle, top, left + middle, bottom, CONTROL, 0.8)
    sheet.line(left, top + middle, right, top + middle, CONTROL, 0.8)
    both, of_x, of_y, neither = corners
    for name, x, y, align in (
        (both, right - 6, top + 10, "right"),
        (of_y, left + 6, top + 10, "left"),
        (of_x, right - 6, bottom - 10, "right"),
        (neither, left + 6, bottom - 10, "left"),
    ):
        sheet.write(x, y, name, align=align, colour=GREY)
    across, up = axes
    sheet.write(left, bottom + 9, across.low, colour=GREY)
    sheet.write(right, bottom + 9, across.high, align="right", colour=GREY)
    sheet.write(left + middle, bottom + 9 + LINE, f"{across.name} →", align="center")
    sheet.write(8, bottom, up.low, colour=GREY, turned="bottom")
    sheet.write(8, top, up.high, colour=GREY, turned="top")
    sheet.write(left, top - 10, f"{up.name} ↑")


def _free(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The place, or the nearest one to its side where no marker stands yet."""
    place = x, y
    for step in range(1, 40):
        if all(max(abs(place[0] - a), abs(place[1] - b)) >= MARK for a, b in taken):
            break
        place = x + (step + 1) // 2 * (-1 if step % 2 else 1) * MARK, y
    taken.append(place)
    return place


def _mark(sheet: Sheet, x: float, y: float, number: str, strong: bool) -> None:
    ground = INK if strong else PAPER
    sheet.box(x - MARK / 2, y - MARK / 2, MARK, MARK, ground, edge=INK)
    sheet.write(x, y, number, align="center", bold=True, colour=PAPER if strong else INK)


def _list(sheet: Sheet, x: float, y: float, rows: Sequence[Placed]) -> None:
    for number, row in enumerate(rows, start=1):
        sheet.write(x, y + LINE / 2, str(number), bold=True)
        for line in lines(row.label, WIDTH - x - 20):
            sheet.write(x + 20, y + LINE / 2, line)
            y += LINE
        y += 5
    sheet.y = y
