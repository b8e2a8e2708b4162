"""Questions from the audience on a real server: asked, reviewed, backed, marked, exported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.served import PLAIN, Event, Guest, Host, Phone, Server, standing

KEY = "questions"


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Guest]]:
    """Events that take at most two questions of each phone, on a server of their own."""
    folder = tmp_path_factory.mktemp("questions") / "data"
    codes = [f"KYSY{number}" for number in range(10, 30)]
    server, guests = standing(folder, codes, questions={"limit": 2, "max_length": 80})
    yield iter(guests.values())
    server.stop()


@pytest.fixture
def event(halls: Iterator[Guest]) -> Iterator[Event]:
    guest = next(halls)
    yield guest
    guest.leave()


def ask(phone: Phone, text: str, **more: Any) -> httpx.Response:
    return phone.put(KEY, {"text": text}, **more)


def approved(host: Host, phone: Phone, text: str) -> str:
    """Ask and approve; the question's id."""
    ask(phone, text).raise_for_status()
    public_id = next(each["id"] for each in host.waiting() if each["text"] == text)
    host.moderate(public_id, "approved")
    return str(public_id)


def back(phone: Phone, public_id: str) -> httpx.Response:
    return phone.http.put(f"/statements/{public_id}/support")


def mark(host: Host, public_id: str, name: str | None) -> httpx.Response:
    address = f"/questions/{public_id}/mark"
    return (
        host.http.delete(address) if name is None else host.http.put(address, json={"mark": name})
    )


def listed(phone: Phone) -> list[tuple[str, int, str | None]]:
    said = phone.http.get("/questions").json()["questions"]
    return [(each["id"], each["support"], each["mark"]) for each in said]


def page(event: Event, phone: Phone, path: str = "/questions") -> httpx.Response:
    return httpx.get(
        f"{event.url}/e/{event.code}{path}",
        cookies={f"evastys-{event.code}": phone.token},
        verify=PLAIN,
        follow_redirects=False,
    )


def console(event: Event, path: str = "/console/questions") -> httpx.Client:
    passed = httpx.post(
        f"{event.url}/e/{event.code}/pass",
        data={"key": event.keys["console"], "to": "console"},
        headers={"Origin": event.url},
        verify=PLAIN,
    )
    client = httpx.Client(
        base_url=f"{event.url}/e/{event.code}",
        cookies=passed.cookies,
        headers={"Origin": event.url},
        verify=PLAIN,
    )
    event.clients.append(client)
    return client


def test_a_question_waits_is_approved_is_backed_and_leads_the_list(
    event: Event, host: Host
) -> None:
    asker, other = event.phone(), event.phone("laukaa")
    ask(asker, "Odottaako tämä?").raise_for_status()
    assert listed(other) == []
    first, second = approved(host, asker, "Milloin?"), approved(host, other, "Kuka maksaa?")
    assert (first, second) == ("Q-0002", "Q-0003")
    assert back(asker, second).status_code == 200
    assert listed(other) == [("Q-0003", 1, None), ("Q-0002", 0, None)]
    mine = asker.http.get("/questions").json()["questions"]
    assert [(each["own"], each["backed"]) for each in mine] == [(False, True), (True, False)]
    assert back(asker, first).json()["field"] == "statement"  # one's own
    asker.http.delete(f"/statements/{second}/support").raise_for_status()
    assert listed(other) == [("Q-0002", 0, None), ("Q-0003", 0, None)]


