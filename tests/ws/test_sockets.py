"""What the sockets of the real server bring: the newest, in order, to everybody whom it is for."""

from __future__ import annotations

import asyncio
import itertools
from functools import partial
from typing import Any

import httpx

from app.i18n import translator
from app.ws import socket as sockets
from tests.served import PLAIN, Event, Host, Server
from tests.ws.link import CHOICE, linked

TEXTS = translator("fi")
SCALE, TEXT = "osallisuus-tilanne", "osallisuus-kehittamistarpeet"


async def test_whatever_a_page_says_is_answered_with_a_sign_of_life(event: Event) -> None:
    token = (await asyncio.to_thread(event.phone)).token
    async with linked(event, "phone", token) as link:
        frame = await link.next()
        await link.connection.send('{"type":"ping"}')
        beat = await link.next("hb")
        assert (beat["epoch"], beat["version"]) == (frame["epoch"], frame["version"])


async def test_a_screen_hears_a_heartbeat_without_asking(event: Event) -> None:
    async with linked(event, "screen", event.keys["screen"]) as link:
        frame = await link.next()
        assert (await link.next("hb"))["epoch"] == frame["epoch"]


async def test_who_comes_back_gets_the_newest(event: Event, host: Host) -> None:
    phone = await asyncio.to_thread(event.phone)
    async with linked(event, "phone", phone.token) as link:
        first = await link.next()
    await asyncio.to_thread(host.show, CHOICE)
    await asyncio.to_thread(host.change, CHOICE, state="closed")
    async with linked(event, "phone", phone.token) as link:
        newest = await link.next()
    at_prompt = {"prompt": CHOICE, "kind": "choice", "state": "closed", "results": "hidden"}
    assert (first["stage"]["prompt"], newest["stage"]) == (None, at_prompt | {"pace": None})
    assert (newest["epoch"], newest["version"] > first["version"]) == (first["epoch"], True)


async def test_every_act_comes_to_every_page_and_equals_what_a_fresh_one_reads(
    event: Event, host: Host
) -> None:
    phone = await asyncio.to_thread(event.phone)
    keys = event.keys
    async with (
        linked(event, "phone?lang=sv", phone.token) as swedish,
        linked(event, "phone?lang=xx", phone.token) as finnish,
        linked(event, "screen", keys["screen"]) as screen,
        linked(event, "console", keys["console"]) as console,
        httpx.AsyncClient(base_url=f"{event.url}/e/{event.code}", verify=PLAIN) as http,
    ):
        links = {
            "state?lang=sv": (swedish, phone.token),
            "state?lang=fi": (finnish, phone.token),
            "screen/state": (screen, keys["screen"]),
            "console/state": (console, keys["console"]),
        }
        for act, wanted in (
            (lambda: host.show(CHOICE), ("open", "hidden")),
            (lambda: host.change(CHOICE, results="shown"), ("open", "shown")),
            (lambda: host.change(CHOICE, state="closed"), ("closed", "shown")),
            (lambda: host.show(None), None),
        ):
            await asyncio.to_thread(act)
            for path, (link, token) in links.items():
                frame = await link.until(lambda each, wanted=wanted: shown(each) == wanted)
                fresh = await http.get(path, headers={"Authorization": f"Bearer {token}"})
                assert fresh.json() == frame


def shown(frame: dict[str, Any]) -> tuple[str, str] | None:
    stage = frame["stage"]
    return None if stage["prompt"] is None else (stage["state"], stage["results"])


