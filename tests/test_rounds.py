"""The same prompt asked again: what belongs to which round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app import acts, ledger, stage
from app.clock import moment, now, stamp
from app.errors import InvalidInput, NotFound, NotOpen
from app.stage import Scene
from app.tally import EventTally
from tests.book import ACTION, ANSWER, CHOICE, PROMPT, TEXT, Writer

YES, NO = {"option": "viikoittain"}, {"option": "en"}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """The choice was answered yes by two people, and is closed."""
    made = Writer(tmp_path)
    made(acts.show, CHOICE)
    for _ in range(2):
        made.put(made.join(), CHOICE, YES, "first")
    made(acts.set_prompt, CHOICE, state="closed")
    yield made
    made.db.close()


def put(
    writer: Writer,
    person: int,
    value: dict[str, Any],
    answer: str,
    round_: int | None = None,
    sequence: int = 1,
) -> ledger.Stored:
    entry = writer.book.entry(person, CHOICE, value, answer, sequence)
    named = ledger.Entry(**{each: getattr(entry, each) for each in entry.__slots__}
                         | {"round": round_})  # fmt: skip
    return writer.db.write_now(lambda batch: ledger.append(batch, named))


def look(writer: Writer, tally: EventTally | None = None) -> Scene:
    with writer.db.read() as connection:
        return stage.scene(
            connection, tally or writer.book.tally(), writer.book.agenda, 0, lambda text: None
        )


def counts(tally: EventTally, number: int) -> dict[str, int]:
    prompt = tally.by_key(CHOICE).of_round(number)
    return {key: n for key, n in tally.tally(prompt)["counts"].items() if n}


def test_asking_again_opens_an_empty_round_beside_the_first(writer: Writer) -> None:
    tally = writer.book.tally()
    look(writer, tally)
    writer(acts.again, CHOICE)
    scene = look(writer, tally)
    assert scene.current is not None
    view = scene.current
    assert (view.round, view.state, view.results, view.answered) == (2, "open", "hidden", 0)
    assert (counts(tally, 1), counts(tally, 2)) == ({"viikoittain": 2}, {})
    put(writer, 1, NO, "second")
    assert look(writer, tally).answered == 1
    assert (counts(tally, 1), counts(tally, 2)) == ({"viikoittain": 2}, {"en": 1})


def test_a_restarted_server_counts_the_same_rounds(writer: Writer) -> None:
    tally = writer.book.tally()
    look(writer, tally)
    writer(acts.again, CHOICE)
    put(writer, 1, NO, "second")
    look(writer, tally)
    fresh = writer.book.tally()
    look(writer, fresh)
    assert [counts(fresh, n) for n in (1, 2)] == [counts(tally, n) for n in (1, 2)]


def test_an_answer_named_for_the_first_round_counts_there_within_the_grace(writer: Writer) -> None:
    writer(acts.again, CHOICE)
    stored = put(writer, writer.join(), NO, "slow", 1)
    tally = writer.book.tally()
    look(writer, tally)
    assert not stored.late
    assert (counts(tally, 1), counts(tally, 2)) == ({"viikoittain": 2, "en": 1}, {})


def test_an_answer_to_the_first_round_is_late_once_its_grace_is_over(writer: Writer) -> None:
    writer(acts.again, CHOICE)
    ago = stamp(moment(now()) - timedelta(seconds=16))
    closed = update(PROMPT).where(PROMPT.c.key == CHOICE).values(closings=[ago])
    writer.db.write_now(lambda batch: batch.connection.execute(closed))
    assert put(writer, writer.join(), NO, "slow", 1).late
    tally = writer.book.tally()
    look(writer, tally)
    assert (counts(tally, 1), counts(tally, 2)) == ({"viikoittain": 2}, {})


def test_the_id_of_an_answer_stays_with_its_round(writer: Writer) -> None:
    writer(acts.again, CHOICE)
    with pytest.raises(InvalidInput):
        put(writer, 1, NO, "first", 2, sequence=2)
    put(writer, 1, NO, "first", sequence=2)  # without a round it is a change of that answer
    assert [row["round"] for row in writer.rows(ANSWER)] == [1, 1, 1]


def test_a_round_that_was_never_opened_takes_no_answer(writer: Writer) -> None:
    writer(acts.again, CHOICE)
    with pytest.raises(NotOpen):
        put(writer, 1, NO, "third", 3)


def test_who_changes_the_answer_of_one_round_leaves_the_other(writer: Writer) -> None:
    writer(acts.again, CHOICE)
    put(writer, 1, NO, "second")
    put(writer, 1, YES, "again")
    writer(ledger.withdraw, 2, "first")
    tally = writer.book.tally()
    look(writer, tally)
    assert (counts(tally, 1), counts(tally, 2)) == ({"viikoittain": 1}, {"viikoittain": 1})


def test_opening_an_empty_round_can_be_undone(writer: Writer) -> None:
    tally = writer.book.tally()
    before = look(writer, tally).view(CHOICE)
    writer(acts.again, CHOICE)
    look(writer, tally)
    writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert look(writer, tally).view(CHOICE) == before
    assert counts(tally, 1) == {"viikoittain": 2}
    writer(acts.again, CHOICE)
    assert look(writer, tally).view(CHOICE).round == 2


def test_a_round_with_an_answer_stays(writer: Writer) -> None:
    writer(acts.again, CHOICE)
    put(writer, 1, NO, "second")
    with pytest.raises(InvalidInput):
        writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert look(writer).view(CHOICE).round == 2


def test_a_prompt_is_asked_five_times_at_most(writer: Writer) -> None:
    for number in range(2, 6):
        writer(acts.again, CHOICE)
        put(writer, 1, YES, f"round-{number}")
        writer(acts.set_prompt, CHOICE, state="closed")
    with pytest.raises(InvalidInput):
        writer(acts.again, CHOICE)


def test_what_cannot_be_asked_again_says_why(writer: Writer) -> None:
    writer(acts.set_prompt, TEXT, state="open")
    writer.put(1, TEXT, {"text": "Ajatus"}, "text")
    writer(acts.set_prompt, TEXT, state="closed")
    faults = []
    for key in (TEXT, "osallisuus-tilanne"):
        with pytest.raises(InvalidInput) as fault:
            writer(acts.again, key)
        faults.append(fault.value.message)
    writer(acts.again, CHOICE)
    with pytest.raises(InvalidInput) as fault:
        writer(acts.again, CHOICE)
    faults.append(fault.value.message)
    writer(acts.set_prompt, CHOICE, state="closed")
    with pytest.raises(InvalidInput) as fault:
        writer(acts.again, CHOICE)
    faults.append(fault.value.message)
    assert faults == [f"rounds.error.{why}" for why in ("kind", "open", "open", "empty")]
    with pytest.raises(NotFound):
        writer(acts.again, "ei-ole")


def test_rounds_stand_side_by_side_and_say_who_was_in_both(writer: Writer) -> None:
    with pytest.raises(InvalidInput):
        writer(acts.set_view, {"name": "rounds", "prompt": CHOICE})
    writer(acts.again, CHOICE)
    put(writer, 1, NO, "second")
    put(writer, writer.join(), NO, "second")
    writer(acts.set_view, {"name": "rounds", "prompt": CHOICE})
    screen = look(writer).screen
    assert screen is not None
    found = screen.comparison
    assert found is not None
    assert [(side.keys, side.n) for side in found.sides] == [(("1",), 2), (("2",), 2)]
    assert found.same == 1
    shares = {line.key: line.values for line in found.lines}
    assert (shares["viikoittain"], shares["en"]) == ((1.0, 0.0), (0.0, 1.0))


def test_groups_are_those_of_the_newest_round(writer: Writer) -> None:
    for role in ("elected", "official"):
        for _ in range(12):
            put(writer, writer.join(role=role), YES, "x")
    writer(acts.again, CHOICE)
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "role"})
    screen = look(writer).screen
    assert screen is not None
    assert screen.comparison is not None
    assert screen.comparison.sides == ()


def undoable(writer: Writer) -> tuple[str, str | None] | None:
    found = look(writer).undoable
    return found and (found.name, found.target)


def test_below_an_answered_round_only_what_it_does_not_rest_on_is_taken_back(
    writer: Writer,
) -> None:
    writer(acts.set_premoderation, False)
    writer(acts.show, CHOICE)
    writer(acts.set_prompt, CHOICE, state="closed")
    writer(acts.again, CHOICE)
    assert undoable(writer) == ("again", CHOICE)
    put(writer, 1, NO, "second")
    assert undoable(writer) == ("premoderation", None)
    with pytest.raises(InvalidInput) as fault:
        writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert fault.value.message == "rounds.error.undo"
    writer(acts.undo, writer.rows(ACTION)[-4]["id"])
    assert look(writer).view(CHOICE).round == 2
    assert undoable(writer) is None
