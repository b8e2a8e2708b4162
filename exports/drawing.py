"""Paper to draw on in points: boxes, lines and words become the bytes of a PNG, always the same.

A sheet is as wide as the text of a page, so that a letter of 10.5 points is one on paper too.
Nothing is read from the machine but matplotlib's own font, and nothing is left on it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unicodedata import category

from exports.cells import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.ft2font import FT2Font

WIDTH = 464.0  # points, 164 mm: the text of a page in Word
DPI = 160
SIZE, LARGE, LINE = 10.5, 14.0, 14.0  # points: text, a figure, from line to line
TALLEST = 3  # lines of a label; the table beside the picture has it whole
FITTED = 0.97  # of a width; fitted to pixels, letters are a little wider
LONGEST = 1000  # letters of which more would not fit into so many lines, however narrow

PAPER, INK, GREY, CONTROL, RULE = "#FFFFFF", "#0F2024", "#3B4F55", "#5F7379", "#C3CED0"


class Sheet:
    """Paper that grows downwards; places are in points from its upper left corner, and `y` is
    how far it has been used."""

    def __init__(self) -> None:
        self.y = 6.0
        self._shapes: list[Callable[[Axes, int], None]] = []

    def label(self, text: str, width: float = WIDTH) -> None:
        """What stands above a row, in as many lines as it needs."""
        for line in lines(text, width):
            self.write(0, self.y + LINE / 2 - 1, line)
            self.y += LINE
        self.y += 3

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        bold: bool = False,
        size: float = SIZE,
        align: str = "left",
        colour: str = INK,
        turned: str = "",
    ) -> None:
        """One line; where `turned` it is read upwards, with its top or its bottom at y."""
        shown = drawable(text)

        def draw(axes: Axes, order: int) -> None:
            axes.text(
                x,
                y,
                shown,
                ha="center" if turned else align,
                va=turned or "center_baseline",
                rotation=90 if turned else 0,
                color=colour,
                fontsize=size,
                font=font_file(bold),
                parse_math=False,  # what stands between two $ is text
                zorder=order,
            )

        self._shapes.append(draw)

    def inside(self, x: float, width: float, height: float, text: str, ground: str) -> None:
        """A number in the shape at y, where it fits there."""
        if width_of(text) + 6 <= width:
            colour = max((PAPER, INK), key=partial(_contrast, ground))
            self.write(x + width / 2, self.y + height / 2, text, align="center", colour=colour)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        form: str = "full",
        edge: str = "",
    ) -> None:
        """A rectangle: full, or with its outline alone (open) or also hatched (half)."""

        def draw(axes: Axes, order: int) -> None:
            from matplotlib.patches import Rectangle

            full = form == "full"
            axes.add_patch(
                Rectangle(
                    (x, y),
                    width,
                    height,
                    facecolor=colour if full else PAPER,
                    edgecolor=edge or colour,
                    linewidth=0.8 if full else 1.2,
                    hatch="//////" if form == "half" else None,
                    zorder=order,
                )
            )

        self._shapes.append(draw)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str, width: float) -> None:
        """From a place to another."""

        def draw(axes: Axes, order: int) -> None:
            axes.plot([x, to_x], [y, to_y], color=colour, linewidth=width, zorder=order)

        self._shapes.append(draw)

    def png(self) -> bytes:
        """The picture; nothing in it tells when or with what it was made."""
        font_file()  # before anything else of matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDTH / 72, self.y / 72), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(self.y, 0))
        axes.set_axis_off()
        for order, draw in enumerate(self._shapes):
            draw(axes, order)
        made = BytesIO()
        figure.savefig(made, format="png", metadata={"Software": None})
        return made.getvalue()


def lines(text: str, width: float) -> list[str]:
    """The text in lines that fit, three at most."""
    width *= FITTED
    found = [""]
    for word in drawable(text)[:LONGEST].split(" "):
        longer = f"{found[-1]} {word}" if found[-1] else word
        if width_of(longer) <= width:
            found[-1] = longer
            continue
        if found[-1]:
            found.append("")
        found[-1:] = _broken(word, width)
    if len(found) <= TALLEST:
        return found
    cut = f"{found[TALLEST - 1]}…"
    while width_of(cut) > width:
        cut = f"{cut[:-2]}…"
    return [*found[: TALLEST - 1], cut]


def _broken(word: str, width: float) -> list[str]:
    """A word in parts that fit."""
    parts = [""]
    used = 0.0
    for letter in word:
        step = width_of(letter)
        if used + step > width:
            parts.append("")
            used = 0.0
        parts[-1] += letter
        used += step
    return parts


def drawable(text: str) -> str:
    """The text as one line of what the font has; a box stands for every other letter."""
    known = _letters()
    plain = " ".join(visible(text).split())
    return "".join(
        letter if ord(letter) in known else "□" for letter in plain if category(letter) != "Cf"
    )


def width_of(text: str, *, bold: bool = False) -> float:
    """How wide a line of text is, in points; letters beside one another are not moved closer."""
    advance = _advance
    return sum(advance(letter, bold) for letter in text)


@lru_cache(maxsize=10_000)
def _advance(letter: str, bold: bool) -> float:
    if ord(letter) not in _letters():
        return SIZE  # as wide as letters of other scripts, and as signs, are at most
    return _font(bold).load_char(ord(letter)).linearHoriAdvance / 65_536


def _contrast(one: str, other: str) -> float:
    """Contrast of two colours as in WCAG 2.2, from 1 to 21."""
    low, high = sorted(sum(_light(each)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> Iterator[float]:
    for place, weight in ((1, 0.2126), (3, 0.7152), (5, 0.0722)):
        share = int(colour[place : place + 2], 16) / 255
        yield weight * (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)


@cache
def font_file(bold: bool = False) -> Path:
    """A font that comes with matplotlib, imported here for the first time."""
    with _at_home():
        import matplotlib
        from matplotlib import font_manager  # noqa: F401  it reads its list of fonts now

        matplotlib.rcdefaults()  # nobody's own settings
    return Path(matplotlib.get_data_path(), f"fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf")


@contextmanager
def _at_home() -> Iterator[None]:
    """A folder for matplotlib, which on being imported lists the machine's fonts and keeps the
    list in the home of whoever runs it; here it lists its own, and the list goes."""
    with TemporaryDirectory(prefix="evastys-fonts-") as folder:
        wanted = {"MPLCONFIGDIR": folder, "MPL_IGNORE_SYSTEM_FONTS": "1"}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


@cache
def _font(bold: bool) -> FT2Font:
    file = font_file(bold)
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(file))
    font.set_size(SIZE, 72)
    return font


@cache
def _letters() -> frozenset[int]:
    """What both fonts have."""
    return frozenset(_font(False).get_charmap()) & frozenset(_font(True).get_charmap())
