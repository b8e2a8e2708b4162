"""Who may do what: keys, origins, hidden results, headers of every answer."""

from __future__ import annotations

import httpx
import pytest

from tests.served import Event, Host, Server

FOREIGN = [
    "null",
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "HTTP://127.0.0.1",
    "http://127.0.0.1:1",
]


def hosts(event: Event) -> dict[str, Host]:
    return {place: Host(event, key) for place, key in event.keys.items()}


def test_each_key_opens_its_own_place_and_the_moderators_opens_all(event: Event) -> None:
    opened = {
        (place, page): httpx.post(
            f"{event.url}/e/{event.code}/pass",
            data={"key": key, "to": page},
            headers={"Origin": event.url},
        ).status_code
        for place, key in event.keys.items()
        for page in ("screen", "console", "analysis")
    }
    allowed = {("screen", "screen"), ("analysis", "analysis")} | {
        ("console", page) for page in ("screen", "console", "analysis")
    }
    assert {pair for pair, status in opened.items() if status == 303} == allowed
    assert {status for pair, status in opened.items() if pair not in allowed} == {403}


def test_only_the_moderator_runs_the_stage(event: Event) -> None:
    by_role = hosts(event)
    statuses = {
        place: (
            host.http.put("/stage", json={"prompt": "edustus"}).status_code,
            host.http.get("/exports/answers.csv").status_code,
        )
        for place, host in by_role.items()
    }
    assert statuses == {"screen": (403, 403), "analysis": (403, 200), "console": (200, 200)}
    assert event.phone().http.put("/stage", json={"prompt": None}).status_code == 403


def test_hidden_results_are_for_the_moderator_alone(event: Event, host: Host) -> None:
    host.show("edustus")
    phone, path = event.phone(), "/prompts/edustus/results"
    assert phone.http.get(path).status_code == 403
    assert Host(event, event.keys["screen"]).http.get(path).status_code == 403
    host.change("edustus", results="shown")
    assert phone.http.get(path).json()["tally"] == host.results("edustus")["tally"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_is_refused_even_with_the_right_cookie(event: Event, origin: str) -> None:
    with httpx.Client(base_url=event.url) as browser:
        joined = browser.post(
            f"/e/{event.code}/join",
            data={"organisation": "joutsa", "role": "elected"},
            headers={"Origin": event.url},
        )
        assert joined.status_code == 303
        refused = browser.post(f"/e/{event.code}/answers", headers={"Origin": origin})
        missing = browser.post(f"/e/{event.code}/answers")
    assert (refused.status_code, missing.status_code) == (403, 403)
    assert refused.json()["type"] == "urn:evastys:problem:origin"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/e/{code}",
        "/e/{code}/screen",
        "/e/{code}/console",
        "/nothing",
        "/api/events/NONE",
        "/e/X",
    ],
)
def test_every_answer_carries_the_policy(event: Event, path: str) -> None:
    first, second = (
        httpx.get(event.url + path.format(code=event.code), headers={"Accept": "text/html"})
        for _ in range(2)
    )
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert policy != second.headers["content-security-policy"]  # the nonce is never the same
    assert (first.headers["x-content-type-options"], first.headers["referrer-policy"]) == (
        "nosniff",
        "same-origin",
    )


def test_the_log_holds_no_address_token_code_or_text(server: Server, moderator: Host) -> None:
    moderator.show("osallisuus-kehittamistarpeet")
    phone = server.phone()
    headers = {"X-Forwarded-For": "203.0.113.77"}
    phone.http.headers.update(headers)
    phone.put("osallisuus-kehittamistarpeet", {"text": "KANARIALINTU"})
    httpx.get(f"{server.url}/e/SYDAN?canary=KANARIALINTU", headers=headers)
    httpx.get(f"{server.url}/e/WRONGCODE", headers=headers)
    server.stop()
    log = server.log.read_text(encoding="utf-8")
    found = [
        canary
        for canary in ("203.0.113.77", "127.0.0.1", "KANARIALINTU", phone.token, "SYDAN", "WRONGC")
        if canary in log
    ]
    assert (found, log != "") == ([], True)
    assert "alembic" not in log  # what comes before the printed addresses is for nobody
    database = b"".join(file.read_bytes() for file in server.data.iterdir())
    assert (phone.token.encode() in database, b"203.0.113.77" in database) == (False, False)


def test_keys_are_told_once_and_kept_only_as_hashes(server: Server) -> None:
    keys = list(server.keys.values())
    server.stop()
    database = b"".join(file.read_bytes() for file in server.data.iterdir())
    assert [key for key in keys if key.encode() in database] == []
    server.start()
    assert [key for key in keys if key in server.printed] == []
    server.moderator().show("edustus")  # the same key still opens
