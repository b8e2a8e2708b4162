"""What a rehearsal counts while it runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """Counts and times of a whole room; times are milliseconds."""

    joined: int = 0
    connected: int = 0  # sockets open now
    acked: int = 0  # answers, changes of answers included
    changed: int = 0
    retries: int = 0
    reconnects: int = 0
    refused: int = 0  # the prompt had closed; told as such, so nobody believes it counts
    checked: int = 0  # phones whose answers were read back
    duplicates: int = 0
    join_ms: list[float] = field(default_factory=list)
    ack_ms: list[float] = field(default_factory=list)
    lag_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)  # answer ids


def percentile(times: list[float], share: float) -> float | None:
    """The time that this share of all does not exceed (nearest rank); None without any."""
    if not times:
        return None
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 100) * len(ordered) // 100) - 1))]
