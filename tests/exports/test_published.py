"""Which answers may be published, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, update

from app import acts
from app.agenda import Agenda
from app.models import Confirmation, Invitation, Participant
from exports.frames import Frames, frames
from exports.package import write_package
from exports.snapshot import opened, take
from exports.tables import Table
from tests.book import ANNA
from tests.exports.county import planned
from tests.exports.readers import csv_rows, jsonl_records
from tests.exports.room import CODE, Room

TEXT, OTHER, WORDS = "osallisuus-text", "elinvoima-text", "osallisuus-words"
COMMITMENT = "osallisuus-commitment"
CODE_OF_SOMEBODY = "131052-308T"
_PERSON = Participant.__table__
_C, _I = Confirmation.__table__, Invitation.__table__


@pytest.fixture
def snapshots() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows by column key."""
    keys = [field.key for field in table.fields]
    return [dict(zip(keys, row, strict=True)) for row in table.rows()]


def read(room: Room, folder: Path, snapshots: ExitStack) -> Frames:
    copy = folder / f"copy-{len(list(folder.iterdir()))}"
    copy.mkdir()
    connection = snapshots.enter_context(opened(take(room.file, copy)))
    return frames(connection, CODE, audience="public")


def texts(of: Frames) -> list[str]:
    return [row["answer"] for row in rows(of.answers)]


def write(room: Room, organisation: str, *said: str, prompt: str = TEXT, people: int = 1) -> None:
    """Texts of so many people of an organisation, all of them approved."""
    for _ in range(people):
        person = room.join(organisation)
        for text in said:
            room.answer(person, prompt, {"text": text})


def approve(room: Room, *names: str) -> None:
    for name in names:
        room.moderate(name, "approved")


