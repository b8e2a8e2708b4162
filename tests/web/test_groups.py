"""Groups side by side over HTTP: who may see them when, and what the pages say."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.served import PLAIN, Event, Host

CHOICE, TEXT = "edustus", "osallisuus-kehittamistarpeet"


@pytest.fixture
def answered(event: Event, host: Host) -> Event:
    """Twelve elected say no, twelve office holders weekly."""
    host.show(CHOICE)
    for role, option in (("elected", "en"), ("official", "viikoittain")):
        for _ in range(12):
            event.phone(role=role).put(CHOICE, {"option": option}).raise_for_status()
    return event


def groups(client: httpx.Client, by: str = "role") -> httpx.Response:
    return client.get(f"/prompts/{CHOICE}/results", params={"by": by})


def test_a_host_gets_the_groups_beside_the_results(answered: Event, host: Host) -> None:
    found = groups(host.http).json()
    assert found["tally"]["counts"]["en"] == 12
    assert found["groups"]["by"] == "role"
    assert found["groups"]["sides"] == [
        {"keys": ["elected"], "n": 12},
        {"keys": ["official"], "n": 12},
    ]
    shares = {line["key"]: line["values"] for line in found["groups"]["lines"]}
    assert (shares["en"], shares["viikoittain"]) == ([1.0, 0.0], [0.0, 1.0])
    assert groups(host.http, "class").json()["groups"]["sides"] == [
        {"keys": ["municipality"], "n": 24}
    ]


def test_participants_see_groups_only_while_the_screen_shows_them(
    answered: Event, host: Host
) -> None:
    phone = answered.phone()
    host.change(CHOICE, results="shown")
    assert groups(phone.http).status_code == 403
    host.http.put("/view", json={"view": "groups", "prompt": CHOICE, "by": "role"})
    assert groups(phone.http).json()["groups"] == groups(host.http).json()["groups"]
    assert groups(phone.http, "class").status_code == 403
    host.change(CHOICE, results="hidden")
    assert groups(phone.http).status_code == 403
    host.http.put("/view", json={"view": "stage"})
    assert groups(phone.http).status_code == 403


@pytest.mark.parametrize(("by", "prompt"), [("organisation", CHOICE), ("role", TEXT)])
def test_what_cannot_be_compared_is_refused_with_a_reason(
    event: Event, host: Host, by: str, prompt: str
) -> None:
    assert host.http.get(f"/prompts/{prompt}/results", params={"by": by}).status_code == 422
    put = host.http.put("/view", json={"view": "groups", "prompt": prompt, "by": by})
    assert put.status_code == 422


def page(event: Event, place: str) -> str:
    headers = {"Authorization": f"Bearer {event.keys['console']}"}
    address = f"{event.url}/e/{event.code}/{place}"
    response = httpx.get(address, params={"lang": "en"}, headers=headers, verify=PLAIN)
    response.raise_for_status()
    return response.text


def told(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_the_screen_says_what_is_compared_and_of_how_many(answered: Event, host: Host) -> None:
    host.http.put("/view", json={"view": "groups", "prompt": CHOICE, "by": "role"})
    words = told(page(answered, "screen"))
    assert "Elected representative 12 people" in words
    assert "Office holder 12 people" in words
    assert "Figures move 3 answers at a time." in words


def test_too_few_to_compare_is_said_and_nothing_drawn(event: Event, host: Host) -> None:
    host.show(CHOICE)
    for role in ("elected", "official"):
        for _ in range(9):
            event.phone(role=role).put(CHOICE, {"option": "en"})
    host.http.put("/view", json={"view": "groups", "prompt": CHOICE, "by": "role"})
    words = told(page(event, "screen"))
    assert "when at least two groups have 10 people" in words
    assert "9 people" not in words


def test_phones_get_the_table_where_results_are_on_the_phones(answered: Event, host: Host) -> None:
    phone = answered.phone()
    host.change(CHOICE, phones="shown")
    host.http.put("/view", json={"view": "groups", "prompt": CHOICE, "by": "role"})

    def shown() -> str:
        address = f"{answered.url}/e/{answered.code}/state"
        headers = {"Authorization": f"Bearer {phone.token}"}
        found = httpx.get(address, params={"lang": "en"}, headers=headers, verify=PLAIN)
        return told(str(found.json()["shown"]))

    assert "Answers by role" in shown()
    host.http.put("/view", json={"view": "stage"})
    assert "Answers by role" not in shown()


def test_the_console_compares_and_goes_back_without_a_script(answered: Event) -> None:
    address = f"{answered.url}/e/{answered.code}/console/compare"
    headers = {"Authorization": f"Bearer {answered.keys['console']}"}
    for compare, showing in (("role", "groups"), ("none", "stage")):
        form = {"prompt": CHOICE, "compare": compare, "otherwise": "stage"}
        response = httpx.post(address, data=form, headers=headers, verify=PLAIN)
        assert response.status_code == 303
        state = httpx.get(f"{answered.url}/api/events/{answered.code}", verify=PLAIN).json()
        assert state["view"] == showing
