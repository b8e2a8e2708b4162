"""Bars that compare options, and bars of a scale centred on its middle answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

LONGEST = 80.0  # percent of the row for the longest bar; its figure stands in the rest
HALF = 49.0  # percent of the row for the longer half of a diverging bar
# Percent of the narrowest bar that a digit and its margins take: bars of many items stand beside
# their labels and are half as long.
DIGIT, MARGIN = 2.1, 0.7
FEW, DIGIT_OF_MANY, MARGIN_OF_MANY = 5, 3.4, 1.2


@dataclass(frozen=True, slots=True)
class Bar:
    """One option's bar."""

    key: str
    value: float
    length: float  # percent


def bars(values: Mapping[str, float | None], order: Sequence[str], ranked: bool) -> list[Bar]:
    """A bar for each option of `order`, largest first when `ranked`; equal ones keep the order."""
    known = {key: values.get(key) or 0.0 for key in order}
    most = max(known.values(), default=0.0)
    drawn = [Bar(key, value, _part(value, most) * LONGEST) for key, value in known.items()]
    return sorted(drawn, key=lambda bar: -bar.value) if ranked else drawn


def _part(value: float, whole: float) -> float:
    return round(value / whole, 4) if whole else 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One answer of a scale within its bar."""

    value: int
    count: int
    length: float  # percent
    tone: int  # 1 lowest, 2 low, 3 middle, 4 high, 5 highest
    figure: Literal["in", "before", "after", ""]  # where its figure stands, if anywhere


@dataclass(frozen=True, slots=True)
class Diverging:
    """The bar of one item."""

    key: str
    start: float  # percent before the first segment
    segments: tuple[Segment, ...]
    mean: float | None
    n: int


def diverging(items: Mapping[str, Mapping[str, Any]], low: int, high: int) -> list[Diverging]:
    """The bars of all items on one measure: the longest half of them fills its side."""
    counts = {
        key: [int(item["counts"].get(str(value), 0)) for value in range(low, high + 1)]
        for key, item in items.items()
    }
    longest = max((max(_halves(each)) for each in counts.values()), default=0.0)
    measure = HALF / longest if longest else 0.0
    return [
        Diverging(
            key,
            round(50 - _halves(each)[0] * measure, 2),
            tuple(_segments(each, low, measure, many=len(items) > FEW)),
            items[key]["mean"],
            sum(each),
        )
        for key, each in counts.items()
    ]


def _halves(counts: Sequence[int]) -> tuple[float, float]:
    """Shares below and above the middle; a middle answer counts half to each side."""
    whole, middle = sum(counts), len(counts) / 2
    if not whole:
        return 0.0, 0.0
    below = sum(count * min(1.0, max(0.0, middle - place)) for place, count in enumerate(counts))
    return below / whole, 1 - below / whole


def _segments(counts: Sequence[int], low: int, measure: float, *, many: bool) -> list[Segment]:
    digit, margin = (DIGIT_OF_MANY, MARGIN_OF_MANY) if many else (DIGIT, MARGIN)
    whole, last = sum(counts), len(counts) - 1
    given = [place for place, count in enumerate(counts) if count]
    segments = []
    for place, count in enumerate(counts):
        length = round(_part(count, whole) * measure, 2)
        figure: Literal["in", "before", "after", ""] = ""
        if length > len(str(count)) * digit + margin:
            figure = "in"
        elif count and count < 10 and place == given[0]:  # one digit stands beside the bar
            figure = "before"
        elif count and count < 10 and place == given[-1]:
            figure = "after"
        segments.append(Segment(low + place, count, length, _tone(place, last), figure))
    return segments


def _tone(place: int, last: int) -> int:
    if place in (0, last):
        return 5 if place else 1
    return 3 + (2 * place > last) - (2 * place < last)
