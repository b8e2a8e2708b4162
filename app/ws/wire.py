"""The shortest way to a socket: a framed message straight into uvicorn's transport.

Starlette and the protocol library cost more than the kernel's own write when one frame goes to a
thousand phones. An ASGI wrapper outside everything keeps hold of the protocol that serves the
socket; where it is not uvicorn's (tests in process, another server) there is no wire, and the
listener's sender task uses `send_text`.
"""

from __future__ import annotations

from asyncio import Transport
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.ws.hub import FULL

KEY = "evastys.protocol"


class KeepProtocol:
    """Outermost ASGI wrapper: notes in the scope which protocol serves a socket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] == "websocket":
            scope[KEY] = getattr(send, "__self__", None)
        await self.app(scope, receive, send)


class TransportWire:
    """uvicorn's transport as the hub writes to it."""

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol
        self._transport: Transport = protocol.transport

    def write(self, message: bytes) -> bool:
        """Write whole messages only, between the protocol's own; False when it must wait."""
        protocol, transport = self._protocol, self._transport
        if (
            protocol.close_sent
            or protocol.disconnected
            or not protocol.writable.is_set()
            or transport.is_closing()
            or transport.get_write_buffer_size() > FULL
        ):
            return False
        transport.write(message)
        return True

    def leave(self, code: int, seconds: float) -> None:
        """Say goodbye behind what the peer has not taken yet, and drop it after `seconds`: the
        close of uvicorn itself would wait until there is room."""
        protocol, transport = self._protocol, self._transport
        if protocol.close_sent or protocol.disconnected or transport.is_closing():
            transport.abort()
            return
        protocol.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        protocol.conn.send_close(code)
        transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        transport.close()  # once all is out
        protocol.loop.call_later(seconds, transport.abort)

    def abort(self) -> None:
        """Drop the connection now; for a peer that does not even take a close frame."""
        self._transport.abort()


def wire_of(scope: Scope) -> TransportWire | None:
    """The wire of a socket that has been accepted; None when uvicorn does not serve it."""
    protocol: Any = scope.get(KEY)
    return TransportWire(protocol) if isinstance(protocol, WebSocketsSansIOProtocol) else None
