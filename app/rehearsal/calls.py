"""HTTP as simulated phones speak it."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

PHONES_A_CLIENT = 100  # phones that share one pool of connections
SLOW = httpx.Timeout(20.0)  # seconds; a phone in a full hall waits longer than a desk does


class Calls:
    """Every call of the room, spread over a few clients; tokens go in the header alone."""

    def __init__(self, url: str, phones: int) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url}: write it as http://host:port or https://host")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.sockets = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
        self._clients = [self._client() for _ in range(1 + phones // PHONES_A_CLIENT)]

    def _client(self) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            base_url=self.origin,
            timeout=SLOW,
            limits=httpx.Limits(max_connections=60, max_keepalive_connections=60),
            headers={"Origin": self.origin, "User-Agent": "evastys-rehearse"},
            trust_env=False,  # the room talks to the server itself, not to a proxy of this machine
        )
        # A jar would hand one phone's cookie to the next.
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.aclose()

    async def __call__(
        self, method: str, path: str, *, token: str | None = None, phone: int = 0, json: Any = None
    ) -> httpx.Response:
        """One request; raises httpx.TransportError when there is no answer to it."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client = self._clients[phone % len(self._clients)]
        return await client.request(method, path, headers=headers, json=json)


def problem(response: httpx.Response) -> str:
    """The last part of a problem document's type, `late`, else the number alone."""
    try:
        told = response.json()
    except ValueError:
        return str(response.status_code)
    kind = (
        str(told.get("type", "")).replace(":", "/").rpartition("/")[2]
        if isinstance(told, dict)
        else ""
    )
    return kind or str(response.status_code)
