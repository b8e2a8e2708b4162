"""Statements from elsewhere in the files: told as nobody's of this event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.imported import Row, bring_in
from exports.annexes import annexes
from exports.cover import cover_lines
from exports.frames import Frames, frames
from exports.quotes import quotes_of
from exports.snapshot import opened, take
from exports.to_jsonl import record
from exports.to_polis import write
from tests.exports.readers import members, plain_csv
from tests.exports.room import CODE, Room

TEXT = "osallisuus-text"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    """Two imported statements and one of a participant."""
    folder = tmp_path_factory.mktemp("imported")
    room = Room(folder / "data")
    rows = [Row(2, {"text": "Tuotu"}), Row(3, {"text": "Toinen", "moderated": "-1"})]
    room.change(lambda batch: bring_in(batch, CODE, TEXT, rows))
    room.answer(room.join("multia"), TEXT, {"text": "Oma"})
    with opened(take(room.file, folder)) as connection:
        yield frames(connection, CODE)
    room.close()


def test_an_imported_statement_has_no_organisation_class_or_role(read: Frames) -> None:
    keys = [field.key for field in read.answers.fields]
    names = ("answer", "organisation", "class", "role", "organisation_key", "source", "state")
    assert [
        tuple(dict(zip(keys, row, strict=True))[name] for name in names)
        for row in read.answers.rows()
    ] == [
        ("Tuotu", None, None, None, None, "muualta tuotu", "Odottaa tarkistusta"),
        ("Toinen", None, None, None, None, "muualta tuotu", "Piilotettu"),
        ("Oma", "Multia", "Kunnat", "Viranhaltija", "multia", "puhelin", "Odottaa tarkistusta"),
    ]
    records = [record(given) for given in read.reading.answers]
    parties = ("organisation", "class", "role", "language", "source")
    assert [tuple(each[name] for name in parties) for each in records] == [
        (None, None, None, None, "import"),
        (None, None, None, None, "import"),
        ("multia", "municipality", "official", "fi", "phone"),
    ]


def test_the_numbers_tell_them_apart_from_who_joined_and_answered(read: Frames) -> None:
    lines = dict(cover_lines(read))
    names = ("Liittyneitä laitteita", "Vastanneita laitteita", "Vastauksia mukana")
    assert [lines[name] for name in names] == [1, 1, 3]
    assert lines["Muualta tuotuja ajatuksia"] == 2
    (sums,) = [table for table in read.sums if table.name == "Sum_text"]
    keys = [field.key for field in sums.fields]
    row = dict(zip(keys, next(sums.rows()), strict=True))
    assert (row["total"], row["organisations"], row["answered"]) == (3, 1, 1)


def test_polis_has_no_author_and_no_commenter_for_them(read: Frames, tmp_path: Path) -> None:
    write(read, tmp_path / "polis.zip")
    found = members(tmp_path / "polis.zip")
    comments = plain_csv(found["comments.csv"])
    assert [row["author-id"] for row in comments] == ["", "", "2"]
    assert [row["participant"] for row in plain_csv(found["participant-votes.csv"])] == ["2"]
    assert "\r\ncommenters,1\r\n" in found["summary.csv"]


def test_documents_mark_them_and_have_no_annex_for_nobody(read: Frames) -> None:
    assert [name for name, _ in annexes(read)] == ["multia.docx"]
    quotes = quotes_of(read.reading.answers, read.words)
    assert [(quote.text, "muualta tuotu" in quote.source) for quote in quotes] == [
        ("Tuotu", True),
        ("Oma", False),
    ]
