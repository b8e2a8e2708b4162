"""What the phones of a rehearsal share."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from app.rehearsal.calls import Calls
from app.rehearsal.figures import Figures
from app.rehearsal.gathering import read
from app.rehearsal.watch import Watch


class Frames:
    """Reads frames. A thousand phones get the same bytes, so the last ones read are kept."""

    def __init__(self) -> None:
        self._bytes: bytes = b""
        self._frame: dict[str, Any] = {}

    def read(self, message: bytes) -> dict[str, Any]:
        """The frame in a message; an empty one if it is something else."""
        if message != self._bytes:
            self._bytes = message
            try:
                told = json.loads(message)
            except ValueError:
                told = None
            self._frame = told if isinstance(told, dict) else {}
        return self._frame


class Room:
    """What the phones of a rehearsal share."""

    def __init__(
        self,
        calls: Calls,
        event: dict[str, Any],
        *,
        key: str | None,
        seed: int,
        over: asyncio.Event | None = None,
    ) -> None:
        self.calls = calls
        self.seed = seed
        self.gathering = read(event)
        self.code = self.gathering.code
        self.figures = Figures()
        self.frames = Frames()
        self.over = over or asyncio.Event()
        self.seconds_a_prompt: float | None = None  # set when this program runs the agenda
        self.stage: tuple[str | None, str | None] = (None, None)  # prompt and its state
        self.watch = Watch(calls, self.code, key, self.figures)
        self._answered: set[tuple[str, int]] = set()

    def on_stage(self, prompt: str | None, state: str | None) -> None:
        """A phone was shown this."""
        if (prompt, state) != self.stage:
            self.stage = (prompt, state)
            self.watch.on_stage(prompt)

    def acked(self, prompt: str, phone: int) -> None:
        """A phone's answer to the prompt was acknowledged; only its first one can be timed."""
        if (prompt, phone) not in self._answered:
            self._answered.add((prompt, phone))
            self.watch.acked(prompt)
