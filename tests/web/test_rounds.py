"""A prompt asked again, over HTTP: programs, phones with and without a script, screen, files."""

from __future__ import annotations

import json
import re
import uuid

import httpx
import pytest

from tests.served import PLAIN, Event, Host, Phone

CHOICE = "edustus"
YES, NO = {"option": "viikoittain"}, {"option": "en"}


@pytest.fixture
def asked(event: Event, host: Host) -> Phone:
    """A phone that answered yes in the first round; the second is open."""
    phone = event.phone()
    host.show(CHOICE)
    phone.put(CHOICE, YES).raise_for_status()
    host.change(CHOICE, state="closed", results="shown")
    again = host.http.post(f"/prompts/{CHOICE}/rounds", json={})
    assert (again.status_code, again.json()["round"], again.json()["results"]) == (201, 2, "hidden")
    return phone


def named(phone: Phone, value: dict[str, str], round_: int) -> httpx.Response:
    body = {"prompt": CHOICE, "value": value, "sequence": 1, "round": round_}
    return phone.http.put(f"/answers/{uuid.uuid4()}", json=body)


def page(event: Event, path: str, token: str) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{event.url}/e/{event.code}{path}"
    return httpx.get(address, params={"lang": "en"}, headers=headers, verify=PLAIN).text


def told(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_each_round_has_its_own_results(event: Event, host: Host, asked: Phone) -> None:
    named(asked, NO, 2).raise_for_status()
    named(event.phone(), NO, 1).raise_for_status()  # its phone was slow, within the grace
    found = {
        number: host.http.get(f"/prompts/{CHOICE}/results", params={"round": number}).json()
        for number in (1, 2)
    }
    counts = {
        number: {key: n for key, n in each["tally"]["counts"].items() if n}
        for number, each in found.items()
    }
    assert counts == {1: {"viikoittain": 1, "en": 1}, 2: {"en": 1}}
    assert {number: each["answered"] for number, each in found.items()} == {1: 2, 2: 1}
    assert host.results(CHOICE)["round"] == 2
    assert host.http.get(f"/prompts/{CHOICE}/results", params={"round": 3}).status_code == 404
    assert named(asked, NO, 3).status_code == 409


def test_the_earlier_answer_is_kept_and_the_form_is_empty(event: Event, asked: Phone) -> None:
    html = page(event, "", asked.token)
    assert "Asked again, round 2." in told(html)
    assert f'name="prompt" value="{CHOICE}@2"' in html
    assert "checked" not in html
    mine = told(page(event, "/answers", asked.token))
    assert "Round 1" in mine
    assert [(each["round"], each["value"]) for each in asked.own()] == [(1, YES)]


def test_a_plain_form_answers_the_round_it_was_made_for(
    event: Event, host: Host, asked: Phone
) -> None:
    for prompt, option in ((CHOICE, "en"), (f"{CHOICE}@2", "harvemmin")):
        form = {"prompt": prompt, "answer_id": str(uuid.uuid4()), "sequence": "1", "option": option}
        sent = httpx.post(
            f"{event.url}/e/{event.code}/answers",
            data=form,
            headers={"Authorization": f"Bearer {asked.token}"},
            verify=PLAIN,
        )
        assert sent.status_code == 303
    assert [(each["round"], each["value"]["option"]) for each in asked.own()][1:] == [
        (1, "en"),
        (2, "harvemmin"),
    ]


def test_a_phone_is_told_the_round_and_the_screen_the_prompt(
    event: Event, host: Host, asked: Phone
) -> None:
    phone = json.loads(page(event, "/state", asked.token))
    screen = json.loads(page(event, "/screen/state", event.keys["screen"]))
    assert (phone["stage"]["prompt"], screen["stage"]["prompt"]) == (f"{CHOICE}@2", CHOICE)


def test_the_screen_puts_rounds_side_by_side(event: Event, host: Host, asked: Phone) -> None:
    named(asked, NO, 2).raise_for_status()
    named(event.phone(), NO, 2).raise_for_status()
    put = host.http.put("/view", json={"view": "rounds", "prompt": CHOICE})
    assert put.status_code == 200
    words = told(page(event, "/screen", event.keys["screen"]))
    assert "Round 1 1 person 100%" in words
    assert "Round 2 2 people 0%" in words
    assert "1 person answered in every round." in words


def test_files_tell_the_round_of_each_answer(host: Host, asked: Phone) -> None:
    named(asked, NO, 2).raise_for_status()
    lines = [json.loads(line) for line in host.export("answers.jsonl").decode().splitlines()]
    assert [(each["round"], each["value"]) for each in lines] == [(1, YES), (2, NO)]
