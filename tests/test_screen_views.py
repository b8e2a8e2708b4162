"""What the screen shows instead of the stage, numbers that stay, and timers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app import acts, ledger, render, stage
from app.clock import moment, now, stamp
from app.errors import InvalidInput, NotFound
from app.stage import Scene
from app.tally import EventTally
from tests.book import ACTION, CHOICE, PROMPT, TEXT, Writer

SCALE = "osallisuus-tilanne"
AREA = "osallisuus"
STATEMENT_ID = "T1-K-0001"
YES, NO = {"option": "viikoittain"}, {"option": "en"}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An event with the choice on stage, answered once, and an approved statement."""
    made = Writer(tmp_path)
    made(acts.set_prompt, TEXT, state="open")
    made(acts.show, CHOICE)
    person = made.join()
    made.put(person, TEXT, {"text": "Ajatus"}, "a")
    made.put(person, CHOICE, YES, "b")
    made(acts.moderate, STATEMENT_ID, "approved")
    yield made
    made.db.close()


@pytest.fixture
def tally(writer: Writer) -> EventTally:
    return writer.book.tally()


def look(writer: Writer, tally: EventTally) -> tuple[Scene, Scene]:
    """What phones and what the screen see."""
    with writer.db.read() as connection:
        seen = stage.scene(connection, tally, writer.book.agenda, 3, lambda text: None)
    return seen, seen.screen or seen


def key_of(scene: Scene) -> str | None:
    return scene.current.prompt.key if scene.current else None


@pytest.mark.parametrize("name", ["blank", "join", "summary"])
def test_a_view_changes_the_screen_and_not_the_phones(
    writer: Writer, tally: EventTally, name: str
) -> None:
    writer(acts.set_view, {"name": name})
    phones, screen = look(writer, tally)
    assert (key_of(phones), key_of(screen)) == (CHOICE, None)
    assert (phones.showing, screen.showing) == (name, name)
    writer(acts.set_view, {"name": "stage"})
    assert key_of(look(writer, tally)[1]) == CHOICE


def test_an_earlier_result_is_revealed_and_shown(writer: Writer, tally: EventTally) -> None:
    writer(acts.show, SCALE)
    writer(acts.set_view, {"name": "result", "prompt": CHOICE})
    phones, screen = look(writer, tally)
    assert (key_of(phones), key_of(screen)) == (SCALE, CHOICE)
    assert screen.current is not None
    assert (screen.current.results, screen.answered) == ("shown", 1)
    assert screen.tally["counts"]["viikoittain"] == 1
    assert (phones.tally["items"]["yhteistyo"]["n"] if "yhteistyo" in phones.tally["items"] else 0,
            phones.answered) == (0, 0)  # fmt: skip


@pytest.mark.parametrize("act", ["show", "next", "clear"])
def test_the_screen_follows_again_when_the_stage_changes(
    writer: Writer, tally: EventTally, act: str
) -> None:
    writer(acts.set_view, {"name": "blank"})
    writer(acts.freeze, True)
    if act == "show":
        writer(acts.show, SCALE)
    else:
        writer(acts.advance if act == "next" else acts.clear)
    phones, screen = look(writer, tally)
    assert (screen.showing, screen.frozen_at) == ("stage", None)
    assert key_of(screen) == key_of(phones)


def test_one_statement_in_the_spotlight_until_it_is_hidden(
    writer: Writer, tally: EventTally
) -> None:
    writer(acts.set_view, {"name": "statement", "statement": STATEMENT_ID})
    screen = look(writer, tally)[1]
    assert screen.statement is not None
    assert (screen.statement.text, key_of(screen)) == ("Ajatus", TEXT)
    writer(acts.moderate, STATEMENT_ID, "hidden")
    screen = look(writer, tally)[1]
    assert (screen.showing, screen.statement, key_of(screen)) == ("stage", None, CHOICE)


def test_a_statement_that_nobody_has_approved_is_not_shown(writer: Writer) -> None:
    writer(acts.moderate, STATEMENT_ID, "waiting")
    with pytest.raises(NotFound):
        writer(acts.set_view, {"name": "statement", "statement": STATEMENT_ID})


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        ({}, InvalidInput),
        ({"name": "party"}, InvalidInput),
        ({"name": "result"}, InvalidInput),
        ({"name": "result", "prompt": "ei-ole"}, NotFound),
        ({"name": "area", "goal_area": "ei-ole"}, NotFound),
        ({"name": "opener"}, InvalidInput),
        ({"name": "statement", "statement": "T9-K-0001"}, NotFound),
    ],
)
def test_a_view_of_nothing_changes_nothing(
    writer: Writer, tally: EventTally, view: dict[str, str], fault: type[Exception]
) -> None:
    rows, version = writer.rows(ACTION), writer.version
    with pytest.raises(fault):
        writer(acts.set_view, view)
    assert (writer.rows(ACTION), writer.version) == (rows, version)
    assert look(writer, tally)[0].showing == "stage"


