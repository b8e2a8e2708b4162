"""Acts of a host, what undoing restores, and the scene that everybody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import acts, ledger, stage
from app.agenda.models import QUESTIONS
from app.clock import moment
from app.db import Batch
from app.errors import InvalidInput, NotFound, NotNow
from app.stage import Scene
from app.tally import EventTally
from tests.book import (
    ACTION,
    ANNA,
    ANSWER,
    CHOICE,
    EVENT,
    PROMPT,
    ROOM,
    STATEMENT,
    TEXT,
    Book,
    Writer,
)

SCALE = "osallisuus-tilanne"  # comes after the choice
LAST = "terveiset"
AREA = "osallisuus"  # of the text and the scale
WORDS = "osallisuus-vahvuudet"
STATEMENT_ID = "T1-K-0001"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An event with the choice on stage, and a statement that waits."""
    made = Writer(tmp_path)
    made(acts.set_prompt, TEXT, state="open")
    made(acts.show, CHOICE)
    made.put(made.join(), TEXT, {"text": "Ajatus"}, "a")
    yield made
    made.db.close()


def scene(writer: Writer, tally: EventTally | None = None) -> Scene:
    with writer.db.read() as connection:
        book = writer.book
        return stage.scene(
            connection, tally or book.tally(), book.agenda, 3, lambda text: "phone_number"
        )


def standing(writer: Writer) -> list[Any]:
    """Everything that acts change, without when a statement was decided on."""
    fields = ("key", "state", "results", "phones", "opened_at", "closed_at", "ends_at")
    return [
        [{name: row[name] for name in fields} for row in writer.rows(PROMPT)],
        [row["premoderation"] for row in writer.rows(EVENT)],
        [(row["key"], row["stage"], row["view"], row["frozen"]) for row in writer.rows(ROOM)],
        [(row["public_id"], row["state"]) for row in writer.rows(STATEMENT)],
    ]


def newest(writer: Writer) -> dict[str, Any]:
    return writer.rows(ACTION)[-1]


ACTS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = {
    "show another": (acts.show, (SCALE,), {}),
    "show another instead": (acts.show, (SCALE,), {"closing": True}),
    "clear": (acts.clear, (), {}),
    "close and clear": (acts.clear, (), {"closing": True}),
    "close several": (acts.close_several, ([CHOICE, TEXT, CHOICE],), {}),
    "next": (acts.advance, (), {}),
    "open": (acts.set_prompt, (SCALE,), {"state": "open"}),
    "close": (acts.set_prompt, (CHOICE,), {"state": "closed"}),
    "reveal": (acts.set_prompt, (CHOICE,), {"results": "shown"}),
    "approve": (acts.moderate, (STATEMENT_ID, "approved"), {}),
    "approve several": (acts.approve_all, ([STATEMENT_ID], ledger.NEWEST), {}),
    "hide a statement": (acts.moderate, (STATEMENT_ID, "hidden"), {}),
    "premoderation": (acts.set_premoderation, (False,), {}),
    "blank the screen": (acts.set_view, ({"name": "blank"},), {}),
    "an earlier result": (acts.set_view, ({"name": "result", "prompt": SCALE},), {}),
    "freeze": (acts.freeze, (True,), {}),
    "phones": (acts.set_phones, (CHOICE, True), {}),
    "a goal area as a whole": (acts.open_area, (AREA,), {}),
    "a goal area instead": (acts.open_area, (AREA,), {"closing": True}),
    "close a goal area": (acts.set_area, (AREA,), {"state": "closed"}),
    "reveal a goal area": (acts.set_area, (AREA,), {"results": "shown"}),
}


@pytest.mark.parametrize("name", ACTS)
def test_every_act_is_logged_in_its_own_commit_and_can_be_undone(writer: Writer, name: str) -> None:
    act, arguments, named = ACTS[name]
    before, version, logged = standing(writer), writer.version, len(writer.rows(ACTION))
    writer(act, *arguments, **named)
    assert (writer.version, len(writer.rows(ACTION))) == (version + 1, logged + 1)
    done = newest(writer)
    assert standing(writer) != before
    assert (done["actor"], done["role"], done["undoes"]) == ("Anna", "moderator", None)
    writer(acts.undo, done["id"])
    assert standing(writer) == before
    assert (newest(writer)["name"], newest(writer)["undoes"]) == ("undo", done["id"])