async def test_frames_never_go_back_whoever_comes_and_goes_meanwhile(
    event: Event, host: Host
) -> None:
    phones = [await asyncio.to_thread(event.phone) for _ in range(4)]
    seen: list[list[tuple[str, int]]] = []

    async def coming_and_going(place: str, token: str) -> None:
        while True:
            async with linked(event, place, token) as link:
                versions: list[tuple[str, int]] = []
                seen.append(versions)
                while len(versions) < 3:
                    frame = await link.next()
                    versions.append((frame["epoch"], frame["version"]))

    listening = [
        asyncio.create_task(coming_and_going(place, token))
        for phone in phones
        for place, token in (("phone", phone.token), ("screen", event.keys["screen"]))
    ]
    for key in itertools.islice(itertools.cycle((CHOICE, SCALE, None)), 60):
        await asyncio.to_thread(host.show, key)
    for each in listening:
        each.cancel()
    await asyncio.wait(listening)
    assert all(each.cancelled() for each in listening)
    assert len(seen) > len(listening)
    assert all(versions == sorted(versions) for versions in seen)
    assert len({epoch for versions in seen for epoch, _ in versions}) == 1


async def test_phones_are_sent_no_counts_and_nothing_of_anybody(event: Event, host: Host) -> None:
    await asyncio.to_thread(host.show, TEXT)
    phones = [await asyncio.to_thread(event.phone, "laukaa") for _ in range(3)]
    async with linked(event, "phone", phones[0].token) as link:
        before = await link.next()
        for phone in phones:
            answer = await asyncio.to_thread(phone.put, TEXT, {"text": "KANARIALINTU"})
            assert answer.status_code == 200
        statement = (await asyncio.to_thread(host.waiting))[0]["id"]
        await asyncio.to_thread(host.moderate, statement, "approved")
        async with linked(event, "phone", phones[1].token) as late:
            after = await late.next()
        await asyncio.to_thread(host.change, TEXT, state="closed")
        closed = await link.next()  # nothing has come between
    assert (after["html"], after["stage"]) == (before["html"], before["stage"])
    assert after["version"] > before["version"]
    assert closed["stage"]["state"] == "closed"
    found = [
        canary
        for canary in ("KANARIALINTU", "laukaa", phones[0].token, phones[0].participant, statement)
        for frame in (before, after, closed)
        if canary in str(frame)
    ]
    assert found == []


async def test_a_screen_counts_what_is_stored_as_it_is_stored(event: Event, host: Host) -> None:
    await asyncio.to_thread(host.show, CHOICE)
    async with linked(event, f"results?prompt={CHOICE}", event.keys["console"]) as link:
        assert (await link.next("results"))["answered"] == 0
        for number in range(1, 4):
            phone = await asyncio.to_thread(event.phone)
            stored = await asyncio.to_thread(phone.put, CHOICE, {"option": "en"})
            assert stored.status_code == 200
            told = await link.until(lambda each, n=number: each["answered"] == n, "results")
            assert told["tally"]["counts"]["en"] == number
        direct = await asyncio.to_thread(host.results, CHOICE)
    assert {**told, "at": ""} == {**direct, "at": ""}
    assert {name: told[name] for name in ("type", "kind", "state", "joined", "connected")} == {
        "type": "results",
        "kind": "choice",
        "state": "open",
        "joined": 3,
        "connected": 0,
    }


async def test_open_phone_sockets_are_counted(event: Event) -> None:
    phone = await asyncio.to_thread(event.phone)
    async with linked(event, f"results?prompt={CHOICE}", event.keys["console"]) as link:
        async with linked(event, "phone", phone.token), linked(event, "phone", phone.token):
            await link.until(lambda each: each["connected"] == 2, "results")
        assert (await link.until(lambda each: each["connected"] == 0, "results"))["joined"] == 1


async def test_a_rehearsal_ends_only_for_who_types_the_events_code(
    event: Event, host: Host
) -> None:
    await asyncio.to_thread(host.rehearse)
    phone = await asyncio.to_thread(event.phone)
    end = partial(host.http.delete, "/rehearsal")
    refused = await asyncio.to_thread(end, params={"confirm": "OTHER"})
    assert (refused.status_code, refused.json()["field"]) == (422, "confirm")
    ended = await asyncio.to_thread(end, params={"confirm": event.code.lower()})
    assert ended.json() == {"rehearsing": False, "joined": 0, "gone": 1}
    assert (await asyncio.to_thread(phone.http.get, "/answers")).status_code == 401


