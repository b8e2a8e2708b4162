"""Rooms of one event: each has a stage and a screen of its own, all share prompts and answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import acts, stage
from app.agenda import ROOMS, Agenda, AgendaFaults, Named, parse
from app.errors import InvalidInput, NotFound, Refused
from app.participants import Joining, checked
from app.render import Address
from app.serving import addresses
from app.stage import Scene
from tests.book import CHOICE, EVENT, PERSON, PROMPT, ROOM, TEXT, Writer

SMALL = (Path(__file__).parent / "agendas" / "small.toml").read_text(encoding="utf-8")
TWO = tuple(Named(key=key, name={"fi": key.title()}) for key in ("sali", "luokka"))
SCALE = "osallisuus-tilanne"  # comes after the choice
WORDS = "osallisuus-vahvuudet"  # after the scale, before the text
LUOKKA: dict[str, Any] = {"room": "luokka"}
NO = {"option": "en"}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An event of two rooms, with the choice on stage in both."""
    made = Writer(tmp_path, rooms=TWO)
    made(acts.show, CHOICE)
    made(acts.show, CHOICE, **LUOKKA)
    yield made
    made.db.close()


def scene(writer: Writer, room: str | None = None, **connected: int) -> Scene:
    """What is seen in a room, on its screen where that differs."""
    with writer.db.read() as connection:
        book = writer.book
        seen = stage.scene(
            connection, book.tally(), book.agenda, 0, lambda text: None, room, connected
        )
    return seen.screen or seen


def on_stage(writer: Writer) -> list[str | None]:
    """The prompt on stage in each room."""
    found = [scene(writer, each.key).current for each in TWO]
    return [each and each.prompt.key for each in found]


def states(writer: Writer) -> dict[str, str]:
    """Prompts that have been opened."""
    return {row["key"]: row["state"] for row in writer.rows(PROMPT) if row["state"] != "draft"}