@pytest.mark.parametrize("name", ACTS)
def test_an_act_done_again_leaves_the_first_to_undo(writer: Writer, name: str) -> None:
    act, arguments, named = ACTS[name]
    if act is acts.advance:
        named = {"expected": SCALE}  # what the button named both times
    before = standing(writer)
    writer(act, *arguments, **named)
    done, version = newest(writer), writer.version
    writer(act, *arguments, **named)
    assert (newest(writer), writer.version) == (done, version)
    writer(acts.undo, done["id"])
    assert standing(writer) == before


def test_next_refuses_another_prompt_than_it_named(writer: Writer) -> None:
    writer(acts.clear)
    before, rows = standing(writer), writer.rows(ACTION)
    with pytest.raises(InvalidInput) as fault:
        writer(acts.advance, expected=TEXT)
    assert (fault.value.field, standing(writer), writer.rows(ACTION)) == ("prompt", before, rows)


def test_the_log_is_never_changed(writer: Writer) -> None:
    writer(acts.clear)
    rows = writer.rows(ACTION)
    writer(acts.undo, newest(writer)["id"])
    assert writer.rows(ACTION)[:-1] == rows


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        (acts.show, ("ei-ole",)),
        (acts.set_prompt, ("ei-ole",)),
        (acts.moderate, ("T9-K-0001", "approved")),
        (acts.moderate, (STATEMENT_ID, "burnt")),
        (acts.undo, (999,)),
        (acts.open_area, ("ei-ole",)),
        (acts.set_area, ("ei-ole",)),
        (acts.undo, (0,)),
    ],
)
def test_an_act_on_nothing_changes_nothing(
    writer: Writer, act: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    before, rows, version = standing(writer), writer.rows(ACTION), writer.version
    named = {"state": "open"} if act is acts.set_prompt else {}
    with pytest.raises((NotFound, InvalidInput)):
        writer(act, *arguments, **named)
    assert (standing(writer), writer.rows(ACTION), writer.version) == (before, rows, version)


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"state": ""}, {"results": "all"}])
def test_a_prompt_takes_only_states_that_there_are(writer: Writer, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as fault:
        writer(acts.set_prompt, CHOICE, **fields)
    assert fault.value.field == next(iter(fields))


def test_a_goal_area_on_stage_is_left_as_a_whole_for_what_comes_after_it(writer: Writer) -> None:
    writer(acts.open_area, AREA)
    seen = scene(writer)
    assert seen.own_pace is not None
    inside = [view.prompt.key for view in seen.own_pace.prompts]
    assert inside == [p.key for p in writer.book.agenda.prompts if p.goal_area == AREA]
    assert [view.state for view in seen.own_pace.prompts] == ["open"] * len(inside)
    assert (seen.current, seen.own_pace.took_part, seen.over) == (None, 1, False)
    assert seen.following is not None
    writer(acts.advance, expected=seen.following.prompt.key)
    after = scene(writer)
    assert after.current is not None
    assert after.current.prompt.key == seen.following.prompt.key
    assert [view.state for view in after.prompts if view.prompt.key in inside] == [
        "closed" for _ in inside
    ]
    writer(acts.undo, newest(writer)["id"])
    assert scene(writer).own_pace == seen.own_pace


def test_a_goal_area_opens_as_a_whole_with_its_results_hidden(writer: Writer) -> None:
    writer(acts.set_prompt, TEXT, results="shown")  # open, and not closed before it
    writer(acts.open_area, AREA)
    whole = scene(writer).own_pace
    assert whole is not None
    assert (whole.open, whole.shown) == (True, False)
    writer(acts.set_area, AREA, results="shown")
    writer(acts.open_area, AREA)  # pressed again
    again = scene(writer).own_pace
    assert again is not None
    assert again.shown


def test_closing_a_goal_area_leaves_what_was_never_asked(writer: Writer) -> None:
    writer(acts.set_area, AREA, state="closed")
    states = {view.prompt.key: view.state for view in scene(writer).prompts}
    assert (states[TEXT], states[SCALE]) == ("closed", "draft")


def test_what_takes_the_place_of_a_prompt_closes_just_that(writer: Writer) -> None:
    other = "hyvinvointi-tilanne"
    writer(acts.set_prompt, other, state="open")  # by hand, on no stage
    writer(acts.open_area, AREA, closing=True)
    writer(acts.show, SCALE, closing=True)
    states = {view.prompt.key: view.state for view in scene(writer).prompts}
    assert (states[CHOICE], states[TEXT], states[SCALE]) == ("closed", "closed", "open")
    assert [view.prompt.key for view in scene(writer).also_open] == [other]
    writer(acts.clear, closing=True)
    writer(acts.clear, closing=True)  # pressed again
    assert newest(writer)["name"] == "clear"
    states = {view.prompt.key: view.state for view in scene(writer).prompts}
    assert (states[SCALE], states[other]) == ("closed", "open")


def test_acts_are_undone_from_the_newest_back(writer: Writer) -> None:
    stack = [standing(writer)]
    for name in ("next", "reveal", "premoderation", "approve", "clear"):
        act, arguments, named = ACTS[name]
        writer(act, *arguments, **named)
        stack.append(standing(writer))
    while len(stack) > 1:
        assert standing(writer) == stack.pop()
        undoable = scene(writer).undoable
        assert undoable is not None
        writer(acts.undo, undoable.id)
    assert standing(writer) == stack[0]


def test_an_older_act_cannot_be_undone_under_a_newer_one(writer: Writer) -> None:
    writer(acts.set_prompt, CHOICE, state="closed")
    older = newest(writer)["id"]
    writer(acts.show, SCALE)
    before = standing(writer)
    with pytest.raises(InvalidInput):
        writer(acts.undo, older)
    assert standing(writer) == before


def test_an_act_is_undone_once(writer: Writer) -> None:
    writer(acts.clear)
    done = newest(writer)["id"]
    writer(acts.undo, done)
    with pytest.raises(InvalidInput):
        writer(acts.undo, done)


def test_an_undoing_is_not_undone(writer: Writer) -> None:
    writer(acts.clear)
    writer(acts.undo, newest(writer)["id"])
    with pytest.raises(InvalidInput):
        writer(acts.undo, newest(writer)["id"])


def test_the_act_of_another_event_cannot_be_undone(writer: Writer) -> None:
    other = writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    writer.db.write_now(lambda batch: acts.show(batch, other.id, CHOICE, actor=ANNA))
    with pytest.raises(InvalidInput):
        writer(acts.undo, newest(writer)["id"])


@pytest.mark.parametrize("decision", ["approved", "hidden", "waiting"])
def test_an_old_decision_never_brings_an_edited_statement_to_the_screen(
    writer: Writer, decision: str
) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Asiallinen"}, "b")
    writer(acts.moderate, "T1-K-0002", "approved")
    writer(acts.moderate, "T1-K-0002", decision)
    writer.put(person, TEXT, {"text": "Asiaton"}, "b", sequence=2)
    while (undoable := scene(writer).undoable) is not None:
        writer(acts.undo, undoable.id)
    tally = writer.book.tally()
    scene(writer, tally)
    assert tally.tally(tally.by_key(TEXT))["statements"] == []


def test_several_approved_at_once_are_those_that_were_read_and_come_back_as_one(
    writer: Writer,
) -> None:
    person = writer.join()
    for name in "bcdef":
        writer.put(person, TEXT, {"text": f"Ajatus {name}"}, name)
    writer(acts.moderate, "T1-K-0003", "hidden")
    read = max(row["id"] for row in writer.rows(ANSWER))
    writer.put(person, TEXT, {"text": "Toinen ajatus"}, "d", sequence=2)  # after the page was read
    before = dict(standing(writer)[-1])
    every = [f"T1-K-000{number}" for number in range(2, 7)]
    writer(acts.approve_all, every, read)
    approved = {"T1-K-0002": "approved", "T1-K-0005": "approved", "T1-K-0006": "approved"}
    assert dict(standing(writer)[-1]) == before | approved
    done = scene(writer).undoable
    assert done is not None
    assert (done.told, done.target) == ("approve_all", ", ".join(approved))
    writer.put(person, TEXT, {"text": "Muutettu ajatus"}, "e", sequence=2)
    edited = dict(standing(writer)[-1])["T1-K-0005"]
    writer(acts.undo, done.id)
    assert dict(standing(writer)[-1]) == before | {"T1-K-0005": edited}


def test_approving_what_does_not_wait_is_no_act(writer: Writer) -> None:
    writer(acts.moderate, STATEMENT_ID, "hidden")
    before, rows = standing(writer), writer.rows(ACTION)
    writer(acts.approve_all, [STATEMENT_ID, "T9-K-0001"], ledger.NEWEST)
    assert (standing(writer), writer.rows(ACTION)) == (before, rows)


def test_a_withdrawn_statement_is_out_of_reach(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, TEXT, {"text": "Kadun tätä"}, "b")
    writer(acts.moderate, "T1-K-0002", "approved")
    decision = newest(writer)["id"]
    writer(ledger.withdraw, person, "b")
    with pytest.raises(NotFound):
        writer(acts.moderate, "T1-K-0002", "approved")
    with pytest.raises(InvalidInput):
        writer(acts.undo, decision)
    assert [row["state"] for row in writer.rows(STATEMENT)] == ["waiting", "withdrawn"]


def test_next_closes_what_was_on_stage_and_goes_on_in_agenda_order(writer: Writer) -> None:
    writer(acts.advance)
    now = scene(writer)
    assert now.current is not None
    assert (now.current.prompt.key, now.current.state) == (SCALE, "open")
    assert now.prompts[0].state == "closed"
    assert now.following is not None
    assert now.following.number == now.current.number + 1


def test_next_on_an_empty_stage_takes_the_first_that_was_never_opened(writer: Writer) -> None:
    writer(acts.clear)
    promised = scene(writer).following
    writer(acts.advance)
    current = scene(writer).current
    assert (promised and promised.prompt.key, current and current.prompt.key) == (SCALE, SCALE)


def test_next_passes_over_what_was_asked_before(writer: Writer) -> None:
    writer(acts.set_prompt, SCALE, state="open")
    writer(acts.set_prompt, SCALE, state="closed")
    promised = scene(writer).following
    writer(acts.advance)
    current = scene(writer).current
    assert (promised and promised.prompt.key, current and current.prompt.key) == (WORDS, WORDS)


@pytest.mark.parametrize(
    ("act", "arguments", "named"),
    [
        (acts.show, (CHOICE,), {}),
        (acts.set_prompt, (CHOICE,), {"state": "open"}),
        (acts.open_area, (AREA,), {}),
        (acts.set_area, (AREA,), {"state": "open"}),
        (acts.advance, (), {}),
    ],
)
def test_what_opens_hides_its_results_until_they_are_revealed(
    writer: Writer, act: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, str]
) -> None:
    for key in (CHOICE, SCALE, TEXT, WORDS):
        writer(acts.set_phones, key, True)
    writer(acts.set_prompt, CHOICE, state="closed")
    writer(acts.set_prompt, TEXT, state="closed")
    writer(act, *arguments, **named)
    opened = [view for view in scene(writer).prompts if view.state == "open"]
    assert opened != []
    assert {(view.results, view.phones) for view in opened} == {("hidden", False)}
    writer(acts.undo, newest(writer)["id"])
    assert {view.results for view in scene(writer).prompts[:2]} == {"shown"}


