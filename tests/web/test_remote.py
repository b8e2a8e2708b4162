"""The remote: what is on stage and the main acts, without a script, and pressed twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.served import PLAIN, Event, Host
from tests.ws.link import CHOICE, linked

TEXT = "osallisuus-kehittamistarpeet"
AFTER = "osallisuus-tilanne"  # comes after the choice


class Thumb:
    """A phone's browser without JavaScript: it presses what the page has."""

    def __init__(self, event: Event) -> None:
        self.path = f"/e/{event.code}/remote"
        self.http = httpx.Client(
            base_url=event.url, headers={"Origin": event.url}, verify=PLAIN, follow_redirects=True
        )
        key = {"key": event.keys["console"], "to": "remote"}
        self.page = self.http.post(f"/e/{event.code}/pass", data=key)

    def form(self, id: str) -> str:
        """A form of the page as it stands."""
        found = re.search(rf'<form id="{id}".*?</form>', self.page.text, re.DOTALL)
        assert found is not None, id
        return found.group()

    def press(self, id: str, **pressed: str) -> None:
        """Send a form with the button that was pressed; the page that comes of it."""
        form = self.form(id)
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
        action = re.search(r'action="([^"]*)"', form)
        assert action is not None
        self.page = self.http.post(action.group(1), data=dict(hidden) | pressed)
        assert (self.page.status_code, self.page.url.path) == (200, self.path)

    @property
    def said(self) -> tuple[str, list[str]]:
        """The heading, and the words of the pressed halves."""
        heading = re.search(r'<h1 id="heading">(.*?)</h1>', self.page.text, re.DOTALL)
        assert heading is not None
        pressed = re.findall(r'aria-pressed="true"\s*>(\w+)<', self.page.text)
        return re.sub(r"<[^>]+>|\s+", " ", heading.group(1)).strip(), pressed


@pytest.fixture
def thumb(event: Event) -> Iterator[Thumb]:
    made = Thumb(event)
    yield made
    made.http.close()


def test_the_main_acts_work_without_a_script(event: Event, host: Host, thumb: Thumb) -> None:
    assert thumb.said == ("Valmiina aloittamaan", ["Kuva"])
    thumb.press("onward")
    assert thumb.said[1] == ["Auki", "Piilossa", "Kuva"]
    thumb.press("timing", seconds="30")
    thumb.press("answering", state="closed")
    thumb.press("revealing", results="shown")
    thumb.press("blanking", view="blank")
    assert thumb.said[1] == ["Kiinni", "Näkyvissä", "Tyhjä"]
    thumb.press("blanking", view="stage")
    thumb.press("undoing")
    assert thumb.said[1] == ["Kiinni", "Näkyvissä", "Tyhjä"]
    acts = [row["act"] for row in host.http.get("/log").json() if row["act"] != "enter"]
    assert acts == ["next", "timer_on", "close", "reveal", "view_blank", "view_stage", "view_stage"]


def test_a_button_pressed_twice_is_pressed_once(host: Host, thumb: Thumb) -> None:
    host.show(CHOICE)
    for _ in range(2):
        stale = thumb.http.get(thumb.path)
        thumb.page = stale
        thumb.press("onward")
        thumb.page = stale  # the same page is under the thumb again
        thumb.press("onward")
    for id, pressed in (
        ("answering", {"state": "closed"}),
        ("revealing", {"results": "shown"}),
        ("blanking", {"view": "blank"}),
    ):
        stale = thumb.page
        thumb.press(id, **pressed)
        thumb.page = stale
        thumb.press(id, **pressed)
    acts = [row["act"] for row in host.http.get("/log").json() if row["act"] != "enter"]
    assert acts == ["show", "next", "next", "close", "reveal", "view_blank"]


async def test_the_remote_hears_what_the_console_hears(event: Event, host: Host) -> None:
    phone = await asyncio.to_thread(event.phone)
    await asyncio.to_thread(host.show, TEXT)
    async with (
        linked(event, "remote", host.key) as remote,
        linked(event, "console", host.key) as console,
    ):
        sent = await asyncio.to_thread(phone.put, TEXT, {"text": "Odottava ajatus"})
        assert sent.status_code == 200
        for link in (remote, console):
            await link.until(lambda frame: "<b>1</b>" in frame["html"])
        await asyncio.to_thread(host.show, CHOICE)
        frames = [
            await link.until(lambda frame: frame["stage"]["prompt"] == CHOICE)
            for link in (remote, console)
        ]
    assert frames[0]["stage"] == frames[1]["stage"]
    assert ("Odottava ajatus" in frames[0]["html"], len(frames[0]["html"]) < 8000) == (False, True)
