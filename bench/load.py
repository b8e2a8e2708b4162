"""Load in a process of its own: closed or paced requests over kept connections.

Run by the bench with a plan on standard input; prints one JSON line. Requests are put
together by hand and answers read only as far as their status and length, so that one core drives
more requests than the server's core can answer.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter
from typing import Any, cast

import uvloop

from bench.machine import HOST, cpu_seconds

WARM_UP = 0.5  # seconds before counting begins
GIVE_UP = 20.0  # seconds that unanswered requests are waited for at the end


@dataclass(slots=True)
class Tally:
    """What came back."""

    times: list[float]  # seconds from sending (paced: from the planned moment) to the answer
    wrong: int = 0
    example: str = ""


class Line(asyncio.Protocol):
    """One kept connection with one request under way at most."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._began = 0.0
        self._rest = b""
        self._due = 0  # bytes of the answer under way, 0 while its head is not complete

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready to send."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own, of the same shape
        self._run.ready(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Only the end of the run may close a connection."""
        self._run.lost += not self._run.over

    def send(self, request: bytes, began: float) -> None:
        """Put a request on the wire; its time counts from `began`."""
        self._began = began
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Wait for the whole answer, then be ready again."""
        if self._rest:
            data = self._rest + data
        if not self._due and (end := data.find(b"\r\n\r\n")) >= 0:
            _, _, after = data[:end].lower().partition(b"content-length:")
            self._due = end + 4 + int(after.partition(b"\r")[0])
        if not self._due or len(data) < self._due:
            self._rest = data
            return
        self._rest, self._due = b"", 0
        self._run.answered(perf_counter() - self._began, data)
        self._run.ready(self)


class Run:
    """Requests until the time is over."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._head = f"{plan['method']} {plan['path']}"
        self._tail = (
            f"Content-Type: application/json\r\nContent-Length: {len(plan['body'])}\r\n\r\n"
            f"{plan['body']}"
        )
        self._tokens = cycle(plan["tokens"])
        self._seed = random.Random().getrandbits(48)
        self._rate: float | None = plan.get("rate")
        self._seconds: float = plan["seconds"]
        self._port: int = plan["port"]
        self._lines: int = plan["lines"]
        self._pid: int = plan["pid"]
        self._idle: deque[Line] = deque()
        self._late: deque[float] = deque()
        self._counting = False
        self._quiet = asyncio.Event()  # the time is over and everything answered
        self._sent = self._back = 0
        self.over = False
        self.lost = 0
        self._tally = Tally([])

    async def go(self) -> dict[str, Any]:
        """Everything; the figures of the counted time."""
        loop = asyncio.get_running_loop()
        for _ in range(self._lines):
            await loop.create_connection(lambda: Line(self), HOST, self._port)
        sending = asyncio.create_task(self._paced() if self._rate else self._closed())
        await asyncio.sleep(WARM_UP)
        cpu, began = cpu_seconds(self._pid), perf_counter()
        self._counting = True
        await asyncio.sleep(self._seconds)
        self._counting = False
        took, cpu = perf_counter() - began, cpu_seconds(self._pid) - cpu
        counted = len(self._tally.times)
        self.over = True
        await sending
        if self._back == self._sent and not self._late:
            self._quiet.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), GIVE_UP)
        return self._figures(counted, took, cpu)

    def _figures(self, counted: int, took: float, cpu: float) -> dict[str, Any]:
        times = sorted(self._tally.times)

        def at(share: float) -> float:
            return round(times[int((len(times) - 1) * share)] * 1000, 3) if times else 0.0

        return {
            "answers": counted,
            "answered": self._back,
            "per_second": counted / took,
            "cpu_us": cpu / max(1, counted) * 1e6,
            "cpu_share": cpu / took,
            "p50_ms": at(0.5),
            "p95_ms": at(0.95),
            "p99_ms": at(0.99),
            "refused": self._tally.wrong,
            "hung_up": self.lost,
            "unanswered": self._sent - self._back,
            "example": self._tally.example,
        }

    async def _closed(self) -> None:
        """Every line sends as soon as it has its answer."""
        for line in list(self._idle):
            self._idle.remove(line)
            self._send(line, perf_counter())

    async def _paced(self) -> None:
        """Requests at random moments at an even rate; a busy server makes them queue here."""
        assert self._rate
        chance, due = random.Random(1), perf_counter()
        while not self.over:
            due += chance.expovariate(self._rate)
            ahead = due - perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            if self.over:  # the time ended while it slept
                return
            if self._idle:
                self._send(self._idle.popleft(), due)
            else:
                self._late.append(due)

    def ready(self, line: Line) -> None:
        """A line that can send again."""
        if self._sent and not self._rate and not self.over:
            self._send(line, perf_counter())
        elif self._late:
            self._send(line, self._late.popleft())
        else:
            self._idle.append(line)

    def _send(self, line: Line, began: float) -> None:
        self._sent += 1
        line.send(self._request(), began)

    def _request(self) -> bytes:
        """The next request; each has an id of its own where the path asks for one."""
        path = self._head.replace("{id}", f"{self._sent:08x}-0000-4000-8000-{self._seed:012x}")
        return (
            f"{path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\n"
            f"Authorization: Bearer {next(self._tokens)}\r\n{self._tail}"
        ).encode()

    def answered(self, seconds: float, answer: bytes) -> None:
        """An answer came back after so long."""
        self._back += 1
        if self.over and self._back == self._sent and not self._late:
            self._quiet.set()
        if answer[9:12] != b"200":
            self._tally.wrong += 1
            self._tally.example = self._tally.example or answer[:300].decode("latin-1")
        elif self._counting:
            self._tally.times.append(seconds)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(Run(json.load(sys.stdin)).go())))