def test_an_overview_has_no_numbers_of_hidden_results(writer: Writer, tally: EventTally) -> None:
    writer(acts.set_view, {"name": "area", "goal_area": AREA})
    screen = look(writer, tally)[1]
    assert {each.view.prompt.goal_area for each in screen.overview} == {AREA}
    assert [each.tally for each in screen.overview] == [None] * len(screen.overview)
    writer(acts.set_prompt, TEXT, results="shown")
    tallies = {each.view.prompt.key: each.tally for each in look(writer, tally)[1].overview}
    assert [key for key, value in tallies.items() if value is not None] == [TEXT]
    shown = tallies[TEXT]
    assert shown is not None
    assert [each["text"] for each in shown["statements"]] == ["Ajatus"]


def test_an_overview_counts_each_person_and_organisation_once(
    writer: Writer, tally: EventTally
) -> None:
    writer.put(writer.join(), TEXT, {"text": "Toinen"}, "c")
    writer(acts.set_view, {"name": "area", "goal_area": AREA})
    assert look(writer, tally)[1].took_part == (2, 1)
    writer(acts.set_view, {"name": "summary"})
    screen = look(writer, tally)[1]
    assert screen.took_part == (2, 1)
    assert len(screen.overview) == len(writer.book.agenda.prompts)


def test_an_opener_is_of_one_goal_area(writer: Writer, tally: EventTally) -> None:
    writer(acts.set_view, {"name": "opener", "goal_area": AREA})
    phones, screen = look(writer, tally)
    assert (key_of(phones), key_of(screen)) == (CHOICE, None)
    assert (screen.showing, screen.target) == ("opener", AREA)
    assert {each.view.prompt.goal_area for each in screen.overview} == {AREA}


def test_a_frozen_screen_keeps_its_numbers_and_everything_else_counts_on(
    writer: Writer, tally: EventTally
) -> None:
    writer(acts.freeze, True)
    other = writer.join()
    writer.put(other, CHOICE, NO, "c")
    phones, screen = look(writer, tally)
    assert (phones.answered, phones.joined) == (2, 2)
    assert (screen.answered, screen.joined) == (1, 1)
    assert (screen.tally["counts"]["en"], phones.tally["counts"]["en"]) == (0, 1)
    assert screen.frozen_at is not None
    assert look(writer, writer.book.tally())[1].tally == screen.tally  # a restarted server as well
    writer(acts.freeze, False)
    assert look(writer, tally)[1].tally == phones.tally


def test_what_is_hidden_leaves_a_frozen_screen(writer: Writer, tally: EventTally) -> None:
    writer(acts.show, TEXT)
    writer(acts.freeze, True)
    assert len(look(writer, tally)[1].tally["statements"]) == 1
    writer(acts.moderate, STATEMENT_ID, "hidden")
    assert look(writer, tally)[1].tally["statements"] == []


def test_what_is_taken_back_leaves_a_frozen_screen(writer: Writer, tally: EventTally) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Kadun tätä"}, "c")
    writer.put(person, CHOICE, NO, "d")
    writer(acts.moderate, "T1-K-0002", "approved")
    writer(acts.set_view, {"name": "result", "prompt": TEXT})
    writer(acts.freeze, True)
    assert [each["text"] for each in look(writer, tally)[1].tally["statements"]] == [
        "Ajatus",
        "Kadun tätä",
    ]
    for answer in ("c", "d"):
        writer(ledger.withdraw, person, answer)
    screen = look(writer, tally)[1]
    assert [each["text"] for each in screen.tally["statements"]] == ["Ajatus"]
    assert screen.view(CHOICE).answered == 1
    assert look(writer, writer.book.tally())[1].tally == screen.tally


def test_no_old_text_of_an_edited_statement_is_on_a_frozen_screen(
    writer: Writer, tally: EventTally
) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Asiaton"}, "c")
    writer(acts.moderate, "T1-K-0002", "hidden")
    writer(acts.set_view, {"name": "result", "prompt": TEXT})
    writer(acts.freeze, True)
    look(writer, tally)
    writer.put(person, TEXT, {"text": "Asiallinen"}, "c", sequence=2)
    writer(acts.moderate, "T1-K-0002", "approved")
    texts = [each["text"] for each in look(writer, tally)[1].tally["statements"]]
    assert texts == ["Ajatus", "Asiallinen"]


