"""Who may listen: origins, tokens, keys, on every socket there is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from app.ws import socket as sockets
from tests.served import PLAIN, Event, Host
from tests.ws.link import CHOICE, ROUTES, key_of, linked, place_of

REFUSED, NO_SUCH = sockets.REFUSED, sockets.NO_SUCH


def strange(event: Event) -> dict[str, str]:
    port = urlsplit(event.url).port
    return {
        "null": "null",
        "empty": "",
        "https": f"https://127.0.0.1:{port}",
        "other port": "http://127.0.0.1:1",
        "no port": "http://127.0.0.1",
        "upper case": f"HTTP://127.0.0.1:{port}",
        "subdomain": f"http://evil.localhost:{port}",
        "suffix": f"http://localhost.evil.example:{port}",
        "prefix": f"http://evil-localhost:{port}",
        "slash": f"{event.url}/",
        "elsewhere": "https://evil.example",
    }


def test_every_route_is_here() -> None:
    assert sorted(ROUTES) == ["console", "phone", "remote", "results", "screen"]


@pytest.mark.parametrize("route", ROUTES)
async def test_every_socket_refuses_foreign_origins_also_with_the_right_token(
    event: Event, route: str
) -> None:
    token, statuses = await asyncio.to_thread(key_of, event, route), {}
    for name, origin in strange(event).items():
        with pytest.raises(InvalidStatus) as refused:
            async with linked(event, place_of(route), token, Origin=origin):
                pass
        statuses[name] = refused.value.response.status_code
    assert statuses == dict.fromkeys(strange(event), 403)


@pytest.mark.parametrize("route", ROUTES)
async def test_every_socket_opens_to_its_own_pages_and_to_programs_with_a_token(
    event: Event, route: str
) -> None:
    token = await asyncio.to_thread(key_of, event, route)
    port = urlsplit(event.url).port
    for origin in (event.url, f"http://localhost:{port}", f"http://[::1]:{port}"):
        async with linked(event, place_of(route), token, Origin=origin) as link:
            assert (await link.next("results" if route == "results" else "frame"))["version"] >= 0
    async with linked(event, place_of(route), token) as link:
        await link.next("results" if route == "results" else "frame")


async def test_a_cookie_opens_a_socket_only_from_our_own_page(event: Event) -> None:
    def cookie() -> str:
        with httpx.Client(base_url=event.url, verify=PLAIN) as browser:
            form = {"organisation": "joutsa", "role": "elected"}
            browser.post(f"/e/{event.code}/join", data=form, headers={"Origin": event.url})
            return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())

    joined = await asyncio.to_thread(cookie)
    async with linked(event, "phone", Cookie=joined, Origin=event.url) as link:
        assert (await link.next())["stage"]["prompt"] is None
    for headers in ({}, {"Authorization": "Basic eA=="}):
        with pytest.raises(InvalidStatus) as refused:
            async with linked(event, "phone", Cookie=joined, **headers):
                pass
        assert refused.value.response.status_code == 403


async def test_who_is_not_known_or_asks_for_nothing_is_told_not_to_come_back(event: Event) -> None:
    phone = await asyncio.to_thread(event.phone)
    keys, codes = event.keys, {}
    tries = {
        "a stranger": ("phone", "nobody"),
        "no token": ("phone", None),
        "a key as a token": ("phone", keys["console"]),
        "a participant at the screen": ("screen", phone.token),
        "a participant at the console": ("console", phone.token),
        "the screen's key at the console": ("console", keys["screen"]),
        "the analyst's key at the screen": ("screen", keys["analysis"]),
        "a stranger at the results": (f"results?prompt={CHOICE}", "nobody"),
        "nobody at the results": (f"results?prompt={CHOICE}", None),
        "a prompt that is not there": ("results?prompt=none", keys["console"]),
        "no prompt": ("results", keys["console"]),
    }
    for name, (place, token) in tries.items():
        async with linked(event, place, token) as link:
            codes[name] = await link.closed()
    event.code = "NONE99"
    async with linked(event, "phone", phone.token) as link:
        codes["an event that is not there"] = await link.closed()
    missing = {
        "a prompt that is not there",
        "no prompt",
        "an event that is not there",
    }
    assert codes == {name: NO_SUCH if name in missing else REFUSED for name in codes}


async def test_results_that_are_hidden_come_to_who_waits_for_them_when_they_are_shown(
    event: Event, host: Host
) -> None:
    def told(message: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return message["results"], message["tally"]

    phone = await asyncio.to_thread(event.phone)
    await asyncio.to_thread(host.show, CHOICE)
    stored = await asyncio.to_thread(phone.put, CHOICE, {"option": "en"})
    assert stored.status_code == 200
    place = f"results?prompt={CHOICE}"
    async with (
        linked(event, place, phone.token) as participant,
        linked(event, place, event.keys["screen"]) as screen,
    ):
        links = (participant, screen)
        assert [told(await link.next("results")) for link in links] == [("hidden", {})] * 2
        await asyncio.to_thread(host.change, CHOICE, results="shown")
        for link in links:
            results, tally = told(await link.next("results"))
            assert (results, tally["counts"]["en"]) == ("shown", 1)
        await asyncio.to_thread(host.change, CHOICE, results="hidden")
        assert [told(await link.next("results")) for link in links] == [("hidden", {})] * 2


async def test_a_token_of_another_event_opens_nothing(event: Event, halls: Iterator[Event]) -> None:
    other = next(halls)
    stranger = await asyncio.to_thread(other.phone)
    for place, token in (("phone", stranger.token), ("console", other.keys["console"])):
        async with linked(event, place, token) as link:
            assert await link.closed() == REFUSED
    other.leave()
