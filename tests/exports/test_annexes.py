"""Annexes: each organisation reads its own commitments and what the room backed, not whose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from exports.annexes import TOP, annexes, told_of
from exports.frames import Frames, frames
from exports.snapshot import opened as snapshot
from exports.snapshot import take
from tests.exports.documents import opened, outline, quotes, styled, table
from tests.exports.room import CODE, Room

TEXT, COMMITMENT = "osallisuus-text", "osallisuus-commitment"
WAITS = "TO-TE-0005"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Document]]:
    """Six people of Laukaa and seven of the county; none of Multia answers. One statement that was
    backed is hidden, one waits to be read again."""
    folder = tmp_path_factory.mktemp("annexes")
    room = Room(folder / "data")

    def fill() -> None:
        laukaa = [room.join("laukaa") for _ in range(6)]
        county = [room.join("hyva") for _ in range(7)]
        room.join("multia")
        for person in (*laukaa, *county):
            room.answer(person, TEXT, {"text": f"Ajatus {person}"})
        for number in range(1, len(laukaa + county) + 1):
            name = f"TO-TE-{number:04}"
            room.moderate(name, "approved")
            backer = county[0] if number <= len(laukaa) else laukaa[0]
            room.back(backer, name)
        room.moderate("TO-TE-0003", "hidden")
        room.answer(laukaa[0], TEXT, {"text": "Tarkistamatta"})
        ready = {"measure": "Avaamme kohtaamispaikan", "strength": "ready", "when": "2026"}
        room.answer(laukaa[0], COMMITMENT, ready)
        room.answer(laukaa[1], "elinvoima-commitment", ready | {"strength": "to_explore"})
        room.answer(county[0], COMMITMENT, ready | {"measure": "Oma toimemme"})

    room.together(fill)
    with snapshot(take(room.file, folder)) as connection:
        read = frames(connection, CODE)
        answers = read.reading.answers.seen(
            lambda each: each._replace(state="waiting") if each.statement == WAITS else each
        )
        read = Frames(replace(read.reading, answers=answers), read.words)
        yield {name: opened(content) for name, content in annexes(read)}
    room.close()


def test_only_organisations_that_answered_have_one(written: dict[str, Document]) -> None:
    assert list(written) == ["laukaa.docx", "hyva.docx"]


def test_an_annex_has_what_a_board_handles(written: dict[str, Document]) -> None:
    assert outline(written["laukaa.docx"]) == [
        (1, "Laukaa"),
        (2, "Osallistuminen"),
        (2, "Organisaation osallistujien sitoumukset"),
        (3, "Osallisuus"),
        (3, "Elinvoima"),
        (2, "Koko tilaisuuden kannatetuimmat ajatukset"),
        (3, "Osallisuus"),
        (2, "Käsittely organisaatiossa"),
    ]


def test_commitments_are_of_the_organisation_alone(written: dict[str, Document]) -> None:
    head = ["Toimenpide", "Valmius", "Toimija", "Ajankohta", "Mitä tarvitaan", "Tunnus"]
    assert table(written["laukaa.docx"], "Sitoumukset: Osallisuus") == [
        head,
        ["Avaamme kohtaamispaikan", "Valmis aloittamaan", "", "2026", "", "TO-CO-0001"],
    ]
    assert table(written["laukaa.docx"], "Sitoumukset: Elinvoima") == [
        head,
        ["Avaamme kohtaamispaikan", "Selvitettävä", "", "2026", "", "TE-CO-0001"],
    ]
    county = written["hyva.docx"]
    assert [row[0] for row in table(county, "Sitoumukset: Osallisuus")] == [head[0], "Oma toimemme"]
    assert [each for each in styled(county, "Caption") if "Sitoumukset: Elinvoima" in each] == []


def test_an_organisation_without_commitments_reads_so(full: Room, tmp_path: Path) -> None:
    with snapshot(take(full.file, tmp_path)) as connection:
        read = frames(connection, CODE)
        answers = read.reading.answers.seen(
            lambda each: None if each.prompt.kind.key == "commitment" else each
        )
        _, content = next(annexes(Frames(replace(read.reading, answers=answers), read.words)))
    told = styled(opened(content), "Normal")
    assert "Organisaatiosta ei kirjattu sitoumuksia." in told
    assert "Yhtään ajatusta ei kannatettu." in told


def test_statements_are_those_of_the_whole_room_and_the_same_for_everybody(
    written: dict[str, Document],
) -> None:
    """Hidden ones and those that nobody has read are not among them, nor more than ten."""
    laukaa, county = (quotes(each) for each in written.values())
    assert laukaa == county
    names = [f"TO-TE-{number:04}" for number in range(1, 14) if number not in (3, 5)]
    assert [each.source.split()[-1] for each in laukaa] == names[:TOP]
    assert (TOP, len(names)) == (10, 11)


def test_no_statement_is_linked_to_an_organisation(written: dict[str, Document]) -> None:
    told = [each for document in written.values() for each in quotes(document)]
    assert {each.source.rpartition(" · ")[0] for each in told} == {
        " – kannattaa 1, 1 organisaatiosta"
    }


def test_how_many_took_part_is_told(written: dict[str, Document]) -> None:
    assert "6 vastaajaa." in styled(written["laukaa.docx"], "Normal")


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ({"a": 6, "b": 7}, {"a": 6, "b": 7}),
        ({"a": 6, "b": 0}, {"a": 6}),
        ({"a": 30, "b": 7, "c": 2}, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 2, "c": 4}, {"a": 30, "b": None, "c": None}),
        ({}, {}),
    ],
)
def test_few_are_withheld_with_whoever_would_give_them_away(
    answered: dict[str, int], told: dict[str, int | None]
) -> None:
    assert told_of({key: range(n) for key, n in answered.items()}) == told


def test_withheld_numbers_are_said_to_be(written: dict[str, Document]) -> None:
    assert [each for each in styled(written["hyva.docx"], "Normal") if "vastaaja" in each] == [
        "7 vastaajaa."
    ]


def test_there_is_room_for_a_decision(written: dict[str, Document]) -> None:
    (decision,) = [each for each in written["laukaa.docx"].tables if "Päätös" in each._tbl.xml]
    heights = [each.get(qn("w:val")) for each in decision._tbl.iter(qn("w:trHeight"))]
    assert heights == ["850"] * 6
    assert table(written["laukaa.docx"], "Käsittely") == [
        ["Kohta", "Päätös", "Päivä", "Allekirjoitus"],
        *[[""] * 4] * 6,
    ]
