"""The console as a page, over HTTP: what it offers when."""

from __future__ import annotations

from tests.served import Event, Host

CHOICE = "edustus"


def test_the_rehearsal_is_in_sight_before_the_first_question_and_gone_with_the_first_answer(
    event: Event, host: Host
) -> None:
    browser, places = event.browser("console"), []
    phone = event.phone()
    for act in (
        lambda: None,
        lambda: host.show(CHOICE),
        lambda: phone.put(CHOICE, {"option": "en"}).raise_for_status(),
    ):
        act()
        before, _, menu = browser.get("/console").text.partition('id="more"')
        places.append([part.count('id="rehearse"') for part in (before, menu)])
    assert places == [[1, 0], [0, 1], [0, 0]]
