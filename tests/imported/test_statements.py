"""Statements from elsewhere: what is stored, what is refused, and that nobody is counted for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import acts, events, ledger, stage
from app.errors import NotFound, NotNow
from app.imported import Brought, Row, bring_in
from app.models.participant import IMPORTED
from app.stage import Scene
from app.text.clean import clean
from tests.book import ACTION, CHOICE, PERSON, STATEMENT, TEXT, Writer
from tests.exports.hostile import HOSTILE

CODE = "KIRJA"
OTHER = "terveiset"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer(tmp_path)
    yield made
    made.db.close()


def rows(*texts: str, hidden: tuple[int, ...] = ()) -> list[Row]:
    return [
        Row(line, {"text": text, "moderated": "-1" if line in hidden else "1"})
        for line, text in enumerate(texts, start=2)
    ]


def bring(writer: Writer, some: list[Row], prompt: str = TEXT) -> Brought:
    brought = writer.db.write_now(lambda batch: bring_in(batch, CODE.lower(), prompt, some))
    assert isinstance(brought, Brought)
    return brought


def states(writer: Writer) -> list[tuple[str, str]]:
    return [(row["public_id"], row["state"]) for row in writer.rows(STATEMENT)]


def scene(writer: Writer) -> Scene:
    with writer.db.read() as connection:
        tally = writer.book.tally()
        return stage.scene(connection, tally, writer.book.agenda, 0, lambda text: None)


def texts(writer: Writer, prompt: str = TEXT) -> list[str]:
    with writer.db.read() as connection:
        tally = writer.book.tally()
        tally.catch_up(connection)
        return [row.value["text"] for row in tally.by_key(prompt).standing.values() if row.value]


def test_statements_wait_or_come_hidden_in_the_order_of_the_file(writer: Writer) -> None:
    brought = bring(writer, rows("  Ensimmäinen ", "Poistettu", "Kolmas", hidden=(3,)))
    assert brought == Brought(waiting=2, hidden=1)
    assert states(writer) == [
        ("T1-K-0001", "waiting"),
        ("T1-K-0002", "hidden"),
        ("T1-K-0003", "waiting"),
    ]
    assert texts(writer) == ["Ensimmäinen", "Poistettu", "Kolmas"]


def test_they_wait_also_where_statements_are_published_at_once(writer: Writer) -> None:
    writer(acts.set_premoderation, False)
    bring(writer, rows("Ensimmäinen"))
    assert states(writer) == [("T1-K-0001", "waiting")]
    writer(acts.moderate, "T1-K-0001", "approved")
    assert states(writer) == [("T1-K-0001", "approved")]


def test_what_an_earlier_import_brought_is_skipped_and_so_is_a_text_that_comes_twice(
    writer: Writer,
) -> None:
    assert bring(writer, rows("Yksi", "Kaksi", "Yksi")) == Brought(waiting=2, repeated=1)
    version = writer.version
    assert bring(writer, rows("Kaksi", " Yksi")) == Brought(repeated=2)
    assert writer.version == version
    assert bring(writer, rows("Kaksi", "Kolme")) == Brought(waiting=1, repeated=1)
    assert bring(writer, rows("Yksi"), OTHER) == Brought(waiting=1)
    assert texts(writer) == ["Yksi", "Kaksi", "Kolme"]


def test_a_participants_own_words_are_no_earlier_import(writer: Writer) -> None:
    writer(acts.set_prompt, TEXT, state="open")
    writer.put(writer.join(), TEXT, {"text": "Yksi"}, "a")
    assert bring(writer, rows("Yksi")) == Brought(waiting=1)


def test_rows_that_cannot_be_statements_are_named_and_the_others_stored(writer: Writer) -> None:
    some = [*rows("Hyvä", "", "x" * 2001, "\u200b\u202e"), Row(6, {})]
    brought = bring(writer, some)
    assert (brought.waiting, texts(writer)) == (1, ["Hyvä"])
    assert [(each.line, each.message) for each in brought.refused] == [
        (3, "error.answer.text_missing"),
        (4, "error.answer.too_long"),
        (5, "error.answer.text_missing"),
        (6, "error.import.cells"),
    ]


def test_hostile_texts_come_in_as_they_would_from_a_phone(writer: Writer) -> None:
    brought = bring(writer, rows(*HOSTILE))
    assert brought.waiting > 100
    total = brought.waiting + brought.repeated + len(brought.refused)
    assert total == len(HOSTILE)
    assert [text for text in texts(writer) if text != clean(text) or not text] == []


@pytest.mark.parametrize("prompt", [CHOICE, "osallisuus-sitoumukset", "questions", "nothing"])
def test_only_prompts_that_are_answered_by_statements_take_them(
    writer: Writer, prompt: str
) -> None:
    with pytest.raises(NotFound) as fault:
        bring(writer, rows("Yksi"), prompt)
    assert fault.value.message == "error.import.prompt"
    assert TEXT in fault.value.params["keys"]
    assert writer.rows(STATEMENT) == writer.rows(PERSON) == []


def test_an_event_that_is_not_there_takes_none(writer: Writer) -> None:
    with pytest.raises(NotFound):
        writer.db.write_now(lambda batch: bring_in(batch, "MUU", TEXT, rows("Yksi")))


def test_the_log_says_how_many_came_and_nothing_of_what_they_say(writer: Writer) -> None:
    bring(writer, rows("Salaisuus", "Toinen", hidden=(2,)))
    (act,) = writer.rows(ACTION)
    assert (act["name"], act["target"], act["role"]) == ("import", TEXT, "program")
    assert (act["before"], act["after"]) == ({}, {"waiting": 1, "hidden": 1})
    assert act["actor"] == "command line"
    with writer.db.read() as connection:
        assert acts.undoable(connection, writer.book.id, "main") is None


def test_nobody_has_joined_or_answered_by_an_import(writer: Writer) -> None:
    bring(writer, rows("Yksi", "Kaksi"))
    bring(writer, rows("Kolme"))
    writer(acts.set_prompt, TEXT, state="open")
    writer(acts.show, TEXT)
    seen = scene(writer)
    assert (seen.joined, seen.organisations_joined, seen.answered) == (0, 0, 0)
    assert (seen.tally["total"], seen.tally["waiting"]) == (3, 3)
    assert (seen.mix.alone, seen.mix.tables) == (0, 0)
    writer.put(writer.join(organisation="joutsa"), TEXT, {"text": "Oma"}, "a")
    seen = scene(writer)
    assert (seen.joined, seen.organisations_joined, seen.answered) == (1, 1, 1)
    assert (seen.tally["total"], seen.mix.alone) == (4, 1)
    with writer.db.read() as connection:
        assert events.size(connection, CODE)[0] == 1


def test_the_closing_summary_counts_nobody_for_an_import(writer: Writer) -> None:
    bring(writer, rows("Yksi"))
    writer(acts.set_view, {"name": "summary"})
    assert scene(writer).took_part == (0, 0)


def test_a_screen_that_stands_still_counts_nobody_for_an_import(writer: Writer) -> None:
    bring(writer, rows("Yksi"))
    writer(acts.freeze, True)
    assert scene(writer).joined == 0


def test_a_withdrawn_answer_beside_an_import_leaves_nobody(writer: Writer) -> None:
    bring(writer, rows("Yksi"))
    writer(acts.set_prompt, TEXT, state="open")
    writer.put(person := writer.join(), TEXT, {"text": "Oma"}, "a")
    writer.db.write_now(lambda batch: ledger.withdraw(batch, writer.book.id, person, "a"))
    writer(acts.show, TEXT)
    assert (scene(writer).answered, scene(writer).tally["total"]) == (0, 1)


def test_a_rehearsal_leaves_imports_and_nothing_that_it_decided_on_them(writer: Writer) -> None:
    bring(writer, rows("Yksi", "Kaksi", "Poistettu", "Neljä", hidden=(4,)))
    writer(acts.moderate, "T1-K-0004", "approved")
    writer(acts.begin_rehearsal)
    writer(acts.show, TEXT)
    bring(writer, rows("Viisi"))
    for public_id, state in (("T1-K-0001", "approved"), ("T1-K-0002", "hidden")):
        writer(acts.moderate, public_id, state)
    writer.put(writer.join(), TEXT, {"text": "Harjoitus"}, "a")
    assert writer(acts.purge_rehearsal) == 1
    assert states(writer) == [
        ("T1-K-0001", "waiting"),
        ("T1-K-0002", "waiting"),
        ("T1-K-0003", "hidden"),
        ("T1-K-0004", "approved"),
        ("T1-K-0005", "waiting"),
    ]
    assert scene(writer).current is None  # the rehearsal's stage went with it
    assert [row["source"] for row in writer.rows(PERSON)] == [IMPORTED, IMPORTED]


def test_somebody_who_answered_still_keeps_a_rehearsal_out(writer: Writer) -> None:
    bring(writer, rows("Yksi"))
    writer(acts.show, TEXT)
    writer.put(writer.join(), TEXT, {"text": "Oma"}, "a")
    with pytest.raises(NotNow) as fault:
        writer(acts.begin_rehearsal)
    assert fault.value.params == {"n": 1}