async def test_phones_of_a_rehearsal_hear_at_once_that_it_has_ended(
    event: Event, host: Host
) -> None:
    assert TEXTS("phone.state.forgotten") in await asyncio.to_thread(page_of, event, "nobody's")
    await asyncio.to_thread(host.rehearse)
    gone, asking = [await asyncio.to_thread(event.phone) for _ in range(2)]
    async with (
        linked(event, "phone", gone.token) as one,
        linked(event, "phone?at=questions", asking.token) as other,
        linked(event, "screen", event.keys["screen"]) as screen,
    ):
        first = await screen.next()
        await asyncio.to_thread(host.http.delete, "/rehearsal", params={"confirm": event.code})
        assert [await each.closed() for each in (one, other)] == [4501, 4501]
        assert (await screen.next())["version"] > first["version"]
    again = await asyncio.to_thread(page_of, event, gone.token)
    assert TEXTS("practice.over") in again
    assert TEXTS("practice.over") not in await asyncio.to_thread(page_of, event, None)
    real = await asyncio.to_thread(event.phone)
    async with linked(event, "phone", real.token) as link:
        assert (await link.next())["stage"]["prompt"] is None


def page_of(event: Event, token: str | None) -> str:
    """The participant's page for whoever has this token."""
    cookies = {f"evastys-{event.code}": token} if token else {}
    return httpx.get(f"{event.url}/e/{event.code}", cookies=cookies, verify=PLAIN).text


async def test_purged_people_are_off_the_screen_and_no_longer_known(
    event: Event, host: Host
) -> None:
    await asyncio.to_thread(host.rehearse)
    await asyncio.to_thread(host.show, CHOICE)
    simulated = [await asyncio.to_thread(event.phone, rehearsal=True) for _ in range(2)]
    for phone in (*simulated, await asyncio.to_thread(event.phone)):
        stored = await asyncio.to_thread(phone.put, CHOICE, {"option": "en"})
        assert stored.status_code == 200
    async with (
        linked(event, f"results?prompt={CHOICE}", event.keys["console"]) as results,
        linked(event, "screen", event.keys["screen"]) as screen,
    ):
        before = await results.until(lambda each: each["answered"] == 3, "results")
        shown_before = await screen.next()
        purged = await asyncio.to_thread(
            httpx.post,
            f"{event.url}/e/{event.code}/console/purge",
            data={"confirm": event.code},
            headers={"Authorization": f"Bearer {host.key}"},
            verify=PLAIN,
        )
        after = await results.next("results")
        assert (await screen.next())["version"] > shown_before["version"]
    assert (purged.status_code, purged.headers["location"]) == (
        303,
        f"/e/{event.code}/console?purged=3",
    )
    told = (after["answered"], after["joined"], after["tally"]["counts"]["en"])
    assert (told, after["version"] > before["version"]) == ((0, 0, 0), True)
    again = await asyncio.to_thread(simulated[0].put, CHOICE, {"option": "en"})
    assert again.status_code == 401
    async with linked(event, "phone", simulated[0].token) as link:
        assert await link.closed() == sockets.REFUSED


async def test_a_restart_is_told_and_what_comes_back_is_newer_in_the_same_epoch(
    server: Server,
) -> None:
    token = (await asyncio.to_thread(server.phone)).token
    async with (
        linked(server, "phone", token) as phone,
        linked(server, "screen", server.keys["screen"]) as screen,
    ):
        before = await phone.next()
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        told = [await link.next("restart") for link in (phone, screen)]
        codes = [await link.closed() for link in (phone, screen)]
        assert await stopping == 0
    assert (told, codes) == ([{"type": "restart"}] * 2, [1012, 1012])
    await asyncio.to_thread(server.start)
    async with linked(server, "phone", token) as phone:
        after = await phone.next()
    assert (after["epoch"], after["version"] >= before["version"]) == (before["epoch"], True)
