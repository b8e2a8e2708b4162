"""A question alone on the screen with the items that it asks about, before there are results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from app.picture.crowd import named
from app.picture.text import COLUMN, lines, step

ROOM = 36.0  # rem between goal area and figures, where the screen is lowest
STEPS = (55, 100, 170)  # characters of a question, by its size
QUESTIONS = ((14, 7.5, 1.02), (17, 6.0, 1.02), (21, 4.75, 1.06), (26, 3.5, 1.12))  # em, rem, line
NOTE, NOTE_LINE = 2.75, 3.3  # rem; the sentence under it
LISTS = ((3, 1, 2.75), (6, 1, 2.25), (12, 2, 2.0), (18, 3, 1.75))  # items at most, columns, rem
LINE = 1.25  # of the items' size
APART = 0.35  # em between items
BETWEEN = 3.0  # rem between columns
MARGINS = 2.75  # rem above the sentence and above the list


@dataclass(frozen=True, slots=True)
class Asked:
    """Sizes, 0 for the largest, and what is written of the items."""

    step: int  # of the question
    size: int  # of the items
    labels: tuple[str, ...]  # in their order; none where they are too many to be read


def asked(question: str, note: str, labels: Sequence[str]) -> Asked:
    """Question and items as large as they fit: first the question gives way, then the items, and
    those that are too long for the smallest are cut."""
    first = step(question, *STEPS)
    size = next((n for n, (most, *_) in enumerate(LISTS) if len(labels) <= most), None)
    if not labels or size is None:
        return Asked(first, 0, ())
    under = ROOM - MARGINS - lines(note, COLUMN / NOTE) * NOTE_LINE
    for smaller in range(size, len(LISTS)):
        for at in range(max(first, 1), len(QUESTIONS)):
            wide, high, line = QUESTIONS[at]
            room = under - lines(question, wide) * high * line
            if _high(labels, smaller) <= room:
                return Asked(at, smaller, tuple(labels))
    _, columns, rem = LISTS[smaller]
    apart = ceil(len(labels) / columns) * APART * rem
    whole = columns * max(room - apart - rem * LINE, 0.0)
    across = _across(columns, rem)
    return Asked(at, smaller, named(labels, (across, across), (whole, whole), rem, rem * LINE))


def _high(labels: Sequence[str], size: int) -> float:
    """Height in rem of a list, where one column may be a line or two longer than the others."""
    _, columns, rem = LISTS[size]
    filled = [lines(label, _across(columns, rem) / rem) for label in labels]
    longest = sum(filled) / columns + (max(filled) if columns > 1 else 0)
    return longest * rem * LINE + ceil(len(labels) / columns) * APART * rem


def _across(columns: int, rem: float) -> float:
    """Width in rem of an item beside its mark."""
    return (COLUMN - BETWEEN * (columns - 1)) / columns - rem
