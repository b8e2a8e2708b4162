"""The tables: what is in them equals what a plain count of the room gives."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from sqlalchemy import update

from app import acts, participants
from app.agenda import Named
from app.i18n import LANGUAGES
from app.kinds import kinds
from app.models import Answer, Event
from exports import to_jsonl
from exports.cover import cover_lines
from exports.frames import Frames, frames
from exports.snapshot import opened, take
from exports.tables import Table
from tests.book import ANNA
from tests.exports.room import CODE, Room

Read = Callable[..., Frames]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    with ExitStack() as snapshots:

        def read(room: Room, language: str | None = None) -> Frames:
            folder = tmp_path / f"copy-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            connection = snapshots.enter_context(opened(take(room.file, folder)))
            return frames(connection, CODE, language)

        yield read


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows by column key."""
    return [
        dict(zip([field.key for field in table.fields], row, strict=True)) for row in table.rows()
    ]


def sums(of: Frames, kind: str) -> list[dict[str, Any]]:
    (table,) = (table for table in of.sums if table.name == f"Sum_{kind}")
    return rows(table)


def stored(room: Room, prompt: str) -> list[tuple[str, dict[str, Any]]]:
    """Organisation and value of all that the ledger holds for a prompt, straight from the file."""
    with closing(sqlite3.connect(room.file)) as connection:
        found = connection.execute(
            "select p.organisation, a.value from answer a join participant p"
            " on p.id = a.participant_id where a.prompt_id = ? and a.value is not null"
            " and not a.late order by a.id",
            (room.prompts[prompt],),
        )
        return [(organisation, json.loads(value)) for organisation, value in found]


def test_the_long_table_has_the_columns_of_a_working_paper_first(full: Room, read: Read) -> None:
    labels = [field.label for field in read(full).answers.fields]
    assert labels[:10] == [
        "Tunnus",
        "Tavoitekokonaisuus",
        "Näkökulma",
        "Kysymys",
        "Kysymystyyppi",
        "Organisaatio",
        "Organisaatioluokka",
        "Rooli",
        "Vastaus",
        "Arvo",
    ]
    assert len(set(map(str.casefold, labels))) == len(labels)


def test_a_statement_is_one_row_with_its_id_and_state(full: Room, read: Read) -> None:
    full.moderate("TO-TE-0001", "approved")
    full.moderate("TO-TE-0002", "hidden")
    texts = [row for row in rows(read(full).answers) if row["prompt_key"] == "osallisuus-text"]
    assert [(row["statement"], row["answer"], row["state"]) for row in texts] == [
        ("TO-TE-0001", "Yhteinen palveluohjaus kuntiin", "Hyväksytty"),
        ("TO-TE-0002", "Kysytään nuorilta ensin.\nVasta sitten päätetään.", "Piilotettu"),
        ("TO-TE-0003", '=HYPERLINK("https://example.org") 👩‍👩‍👧 čđŋšŧž', "Odottaa tarkistusta"),
    ]
    assert [row["value"] for row in texts] == [None] * 3


def test_a_statement_says_who_backs_it_where_that_was_asked(full: Room, read: Read) -> None:
    full.moderate("TO-TE-0001", "approved")
    for organisation in ("laukaa", "laukaa", "multia"):
        full.back(full.join(organisation), "TO-TE-0001")
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows(read(full).answers):
        numbers = (row["support"], row["backers"], row["exposed"])
        found.setdefault(row["prompt_key"], []).append(numbers)
    assert found["osallisuus-text"] == [(3, 2, 3), (0, 0, 0), (0, 0, 0)]
    assert set(found["osallisuus-commitment"] + found["osallisuus-choice"]) == {(None,) * 3}


def test_a_rating_is_a_row_with_a_name_a_key_and_a_number(full: Room, read: Read) -> None:
    ratings = [row for row in rows(read(full).answers) if row["prompt_key"] == "elinvoima-scale"]
    assert [(row["answer"], row["answer_key"], row["value"]) for row in ratings] == [
        ("Yhteistyö toimii", "yhteistyo", 4),
        ("Tulokset näkyvät arjessa", "arki", 2),
        ("Yhteistyö toimii", "yhteistyo", 5),
        ("Yhteistyö toimii", "yhteistyo", 4),
        ("Tulokset näkyvät arjessa", "arki", 1),
    ]
    first = ratings[0]
    assert (first["goal_area"], first["angle"], first["prompt"]) == (
        "Elinvoima",
        "Vahvuudet",
        "Kysymys scale",
    )
    assert (first["organisation"], first["organisation_key"], first["class"], first["role"]) == (
        "Laukaa",
        "laukaa",
        "Kunnat",
        "Luottamushenkilö",
    )
    assert (first["participant"], first["table"], first["headcount"]) == (1, 3, 1)


