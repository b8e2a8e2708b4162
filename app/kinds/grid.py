"""Grid: each item placed on two axes, importance and feasibility unless named otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import Items, Label, Whole, at_most, labels

LOW, HIGH = 1, 5  # of each axis
MOST = 12  # items; more do not fit the picture
PRIOR = 10  # answers that the mean of all items counts for beside an item's own
Z90 = 1.6449  # standard errors on either side of the mean that hold 90 %


class Axis(Strict):
    """What an axis asks, and what its ends mean; the product's own words where left out."""

    name: Label | None = None
    low: Label | None = None
    high: Label | None = None


class Corners(Strict):
    """The four corners, named with verbs: what to do with an item that is high on…"""

    both: Label | None = None
    x: Label | None = None
    y: Label | None = None
    neither: Label | None = None


class GridSettings(Strict):
    items: Annotated[Items, at_most(MOST, "items", "more do not fit the picture")]
    x: Axis = Axis()
    y: Axis = Axis()
    corners: Corners = Corners()


def _pair(raw: object) -> object:
    # A form has a field for each axis, `placements.item.0` and `.1`, and one may be empty.
    if isinstance(raw, Mapping) and raw and raw.keys() <= {"0", "1"}:
        return raw.get("0"), raw.get("1")
    return raw


Placement = Annotated[tuple[Whole | None, Whole | None], BeforeValidator(_pair)]


class GridValue(Strict):
    placements: dict[str, Placement] = Field(default_factory=dict)


class Grid(Kind):
    """`{"placements": {item: [x, y], …}}`, each axis 1–5; an item may be left out.

    The tally has of every item the means `x` and `y` and the number of placements `n`; for the
    picture also where to draw it (`place_x`, `place_y`: means drawn towards the mean of all items)
    and half of the 90 % interval there (`error_x`, `error_y`). None where there is too little.
    """

    key = "grid"
    counts = "latest"
    compares = ("x", "y")
    Settings = GridSettings
    Value = GridValue

    def check(self, settings: GridSettings, value: GridValue) -> GridValue:
        if not value.placements:
            raise InvalidAnswer("error.answer.placement_missing", field="placements")
        known = labels(settings.items)
        for item, placement in value.placements.items():
            if item not in known:
                raise InvalidAnswer("error.answer.unknown_item", field="placements")
            for axis, place in enumerate(placement):
                field = f"placements.{item}.{axis}"
                if place is None:
                    raise InvalidAnswer("error.answer.axis_missing", field=field)
                if not LOW <= place <= HIGH:
                    raise InvalidAnswer("error.answer.rating_range", field=field, min=LOW, max=HIGH)
        return value

    def tally(self, settings: GridSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        placed = {
            item.key: [
                answer.value["placements"][item.key]
                for answer in answers
                if item.key in answer.value["placements"]
            ]
            for item in settings.items
        }
        middles = [
            _mean([place[axis] for each in placed.values() for place in each]) for axis in (0, 1)
        ]
        return {"items": {key: _measured(each, middles) for key, each in placed.items()}}

    def ends(self, settings: GridSettings) -> tuple[float, float]:
        return LOW, HIGH

    def columns(self, settings: GridSettings) -> list[Column]:
        return [
            Column("item", "column.item", "text", labelled=True),
            Column("x", "column.x", "number"),
            Column("y", "column.y", "number"),
        ]

    def rows(self, settings: GridSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"item": item.key, "x": placement[0], "y": placement[1]}
            for item in settings.items
            if (placement := value["placements"].get(item.key))
        ]

    def labels(self, settings: GridSettings) -> dict[str, Texts | str]:
        return dict(labels(settings.items))


def _mean(ratings: Sequence[int]) -> float | None:
    return sum(ratings) / len(ratings) if ratings else None


def _measured(placed: Sequence[Sequence[int]], middles: Sequence[float | None]) -> dict[str, Any]:
    x, y = [place[0] for place in placed], [place[1] for place in placed]
    return {
        "x": _mean(x),
        "y": _mean(y),
        "n": len(placed),
        "place_x": _shrunken(x, middles[0]),
        "place_y": _shrunken(y, middles[1]),
        "error_x": _error(x),
        "error_y": _error(y),
    }


def _shrunken(ratings: Sequence[int], middle: float | None) -> float | None:
    """The mean as if PRIOR more people had given the mean of all items."""
    if not ratings or middle is None:
        return None
    return (sum(ratings) + PRIOR * middle) / (len(ratings) + PRIOR)


def _error(ratings: Sequence[int]) -> float | None:
    """Half of the normal 90 % interval of the mean; None for fewer than two ratings."""
    n = len(ratings)
    if n < 2:
        return None
    squares = n * sum(rating * rating for rating in ratings) - sum(ratings) ** 2
    return Z90 * sqrt(squares / (n * (n - 1)) / n)


kind = Grid()
