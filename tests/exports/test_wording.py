"""What files tell of words: which form was counted as what, what was hidden, by whom and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from app import acts
from exports.frames import Frames, frames
from exports.package import write_package
from exports.snapshot import opened, take
from tests.book import ANNA
from tests.exports.readers import csv_rows, sheet_rows
from tests.exports.room import CODE, Room

Read = Callable[[Room], Frames]

KEY = "osallisuus-words"
TYPED = {
    "laukaa": [["palvelut", "apu"], ["palveluiden"]],
    "hyva": [["palveluista", "ja"], ["turvalisuus"], ["turvallisuus"]],
}


def filled(room: Room) -> Room:
    for organisation, answers in TYPED.items():
        for words in answers:
            room.answer(room.join(organisation), KEY, {"words": words})
    return room


def reword(room: Room, act: str, *words: str, name: str = "") -> None:
    room.change(lambda batch: acts.reword(batch, room.id, KEY, act, words, name, actor=ANNA))


def undo(room: Room) -> None:
    with room.db.read() as connection:
        newest = acts.undoable(connection, room.id).id
    room.change(lambda batch: acts.undo(batch, room.id, newest, actor=ANNA))


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    with ExitStack() as snapshots:

        def read(room: Room) -> Frames:
            beside = tmp_path / f"copy-{len(list(tmp_path.iterdir()))}"
            beside.mkdir()
            return frames(snapshots.enter_context(opened(take(room.file, beside))), CODE)

        yield read


def cells(table: Any, *keys: str) -> list[tuple[Any, ...]]:
    names = [field.key for field in table.fields]
    return [tuple(row[names.index(key)] for key in keys) for row in table.rows()]


def test_every_form_says_what_it_was_counted_as_and_why(room: Room, read: Read) -> None:
    reword(filled(room), "merge", "palvelut", "apu")
    reword(room, "hide", "turvallisuus")
    long = read(room).answers
    assert cells(long, "answer", "answer.counted_as", "answer.how") == [
        ("palvelut", "palvelut", "sanan muoto"),
        ("apu", "palvelut", "yhdistetty"),
        ("palveluiden", "palvelut", "sanan muoto"),
        ("palveluista", "palvelut", "sanan muoto"),
        ("ja", None, "ei lasketa yksinään"),
        ("turvalisuus", "turvallisuus", "piilotettu"),
        ("turvallisuus", "turvallisuus", "piilotettu"),
    ]


def test_hidden_words_stay_in_the_sums_with_a_mark_and_classes_add_up(
    room: Room, read: Read
) -> None:
    reword(filled(room), "merge", "palvelut", "apu")
    reword(room, "hide", "turvallisuus")
    sums = next(each for each in read(room).sums if each.name == "Sum_words")
    columns = ("subject", "lemma", "count", "hidden", "class.municipality", "class.county")
    assert cells(sums, *columns) == [
        ("palvelut", "palvelu", 3, None, 2, 1),
        ("turvallisuus", "turvallisuus", 2, "kyllä", None, 2),
    ]


def test_acts_on_words_are_told_with_who_and_when_also_those_taken_back(
    room: Room, read: Read
) -> None:
    assert read(filled(room)).wording is None
    reword(room, "rename", "palveluista", name="Palvelut lähelle")
    reword(room, "hide", "apu")
    undo(room)
    table = read(room).wording
    assert table is not None
    told = cells(table, "act", "words", "name", "actor", "undone", "prompt_key")
    assert told == [
        ("vaihtoi nimen", "palveluista", "Palvelut lähelle", "ohjaaja", None, KEY),
        ("piilotti", "apu", None, "ohjaaja", "kyllä", KEY),
    ]
    assert all(row[0].year >= 2025 for row in cells(table, "at"))


def test_the_workbook_and_the_csv_hold_the_trace(room: Room, tmp_path: Path) -> None:
    reword(filled(room), "merge", "palvelut", "apu")
    names = ["workbook.xlsx", "answers.csv"]
    book, csv = write_package(room.file, CODE, tmp_path / "out", names=names)
    assert [row["Sanat"] for row in sheet_rows(book, "Sanojen muutokset")] == ["palvelut, apu"]
    traced = [(row["Vastaus"], row["Laskettu sanana"]) for row in csv_rows(csv)]
    assert traced[:3] == [
        ("palvelut", "palvelut"),
        ("apu", "palvelut"),
        ("palveluiden", "palvelut"),
    ]
    (four,) = (row for row in sheet_rows(book, "Sanat") if row["Ilmaus"] == "palvelut")
    assert four["Vastauksia"] == 3
