"""Files in the making: begun, looked at, fetched; each in a process of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.served import Event, Guest, Host, Server


def finished(host: Host, name: str) -> dict[str, Any]:
    """A file that has been begun, when it is no longer running."""
    begun = host.http.post(f"/exports/{name}")
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    return followed(host, begun.json()["making"])[-1]


def followed(host: Host, making: str) -> list[dict[str, Any]]:
    """What the server says of it, until it is no longer running."""
    seen: list[dict[str, Any]] = []
    while not seen or seen[-1]["state"] == "running":
        seen.append(host.http.get(f"/exports/making/{making}").json())
    return seen


def test_a_file_is_begun_followed_and_fetched_as_often_as_one_likes(
    event: Event, host: Host
) -> None:
    event.phone().put("edustus", {"option": "en"})
    begun = host.http.post("/exports/answers.csv").json()
    seen = followed(host, begun["making"])
    parts = [each["done"] for each in seen]
    assert (seen[-1]["state"], parts[-1]) == ("ready", 1)
    assert parts == sorted(parts)
    taken = [host.http.get(f"/exports/making/{begun['making']}/file") for _ in range(2)]
    assert taken[0].content == taken[1].content == host.http.get("/exports/answers.csv").content
    rows = list(csv.reader(io.StringIO(taken[0].content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) >= 1
    assert taken[0].headers["content-disposition"].endswith('-answers.csv"')


def test_a_file_is_for_the_drafters_or_for_everybody_and_says_so(event: Event, host: Host) -> None:
    host.show("edustus")
    event.phone().put("edustus", {"option": "en"})
    inside = host.http.get("/exports/answers.jsonl")
    outside = host.http.get("/exports/answers.jsonl", params={"audience": "public"})
    begun = host.http.post("/exports/answers.jsonl?audience=public").json()
    assert begun["audience"] == followed(host, begun["making"])[-1]["audience"] == "public"
    fetched = host.http.get(f"/exports/making/{begun['making']}/file")
    assert (fetched.content, outside.content, inside.content.count(b"\n")) == (b"", b"", 1)
    names = [each.headers["content-disposition"] for each in (inside, outside, fetched)]
    assert ["-public-answers.jsonl" in name for name in names] == [False, True, True]
    taken = [each["target"] for each in host.http.get("/log").json() if each["act"] == "export"]
    public = "answers.jsonl (public)"
    assert taken[-3:] == ["answers.jsonl (internal)", public, public]
    refused = host.http.get("/exports/answers.jsonl", params={"audience": "everybody"})
    assert refused.status_code == 422


def test_what_is_unknown_or_anothers_is_not_found(
    event: Event, host: Host, halls: Iterator[Guest]
) -> None:
    assert host.http.post("/exports/passwd").status_code == 404
    assert host.http.get("/exports/making/0123456789abcdef").status_code == 404
    making = finished(host, "answers.jsonl")["making"]
    other = next(halls)
    try:
        for path in (f"/exports/making/{making}", f"/exports/making/{making}/file"):
            assert other.moderator().http.get(path).status_code == 404
            assert httpx.get(f"{event.url}/api/events/{event.code}{path}").status_code == 401
    finally:
        other.leave()


def test_no_more_than_four_are_made_at_once_and_a_file_that_is_not_ready_is_not_given(
    event: Event, host: Host
) -> None:
    begun = [host.http.post("/exports/workbook.xlsx") for _ in range(5)]
    assert [each.status_code for each in begun] == [202, 202, 202, 202, 503]
    assert begun[-1].headers["retry-after"].isdigit()
    first = begun[0].json()["making"]
    early = host.http.get(f"/exports/making/{first}/file")
    assert (early.status_code, early.json()["type"].rpartition(":")[2]) == (409, "not-now")
    assert {followed(host, each.json()["making"])[-1]["state"] for each in begun[:4]} == {"ready"}


def test_a_file_that_cannot_be_made_says_so(server: Server, moderator: Host) -> None:
    making = moderator.http.post("/exports/workbook.xlsx").json()["making"]
    (server.data / "evastys.sqlite3").rename(server.data / "gone.sqlite3")
    assert followed(moderator, making)[-1]["state"] == "failed"
    refused = moderator.http.get(f"/exports/making/{making}/file")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (
        500,
        "export-failed",
    )
    (server.data / "gone.sqlite3").rename(server.data / "evastys.sqlite3")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_has_for_each_file_what_shows_how_far_it_is(event: Event, lang: str) -> None:
    analyst = event.client(event.keys["analysis"])
    page = analyst.get(f"{event.url}/e/{event.code}/analysis?lang={lang}").text
    assert page.count("data-export") == page.count("<progress") == page.count('class="making"')
    assert page.count("data-export") >= 3
