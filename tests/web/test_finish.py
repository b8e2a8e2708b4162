"""The end of an event as everybody sees it: the console, the phones and the screen."""

from __future__ import annotations

import re

import httpx
import pytest

from app.i18n import translator
from tests.served import PLAIN, Event, Host, Phone

T = translator("fi")
CHOICE, SCALE = "edustus", "osallisuus-tilanne"
FOLLOWING = 'id="next"'


@pytest.fixture
def console(event: Event) -> httpx.Client:
    """Whoever has the moderator's key, without script."""
    return event.browser("console")


def press(console: httpx.Client, act: str, **fields: str) -> None:
    """One press on the console."""
    assert console.post(f"/console/{act}", data=fields).status_code == 303


def page_of(console: httpx.Client, place: str = "/console") -> str:
    """A host's page."""
    return console.get(place).raise_for_status().text


def phone_of(phone: Phone, path: str = "") -> str:
    """A phone's page."""
    address = f"{phone.server.url}/e/{phone.server.code}{path}"
    headers = {"Authorization": f"Bearer {phone.token}"}
    return httpx.get(address, headers=headers, verify=PLAIN).raise_for_status().text


def told(phone: Phone) -> bool:
    """Whether a phone says that the event is over, on its page and in a frame."""
    first, frame = ("data-ended" in phone_of(phone, path) for path in ("", "/state"))
    assert first == frame
    return first


def undone(console: httpx.Client) -> None:
    """Take the latest act back, as the button does."""
    action = re.search(r'name="action" value="(\d+)"', page_of(console))
    assert action is not None
    press(console, "undo", action=action.group(1))


def test_the_console_says_that_the_event_has_ended_and_what_can_be_done(
    event: Event, host: Host, console: httpx.Client
) -> None:
    host.show(CHOICE)
    assert FOLLOWING in page_of(console)
    press(console, "finish")
    for place in ("/console", "/remote"):
        page = page_of(console, place)
        heading = re.search(r'<h1 id="heading">(.*?)</h1>', page, re.DOTALL)
        assert heading is not None
        assert heading.group(1).strip() == T("finish.over")
        assert re.search(r'id="ended".*?\d{1,2}\.\d\d', page, re.DOTALL)
        for gone in (FOLLOWING, 'id="finish"', 'id="state-open"'):
            assert gone not in page
    assert ('id="to-analysis"' in page_of(console), 'id="unfinish"' in page_of(console)) == (
        True,
        True,
    )
    undone(console)
    assert (FOLLOWING in page_of(console), 'id="finish"' in page_of(console)) == (True, True)
    assert host.results(CHOICE)["state"] == "open"


def test_phones_are_thanked_until_something_is_opened_again(
    event: Event, host: Host, console: httpx.Client
) -> None:
    host.show(CHOICE)
    phone, other = event.phone(), event.phone("laukaa")
    phone.put(CHOICE, {"option": "en"}).raise_for_status()
    assert not told(phone)
    press(console, "finish")
    assert (told(phone), told(other)) == (True, True)
    assert T("finish.phone") in phone_of(other)
    host.show(SCALE)
    assert not told(phone)
    undone(console)
    assert told(phone)  # what was opened was taken back
    press(console, "clear")
    assert told(phone)
    assert T("finish.phone") in phone_of(phone)
    host.change(CHOICE, state="open")
    host.change(CHOICE, state="closed")
    assert not told(phone)  # it went on
    press(console, "finish")
    assert told(phone)


def test_an_event_can_be_ended_when_all_is_closed_and_the_summary_is_on_the_screen(
    event: Event, host: Host, console: httpx.Client
) -> None:
    host.show(CHOICE)
    host.change(CHOICE, state="closed")
    host.http.put("/view", json={"view": "summary"}).raise_for_status()
    phone = event.phone()
    assert not told(phone)
    press(console, "finish")
    press(console, "finish")
    assert told(phone)
    undone(console)
    assert not told(phone)


def test_what_a_rehearsal_ended_has_not_ended_the_event(
    event: Event, host: Host, console: httpx.Client
) -> None:
    host.rehearse()
    host.show(CHOICE)
    press(console, "finish")
    host.http.delete("/rehearsal", params={"confirm": event.code}).raise_for_status()
    assert not told(event.phone())
    assert FOLLOWING in page_of(console)


def test_the_summary_has_what_was_answered_and_asks_nobody_in_once_the_event_has_ended(
    event: Event, host: Host, console: httpx.Client
) -> None:
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    host.show(SCALE)
    host.http.put("/view", json={"view": "summary"}).raise_for_status()
    before = page_of(console, "/screen")
    assert re.findall(r'id="sum-(\d)"', before) == ["0"]
    assert 'class="corner"' in before
    press(console, "finish")
    for view in ("summary", "stage"):
        host.http.put("/view", json={"view": view}).raise_for_status()
        assert 'class="corner"' not in page_of(console, "/screen")
    host.show(SCALE)
    assert 'class="corner"' in page_of(console, "/screen")
