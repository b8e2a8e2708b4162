"""Both versions of a commitment: what the hall said, and what its organisation says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports import to_excel, to_jsonl
from exports.frames import Frames, frames
from exports.snapshot import opened, take
from tests.exports.readers import jsonl_records
from tests.exports.room import CODE, Room

PROMPT = "osallisuus-commitment"
HALL = {"measure": "Avaamme talon", "strength": "ready", "when": "2026"}
OURS = {"measure": "=1+1\nKaksi taloa", "strength": "needs_decision", "actor": "Kunta"}
NOTE = "Hallitus päätti"
OWN = ("measure", "strength", "actor", "when", "needs")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Six commitments: corrected, confirmed, withdrawn, open and changed late, open, and one that
    its participant took back after it was confirmed."""
    room = Room(tmp_path_factory.mktemp("confirmed") / "data")
    people = [room.join(each) for each in ("laukaa", "multia", "hyva", "multia", "multia", "hyva")]
    answers = [room.answer(each, PROMPT, HALL) for each in people]
    room.confirm("TO-CO-0001", "laukaa", "confirmed", HALL, "")
    room.confirm("TO-CO-0001", "laukaa", "corrected", OURS, NOTE)
    room.confirm("TO-CO-0002", "multia", "confirmed", HALL, "")
    room.confirm("TO-CO-0003", "hyva", "withdrawn", {}, "Ei meidän")
    room.confirm("TO-CO-0006", "hyva", "confirmed", HALL, "")
    room.withdraw(people[5], answers[5])
    room.close_long_ago(PROMPT)
    room.answer_late(people[1], PROMPT, HALL | {"measure": "Uusi"})
    yield room
    room.close()


@pytest.fixture(scope="module")
def read(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    with opened(take(room.file, tmp_path_factory.mktemp("copy"))) as connection:
        yield frames(connection, CODE)


def listed(book: Path) -> list[dict[str, Any]]:
    """The commitment list as a program sees it, by the labels of its columns."""
    head, *rows = load_workbook(book, read_only=True)["Sitoumusluettelo"].iter_rows(
        values_only=True
    )
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_the_workbook_has_both_versions_of_each_commitment(read: Frames, tmp_path: Path) -> None:
    book = tmp_path / "workbook.xlsx"
    to_excel.write(read, book)
    found = {row["Tunnus"]: row for row in listed(book)[:5]}
    assert {row["Toimenpide"] for row in found.values()} == {HALL["measure"]}
    assert {key: row["Vahvistus"] for key, row in found.items()} == {
        "TO-CO-0001": "Korjattu",
        "TO-CO-0002": "Vahvistettu",
        "TO-CO-0003": "Peruttu",
        "TO-CO-0004": "Ei vielä käyty läpi",
        "TO-CO-0005": "Ei vielä käyty läpi",
    }
    columns = ("toimenpide", "valmius", "toimija", "ajankohta", "mitä tarvitaan")
    own = {
        key: tuple(row[f"Vahvistettu: {each}"] for each in columns) for key, row in found.items()
    }
    assert own == {
        "TO-CO-0001": (OURS["measure"], "Vaatii päätöksen", "Kunta", None, None),
        "TO-CO-0002": (HALL["measure"], "Valmis aloittamaan", None, "2026", None),
        **dict.fromkeys(("TO-CO-0003", "TO-CO-0004", "TO-CO-0005"), (None,) * 5),
    }
    notes = [row["Vahvistajan huomautus"] for row in found.values()]
    assert notes == [NOTE, None, "Ei meidän", None, None]
    times = [type(row["Vahvistuksen aika"]) for row in found.values()]
    assert times == [datetime] * 3 + [type(None)] * 2


def test_what_came_late_and_what_is_gone_from_the_hall_stand_apart(read: Frames) -> None:
    assert read.commitments is not None
    keys = [field.key for field in read.commitments.fields]
    rows = [dict(zip(keys, row, strict=True)) for row in read.commitments.rows()]
    late, gone = rows[5:]
    assert (late["answer"], late["late"], late["confirmation"]) == (
        "Uusi",
        "kyllä",
        "Ei vielä käyty läpi",
    )
    assert (gone["statement"], gone["answer"], gone["confirmation"]) == (
        "TO-CO-0006",
        None,
        "Vahvistettu",
    )
    assert [gone[f"confirmed.{key}"] for key in OWN][:2] == [HALL["measure"], "Valmis aloittamaan"]
    assert (gone["organisation"], gone["class"], gone["state"]) == (
        "Keski-Suomen hyvinvointialue",
        "Hyvinvointialue",
        "Osallistuja poisti, organisaatio vahvisti",
    )


def test_a_version_that_came_late_does_not_take_the_word_on_the_one_that_counts(
    room: Room, tmp_path: Path
) -> None:
    person = room.join("laukaa")
    room.change(
        lambda batch: batch.connection.exec_driver_sql(
            "update prompt set state = 'open', closed_at = null where key = ?", (PROMPT,)
        )
    )
    answer = room.answer(person, PROMPT, HALL)
    room.close_long_ago(PROMPT)
    room.answer(person, PROMPT, HALL | {"measure": "Myöhäinen"}, answer)
    room.confirm("TO-CO-0008", "laukaa", "confirmed", HALL, "")
    with opened(take(room.file, tmp_path)) as connection:
        table = frames(connection, CODE).commitments
        assert table is not None
        keys = [field.key for field in table.fields]
        found = [dict(zip(keys, row, strict=True)) for row in table.rows()]
        told = {
            row["answer"]: (row["confirmation"], row["confirmed.measure"])
            for row in found
            if row["statement"] == "TO-CO-0008"
        }
    assert told == {
        HALL["measure"]: ("Vahvistettu", HALL["measure"]),
        "Myöhäinen": (None, None),
    }


def test_lines_for_programs_have_both_versions_exactly(read: Frames, tmp_path: Path) -> None:
    to_jsonl.write(read, tmp_path / "answers.jsonl")
    found = {each["statement"]: each for each in jsonl_records(tmp_path / "answers.jsonl")}
    assert {key: each["value"] for key, each in found.items() if not each["late"]} == dict.fromkeys(
        ("TO-CO-0001", "TO-CO-0002", "TO-CO-0003", "TO-CO-0004", "TO-CO-0005"), HALL
    )
    said = {
        key: own and (own["decision"], own["value"], own["note"])
        for key, each in found.items()
        for own in [each["confirmation"]]
    }
    assert said == {
        "TO-CO-0001": ("corrected", OURS, NOTE),
        "TO-CO-0002": ("confirmed", HALL, ""),
        "TO-CO-0003": ("withdrawn", {}, "Ei meidän"),
        **dict.fromkeys(("TO-CO-0004", "TO-CO-0005", "TO-CO-0007")),
    }


def test_the_public_list_has_organisations_own_words_and_what_they_said(
    room: Room, tmp_path: Path
) -> None:
    with opened(take(room.file, tmp_path)) as connection:
        table = frames(connection, CODE, audience="public").commitments
        assert table is not None
        keys = [field.key for field in table.fields]
        rows = [dict(zip(keys, row, strict=True)) for row in table.rows()]
    told = {row["statement"]: (row["answer"], row["confirmation"]) for row in rows}
    assert told["TO-CO-0001"] == (OURS["measure"], "Korjattu")
    assert told["TO-CO-0002"] == (HALL["measure"], "Vahvistettu")
    assert {"TO-CO-0003", "TO-CO-0004", "TO-CO-0005", "TO-CO-0006"} & set(told) == set()
    assert [key for key in keys if key.startswith("confirmed.")] == []
