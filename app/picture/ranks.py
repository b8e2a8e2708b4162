"""Mean places of options that were put in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 75.0  # percent of the row; the mean place stands in the rest


@dataclass(frozen=True, slots=True)
class Rank:
    """One option's place."""

    key: str
    mean: float | None
    first: int  # participants who put it first
    length: float  # percent

    @property
    def part(self) -> float:
        """Percent of the longest bar there can be."""
        return round(100 * self.length / LONGEST, 2)


def ranks(
    options: Mapping[str, Mapping[str, Any]], order: Sequence[str], ranked: bool
) -> list[Rank]:
    """A row for each option of `order`, the best first when `ranked`.

    The longest bar there can be is that of an option which everybody put first, none that of one
    which everybody put last.
    """
    last = len(order)
    drawn = [
        Rank(key, mean, options[key]["first"], _length(mean, last))
        for key in order
        for mean in [options[key]["mean_rank"]]
    ]
    return sorted(drawn, key=lambda rank: rank.mean or 0.0) if ranked else drawn


def _length(mean: float | None, last: int) -> float:
    return 0.0 if mean is None else round(LONGEST * (last - mean) / (last - 1), 2)
