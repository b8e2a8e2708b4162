"""Another event is another file: a town meeting with every kind runs without a change of code."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.agenda import event as event_table
from app.agenda import prompts as prompt_tables
from app.agenda import read
from app.agenda.kind_settings import names
from app.kinds import kinds
from tests.served import ROOT, Server

FILE = ROOT / "agendas" / "stadsmote-2026-04-16.toml"
AGENDA = read(FILE)
# Written by the moderator while an event runs, or the words of a language that this file needs not.
ELSEWHERE = {"synonyms", "stop_words", "language"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has loaded the file."""
    server = Server(tmp_path_factory.mktemp("town") / "data")
    server.code = AGENDA.code
    try:
        yield server.start("--agenda", str(FILE))
    finally:
        server.stop()


def value(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """An answer to a prompt, made from its settings alone."""
    options = [each["key"] for each in settings.get("options", ())]
    items = [each["key"] for each in settings.get("items", ())]
    made: dict[str, dict[str, Any]] = {
        "choice": {"option": next(iter(options), "")},
        "multi": {"options": options[: settings.get("max_options")]},
        "scale": {"ratings": dict.fromkeys(items, 7)},
        "words": {"words": ["trygg", "mörk"]},
        "text": {"text": "Ljus på skolvägen"},
        "rank": {"order": options[: settings.get("top")]},
        "grid": {"placements": {key: [4, 5] for key in items}},
        "points": {"points": dict.fromkeys(options[:1], settings.get("points"))},
        "commitment": {"measure": "Vi ordnar talko", "strength": "ready"},
    }
    return made[kind]


def test_the_file_has_every_kind_and_every_key_that_a_file_may_have() -> None:
    source = tomllib.loads(FILE.read_text(encoding="utf-8"))
    asked = [*source["each_goal_area"], *source["prompts"]]
    assert {each["kind"] for each in asked} == {
        key for key, kind in kinds.items() if not kind.beside
    }
    assert set(source["questions"]) == set(names(kinds["questions"]))
    assert set(source["event"]) == {*event_table.KEYS, *event_table.WINDOW, event_table.TABLES}
    known = {
        *prompt_tables.ONCE,
        *(k for kind in kinds.values() if not kind.beside for k in names(kind)),
    }
    made = {key for kind in kinds.values() for key in getattr(kind, "made", ())}
    used = {key for each in asked for key in each}
    assert known - made - ELSEWHERE <= used
    assert {position for each in asked if (position := each.get("position"))} == {"first", "last"}


def test_every_prompt_is_shown_and_answered_and_its_results_are_the_answer(town: Server) -> None:
    host, phone = town.moderator(), town.phone("hamnen", "resident", language="sv")
    event = httpx.get(f"{town.url}/api/events/{AGENDA.code}").json()
    assert [each["key"] for each in event["prompts"]] == [each.key for each in AGENDA.prompts]
    cookie = {f"evastys-{AGENDA.code}": phone.token}
    for prompt in AGENDA.prompts:
        host.show(prompt.key)
        for language in AGENDA.languages:
            page = httpx.get(
                f"{town.url}/e/{AGENDA.code}",
                cookies=cookie | {"evastys-language": language},
            )
            assert page.status_code == 200
            assert f'data-kind="{prompt.kind}"' in page.text
        assert phone.put(prompt.key, value(prompt.kind, prompt.settings)).status_code == 200
        host.change(prompt.key, results="shown")
        snapshot = host.results(prompt.key)
        assert (snapshot["kind"], snapshot["answered"]) == (prompt.kind, 1)
        wall = httpx.get(
            f"{town.url}/e/{AGENDA.code}/screen/state",
            headers={"Authorization": f"Bearer {town.keys['screen']}"},
            params={"lang": "sv"},
        )
        assert wall.status_code == 200
        assert wall.json()["stage"]["prompt"] == prompt.key
        host.change(prompt.key, state="closed")
    assert len(phone.own()) == len(AGENDA.prompts)


def test_the_plain_forms_send_the_same_values(town: Server) -> None:
    host, phone = town.moderator(), town.phone("staden", "employee", language="en")
    cookie = {f"evastys-{AGENDA.code}": phone.token}
    forms = {
        "rorelse-hinder": [("options[]", "ljus"), ("options[]", "halka")],
        "rorelse-ordning": [("order[]", "belysning"), ("order[]", ""), ("order[]", "plogning")],
        "motesplatser-karta": [
            ("placements.isbana.0", "4"),
            ("placements.isbana.1", "2"),
            ("placements.brygga.0", ""),
        ],
    }
    for key, fields in forms.items():
        host.show(key)
        host.change(key, state="open")
        named = [("prompt", key), ("answer_id", str(uuid4())), ("sequence", "1"), *fields]
        sent = httpx.post(
            f"{town.url}/e/{AGENDA.code}/answers",
            content=str(httpx.QueryParams(named)),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": town.url},
            cookies=cookie,
        )
        assert sent.status_code == 303
    assert {each["prompt"]: each["value"] for each in phone.own()} == {
        "rorelse-hinder": {"options": ["halka", "ljus"]},
        "rorelse-ordning": {"order": ["belysning", "plogning"]},
        "motesplatser-karta": {"placements": {"isbana": [4, 2]}},
    }


def test_every_file_of_the_package_comes_out(town: Server) -> None:
    host = town.moderator()
    lines = [json.loads(line) for line in host.export("answers.jsonl").splitlines()]
    asked = {each["prompt"] for each in lines if "prompt" in each}
    assert {prompt.key for prompt in AGENDA.prompts} <= asked
    assert host.export("workbook.xlsx")[:2] == b"PK"
    assert "Ljus på skolvägen" in host.export("answers.csv").decode("utf-8-sig")
