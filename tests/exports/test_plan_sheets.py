"""The sheets that a plan is written on, the support of statements and the moderation log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import acts
from exports.package import write_package
from tests.book import ANNA
from tests.exports.readers import sheet_rows
from tests.exports.room import CODE, Room

COMMITMENT, TEXT = "osallisuus-commitment", "osallisuus-text"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("plans")
    room = Room(folder / "data")

    def fill() -> None:
        people = [room.join("laukaa"), room.join("multia"), room.join("hyva")]
        ready = {"measure": "Avaamme kohtaamispaikan", "strength": "ready", "when": "2026"}
        room.answer(people[0], COMMITMENT, ready | {"actor": "laukaa"})
        room.answer(people[2], COMMITMENT, ready | {"actor": "Kirjasto"})
        for text in ("Vähän", "Paljon", "Piiloon"):
            room.answer(people[0], TEXT, {"text": text})
        for name, backers in (("TO-TE-0001", people[:1]), ("TO-TE-0002", people[1:])):
            room.moderate(name, "approved")
            for backer in backers:
                if backer != people[0]:
                    room.back(backer, name)
        room.moderate("TO-TE-0003", "approved")
        room.back(people[1], "TO-TE-0003")
        room.moderate("TO-TE-0003", "hidden")

    room.together(fill)
    with room.db.read() as connection:
        newest = acts.undoable(connection, room.id).id
    room.change(lambda batch: acts.undo(batch, room.id, newest, actor=ANNA))
    room.moderate("TO-TE-0003", "hidden")
    (file,) = write_package(room.file, CODE, folder / "out", names=["workbook.xlsx"])
    yield file
    room.close()


def written(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows and cells with something in them."""
    full = [{key: cell for key, cell in row.items() if cell is not None} for row in rows]
    return [row for row in full if row]


def test_a_plan_begins_with_commitments_and_what_was_backed_each_with_its_ids(book: Path) -> None:
    assert written(sheet_rows(book, "1 Osallisuus")) == [
        {
            "Toimenpide": "Avaamme kohtaamispaikan",
            "Vastuutaho": "Laukaa; Keski-Suomen hyvinvointialue: Kirjasto",
            "Aikataulu": "2026",
            "Mistä": "Sitoumus: Valmis aloittamaan",
            "Tunnukset": "TO-CO-0001, TO-CO-0002",
        },
        {
            "Toimenpide": "Paljon",
            "Mistä": "Ajatus, jota kannattaa 2 (2 organisaatiota)",
            "Tunnukset": "TO-TE-0002",
        },
    ]


def test_a_goal_area_without_measures_has_its_sheet_all_the_same(book: Path) -> None:
    head = list(sheet_rows(book, "1 Osallisuus")[0])
    assert head == [
        *("Tavoite", "Toimenpide", "Vastuutaho", "Aikataulu", "Arviointimittari"),
        *("Valmistelijan huomiot", "Mistä", "Tunnukset"),
    ]
    assert written(sheet_rows(book, "2 Elinvoima")) == []


def test_support_lists_what_may_be_seen_the_surest_first(book: Path) -> None:
    rows = [
        (row["Tunnus"], row["Kannattajia"], row["Kannattajien organisaatioita"], row["Nähnyt"])
        for row in sheet_rows(book, "Kannatus")
    ]
    assert rows == [("TO-TE-0002", 2, 2, 2), ("TO-TE-0001", 0, 0, 0)]


def test_the_log_tells_every_act_and_what_was_undone_in_words(book: Path) -> None:
    rows = sheet_rows(book, "Ohjausloki")
    decided = [(row["Teko"], row["Kohde"], row["Kumottu"]) for row in rows][-4:]
    assert decided == [
        ("approved", "TO-TE-0003", None),
        ("hidden", "TO-TE-0003", "kyllä"),
        ("undo", "TO-TE-0003", None),
        ("hidden", "TO-TE-0003", None),
    ]
    assert rows[-2]["Mitä"].startswith("Kumottiin: ")
    assert "Piiloon" not in str(rows)