def test_what_is_open_keeps_its_results_when_it_is_shown_again(writer: Writer) -> None:
    writer(acts.set_prompt, CHOICE, results="shown")
    writer(acts.show, SCALE)
    writer(acts.show, CHOICE)
    assert scene(writer).prompts[0].results == "shown"


def test_there_is_nothing_after_the_last(writer: Writer) -> None:
    writer(acts.show, LAST)
    before = standing(writer)
    with pytest.raises(InvalidInput):
        writer(acts.advance)
    assert (scene(writer).following, standing(writer)) == (None, before)


def test_opening_again_keeps_the_first_moment_and_forgets_the_closing(writer: Writer) -> None:
    opened = scene(writer).prompts[0].opened_at
    writer(acts.set_prompt, CHOICE, state="closed")
    assert scene(writer).prompts[0].closed_at is not None
    writer(acts.set_prompt, CHOICE, state="open")
    view = scene(writer).prompts[0]
    assert (view.opened_at, view.closed_at) == (opened, None)


def test_closing_twice_does_not_prolong_the_grace(writer: Writer) -> None:
    writer(acts.set_prompt, CHOICE, state="closed")
    closed = scene(writer).prompts[0].closed_at
    writer(acts.set_prompt, CHOICE, state="closed")
    assert scene(writer).prompts[0].closed_at == closed


