"""Answers through the API: stored once, replaced by a later sequence, withdrawn, refused."""

from __future__ import annotations

import json
import socket
import uuid
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.served import Event, Host, Phone, Server

CHOICE = "edustus"
TEXT = "osallisuus-kehittamistarpeet"


def counts(host: Host) -> dict[str, int]:
    return host.results(CHOICE)["tally"]["counts"]


def test_the_same_answer_again_gets_the_same_acknowledgement_and_counts_once(
    event: Event, host: Host
) -> None:
    host.show(CHOICE)
    phone, answer = event.phone(), str(uuid.uuid4())
    first = phone.put(CHOICE, {"option": "viikoittain"}, answer=answer)
    again = phone.put(CHOICE, {"option": "viikoittain"}, answer=answer)
    assert (first.status_code, first.json()["status"]) == (200, "stored")
    assert (again.status_code, again.json()) == (200, first.json())
    assert counts(host)["viikoittain"] == 1


def test_a_later_sequence_replaces_and_an_older_one_is_told_what_is_stored(
    event: Event, host: Host
) -> None:
    host.show(CHOICE)
    phone, answer = event.phone(), str(uuid.uuid4())
    phone.put(CHOICE, {"option": "viikoittain"}, answer=answer, sequence=1)
    newer = phone.put(CHOICE, {"option": "harvemmin"}, answer=answer, sequence=3)
    older = phone.put(CHOICE, {"option": "en"}, answer=answer, sequence=2)
    assert (older.status_code, older.json()) == (200, newer.json())
    assert {key: n for key, n in counts(host).items() if n} == {"harvemmin": 1}


def test_where_one_answer_stands_the_newest_stands_whichever_id_it_carries(
    event: Event, host: Host
) -> None:
    host.show(CHOICE)
    phone, first = event.phone(), str(uuid.uuid4())
    phone.put(CHOICE, {"option": "viikoittain"}, answer=first)
    phone.put(CHOICE, {"option": "en"})
    assert {key: n for key, n in counts(host).items() if n} == {"en": 1}
    assert phone.http.delete(f"/answers/{first}").status_code == 200
    assert {key: n for key, n in counts(host).items() if n} == {"en": 1}


def test_texts_are_all_kept(event: Event, host: Host) -> None:
    host.show(TEXT)
    phone = event.phone()
    for text in ("Yhteinen ohjaus", "Kyläkyydit"):
        assert phone.put(TEXT, {"text": text}).status_code == 200
    results = host.results(TEXT)
    assert (results["answered"], results["tally"]["total"], results["tally"]["waiting"]) == (
        1,
        2,
        2,
    )
    assert [each["id"] for each in host.waiting()] == ["T1-K-0001", "T1-K-0002"]


def test_a_withdrawn_answer_leaves_results_and_its_text_leaves_the_database(
    server: Server, moderator: Host
) -> None:
    moderator.show(TEXT)
    phone, answer = server.phone(), str(uuid.uuid4())
    phone.put(TEXT, {"text": "KANARIALINTU ensin"}, answer=answer)
    phone.put(TEXT, {"text": "KANARIALINTU sitten"}, answer=answer, sequence=2)
    withdrawn = phone.http.delete(f"/answers/{answer}")
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    assert phone.http.delete(f"/answers/{answer}").json() == withdrawn.json()
    assert (moderator.results(TEXT)["answered"], phone.own(), moderator.waiting()) == (0, [], [])
    server.stop()  # folds the write-ahead log in
    files = b"".join(file.read_bytes() for file in server.data.iterdir())
    assert b"KANARIALINTU" not in files


def test_nobody_can_touch_the_answer_of_another(event: Event, host: Host) -> None:
    host.show(TEXT)
    mine, other, answer = event.phone(), event.phone("laukaa"), str(uuid.uuid4())
    mine.put(TEXT, {"text": "Oma ajatus"}, answer=answer)
    assert other.http.delete(f"/answers/{answer}").status_code == 404
    other.put(TEXT, {"text": "Toisen ajatus"}, answer=answer, sequence=9)
    assert [each["value"] for each in mine.own()] == [{"text": "Oma ajatus"}]
    assert host.results(TEXT)["tally"]["total"] == 2


def test_an_edited_statement_waits_for_approval_again(event: Event, host: Host) -> None:
    host.show(TEXT)
    phone, answer = event.phone(), str(uuid.uuid4())
    phone.put(TEXT, {"text": "Asiallinen"}, answer=answer)
    host.moderate("T1-K-0001", "approved")
    assert [each["text"] for each in host.results(TEXT)["tally"]["statements"]] == ["Asiallinen"]
    phone.put(TEXT, {"text": "Asiaton"}, answer=answer, sequence=2)
    assert host.results(TEXT)["tally"]["statements"] == []
    assert [each["text"] for each in host.waiting()] == ["Asiaton"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"value": {"option": "joskus"}}, 422, "option"),
        ({"value": {}}, 422, "option"),
        ({"value": [1]}, 422, "value"),
        ({"prompt": "ei-ole"}, 404, "prompt"),
        ({"sequence": -1}, 422, "sequence"),
        ({"sequence": "x"}, 422, "sequence"),
        ({"extra": 1}, 422, "extra"),
    ],
)
def test_a_bad_answer_is_refused_with_the_field_at_fault(
    event: Event, host: Host, change: dict[str, Any], status: int, field: str
) -> None:
    host.show(CHOICE)
    body = {"prompt": CHOICE, "value": {"option": "en"}, "sequence": 1} | change
    response = event.phone().http.put(f"/answers/{uuid.uuid4()}", json=body)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["field"]) == (status, status, field)
    assert host.results(CHOICE)["answered"] == 0


