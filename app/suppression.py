"""Counts of people by background, with what could tell somebody apart withheld.

A leaf: tables of counts in, the same with empty cells out. A count of 1 to k − 1 is withheld, and
with it as many others as it takes: from all that is left, margins and totals included, every number
from nobody to k stays possible for it. Where margins that everybody knows leave less room than
that, no more can be had by withholding, and all the room they leave is kept.

The method is Cox's for two-way tables (Journal of the American Statistical Association 90, 1995):
counts and margins are arcs of a network, a withheld one may flow, and the cheapest others are
withheld until enough flows. The same counts always give the same table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

SMALLEST = 5  # people; a count below it may tell who they are
MARGIN = 10_000  # cost of withholding a total beside that of a cell: totals are what is read first


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with their margins; None is withheld."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


@dataclass(slots=True)
class _Arc:
    """A count, or a margin: what leaves `tail` and comes to `head`."""

    tail: int
    head: int
    value: int
    cost: int
    most: int = MARGIN * MARGIN  # more than this everybody knows it is not
    gone: bool = False
    withheld: bool = False
    public: bool = False  # known to everybody whatever is withheld here


def suppressed(
    counts: Sequence[Sequence[int]],
    smallest: int = SMALLEST,
    *,
    rows_known: bool = False,
    columns_known: bool = False,
    few: Collection[int] = (),
    gone: Collection[int] = (),
    most: Sequence[int] | None = None,
) -> Table:
    """The table with its margins and without what is too small, nor what would give that back.

    `rows_known` and `columns_known` say that those totals (and with either the total of all) are
    told elsewhere, so that withholding them here would hide nothing. Rows of `few` are withheld
    whatever is in them: fewer people stand behind them than `smallest`. Rows of `gone` are withheld
    for another reason, which is none to withhold more. `most` has of each row what none of its
    counts can be more than, as everybody knows; of rows that are gone nobody knows it, and who is
    counted in one of them can be of another. All rows have one length.
    """
    network = _Network(counts, rows_known, columns_known, most)
    for arc in network.withhold_small(smallest, few, gone):
        network.protect(arc, smallest)
    return network.table()


def separable(group: int, whole: int, smallest: int = SMALLEST) -> bool:
    """Whether a group of so many people may stand apart from a whole that everybody knows: the
    rest must not be small either, for it is what the group leaves of the whole."""
    return group >= smallest and (group == whole or whole - group >= smallest)


class _Network:
    """Nodes are rows, columns, and one for either set of totals; what comes to a node leaves it."""

    def __init__(
        self,
        counts: Sequence[Sequence[int]],
        rows: bool,
        columns: bool,
        most: Sequence[int] | None = None,
    ) -> None:
        self.many, self.wide = len(counts), len(counts[0]) if counts else 0
        self.limited = most is not None
        of_rows, of_columns = self.many + self.wide, self.many + self.wide + 1
        sums = [sum(row) for row in counts]
        across = [sum(row[place] for row in counts) for place in range(self.wide)]
        self.arcs = [
            _Arc(row, self.many + place, count, 1 + count, most[row] if most else MARGIN * MARGIN)
            for row, each in enumerate(counts)
            for place, count in enumerate(each)
        ]
        self.arcs += [
            _Arc(of_rows, row, value, MARGIN + value, public=rows) for row, value in enumerate(sums)
        ]
        self.arcs += [
            _Arc(self.many + place, of_columns, value, MARGIN + value, public=columns)
            for place, value in enumerate(across)
        ]
        whole = sum(sums)
        self.arcs.append(_Arc(of_columns, of_rows, whole, MARGIN * MARGIN, public=rows or columns))
        self.leaving: list[list[int]] = [[] for _ in range(of_columns + 1)]
        self.coming: list[list[int]] = [[] for _ in range(of_columns + 1)]
        for number, arc in enumerate(self.arcs):
            self.leaving[arc.tail].append(number)
            self.coming[arc.head].append(number)

    def withhold_small(
        self, smallest: int, few: Collection[int], gone: Collection[int]
    ) -> list[_Arc]:
        """Withhold every small count, rows and columns of small totals, the rows of `few` and
        `gone`. Gives what nobody may calculate."""
        inner = self.many * self.wide
        kept = set()
        for number, arc in enumerate(self.arcs):
            row, column = number // (self.wide or 1), number % (self.wide or 1)
            lines = [self.arcs[-1]]
            if number < inner:
                lines += [self.arcs[inner + row], self.arcs[inner + self.many + column]]
            own = row if number < inner else number - inner
            if 0 < arc.value < smallest or own in few:
                kept.add(number)
            arc.gone = own in gone
            arc.withheld = not arc.public and (
                number in kept
                or arc.gone
                or any(0 < line.value < smallest and not line.public for line in lines)
            )
        return [self.arcs[number] for number in sorted(kept) if self.arcs[number].withheld]

    def protect(self, arc: _Arc, smallest: int) -> None:
        """Withhold others until the arc may be anything from 0 to `smallest`, or all there is."""
        less = (arc.tail, arc.head, arc, arc.value)
        more = (arc.head, arc.tail, arc, smallest - arc.value)
        # Where what others may have instead is limited that comes first: it leaves less choice.
        for way in (less, more) if self.limited else (more, less):
            self._open(*way)

    def _open(self, source: int, sink: int, kept: _Arc, units: int) -> None:
        """Let `units` flow from source to sink beside the arc kept, through the cheapest others."""
        flow = [0] * len(self.arcs)
        while units > 0:
            path = self._cheapest(source, sink, kept, flow)
            if path is None:
                return
            room = min(self._room(number, way, kept, flow) for number, way in path)
            units -= min(room, units)
            for number, way in path:
                self.arcs[number].withheld = True
                flow[number] += way * room

    def _room(self, number: int, way: int, kept: _Arc, flow: Sequence[int]) -> int:
        """How much more an arc takes, or gives back."""
        arc = self.arcs[number]
        if way < 0:
            return arc.value + flow[number]
        most = MARGIN * MARGIN if kept.gone and arc.gone else arc.most
        return most - arc.value - flow[number]

    def _cheapest(
        self, source: int, sink: int, kept: _Arc, flow: Sequence[int]
    ) -> list[tuple[int, int]] | None:
        """The arcs, each with its way, that lead on at the least cost (Dijkstra)."""
        known: dict[int, int] = {source: 0}
        before: dict[int, tuple[int, int, int]] = {}
        waiting = [(0, source)]
        while waiting:
            cost, node = heappop(waiting)
            if node == sink:
                break
            if cost > known[node]:
                continue
            for number, way, there in self._onward(node, kept, flow):
                arc = self.arcs[number]
                dearer = cost + (0 if arc.withheld else arc.cost)
                if there not in known or dearer < known[there]:
                    known[there] = dearer
                    before[there] = (number, way, node)
                    heappush(waiting, (dearer, there))
        if sink not in known:
            return None
        path: list[tuple[int, int]] = []
        while sink != source:
            number, way, sink = before[sink]
            path.append((number, way))
        return path

    def _onward(self, node: int, kept: _Arc, flow: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        for number in self.leaving[node]:
            arc = self.arcs[number]
            if not arc.public and arc is not kept and self._room(number, 1, kept, flow) > 0:
                yield number, 1, arc.head
        for number in self.coming[node]:
            arc = self.arcs[number]
            if not arc.public and arc is not kept and self._room(number, -1, kept, flow) > 0:
                yield number, -1, arc.tail

    def table(self) -> Table:
        """What is left."""
        told = [None if arc.withheld else arc.value for arc in self.arcs]
        inner = self.many * self.wide
        return Table(
            cells=tuple(
                tuple(told[start : start + self.wide]) for start in range(0, inner, self.wide)
            )
            if self.wide
            else ((),) * self.many,
            rows=tuple(told[inner : inner + self.many]),
            columns=tuple(told[inner + self.many : -1]),
            total=told[-1],
        )