def test_a_room_is_told_where_an_event_has_several(room: Room, read: Read) -> None:
    person = room.join()
    room.answer(person, "osallisuus-text", {"text": "Ajatus"})
    alone = read(room).answers
    assert "room" not in [field.key for field in alone.fields]
    assert [to_jsonl.room(given) for given in read(room).reading.answers] == [{}]
    two = tuple(Named(key=key, name={"fi": key.title()}) for key in ("sali", "luokka"))
    several = room.agenda.model_copy(update={"rooms": two})
    room.change(lambda batch: acts.amend(batch, room.id, several, 0, ANNA))
    room.change(lambda batch: participants.move(batch, room.id, person, "luokka"))
    frames = read(room)
    assert [row["room"] for row in rows(frames.answers)] == ["Luokka"]
    assert [to_jsonl.room(given) for given in frames.reading.answers] == [{"room": "luokka"}]
    assert ("Paikka", "luokka", "Luokka", "") in list(frames.codebook.rows())


def test_an_answer_with_nothing_in_it_still_has_a_row(room: Room, read: Read) -> None:
    room.answer(room.join(), "osallisuus-words", {"words": []})
    (row,) = rows(read(room).answers)
    assert (row["prompt_key"], row["answer"]) == ("osallisuus-words", None)


def test_the_newest_answer_stands_and_a_withdrawn_one_brings_none_back(
    room: Room, read: Read
) -> None:
    person = room.join()
    room.answer(person, "osallisuus-choice", {"option": "en"})
    newer = room.answer(person, "osallisuus-choice", {"option": "harvemmin"})
    assert [row["answer_key"] for row in rows(read(room).answers)] == ["harvemmin"]
    room.withdraw(person, newer)
    assert rows(read(room).answers) == []
    assert read(room).reading.answers.numbers.withdrawn == 1


def test_a_late_change_is_beside_what_counts_and_not_in_the_sums(room: Room, read: Read) -> None:
    person = room.join()
    first = room.answer(person, "osallisuus-choice", {"option": "en"})
    room.close_long_ago("osallisuus-choice")
    room.answer(person, "osallisuus-choice", {"option": "viikoittain"}, again=first)
    found = [(row["answer_key"], row["late"]) for row in rows(read(room).answers)]
    assert found == [("en", None), ("viikoittain", "kyllä")]
    counted = {row["subject"]: row["count"] for row in sums(read(room), "choice")[:3]}
    assert counted == {"Viikoittain": 0, "Harvemmin": 0, "En lainkaan": 1}


def test_counts_and_shares_of_choices(full: Room, read: Read) -> None:
    # Laukaa changed its mind, Multia answered twice: one person and one of a rehearsal.
    chosen = {"Viikoittain": 1, "Harvemmin": 1, "En lainkaan": 2}
    found = [row for row in sums(read(full), "choice") if row["goal_area"] == "Osallisuus"]
    assert {row["subject"]: row["count"] for row in found} == chosen
    assert {row["subject"]: row["share"] for row in found} == {
        name: number / 4 for name, number in chosen.items()
    }
    assert [row["class.municipality"] for row in found] == [0, 1, 2]
    assert [row["class.county"] for row in found] == [1, 0, 0]


def test_tables_and_those_alone_have_rows_of_their_own(full: Room, read: Read) -> None:
    key = "osallisuus-choice"
    before = [
        row["count"] for row in sums(read(full), "choice") if row["goal_area"] == "Osallisuus"
    ]
    full.answer(full.join("joutsa", table=9, headcount=5), key, {"option": "en"})
    found = [row for row in sums(read(full), "choice") if row["goal_area"] == "Osallisuus"]
    alone = [row for row in found if row["mode"] == "Yksin vastanneet"]
    tables = [row for row in found if row["mode"] == "Pöydät"]
    assert [row["count"] for row in alone] == before
    assert [(row["count"], row["share"], row["answered"]) for row in tables] == [
        (0, 0, 1),
        (0, 0, 1),
        (1, 1, 1),
    ]


def test_means_and_counts_of_scales(full: Room, read: Read) -> None:
    values = [value["ratings"] for _, value in stored(full, "osallisuus-scale")]
    found = sums(read(full), "scale")[:2]
    for row, item in zip(found, ("yhteistyo", "arki"), strict=True):
        given = [ratings[item] for ratings in values if item in ratings]
        assert row["mean"] == pytest.approx(fmean(given), abs=1e-12)
        assert (row["n"], row["answered"]) == (len(given), 3)
        assert [row[f"counts.{step}"] for step in range(1, 6)] == [
            given.count(step) for step in range(1, 6)
        ]
    assert found[0]["class.municipality"] == 4.5
    assert found[1]["class.county"] == 1


