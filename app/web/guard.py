"""The outermost layer of HTTP: origin, size, and the headers of every answer, errors included."""

from __future__ import annotations

import json
import re
import secrets
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import access
from app.settings import Settings

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
BODY = 16 * 1024  # bytes of a request body; an answer of 2,000 characters fits twice
AGENDA = 512 * 1024  # bytes where an event is edited: a file, or a form of all its texts
WORKBOOK = 40 * 2**20  # bytes where a filled workbook comes back; its reader says what is too much
RETURNING = re.compile(r"/e/[^/]+/statements/workbook|/api/events/[^/]+/dispositions")
EDITING = re.compile(r"/e/[^/]+/(edit|copy)(/.*)?|/api/events/[^/]+/agenda")


class Guard:
    """Refuses foreign origins and large bodies; adds a nonce and the security headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        host = urlsplit(settings.address).netloc
        self._sockets = f"ws://{host} wss://{host}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        scope["evastys.nonce"] = nonce

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), scope["path"], nonce)
            await send(message)

        connection = HTTPConnection(scope)
        most = _most(scope["path"])
        if scope["method"] in UNSAFE and not access.origin_allowed(connection, self.settings):
            await _refuse(with_headers, 403, "origin", ORIGIN)
        elif int(connection.headers.get("content-length", "0") or 0) > most:
            await _refuse(with_headers, 413, "too-large", f"Send at most {most} bytes.")
        else:
            await self.app(scope, _limited(receive, most), with_headers)

    def _add_headers(self, headers: MutableHeaders, path: str, nonce: str) -> None:
        framed = path.endswith("/screen")
        headers["Content-Security-Policy"] = "; ".join(
            (
                "default-src 'none'",
                f"script-src 'nonce-{nonce}'",
                f"style-src 'nonce-{nonce}'",
                "img-src 'self' data:",
                "font-src 'self'",
                f"connect-src 'self' {self._sockets}",
                "manifest-src 'self'",
                "frame-src 'self'" if path.endswith("/console") else "frame-src 'none'",
                "form-action 'self'",
                "base-uri 'none'",
                "object-src 'none'",
                f"frame-ancestors {chr(39)}self{chr(39)}" if framed else "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types evastys",
            )
        )
        if (target := headers.get("location")) is not None:
            # Starlette makes one from `Host` for a slash too many; ours are paths.
            headers["Location"] = "/" + urlunsplit(("", "", *urlsplit(target)[2:])).lstrip("/")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if self.settings.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if not path.startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")


def _most(path: str) -> int:
    """Bytes of a body that an address takes."""
    if RETURNING.fullmatch(path):
        return WORKBOOK
    return AGENDA if EDITING.fullmatch(path) else BODY


# English, since the reader is a program or its author: people meet neither from our own pages.
ORIGIN = "Send the request from a page of this server, or with an Authorization header."


async def _refuse(send: Send, status: int, slug: str, detail: str) -> None:
    body = json.dumps(
        {"type": f"urn:evastys:problem:{slug}", "title": slug, "status": status, "detail": detail}
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _limited(receive: Receive, most: int) -> Receive:
    """A receive that refuses a body without a length once it is too large."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return limited
