"""How close bars stand: the first setting in which all of them and their labels fit the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.picture.glance import clipped
from app.picture.text import lines

AIR = 1.5  # rem that a picture of bars keeps free above and below
CAVEAT = 2.5  # rem that a sentence under the picture takes from it
MOST = 30  # bars that fit at all


@dataclass(frozen=True, slots=True)
class Setting:
    """How bars are set; the measures are those of bars.css under this name."""

    name: str
    most: int  # bars; more of them are not compared like this
    columns: int
    across: tuple[float, float]  # rem for a label, at 16:9 and at 4:3
    size: float  # rem of a label
    line: float  # rem of a line of it
    bar: float  # rem of the bar or its figure, with all gaps of a row
    beside: bool = False  # the label stands beside the bar, not above it
    whole: bool = True  # labels are never cut


SETTINGS = (
    Setting("few", 4, 1, (105.5, 92.0), 2.125, 2.45, 6.2),
    Setting("some", 6, 1, (105.5, 92.0), 2.125, 2.45, 3.75),
    Setting("many", 8, 1, (35.8, 31.2), 2.125, 2.25, 3.0, beside=True),
    Setting("pairs", 8, 2, (50.5, 43.5), 2.125, 2.45, 4.5),
    Setting("most", 12, 2, (50.5, 43.5), 1.75, 1.85, 3.7),
    Setting("close", 20, 2, (50.5, 43.5), 1.75, 1.85, 2.75),
    Setting("tight", 24, 2, (50.5, 43.5), 1.75, 1.85, 1.9),
    Setting("packed", 22, 2, (50.5, 43.5), 1.75, 1.85, 1.9, whole=False),
    Setting("full", MOST, 3, (32.5, 27.5), 1.75, 1.85, 1.9, whole=False),
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The name of a setting, and the labels as they are written in it."""

    name: str
    labels: tuple[str, ...]


def crowd(labels: Sequence[str], heights: tuple[float, float], lead: float = 0.0) -> Crowd:
    """The setting for bars of these labels in a picture of these heights, at 16:9 and at 4:3.

    `lead` is the width in rem of what stands before a label. The last setting is taken whether
    all fit or not; an agenda has no more options than it holds.
    """
    return _crowd(tuple(labels), heights, lead)


@lru_cache(maxsize=256)  # every frame of a prompt asks the same
def _crowd(labels: tuple[str, ...], heights: tuple[float, float], lead: float) -> Crowd:
    for setting in SETTINGS[:-1]:
        if len(labels) <= setting.most and _fits(labels, setting, heights, lead):
            return Crowd(setting.name, _written(labels, setting, lead))
    return Crowd(SETTINGS[-1].name, _written(labels, SETTINGS[-1], lead))


def named(
    labels: Sequence[str],
    across: tuple[float, float],
    heights: tuple[float, float],
    size: float,
    line: float,
) -> tuple[str, ...]:
    """Labels of a list, cut where their lines do not all fit: the longest first, line by line.

    `across` is the width of a label and `heights` those of the list, at 16:9 and at 4:3; `size`
    and `line` are those of its type; all in rem.
    """
    shown, least = list(labels), min(across) / size
    while any(
        sum(lines(label, width / size) for label in shown) * line > height
        for width, height in zip(across, heights, strict=True)
    ):
        taken = [lines(label, least) for label in shown]
        if max(taken) == 1:
            break
        place = len(taken) - 1 - taken[::-1].index(max(taken))
        shown[place] = clipped(labels[place], least, taken[place] - 1)
    return tuple(shown)


def _written(labels: Sequence[str], setting: Setting, lead: float) -> tuple[str, ...]:
    """Cut to one line of the narrower picture where the setting cuts them."""
    if setting.whole:
        return tuple(labels)
    width = (min(setting.across) - lead) / setting.size
    return tuple(clipped(label, width, 1) for label in labels)


def _fits(
    labels: Sequence[str], setting: Setting, heights: tuple[float, float], lead: float
) -> bool:
    written = _written(labels, setting, lead)
    for across, room in zip(setting.across, heights, strict=True):
        width = (across - lead) / setting.size
        rows = []
        for label in written:
            words = lines(label, width) * setting.line
            rows.append(max(words, setting.bar) if setting.beside else words + setting.bar)
        if _tallest(rows, setting.columns) > room - AIR:
            return False
    return True


def _tallest(rows: Sequence[float], columns: int) -> float:
    """Height of the tallest column when rows flow through so many, evenly."""
    if columns == 1:
        return sum(rows)
    best = sum(rows)
    for first in range(1, len(rows)):
        best = min(best, max(sum(rows[:first]), _tallest(rows[first:], columns - 1)))
    return best
