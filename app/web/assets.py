"""Scripts, styles and fonts: small on the way, and fetched again only when they have changed."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(__file__).resolve().parent.parent / "static"
SMALL = 500  # bytes under which compressing costs more than it saves
FOREVER = b"public, max-age=31536000, immutable"  # the address changes with the file
ASK = b"no-cache"  # modules import each other by plain names: ask each time, 304 mostly


def assets() -> ASGIApp:
    """The app behind `/static`."""
    return GZipMiddleware(_Cached(StaticFiles(directory=FOLDER)), minimum_size=SMALL)


class _Cached:
    """Adds how long a file may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one file."""
        kept = FOREVER if scope.get("query_string") else ASK

        async def with_age(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                message["headers"] = [*message["headers"], (b"cache-control", kept)]
            await send(message)

        await self.app(scope, receive, with_age)