@pytest.fixture
def rehearsing(tmp_path: Path) -> Iterator[Writer]:
    """An event that rehearses; one had joined before it began and has not answered."""
    made = Writer(tmp_path)
    made.join()
    assert made(acts.begin_rehearsal) == 1
    yield made
    made.db.close()


def test_whoever_is_in_a_rehearsal_goes_with_it_and_what_was_done_there_is_over(
    rehearsing: Writer,
) -> None:
    writer = rehearsing
    writer(acts.set_prompt, TEXT, state="open")
    writer(acts.show, CHOICE)
    simulated, practising = writer.join(rehearsal=True), writer.join()
    tally = writer.book.tally()
    for number, person in enumerate((simulated, practising)):
        writer.put(person, CHOICE, {"option": "en"}, f"answer {number}")
        writer.put(person, TEXT, {"text": "Sama"}, f"text {number}")
    before = scene(writer, tally)
    assert (before.rehearsing, before.joined, before.rehearsal) == (True, 3, 3)
    assert (before.answered, before.waiting) == (2, 2)
    assert writer(acts.purge_rehearsal) == 3
    after = scene(writer, tally)  # the same tally, which had counted them
    assert (after.rehearsing, after.joined, after.rehearsal, after.waiting) == (False, 0, 0, 0)
    assert (after.current, {view.state for view in after.prompts}) == (None, {"draft"})
    assert writer.rows(ANSWER) == writer.rows(STATEMENT) == []
    assert (newest(writer)["name"], newest(writer)["before"]) == ("purge", {"participants": 3})
    assert after.undoable is None
    with pytest.raises(InvalidInput):
        writer(acts.undo, newest(writer)["id"])
    writer(acts.show, CHOICE)
    real = writer.join()
    writer.put(real, CHOICE, {"option": "en"}, "for real")
    assert (scene(writer).rehearsal, scene(writer).joined) == (0, 1)


