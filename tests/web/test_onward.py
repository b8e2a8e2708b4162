"""What the console takes from the stage closes, as Next closes it; what stays open is told."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from app.i18n import translator
from tests.served import PLAIN, Event, Host

T = translator("fi")
CHOICE, SCALE, TEXT = "edustus", "osallisuus-tilanne", "osallisuus-kehittamistarpeet"
AREA = "osallisuus"


@pytest.fixture
def console(event: Event) -> httpx.Client:
    """Whoever has the moderator's key, without script."""
    return event.browser("console")


def press(console: httpx.Client, act: str, **fields: str) -> None:
    """One press on the console."""
    assert console.post(f"/console/{act}", data=fields).status_code == 303


def opened(event: Event) -> set[str]:
    """Keys of the prompts that are open."""
    said = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    return {each["key"] for each in said["prompts"] if each["state"] == "open"}


def inside(event: Event) -> set[str]:
    """Keys of the prompts of the goal area."""
    said = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    return {each["key"] for each in said["prompts"] if each["goal_area"] == AREA}


def words(page: str, identity: str) -> str:
    """What the element with this id says."""
    found = re.search(rf'<(\w+)[^>]* id="{identity}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>|\u00ad", "", found[2] if found else "")).split())


def undone(console: httpx.Client) -> None:
    """Take the latest act back, as the button does."""
    action = re.search(r'name="action" value="(\d+)"', console.get("/console").text)
    assert action is not None
    press(console, "undo", action=action.group(1))


def test_a_row_of_the_run_sheet_closes_what_was_on_stage_and_one_undo_brings_both_back(
    event: Event, host: Host, console: httpx.Client
) -> None:
    press(console, "show", prompt=CHOICE)
    press(console, "show", prompt=SCALE)
    assert opened(event) == {SCALE}
    undone(console)
    assert opened(event) == {CHOICE}
    host.show(SCALE)  # a program's show closes nothing
    assert opened(event) == {CHOICE, SCALE}


def test_a_goal_area_takes_the_place_of_a_question_and_a_question_that_of_a_goal_area(
    event: Event, host: Host, console: httpx.Client
) -> None:
    press(console, "show", prompt=CHOICE)
    press(console, "pace", goal_area=AREA)
    assert opened(event) == inside(event)
    press(console, "show", prompt=SCALE)
    assert opened(event) == {SCALE}
    undone(console)
    assert opened(event) == inside(event)
    undone(console)
    assert opened(event) == {CHOICE}


def test_a_question_that_is_asked_again_closes_the_one_on_stage(
    event: Event, host: Host, console: httpx.Client
) -> None:
    press(console, "show", prompt=CHOICE)
    event.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    press(console, "show", prompt=SCALE)
    press(console, "again", prompt=CHOICE)
    assert opened(event) == {CHOICE}
    undone(console)
    assert opened(event) == {SCALE}


def test_a_question_that_is_taken_away_is_closed_and_the_log_says_what_was_done(
    event: Event, host: Host, console: httpx.Client
) -> None:
    press(console, "show", prompt=CHOICE)
    press(console, "clear")
    assert opened(event) == set()
    assert words(console.get("/console").text, "undo").startswith(T("console.act.clear_close"))
    undone(console)
    host.show(None)
    assert opened(event) == {CHOICE}
    assert words(console.get("/console").text, "undo").startswith(T("console.act.clear_open"))
    log = host.http.get("/log").json()
    assert [each["act"] for each in log][-3:] == ["clear_close", "clear_close", "clear_open"]
    host.show(CHOICE)
    host.change(CHOICE, state="closed")
    press(console, "clear")
    assert words(console.get("/console").text, "undo").startswith(T("console.act.clear"))
    assert host.http.get("/log").json()[-1]["act"] == "clear"


def test_the_console_says_what_else_is_open_and_one_press_closes_it(
    event: Event, host: Host, console: httpx.Client
) -> None:
    for key in (CHOICE, TEXT, SCALE):
        host.show(key)
    for place in ("/console", "/remote"):
        told = words(console.get(place).text, "also")
        for part in ("Kuinka usein", T("console.also.more", n=1), T("console.also.close_all")):
            assert part in told
        assert "Kuinka hyvin" not in told  # the one on stage
    press(console, "close", prompts=f"{CHOICE} {TEXT}")
    assert opened(event) == {SCALE}
    assert 'id="also"' not in console.get("/console").text
    undone(console)
    assert opened(event) == {CHOICE, TEXT, SCALE}
    host.change(CHOICE, state="closed")
    assert T("console.also.close") in words(console.get("/console").text, "also")
    press(console, "close", prompts=TEXT)
    assert host.http.get("/log").json()[-1]["act"] == "close"
    press(console, "close", prompts=TEXT)  # pressed twice
    assert opened(event) == {SCALE}


def test_what_is_open_at_own_pace_is_not_told_as_something_else(
    event: Event, host: Host, console: httpx.Client
) -> None:
    press(console, "pace", goal_area=AREA)
    assert 'id="also"' not in console.get("/console").text
    host.change(CHOICE, state="open")
    assert "Kuinka usein" in words(console.get("/console").text, "also")
    press(console, "clear")
    assert opened(event) == {CHOICE}
    assert "Kuinka usein" in words(console.get("/console").text, "also")  # with an empty stage too
