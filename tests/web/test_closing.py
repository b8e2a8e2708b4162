"""Closing: fifteen seconds of grace, then late; acknowledgement, tally and export always agree."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import ledger
from app.clock import stamp
from tests.served import PLAIN, Event, Host, Server

CHOICE, TEXT = "edustus", "osallisuus-kehittamistarpeet"
REOPENED = "elinvoima-toimenpiteet"
RACES = 200
OPTIONS = ("viikoittain", "harvemmin", "en")
LATE = "urn:evastys:problem:late"


def test_the_grace_is_fifteen_seconds() -> None:
    assert ledger.GRACE == 15


def closed_before(server: Server, prompt: str, seconds: float) -> None:
    """Move the moment of closing back; the server is not running."""
    at = stamp(datetime.now(UTC) - timedelta(seconds=seconds))
    with closing(sqlite3.connect(server.data / "evastys.sqlite3")) as database, database:
        database.execute("UPDATE prompt SET closed_at = ? WHERE key = ?", (at, prompt))


def exported(host: Host) -> list[dict[str, Any]]:
    return [json.loads(line) for line in host.export("answers.jsonl").splitlines()]


@dataclass
class Closed:
    """A server whose prompts are closed, and what was sent within the grace."""

    server: Server
    punctual: str  # token
    within: list[httpx.Response]
    tardy: str  # token

    def put(self, token: str, prompt: str, value: dict[str, Any], sequence: int = 1) -> Any:
        """Send an answer whose id follows from its participant and prompt."""
        return self.server.client(token).put(
            f"/answers/{uuid.uuid5(uuid.NAMESPACE_OID, token + prompt)}",
            json={"prompt": prompt, "value": value, "sequence": sequence},
        )


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    """Prompts that were closed just beyond the grace."""
    server = Server(tmp_path_factory.mktemp("closed") / "data").start()
    host = server.moderator()
    for prompt in (CHOICE, TEXT, REOPENED):
        host.show(prompt)
        host.change(prompt, state="closed")
    made = Closed(server, server.phone().token, [], server.phone().token)
    made.within = [
        made.put(made.punctual, CHOICE, {"option": "en"}),
        made.put(made.punctual, TEXT, {"text": "Ajoissa"}),
    ]
    server.stop()
    for prompt in (CHOICE, TEXT, REOPENED):
        closed_before(server, prompt, ledger.GRACE + 1)
    server.start()
    yield made
    server.stop()


def test_an_answer_counts_within_the_grace_and_is_kept_but_not_counted_after_it(
    closed: Closed,
) -> None:
    def late() -> list[httpx.Response]:
        return [
            closed.put(closed.tardy, CHOICE, {"option": "viikoittain"}),
            closed.put(closed.tardy, TEXT, {"text": "Myöhässä"}),
        ]

    first, again = late(), late()
    assert [each.status_code for each in closed.within] == [200, 200]
    assert [(each.status_code, each.json()["type"]) for each in first] == [(409, LATE)] * 2
    assert [each.json() for each in again] == [each.json() for each in first]
    assert {each.json()["stored"] for each in first} == {"late"}

    host = closed.server.moderator()
    choice, text = (host.results(prompt) for prompt in (CHOICE, TEXT))
    assert (choice["answered"], choice["tally"]["counts"]["en"]) == (1, 1)
    assert sum(choice["tally"]["counts"].values()) == 1
    assert (text["answered"], text["tally"]["total"], text["tally"]["waiting"]) == (1, 1, 1)
    assert [each["text"] for each in host.waiting() if each["prompt"] == TEXT] == ["Ajoissa"]
    rows = [each for each in exported(host) if each["prompt"] in (CHOICE, TEXT)]
    assert {(each["prompt"], each["late"]): each["value"] for each in rows} == {
        (CHOICE, False): {"option": "en"},
        (TEXT, False): {"text": "Ajoissa"},
        (CHOICE, True): {"option": "viikoittain"},
        (TEXT, True): {"text": "Myöhässä"},
    }
    own = closed.server.client(closed.tardy).get("/answers").json()
    assert [each["value"] for each in own] == [{"option": "viikoittain"}, {"text": "Myöhässä"}]


def test_what_came_late_stays_late_when_its_prompt_opens_again(closed: Closed) -> None:
    """An answer that its phone was told is late does not begin to count behind its back."""
    host, value = closed.server.moderator(), {"text": "Ensin myöhässä"}
    first = closed.put(closed.tardy, REOPENED, value)
    host.change(REOPENED, state="open")
    again = closed.put(closed.tardy, REOPENED, value)
    assert (first.status_code, again.json()) == (409, first.json())
    assert host.results(REOPENED)["answered"] == 0
    newer = closed.put(closed.tardy, REOPENED, {"text": "Nyt ajoissa"}, sequence=2)
    assert (newer.status_code, host.results(REOPENED)["answered"]) == (200, 1)


@pytest.mark.parametrize(
    ("prompt", "value", "field"),
    [(CHOICE, {"option": "harvemmin"}, "option"), (TEXT, {"text": "Jäi myöhään"}, "text")],
)
def test_what_came_late_is_offered_to_be_sent_again_when_its_prompt_opens_again(
    closed: Closed, prompt: str, value: dict[str, str], field: str
) -> None:
    server, host, phone = closed.server, closed.server.moderator(), closed.server.phone()
    before = host.results(prompt)["answered"]
    assert closed.put(phone.token, prompt, value).status_code == 409
    browser = httpx.Client(
        base_url=server.url,
        headers={"Origin": server.url},
        cookies={f"evastys-{server.code}": phone.token},
        verify=PLAIN,
    )
    server.clients.append(browser)

    def page() -> tuple[str, list[str]]:
        """What stands under the question; id and sequence of the form where it asks again."""
        said = browser.get(f"/e/{server.code}", params={"prompt": prompt}).text
        shown = re.search(r'data-answer="(\w+)"', said)
        asks = re.search(r'<p class="note" data-late *(hidden)?>', said)
        assert shown is not None
        assert asks is not None
        own = re.findall(r'name="(?:answer_id|sequence)" value="([^"]*)"', said)
        return shown[1], [] if asks[1] else own

    assert page() == ("stored", [])
    host.change(prompt, state="open")
    shown, (answer, sequence) = page()
    assert (shown, sequence, answer) == ("form", "2", phone.own()[0]["answer"])
    assert host.results(prompt)["answered"] == before  # nothing is counted behind anybody's back
    sent = {"prompt": prompt, "answer_id": answer, "sequence": sequence, "pinned": "1"} | value
    assert browser.post(f"/e/{server.code}/answers", data=sent).status_code == 303
    assert page() == ("stored", [])
    assert host.results(prompt)["answered"] == before + 1
    rows = [each for each in exported(host) if each["value"] == value and each["prompt"] == prompt]
    assert [each["late"] for each in rows] == [True, False]
    host.change(prompt, state="closed")


def test_the_phones_clock_is_told_and_never_used(event: Event, host: Host) -> None:
    host.show(CHOICE)
    phone = event.phone()
    for sequence, at in enumerate(("2099-01-01T00:00:00Z", "1999-01-01T00:00:00+02:00")):
        body = {"prompt": CHOICE, "value": {"option": OPTIONS[sequence]}, "sequence": sequence}
        sent = phone.http.put(f"/answers/{uuid.UUID(int=1)}", json=body | {"answered_at": at})
        assert sent.status_code == 200
    assert host.results(CHOICE)["tally"]["counts"][OPTIONS[1]] == 1


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Server]:
    """A server without grace: a race with the closing can be lost."""
    server = Server(tmp_path / "data")
    program = "from app import cli, ledger; ledger.GRACE = 0; cli.main()"
    server.command = [sys.executable, "-c", program, "serve"]
    yield server.start()
    server.stop()


Sent = tuple[str, int, dict[str, Any], int]  # participant, race, value, status


async def race(http: httpx.AsyncClient, key: str, tokens: list[str], number: int) -> list[Sent]:
    """Everybody sends at once, and both prompts are closed in the middle of it."""
    host = {"Authorization": f"Bearer {key}"}
    for prompt in (CHOICE, TEXT):
        await http.patch(f"/prompts/{prompt}", json={"state": "open"}, headers=host)
    sent: list[Sent] = []

    async def send(token: str, prompt: str, value: dict[str, Any]) -> None:
        answer = uuid.uuid5(uuid.NAMESPACE_OID, f"{token}{number if prompt == TEXT else ''}")
        response = await http.put(
            f"/answers/{answer}",
            json={"prompt": prompt, "value": value, "sequence": number},
            headers={"Authorization": f"Bearer {token}"},
        )
        sent.append((token, number, value, response.status_code))

    sending = [
        send(token, prompt, {"text": f"{token[:8]} {number}"} if prompt == TEXT else {
            "option": OPTIONS[(number + place) % len(OPTIONS)]
        })
        for place, token in enumerate(tokens)
        for prompt in (CHOICE, TEXT)
    ]  # fmt: skip
    shutting = [
        http.patch(f"/prompts/{prompt}", json={"state": "closed"}, headers=host)
        for prompt in (CHOICE, TEXT)
    ]
    half = len(sending) // 2
    await asyncio.gather(*sending[:half], *shutting, *sending[half:])
    return sent


async def races(server: Server, tokens: list[str]) -> list[Sent]:
    base = f"{server.url}/api/events/{server.code}"
    async with httpx.AsyncClient(base_url=base, timeout=60, verify=PLAIN) as http:
        key = server.keys["console"]
        return list(chain(*[await race(http, key, tokens, n) for n in range(RACES)]))


def test_two_hundred_races_with_the_closing_contradict_nowhere(strict: Server) -> None:
    tokens = [strict.phone().token for _ in range(3)]
    sent = asyncio.run(races(strict, tokens))
    host = strict.moderator()
    choice, text = (host.results(prompt) for prompt in (CHOICE, TEXT))
    rows = exported(host)

    statuses = [status for *_, status in sent]
    assert set(statuses) == {200, 409}  # races were won and lost
    told = {value["text"]: status for _, _, value, status in sent if "text" in value}
    kept = {each["value"]["text"]: each["late"] for each in rows if each["prompt"] == TEXT}
    assert kept == {words: status == 409 for words, status in told.items()}
    assert text["tally"]["total"] == list(told.values()).count(200)
    assert text["answered"] == len({token for token, _, v, s in sent if "text" in v and s == 200})

    counted: dict[str, str] = {}
    late: dict[str, str] = {}
    for token, _, value, status in sent:  # each phone's sendings in order
        if "option" in value:
            (counted if status == 200 else late)[token] = value["option"]
    chosen = list(counted.values())
    assert choice["answered"] == len(chosen)
    assert choice["tally"]["counts"] == {
        option: chosen.count(option) for option in choice["tally"]["counts"]
    }
    choices = [each for each in rows if each["prompt"] == CHOICE]
    assert sorted((each["value"]["option"], each["late"]) for each in choices) == sorted(
        [(option, False) for option in chosen] + [(option, True) for option in late.values()]
    )
