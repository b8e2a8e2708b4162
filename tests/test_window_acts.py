"""What hosts do while the window of an event is open, and what phones see then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app import acts, events, ledger, stage
from app.clock import now
from app.errors import NotOpen
from app.stage import Scene
from tests.book import ACTION, ANSWER, CHOICE, EVENT, PROMPT, ROOM, TEXT, Book, Writer

SCALE = "osallisuus-tilanne"
AREA = "osallisuus"
DAYS_AGO = "2020-01-01T10:00:00.000Z"
YES = {"option": "viikoittain"}


def day(by: int) -> str:
    return (datetime.now(ZoneInfo("Europe/Helsinki")) + timedelta(days=by)).date().isoformat()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """The window after the day is open; the day left the choice on stage, closed."""
    made = Writer(tmp_path, date=day(-3), closes=day(3))
    made(acts.show, CHOICE)
    made.put(made.join(), CHOICE, YES, "first")
    made.db.write_now(lambda batch: batch.connection.execute(ACTION.update().values(at=DAYS_AGO)))
    made.db.write_now(
        lambda batch: batch.connection.execute(
            PROMPT.update()
            .where(PROMPT.c.key == CHOICE)
            .values(state="closed", opened_at=DAYS_AGO, closed_at=DAYS_AGO)
        )
    )
    yield made
    made.db.close()


def look(writer: Writer) -> Scene:
    with writer.db.read() as connection:
        book = writer.book
        return stage.scene(connection, book.tally(), book.agenda, 0, lambda text: None)


def test_what_was_closed_on_the_day_can_be_closed_in_the_window(writer: Writer) -> None:
    assert look(writer).view(CHOICE).state == "open"
    writer(acts.set_prompt, CHOICE, state="closed")
    assert look(writer).view(CHOICE).state == "closed"
    writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert look(writer).view(CHOICE).state == "open"


def test_a_goal_area_can_be_closed_in_the_window(writer: Writer) -> None:
    def states() -> set[str]:
        return {each.state for each in look(writer).prompts if each.prompt.goal_area == AREA}

    assert states() == {"open"}
    writer(acts.set_area, AREA, state="closed")
    assert states() == {"closed"}


def test_the_end_of_the_event_closes_what_the_window_has_open_and_undo_brings_it_back(
    writer: Writer,
) -> None:
    def states() -> list[str]:
        return [each.state for each in look(writer).prompts]

    def rows() -> list[tuple[str, str, str | None]]:
        return [(row["key"], row["state"], row["closed_at"]) for row in writer.rows(PROMPT)]

    writer(acts.set_prompt, TEXT, state="open")  # by hand, beside those of the clock
    before, open_now = rows(), states()
    assert set(open_now) == {"open"}
    writer(acts.finish)
    assert set(states()) == {"closed"}
    assert look(writer).over
    assert sorted(writer.rows(ACTION)[-1]["after"]["prompts"]) == sorted(
        each.prompt.key for each in look(writer).prompts
    )
    writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert (rows(), states()) == (before, open_now)


def test_a_show_that_is_taken_back_leaves_phones_in_the_window(writer: Writer) -> None:
    assert look(writer).current is None
    writer(acts.show, TEXT)
    writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert look(writer).current is None


def test_next_in_the_window_shows_what_the_console_names(writer: Writer) -> None:
    writer.db.write_now(  # the day left the last prompt but one, not the first
        lambda batch: batch.connection.execute(
            ROOM.update().values(stage=writer.book.agenda.prompts[-2].key)
        )
    )
    following = look(writer).following
    assert following is not None
    writer(acts.advance, expected=following.prompt.key)
    current = look(writer).current
    assert current is not None
    assert current.prompt.key == following.prompt.key


def test_asking_again_in_the_window_is_on_stage_and_gives_the_grace(writer: Writer) -> None:
    before = now()
    writer(acts.again, CHOICE)
    current = look(writer).current
    assert current is not None
    assert (current.prompt.key, current.round) == (CHOICE, 2)
    (closings,) = [row["closings"] for row in writer.rows(PROMPT, PROMPT.c.key == CHOICE)]
    assert [before <= each <= now() for each in closings] == [True]


def test_a_rehearsal_has_no_window_for_answers_or_for_a_screen_that_stands_still(
    writer: Writer,
) -> None:
    writer.db.write_now(
        lambda batch: batch.connection.execute(EVENT.update().values(rehearsing=True))
    )
    writer(acts.freeze, True)
    seen = look(writer)
    assert seen.screen is not None
    assert (seen.view(SCALE).state, seen.screen.view(SCALE).state) == ("draft", "draft")
    window = events.window_of(writer.book.agenda)
    asked = writer.book.entry(writer.join(), SCALE, {"ratings": {}}, "scale")
    with pytest.raises(NotOpen):
        writer.db.write_now(lambda batch: ledger.append(batch, replace(asked, window=window)))
    assert len(writer.rows(ANSWER)) == 1


def test_an_event_that_cannot_be_read_keeps_no_other_from_coming_up(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    writer.db.write_now(
        lambda batch: batch.connection.execute(
            EVENT.update().where(EVENT.c.code == "KIRJA").values(agenda={"code": "KIRJA"})
        )
    )
    with writer.db.read() as connection:
        assert list(events.held(connection)) == ["TOINEN"]
    writer.db.close()
