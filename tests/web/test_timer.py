"""The timer's buttons: each is labelled by what it does, on the console and on the remote."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from app.clock import moment, now
from app.i18n import translator
from tests.served import PLAIN, Event, Host

T = translator("fi")
CHOICE = "edustus"
PLACES = ("/console", "/remote")


@pytest.fixture
def console(event: Event) -> httpx.Client:
    """Whoever has the moderator's key, without script."""
    return event.browser("console")


def label(name: str) -> str:
    """What the button should say."""
    return " ".join(T(f"console.live.timer_{name}").split())


def labels(console: httpx.Client) -> set[str]:
    """What the button that gives time says, on both pages."""
    said = set()
    for place in PLACES:
        page = console.get(place).text
        found = re.search(r'<button[^>]* id="timer-add"[^>]*>(.*?)</button>', page, re.DOTALL)
        assert found is not None
        assert "disabled" not in found[0]
        said.add(" ".join(unescape(re.sub(r"<[^>]*>", "", found[1])).split()))
    return said


def pressed(console: httpx.Client, place: str = "/console", button: str = "timer-add") -> None:
    """Press a button of the timer as it stands on a page."""
    page = console.get(place).text
    form = re.search(r'<form[^>]* id="timing".*?</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    value = re.search(rf'id="{button}"[^>]*name="seconds"[^>]*value="(\d+)"', form[0], re.DOTALL)
    assert value is not None
    done = console.post("/console/timer", data=fields | {"seconds": value[1]})
    assert done.status_code == 303


def prompt(event: Event) -> dict[str, str | None]:
    """Where the prompt stands."""
    said = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    return next(each for each in said["prompts"] if each["key"] == CHOICE)


def left(event: Event) -> float:
    """Seconds until the prompt closes."""
    ends_at = prompt(event)["ends_at"]
    assert ends_at is not None
    return (moment(ends_at) - moment(now())).total_seconds()


def test_the_button_sets_a_time_adds_to_it_and_takes_it_away(
    event: Event, host: Host, console: httpx.Client
) -> None:
    host.show(CHOICE)
    assert labels(console) == {label("set")}
    pressed(console)
    assert 0 < left(event) <= 30
    assert labels(console) == {label("add")}
    pressed(console, "/remote")
    assert 30 < left(event) <= 60
    assert T("console.live.timer_off") in console.get("/console").text
    pressed(console, button="timer-off")
    assert prompt(event)["ends_at"] is None


@pytest.mark.parametrize("place", PLACES)
def test_a_closed_prompt_is_opened_again_with_time_and_one_undo_closes_it(
    event: Event, host: Host, console: httpx.Client, place: str
) -> None:
    host.show(CHOICE)
    host.change(CHOICE, state="closed", results="shown")
    assert labels(console) == {label("again")}
    stale = {"prompt": CHOICE, "seconds": "30", "reopen": "1"}
    pressed(console, place)
    assert (prompt(event)["state"], prompt(event)["results"]) == ("open", "hidden")
    console.post("/console/timer", data=stale)  # pressed twice
    assert 0 < left(event) <= 30
    opened = host.http.get("/log").json()[-1]
    assert opened["act"] == "open_timed"
    console.post("/console/undo", data={"action": str(opened["id"])})
    after = prompt(event)
    assert (after["state"], after["results"], after["ends_at"]) == ("closed", "shown", None)


def test_a_program_that_gives_a_closed_prompt_time_is_refused(event: Event, host: Host) -> None:
    host.show(CHOICE)
    host.change(CHOICE, state="closed")
    assert host.http.post(f"/prompts/{CHOICE}/timer", json={}).status_code == 422
