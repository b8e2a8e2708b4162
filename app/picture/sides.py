"""Groups or rounds side by side: the bars of all of them on one measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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


def _length(value: float | None, start: float, end: float) -> float:
    if value is None or start == end:
        return 0.0
    return round(100 * (value - start) / (end - start), 2)
