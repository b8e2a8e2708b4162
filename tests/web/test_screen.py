"""The screen as a page, over HTTP."""

from __future__ import annotations

import re

import pytest

from tests.served import Event, Host

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
