"""Results at a glance: the few lines of an overview, and one statement alone on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.picture.text import COLUMN, em, lines
from app.text.clean import cut

WIDTH = 9.8  # em for the words of a line, in a fourth of the screen
HEIGHT = 19.5  # rem for all lines
LINE, GAP = 2.5, 0.9  # rem of a line of text, and between two
MOST, LEAST = 5, 3  # lines of an overview; the least comes before longer ones
LONGEST = (7, 6, 5, 4, 3, 2, 1)  # lines of text that one takes; seven fill the height

SPOT = (11.0, 9.5, 8.25, 7.0, 6.0, 5.25, 4.5, 3.875, 3.25)  # rem of a statement alone
SPOT_LINE, SPOT_AIR = 1.12, 0.2  # em of a line, and around them all
SPOT_HEIGHT = 37.5  # rem
GRAPHEMES, BREAKS = 280, 3  # of a statement on the screen


@dataclass(frozen=True, slots=True)
class Line:
    """What was said and how often, or how strongly."""

    figure: str  # empty where there is none
    words: str


def glance(rows: Sequence[tuple[str, str]], most: int | None = None) -> list[Line]:
    """The first of these figures and words that fit a column, each in at most so many lines and cut
    only where there is no room."""
    fitted: list[Line] = []
    for each in LONGEST[-(most or LONGEST[0]) :]:
        fitted = _fitted(rows, each)
        if len(fitted) >= min(LEAST, len(rows)):
            break
    return fitted


def _fitted(rows: Sequence[tuple[str, str]], most: int) -> list[Line]:
    fitted: list[Line] = []
    left = HEIGHT + GAP
    for figure, words in rows[:MOST]:
        shown = clipped(words, WIDTH, most)
        left -= lines(shown, WIDTH) * LINE + GAP
        if left < 0:
            break
        fitted.append(Line(figure, shown))
    return fitted


def clipped(text: str, width: float, most: int) -> str:
    """As many words as `most` lines of `width` em hold, in one paragraph, … where some are left
    out; a single word that is too long is cut."""
    words = text.split()
    if lines(" ".join(words), width) <= most:
        return " ".join(words)
    while len(words) > 1:
        words.pop()
        shown = " ".join(words).rstrip(",.;:–- ") + "…"
        if lines(shown, width) <= most:
            return shown
    length = len(words[0])
    while length > 2 and lines(cut(words[0], length), width) > most:
        length -= 1
    return cut(words[0], length)


def fit(text: str, most: int, *widths: float) -> int:
    """The first of these sizes, each a line's width in em, that sets a text in `most` lines."""
    for size, width in enumerate(widths):
        if lines(text, width) <= most and _longest(text) <= width:
            return size
    return len(widths)


def _longest(text: str) -> float:
    return max((em(word) for word in text.split()), default=0.0)


def spot(text: str) -> tuple[str, int]:
    """A statement alone: as much of it as the screen shows, and which of the sizes it gets."""
    shown = cut(text, GRAPHEMES, BREAKS)
    length = GRAPHEMES
    while True:
        for size, rem in enumerate(SPOT):
            width = COLUMN / rem
            tall = (lines(shown, width) * SPOT_LINE + SPOT_AIR) * rem
            last = size == len(SPOT) - 1
            if tall <= SPOT_HEIGHT and (last or _longest(shown) <= width):
                return shown, size
        length = length * 4 // 5  # letters as wide as emoji
        shown = cut(text, length, BREAKS)
