"""The event as one structure: what it adds up to, what was said, what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import acts
from app.dispositions import Said
from exports.export import AUDIENCES
from exports.frames import frames
from exports.snapshot import opened, take
from exports.to_event import write
from exports.to_jsonl import write as write_lines
from tests.book import ANNA
from tests.exports.readers import jsonl_records
from tests.exports.room import CODE, Room

Event = dict[str, Any]
CHOICE, WORDS = "osallisuus-choice", "osallisuus-words"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A full room with a table, and a statement and a commitment that something was said of."""
    room = Room(tmp_path_factory.mktemp("event") / "data")
    room.fill()
    room.answer(room.join("multia", table=2, headcount=4), CHOICE, {"option": "en"})
    room.moderate("TO-TE-0001", "approved")
    hidden = ["sote-palvelut"]
    room.change(lambda batch: acts.reword(batch, room.id, WORDS, "hide", hidden, actor=ANNA))
    said = Said("partly", "Siirrettiin", "4.2")
    room.change(lambda batch: acts.dispose(batch, room.id, "TO-TE-0001", said, actor=ANNA))
    own = {"measure": "Toisin", "strength": "ready"}
    room.confirm("TO-CO-0001", "laukaa", "corrected", own, "Hallitus päätti")
    yield room
    room.close()


@pytest.fixture(scope="module")
def made(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with opened(take(room.file, folder)) as connection:
        for audience in AUDIENCES:
            read = frames(connection, CODE, audience=audience)
            (folder / audience).mkdir()
            write(read, folder / audience / "event.json")
            write_lines(read, folder / audience / "answers.jsonl")
    return folder


def loaded(folder: Path) -> Event:
    read = json.loads((folder / "event.json").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


@pytest.fixture(scope="module")
def event(made: Path) -> Event:
    return loaded(made / "internal")


@pytest.fixture(scope="module")
def public(made: Path) -> Event:
    return loaded(made / "public")


def test_it_says_what_it_is_and_of_which_moment(made: Path, event: Event) -> None:
    assert list(event) == [
        *("format", "snapshot", "rehearsal", "agenda", "numbers"),
        *("prompts", "statements", "words", "log"),
    ]
    assert event["format"] == "evastys-event/1"
    assert event["snapshot"] == jsonl_records(made / "internal" / "answers.jsonl")[0]["snapshot"]


def test_the_agenda_is_there_with_all_who_were_asked(room: Room, event: Event) -> None:
    agenda = event["agenda"]
    assert (agenda["code"], agenda["title"]) == (CODE, dict(room.agenda.title))
    assert agenda["organisations"][2] == {
        "key": "hyva",
        "name": {"fi": "Keski-Suomen hyvinvointialue"},
        "class": "county",
    }
    assert [each["key"] for each in event["prompts"]] == [each.key for each in room.agenda.asked]


def test_every_prompt_has_the_sums_of_its_tally(room: Room, event: Event) -> None:
    counts = room.recount()
    for prompt in event["prompts"]:
        if prompt["kind"] == "multi":
            (result,) = prompt["results"]
            found = {key: of["count"] for key, of in result["sums"].items()}
            assert found == counts[prompt["key"]]["counts"]
        if prompt["kind"] == "text":
            (result,) = prompt["results"]
            assert result["sums"][""]["total"] == counts[prompt["key"]]["total"]


def test_tables_and_those_who_answer_alone_have_sums_of_their_own(event: Event) -> None:
    (prompt,) = [each for each in event["prompts"] if each["key"] == CHOICE]
    assert [(each["round"], each["side"], each["answered"]) for each in prompt["results"]] == [
        (1, "alone", 4),
        (1, "tables", 1),
    ]
    assert prompt["results"][1]["sums"]["en"]["count"] == 1


def test_every_statement_is_there_as_the_lines_have_it(made: Path, event: Event) -> None:
    lines = [
        each for each in jsonl_records(made / "internal" / "answers.jsonl") if each["statement"]
    ]
    plain = [
        {key: value for key, value in each.items() if key in lines[0]}
        for each in event["statements"]
    ]
    assert plain == [
        {key: value for key, value in each.items() if key != "snapshot"} for each in lines
    ]
    assert {each["late"] for each in plain} == {True, False}


def test_what_became_of_a_statement_stands_beside_it(event: Event) -> None:
    named = {each["statement"]: each for each in event["statements"]}
    disposed = named["TO-TE-0001"]["disposition"]
    assert (disposed["state"], disposed["reason"], disposed["section"], disposed["actor"]) == (
        *("partly", "Siirrettiin", "4.2"),
        ANNA.name,
    )
    confirmed = named["TO-CO-0001"]["confirmation"]
    assert (confirmed["decision"], confirmed["note"]) == ("corrected", "Hallitus päätti")
    assert confirmed["value"] == {"measure": "Toisin", "strength": "ready"}
    assert named["TO-CO-0001"]["value"] != confirmed["value"]
    rest = [each for name, each in named.items() if name not in ("TO-TE-0001", "TO-CO-0001")]
    assert {(each["disposition"], each["confirmation"]) for each in rest} == {(None, None)}


def test_the_log_has_every_act(room: Room, event: Event) -> None:
    with room.db.read() as connection:
        assert len(event["log"]) == len(acts.deeds(connection, room.id)) > 0
    assert event["log"][-1]["target"] == "TO-TE-0001"
    assert event["log"][-1]["actor"] == ANNA.name


def test_the_numbers_are_those_of_the_cover(room: Room, event: Event) -> None:
    assert event["numbers"]["late"] == len(room.late)
    assert event["numbers"]["withdrawn"] == 1


def test_everybody_has_the_same_parts_without_numbers_and_names(
    event: Event, public: Event
) -> None:
    assert list(public) == list(event)
    assert public["snapshot"]["audience"] == "public"
    assert (public["log"], public["words"], public["numbers"]) == ([], [], {"redacted": 0})
    assert ANNA.name in json.dumps(event)
    assert ANNA.name not in json.dumps(public)


def test_everybody_has_the_statements_of_the_public_lines(made: Path, public: Event) -> None:
    lines = jsonl_records(made / "public" / "answers.jsonl")
    added = {"mark", "disposition", "confirmation"}
    assert [
        {key: value for key, value in each.items() if key not in added}
        for each in public["statements"]
    ] == [
        {key: value for key, value in each.items() if key not in {*added, "snapshot"}}
        for each in lines
    ]
    named = {each["statement"]: each for each in public["statements"]}
    assert set(named) == {"TO-TE-0001", "TO-CO-0001"}
    assert named["TO-TE-0001"]["disposition"]["reason"] == "Siirrettiin"
    confirmed = named["TO-CO-0001"]["confirmation"]
    assert (confirmed["decision"], confirmed["note"]) == ("corrected", "")


def test_everybody_has_figures_that_may_be_told_and_no_hidden_word(
    event: Event, public: Event
) -> None:
    def of(read: Event, key: str) -> Any:
        return next(each for each in read["prompts"] if each["key"] == key)

    counts = of(public, CHOICE)["results"][0]["sums"]
    assert {numbers["count"] for numbers in counts.values()} <= {0, "withheld"}
    assert "wording" in of(event, WORDS)["settings"]
    assert "wording" not in of(public, WORDS)["settings"]
    assert "sote-palvelut" in json.dumps(of(event, WORDS))
    assert "sote-palvelut" not in json.dumps(of(public, WORDS))
