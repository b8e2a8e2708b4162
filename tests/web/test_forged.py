"""Headers that only a proxy should write, forged by whoever asks: they change nothing."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.served import PLAIN, Event

FORGED = {
    "Host": "evil.example",
    "Forwarded": "for=203.0.113.77;host=evil.example;proto=https",
    "X-Forwarded-For": "203.0.113.77",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "https",
    "X-Original-URL": "/metrics",
    "X-Real-IP": "203.0.113.77",
}
CHANGING = re.compile(r'nonce-[\w-]+|nonce="[^"]*"|\d{4}-\d\d-\d\dT[\d:.]+Z')
PATHS = {  # path, and whose key or token it takes
    "/": None,
    "/privacy": None,
    "/accessibility/": None,
    "/docs": None,
    "/openapi.json": None,
    "/healthz": None,
    "/e/{code}": None,
    "/e/{code}/": None,
    "/e/{code}/answers": None,
    "/e/{code}/screen": "screen",
    "/e/{code}/screen/": "screen",
    "/e/{code}/console": "console",
    "/e/{code}/analysis": "analysis",
    "/api/events/{code}": None,
    "/api/events/{code}/": None,
    "/e/WRONG": None,
}


def told(response: httpx.Response) -> tuple[int, dict[str, str], str]:
    """All that an answer says, but for its nonce and the moment."""
    headers = {
        name: CHANGING.sub("", value)
        for name, value in response.headers.items()
        if name not in ("date", "content-length")
    }
    return response.status_code, headers, CHANGING.sub("", response.text)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_or_link_follows_a_forged_host_scheme_or_address(event: Event, path: str) -> None:
    url = event.url + path.replace("{code}", event.code)
    place = PATHS[path]
    own = {"Authorization": f"Bearer {event.keys[place]}"} if place else {}
    honest = told(httpx.get(url, headers=own, verify=PLAIN, timeout=60))
    forged = told(httpx.get(url, headers=own | FORGED, verify=PLAIN, timeout=60))
    assert forged == honest
    assert "evil" not in str(forged)


def test_a_slash_too_many_leads_to_the_same_page_by_its_path_alone(event: Event) -> None:
    response = httpx.get(
        f"{event.url}/e/{event.code}/?lang=sv", headers=FORGED, verify=PLAIN, timeout=60
    )
    assert (response.status_code, response.headers["location"]) == (
        307,
        f"/e/{event.code}?lang=sv",
    )


@pytest.mark.parametrize("origin", ["https://evil.example", "http://evil.example"])
def test_a_forged_host_makes_no_origin_ours(event: Event, origin: str) -> None:
    form = {"organisation": "joutsa", "role": "elected"}
    joining = f"{event.url}/e/{event.code}/join"
    refused = httpx.post(
        joining, data=form, headers=FORGED | {"Origin": origin}, verify=PLAIN, timeout=60
    )
    assert refused.status_code == 403
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Authorization": f"Bearer {event.keys['console']}",
    }
    socket = f"{event.url}/ws/events/{event.code}/console"
    refused = httpx.get(
        socket, headers=handshake | FORGED | {"Origin": origin}, verify=PLAIN, timeout=60
    )
    assert refused.status_code == 403


def test_our_own_page_joins_past_forged_headers_with_the_cookie_of_plain_http(
    event: Event,
) -> None:
    form = {"organisation": "joutsa", "role": "elected"}
    ours = FORGED | {"Origin": event.url}
    joined = httpx.post(
        f"{event.url}/e/{event.code}/join", data=form, headers=ours, verify=PLAIN, timeout=60
    )
    cookie = joined.headers["set-cookie"]
    assert (joined.status_code, joined.headers["location"]) == (303, f"/e/{event.code}")
    assert (cookie.startswith(f"evastys-{event.code}="), "Secure" in cookie) == (True, False)


def test_a_key_opens_as_much_from_a_forged_address(event: Event) -> None:
    url = f"{event.url}/e/{event.code}/console"
    stranger = httpx.get(url, headers={"X-Forwarded-For": "127.0.0.1"}, verify=PLAIN, timeout=60)
    assert told(stranger) == told(httpx.get(url, verify=PLAIN, timeout=60))
