"""Whatever bytes and numbers a form holds, the answer says what is wrong or goes on."""

from __future__ import annotations

import uuid

import pytest

from tests.served import Event, Host

CHOICE, WORDS = "edustus", "osallisuus-vahvuudet"
ENDLESS = "9" * 5_000  # more digits than Python reads as a number
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("seconds", [ENDLESS, "9" * 18, "9" * 10, "3601", "-1", "x", "²"])
def test_a_timer_of_any_length_but_a_sensible_one_is_refused(
    event: Event, host: Host, seconds: str
) -> None:
    host.show(CHOICE)
    sent = {"prompt": CHOICE, "seconds": seconds}
    assert event.browser("console").post("/console/timer", data=sent).status_code == 422
    if seconds.isdecimal() and len(seconds) < 100:
        timer = host.http.post(f"/prompts/{CHOICE}/timer", json={"seconds": int(seconds)})
        assert (timer.status_code, timer.json()["field"]) == (422, "seconds")


@pytest.mark.parametrize("path", ["/console/review", "/console/words"])
@pytest.mark.parametrize("page", [ENDLESS, "0", "-1", "x", "²", ""])
def test_a_page_that_is_not_there_is_the_nearest_that_is(
    event: Event, path: str, page: str
) -> None:
    assert event.browser("console").get(path, params={"page": page}).status_code == 200


def test_an_act_of_no_number_is_not_undone(event: Event) -> None:
    undone = event.browser("console").post("/console/undo", data={"action": ENDLESS})
    assert undone.status_code == 422


def test_an_answer_with_an_endless_sequence_is_refused(event: Event, host: Host) -> None:
    host.show(CHOICE)
    phone = event.phone()
    sent = {"prompt": CHOICE, "option": "en", "answer_id": str(uuid.uuid4()), "sequence": ENDLESS}
    form = phone.http.post(f"{event.url}/e/{event.code}/answers", data=sent)
    assert (form.status_code, host.results(CHOICE)["answered"]) == (422, 0)


def test_a_table_of_endless_digits_is_no_table(event: Event) -> None:
    sent = {"organisation": "joutsa", "role": "elected", "table": ENDLESS}
    assert event.browser("console").post("/join", data=sent).status_code == 422


def test_bytes_that_are_no_text_are_a_form_like_any_other(event: Event, host: Host) -> None:
    console = event.browser("console")
    bytes_ = b"act=hide&word=%ff\xff&prompt=" + WORDS.encode()
    assert console.post("/console/words", content=bytes_, headers=FORM).status_code == 303
    shown = console.post("/console/show", content=b"prompt=\xff", headers=FORM)
    current = host.http.get(f"{event.url}/api/events/{event.code}").json()["current"]
    assert (shown.status_code, current) == (404, None)


@pytest.mark.parametrize(
    "sent",
    [
        {"edition": ENDLESS},
        {f"rows.{ENDLESS}.x": "1"},
        {"do": f"up:rows:{ENDLESS}"},
        {".".join("a" * 2_000): "1"},
    ],
)
def test_a_form_of_editing_with_odd_names_and_numbers_is_answered_in_words(
    event: Event, sent: dict[str, str]
) -> None:
    path = f"{event.url}/e/{event.code}/edit/lists/roles"
    answered = event.browser("console").post(path, data={"edition": "0"} | sent)
    assert answered.status_code in (200, 303, 409, 422)
