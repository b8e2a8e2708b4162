"""Words as a typeset list: four sizes for four bands of count, alphabetical within a size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.picture.text import ROOM, em, lines
from app.text.words import alphabet

# Edges of bands; a band reaches from one to the next that is at most half of it.
ROUND = (2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 250, 300, 400, 500, 600, 800)
FIRST = 9  # words that the largest size holds at most, when counts allow
APART = 4  # times as often as the rarest word of the largest size the most frequent one was said
LEVELS = 4
WIDE, NARROW = 67.0, 56.5  # rem for a line of words at 16:9 and 4:3
TALLER = 2.0  # rem that the picture is higher at 4:3
GAP = 0.72  # em between words at most
AROUND = 0.8  # rem between bands
SETTINGS = {  # rem of each level
    1: (4.75, 3.0, 2.25, 1.75),
    2: (4.25, 2.75, 2.125, 1.75),
    3: (3.75, 2.5, 2.0, 1.75),
    4: (3.0, 2.25, 1.875, 1.75),
}
LEADING = (1.08, 1.14, 1.18, 1.2)  # line height of each level in its size
LAST = 3  # lines of the lowest band at least, before the others get smaller
RANKED = 10  # words in the list with exact counts
RANKED_COLUMN = 18.0  # rem for a count and its word there, at 4:3
RANKED_SIZE, RANKED_LINE = 2.125, 2.35  # rem
DIGIT = 1.65  # rem that a digit of the count takes
NOTE = 2.85  # rem of the line that tells of the words said once


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of a band a sheet of some shape shows."""

    shown: int  # words
    left_out: int = 0  # words that did not fit, here and below; told on the last band shown


NOTHING = Cut(0)


@dataclass(frozen=True, slots=True)
class Band:
    """Words of one size."""

    level: int  # 1 largest
    least: int
    most: int | None  # None: no limit
    words: tuple[str, ...]
    wide: Cut = NOTHING  # at 16:9
    narrow: Cut = NOTHING  # at 4:3


@dataclass(frozen=True, slots=True)
class Typeset:
    """All words on the screen; those said once stay off it, and how many they are is said."""

    setting: int  # at 16:9; 1 largest, 4 smallest
    narrow: int  # at 4:3
    bands: tuple[Band, ...]
    ranked: tuple[tuple[str, int], ...]
    once: int  # different words said once


def typeset(words: Sequence[Mapping[str, Any]], height: float = ROOM) -> Typeset:
    """Words in bands that fit `height` rem, and the most frequent ones with their counts."""
    counts: dict[str, int] = {}
    for each in words:  # of two with one name the more frequent
        counts.setdefault(str(each["word"]), int(each["count"]))
    several = {word: count for word, count in counts.items() if count > 1}
    once = len(counts) - len(several)
    bands = _bands(several)
    left = height - NOTE if once else height
    setting, wide = _laid(bands, WIDE, left)
    narrow_setting, narrow = _laid(bands, NARROW, left + TALLER)
    return Typeset(
        setting,
        narrow_setting,
        tuple(
            replace(band, words=band.words[: max(at.shown, at43.shown)], wide=at, narrow=at43)
            for band, at, at43 in zip(bands, wide, narrow, strict=True)
            if at.shown or at43.shown
        ),
        tuple(_ranked(several, height)),
        once,
    )


def _bands(counts: Mapping[str, int]) -> list[Band]:
    if not counts:
        return []
    edges = _edges(list(counts.values()))
    limits = [None, *(edge - 1 for edge in edges[:-1])]
    bands = [
        Band(level, least, most, _between(counts, least, most))
        for level, (least, most) in enumerate(zip(edges, limits, strict=True), start=1)
    ]
    return [band for band in bands if band.words]


