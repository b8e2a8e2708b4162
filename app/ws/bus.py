"""The bus: "event 7 changed", from whoever committed to whoever renders. A hint, never a fact:
what it says can always be read from the database again."""

from __future__ import annotations

import asyncio


class LocalBus:
    """The bus of one process."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: set[int] = set()
        self._stirred = asyncio.Event()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Say which loop listens; nudges from other threads go there."""
        self._loop = loop

    def nudge(self, events: dict[int, bool]) -> None:
        """From any thread: these events changed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.stir, *events)

    def stir(self, *events: int) -> None:
        """On the loop: these events changed, or who listens to them did."""
        self._changed.update(events)
        self._stirred.set()

    async def wait(self) -> set[int]:
        """The events that changed since the last call; waits until there is one."""
        await self._stirred.wait()
        self._stirred.clear()
        changed, self._changed = self._changed, set()
        return changed
