"""The room's eye on the screen: how long an acknowledged answer takes to be seen."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from time import perf_counter

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.rehearsal.calls import Calls
from app.rehearsal.figures import Figures


class Watch:
    """Reads the results socket of whatever is on stage and times it against acknowledgements.

    A snapshot tells how many participants have answered, not who. So the n-th acknowledged
    participant is seen when n more than before the rehearsal have answered; real participants
    who answer at the same time make the figure smaller than it is.
    """

    def __init__(self, calls: Calls, code: str, key: str | None, figures: Figures) -> None:
        self._calls = calls
        self._code = code
        self._key = key
        self._figures = figures
        self._prompt: str | None = None
        self._changed = asyncio.Event()
        self._acked: dict[str, list[float]] = defaultdict(list)  # moments, in order
        self._shown: dict[str, int] = defaultdict(int)  # how many of them have been seen
        self._before: dict[str, int] = {}  # answered when the watch began

    def on_stage(self, prompt: str | None) -> None:
        """Watch this prompt from now on."""
        if prompt != self._prompt:
            self._prompt = prompt
            self._changed.set()

    def acked(self, prompt: str) -> None:
        """A participant's first answer to the prompt was acknowledged just now."""
        moments = self._acked[prompt]
        moments.append(perf_counter())
        if len(moments) <= self._shown[prompt]:
            self._figures.lag_ms.append(0.0)  # the screen was faster than the way back

    async def run(self) -> None:
        """Follow the stage until cancelled."""
        while True:
            self._changed.clear()
            if self._prompt is None:
                await self._changed.wait()
                continue
            reading = asyncio.create_task(self._read(self._prompt))
            waiting = asyncio.create_task(self._changed.wait())
            try:
                await asyncio.wait({reading, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():  # refused or cut off
                    await asyncio.wait({waiting}, timeout=2)
            finally:
                for task in (reading, waiting):
                    task.cancel()
                await asyncio.gather(reading, waiting, return_exceptions=True)

    async def _read(self, prompt: str) -> None:
        path = f"{self._calls.sockets}/ws/events/{self._code}/results?prompt={prompt}"
        try:
            async with connect(
                path,
                origin=self._calls.origin,  # type: ignore[arg-type]  # a NewType of str
                additional_headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
                compression=None,
                proxy=None,
            ) as socket:
                async for message in socket:
                    snapshot = json.loads(message)
                    if snapshot.get("type") == "results" and snapshot.get("prompt") == prompt:
                        self._see(prompt, int(snapshot["answered"]))
        except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
            return  # without the key, hidden results are nobody's business

    def _see(self, prompt: str, answered: int) -> None:
        moment = perf_counter()
        moments = self._acked[prompt]
        before = self._before.setdefault(prompt, max(0, answered - len(moments)))
        seen = max(self._shown[prompt], answered - before)
        for acked in moments[self._shown[prompt] : seen]:
            self._figures.lag_ms.append((moment - acked) * 1000)
        self._shown[prompt] = seen
