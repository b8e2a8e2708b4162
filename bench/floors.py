"""Floors: servers that do the least that the same work can cost here. Run one by its name.

`constant`  a FastAPI route with a small body model that answers a constant: what the framework
            costs before anything is stored
`kernel`    a loop of write(2) over all sockets, no WebSocket library: what the kernel costs
`broadcast` the `websockets` library's own broadcast: what a plain good program does
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import sqlite3
import sys
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import BaseModel
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request, Response

from bench.frames import framed
from bench.machine import HOST

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 1.3


class Answer(BaseModel):
    """The body that both servers are sent."""

    prompt: str
    value: dict[str, Any]
    sequence: int


def constant(port: int) -> None:
    """FastAPI as its own documentation shows it, with the product's server settings."""
    app = FastAPI()

    @app.post("/answer")
    async def answer(body: Answer) -> dict[str, str | int]:
        return {"status": "stored", "sequence": body.sequence}

    @app.get("/readyz")
    async def ready() -> dict[str, bool]:
        return {"ready": True}

    uvicorn.run(
        app,
        host=HOST,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        backlog=4096,
    )


class Bare(asyncio.Protocol):
    """The handshake by hand, then silence; a message on `/ctl` writes one frame to all others."""

    files: set[int] = set()  # noqa: RUF012 shared on purpose
    frame = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody came."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own, of the same shape
        self._file = -1
        self._open = False

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody left."""
        self.files.discard(self._file)

    def data_received(self, data: bytes) -> None:
        """A handshake, or a trigger: `{"size": bytes, "mark": text}` unmasked by a zero mask."""
        if self._open:
            order = json.loads(data[data.index(b"{") :])
            frame = framed(padded(order))
            write = os.write
            for file in self.files:
                write(file, frame)
            return
        if data.startswith(b"GET /readyz"):
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            return
        self._open = True
        key = data.lower().partition(b"sec-websocket-key:")[0]
        key = data[len(key) + 18 :].partition(b"\r")[0].strip()
        accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        if not data.startswith(b"GET /ctl"):
            self._file = self._transport.get_extra_info("socket").fileno()
            self.files.add(self._file)


def padded(order: dict[str, Any]) -> bytes:
    """A payload of the wanted size that carries the mark."""
    return json.dumps({"mark": order["mark"], "html": ""}).encode().ljust(order["size"], b" ")


async def kernel(port: int) -> None:
    """The loop of writes."""
    await asyncio.get_running_loop().create_server(Bare, HOST, port, backlog=4096)
    await asyncio.Event().wait()


async def naive(port: int) -> None:
    """The library's broadcast."""
    listeners: set[ServerConnection] = set()

    async def handle(socket: ServerConnection) -> None:
        control = socket.request is not None and socket.request.path == "/ctl"
        if not control:
            listeners.add(socket)
        try:
            async for message in socket:
                broadcast(listeners, padded(json.loads(message)).decode())
        finally:
            listeners.discard(socket)

    def ready(socket: ServerConnection, request: Request) -> Response | None:
        return socket.respond(HTTPStatus.OK, "ready\n") if request.path == "/readyz" else None

    async with serve(
        handle, HOST, port, compression=None, process_request=ready, backlog=4096
    ) as server:
        await server.serve_forever()


def executemany(folder: Path, batch: int, seconds: float = 1.0) -> float:
    """Rows a second that sqlite3 alone appends, in durable batches of this size."""
    file = folder / f"floor-{batch}.sqlite3"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE answer (id INTEGER PRIMARY KEY AUTOINCREMENT, prompt_id, participant_id,"
        " answer_id, sequence, value, stored_at,"
        " UNIQUE (prompt_id, participant_id, answer_id, sequence))"
    )
    value = json.dumps({"option": "kuukausittain"})
    rows, began = 0, perf_counter()
    while perf_counter() - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO answer VALUES (NULL, 1, ?, ?, 1, ?, '2025-10-24T10:42:07.120Z')",
            [(row % 1000, f"{row:08x}-0000-4000-8000", value) for row in range(rows, rows + batch)],
        )
        connection.execute("COMMIT")
        rows += batch
    took = perf_counter() - began
    connection.close()
    for each in folder.glob(f"{file.name}*"):
        each.unlink()
    return rows / took


if __name__ == "__main__":
    name, port = sys.argv[1], int(sys.argv[2])
    if name == "constant":
        constant(port)
    else:
        uvloop.run({"kernel": kernel, "broadcast": naive}[name](port))