def test_sums_and_means_of_points(full: Room, read: Read) -> None:
    values = [value["points"] for _, value in stored(full, "osallisuus-points")]
    for row, option in zip(
        sums(read(full), "points"), ("osallisuus", "elinvoima", "arki"), strict=False
    ):
        assert row["sum"] == sum(points.get(option, 0) for points in values)
        assert row["mean"] == row["sum"] / 3


def test_words_are_counted_together_in_all_their_forms(full: Room, read: Read) -> None:
    found = [row for row in sums(read(full), "words") if row["goal_area"] == "Osallisuus"]
    assert [(row["subject"], row["count"], row["forms"]) for row in found] == [
        ("Yhteistyö", 3, "Yhteistyö 2, yhteistyö 1"),
        ("luonto", 1, "luonto 1"),
        ("lyhyet etäisyydet", 1, "lyhyet etäisyydet 1"),
        ("sote-palvelut", 1, "sote-palvelut 1"),
    ]
    # Multia wrote it small: the class is found under the form that the room used most.
    assert (found[0]["class.municipality"], found[0]["class.county"]) == (2, 1)


def test_statements_are_counted_in_every_state(full: Room, read: Read) -> None:
    full.moderate("TO-TE-0001", "approved")
    full.moderate("TO-TE-0002", "hidden")
    first, second, last = sums(read(full), "text")
    assert {key: value for key, value in first.items() if key.startswith("state.")} == {
        "state.approved": 1,
        "state.unreviewed": 0,
        "state.waiting": 1,
        "state.hidden": 1,
    }
    assert [row["total"] for row in (first, second, last)] == [3, 3, 3]
    assert (first["organisations"], first["class.municipality"], first["class.county"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("language", "label"), [("fi", "Ei tarkisteta"), ("sv", "Granskas inte"), ("en", "No review")]
)
def test_a_commitment_is_told_to_need_no_review(
    full: Room, read: Read, language: str, label: str
) -> None:
    of = read(full, language)
    assert {row["state"] for row in rows(of.commitments)} == {label}


def test_commitments_are_counted_by_class_and_strength(full: Room, read: Read) -> None:
    found = [row for row in sums(read(full), "commitment") if row["goal_area"] == "Elinvoima"]
    assert [
        (row["subject"], row["ready"], row["needs_decision"], row["to_explore"], row["total"])
        for row in found
    ] == [("Hyvinvointialue", 0, 0, 1, 1), ("Kunnat", 1, 1, 0, 2)]


def test_every_sum_equals_the_tally_of_the_same_version(full: Room, read: Read) -> None:
    tallies, of = full.recount(), read(full)
    for prompt in of.reading.prompts:
        mine = [
            row
            for row in sums(of, prompt.kind.key)
            if row["goal_area"] == of.words.areas.get(prompt.goal_area or "")
        ]
        tally, labels = tallies[prompt.key], of.words.labels(prompt)
        if prompt.kind.key in ("choice", "multi"):
            expected = {labels[key]: count for key, count in tally["counts"].items()}
            assert {row["subject"]: row["count"] for row in mine} == expected
        elif prompt.kind.key == "scale":
            means = {labels[key]: item["mean"] for key, item in tally["items"].items()}
            assert {row["subject"]: row["mean"] for row in mine} == means
        elif prompt.kind.key == "words":
            expected = {each["word"]: each["count"] for each in tally["words"]}
            assert {row["subject"]: row["count"] for row in mine} == expected
        elif prompt.kind.key == "points":
            points = {labels[key]: each["sum"] for key, each in tally["options"].items()}
            assert {row["subject"]: row["sum"] for row in mine} == points
        elif prompt.kind.key in ("rank", "grid"):
            (parts,) = tally.values()
            told = [{name: row[name] for name in next(iter(parts.values()))} for row in mine]
            assert ([row["subject"] for row in mine], told) == (
                [labels[key] for key in parts],
                list(parts.values()),
            )
        else:
            assert sum(row["total"] for row in mine) == tally["total"]


def test_every_kind_in_use_has_a_table_of_sums(full: Room, read: Read) -> None:
    assert {table.name for table in read(full).sums} == {f"Sum_{key}" for key in kinds}


def test_commitments_are_written_as_a_plan_is(full: Room, read: Read) -> None:
    table = read(full).commitments
    assert table is not None
    assert [field.label for field in table.fields[:7]] == [
        "Tunnus",
        "Tavoitekokonaisuus",
        "Toimenpide",
        "Valmius",
        "Toimija",
        "Ajankohta",
        "Mitä tarvitaan",
    ]
    assert [tuple(row.values())[:7] for row in rows(table)][:3] == [
        (
            "TO-CO-0001",
            "Osallisuus",
            "Avaamme kohtaamispaikan",
            "Valmis aloittamaan",
            None,
            None,
            None,
        ),
        (
            "TO-CO-0002",
            "Osallisuus",
            "Yhteinen varautumisharjoitus",
            "Vaatii päätöksen",
            "Kunta ja hyvinvointialue",
            "2026 keväällä",
            "Valtuuston päätös",
        ),
        ("TO-CO-0003", "Osallisuus", "Selvitämme kyydit", "Selvitettävä", None, "2027", None),
    ]


def test_the_codebook_names_every_column_and_every_key(full: Room, read: Read) -> None:
    of = read(full)
    listed = Counter((row["list"], row["key"]) for row in rows(of.codebook))
    assert max(listed.values()) == 1
    keys = {key for _, key in listed}
    agenda = full.agenda
    assert keys >= {field.key for field in of.answers.fields}
    assert keys >= {each.key for each in agenda.organisations + agenda.prompts + agenda.roles}
    assert keys >= {each.key for each in agenda.goal_areas + agenda.angles}
    assert keys >= {"viikoittain", "arki", "elinvoima", "ready", "needs_decision", "waiting"}
    for row in rows(of.answers):
        assert {row["prompt_key"], row["organisation_key"], row["answer_key"]} <= keys | {None}


def test_participants_have_running_numbers_and_no_ids_or_tokens(full: Room, read: Read) -> None:
    of = read(full)
    assert sorted({row["participant"] for row in rows(of.answers)}) == [1, 2, 3, 4]
    with closing(sqlite3.connect(full.file)) as connection:
        secrets = [
            text
            for row in connection.execute("select token, public_id from participant")
            for text in row
        ] + [connection.execute("select secret from event").fetchone()[0]]
    told = repr([rows(table) for table in of.tables])
    assert [secret for secret in secrets if secret in told] == []


def test_the_cover_counts_what_is_in_the_snapshot(full: Room, read: Read) -> None:
    lines = dict(cover_lines(read(full)))
    assert {
        name: lines[name]
        for name in (
            "Liittyneitä laitteita",
            "Vastanneita laitteita",
            "Vastauksia mukana",
            "Myöhässä tulleita",
            "Peruttuja",
            "Harjoituksen vastauksia",
        )
    } == {
        "Liittyneitä laitteita": 4,
        "Vastanneita laitteita": 4,
        "Vastauksia mukana": 3 * len(full.agenda.asked) + 1,
        "Myöhässä tulleita": 2,
        "Peruttuja": 1,
        "Harjoituksen vastauksia": 1,
    }


@pytest.mark.parametrize(
    ("stored_at", "wall", "zone"),
    [
        ("2025-10-24T10:42:07.999Z", datetime(2025, 10, 24, 13, 42, 7), "UTC+03:00"),  # noqa: DTZ001
        ("2025-10-26T00:59:59.000Z", datetime(2025, 10, 26, 3, 59, 59), "UTC+03:00"),  # noqa: DTZ001
        ("2025-10-26T01:00:00.000Z", datetime(2025, 10, 26, 3, 0, 0), "UTC+02:00"),  # noqa: DTZ001
    ],
)
def test_times_are_the_wall_clock_of_the_event_with_its_zone(
    room: Room, read: Read, stored_at: str, wall: datetime, zone: str
) -> None:
    room.answer(room.join(), "osallisuus-choice", {"option": "en"})
    room.change(
        lambda batch: batch.connection.execute(
            update(Answer.__table__).values(stored_at=stored_at)  # type: ignore[attr-defined]
        )
    )
    (row,) = rows(read(room).answers)
    assert (row["stored_at"], row["zone"]) == (wall, f"Europe/Helsinki {zone}")


def test_the_snapshot_is_the_moment_of_the_last_change(room: Room, read: Read) -> None:
    room.change(
        lambda batch: batch.connection.execute(
            update(Event.__table__).values(changed_at="2025-10-24T13:05:11.250Z", version=77)  # type: ignore[attr-defined]
        )
    )
    of = read(room)
    assert of.stated == "2025-10-24 16:05:11 Europe/Helsinki UTC+03:00"
    assert (of.created.isoformat(), of.reading.version) == ("2025-10-24T13:05:11.250000", 77)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_those_of_the_language(full: Room, read: Read, language: str) -> None:
    of = read(full, language)
    assert of.answers.sheet == {"fi": "Vastaukset", "sv": "Svar", "en": "Answers"}[language]
    assert of.answers.fields[0].label == {"fi": "Tunnus", "sv": "Beteckning", "en": "Id"}[language]


def test_the_first_language_of_the_event_is_the_default(full: Room, read: Read) -> None:
    assert read(full).words.t.language == "fi"
