"""Results on the phones: only while the moderator shares them, and nothing by organisation."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.served import Event, Host
from tests.ws.link import CHOICE, linked

COMMITMENTS = "osallisuus-sitoumukset"
SHARE = {"phones": "shown"}


def figures(count: int) -> Any:
    """Whether a frame shares results of so many people."""
    return lambda frame: f"<span>{count} vastannut</span>" in frame["shown"]


def unshared(frame: dict[str, Any]) -> bool:
    return frame["shown"] == ""


async def test_phones_get_results_only_while_they_are_shared_and_shown(
    event: Event, host: Host
) -> None:
    await asyncio.to_thread(host.show, CHOICE)
    phone = await asyncio.to_thread(event.phone)
    stored = await asyncio.to_thread(phone.put, CHOICE, {"option": "en"})
    assert stored.status_code == 200
    async with linked(event, "phone", phone.token) as link:
        assert unshared(await link.next())
        for fields, wanted in (
            ({"results": "shown"}, unshared),
            (SHARE, figures(1)),
            ({"results": "hidden"}, unshared),
            ({"results": "shown"}, unshared),  # hiding has switched the phones off
            (SHARE, figures(1)),
            ({"phones": "hidden"}, unshared),
        ):
            await asyncio.to_thread(host.change, CHOICE, **fields)
            assert wanted(await link.next())


async def test_every_answer_reaches_the_phones_that_results_are_shared_with(
    event: Event, host: Host
) -> None:
    await asyncio.to_thread(host.show, CHOICE)
    await asyncio.to_thread(host.change, CHOICE, **SHARE)
    token = (await asyncio.to_thread(event.phone)).token
    async with linked(event, "phone", token) as link:
        for number in range(1, 4):
            phone = await asyncio.to_thread(event.phone)
            stored = await asyncio.to_thread(phone.put, CHOICE, {"option": "en"})
            assert stored.status_code == 200
            await link.until(figures(number))


async def test_frozen_figures_stand_still_on_the_phones_too(event: Event, host: Host) -> None:
    await asyncio.to_thread(host.show, CHOICE)
    await asyncio.to_thread(host.change, CHOICE, **SHARE)
    phones = [await asyncio.to_thread(event.phone) for _ in range(2)]
    await asyncio.to_thread(phones[0].put, CHOICE, {"option": "en"})
    async with linked(event, "phone", phones[0].token) as link:
        await link.until(figures(1))
        await asyncio.to_thread(host.http.put, "/freeze", json={"frozen": True})
        await asyncio.to_thread(phones[1].put, CHOICE, {"option": "en"})
        frozen = await link.next()
        await asyncio.to_thread(host.http.put, "/freeze", json={"frozen": False})
        moving = await link.next()
    assert (figures(1)(frozen), figures(2)(moving)) == (True, True)


async def test_phones_get_nothing_by_organisation(event: Event, host: Host) -> None:
    await asyncio.to_thread(host.show, COMMITMENTS)
    await asyncio.to_thread(host.change, COMMITMENTS, **SHARE)
    phone = await asyncio.to_thread(event.phone, "laukaa")
    value = {"measure": "KANARIALINTU", "strength": "ready"}
    await asyncio.to_thread(phone.put, COMMITMENTS, value)
    async with linked(event, "phone", phone.token) as link:
        frame = await link.until(figures(1))
    said = (await asyncio.to_thread(host.results, COMMITMENTS))["tally"]["by_class"]
    canaries = ("KANARIALINTU", "laukaa", "Laukaa", phone.participant, *said)
    assert [canary for canary in canaries if canary in frame["shown"]] == []