def test_an_event_without_rooms_has_one_that_nobody_sees(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    seen = scene(writer)
    assert (seen.room, seen.rooms, seen.asking, seen.here) == ("main", (), "", None)
    writer.db.close()


def test_each_room_has_a_stage_of_its_own(writer: Writer) -> None:
    writer(acts.show, SCALE, **LUOKKA)
    assert on_stage(writer) == [CHOICE, SCALE]
    writer(acts.clear)
    assert on_stage(writer) == [None, SCALE]


def test_one_set_of_answers_is_counted_in_every_room(writer: Writer) -> None:
    for room in ("sali", "luokka"):
        writer.put(writer.join(room=room), CHOICE, NO, "a")
    assert [scene(writer, each.key).tally["counts"]["en"] for each in TWO] == [2, 2]


def test_next_closes_a_prompt_when_the_last_room_leaves_it(writer: Writer) -> None:
    writer(acts.advance, **LUOKKA)
    assert (on_stage(writer), states(writer)) == ([CHOICE, SCALE], {CHOICE: "open", SCALE: "open"})
    writer(acts.advance)
    assert (on_stage(writer), states(writer)) == (
        [SCALE, SCALE],
        {CHOICE: "closed", SCALE: "open"},
    )


@pytest.mark.parametrize(
    ("act", "arguments"),
    [(acts.show, (SCALE,)), (acts.clear, ()), (acts.open_area, ("elinvoima",))],
)
def test_what_another_room_has_on_stage_stays_open_and_is_not_told_as_also_open(
    writer: Writer, act: Any, arguments: tuple[Any, ...]
) -> None:
    writer(act, *arguments, closing=True, **LUOKKA)
    assert states(writer)[CHOICE] == "open"
    assert scene(writer, "luokka").also_open == ()
    writer(acts.clear, closing=True)  # the last room that had it
    assert states(writer)[CHOICE] == "closed"


def test_next_is_of_the_room_and_passes_over_what_that_room_was_asked(writer: Writer) -> None:
    writer(acts.advance)
    writer(acts.show, WORDS)
    writer(acts.show, CHOICE)
    passed = [scene(writer, each.key).following for each in TWO]
    assert [each and each.prompt.key for each in passed] == [TEXT, SCALE]
    for room in ("sali", "luokka"):
        writer(acts.advance, room=room)
    assert on_stage(writer) == [TEXT, SCALE]


def test_the_screen_of_one_room_changes_alone(writer: Writer) -> None:
    writer(acts.set_view, {"name": "blank"}, **LUOKKA)
    writer(acts.freeze, True)
    assert [(scene(writer, each.key).showing, scene(writer, each.key).frozen_at is None)
            for each in TWO] == [("stage", False), ("blank", True)]  # fmt: skip


def test_rooms_stand_still_each_at_a_moment_of_its_own(writer: Writer) -> None:
    writer.put(writer.join(), CHOICE, NO, "a")
    writer(acts.freeze, True)
    writer.put(writer.join(), CHOICE, NO, "b")
    writer(acts.freeze, True, **LUOKKA)
    writer.put(writer.join(), CHOICE, NO, "c")
    tally, answered = writer.book.tally(), []
    for room in ("sali", "luokka", "sali", "luokka"):
        with writer.db.read() as connection:
            seen = stage.scene(connection, tally, writer.book.agenda, 0, lambda text: None, room)
        answered.append((seen.screen or seen).answered)
    assert answered == [1, 2, 1, 2]


def test_undo_takes_back_what_was_done_in_the_room_and_leaves_the_other(writer: Writer) -> None:
    writer(acts.show, TEXT)
    writer(acts.show, SCALE, **LUOKKA)
    undoable = scene(writer, "sali").undoable
    assert undoable is not None
    assert undoable.target == TEXT
    writer(acts.undo, undoable.id)
    assert on_stage(writer) == [CHOICE, SCALE]


def test_what_all_rooms_share_is_taken_back_in_any_of_them(writer: Writer) -> None:
    writer(acts.set_prompt, CHOICE, state="closed")
    undoable = [scene(writer, each.key).undoable for each in TWO]
    assert [each and each.name for each in undoable] == ["close", "close"]


def test_nothing_is_taken_back_over_what_another_room_did_to_the_same_prompt(
    writer: Writer,
) -> None:
    writer(acts.show, SCALE)
    own = scene(writer, "sali").undoable
    writer(acts.clear)
    cleared = scene(writer, "sali").undoable
    assert own is not None
    assert cleared is not None
    writer(acts.undo, cleared.id)
    writer(acts.show, SCALE, **LUOKKA)
    writer(acts.advance, **LUOKKA)  # leaves it, and the main room still has it on stage
    assert scene(writer, "sali").undoable == own
    writer(acts.clear)
    writer(acts.show, SCALE, **LUOKKA)
    writer(acts.advance, **LUOKKA)  # now it is closed
    cleared = scene(writer, "sali").undoable
    assert cleared is not None
    writer(acts.undo, cleared.id)
    assert scene(writer, "sali").undoable is None
    with pytest.raises(InvalidInput):
        writer(acts.undo, own.id)
    assert states(writer)[SCALE] == "closed"


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        (acts.show, (SCALE,)),
        (acts.clear, ()),
        (acts.advance, ()),
        (acts.freeze, (True,)),
        (acts.set_view, ({"name": "blank"},)),
    ],
)
def test_an_act_in_no_room_of_the_event_changes_nothing(
    writer: Writer, act: Any, arguments: tuple[Any, ...]
) -> None:
    version = writer.version
    with pytest.raises(NotFound):
        writer(act, *arguments, room="kellari")
    assert writer.version == version


def test_a_purged_rehearsal_leaves_every_stage_empty(writer: Writer) -> None:
    writer(acts.set_view, {"name": "blank"}, **LUOKKA)
    writer(acts.purge_rehearsal)
    assert on_stage(writer) == [None, None]
    assert [scene(writer, each.key).showing for each in TWO] == ["stage", "stage"]


def test_rooms_count_who_is_there_beside_the_whole_event(writer: Writer) -> None:
    for room in ("sali", "luokka", "luokka", None):
        writer.join(room=room or "sali")
    seen = scene(writer, "luokka", sali=3, luokka=1)
    assert [(each.key, each.joined, each.connected) for each in seen.rooms] == [
        ("sali", 2, 3),
        ("luokka", 2, 1),
    ]
    assert (seen.joined, seen.asking, seen.here) == (4, "?room=luokka", seen.rooms[1])


def agenda(*keys: str) -> Agenda:
    tables = "".join(f'[[rooms]]\nkey = "{key}"\nname = {{ fi = "{key}" }}\n' for key in keys)
    return parse(f"{SMALL}\n{tables}", "rooms.toml")


