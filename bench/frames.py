"""WebSocket bytes by hand (RFC 6455 5.2), for clients and floors that must cost next to nothing."""

from __future__ import annotations


def framed(payload: bytes) -> bytes:
    """A server's text message."""
    return b"\x81" + _size(len(payload), 0) + payload


def masked(payload: bytes) -> bytes:
    """A client's text message; the mask is zero, so the payload is readable as it is."""
    return b"\x81" + _size(len(payload), 0x80) + b"\0\0\0\0" + payload


def _size(size: int, mask: int) -> bytes:
    if size < 126:
        return bytes((mask | size,))
    if size < 2**16:
        return bytes((mask | 126,)) + size.to_bytes(2, "big")
    return bytes((mask | 127,)) + size.to_bytes(8, "big")


def handshake(path: str, host: str, port: int, token: str | None = None) -> bytes:
    """A client's request to open a socket."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: http://{host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*lines, "", ""]).encode()


class Reading:
    """Messages out of a stream of bytes; keeps what is not complete."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def messages(self, data: bytes) -> list[tuple[int, bytes]]:
        """Opcode and payload of every message that is complete now."""
        if self._rest:
            data = self._rest + data
        found, at = [], 0
        while len(data) - at >= 2:
            size, head = data[at + 1] & 127, 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10], "big"), 10
            if len(data) - at < head + size:
                break
            found.append((data[at] & 15, data[at + head : at + head + size]))
            at += head + size
        self._rest = data[at:]
        return found
