"""Who listens to what. One slot per listener: the newest frame replaces one not yet sent.

A frame is encoded once and its bytes written to every transport that can take them now. A
listener whose transport is still full keeps the newest frame in its slot, and its own sender
task hands it over when there is room; nobody waits for the slowest.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Container
from typing import Protocol

YIELD = 200  # listeners written to before the loop gets a turn
FULL = 64 * 1024  # bytes in a transport's buffer above which it is left alone


class Wire(Protocol):
    """A connection's transport as the hub uses it."""

    def write(self, message: bytes) -> bool:
        """Write one framed message now; False when there is no room or no connection."""


class Listener:
    """One socket's place in the hub."""

    def __init__(
        self,
        topic: str,
        wire: Wire | None,
        whose: int | None = None,
        may: Callable[[], bool] | None = None,
    ) -> None:
        self.topic = topic
        self.whose = whose  # the participant, of a phone
        self.may = may  # whether it may still listen, where that can end
        self.mark: str | None = None  # what the last frame said, to tell whether another says more
        self._wire = wire
        self._slot: str | None = None
        self._sending = False  # the sender task has taken a message that may not be out yet
        self._dismissed = False
        self._filled = asyncio.Event()

    def offer(self, message: str, framed: bytes, replaces: bool = True) -> None:
        """Give the listener a message: at once if its wire is free, else in its slot. One that
        does not replace what waits (a heartbeat) is dropped instead."""
        if self._dismissed:
            return
        idle = self._slot is None and not self._sending
        if idle and self._wire is not None and self._wire.write(framed):
            return
        if self._slot is not None and not replaces:
            return
        self._slot = message
        self._filled.set()

    def dismiss(self) -> None:
        """Nothing more for this listener: its sender is told to close."""
        self._dismissed = True
        self._filled.set()

    async def next(self) -> str | None:
        """The newest message that was not sent yet; waits for one. Whoever took one before has
        sent it: until then nothing may go past it to the wire. None when it was dismissed."""
        self._sending = False
        await self._filled.wait()
        self._filled.clear()
        if self._dismissed:
            return None
        self._sending = True
        message, self._slot = self._slot or "", None
        return message


def framed(message: str) -> bytes:
    """A server's text message as WebSocket bytes (RFC 6455 5.2: final, unmasked)."""
    payload = message.encode()
    size = len(payload)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 2**16:
        head = bytes((0x81, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x81, 127)) + size.to_bytes(8, "big")
    return head + payload


class Hub:
    """Listeners by topic."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    def add(self, listener: Listener) -> None:
        """Begin to listen."""
        self._listeners[listener.topic].add(listener)

    def remove(self, listener: Listener) -> None:
        """End it; a topic that nobody listens to is forgotten."""
        listeners = self._listeners[listener.topic]
        listeners.discard(listener)
        if not listeners:
            del self._listeners[listener.topic]

    def dismiss(self, event_id: int) -> None:
        """Send away who may not listen to the event any more."""
        for topic in self.topics(event_id):
            for listener in self._listeners[topic]:
                if listener.may is not None and not listener.may():
                    listener.dismiss()

    def keep_only(self, event_id: int, people: Container[int]) -> None:
        """Send away the phones of everybody else: they were deleted."""
        for topic in [each for each in self._listeners if each.startswith(_phones(event_id))]:
            for listener in self._listeners[topic]:
                if listener.whose not in people:
                    listener.dismiss()

    def topics(self, event_id: int) -> list[str]:
        """Topics of an event that somebody listens to."""
        start = f"{event_id}:"
        return [topic for topic in self._listeners if topic.startswith(start)]

    def phones(self, event_id: int) -> dict[str, int]:
        """Open phone sockets of an event by room."""
        counted = Counter[str]()
        for topic, listeners in self._listeners.items():
            if topic.startswith(_phones(event_id)):
                counted[topic.split(":", 3)[2]] += len(listeners)
        return counted

    def move(self, event_id: int, whose: int, room: str) -> None:
        """Have the phones of a participant listen to another room."""
        for topic in [each for each in self._listeners if each.startswith(_phones(event_id))]:
            event, page, _, language = topic.split(":", 3)
            for listener in [each for each in self._listeners[topic] if each.whose == whose]:
                self.remove(listener)
                listener.topic = f"{event}:{page}:{room}:{language}"
                self.add(listener)

    async def publish(self, topic: str, frame: str, mark: str | None = None) -> int:
        """Hand a frame to everybody on the topic whose last one said something else; how many.

        `mark` is what a frame says when the frame itself carries a version or a moment. Each
        listener has its own: one that has just come may know more than the last round said.
        """
        said = frame if mark is None else mark
        others = [each for each in self._listeners.get(topic, ()) if each.mark != said]
        for listener in others:
            listener.mark = said
        await self._send(others, frame)
        return len(others)

    async def beat(self, topic: str, message: str) -> None:
        """Hand everybody on the topic a message that is worth less than a frame that waits."""
        await self._send(list(self._listeners.get(topic, ())), message, replaces=False)

    async def tell(self, message: str) -> None:
        """Hand everybody a message of the program itself."""
        everybody = [each for topic in list(self._listeners) for each in self._listeners[topic]]
        await self._send(everybody, message, replaces=False)

    async def _send(
        self, listeners: list[Listener], message: str, *, replaces: bool = True
    ) -> None:
        bytes_ = framed(message)
        for number, listener in enumerate(listeners, start=1):
            listener.offer(message, bytes_, replaces)
            if number % YIELD == 0:
                await asyncio.sleep(0)


def _phones(event_id: int) -> tuple[str, ...]:
    """How topics of a participant's pages begin."""
    return f"{event_id}:phone:", f"{event_id}:asking:"
