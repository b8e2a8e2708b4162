"""Items placed on two axes: where each is drawn, and how sure its place is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import cos, sin
from typing import Any

LOW, HIGH = 1.0, 5.0  # of both axes
MIDDLE = (LOW + HIGH) / 2  # where the quadrants meet, whatever people answer
LEAST = 5  # placements; an item with fewer is not drawn
# Percent of the plot between its edge and the ends of an axis: corners hold their names there.
EDGE_X, EDGE_Y = 6.0, 13.0
# Percent of the narrowest plot that a marker takes with a gap to the next one.
WIDE, TALL = 8.6, 11.5
ROUNDS = 300  # of moving markers apart; each is a small step
GOLDEN = 2.399963  # radians between two markers of one place, so that they leave it to all sides


@dataclass(frozen=True, slots=True)
class Mark:
    """One item; lengths are percentages of the plot, from its left and its top."""

    key: str
    number: int
    n: int
    drawn: bool
    x: float = 0.0  # the middle of its marker, which may have made room for another
    y: float = 0.0
    exact_x: float = 0.0  # where it belongs
    exact_y: float = 0.0
    uncertain: bool = False  # the 90 % interval crosses the middle of an axis
    both: bool = False  # above the middle of both

    @property
    def moved(self) -> bool:
        """Whether the marker does not even cover its place any more."""
        across, down = abs(self.x - self.exact_x), abs(self.y - self.exact_y)
        return across > WIDE * 0.6 or down > TALL * 0.6


def marks(items: Mapping[str, Mapping[str, Any]], order: Sequence[str]) -> list[Mark]:
    """A mark for each item of `order`, numbered so; markers that would overlap stand apart."""
    found = [_mark(key, number, items[key]) for number, key in enumerate(order, start=1)]
    return _apart(found)


def _mark(key: str, number: int, item: Mapping[str, Any]) -> Mark:
    n = int(item["n"])
    if n < LEAST:
        return Mark(key, number, n, drawn=False)
    x, y = float(item["place_x"]), float(item["place_y"])
    error_x, error_y = float(item["error_x"]), float(item["error_y"])
    at_x, at_y = _across(x), _down(y)
    return Mark(
        key,
        number,
        n,
        drawn=True,
        x=at_x,
        y=at_y,
        exact_x=at_x,
        exact_y=at_y,
        uncertain=abs(x - MIDDLE) <= error_x or abs(y - MIDDLE) <= error_y,
        both=x > MIDDLE and y > MIDDLE,
    )


def _across(value: float) -> float:
    return round(EDGE_X + (100 - 2 * EDGE_X) * (value - LOW) / (HIGH - LOW), 2)


def _down(value: float) -> float:
    return round(100 - EDGE_Y - (100 - 2 * EDGE_Y) * (value - LOW) / (HIGH - LOW), 2)


def _apart(found: Sequence[Mark]) -> list[Mark]:
    """Overlapping markers pushed from each other along the axis where less is needed."""
    places = {
        mark.number: [
            mark.x + cos(mark.number * GOLDEN) / 9,
            mark.y + sin(mark.number * GOLDEN) / 9,
        ]
        for mark in found
        if mark.drawn
    }
    crowded = any(
        abs(one.x - other.x) < WIDE and abs(one.y - other.y) < TALL
        for one, other in combinations([mark for mark in found if mark.drawn], 2)
    )
    if not crowded:
        return list(found)
    for _ in range(ROUNDS):
        moved = False
        for here, there in combinations(places.values(), 2):
            moved = _push(here, there) or moved
        if not moved:
            break
    return [
        replace(mark, x=round(places[mark.number][0], 2), y=round(places[mark.number][1], 2))
        if mark.drawn
        else mark
        for mark in found
    ]


def _push(here: list[float], there: list[float]) -> bool:
    over = [WIDE - abs(here[0] - there[0]), TALL - abs(here[1] - there[1])]
    if min(over) <= 0.01:
        return False
    axis = 0 if over[0] / WIDE < over[1] / TALL else 1
    edge = (EDGE_X, EDGE_Y)[axis]
    sign = 1 if here[axis] < there[axis] or (here[axis] == there[axis]) else -1
    step = over[axis] / 2
    here[axis] = min(100 - edge, max(edge, here[axis] - sign * step))
    there[axis] = min(100 - edge, max(edge, there[axis] + sign * step))
    return True
