"""Every cell of the table of authorisation: role × route × own or other event, over HTTP and
sockets, against the running program."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.doors import CONTACT, DOORS, EVERYBODY, HOSTS, NOBODY, PARTICIPANT
from app.events import open_database
from app.main import create_app
from app.settings import Settings
from app.ws.socket import REFUSED
from tests.served import PLAIN, Event, Host, Server, standing
from tests.ws.link import CHOICE, linked

ROLES = (NOBODY, PARTICIPANT, CONTACT, *sorted(HOSTS))
OWN, OTHER = "KOE100", "KOE101"
COMMITMENT = "osallisuus-sitoumukset"
PATH = {  # what stands in a path; nothing that an allowed call could change by it
    "code": OWN,
    "key": CHOICE,
    "public_id": "T9-K-9999",
    "making": "0123456789abcdef",
    "answer_id": "00000000-0000-4000-8000-000000000000",
    "name": "none.csv",
    "number": "999999",
    "section": "roles",
    "language": "sv",
    "act": "nothing",
    "form": "none",
}
QUERY = {"GET /e/{code}/own": "?prompt=edustus", "GET /e/{code}/others": "?prompt=edustus"}
ELSEWHERE = {  # pages that show a stranger the way in instead of refusing
    "GET /e/{code}/answers": 303,
    "GET /e/{code}/questions": 303,
}


def sent(route: str, event: Event) -> dict[str, Any]:
    """What goes with a call; nothing that an allowed one would do anything with."""
    if route.startswith("GET"):
        return {}
    if route == "POST /e/{code}/pass":  # open to everybody who has a key
        return {"data": {"key": event.keys["screen"], "to": "screen"}}
    if route == "POST /e/{code}/confirm/pass":  # and to everybody who has a link
        return {"data": {"link": event.keys["contact"]}}
    return {"json": {}} if "/api/" in route else {"data": {}}


def routes(tmp: Path) -> set[str]:
    """Every route of the program as the table names it."""
    settings = Settings(data=tmp)
    database = open_database(settings)
    try:
        program = create_app(settings, database)
    finally:
        database.close()
    found = set()
    for each in program.routes:
        router = getattr(each, "original_router", None)
        for route in router.routes if router else [each]:
            path = getattr(route, "path", "")
            if path.startswith("/static") or path == "/openapi.json":
                continue
            methods = getattr(route, "methods", None) or {"WS"}
            found |= {f"{method} {path}" for method in methods - {"HEAD"}}
    return found


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Event]]:
    folder = tmp_path_factory.mktemp("doors") / "data"
    server, guests = standing(folder, [OWN, OTHER], questions={})
    for guest in guests.values():
        owner = guest.moderator()
        owner.show(CHOICE)
        owner.change(CHOICE, results="shown")  # so that whoever may see results does
    yield dict(guests)
    for guest in guests.values():
        guest.leave()
    server.stop()


@pytest.fixture(scope="module")
def tokens(events: dict[str, Event]) -> dict[tuple[str, str], str]:
    """What each role shows of each event."""
    made: dict[tuple[str, str], str] = {}
    for code, event in events.items():
        owner = event.client(event.keys["console"])
        phone = event.phone()
        owner.patch(f"/prompts/{COMMITMENT}", json={"state": "open"}).raise_for_status()
        phone.put(COMMITMENT, {"measure": "Talo", "strength": "ready"}).raise_for_status()
        (link,) = owner.post("/invitations", json={}).json()
        event.keys["contact"] = link["link"].rpartition("#")[2]
        made[code, PARTICIPANT], made[code, CONTACT] = phone.token, event.keys["contact"]
        for role in HOSTS:
            given = owner.post("/keys", json={"role": role, "name": f"Anna {role}"})
            made[code, role] = given.json()["key"]
    return made


def test_every_route_has_a_row_and_every_row_a_route(tmp_path: Path) -> None:
    assert set(DOORS) ^ routes(tmp_path) == set()


def test_every_cell_over_http_is_as_the_table_says(
    events: dict[str, Event], tokens: dict[tuple[str, str], str]
) -> None:
    event = events[OWN]
    wrong = []
    with httpx.Client(base_url=event.url, verify=PLAIN, timeout=60) as client:
        for route, role, code in product(sorted(DOORS), ROLES, (OWN, OTHER)):
            method, path = route.split(" ")
            if method == "WS" or (role == NOBODY and code == OTHER):
                continue
            headers = {} if role == NOBODY else {"Authorization": f"Bearer {tokens[code, role]}"}
            client.cookies.clear()
            said = client.request(
                method,
                path.format(**PATH) + QUERY.get(route, ""),
                headers=headers,
                **sent(route, event),
            )
            opens = role in DOORS[route] and (code == OWN or NOBODY in DOORS[route])
            refused = said.status_code in (401, 403, ELSEWHERE.get(route))
            if refused == opens or said.status_code >= 500:
                wrong.append((route, role, code, said.status_code))
    assert wrong == []


async def test_every_cell_over_sockets_is_as_the_table_says(
    events: dict[str, Event], tokens: dict[tuple[str, str], str]
) -> None:
    event, wrong = events[OWN], []
    for route, role, code in product(sorted(DOORS), ROLES, (OWN, OTHER)):
        method, path = route.split(" ")
        if method != "WS" or (role == NOBODY and code == OTHER):
            continue
        place = path.rpartition("/")[2]
        token = None if role == NOBODY else tokens[code, role]
        query = f"{place}?prompt={CHOICE}" if place == "results" else place
        async with linked(event, query, token) as link:
            if role in DOORS[route] and code == OWN:
                await link.next("results" if place == "results" else "frame")
            elif (closed := await link.closed()) != REFUSED:
                wrong.append((route, role, code, closed))
    assert wrong == []


@contextmanager
def browser(event: Event, key: str, to: str) -> Iterator[httpx.Client]:
    """A browser that has handed in a key."""
    with httpx.Client(
        base_url=event.url, verify=PLAIN, headers={"Origin": event.url}, timeout=60
    ) as client:
        said = client.post(f"/e/{event.code}/pass", data={"key": key, "to": to})
        assert said.status_code == 303
        yield client


def test_a_pass_opens_what_its_key_opens(
    events: dict[str, Event], tokens: dict[tuple[str, str], str]
) -> None:
    event, wrong = events[OWN], []
    for role in sorted(HOSTS):
        with browser(event, tokens[OWN, role], "keys") as client:
            for route, open_to in DOORS.items():
                method, path = route.split(" ")
                if method != "GET" or open_to == EVERYBODY or PARTICIPANT in open_to:
                    continue
                said = client.get(path.format(**PATH))
                if (said.status_code not in (401, 403)) != (role in open_to):
                    wrong.append((route, role, said.status_code))
    assert wrong == []


async def test_a_revoked_key_is_out_within_two_seconds_with_its_passes_and_sockets(
    event: Event, host: Host
) -> None:
    given = (await asyncio.to_thread(host.http.post, "/keys", json=ANNA)).json()
    signed_in = browser(event, given["key"], "console")
    client = signed_in.__enter__()
    console = f"/e/{event.code}/console"
    before = (await asyncio.to_thread(client.get, console)).status_code
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    async with (
        linked(event, "console", given["key"]) as by_key,
        linked(event, "console", Cookie=cookie, Origin=event.url) as by_pass,
        linked(event, "screen", Cookie=cookie, Origin=event.url) as screen,
        linked(event, f"results?prompt={CHOICE}", given["key"]) as results,
        linked(event, "console", host.key) as owner,
    ):
        for link in (by_key, by_pass, screen, owner):
            await link.next()
        await results.next("results")
        gone = await asyncio.to_thread(host.http.delete, f"/keys/{given['id']}")
        async with asyncio.timeout(2):
            closed = [await link.closed() for link in (by_key, by_pass, screen, results)]
        await asyncio.to_thread(host.show, CHOICE)
        await owner.until(lambda frame: frame["stage"]["prompt"] == CHOICE)
    after = (await asyncio.to_thread(client.get, console)).status_code
    api = await asyncio.to_thread(event.client(given["key"]).get, "/statements")
    signed_in.__exit__(None, None, None)
    assert (before, gone.status_code, after, api.status_code) == (200, 204, 401, 401)
    assert closed == [REFUSED] * 4


ANNA = {"role": "moderator", "name": "Anna"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fi", "Avain on peruttu"), ("sv", "Nyckeln har återkallats"), ("en", "has been revoked")],
)
def test_who_comes_with_a_revoked_key_or_a_pass_of_it_is_told_so(
    event: Event, host: Host, lang: str, words: str
) -> None:
    given = host.http.post("/keys", json=ANNA).json()
    with browser(event, given["key"], "console") as anna:
        host.http.delete(f"/keys/{given['id']}").raise_for_status()
        home, asks = f"/e/{event.code}", {"lang": lang}
        anna.headers["Accept"] = "text/html"  # as browsers do
        paths = ("console", "remote", "screen", "keys", "analysis")
        told = [anna.get(f"{home}/{path}", params=asks) for path in paths]
        told.append(anna.post(f"{home}/console/next", params=asks))
        anna.cookies.clear()
        told += [
            anna.post(f"{home}/pass", params=asks, data={"key": key})
            for key in (given["key"], "XXXXX-XXXXX")
        ]
        told.append(anna.get(f"{home}/console", params=asks))
    assert [each.status_code for each in told] == [401] * 6 + [403, 403, 200]
    assert [words in each.text for each in told] == [True] * 7 + [False] * 2


def test_a_key_that_was_given_is_shown_once_and_loading_again_gives_no_other(event: Event) -> None:
    other = event.browser("console")
    owner = event.browser("console")
    said = owner.post("/keys", data={"role": "moderator", "name": "Anna"})
    assert (said.status_code, said.text) == (303, "")
    assert said.headers["location"] == f"/e/{event.code}/keys#made"
    assert "set-cookie" not in said.headers
    pages = [each.get("/keys").text for each in (other, owner, owner)]
    keys = [re.findall(r"/console#([A-Z0-9-]+)</textarea>", page) for page in pages]
    assert [len(found) for found in keys] == [0, 1, 0]
    with browser(event, keys[1][0], "console") as anna:
        assert anna.get(f"/e/{event.code}/console").status_code == 200
    names = re.findall(r'<p class="whose">\s*<strong>(\w+)</strong>', pages[2])
    assert names.count("Anna") == 1


async def test_signing_out_ends_the_browsers_pass_and_sockets_and_nobody_elses(
    event: Event, host: Host
) -> None:
    key = event.keys["console"]
    with browser(event, key, "console") as leaving, browser(event, key, "console") as staying:
        cookies = [
            "; ".join(f"{name}={value}" for name, value in each.cookies.items())
            for each in (leaving, staying)
        ]
        origin = event.url
        async with (
            linked(event, "console", Cookie=cookies[0], Origin=origin) as gone,
            linked(event, "console", Cookie=cookies[1], Origin=origin) as stays,
        ):
            await gone.next()
            left = await asyncio.to_thread(leaving.post, f"/e/{event.code}/pass/end")
            async with asyncio.timeout(2):
                closed = await gone.closed()
            await asyncio.to_thread(host.show, CHOICE)
            await stays.until(lambda frame: frame["stage"]["prompt"] == CHOICE)
        again = await asyncio.to_thread(
            httpx.get, f"{event.url}/e/{event.code}/console", headers={"Cookie": cookies[0]}
        )
    assert (left.status_code, closed, again.status_code) == (303, REFUSED, 401)


def test_a_key_has_a_name_of_its_own_and_a_role_that_there_is(event: Event, host: Host) -> None:
    said = [
        host.http.post("/keys", json=body).status_code
        for body in (
            ANNA,
            ANNA | {"name": " anna "},
            ANNA | {"name": " "},
            ANNA | {"name": "a" * 41},
            ANNA | {"role": "king"},
        )
    ]
    assert said == [201, 422, 422, 422, 422]


def test_the_last_owners_key_stays_until_there_is_another(event: Event, host: Host) -> None:
    first = host.http.get("/keys").json()[0]
    assert host.http.delete(f"/keys/{first['id']}").status_code == 422
    other = host.http.post("/keys", json={"role": "owner", "name": "Bo"}).json()
    assert host.http.delete(f"/keys/{first['id']}").status_code == 204
    assert host.http.get("/keys").status_code == 401
    kept = event.client(other["key"]).get("/keys").json()
    assert [each["name"] for each in kept] == ["Näyttö", "Valmistelija", "Bo"]


def test_a_key_is_told_once_and_kept_only_as_a_hash(server: Server, moderator: Host) -> None:
    key = moderator.http.post("/keys", json=ANNA).json()["key"]
    listed = moderator.http.get("/keys").text
    server.stop()
    database = b"".join(file.read_bytes() for file in server.data.iterdir())
    assert (key in listed, key.encode() in database) == (False, False)
    server.start()
    assert server.client(key).get("/statements").status_code == 200
