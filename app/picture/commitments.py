"""The matrix of commitments: organisation class and strength, with small classes merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STRENGTHS = ("ready", "needs_decision", "to_explore")
LEAST = 5  # commitments; a class with fewer has no row of its own


@dataclass(frozen=True, slots=True)
class Row:
    """A class, or several that were too small to stand alone."""

    classes: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Commitments of all strengths."""
        return sum(self.counts.values())

    @property
    def largest(self) -> int:
        """The count of the strength that has most."""
        return max(self.counts.values())


def merged(by_class: Mapping[str, Mapping[str, int]], order: Sequence[str]) -> list[Row]:
    """Rows in agenda order; a class under LEAST joins the next row, the last one the row above."""
    rows: list[Row] = []
    for key in order:
        row = Row((key,), {each: by_class.get(key, {}).get(each, 0) for each in STRENGTHS})
        rows.append(_joined(rows.pop(), row) if rows and rows[-1].total < LEAST else row)
    if len(rows) > 1 and rows[-1].total < LEAST:
        last = rows.pop()
        rows.append(_joined(rows.pop(), last))
    return rows


def _joined(one: Row, other: Row) -> Row:
    counts = {each: one.counts[each] + other.counts[each] for each in STRENGTHS}
    return Row(one.classes + other.classes, counts)


def totals(rows: Sequence[Row]) -> dict[str, int]:
    """Commitments of each strength in all rows."""
    return {each: sum(row.counts[each] for row in rows) for each in STRENGTHS}


def share(value: int, whole: int) -> float:
    """Percent of `whole`; 0 of nothing."""
    return round(100 * value / whole, 2) if whole else 0.0
