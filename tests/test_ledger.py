"""The ledger: acknowledgements that stay the same, sequences, withdrawals, lateness, erasure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from app import acts, events, ledger
from app.errors import NotFound, NotOpen, Unknown
from app.models import Erasure
from app.models import Event as EventTable
from tests.book import ANNA, ANSWER, CHOICE, EVENT, PERSON, STATEMENT, TEXT, Book, Writer

YES, NO = {"option": "viikoittain"}, {"option": "en"}
A, B = "a" * 8, "b" * 8


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An event whose choice and text are open."""
    made = Writer(tmp_path)
    for key in (CHOICE, TEXT):
        made(acts.show, key)
    yield made
    made.db.close()


def own(writer: Writer, participant: int) -> list[ledger.Row]:
    with writer.db.read() as connection:
        return ledger.of_participant(connection, participant)


def test_an_identical_key_gets_the_identical_acknowledgement_for_ever(writer: Writer) -> None:
    person = writer.join()
    first = writer.put(person, CHOICE, YES, A)
    assert writer.put(person, CHOICE, NO, A) == first  # the value of a repetition is not looked at
    writer(acts.set_prompt, CHOICE, state="closed")
    assert writer.put(person, CHOICE, YES, A) == first
    writer(ledger.withdraw, person, A)
    assert writer.put(person, CHOICE, YES, A) == first
    assert [row["value"] for row in writer.rows(ANSWER)] == [None, None]  # and stays withdrawn


def test_an_older_sequence_is_told_what_is_stored(writer: Writer) -> None:
    person = writer.join()
    newest = writer.put(person, CHOICE, YES, A, sequence=5)
    assert writer.put(person, CHOICE, NO, A, sequence=4) == newest
    assert len(writer.rows(ANSWER)) == 1


def test_a_later_sequence_is_a_row_of_its_own(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, CHOICE, YES, A, sequence=0)
    writer.put(person, CHOICE, NO, A, sequence=7)
    rows = [(row["sequence"], row["value"]) for row in writer.rows(ANSWER)]
    assert rows == [(0, YES), (7, NO)]
    assert [row.value for row in own(writer, person)] == [NO]


def test_a_prompt_that_was_never_opened_keeps_nothing(writer: Writer) -> None:
    with pytest.raises(NotOpen):
        writer.put(writer.join(), "painopiste", {"points": {}}, A)
    assert writer.rows(ANSWER) == []


def test_an_answer_counts_within_the_grace_and_is_late_after_it(writer: Writer) -> None:
    person = writer.join()
    writer(acts.set_prompt, CHOICE, state="closed")
    assert not writer.put(person, CHOICE, YES, A).late
    writer.db.write_now(lambda batch: writer.book.closed_long_ago(batch, CHOICE))
    late = writer.put(person, CHOICE, NO, A, sequence=2)
    assert (late.late, writer.put(person, CHOICE, NO, A, sequence=2)) == (True, late)
    assert [row["late"] for row in writer.rows(ANSWER)] == [False, True]


def test_an_answer_stays_late_when_its_prompt_opens_again(writer: Writer) -> None:
    person = writer.join()
    writer.db.write_now(lambda batch: writer.book.closed_long_ago(batch, CHOICE))
    writer.put(person, CHOICE, YES, A)
    writer(acts.set_prompt, CHOICE, state="open")
    assert writer.put(person, CHOICE, YES, A).late
    assert not writer.put(person, CHOICE, YES, A, sequence=2).late