@pytest.mark.parametrize(
    "view", [{"name": "stage"}, {"name": "blank"}, {"name": "area", "goal_area": AREA}]
)
def test_phones_stand_still_with_a_frozen_screen_whatever_it_shows(
    writer: Writer, tally: EventTally, view: dict[str, str]
) -> None:
    writer(acts.set_phones, CHOICE, True)
    writer(acts.set_view, view)
    writer(acts.freeze, True)
    writer.put(writer.join(), CHOICE, NO, "c")
    seen = look(writer, tally)[0]
    shared = render.on_phones(seen, seen.current)
    assert shared is not None
    assert (shared.answered, shared.tally["counts"]["en"]) == (1, 0)
    assert (shared.showing, seen.answered) == (view["name"], 2)


def test_results_on_the_phones_are_on_the_screen_as_well(writer: Writer, tally: EventTally) -> None:
    writer(acts.set_phones, CHOICE, True)
    current = look(writer, tally)[0].current
    assert current is not None
    assert (current.phones, current.results) == (True, "shown")
    writer(acts.set_prompt, CHOICE, results="hidden")
    current = look(writer, tally)[0].current
    assert current is not None
    assert (current.phones, current.results) == (False, "hidden")


def times(writer: Writer) -> dict[str, Any]:
    return next(row for row in writer.rows(PROMPT) if row["key"] == CHOICE)


def test_a_press_adds_its_seconds_to_what_is_left(writer: Writer) -> None:
    before = moment(now())
    writer(acts.add_time, CHOICE)
    first = moment(times(writer)["ends_at"])
    assert before + timedelta(seconds=30) <= first <= moment(now()) + timedelta(seconds=30)
    writer(acts.add_time, CHOICE, 90)
    assert moment(times(writer)["ends_at"]) == first + timedelta(seconds=90)
    writer(acts.add_time, CHOICE, 0)
    assert times(writer)["ends_at"] is None


@pytest.mark.parametrize("seconds", [-30, 3601, 10**9])
def test_a_timer_has_a_sensible_length(writer: Writer, seconds: int) -> None:
    with pytest.raises(InvalidInput) as fault:
        writer(acts.add_time, CHOICE, seconds)
    assert (fault.value.field, times(writer)["ends_at"]) == ("seconds", None)


def test_only_an_open_prompt_has_a_timer(writer: Writer) -> None:
    with pytest.raises(InvalidInput):
        writer(acts.add_time, SCALE)
    writer(acts.add_time, CHOICE)
    writer(acts.set_prompt, CHOICE, state="closed")
    assert times(writer)["ends_at"] is None


def end_timer(writer: Writer, ago: timedelta) -> str:
    """Put the timer's end into the past; that moment."""
    ended = stamp(moment(now()) - ago)
    ends = update(PROMPT).where(PROMPT.c.key == CHOICE).values(ends_at=ended)
    writer.db.write_now(lambda batch: batch.connection.execute(ends))
    return ended


def test_a_timer_closes_its_prompt_at_the_moment_it_ended(writer: Writer) -> None:
    writer(acts.add_time, CHOICE)
    assert writer(acts.run_out) == []
    ended = end_timer(writer, timedelta(seconds=20))
    assert writer(acts.run_out) == [CHOICE]
    row = times(writer)
    assert (row["state"], row["closed_at"], row["ends_at"]) == ("closed", ended, None)
    assert writer.rows(ACTION)[-1]["actor"] == "timer"
    late = writer.put(writer.join(), CHOICE, NO, "late")
    assert late.late  # the grace counts from the end of the timer, not from when it was noticed
    assert writer(acts.run_out) == []


def test_an_undone_closing_of_a_timer_leaves_the_prompt_open(writer: Writer) -> None:
    writer(acts.add_time, CHOICE)
    end_timer(writer, timedelta(seconds=1))
    writer(acts.run_out)
    writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert (times(writer)["state"], times(writer)["ends_at"]) == ("open", None)


def test_rows_up_to_a_place_are_read_and_no_more(writer: Writer) -> None:
    with writer.db.read() as connection:
        rows = list(ledger.after(connection, writer.book.id, 0))
        assert list(ledger.after(connection, writer.book.id, 0, rows[0].position)) == rows[:1]
