"""How much can flow: the least and the most that a count can be, by an exact linear attack."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from app.suppression import Table

Counts = list[list[int]]
Arc = tuple[str, str, int, int]
"""From, to, and how much more and how much less may flow there than does."""

ANY = 10**6


def flow(arcs: Iterable[Arc], source: str, sink: str, most: int) -> int:
    """The most that can flow besides, up to a limit (Edmonds and Karp)."""
    room: dict[str, dict[str, int]] = {}
    for tail, head, more, less in arcs:
        there, back = room.setdefault(tail, {}), room.setdefault(head, {})
        there[head] = there.get(head, 0) + more
        back[tail] = back.get(tail, 0) + less
    sent = 0
    while sent < most:
        came = {source: source}
        queue = deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for onward, left in room.get(node, {}).items():
                if left > 0 and onward not in came:
                    came[onward] = node
                    queue.append(onward)
        if sink not in came:
            return sent
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        steps = list(zip(path[1:], path, strict=False))
        amount = min(room[one][other] for one, other in steps)
        for one, other in steps:
            room[one][other] -= amount
            room[other][one] += amount
        sent += amount
    return min(sent, most)


def span(arcs: list[Arc], number: int, value: int) -> tuple[int, int]:
    """The least and the most that flows through one of the arcs, where `value` does."""
    tail, head, more, less = arcs[number]
    rest = arcs[:number] + arcs[number + 1 :]
    return value - flow(rest, tail, head, less), value + flow(rest, head, tail, more)


def ranges(
    counts: Counts, told: Table, most: list[int] | None = None
) -> dict[tuple[int, int], tuple[int, int]]:
    """The least and the most that each withheld cell can be, given all that was told, and what no
    count of a row is more than: an exact linear attack. Such a table is a network."""
    many, wide = len(counts), len(counts[0])

    def arc(tail: str, head: str, value: int, free: bool, limit: int = ANY) -> Arc:
        return tail, head, (limit - value) * free, value * free

    cells = [(i, j) for i in range(many) for j in range(wide)]
    arcs = [
        arc(f"r{i}", f"c{j}", counts[i][j], told.cells[i][j] is None, most[i] if most else ANY)
        for i, j in cells
    ]
    arcs += [arc("R", f"r{i}", sum(counts[i]), told.rows[i] is None) for i in range(many)]
    arcs += [
        arc(f"c{j}", "C", sum(row[j] for row in counts), told.columns[j] is None)
        for j in range(wide)
    ]
    arcs.append(arc("C", "R", sum(map(sum, counts)), told.total is None))
    return {
        (i, j): span(arcs, number, counts[i][j])
        for number, (i, j) in enumerate(cells)
        if told.cells[i][j] is None
    }
