"""Rooms as pages, programs and sockets have them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.agenda import Named
from tests.served import PLAIN, Event, Guest, Host, standing
from tests.ws.link import linked

TWO = tuple(Named(key=key, name={"fi": key.title()}) for key in ("sali", "luokka"))
CHOICE, SCALE = "edustus", "osallisuus-tilanne"


@pytest.fixture(scope="module")
def guests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Guest]]:
    folder = tmp_path_factory.mktemp("rooms") / "data"
    server, made = standing(folder, [f"TILA{number}" for number in range(40)], rooms=TWO)
    yield iter(made.values())
    server.stop()


@pytest.fixture
def event(guests: Iterator[Guest]) -> Iterator[Event]:
    """An event of two rooms, with another prompt on stage in each."""
    guest = next(guests)
    host = guest.moderator()
    put(host, "stage", prompt=CHOICE)
    put(host, "stage", prompt=SCALE, room="luokka")
    yield guest
    guest.leave()


@pytest.fixture
def host(event: Event) -> Host:
    return event.moderator()


def put(host: Host, what: str, **body: Any) -> dict[str, Any]:
    response = host.http.put(f"/{what}", json=body)
    response.raise_for_status()
    return response.json()  # type: ignore[no-any-return]


def page(event: Event, path: str = "", **sent: str) -> httpx.Response:
    """A page of the event, or what comes of its form, in a browser that keeps cookies."""
    browser = httpx.Client(base_url=event.url, verify=PLAIN, headers={"Origin": event.url})
    event.clients.append(browser)
    here = f"/e/{event.code}"
    if path.startswith(("/console", "/screen")):
        browser.post(f"{here}/pass", data={"key": event.keys["console"]})
    return browser.post(f"{here}{path}", data=sent) if sent else browser.get(f"{here}{path}")


def rooms(event: Event) -> list[tuple[Any, ...]]:
    told = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    return [(each["key"], each["current"], each["view"], each["joined"]) for each in told["rooms"]]


def staged(html: str) -> str | None:
    """The prompt that a page has on stage."""
    stage = re.search(r'id="stage"[^>]*?data-prompt="([^"]*)"', html)
    return stage and stage[1]


def test_programs_are_told_the_rooms_and_choose_one(event: Event, host: Host) -> None:
    event.phone()
    event.phone(room="luokka")
    put(host, "view", view="blank", room="luokka")
    assert rooms(event) == [("sali", CHOICE, "stage", 1), ("luokka", SCALE, "blank", 1)]
    assert put(host, "freeze", frozen=True)["frozen_at"] is not None
    assert put(host, "stage", prompt=None, room="luokka")["current"] is None
    assert rooms(event)[0][1] == CHOICE


@pytest.mark.parametrize("what", ["stage", "view", "freeze"])
def test_a_room_that_is_not_there_is_told(event: Event, host: Host, what: str) -> None:
    body = {"stage": {"prompt": CHOICE}, "view": {"view": "blank"}, "freeze": {"frozen": True}}
    response = host.http.put(f"/{what}", json=body[what] | {"room": "kellari"})
    assert (response.status_code, response.json()["field"]) == (404, "room")


def test_the_joining_page_asks_where_and_knows_it_from_the_rooms_own_picture(event: Event) -> None:
    checked = re.compile(r'name="room" value="(\w+)"[^>]*checked')
    plain, from_picture = page(event).text, page(event, "?room=luokka").text
    assert re.findall(r'name="room" value="(\w+)"', plain) == ["sali", "luokka"]
    assert (checked.findall(plain), checked.findall(from_picture)) == ([], ["luokka"])


def test_nobody_joins_without_saying_where_and_what_was_said_is_kept(event: Event) -> None:
    missing = page(event, "/join", organisation="joutsa", role="elected")
    assert missing.status_code == 422
    assert "Valitse, missä olet." in missing.text
    assert re.search(r'value="joutsa"[^>]*selected', missing.text)
    joined = page(event, "/join", organisation="joutsa", role="elected", room="luokka")
    assert joined.status_code == 303
    assert rooms(event)[1][3] == 1


def test_an_event_of_one_room_asks_nobody_where_they_are(halls: Iterator[Guest]) -> None:
    guest = next(halls)
    assert rooms(guest) == []
    for path in ("", "/console", "/screen"):
        assert "room" not in page(guest, path).text.replace("classroom", "")
    guest.leave()


def test_a_phone_is_in_its_room_and_offers_the_way_to_another(event: Event) -> None:
    phone = event.phone(room="luokka")
    here = f"{event.url}/e/{event.code}"
    html = phone.http.get(here).text
    assert staged(html) == SCALE
    assert 'class="moving"' not in html
    assert 'name="room" value="sali">Siirry: Sali' in phone.http.get(f"{here}?room=sali").text
    moved = phone.http.post(f"{here}/room", data={"room": "sali"})
    assert (moved.status_code, moved.headers["location"]) == (303, f"/e/{event.code}")
    assert staged(phone.http.get(here).text) == CHOICE
    assert [each[3] for each in rooms(event)] == [1, 0]


def test_answers_stay_when_somebody_moves(event: Event, host: Host) -> None:
    phone = event.phone()
    assert phone.put(CHOICE, {"option": "en"}).status_code == 200
    assert phone.http.put("/room", json={"room": "luokka"}).json() == {"room": "luokka"}
    assert [each["prompt"] for each in phone.own()] == [CHOICE]
    assert host.results(CHOICE)["tally"]["counts"]["en"] == 1
    refused = phone.http.put("/room", json={"room": "kellari"})
    assert (refused.status_code, refused.json()["field"]) == (404, "room")


async def test_an_open_phone_hears_of_the_room_that_it_moved_to(event: Event, host: Host) -> None:
    phone = await asyncio.to_thread(event.phone, room="luokka")
    async with linked(event, "phone", phone.token) as link:
        assert (await link.next())["stage"]["prompt"] == SCALE
        await asyncio.to_thread(phone.http.put, "/room", json={"room": "sali"})
        moved = await link.until(lambda frame: frame["stage"]["prompt"] == CHOICE)
        await asyncio.to_thread(host.change, CHOICE, state="closed")
        closed = await link.until(lambda frame: frame["version"] > moved["version"])
    assert (closed["stage"]["prompt"], closed["stage"]["state"]) == (CHOICE, "closed")


@pytest.mark.parametrize("place", ["screen", "console"])
async def test_hosts_pages_and_sockets_are_of_one_room(
    event: Event, host: Host, place: str
) -> None:
    for query, wanted in (("", CHOICE), ("?room=luokka", SCALE)):
        shown = await asyncio.to_thread(page, event, f"/{place}{query}")
        polled = await asyncio.to_thread(page, event, f"/{place}/state{query}")
        async with linked(event, f"{place}{query}", host.key) as link:
            frame = await link.next()
        told = (staged(shown.text), polled.json()["stage"]["prompt"], frame["stage"]["prompt"])
        assert told == (wanted, wanted, wanted)
    async with linked(event, f"{place}?room=kellari", host.key) as link:
        assert await link.closed() == 4504
    assert (await asyncio.to_thread(page, event, f"/{place}?room=kellari")).status_code == 404


def test_a_screens_picture_offers_its_room(event: Event) -> None:
    console = page(event, "/console?room=luokka").text
    assert f'src="/e/{event.code}/screen?preview=1&amp;room=luokka"' in console
    assert f'href="/e/{event.code}/screen?room=luokka"' in console


def test_the_review_knows_the_room_that_one_came_from(event: Event) -> None:
    asked = f"/e/{event.code}/console/review?room=luokka"
    assert f'href="{asked}"' in page(event, "/console?room=luokka").text
    review = page(event, "/console/review?room=luokka&state=approved").text
    assert f'href="/e/{event.code}/console?room=luokka"' in review
    assert set(re.findall(r'review\?state=\w+([^"]*)"', review)) == {"&amp;room=luokka"}


@pytest.mark.parametrize(
    ("act", "sent"),
    [("next", {"prompt": "osallisuus-vahvuudet"}), ("clear", {"x": "1"}), ("freeze", {"on": "1"})],
)
def test_a_form_of_a_rooms_console_acts_there_and_returns_there(
    event: Event, act: str, sent: dict[str, str]
) -> None:
    before = rooms(event)
    done = page(event, f"/console/{act}?room=luokka", **sent)
    assert (done.status_code, done.headers["location"]) == (
        303,
        f"/e/{event.code}/console?room=luokka",
    )
    assert rooms(event)[0] == before[0]
    assert (rooms(event)[1] != before[1]) == (act != "freeze")


def test_a_key_opens_the_room_that_was_asked_for(event: Event) -> None:
    assert (
        'name="room" value="luokka"'
        in httpx.get(f"{event.url}/e/{event.code}/screen?room=luokka", verify=PLAIN).text
    )
    entered = page(event, "/pass", key=event.keys["console"], to="screen", room="luokka")
    assert entered.headers["location"] == f"/e/{event.code}/screen?room=luokka"
