"""Rounds and heartbeats: one fault silences nobody else, and no listener goes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import acts
from app.agenda import Named
from app.clock import now
from app.events import Held
from app.running import Running
from app.settings import Settings
from app.ws import broadcast as rounds
from app.ws.broadcast import Broadcast
from app.ws.bus import LocalBus
from app.ws.frames import RESTART, frame_of
from app.ws.hub import YIELD, Hub, Listener, framed
from tests.book import CHOICE, PROMPT, Writer
from tests.test_window_acts import day


class Line:
    """A wire that is always free."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self._more = asyncio.Event()

    def write(self, message: bytes) -> bool:
        self.heard.append(json.loads(message[message.index(b"{") :]))
        self._more.set()
        return True

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The newest message once it is one that is wanted."""
        while not wanted(self.heard[-1]):
            self._more.clear()
            await self._more.wait()
        return self.heard[-1]


class Hall:
    """The running parts without HTTP."""

    def __init__(self, folder: Path, **changed: Any) -> None:
        self.writer = Writer(folder, **changed)
        self.running = Running(Settings(data=folder), self.writer.db)
        self.bus, self.hub = LocalBus(), Hub()
        self.broadcast = Broadcast(self.running, self.bus, self.hub)
        self.writer.db.nudge = self.nudge
        self.event: Held = self.running.event("KIRJA")

    def nudge(self, changed: dict[int, bool]) -> None:
        self.running.changed(changed)
        self.bus.nudge(changed)

    def listen(self, audience: str, rest: str = "main:fi") -> Line:
        """A listener as a socket makes it."""
        topic, line = f"{self.event.id}:{audience}:{rest}", Line()
        listener = Listener(topic, line)
        frame, listener.mark = frame_of(self.running, self.event, topic)
        self.hub.add(listener)
        listener.offer(frame, framed(frame))
        return line

    async def act(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        await asyncio.to_thread(self.writer, act, *arguments, **named)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.writer.db.close()


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Hall]:
    """An event of twelve rooms whose window after the day is open."""
    twelve = tuple(Named(key=f"room{n}", name={"fi": f"Huone {n}"}) for n in range(1, 13))
    made = Hall(tmp_path, rooms=twelve, date=day(-3), closes=day(3))
    yield made
    made.writer.db.close()


async def test_a_round_brings_what_is_new_to_each_audience_and_nothing_else(hall: Hall) -> None:
    phone, screen, console = (hall.listen(each) for each in ("phone", "screen", "console"))
    await hall.act(acts.show, CHOICE)
    await hall.broadcast.refresh(hall.event)
    person = await asyncio.to_thread(hall.writer.join)
    await asyncio.to_thread(hall.writer.put, person, CHOICE, {"option": "en"}, "a")
    await hall.broadcast.refresh(hall.event)
    await hall.broadcast.refresh(hall.event)
    heard = [len(line.heard) for line in (phone, screen, console)]
    assert heard == [2, 3, 3]  # the first paint, the stage, and the answer where it is counted
    assert console.heard[-1]["version"] == hall.writer.version


async def test_a_round_tells_hosts_of_an_answer_though_no_phone_listens(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.running.PACE", 60.0)  # readings grow old later than rounds come
    await hall.act(acts.show, CHOICE)
    screen, console = (hall.listen(each) for each in ("screen", "console"))
    person = await asyncio.to_thread(hall.writer.join)
    await asyncio.to_thread(hall.writer.put, person, CHOICE, {"option": "en"}, "a")
    await hall.broadcast.refresh(hall.event)
    versions = [line.heard[-1]["version"] for line in (screen, console)]
    assert versions == [hall.writer.version] * 2


async def test_a_round_reads_only_the_rooms_where_somebody_looks(rooms: Hall) -> None:
    phone = rooms.listen("phone", "room3:fi")
    await rooms.act(acts.show, CHOICE, room="room3")
    read: list[int] = []

    def connected(event_id: int) -> dict[str, int]:
        """Asked once in every reading."""
        read.append(event_id)
        return {}

    rooms.running.connected = connected
    await rooms.broadcast.refresh(rooms.event)
    assert (len(read), phone.heard[-1]["stage"]["prompt"]) == (1, CHOICE)


async def test_a_timer_runs_out_where_nobody_has_looked_since_it_began(rooms: Hall) -> None:
    await rooms.act(acts.show, CHOICE)
    assert not rooms.running.overdue(rooms.event)
    await rooms.act(acts.add_time, CHOICE, 60)
    rooms.writer.db.write_now(
        lambda batch: batch.connection.execute(
            PROMPT.update().where(PROMPT.c.key == CHOICE).values(ends_at=now())
        )
    )
    assert rooms.running.overdue(rooms.event)


async def test_a_window_that_has_closed_is_told_once_whoever_looks(rooms: Hall) -> None:
    for room in rooms.event.rooms:
        rooms.running.scene(rooms.event, room=room)
    assert not rooms.running.turned(rooms.event)
    # Its last day is put before today: the clock has passed it, and nobody looks anywhere.
    sooner = rooms.event.agenda.model_copy(update={"closes": day(-1)})
    await rooms.act(acts.amend, sooner, rooms.event.edition)
    event = rooms.running.event(rooms.event.code)
    assert [rooms.running.turned(event) for _ in range(2)] == [True, False]


async def test_a_fault_in_one_audience_silences_no_other(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    phone = hall.listen("phone")
    hall.hub.add(Listener(f"{hall.event.id}:results:no-such-prompt", Line()))
    screen = hall.listen("screen")
    await hall.act(acts.show, CHOICE)
    await hall.broadcast.refresh(hall.event)
    assert [line.heard[-1]["stage"]["prompt"] for line in (phone, screen)] == [CHOICE, CHOICE]
    assert caplog.messages == [f"nothing could be sent to {hall.event.id}:results:no-such-prompt"]


async def test_no_listener_goes_back_when_another_read_further_during_a_round(hall: Hall) -> None:
    for _ in range(YIELD + 1):
        hall.listen("phone")
    lines: list[Line] = []

    async def come() -> None:
        """While the phones are written to: a change, a page, and its socket."""
        hall.writer(acts.set_prompt, CHOICE, state="closed")
        hall.running.scene(hall.event)
        lines.append(hall.listen("screen"))

    await hall.act(acts.show, CHOICE)
    old = hall.listen("screen")
    coming = asyncio.create_task(come())
    await hall.broadcast.refresh(hall.event)
    await coming
    await hall.broadcast.refresh(hall.event)
    for line in (old, *lines):
        versions = [each["version"] for each in line.heard]
        assert versions == sorted(versions)
        assert line.heard[-1]["stage"]["state"] == "closed"


async def test_who_saw_a_change_that_was_taken_back_sees_that_too(hall: Hall) -> None:
    """Between two rounds a page is painted; the next round says what the last one did."""
    await hall.act(acts.show, CHOICE)
    early = hall.listen("phone")
    await hall.act(acts.set_prompt, CHOICE, state="closed")
    late = hall.listen("phone")
    await hall.act(acts.set_prompt, CHOICE, state="open")
    await hall.broadcast.refresh(hall.event)
    assert [each["stage"]["state"] for each in early.heard] == ["open"]
    assert [each["stage"]["state"] for each in late.heard] == ["closed", "open"]


async def test_heartbeats_outlive_a_fault_and_carry_the_version(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rounds, "HEARTBEAT", dict.fromkeys(rounds.HEARTBEAT, 0.01))
    hall.bus.attach(asyncio.get_running_loop())
    line = hall.listen("screen")
    readers, tried = hall.writer.db.readers, asyncio.Event()

    class Unreadable:
        def connect(self) -> None:
            tried.set()
            raise OSError("the disk is gone")

    hall.writer.db.readers = Unreadable()
    running = asyncio.create_task(hall.broadcast.run())
    await tried.wait()
    hall.writer.db.readers = readers
    beat = await line.until(lambda each: each["type"] == "hb")
    assert caplog.messages[0] == f"nothing could be sent to {hall.event.id}:screen"
    assert (beat["version"], beat["epoch"]) == (hall.writer.version, line.heard[0]["epoch"])
    hall.broadcast.stop()
    await running


async def test_an_act_does_not_wait_for_the_pace_of_answers(hall: Hall) -> None:
    hall.bus.attach(asyncio.get_running_loop())
    line, loop = hall.listen("phone"), asyncio.get_running_loop()
    running = asyncio.create_task(hall.broadcast.run())
    waits = []
    for number in range(6):
        began = loop.time()
        await hall.act(acts.set_prompt, CHOICE, state=("open", "closed")[number % 2])
        await hall.act(acts.show, CHOICE) if number == 0 else None
        state = ("open", "closed")[number % 2]
        await line.until(lambda each, state=state: each.get("stage", {}).get("state") == state)
        waits.append(loop.time() - began)
    hall.broadcast.stop()
    await running
    assert sorted(waits)[2] < rounds.PACE


async def test_what_a_host_does_reaches_phones_at_once_whoever_has_read_it_before(
    hall: Hall,
) -> None:
    await hall.act(acts.show, CHOICE)
    await hall.act(acts.set_phones, CHOICE, True)
    phone = hall.listen("phone")
    await hall.broadcast.refresh(hall.event)
    await hall.act(acts.set_prompt, CHOICE, state="closed")
    hall.running.scene(hall.event)  # a page, between the commit and the round
    await hall.broadcast.refresh(hall.event)
    assert phone.heard[-1]["stage"]["state"] == "closed"


async def test_everybody_hears_of_a_restart(hall: Hall) -> None:
    lines = [hall.listen(each) for each in ("phone", "screen", "console")]
    lines.append(hall.listen("results", CHOICE))
    await hall.broadcast.say_restart()
    assert [line.heard[-1] for line in lines] == [json.loads(RESTART)] * 4