def _edges(counts: Sequence[int]) -> list[int]:
    """Falling edges: the first one holds at most FIRST words if it can, none of them said much less
    often than the most frequent one; the last is the lowest."""
    reached = [edge for edge in ROUND if edge <= max(counts)]
    few = (
        edge
        for edge in reached
        if sum(count >= edge for count in counts) <= FIRST and max(counts) <= edge * APART
    )
    edges = [next(few, reached[-1])]
    while edges[-1] > ROUND[0]:
        half = max(edge for edge in (*ROUND, ROUND[0]) if edge <= max(edges[-1] / 2, ROUND[0]))
        edges.append(ROUND[0] if len(edges) == LEVELS - 1 else half)
    return edges


def _between(counts: Mapping[str, int], least: int, most: int | None) -> tuple[str, ...]:
    inside = [word for word, n in counts.items() if n >= least and (most is None or n <= most)]
    return tuple(sorted(inside, key=alphabet))


def _laid(bands: Sequence[Band], width: float, height: float) -> tuple[int, list[Cut]]:
    """The largest setting that shows enough, and its cuts.

    What was said most is read from the back row, so the rarest words give way before its size
    does: enough is a whole band but for the last, and of that one LAST lines. The first one
    is never cut while a smaller size holds it.
    """
    for setting in SETTINGS:
        cuts = _fitted(bands, setting, width, height)
        if not bands or _enough(bands, cuts, setting, width):
            break
    return setting, cuts


def _enough(bands: Sequence[Band], cuts: Sequence[Cut], setting: int, width: float) -> bool:
    *above, last = zip(bands, cuts, strict=True)
    if any(cut.shown < len(band.words) for band, cut in above):
        return False
    band, cut = last
    if not above:
        return cut.shown == len(band.words)
    return cut.shown == len(band.words) or (
        cut.shown > 0 and _rows(band, setting, width)[cut.shown - 1] >= LAST
    )


def _rows(band: Band, setting: int, column: float) -> list[int]:
    """The line that each word stands on, from 1."""
    width = column / SETTINGS[setting][band.level - 1]
    row, used = 1, 0.0
    rows = []
    for word in band.words:
        long = em(word)
        if used and used + GAP + long > width:
            row, used = row + 1, 0.0
        used += long + (GAP if used else 0.0)
        while used > width:  # a word longer than a line wraps inside itself
            row, used = row + 1, used - width
        rows.append(row)
    return rows


def _line(level: int, setting: int) -> float:
    return SETTINGS[setting][level - 1] * LEADING[level - 1]


def _fitted(bands: Sequence[Band], setting: int, width: float, height: float) -> list[Cut]:
    """The bands cut from below until they fit; the last one counts the words that are left out."""
    cuts: list[Cut] = []
    left = height
    for place, band in enumerate(bands):
        line, rows = _line(band.level, setting), _rows(band, setting, width)
        after = sum(len(each.words) for each in bands[place + 1 :])
        # A band needs room for one line of the next, or says itself what is left out.
        fit = int((left - AROUND) / line)
        if fit < 1:
            break
        last = rows[-1] <= fit
        shown = len(rows) if last else _before_note(rows, fit)
        left -= rows[shown - 1] * line + AROUND
        cut = not last or (after > 0 and left < _line(LEVELS, setting) + AROUND)
        cuts.append(Cut(shown, len(rows) - shown + (after if cut else 0)))
        if cut:
            break
    return cuts + [NOTHING] * (len(bands) - len(cuts))


def _before_note(rows: Sequence[int], fit: int) -> int:
    """Words before the note that says how many are left out: it takes half of the last line."""
    full = sum(row < fit for row in rows)
    return max(1, full + sum(row == fit for row in rows) // 2)


def _ranked(counts: Mapping[str, int], height: float) -> list[tuple[str, int]]:
    ranked: list[tuple[str, int]] = []
    left = height - RANKED_LINE
    digits = len(str(max(counts.values(), default=0)))
    width = (RANKED_COLUMN - max(3.2, digits * DIGIT)) / RANKED_SIZE
    for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], alphabet(pair[0]))):
        left -= lines(word, width) * RANKED_LINE + AROUND
        if left < 0 or len(ranked) == RANKED:
            break
        ranked.append((word, count))
    return ranked