def test_withdrawing_twice_is_withdrawing_once(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Ensin"}, A)
    writer.put(person, TEXT, {"text": "Sitten"}, A, sequence=2)
    gone = writer(ledger.withdraw, person, A)
    version = writer.version
    assert writer(ledger.withdraw, person, A) == gone
    assert writer.version == version
    rows = [(row["sequence"], row["value"], row["withdrawn"]) for row in writer.rows(ANSWER)]
    assert rows == [(1, None, False), (2, None, False), (2, None, True)]
    assert [row["state"] for row in writer.rows(STATEMENT)] == ["withdrawn"]


def test_nobody_withdraws_what_is_not_theirs(writer: Writer) -> None:
    mine, other = writer.join(), writer.join()
    writer.put(mine, CHOICE, YES, A)
    for participant, answer in ((other, A), (mine, B)):
        with pytest.raises(NotFound):
            writer(ledger.withdraw, participant, answer)
    assert [row["value"] for row in writer.rows(ANSWER)] == [YES]


def test_one_id_sent_to_two_prompts_is_withdrawn_from_both(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, CHOICE, YES, A)
    writer.put(person, TEXT, {"text": "Sama tunnus"}, A)
    writer(ledger.withdraw, person, A)
    assert [row["value"] for row in writer.rows(ANSWER)] == [None] * 4
    assert [row.withdrawn for row in own(writer, person)] == [True, True]


def test_own_answers_tell_where_each_was_last_sent(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, CHOICE, YES, A)
    writer.put(person, CHOICE, NO, B)
    writer(ledger.withdraw, person, A)
    told = [(row.answer_id, row.position, row.withdrawn) for row in own(writer, person)]
    assert told == [(A, 1, True), (B, 2, False)]


def test_public_ids_run_without_gaps_and_are_not_used_again(writer: Writer) -> None:
    person = writer.join()
    for number in range(3):
        writer.put(person, TEXT, {"text": f"Ajatus {number}"}, f"answer {number}")
    writer(ledger.withdraw, person, "answer 2")
    writer.put(person, TEXT, {"text": "Neljäs"}, "answer 3")
    writer.put(person, TEXT, {"text": "Neljäs, muutettu"}, "answer 3", sequence=2)
    ids = [row["public_id"] for row in writer.rows(STATEMENT)]
    assert ids == ["T1-K-0001", "T1-K-0002", "T1-K-0003", "T1-K-0004"]


def test_public_ids_of_one_batch_differ_also_when_a_change_between_them_fails(
    writer: Writer,
) -> None:
    person = writer.join()
    book = writer.book

    def three(batch: ledger.Batch) -> None:
        for number in range(3):
            book.put(batch, person, TEXT, {"text": "x"}, f"answer {number}")

    writer.db.write_now(three)
    with pytest.raises(NotOpen):
        writer.put(person, "painopiste", {}, A)
    writer.put(person, TEXT, {"text": "x"}, "answer 3")
    assert [row["number"] for row in writer.rows(STATEMENT)] == [1, 2, 3, 4]


def test_statements_wait_only_while_the_event_moderates_first(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Odottaa"}, A)
    writer(acts.set_premoderation, False)
    writer.put(person, TEXT, {"text": "Näkyy"}, B)
    assert [row["state"] for row in writer.rows(STATEMENT)] == ["waiting", "unreviewed"]


def test_a_changed_text_has_to_be_looked_at_again(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Asiallinen"}, A)
    writer(acts.moderate, "T1-K-0001", "approved")
    writer.put(person, TEXT, {"text": "Asiaton"}, A, sequence=2)
    row = writer.rows(STATEMENT)[0]
    assert (row["state"], row["moderated_at"]) == ("waiting", None)


def test_a_change_that_came_late_leaves_the_counted_text_approved(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Ajoissa"}, A)
    writer(acts.moderate, "T1-K-0001", "approved")
    writer.db.write_now(lambda batch: writer.book.closed_long_ago(batch, TEXT))
    assert writer.put(person, TEXT, {"text": "Myöhässä"}, A, sequence=2).late
    assert [row["state"] for row in writer.rows(STATEMENT)] == ["approved"]


def test_every_change_raises_the_version_once_and_a_repetition_does_not(writer: Writer) -> None:
    versions = [writer.version]
    person = writer.join()
    versions.append(writer.version)
    for _ in range(2):
        writer.put(person, CHOICE, YES, A)
        versions.append(writer.version)
    writer(ledger.withdraw, person, A)
    versions.append(writer.version)
    assert [version - versions[0] for version in versions] == [0, 1, 2, 2, 3]


def test_a_failed_change_leaves_the_version_alone(writer: Writer) -> None:
    person, before = writer.join(), writer.version
    with pytest.raises(NotOpen):
        writer.put(person, "painopiste", {}, A)
    assert writer.version == before


def test_only_the_changed_event_gets_a_new_version(writer: Writer) -> None:
    other = writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    before = {row["code"]: row["version"] for row in writer.rows(EVENT)}
    writer.put(writer.join(), CHOICE, YES, A)
    after = {row["code"]: row["version"] for row in writer.rows(EVENT)}
    assert {code: after[code] - before[code] for code in after} == {
        writer.book.agenda.code: 2,
        other.agenda.code: 0,
    }


def test_erasing_takes_all_that_a_participant_sent_and_nothing_else(writer: Writer) -> None:
    gone, stays = writer.join(), writer.join()
    for person in (gone, stays):
        writer.put(person, CHOICE, YES, A)
        writer.put(person, TEXT, {"text": "Ajatus"}, B)
    assert writer(ledger.erase, [gone]) == 1
    for table in (ANSWER, STATEMENT):
        assert {row["participant_id"] for row in writer.rows(table)} == {stays}
    assert [row["id"] for row in writer.rows(PERSON)] == [stays]
    erasures = writer.rows(Erasure.__table__)
    assert [(row["event_id"], row["participants"]) for row in erasures] == [(writer.book.id, 1)]


def test_nobody_inherits_the_id_or_the_place_of_what_was_erased(writer: Writer) -> None:
    gone = writer.join()
    writer.put(gone, CHOICE, YES, A)
    position = writer.rows(ANSWER)[-1]["id"]
    writer(ledger.erase, [gone])
    new = writer.join()
    writer.put(new, CHOICE, YES, A)
    assert new > gone
    assert writer.rows(ANSWER)[-1]["id"] > position


def test_whoever_was_erased_meanwhile_is_told_to_join(writer: Writer) -> None:
    gone = writer.join()
    writer(ledger.erase, [gone])
    with pytest.raises(Unknown):
        writer.put(gone, CHOICE, YES, A)
    assert writer.rows(ANSWER) == []


def test_rows_of_one_event_are_read_on_from_any_place(writer: Writer) -> None:
    other = writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    writer.db.write_now(lambda batch: acts.show(batch, other.id, CHOICE, actor=ANNA))
    stranger = writer.db.write_now(other.join)
    person = writer.join()
    for sequence in range(3):
        writer.put(person, CHOICE, YES, A, sequence=sequence)
        writer.db.write_now(lambda batch, n=sequence: other.put(batch, stranger, CHOICE, NO, A, n))
    with writer.db.read() as connection:
        rows = list(ledger.after(connection, writer.book.id, 1))
    assert [(row.position, row.sequence) for row in rows] == [(3, 1), (5, 2)]
    assert {(row.organisation, row.role) for row in rows} == {("joutsa", "elected")}


def test_a_participant_of_another_event_cannot_be_answered_for(writer: Writer) -> None:
    person = writer.join()
    entry = writer.book.entry(person, CHOICE, YES, A)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        writer.db.write_now(lambda batch: ledger.append(batch, replace(entry, event_id=99)))


def test_an_event_is_deleted_with_everything_in_it(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "KANARIALINTU"}, A)
    writer(ledger.erase, [writer.join()])
    other = writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    writer.db.write_now(lambda batch: events.forget(batch, "kirja"))
    assert [row["code"] for row in writer.rows(EVENT)] == ["TOINEN"]
    tables = {table.name: table for table in EventTable.metadata.sorted_tables}
    owners = {
        name: {row["event_id"] for row in writer.rows(table)}
        for name, table in tables.items()
        if "event_id" in table.c
    }
    assert {name for name, ids in owners.items() if ids - {other.id}} == set()


def test_a_prompt_without_a_moment_of_closing_takes_nothing(writer: Writer) -> None:
    prompt = writer.book.prompts[CHOICE]

    def drafted(batch: ledger.Batch) -> None:
        batch.connection.execute(
            update(ledger._P).where(ledger._P.c.id == prompt).values(state="draft", closed_at=None)
        )

    writer.db.write_now(drafted)
    with pytest.raises(NotOpen):
        writer.put(writer.join(), CHOICE, YES, A)


def test_a_hidden_statement_comes_back_only_past_a_moderator(writer: Writer) -> None:
    person = writer.join()
    writer(acts.set_premoderation, False)
    writer.put(person, TEXT, {"text": "Asiaton"}, A)
    writer(acts.moderate, "T1-K-0001", "hidden")
    for sequence in (2, 3):
        writer.put(person, TEXT, {"text": "Asiaton"}, A, sequence=sequence)
        assert [row["state"] for row in writer.rows(STATEMENT)] == ["waiting"]
