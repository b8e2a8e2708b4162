"""The screen as a page, over HTTP."""

from __future__ import annotations

import re

import pytest

from app.i18n import translator
from tests.served import Event, Host

T = translator("fi")
SCALE = "osallisuus-tilanne"
LISTED = re.compile(r'<ul class="asks".*?</ul>', re.DOTALL)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_question_alone_lists_what_is_rated(event: Event, host: Host, state: str) -> None:
    host.show(SCALE)
    host.change(SCALE, state=state)
    screen = event.browser("screen")
    found = LISTED.search(screen.get("/screen").text)
    assert found is not None
    told = screen.get(f"{event.url}/api/events/{event.code}").json()["prompts"]
    items = next(each for each in told if each["key"] == SCALE)["settings"]["items"]
    labels = [re.sub(r"<[^>]+>|\xad", "", each) for each in re.findall(r"<li>(.*?)</li>", found[0])]
    assert labels == [each["label"]["fi"] for each in items]
    host.show("edustus")
    assert LISTED.search(screen.get("/screen").text) is None


def test_a_closed_question_with_hidden_results_promises_none(event: Event, host: Host) -> None:
    host.show(SCALE)
    event.phone().put(SCALE, {"ratings": {"yhteistyo": 4}}).raise_for_status()
    host.change(SCALE, state="closed")
    screen, phone = event.browser("screen"), event.phone()
    wall = screen.get("/screen").text
    assert f"<p>{T('screen.ask.over')}</p>" in wall
    view = {"view": "area", "goal_area": "osallisuus"}
    told = []
    for state in ("closed", "open"):
        host.change(SCALE, state=state)
        host.http.put("/view", json=view).raise_for_status()
        glance = re.search(rf'id="glance-{SCALE}".*?</section>', screen.get("/screen").text, re.S)
        assert glance is not None
        told.append(re.findall(r'<p class="later">(.*?)</p>', glance[0]))
    assert told == [[T("screen.closed")], [T("screen.glance.open")]]
    frame = phone.http.get(f"{event.url}/e/{event.code}/state").json()["html"]
    assert "tulevat" not in wall + frame
