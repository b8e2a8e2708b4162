"""A goal area open as a whole: the API, the phone's pages and the screen, over HTTP."""

from __future__ import annotations

import re
import uuid

import httpx
import pytest

from tests.served import PLAIN, Event, Host

AREA = "hyvinvointi"
SCALE, WORDS, TEXT = (f"{AREA}-{row}" for row in ("tilanne", "vahvuudet", "kehittamistarpeet"))


def opened(event: Event) -> httpx.Client:
    """A browser without scripts."""
    browser = httpx.Client(
        base_url=event.url,
        headers={"Origin": event.url},
        follow_redirects=True,
        timeout=60,
        verify=PLAIN,
    )
    event.clients.append(browser)
    return browser


@pytest.fixture
def phone(event: Event) -> httpx.Client:
    """A browser without scripts that has joined."""
    browser = opened(event)
    page = browser.post(f"/e/{event.code}/join", data={"organisation": "joutsa", "role": "elected"})
    assert page.status_code == 200
    return browser


def whole(host: Host) -> list[str]:
    """Open the goal area; the keys of its prompts."""
    answer = host.http.put("/stage", json={"goal_area": AREA}).json()
    assert answer == {"current": None, "current_goal_area": AREA}
    event = httpx.get(f"{host.server.url}/api/events/{host.server.code}", verify=PLAIN).json()
    inside = [each for each in event["prompts"] if each["goal_area"] == AREA]
    assert {each["state"] for each in inside} == {"open"}
    assert (event["current"], event["current_goal_area"]) == (None, AREA)
    return [each["key"] for each in inside]


def answered(page: str) -> list[str]:
    """The prompts that a list marks as answered."""
    return re.findall(r'<li data-step="([a-z-]+)"[^>]*data-answered', page)


def send(phone: httpx.Client, event: Event, prompt: str, **fields: str) -> httpx.Response:
    """The plain form of an answer, from the page of one prompt."""
    own = {"prompt": prompt, "answer_id": str(uuid.uuid4()), "sequence": "1", "pinned": "1"}
    return phone.post(f"/e/{event.code}/answers", data=own | fields)


def test_a_phone_without_scripts_goes_through_a_goal_area_at_its_own_pace(
    event: Event, host: Host, phone: httpx.Client
) -> None:
    keys = whole(host)
    first = phone.get(f"/e/{event.code}").text
    assert re.findall(r'data-other="([a-z-]+)"', first) == keys
    assert (answered(first), f"0 / {len(keys)} vastattu" in first) == ([], True)
    stored = send(phone, event, WORDS, **{"words[]": "rohkeus"}).text
    steps = re.findall(r'rel="(prev|next)" href="/e/\w+\?prompt=([a-z-]+)"', stored)
    assert steps == [("prev", SCALE), ("next", TEXT)]
    assert 'data-answer="stored"' in stored
    after = phone.get(f"/e/{event.code}").text
    assert (answered(after), f"1 / {len(keys)} vastattu" in after) == ([WORDS], True)
    assert 'id="go"' in after
    assert re.search(rf'id="go"[^>]*href="/e/{event.code}\?prompt={SCALE}"', after)


def test_a_closed_prompt_says_so_in_words_beside_what_one_answered(
    event: Event, host: Host, phone: httpx.Client
) -> None:
    whole(host)
    send(phone, event, WORDS, **{"words[]": "rohkeus"})
    host.change(WORDS, state="closed")
    row = re.search(rf'data-step="{WORDS}".*?</li>', phone.get(f"/e/{event.code}").text, re.DOTALL)
    assert row
    words = re.findall(r"<small[^>]*>([^<]+)</small>", row.group())
    assert words == ["vastattu, ", "suljettu"]
    alone = phone.get(f"/e/{event.code}", params={"prompt": WORDS}).text
    panel = alone.partition('<section id="own"')[2]
    assert re.findall(r'<span class="shut">(.*?)</span>', panel)[:1] == ["Kysymys on suljettu"]


def test_what_a_phone_has_answered_is_in_no_frame(
    event: Event, host: Host, phone: httpx.Client
) -> None:
    whole(host)
    send(phone, event, WORDS, **{"words[]": "rohkeus"})
    frame = phone.get(f"/e/{event.code}/state").json()
    assert (frame["stage"]["prompt"], frame["stage"]["pace"]) == (None, AREA)
    assert answered(frame["html"]) == []


def test_the_screen_counts_people_and_tells_results_when_they_are_revealed(
    event: Event, host: Host
) -> None:
    keys = whole(host)
    people = [event.phone() for _ in range(3)]
    for person in people[:2]:
        person.put(WORDS, {"words": ["rohkeus"]}).raise_for_status()
    people[0].put(SCALE, {"ratings": {"yhteistyo": 4}})
    watcher = opened(event)
    watcher.post(f"/e/{event.code}/pass", data={"key": event.keys["screen"], "to": "screen"})
    hidden = watcher.get(f"/e/{event.code}/screen").text
    row = re.search(rf'id="pace-{WORDS}".*?<b>(\d+)</b>', hidden, re.DOTALL)
    assert (row and row.group(1), "rohkeus" in hidden) == ("2", False)
    host.http.patch(f"/goal_areas/{AREA}", json={"results": "shown"}).raise_for_status()
    shown = watcher.get(f"/e/{event.code}/screen").text
    assert (f'id="sheet-area-{AREA}"' in shown, "rohkeus" in shown) == (True, True)
    closed = host.http.patch(f"/goal_areas/{AREA}", json={"state": "closed"}).json()
    assert [(each["key"], each["state"]) for each in closed] == [(key, "closed") for key in keys]


def test_the_console_opens_a_goal_area_and_takes_it_back(event: Event, host: Host) -> None:
    browser = opened(event)
    browser.post(f"/e/{event.code}/pass", data={"key": event.keys["console"], "to": "console"})
    page = browser.post(f"/e/{event.code}/console/pace", data={"goal_area": AREA}).text
    assert f'name="goal_area" value="{AREA}"' in page
    action = re.search(r'name="action" value="(\d+)"', page)
    assert action
    browser.post(f"/e/{event.code}/console/undo", data={"action": action.group(1)})
    event_now = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    assert event_now["current_goal_area"] is None
    assert {each["state"] for each in event_now["prompts"]} == {"draft"}


def test_the_run_sheet_offers_no_result_of_what_nobody_answered(event: Event, host: Host) -> None:
    whole(host)
    event.phone().put(WORDS, {"words": ["rohkeus"]}).raise_for_status()
    browser = event.browser("console")
    shown = [browser.get("/console").text]
    host.http.patch(f"/goal_areas/{AREA}", json={"state": "closed"}).raise_for_status()
    host.show(None)
    shown.append(browser.get("/console").text)
    assert [re.findall(r'id="result-([a-z-]+)"', page) for page in shown] == [[], [WORDS]]


def test_a_stage_takes_a_prompt_or_a_goal_area(host: Host) -> None:
    both = host.http.put("/stage", json={"prompt": WORDS, "goal_area": AREA})
    none = host.http.put("/stage", json={})
    unknown = host.http.put("/stage", json={"goal_area": "ei-ole"})
    assert (both.status_code, none.status_code, unknown.status_code) == (422, 422, 404)
