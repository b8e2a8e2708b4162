"""What a listener cannot break: junk, floods, large messages, deaf peers."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.ws import socket as sockets
from tests.served import Event, Host, Server
from tests.ws.link import CHOICE, ROUTES, Raw, key_of, linked, place_of

SCALE = "osallisuus-tilanne"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that pings five times a second instead of every twenty."""
    server = Server(tmp_path_factory.mktemp("impatient") / "data")
    program = (
        "from functools import partial; from app import cli, serving;"
        "serving.serve = partial(serving.serve, ping=0.2); cli.main()"
    )
    server.command = [sys.executable, "-c", program, "serve"]
    yield server.start()
    server.stop()


@pytest.mark.parametrize("route", ROUTES)
def test_a_listener_that_said_junk_is_still_there_after_three_pings(
    impatient: Server, route: str
) -> None:
    with Raw(impatient, place_of(route), key_of(impatient, route)) as raw:
        raw.protocol.send_text(b'"\xf0\x9f\xa6\x86 not what anybody expects')
        raw.protocol.send_binary(bytes(range(256)))
        raw.protocol.send_ping(b"?")
        raw.protocol.send_text(b"{}")
        raw.flush()
        assert raw.pinged(3)
    impatient.leave()


def test_a_listener_that_answers_no_ping_is_closed(impatient: Server) -> None:
    with Raw(impatient, "phone", impatient.phone().token) as raw:
        raw.protocol.data_to_send()
        flush, raw.flush = raw.flush, lambda: None  # type: ignore[method-assign]
        assert raw.close_code() == 1011
        flush()


@pytest.mark.parametrize("route", ROUTES)
def test_a_listener_that_talks_too_much_is_closed_and_the_others_are_not(
    event: Event, route: str
) -> None:
    token = key_of(event, route)
    with Raw(event, place_of(route), token) as quiet, Raw(event, place_of(route), token) as raw:
        for _ in range(10_000):
            raw.protocol.send_text(b"x")
        raw.flush()
        assert raw.close_code() == sockets.TOO_MUCH
        quiet.protocol.send_text(b"still here")
        quiet.flush()
        while not any(b'"hb"' in each.data for each in quiet.events()):
            pass


def test_a_handful_of_words_is_not_too_much(event: Event) -> None:
    with Raw(event, "phone", event.phone().token) as raw:
        for _ in range(sockets.BURST):
            raw.protocol.send_text(b"x")
        raw.flush()
        beats = 0
        while beats < sockets.BURST:
            beats += sum(b'"hb"' in each.data for each in raw.events())


@pytest.mark.parametrize("size", [8193, 1_000_000])
def test_a_large_message_is_closed(event: Event, size: int) -> None:
    with Raw(event, "phone", event.phone().token) as raw:
        raw.protocol.send_text(b"x" * size)
        raw.flush()
        assert raw.close_code() == 1009


def test_a_large_message_in_small_pieces_is_closed(event: Event) -> None:
    with Raw(event, "phone", event.phone().token) as raw:
        raw.protocol.send_text(b"x" * 1000, fin=False)
        for number in range(9):
            raw.protocol.send_continuation(b"x" * 1000, fin=number == 8)
        raw.flush()
        assert raw.close_code() == 1009


def test_nothing_can_be_inflated(event: Event) -> None:
    with Raw(event, "phone", event.phone().token) as raw:
        assert raw.response.status_code == 101
        assert "Sec-WebSocket-Extensions" not in raw.response.headers
        compressed = bytes((0xC1, 0x80 | 5)) + bytes(4) + b"\xaa\x56\x4a\x01\x00"  # RSV1 is set
        raw.socket.sendall(compressed)
        assert raw.close_code() == 1002


def resident(server: Server) -> int:
    """The server's memory in bytes."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    line = next(each for each in status.splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def test_large_messages_leave_no_memory_behind(impatient: Server) -> None:
    token = impatient.phone().token

    def attack() -> None:
        with Raw(impatient, "phone", token) as raw:
            raw.protocol.send_text(b"x" * 1_000_000)
            raw.flush()
            assert raw.close_code() == 1009

    attack()
    before = resident(impatient)
    for _ in range(30):
        attack()
    assert resident(impatient) - before <= 5 * 2**20
    impatient.leave()


def established(server_port: int, port: int) -> bool:
    """Whether the server still holds its end of a connection."""
    lines = Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]
    ends = [line.split()[1:4] for line in lines]
    return any(
        (int(here.split(":")[1], 16), int(there.split(":")[1], 16), state)
        == (server_port, port, "01")
        for here, there, state in ends
    )


async def test_a_phone_that_stops_reading_slows_nobody_and_is_dropped(
    event: Event, host: Host
) -> None:
    phones = [await asyncio.to_thread(event.phone) for _ in range(2)]
    acts = itertools.cycle((CHOICE, SCALE))
    loop = asyncio.get_running_loop()
    with await asyncio.to_thread(Raw, event, "phone", phones[0].token, 4096) as deaf:
        server_port = int(urlsplit(event.url).port or 0)
        assert established(server_port, deaf.port)
        began, lags, versions = loop.time(), [], []
        async with linked(event, "phone", phones[1].token) as link:
            while established(server_port, deaf.port):
                key, acted = next(acts), loop.time()
                await asyncio.to_thread(host.show, key)
                frame = await link.until(lambda each, key=key: each["stage"]["prompt"] == key)
                lags.append(loop.time() - acted)
                versions.append(frame["version"])
                assert loop.time() - began < 60
    assert versions == sorted(versions)
    assert len(lags) > 10  # much was sent while the deaf one was there
    assert sorted(lags)[len(lags) * 95 // 100] < 2


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Server]:
    """A server that soon finds a listener too slow, and then leaves it all the time it needs."""
    server = Server(tmp_path / "data")
    program = (
        "from app import cli; from app.ws import socket;"
        "socket.SEND_LIMIT, socket.LEAVING = 0.1, 3600; cli.main()"
    )
    server.command = [sys.executable, "-c", program, "serve"]
    yield server.start()
    server.stop()


async def test_a_phone_that_was_too_slow_is_told_to_come_back_once_it_reads_again(
    hasty: Server,
) -> None:
    moderator, phone = hasty.moderator(), await asyncio.to_thread(hasty.phone)
    with await asyncio.to_thread(Raw, hasty, "phone", phone.token, 4096) as deaf:
        async with linked(hasty, f"results?prompt={CHOICE}", moderator.key) as results:
            await results.until(lambda each: each["connected"] == 1, "results")
            gone = asyncio.create_task(
                results.until(lambda each: each["connected"] == 0, "results")
            )
            for key in itertools.cycle((CHOICE, SCALE)):
                await asyncio.to_thread(moderator.show, key)
                if gone.done():
                    break
            await gone
        assert await asyncio.to_thread(deaf.close_code) == sockets.TOO_SLOW
    async with linked(hasty, "phone", phone.token) as link:
        assert (await link.next())["stage"]["prompt"] in (CHOICE, SCALE)
