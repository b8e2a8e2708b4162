"""The moderator's part of the API on a real server: the view, freezing, timers."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from tests.served import PLAIN, Event, Host
from tests.ws.link import CHOICE, linked


def read(event: Event) -> list[dict[str, Any]]:
    """The event's prompts."""
    said = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN)
    prompts: list[dict[str, Any]] = said.json()["prompts"]
    return prompts


async def test_a_timer_closes_the_prompt_for_everybody(event: Event, host: Host) -> None:
    token = (await asyncio.to_thread(event.phone)).token
    await asyncio.to_thread(host.show, CHOICE)
    async with (
        linked(event, "phone", token) as phone,
        linked(event, "screen", event.keys["screen"]) as wall,
    ):
        given = await asyncio.to_thread(
            host.http.post, f"/prompts/{CHOICE}/timer", json={"seconds": 1}
        )
        assert (given.status_code, given.json()["state"]) == (200, "open")
        ends_at = given.json()["ends_at"]
        for link in (phone, wall):
            await link.until(lambda frame: frame["stage"]["state"] == "closed")
    prompts = await asyncio.to_thread(read, event)
    prompt = next(each for each in prompts if each["key"] == CHOICE)
    assert (prompt["state"], prompt["ends_at"]) == ("closed", None)
    assert ends_at is not None


async def test_the_view_changes_the_screen_and_leaves_the_phones(event: Event, host: Host) -> None:
    token = (await asyncio.to_thread(event.phone)).token
    await asyncio.to_thread(host.show, CHOICE)
    async with (
        linked(event, "phone", token) as phone,
        linked(event, "screen", event.keys["screen"]) as wall,
    ):
        assert (await phone.next())["stage"]["prompt"] == CHOICE
        said = await asyncio.to_thread(host.http.put, "/view", json={"view": "blank"})
        assert said.json() == {"view": "blank", "target": None, "frozen_at": None}
        assert (await wall.until(lambda frame: frame["stage"]["prompt"] is None))["html"]
        frozen = await asyncio.to_thread(host.http.put, "/freeze", json={"frozen": True})
        assert frozen.json()["frozen_at"]
        back = await asyncio.to_thread(host.http.put, "/view", json={"view": "stage"})
        assert back.json() == {"view": "stage", "target": None, "frozen_at": None}
        await wall.until(lambda frame: frame["stage"]["prompt"] == CHOICE)
    refused = await asyncio.to_thread(host.http.put, "/view", json={"view": "result"})
    assert (refused.status_code, refused.json()["field"]) == (422, "prompt")
    forbidden = await asyncio.to_thread(event.client(token).put, "/view", json={"view": "blank"})
    assert forbidden.status_code == 403