def test_only_what_a_moderator_approved_is_there(
    room: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(room, "laukaa", "Hyväksytty", "Piilotettu", "Odottaa")
    write(room, "laukaa", "Harjoituksesta")
    rehearsing = room.change(
        lambda batch: (
            batch.connection.execute(
                update(_PERSON).where(_PERSON.c.id == 2).values(rehearsal=True)
            ).rowcount
        )
    )
    assert rehearsing == 1
    room.close_long_ago(OTHER)
    late = room.join("multia")
    room.answer_late(late, OTHER, {"text": "Myöhästynyt"})
    approve(room, "TO-TE-0001", "TO-TE-0004", "TE-TE-0001")
    room.moderate("TO-TE-0002", "hidden")
    of = read(room, tmp_path, snapshots)
    assert texts(of) == ["Hyväksytty"]
    assert len(of.reading.people) == 2
    (given,) = of.reading.answers
    assert (given.person.number, given.person.role, given.position) == (0, "", 0)
    assert (given.answer_id, given.answered_at) == ("", None)
    assert given.stored_at == "2025-10-23T21:00:00.000Z"  # midnight of the event's day


def test_in_a_rehearsal_everything_is_there_and_says_that_it_is_one(
    room: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    room.change(lambda batch: acts.begin_rehearsal(batch, room.id, actor=ANNA))
    write(room, "laukaa", "Harjoituksesta")
    approve(room, "TO-TE-0001")
    of = read(room, tmp_path, snapshots)
    assert texts(of) == ["Harjoituksesta"]


def test_a_question_from_the_audience_needs_approval_as_well(
    room: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(room, "laukaa", "Kuka maksaa?", "Kuka tietää?", prompt="questions")
    approve(room, "Q-0002")
    assert texts(read(room, tmp_path, snapshots)) == ["Kuka tietää?"]


def confirm(room: Room, name: str, decision: str, value: dict[str, Any]) -> None:
    def change(batch: Any) -> None:
        made = batch.connection.execute(
            insert(_I).values(
                event_id=room.id, organisation="laukaa", hash="", actor="", created_at="",
                expires_at="",
            )
        )  # fmt: skip
        batch.connection.execute(
            insert(_C).values(
                event_id=room.id,
                invitation_id=made.inserted_primary_key[0],
                public_id=name,
                decision=decision,
                value=value,
                note="Vain meille",
                at="2025-11-03T22:30:00.000Z",
            )
        )

    room.change(change)


def test_a_commitment_is_there_when_its_organisation_made_it_its_own(
    room: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    said = {"measure": "Sanottu salissa", "strength": "ready", "actor": "Matti"}
    people = [room.join("laukaa") for _ in range(4)]
    for person in people:
        room.answer(person, COMMITMENT, said)
    corrected = {"measure": "Oikaistu", "strength": "to_explore"}
    confirm(room, "TO-CO-0001", "confirmed", said)
    confirm(room, "TO-CO-0002", "corrected", corrected)
    confirm(room, "TO-CO-0003", "withdrawn", said)
    of = read(room, tmp_path, snapshots)
    found = [
        (each["statement"], each["answer"], each["answer.actor"], each["organisation"],
         each["class"], each["state"])
        for each in rows(of.answers)
    ]  # fmt: skip
    assert found == [
        ("TO-CO-0001", "Sanottu salissa", "Matti", "Laukaa", "Kunnat", "Organisaation vahvistama"),
        ("TO-CO-0002", "Oikaistu", None, "Laukaa", "Kunnat", "Organisaation korjaama"),
    ]
    one, _ = of.reading.answers
    assert one.confirmed is not None
    assert (one.confirmed.note, one.confirmed.at) == ("", "2025-11-03T22:00:00.000Z")
    assert "Vain meille" not in repr([list(table.rows()) for table in of.tables])
    (counted,) = (table for table in of.sums if table.name == "Sum_commitment")
    assert rows(counted)[0]["total"] == 4


def test_personal_data_leaves_a_trace_and_is_counted(
    room: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(
        room,
        "laukaa",
        f"Tunnus {CODE_OF_SOMEBODY}, soita 040 123 4567",
        "Kirjoita matti.meikalainen@laukaa.example.fi.",
        "Tili FI21 1234 5600 0007 85, Kotikatu 4 B 12",
        "Ei mitään tietoja, vuosi 2026",
    )
    approve(room, *(f"TO-TE-000{n}" for n in range(1, 5)))
    for _ in range(5):
        room.answer(room.join("laukaa"), WORDS, {"words": ["040 123 4567"]})
    confirm(
        room,
        room_commitment(room),
        "confirmed",
        {"measure": "Teemme", "strength": "ready", "needs": f"Lupa: {CODE_OF_SOMEBODY}"},
    )
    of = read(room, tmp_path, snapshots)
    assert texts(of) == [
        "Teemme",
        "Tunnus [henkilötunnus poistettu], soita [puhelinnumero poistettu]",
        "Kirjoita [sähköpostiosoite poistettu].",
        "Tili [tilinumero poistettu], [katuosoite poistettu]",
        "Ei mitään tietoja, vuosi 2026",
    ]
    assert rows(of.answers)[0]["answer.needs"] == "Lupa: [henkilötunnus poistettu]"
    (words,) = (table for table in of.sums if table.name == "Sum_words")
    assert [(row["subject"], row["count"]) for row in rows(words)] == [
        ("[puhelinnumero poistettu]", 5)
    ]
    assert of.redacted == 7
    (told,) = {row["note"] for row in rows(of.codebook) if row["key"].startswith("[")}
    assert told == "Teksteistä on poistettu 7 kohtaa."
    (english,) = write_package(
        room.file, CODE, tmp_path / "out", "en", ["answers.csv"], audience="public"
    )
    assert "[personal identity code removed]" in csv_rows(english)[1]["Answer"]


def room_commitment(room: Room) -> str:
    room.answer(room.join("laukaa"), COMMITMENT, {"measure": "Teemme", "strength": "ready"})
    return "TO-CO-0001"


def test_the_internal_files_mark_texts_that_seem_to_hold_personal_data(
    room: Room, tmp_path: Path
) -> None:
    write(room, "laukaa", f"Tunnus {CODE_OF_SOMEBODY}", "Ei mitään")
    csv, lines = write_package(
        room.file, CODE, tmp_path / "out", names=["answers.csv", "answers.jsonl"]
    )
    assert [(row["Vastaus"], row["Henkilötietoja?"]) for row in csv_rows(csv)] == [
        (f"Tunnus {CODE_OF_SOMEBODY}", "Henkilötunnus?"),
        ("Ei mitään", ""),
    ]
    hints = [each["hint"] for each in jsonl_records(lines)]
    assert hints == ["personal_identity_code", None]


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Room]:
    """Four classes: municipalities, county, council, others."""
    agenda: Agenda = planned()
    room = Room(tmp_path / "data", agenda)
    yield room
    room.close()


KEHITYS = "osallisuus-kehitys"


def classes(of: Frames) -> dict[str, str | None]:
    return {row["answer"]: row["class"] for row in rows(of.answers)}


def test_a_class_stands_beside_a_text_where_five_of_it_answered(
    county: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(county, "org-0", "Kunnasta", prompt=KEHITYS, people=6)
    write(county, "org-20", "Alueelta", prompt=KEHITYS, people=5)
    approve(county, *(f"OK-{n:04}" for n in range(1, 12)))
    assert classes(read(county, tmp_path, snapshots)) == {
        "Kunnasta": "L-municipality",
        "Alueelta": "L-county",
    }


def test_small_classes_stand_together_and_never_alone(
    county: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(county, "org-0", "Kunnasta", prompt=KEHITYS, people=6)
    write(county, "org-20", "Alueelta", prompt=KEHITYS, people=3)
    write(county, "org-21", "Liitosta", prompt=KEHITYS, people=2)
    approve(county, *(f"OK-{n:04}" for n in range(1, 12)))
    assert classes(read(county, tmp_path, snapshots)) == {
        "Kunnasta": "L-municipality",
        "Alueelta": "L-county + L-council",
        "Liitosta": "L-county + L-council",
    }


def test_a_single_small_class_takes_the_others_names_away(
    county: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(county, "org-0", "Kunnasta", prompt=KEHITYS, people=9)
    write(county, "org-20", "Alueelta", prompt=KEHITYS, people=2)
    approve(county, *(f"OK-{n:04}" for n in range(1, 12)))
    assert classes(read(county, tmp_path, snapshots)) == {"Kunnasta": None, "Alueelta": None}


def test_those_who_joined_and_did_not_answer_make_no_class_larger(
    county: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    write(county, "org-0", "Kunnasta", prompt=KEHITYS, people=9)
    write(county, "org-20", "Alueelta", prompt=KEHITYS, people=2)
    for _ in range(20):
        county.join("org-20")
    approve(county, *(f"OK-{n:04}" for n in range(1, 12)))
    assert set(classes(read(county, tmp_path, snapshots)).values()) == {None}


def test_hidden_words_are_not_there_and_those_of_few_have_no_count(
    room: Room, tmp_path: Path, snapshots: ExitStack
) -> None:
    for said in (["luonto", "apu"],) * 5 + (["kyydit", "metsä"], ["kyydit"], ["järvi"]):
        room.answer(room.join(), WORDS, {"words": list(said)})
    room.change(lambda batch: acts.reword(batch, room.id, WORDS, "hide", ["apu"], "", actor=ANNA))
    of = read(room, tmp_path, snapshots)
    (words,) = (table for table in of.sums if table.name == "Sum_words")
    assert [(row["subject"], row["count"], row["share"]) for row in rows(words)] == [
        ("luonto", 5, 5 / 8),
        ("järvi", "peitetty", "peitetty"),
        ("kyydit", "peitetty", "peitetty"),
        ("metsä", "peitetty", "peitetty"),
    ]
    assert "apu" not in repr([list(table.rows()) for table in of.tables])


def test_the_workbook_for_everybody_has_nothing_to_write_on_and_no_log(
    full: Room, tmp_path: Path
) -> None:
    (book,) = write_package(
        full.file, CODE, tmp_path / "out", names=["workbook.xlsx"], audience="public"
    )
    assert load_workbook(book).sheetnames == [
        *("Kansi", "Ajatusluettelo", "Sitoumusluettelo", "Kannatus", "Kattavuus", "Kaaviot"),
        "Valinnat",
        *("Sitoumusten määrät", "Ruudukot", "Monivalinnat", "Pisteet", "Järjestykset", "Asteikot"),
        *("Ajatukset", "Sanat", "Yleisön kysymykset", "Vastaukset", "Koodisto"),
    ]
