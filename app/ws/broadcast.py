"""One task that reads what is new, renders once per audience and language, and publishes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from app import acts, render
from app.clock import now
from app.events import Held
from app.running import PACE, Running
from app.ws.bus import LocalBus
from app.ws.frames import RESTART, audience_of, frame_of, heartbeat, room_of
from app.ws.hub import Hub

log = logging.getLogger("evastys.broadcast")

HEARTBEAT = {  # seconds
    "phone": 20.0,
    "asking": 20.0,
    "results": 20.0,
    "public": 20.0,
    "screen": 5.0,
    "console": 5.0,
    "desk": 5.0,
    "remote": 5.0,
}
PHONES = 0.5  # seconds between two frames of results to all phones of a hall
ASKING = 2.0  # seconds between two of how questions are backed: each press changes that
STAGE_PACE = 0.02  # seconds; a host's act does not wait for the pace of answers


class Broadcast:
    """Publishes frames of changed events, at most one round a PACE however much is answered."""

    def __init__(self, running: Running, bus: LocalBus, hub: Hub) -> None:
        self._running = running
        self._bus = bus
        self._hub = hub
        self._stopping = asyncio.Event()
        self._round = asyncio.Lock()
        self._shared: dict[tuple[int, str], float] = {}  # when a room's phones were told results
        self._told: dict[int, int] = {}  # staging of an event that the last round has told
        self._asked: dict[str, float] = {}  # when a topic was last told of questions
        self.lag = 0.0  # seconds the last round took

    async def run(self) -> None:
        """Until `stop`: rounds and heartbeats."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._rounds())
            tasks.create_task(self._heartbeats())
            tasks.create_task(self._timers())

    def stop(self) -> None:
        """Ask it to end; the round that runs is finished."""
        self._stopping.set()
        self._bus.stir()

    async def say_restart(self) -> None:
        """Tell every page that the server goes and comes back, so that they do not all return
        at once."""
        await self._hub.tell(RESTART)

    async def _rounds(self) -> None:
        while not self._stopping.is_set():
            changed = await self._bus.wait()
            began = time.monotonic()
            for event in [each for each in self._running.events.values() if each.id in changed]:
                with _logged(str(event.id)):
                    await self.refresh(event)
            self.lag = time.monotonic() - began
            await self._pause(PACE - self.lag)

    async def _pause(self, seconds: float) -> None:
        """Wait for the next round, or less when a host acts or the program stops."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and not self._stopping.is_set():
            if any(self._acted(each) for each in self._running.events.values()):
                return
            await asyncio.sleep(min(left, STAGE_PACE))

    def _acted(self, event: Held) -> bool:
        """Whether a host has acted since the last round, whoever has read the scene meanwhile."""
        return self._running.staging(event) != self._told.get(event.id, 0)

    async def refresh(self, event: Held) -> None:
        """Publish what the event's listeners do not have yet; returns when it is handed over."""
        async with self._round:
            self._hub.dismiss(event.id)
            acted, self._told[event.id] = self._acted(event), self._running.staging(event)
            topics = self._hub.topics(event.id)
            # Rooms where nobody looks are not read: each costs as much as one that is full.
            pages = [each for each in topics if audience_of(each) not in ("results", "public")]
            for room in {room_of(each) for each in pages}:
                self._running.scene(event, room=room)  # anew: frames take what was read just now
            phones = {room_of(each) for each in topics if audience_of(each) == "phone"}
            patient = {room for room in phones if self._phones_wait(event, room, acted)}
            for topic in topics:
                if audience_of(topic) == "phone" and room_of(topic) in patient:
                    continue
                if audience_of(topic) == "asking" and self._asking_waits(event, topic, acted):
                    continue
                # Each topic reads for itself: who came meanwhile may have seen a newer scene than
                # the one that this round began with, and no listener goes back.
                with _logged(topic):
                    frame, said = frame_of(self._running, event, topic)
                    await self._hub.publish(topic, frame, said)

    def _phones_wait(self, event: Held, room: str, acted: bool) -> bool:
        """Whether the phones of a room have been told results a moment ago: every answer changes
        what they show, and there are many of them. What a host does is told at once."""
        scene, place = self._running.scene(event, room=room), (event.id, room)
        if render.on_phones(scene, scene.current) is None:
            self._shared.pop(place, None)
            return False
        passed = time.monotonic() - self._shared.get(place, 0.0)
        if passed < PHONES and not acted:
            left = PHONES - passed
            asyncio.get_running_loop().call_later(left, self._bus.stir, event.id)
            return True
        self._shared[place] = time.monotonic()
        return False

    def _asking_waits(self, event: Held, topic: str, acted: bool) -> bool:
        """Whether those who read the audience's questions were told of them a moment ago."""
        passed = time.monotonic() - self._asked.get(topic, 0.0)
        if passed < ASKING and not acted:
            left = ASKING - passed
            asyncio.get_running_loop().call_later(left, self._bus.stir, event.id)
            return True
        self._asked[topic] = time.monotonic()
        return False

    async def _timers(self) -> None:
        """Close prompts whose time is over, and tell everybody when an event's window opens or
        closes."""
        while not self._stopping.is_set():
            for event in list(self._running.events.values()):
                with _logged(f"{event.id}:timers"):
                    if self._running.overdue(event):
                        await self._running.db.write(partial(acts.run_out, event_id=event.id))
                    if self._running.turned(event):
                        self._bus.stir(event.id)
            await self._until_stop(PACE)

    async def _heartbeats(self) -> None:
        due = dict.fromkeys(HEARTBEAT, 0.0)
        while not self._stopping.is_set():
            moment = time.monotonic()
            for audience in [each for each, at in due.items() if at <= moment]:
                due[audience] = moment + HEARTBEAT[audience]
                await self._beat(audience)
            await self._until_stop(min(due.values()) - moment)

    async def _until_stop(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), max(seconds, 0.05))
        except TimeoutError:
            return

    async def _beat(self, audience: str) -> None:
        for event in list(self._running.events.values()):
            topics = [each for each in self._hub.topics(event.id) if audience_of(each) == audience]
            with _logged(f"{event.id}:{audience}"):
                if topics:
                    self._hub.dismiss(event.id)  # passes end with time, too
                for topic in topics:
                    await self._hub.beat(topic, heartbeat(self._running, event, now()))


@contextmanager
def _logged(whose: str) -> Iterator[None]:
    """A fault in what some are shown must not silence the others."""
    try:
        yield
    except Exception:
        log.exception("nothing could be sent to %s", whose)
