"""Frames of the pages for audience questions: how each stands, and the texts to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.served import Guest, standing
from tests.ws.link import linked

KEY = "questions"


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    """An event that takes questions."""
    folder = tmp_path_factory.mktemp("questions") / "data"
    server, guests = standing(folder, ["KYSYY"], questions={})
    yield guests["KYSYY"]
    server.stop()


def standings(*rows: tuple[str, int, str]) -> Any:
    """Whether a frame says that questions stand so."""
    return lambda frame: frame["questions"] == [list(row) for row in rows]


async def test_a_page_for_questions_hears_how_each_stands_and_others_do_not(event: Guest) -> None:
    host, phone, other = event.moderator(), event.phone(), event.phone("laukaa")
    stored = await asyncio.to_thread(phone.put, KEY, {"text": "Milloin aloitetaan?"})
    assert stored.status_code == 200
    async with (
        linked(event, f"phone?at={KEY}", other.token) as asking,
        linked(event, "phone", other.token) as plain,
        linked(event, f"console?at={KEY}", event.keys["console"]) as desk,
    ):
        assert standings()(await asking.next())
        assert "questions" not in await plain.next()
        await desk.until(lambda frame: "Milloin aloitetaan?" in frame["html"])
        await asyncio.to_thread(host.moderate, "Q-0001", "approved")
        await asking.until(standings(("Q-0001", 0, "")))
        backed = await asyncio.to_thread(other.http.put, "/statements/Q-0001/support")
        assert backed.status_code == 200
        told = await asking.until(standings(("Q-0001", 1, "")))
        assert "Milloin aloitetaan?" not in str(told)
        mark = {"mark": "pinned"}
        await asyncio.to_thread(host.http.put, "/questions/Q-0001/mark", json=mark)
        await asking.until(standings(("Q-0001", 1, "pinned")))
        await asyncio.to_thread(host.moderate, "Q-0001", "hidden")
        await asking.until(standings())
        connected = await asyncio.to_thread(lambda: host.results(KEY)["connected"])
        assert connected == 2  # a page for questions is an open phone as well


async def test_a_place_that_is_none_is_the_ordinary_page(event: Guest) -> None:
    token = event.phone().token
    async with linked(event, "phone?at=nowhere", token) as link:
        assert "questions" not in await link.next()