def test_rooms_come_in_the_order_of_the_file_and_the_first_is_the_main_one() -> None:
    two = agenda("sali", "luokka")
    said = Joining(two.organisations[0].key, two.roles[0].key, two.languages[0])
    assert [each.key for each in two.rooms] == ["sali", "luokka"]
    assert (checked(two, said).room, checked(agenda(), said).room) == ("sali", "main")


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (("sali",), "is one room alone; add another, or drop it: one needs no name"),
        (
            tuple(f"r{number}" for number in range(ROOMS + 1)),
            f"there are {ROOMS + 1} rooms; {ROOMS} at most can be run at once",
        ),
    ],
)
def test_an_event_has_no_room_or_two_to_twelve(keys: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(AgendaFaults) as caught:
        agenda(*keys)
    assert [(each.key, each.sentence) for each in caught.value.faults] == [("rooms", sentence)]


def test_every_rooms_screen_has_its_address_printed() -> None:
    printed = addresses(Address("http://here"), agenda("sali", "luokka"), None, Path("data"))
    screens = [line.split()[1] for line in printed.splitlines() if line.startswith("  screen")]
    assert screens == [f"http://here/e/PIENI/screen?room={room}" for room in ("sali", "luokka")]


def test_nobody_joins_a_room_that_is_not_there() -> None:
    two = agenda("sali", "luokka")
    said = Joining(two.organisations[0].key, two.roles[0].key, "fi", room="kellari")
    with pytest.raises(InvalidInput) as fault:
        checked(two, said)
    assert fault.value.field == "room"


def amended(writer: Writer, *rooms: Named) -> list[tuple[tuple[str, ...], str, str | None]]:
    """What changes when the event gets these rooms, or is refused."""
    held = writer.book.agenda.model_copy(update={"rooms": rooms})
    edition = writer.rows(EVENT)[0]["edition"]
    try:
        changes = writer(acts.amend, held, edition)
    except Refused as fault:
        changes = fault.changes
    return [(each.where, each.what, each.refused) for each in changes]


def test_who_joined_before_there_were_rooms_is_in_the_first(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer(acts.show, CHOICE)
    writer.join()
    assert amended(writer, *TWO) == [
        (("rooms", "sali"), "added", None),
        (("rooms", "luokka"), "added", None),
    ]
    assert [(row["key"], row["stage"]) for row in writer.rows(ROOM)] == [
        ("sali", CHOICE),
        ("luokka", None),
    ]
    assert [row["room"] for row in writer.rows(PERSON)] == ["sali"]
    writer.db.close()


def test_a_room_that_somebody_is_in_stays_and_another_comes_beside_it(writer: Writer) -> None:
    writer.join(room="luokka")
    attic = Named(key="ullakko", name={"fi": "Ullakko"})
    gone = (("rooms", "luokka"), "removed", "joined")
    assert amended(writer, TWO[0], attic) == [gone, (("rooms", "ullakko"), "added", None)]
    assert amended(writer, *TWO, attic) == [(("rooms", "ullakko"), "added", None)]
    assert [row["stage"] for row in writer.rows(ROOM)] == [CHOICE, CHOICE, None]


def test_undo_in_one_room_leaves_what_another_has_on_stage(writer: Writer) -> None:
    writer(acts.show, TEXT)
    writer(acts.show, TEXT, **LUOKKA)  # open already: only the other room's stage changes
    assert scene(writer, "sali").undoable is None
    writer(acts.show, SCALE, **LUOKKA)
    undoable = scene(writer, "sali").undoable
    assert undoable is not None
    assert undoable.target == TEXT


@pytest.mark.parametrize("opening", ["prompt", "area"])
def test_what_was_opened_in_no_room_stays_open_where_another_room_shows_it(
    writer: Writer, opening: str
) -> None:
    if opening == "prompt":
        writer(acts.set_prompt, SCALE, state="open")
    else:
        writer(acts.set_area, "osallisuus", state="open")
    opened = scene(writer, "sali").undoable
    assert opened is not None
    writer(acts.show, SCALE, **LUOKKA)  # open already: only the other room's stage changes
    shown = scene(writer, "luokka").undoable
    assert shown is not None
    assert scene(writer, "sali").undoable is None
    with pytest.raises(InvalidInput):
        writer(acts.undo, opened.id)
    assert (on_stage(writer), states(writer)[SCALE]) == ([CHOICE, SCALE], "open")
    writer(acts.undo, shown.id)
    assert [scene(writer, each.key).undoable for each in TWO] == [opened, opened]


def test_undo_closes_what_somebody_has_answered(writer: Writer) -> None:
    writer(acts.show, TEXT)
    writer.put(writer.join(), TEXT, {"text": "Ajatus"}, "a")
    undoable = scene(writer, "sali").undoable
    assert undoable is not None
    writer(acts.undo, undoable.id)
    assert states(writer)[TEXT] == "closed"
    assert not writer.put(writer.join(), TEXT, {"text": "Toinen"}, "b").late
