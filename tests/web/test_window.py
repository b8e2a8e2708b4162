"""The window before and after an event, on a running server: phones at own pace without a
moderator, by the server's clock."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from app import agenda, events, ledger
from app.db import Database
from tests.served import AGENDA, PLAIN, Event, Guest, Server
from tests.ws.link import linked

CHOICE, TEXT, LEFT_OUT = "edustus", "osallisuus-kehittamistarpeet", "terveiset"
BEFORE, AFTER, SOON, LATER, OVER = "ENNEN", "JALKEEN", "PIAN", "VASTA", "OHI"
SECONDS = (5, 10, 20, 40)  # until a window closes: as few as a busy machine can start within


def day(by: int) -> str:
    """A day in Helsinki, so many days from now."""
    return (datetime.now(ZoneInfo("Europe/Helsinki")) + timedelta(days=by)).date().isoformat()


def windows() -> dict[str, dict[str, str]]:
    """Dates of four events around this moment."""
    return {
        BEFORE: {"date": day(3), "opens": day(-2), "closes": day(9)},
        AFTER: {"date": day(-3), "opens": day(-9), "closes": day(2)},
        LATER: {"date": day(9), "opens": day(4)},
        OVER: {"date": day(-9), "closes": day(-4)},
    }


@contextmanager
def serving(folder: Path, dates: dict[str, dict[str, str]]) -> Iterator[dict[str, Guest]]:
    """A server with an event for each of these dates."""
    shipped = agenda.read(AGENDA)
    prompts = tuple(
        each.model_copy(update={"window": each.key != LEFT_OUT}) for each in shipped.prompts
    )
    database = Database(folder / "evastys.sqlite3", seal=ledger.seal)
    database.write_now(events.begin)
    keys = {
        code: database.write_now(
            lambda batch, code=code, more=more: events.load(
                batch, shipped.model_copy(update={"code": code, "prompts": prompts, **more})
            )
        )
        for code, more in dates.items()
    }
    database.close()
    server = Server(folder)
    guests = {code: Guest(server, code, opens(found)) for code, found in keys.items()}
    server.start()
    try:
        yield guests
    finally:
        for guest in guests.values():
            guest.leave()
        server.stop()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Guest]]:
    with serving(tmp_path_factory.mktemp("window") / "data", windows()) as guests:
        yield guests


def opens(keys: Any) -> dict[str, str]:
    """Keys by the place that they open."""
    return {"screen": keys.screen, "console": keys.owner, "analysis": keys.analyst}


def states(event: Event) -> dict[str, str]:
    told = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    return {each["key"]: each["state"] for each in told["prompts"]}


def page(event: Event, token: str) -> str:
    return httpx.get(
        f"{event.url}/e/{event.code}", cookies={f"evastys-{event.code}": token}, verify=PLAIN
    ).text


async def test_when_the_window_closes_phones_are_told_and_what_was_begun_still_counts(
    tmp_path: Path,
) -> None:
    for seconds in SECONDS:
        closes = datetime.now(ZoneInfo("Europe/Helsinki")) + timedelta(seconds=seconds)
        soon = closes.replace(tzinfo=None, microsecond=0).isoformat()
        with serving(tmp_path / str(seconds), {SOON: {"date": day(-3), "closes": soon}}) as found:
            if await closing(found[SOON]):
                return
    raise AssertionError("the window had closed before anybody could join")


async def closing(event: Event) -> bool:
    """See an open window close; whether it was still open."""
    phone = await asyncio.to_thread(event.phone)
    async with linked(event, "phone", phone.token) as link:
        frame = await link.next()
        if frame["stage"]["pace"] != "window":
            return False
        closed = await link.until(lambda each: each["stage"]["pace"] is None)
    assert "Vastaaminen päättyi" in closed["html"]
    sent = await asyncio.to_thread(phone.put, CHOICE, {"option": "en"})
    assert (sent.status_code, sent.json()["status"]) == (200, "stored")  # in the 15 s of grace
    return True


@pytest.mark.parametrize("code", [BEFORE, AFTER])
def test_phones_answer_at_own_pace_without_a_moderator(held: dict[str, Guest], code: str) -> None:
    event = held[code]
    told = states(event)
    assert ({told[key] for key in told if key != LEFT_OUT}, told[LEFT_OUT]) == ({"open"}, "draft")
    phone, host = event.phone(), event.moderator()
    listed = re.findall(r'data-other="([a-z-]+)"', page(event, phone.token))
    assert (CHOICE in listed, LEFT_OUT in listed, len(listed)) == (True, False, len(told) - 1)
    phone.put(CHOICE, {"option": "en"}).raise_for_status()
    assert phone.put(LEFT_OUT, {"text": "Hei"}).status_code == 409
    assert f"1 / {len(listed)} vastattu" in page(event, phone.token)
    assert host.results(CHOICE)["tally"]["counts"]["en"] == 1
    kept = [json.loads(line) for line in host.export("answers.jsonl").splitlines()]
    assert [(each["prompt"], each["windowed"], each["late"]) for each in kept] == [
        (CHOICE, True, False)
    ]


def test_what_the_moderator_shows_or_closes_goes_before_the_window(held: dict[str, Guest]) -> None:
    event = held[AFTER]
    phone, host = event.phone(), event.moderator()
    host.show(TEXT)
    assert 'data-other="edustus"' not in page(event, phone.token).split('class="others"')[0]
    host.show(None)
    host.change(TEXT, state="closed")
    assert states(event)[TEXT] == "closed"
    listed = re.findall(r'data-other="([a-z-]+)"', page(event, phone.token))
    assert (TEXT in listed, CHOICE in listed) == (False, True)


def test_before_the_window_phones_say_when_and_nothing_is_taken(held: dict[str, Guest]) -> None:
    event = held[LATER]
    phone = event.phone()
    told = page(event, phone.token)
    assert ("Vastaaminen ei ole vielä auki" in told, "alkaen" in told) == (True, True)
    sent = phone.put(CHOICE, {"option": "en"})
    assert (sent.status_code, sent.json()["type"].rsplit(":", 1)[1]) == (409, "not-open")
    joining = httpx.get(f"{event.url}/e/{event.code}", verify=PLAIN).text
    assert 'id="window"' in joining


def test_after_the_window_an_answer_is_kept_late_and_not_counted(held: dict[str, Guest]) -> None:
    event = held[OVER]
    phone, host = event.phone(), event.moderator()
    assert "Vastaaminen on päättynyt" in page(event, phone.token)
    sent = phone.put(CHOICE, {"option": "en"})
    assert (sent.status_code, sent.json()["type"].rsplit(":", 1)[1]) == (409, "late")
    assert host.results(CHOICE)["answered"] == 0
    (kept,) = [json.loads(line) for line in host.export("answers.jsonl").splitlines()]
    assert (kept["late"], kept["windowed"]) == (True, False)


def test_a_phone_is_known_until_the_day_after_the_window(held: dict[str, Guest]) -> None:
    event = held[BEFORE]
    lives = []
    with httpx.Client(base_url=event.url, verify=PLAIN) as client:
        who = {"organisation": "joutsa", "role": "elected"}
        joined = client.post(f"/api/events/{BEFORE}/participants", json=who)
        for response in (joined, client.get(f"/e/{BEFORE}")):
            lives += re.findall(rf"evastys-{BEFORE}=[^;]+;.*?Max-Age=(\d+)", str(response.headers))
    # It closes at the end of the ninth day from now.
    assert [9 < int(each) / 86_400 - 1 <= 10 for each in lives] == [True, True]