def test_an_event_with_a_real_answer_cannot_rehearse(writer: Writer) -> None:
    with pytest.raises(NotNow) as refused:
        writer(acts.begin_rehearsal)
    assert (refused.value.message, refused.value.params) == ("error.rehearsal_real", {"n": 1})
    assert (scene(writer).rehearsing, scene(writer).rehearsal) == (False, 0)


def test_nobody_comes_in_as_simulated_where_nobody_rehearses(writer: Writer) -> None:
    with pytest.raises(NotNow) as refused:
        writer.join(rehearsal=True)
    assert refused.value.message == "error.rehearsal_none"
    assert scene(writer).joined == 1


def test_a_rehearsal_begins_once_and_ends_what_could_be_undone_before_it(
    rehearsing: Writer,
) -> None:
    assert rehearsing(acts.begin_rehearsal) == 0
    assert [row["name"] for row in rehearsing.rows(ACTION)] == ["rehearse"]
    assert scene(rehearsing).undoable is None


def test_nothing_of_a_rehearsals_stage_is_left_on_the_day(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    made = standing(writer), settings(writer)
    writer(acts.begin_rehearsal)
    writer.join(rehearsal=True)
    writer(acts.show, WORDS)
    writer(acts.set_phones, WORDS, True)
    writer(acts.add_time, WORDS)
    writer(acts.reword, WORDS, "hide", ["luonto"])
    writer(acts.set_view, {"name": "blank"})
    writer(acts.freeze, True)
    writer(acts.purge_rehearsal)
    assert (standing(writer), settings(writer)) == made
    writer.db.close()


def settings(writer: Writer) -> list[Any]:
    return [row["settings"] for row in writer.rows(PROMPT)]


def test_purging_nobody_is_told_as_nobody(writer: Writer) -> None:
    assert writer(acts.purge_rehearsal) == 0


def test_a_scene_counts_participants_answers_and_sockets_apart(writer: Writer) -> None:
    person = writer.join()
    for answer in ("b", "c"):
        writer.put(person, CHOICE, {"option": "en"}, answer)
    writer.join()
    now = scene(writer)
    assert (now.answered, now.joined, now.connected, now.organisations_joined) == (1, 3, 3, 1)
    assert now.pace == (0,) * (stage.PACE - 1) + (1,)
    assert moment(now.at) >= moment(now.prompts[0].opened_at or "")


def test_the_queue_is_oldest_first_and_decisions_newest_first(writer: Writer) -> None:
    person = writer.join()

    def many(batch: Batch) -> None:
        for number in range(2, 60):
            writer.book.put(batch, person, TEXT, {"text": f"Ajatus {number}"}, f"answer {number}")

    writer.db.write_now(many)
    for number in (5, 3, 4):
        writer(acts.moderate, f"T1-K-{number:04d}", "approved" if number != 3 else "hidden")
    now = scene(writer)
    assert (now.waiting, len(now.queue), now.queue[0].id) == (56, stage.QUEUE, STATEMENT_ID)
    assert [(each.id, each.state) for each in now.shown] == [
        ("T1-K-0004", "approved"),
        ("T1-K-0003", "hidden"),
        ("T1-K-0005", "approved"),
    ]
    assert now.queue[0].hint == "hint.phone_number"


def test_statements_are_read_by_state(writer: Writer) -> None:
    tally = writer.book.tally()
    writer(acts.moderate, STATEMENT_ID, "approved")
    scene(writer, tally)
    listed = {
        state: [each.text for each in stage.statements(tally, lambda text: None, state)]
        for state in ("waiting", "approved", "hidden", "unreviewed")
    }
    assert listed == {"waiting": [], "approved": ["Ajatus"], "hidden": [], "unreviewed": []}


def test_one_reading_is_one_state_whatever_is_written_meanwhile(writer: Writer) -> None:
    tally = writer.book.tally()
    with writer.db.read() as connection:
        version = writer.book.version(connection)
        writer.put(writer.join(), CHOICE, {"option": "en"}, "b")
        read = stage.scene(connection, tally, writer.book.agenda, 0, lambda text: None)
    assert (read.version, read.answered, read.joined) == (version, 0, 1)
    assert scene(writer, tally).answered == 1


def test_the_day_begins_with_what_the_rehearsal_closed_open_again(tmp_path: Path) -> None:
    writer = Writer(tmp_path, questions={"limit": 3})
    before = [row for row in writer.rows(PROMPT) if row["key"] == QUESTIONS]
    writer(acts.begin_rehearsal)
    writer(acts.set_prompt, QUESTIONS, state="closed", results="hidden")
    writer(acts.set_premoderation, False)
    writer(acts.purge_rehearsal)
    assert [row for row in writer.rows(PROMPT) if row["key"] == QUESTIONS] == before
    assert writer.rows(EVENT)[0]["premoderation"]
    writer.db.close()