def test_marks_replace_each_other_and_are_taken_back(event: Event, host: Host) -> None:
    phones = [event.phone() for _ in range(4)]
    ids = [approved(host, phone, f"Kysymys {n}?") for n, phone in enumerate(phones)]
    for public_id, name in zip(ids, ("answered", "pinned", "archived"), strict=False):
        assert mark(host, public_id, name).json() == {"id": public_id, "mark": name}
    assert listed(phones[3]) == [(ids[1], 0, "pinned"), (ids[3], 0, None), (ids[0], 0, "answered")]
    assert back(phones[3], ids[2]).status_code == 404  # archived
    mark(host, ids[1], "answered").raise_for_status()
    mark(host, ids[2], None).raise_for_status()
    assert listed(phones[3]) == [
        (ids[2], 0, None), (ids[3], 0, None), (ids[1], 0, "answered"), (ids[0], 0, "answered"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("public_id", "name", "status"),
    [("Q-0001", "pinned", 422), ("Q-0001", "loved", 422), ("Q-0099", "pinned", 404)],
)
def test_a_mark_needs_a_question_that_may_be_read(
    event: Event, host: Host, public_id: str, name: str, status: int
) -> None:
    ask(event.phone(), "Odottaa").raise_for_status()
    assert mark(host, public_id, name).status_code == status
    assert event.phone().http.put(f"/questions/{public_id}/mark", json={}).status_code == 403


def test_more_questions_than_the_limit_are_refused_until_one_is_withdrawn(event: Event) -> None:
    phone, first = event.phone(), str(uuid4())
    assert ask(phone, "Yksi?", answer=first).status_code == 200
    assert ask(phone, "Kaksi?").status_code == 200
    refused = ask(phone, "Kolme?")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:evastys:problem:too-many"
    assert refused.json()["detail"] == (
        "Sinulla on jo 2 kysymystä. Poista jokin niistä, niin voit kysyä uuden."
    )
    assert ask(phone, "Yksi, muutettu?", answer=first, sequence=2).status_code == 200
    phone.http.delete(f"/answers/{first}").raise_for_status()
    assert ask(phone, "Kolme?").status_code == 200
    assert ask(phone, "Yksi taas?", answer=first, sequence=3).status_code == 409
    assert ask(event.phone(), "Toinen puhelin?").status_code == 200


def test_a_changed_question_loses_its_mark_and_is_looked_at_again(event: Event, host: Host) -> None:
    phone, answer = event.phone(), str(uuid4())
    ask(phone, "Ensin?", answer=answer).raise_for_status()
    host.moderate("Q-0001", "approved")
    mark(host, "Q-0001", "pinned").raise_for_status()
    ask(phone, "Toisin?", answer=answer, sequence=2).raise_for_status()
    assert listed(phone) == []
    host.moderate("Q-0001", "approved")
    assert listed(phone) == [("Q-0001", 0, None)]


def test_closing_stops_questions_and_keeps_the_list(event: Event, host: Host) -> None:
    phone = event.phone()
    approved(host, phone, "Ehdinkö?")
    assert 'name="text"' in page(event, phone).text
    host.change(KEY, state="closed")
    said = phone.http.get("/questions").json()
    assert (said["state"], len(said["questions"])) == ("closed", 1)
    closed = page(event, phone).text
    assert "Kysymyksiä ei oteta nyt vastaan" in closed
    assert "Ehdinkö?" in closed
    host.change(KEY, state="open")
    assert ask(phone, "Nyt taas?").status_code == 200


def test_questions_stand_beside_the_stage_and_never_on_it(event: Event, host: Host) -> None:
    shown = host.http.put("/stage", json={"prompt": KEY})
    assert (shown.status_code, shown.json()["field"]) == (422, "prompt")
    assert host.http.post(f"/prompts/{KEY}/timer", json={"seconds": 30}).status_code == 422
    said = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    assert KEY not in {each["key"] for each in said["prompts"]}
    assert (said["questions"]["state"], said["current"]) == ("open", None)
    client = console(event)
    for _ in said["prompts"]:
        assert client.post("/console/next").status_code == 303
    assert client.post("/console/next").status_code == 422  # the last one was the agenda's
    assert f"show-{KEY}" not in client.get("/console").text


def test_without_script_a_question_is_asked_backed_and_withdrawn(event: Event, host: Host) -> None:
    phone, other = event.phone(), event.phone()
    public_id = approved(host, other, "Toisen kysymys?")
    cookies = {f"evastys-{event.code}": phone.token}

    def post(path: str, **fields: str) -> httpx.Response:
        return httpx.post(
            f"{event.url}/e/{event.code}{path}",
            data=fields,
            cookies=cookies,
            headers={"Origin": event.url, "Accept": "text/html"},
            verify=PLAIN,
        )

    assert page(event, phone, f"?prompt={KEY}").headers["location"] == (
        f"/e/{event.code}/questions"
    )
    assert f'href="/e/{event.code}/questions"' in page(event, phone, "").text
    sent = post("/answers", prompt=KEY, answer_id=str(uuid4()), sequence="1", text="Oma?")
    assert sent.headers["location"] == f"/e/{event.code}/questions"
    assert "Omat kysymykset" not in page(event, phone).text
    assert "Oma kysymyksesi (1)" in page(event, phone).text
    backed = post("/others/back", prompt=KEY, statement=public_id, on="1")
    assert backed.status_code == 303
    assert listed(phone) == [(public_id, 1, None)]
    refused = post("/answers", prompt=KEY, answer_id=str(uuid4()), sequence="1", text="x" * 81)
    assert refused.status_code == 422
    assert "x" * 81 in refused.text
    answer = re.findall(r"/answers/([0-9a-f-]{36})/withdraw", page(event, phone).text)[0]
    assert post(f"/answers/{answer}/withdraw").status_code == 303
    assert phone.own() == []


def test_the_console_marks_with_plain_forms_and_undoes_each(event: Event, host: Host) -> None:
    phone = event.phone()
    public_id = approved(host, phone, "Nouseeko tämä?")
    client = console(event)
    back_to = f"/e/{event.code}/console/questions"

    def undo() -> None:
        shown = client.get("/console/questions").text
        action = shown.split('name="action" value="')[1].split('"')[0]
        assert client.post("/console/undo", data={"action": action}).status_code == 303

    for name in ("pinned", "answered"):
        done = client.post("/console/mark", data={"id": public_id, "mark": name, "back": back_to})
        assert done.headers["location"] == back_to
    assert (
        "Kysymys merkittiin vastatuksi: ”Nouseeko tämä?”" in client.get("/console/questions").text
    )
    assert listed(phone) == [(public_id, 0, "answered")]
    undo()
    assert listed(phone) == [(public_id, 0, "pinned")]
    undo()
    assert listed(phone) == [(public_id, 0, None)]
    client.post("/console/prompts", data={"prompt": KEY, "state": "closed"})
    assert "Yleisön kysymykset suljettiin" in client.get("/console").text


def test_the_screen_shows_the_pinned_one_else_the_best_backed_and_never_an_author(
    event: Event, host: Host
) -> None:
    asker, other = event.phone("joutsa"), event.phone("laukaa")
    first, second = approved(host, asker, "Milloin?"), approved(host, other, "Kuka maksaa?")
    back(asker, second).raise_for_status()
    assert host.http.put("/view", json={"view": KEY}).json()["view"] == KEY

    def screen() -> str:
        said = httpx.get(
            f"{event.url}/e/{event.code}/screen/state",
            headers={"Authorization": f"Bearer {event.keys['screen']}"},
            verify=PLAIN,
        )
        return str(said.json()["html"])

    wall = screen()
    assert wall.index("Kuka maksaa?") < wall.index("Milloin?")
    assert "taustalla 1,<br>1 organisaatio" in wall
    mark(host, first, "pinned").raise_for_status()
    alone = screen()
    assert ("Milloin?" in alone, "Kuka maksaa?" in alone) == (True, False)
    host.moderate(first, "hidden")
    mark(host, second, "archived").raise_for_status()
    assert not {"Milloin?", "Kuka maksaa?"} & set(re.findall(r">([^<]+)<", screen()))
    assert not {"Joutsa", "Laukaa"} & set(re.findall(r"\w+", wall + alone))


def test_questions_come_out_in_the_export_with_state_backing_and_mark(
    event: Event, host: Host
) -> None:
    asker, other = event.phone("joutsa"), event.phone("laukaa")
    public_id = approved(host, asker, "Milloin?")
    ask(other, "Odottaako?").raise_for_status()
    back(other, public_id).raise_for_status()
    mark(host, public_id, "answered").raise_for_status()
    text = host.export("answers.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    columns = ("Tunnus", "Vastaus", "Tila", "Kannattajia", "Merkintä", "Nähnyt")
    assert [tuple(row[each] for each in columns) for row in rows] == [
        ("Q-0001", "Milloin?", "Hyväksytty", "1", "Vastattu", ""),
        ("Q-0002", "Odottaako?", "Odottaa tarkistusta", "0", "", ""),
    ]


def test_an_event_without_questions_shows_nothing_of_them(server: Server) -> None:
    phone, host = server.phone(), server.moderator()
    assert "questions" not in page(server, phone, "").text
    missing = page(server, phone)
    assert missing.status_code == 404
    for call in (
        phone.http.get("/questions"),
        host.http.put("/questions/Q-0001/mark", json={"mark": "pinned"}),
        ask(phone, "Onko ketään?"),
        host.http.put("/view", json={"view": KEY}),
    ):
        assert call.status_code == 404
        assert call.json()["detail"]
    client = console(server)
    assert client.get("/console/questions").status_code == 404
    assert "Kysymykset</a>" not in client.get("/console").text


def test_an_archived_question_does_not_come_back_by_the_same_text(event: Event, host: Host) -> None:
    phone, answer = event.phone(), str(uuid4())
    event.browser("console").post("/console/premoderation", data={"on": "0"})
    ask(phone, "Sama?", answer=answer).raise_for_status()
    mark(host, "Q-0001", "archived").raise_for_status()
    ask(phone, "Sama?", answer=answer, sequence=2).raise_for_status()
    assert listed(event.phone()) == []
    ask(phone, "Toinen?", answer=answer, sequence=3).raise_for_status()
    assert listed(event.phone()) == [("Q-0001", 0, None)]
