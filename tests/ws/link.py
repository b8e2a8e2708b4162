"""Sockets as a test holds them: a listener that reads, and a raw one that does as it likes."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self
from urllib.parse import urlsplit

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from app.ws import socket as sockets
from tests.served import Event

CHOICE = "edustus"
ROUTES = [route.path.removeprefix("/ws/events/{code}/") for route in sockets.router.routes]
PATIENCE = 30  # seconds until something that should come is given up


class Link:
    """A listener: every message is JSON."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def next(self, type_: str = "frame") -> dict[str, Any]:
        """The next message of this type."""
        with anyio.fail_after(PATIENCE):
            while True:
                message = json.loads(await self.connection.recv())
                if message["type"] == type_:
                    return message

    async def until(self, wanted: Any, type_: str = "frame") -> dict[str, Any]:
        """The first message of this type for which `wanted(message)`."""
        while True:
            message = await self.next(type_)
            if wanted(message):
                return message

    async def closed(self) -> int:
        """Read to the end; the close code."""
        with anyio.fail_after(PATIENCE), suppress(ConnectionClosed):
            while True:
                await self.connection.recv()
        code = self.connection.close_code
        assert code is not None
        return code


def address(event: Event, place: str) -> str:
    """`place` is phone, screen, console or results?prompt=key."""
    return f"ws://{urlsplit(event.url).netloc}/ws/events/{event.code}/{place}"


def place_of(route: str) -> str:
    """The place of a route with what it asks for."""
    return f"results?prompt={CHOICE}" if route == "results" else route


def key_of(event: Event, route: str) -> str:
    """What opens it."""
    return event.phone().token if route == "phone" else event.keys["console"]


@asynccontextmanager
async def linked(
    event: Event, place: str, token: str | None = None, **headers: str
) -> AsyncIterator[Link]:
    """A link, closed at the end."""
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    async with connect(
        address(event, place), additional_headers=headers, proxy=None, ping_interval=None
    ) as connection:
        yield Link(connection)


class Raw:
    """A client below the library's manners: says what it likes, reads when it likes."""

    def __init__(self, event: Event, place: str, token: str, receives: int | None = None) -> None:
        parts = urlsplit(event.url)
        self.socket = socket.socket()
        if receives is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((parts.hostname, parts.port))
        self.protocol = ClientProtocol(parse_uri(address(event, place)), max_size=None)
        request = self.protocol.connect()
        request.headers["Authorization"] = f"Bearer {token}"
        request.headers["Sec-WebSocket-Extensions"] = "permessage-deflate"
        self.protocol.send_request(request)
        self.flush()
        self.response = next(each for each in self.events() if isinstance(each, Response))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def flush(self) -> None:
        """Send what the protocol has to say; a server that has left already is no fault."""
        for data in self.protocol.data_to_send():
            try:
                self.socket.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                return

    def events(self) -> list[Any]:
        """What has come since; waits for something."""
        while True:
            try:
                data = self.socket.recv(65_536)
            except ConnectionResetError:
                data = b""
            if data:
                self.protocol.receive_data(data)
            else:
                self.protocol.receive_eof()
            self.flush()
            found = self.protocol.events_received()
            if found or not data:
                return found

    def pinged(self, times: int) -> bool:
        """Read until the server has pinged so often; False when it closed instead."""
        pings = 0
        while pings < times:
            found = [each for each in self.events() if isinstance(each, Frame)]
            if not found or any(each.opcode is Opcode.CLOSE for each in found):
                return False
            pings += sum(each.opcode is Opcode.PING for each in found)
        return True

    def close_code(self) -> int:
        """Read to the end; the code that the server closed with."""
        while self.protocol.close_rcvd is None:
            if not self.events():
                break
        assert self.protocol.close_rcvd is not None, "closed without a word"
        return self.protocol.close_rcvd.code

    @property
    def port(self) -> int:
        """This end's."""
        return int(self.socket.getsockname()[1])
