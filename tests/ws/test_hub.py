"""One slot per listener: the newest frame, in order, and nobody waits for the slowest."""

from __future__ import annotations

import asyncio

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from app.ws.hub import YIELD, Hub, Listener, framed

TOPIC, OTHER = "1:phone:fi", "1:screen:fi"


class Line:
    """A wire that takes messages while it is free."""

    def __init__(self, free: bool = True) -> None:
        self.free = free
        self.written: list[str] = []

    def write(self, message: bytes) -> bool:
        if self.free:
            self.written.append(text_of(message))
        return self.free


def text_of(message: bytes) -> str:
    reader = StreamReader()
    reader.feed_data(message)
    parser = Frame.parse(reader.read_exact, mask=False)
    try:
        next(parser)
    except StopIteration as parsed:
        frame: Frame = parsed.value
    assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
    return bytes(frame.data).decode()


def joined(hub: Hub, topic: str = TOPIC, free: bool = True) -> tuple[Listener, Line]:
    line = Line(free)
    listener = Listener(topic, line)
    hub.add(listener)
    return listener, line


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_message_is_framed_as_the_protocol_says(size: int) -> None:
    assert text_of(framed("ä" * (size // 2) + "x" * (size % 2))) == "ä" * (size // 2) + "x" * (
        size % 2
    )


async def test_a_frame_goes_at_once_to_everybody_on_its_topic_and_to_nobody_else() -> None:
    hub = Hub()
    (_, one), (_, two), (_, elsewhere) = joined(hub), joined(hub), joined(hub, OTHER)
    assert await hub.publish(TOPIC, "first") == 2
    assert (one.written, two.written, elsewhere.written) == (["first"], ["first"], [])


async def test_what_says_the_same_is_not_sent_again() -> None:
    hub = Hub()
    _, line = joined(hub)
    sent = [await hub.publish(TOPIC, frame, mark) for frame, mark in
            [("v1", "a"), ("v2", "a"), ("v3", "b"), ("v4", "b"), ("v5", "a")]]  # fmt: skip
    assert (sent, line.written) == ([1, 0, 1, 0, 1], ["v1", "v3", "v5"])


async def test_whoever_has_seen_something_else_is_sent_what_others_have_already() -> None:
    hub = Hub()
    (_, old), (new, line) = joined(hub), joined(hub)
    await hub.publish(TOPIC, "v1", "a")
    new.mark = "b"  # as though its page had been painted between two rounds
    assert await hub.publish(TOPIC, "v3", "a") == 1
    assert (old.written, line.written) == (["v1"], ["v1", "v3"])


async def test_a_slow_listener_keeps_only_the_newest_frame() -> None:
    hub = Hub()
    (slow, line), (_, quick) = joined(hub, free=False), joined(hub)
    for number in range(100):
        await hub.publish(TOPIC, f"v{number}")
    assert (line.written, len(quick.written)) == ([], 100)
    assert await slow.next() == "v99"


async def test_nothing_goes_past_a_message_that_is_still_being_sent() -> None:
    """The wire may be free again before the sender task has had its turn."""
    hub = Hub()
    slow, line = joined(hub, free=False)
    await hub.publish(TOPIC, "v1")
    sending = await slow.next()
    line.free = True
    await hub.publish(TOPIC, "v2")
    assert (sending, line.written) == ("v1", [])  # v2 waits behind v1
    assert await slow.next() == "v2"
    waiting = asyncio.create_task(slow.next())
    await asyncio.sleep(0)  # the sender has sent everything and waits
    await hub.publish(TOPIC, "v3")
    assert line.written == ["v3"]
    waiting.cancel()


async def test_a_heartbeat_never_takes_the_place_of_a_frame() -> None:
    hub = Hub()
    slow, line = joined(hub, free=False)
    await hub.beat(TOPIC, "hb 1")
    await hub.publish(TOPIC, "v1")
    await hub.beat(TOPIC, "hb 2")
    assert (await slow.next(), line.written) == ("v1", [])
    waiting = asyncio.create_task(slow.next())
    await asyncio.sleep(0)
    line.free = True
    await hub.beat(TOPIC, "hb 3")
    assert line.written == ["hb 3"]
    waiting.cancel()


async def test_everybody_is_told_of_a_restart_that_has_room_for_it() -> None:
    hub = Hub()
    (_, one), (_, two), (slow, _) = joined(hub), joined(hub, OTHER), joined(hub, free=False)
    await hub.publish(TOPIC, "v1")
    await hub.tell("restart")
    assert (one.written, two.written) == (["v1", "restart"], ["restart"])
    assert await slow.next() == "v1"


async def test_who_left_gets_nothing_and_an_empty_topic_is_forgotten() -> None:
    hub = Hub()
    (gone, line), _ = joined(hub), joined(hub, "2:phone:fi")
    hub.remove(gone)
    hub.remove(gone)
    assert (await hub.publish(TOPIC, "v1"), line.written) == (0, [])
    assert (hub.topics(1), hub.topics(2)) == ([], ["2:phone:fi"])


async def test_the_loop_has_its_turns_while_a_hall_is_written_to() -> None:
    hub = Hub()
    for _ in range(YIELD * 3):
        joined(hub)
    turns = 0

    async def other_work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    work = asyncio.create_task(other_work())
    assert await hub.publish(TOPIC, "v1") == YIELD * 3
    work.cancel()
    assert turns == 3


async def test_who_comes_while_a_round_is_sent_is_not_sent_that_round() -> None:
    hub = Hub()
    for _ in range(YIELD + 1):
        joined(hub)
    lines: list[Line] = []

    async def come() -> None:
        listener, line = joined(hub)
        listener.mark = "newer"
        lines.append(line)

    coming = asyncio.create_task(come())
    assert await hub.publish(TOPIC, "v1") == YIELD + 1
    await coming
    assert [line.written for line in lines] == [[]]
