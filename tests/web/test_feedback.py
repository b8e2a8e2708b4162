"""What became of statements, for those who wrote them: closed by default, and never more than may
be read by everybody."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app import agenda
from tests.served import AGENDA, PLAIN, Event, Guest, Phone

TEXT, COMMITMENT = "osallisuus-kehittamistarpeet", "elinvoima-sitoumukset"
PREFIX = {each.key: each.prefix for each in agenda.read(AGENDA).prompts}
T = [f"{PREFIX[TEXT]}-{number:04}" for number in range(7)]  # from 1
C1 = f"{PREFIX[COMMITMENT]}-0001"
ANSWER = "7b0c4f6e-6f8d-4a5e-9a52-0d5a4d0c8a1"  # and a digit
SAID = (
    "Kyydit kuntoon",
    "Soita 040 123 4567",
    "Piilotettava asia",
    "Odottava asia",
    "Talot auki",
    "Muuttuva asia",
)


class Town:
    """An event whose drafter has said what became of six thoughts and a commitment."""

    def __init__(self, event: Event) -> None:
        self.event, self.host = event, event.moderator()
        self.phone: Phone = event.phone()
        self.drafter = event.client(event.keys["analysis"])
        for prompt in (TEXT, COMMITMENT):
            self.host.change(prompt, state="open")
        for number, text in enumerate(SAID, start=1):
            self.write(number, text)
        promise = {"measure": "Avaamme talon", "strength": "ready"}
        self.phone.put(COMMITMENT, promise, answer=f"{ANSWER}9").raise_for_status()
        for number, state in ((1, "approved"), (2, "approved"), (3, "hidden"), (5, "approved")):
            self.host.moderate(T[number], state)
        self.say(T[1], "included", "Kirjattu", "3.2")
        self.say(T[2], "not", "Kysy: matti@example.org")
        self.say(T[3], "not", "Salainen syy")
        self.say(T[4], "partly")
        self.say(T[6], "included", "Vanhasta tekstistä")
        self.write(6, "Aivan muu asia", sequence=2)
        self.host.moderate(T[6], "approved")
        self.say(C1, "partly", "Talo avataan 2027")

    def write(self, number: int, text: str, sequence: int = 1) -> None:
        """Say it, or something else."""
        said = self.phone.put(TEXT, {"text": text}, answer=f"{ANSWER}{number}", sequence=sequence)
        said.raise_for_status()

    def say(self, public_id: str, state: str, reason: str = "", section: str = "") -> None:
        """What became of one."""
        body = {"state": state, "reason": reason, "section": section}
        self.drafter.put(f"/dispositions/{public_id}", json=body).raise_for_status()

    def open(self, on: bool = True) -> None:
        """Open the page, or close it."""
        self.drafter.put("/feedback", json={"open": on}).raise_for_status()

    def page(self, token: str = "", path: str = "feedback", **query: str) -> httpx.Response:
        """What anybody gets, or a participant."""
        headers = {"Accept": "text/html"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        address = f"{self.event.url}/e/{self.event.code}/{path}"
        return httpx.get(address, params=query, headers=headers, verify=PLAIN, timeout=60)


@pytest.fixture(scope="module")
def whole(halls: Iterator[Guest]) -> Iterator[Town]:
    guest = next(halls)
    yield Town(guest)
    guest.leave()


@pytest.fixture
def town(whole: Town) -> Iterator[Town]:
    whole.open()
    yield whole
    whole.open(on=False)


def listed(page: str) -> list[str]:
    """Public ids in the list."""
    return re.findall(rf'<li id="({PREFIX[TEXT]}-\d+)"', page)


def entry(page: str, public_id: str) -> str:
    """What the list says of one."""
    start = page.index(f'<li id="{public_id}"')
    return html.unescape(page[start : page.index("</li>", start)])


def test_the_page_is_closed_until_somebody_opens_it_and_says_so(whole: Town) -> None:
    closed = whole.page()
    assert (closed.status_code, closed.headers["x-robots-tag"]) == (404, "noindex")
    assert "ei ole vielä avattu" in closed.text
    assert [word for word in (*SAID, T[1]) if word in closed.text] == []
    browser = whole.event.browser("analysis")
    assert browser.post("/statements/feedback", data={"on": "1"}).status_code == 303
    opened = whole.page()
    assert (opened.status_code, opened.headers["x-robots-tag"]) == (200, "noindex")
    assert '<meta name="robots" content="noindex">' in opened.text
    assert browser.post("/statements/feedback", data={"on": "0"}).status_code == 303
    assert whole.page().status_code == 404
    acts = [row["act"] for row in whole.host.http.get("/log").json()]
    assert [act for act in acts if act.startswith("feedback")] == ["feedback_on", "feedback_off"]


def test_those_that_were_approved_are_told_and_no_others(town: Town) -> None:
    page = town.page().text
    assert listed(page) == [T[1], T[2], T[5], T[6]]
    hidden = ("Piilotettava", "Odottava", "Salainen", "Avaamme talon", "Talo avataan", T[3], C1)
    assert [word for word in hidden if word in page] == []
    first = entry(page, T[1])
    for words in ("Kyydit kuntoon", "Sisältyy", "3.2", "Kirjattu"):
        assert words in first
    assert [name for name in ("Joutsa", "Luottamus", "Valmistelija") if name in page] == []


def test_personal_data_in_texts_and_reasons_leaves_a_trace(town: Town) -> None:
    page = town.page().text
    assert [word for word in ("040 123 4567", "matti@example.org") if word in page] == []
    assert entry(page, T[2]).count(" poistettu]") == 2
    assert listed(town.page(q="4567").text) == []


def test_what_was_said_of_other_words_is_not_told_of_these(town: Town) -> None:
    changed = entry(town.page().text, T[6])
    assert ("Ei vielä käsitelty" in changed, "Vanhasta" in changed) == (True, False)


def test_counts_are_of_what_is_listed_and_of_commitments_by_goal_area(town: Town) -> None:
    page = town.page().text
    sections = re.findall(r'<section class="area" data-area="(\d)"', page)
    counts = re.findall(r"</i><b>(\d+)</b> (\w[^<]*)</li>", page)
    words = ["Sisältyy", "Osittain", "Ei sisälly", "Ei vielä käsitelty"]
    assert (sections, [word for _, word in counts]) == (["1", "3"], words * 2)
    assert [int(n) for n, _ in counts] == [1, 0, 1, 2, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "kyydit"}, [T[1]]),
        ({"q": T[5].lower()}, [T[5]]),
        ({"q": "salainen"}, []),
        ({"q": "piilotettava"}, []),
        ({"area": "osallisuus"}, [T[1], T[2], T[5], T[6]]),
        ({"area": "elinvoima"}, []),
    ],
)
def test_a_search_finds_what_may_be_read(
    town: Town, query: dict[str, str], found: list[str]
) -> None:
    assert listed(town.page(**query).text) == found


def test_a_participant_reads_what_became_of_each_of_their_own(town: Town) -> None:
    page = town.page(town.phone.token, "answers").text
    assert f"/e/{town.event.code}/feedback" in page
    outcomes = re.findall(r'class="public">([^<]+)<.*?data-outcome="(\w+)"', page, re.DOTALL)
    assert dict(outcomes) == {
        T[1]: "included",
        T[2]: "not",
        T[3]: "not",
        T[4]: "partly",
        T[5]: "none",
        T[6]: "none",
        C1: "partly",
    }
    assert "Talo avataan 2027" in page
    town.open(on=False)
    closed = town.page(town.phone.token, "answers").text
    assert ("data-outcome" in closed, "/feedback" in closed) == (False, False)


def test_a_host_without_the_role_does_not_open_it(whole: Town) -> None:
    said: list[Any] = [
        whole.event.client(secret).put("/feedback", json={"open": True}).status_code
        for secret in (whole.event.keys["screen"], whole.phone.token, "none")
    ]
    assert (said, whole.page().status_code) == ([403, 403, 401], 404)