def test_a_prompt_that_was_never_opened_takes_nothing(event: Event, host: Host) -> None:
    response = event.phone().put(CHOICE, {"option": "en"})
    assert (response.status_code, response.json()["type"]) == (409, "urn:evastys:problem:not-open")
    assert host.results(CHOICE)["answered"] == 0


def test_a_stranger_is_told_to_join(event: Event) -> None:
    response = httpx.put(
        f"{event.url}/api/events/{event.code}/answers/{uuid.uuid4()}",
        json={"prompt": CHOICE, "value": {"option": "en"}, "sequence": 1},
        headers={"Authorization": "Bearer nobody"},
    )
    assert (response.status_code, response.json()["type"]) == (401, "urn:evastys:problem:unknown")


def test_a_large_body_is_refused(event: Event) -> None:
    response = event.phone().put(TEXT, {"text": "a" * 20_000})
    assert (response.status_code, response.json()["type"]) == (
        413,
        "urn:evastys:problem:too-large",
    )


def test_a_large_body_that_does_not_tell_its_length_is_refused(event: Event, host: Host) -> None:
    host.show(TEXT)
    pieces = (b"a" * 1000 for _ in range(20))
    response = event.phone().http.put(f"/answers/{uuid.uuid4()}", content=pieces)
    assert (response.status_code, response.json()["type"]) == (
        413,
        "urn:evastys:problem:too-large",
    )


def test_one_id_sent_to_two_prompts_is_two_answers_and_withdrawn_as_one(
    event: Event, host: Host
) -> None:
    for prompt in (CHOICE, TEXT):
        host.show(prompt)
    phone, answer = event.phone(), str(uuid.uuid4())
    phone.put(CHOICE, {"option": "en"}, answer=answer)
    phone.put(TEXT, {"text": "Sama tunnus"}, answer=answer)
    before = [host.results(prompt)["answered"] for prompt in (CHOICE, TEXT)]
    assert phone.http.delete(f"/answers/{answer}").status_code == 200
    after = [host.results(prompt)["answered"] for prompt in (CHOICE, TEXT)]
    assert (before, after, phone.own()) == ([1, 1], [0, 0], [])


def own_page(phone: Phone) -> str:
    page = f"{phone.server.url}/e/{phone.server.code}/answers"
    return phone.http.get(page, headers={"Accept": "text/html"}).text


def test_own_answers_show_what_counts_and_nothing_once_that_is_withdrawn(
    event: Event, host: Host
) -> None:
    """Two tabs, or forms without a script, give two ids to one question."""
    host.show(CHOICE)
    phone, first, second = event.phone(), str(uuid.uuid4()), str(uuid.uuid4())
    phone.put(CHOICE, {"option": "viikoittain"}, answer=first)
    phone.put(CHOICE, {"option": "harvemmin"}, answer=second)
    phone.put(CHOICE, {"option": "en"}, answer=first, sequence=2)
    assert {key: n for key, n in counts(host).items() if n} == {"en": 1}
    assert [answer in own_page(phone) for answer in (first, second)] == [True, False]
    phone.http.delete(f"/answers/{first}")
    assert set(counts(host).values()) == {0}
    assert [answer in own_page(phone) for answer in (first, second)] == [False, False]


@pytest.mark.parametrize("sequence", ["99999999999999999999", "-1", "x", ""])
def test_a_form_with_a_strange_sequence_is_no_fault_of_the_server(
    event: Event, host: Host, sequence: str
) -> None:
    host.show(CHOICE)
    phone = event.phone()
    fields = {"prompt": CHOICE, "option": "en", "answer_id": str(uuid.uuid4())}
    sent = phone.http.post(
        f"{event.url}/e/{event.code}/answers", data=fields | {"sequence": sequence}
    )
    assert sent.status_code == (422 if len(sequence) > 2 else 303)


def lost(phone: Phone, answer: str, body: dict[str, Any]) -> None:
    """Send an answer and be gone before the reply."""
    content = json.dumps(body).encode()
    address = urlsplit(phone.server.url)
    head = (
        f"PUT /api/events/{phone.server.code}/answers/{answer} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {phone.token}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as raw:
        raw.sendall(head.encode() + content)


def test_a_reply_that_was_lost_doubles_nothing(event: Event, host: Host) -> None:
    host.show(TEXT)
    phone, answers = event.phone(), [str(uuid.UUID(int=number)) for number in range(200)]
    for answer in answers:
        body = {"prompt": TEXT, "value": {"text": answer}, "sequence": 1}
        lost(phone, answer, body)
        first, again = (phone.http.put(f"/answers/{answer}", json=body) for _ in range(2))
        assert (first.status_code, first.json()) == (200, again.json())
    assert host.results(TEXT)["tally"]["total"] == len(answers)
    assert [each["value"]["text"] for each in phone.own()] == answers


def test_without_its_own_key_a_lost_reply_would_double(event: Event, host: Host) -> None:
    """The control of the test above: what was lost on the way back had been stored."""
    host.show(TEXT)
    phone = event.phone()
    for _ in range(20):
        lost(phone, str(uuid.uuid4()), {"prompt": TEXT, "value": {"text": "x"}, "sequence": 1})
        phone.put(TEXT, {"text": "x"})
    assert host.results(TEXT)["tally"]["total"] > 20
