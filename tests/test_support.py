"""Support: who is shown what, who backs what, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlmodel import SQLModel

from app import acts, ledger, support
from app.db import Batch
from app.errors import InvalidInput, NotFound, NotOpen, Unknown
from app.kinds.wilson import lower_bound
from app.models import Backing, Exposure, Room
from app.tally import EventTally
from tests.book import ANNA, STATEMENT, Book, Writer

BACKING, EXPOSURE, ROOM = Backing.__table__, Exposure.__table__, Room.__table__
IDEAS = "osallisuus-toimenpiteet"  # asks for support
GREETINGS = "terveiset"  # does not


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An event where others' ideas can be backed; three of them are approved."""
    made = Writer(tmp_path)
    for key in (IDEAS, GREETINGS):
        made(acts.set_prompt, key, state="open")
    for number, organisation in enumerate(("joutsa", "laukaa", "muurame"), start=1):
        author = made.join(organisation=organisation)
        made.put(author, IDEAS, {"text": f"Ajatus {number}"}, f"idea {number}")
        made(acts.moderate, f"{prefix(made)}-{number:04d}", "approved")
    yield made
    made.db.close()


def prefix(writer: Writer) -> str:
    return next(each.prefix for each in writer.book.agenda.prompts if each.key == IDEAS)


def summed(writer: Writer, tally: EventTally | None = None) -> dict[str, tuple[int, int, int]]:
    """Support, organisations and exposure of every statement, best first."""
    counted = tally or writer.book.tally()
    with writer.db.read() as connection:
        counted.catch_up(connection)
    statements = counted.tally(counted.by_key(IDEAS))["statements"]
    return {
        each["text"]: (each["support"], each["organisations"], each["exposed"])
        for each in statements
    }


def back(writer: Writer, person: int, number: int, backs: bool = True) -> str:
    return str(writer(support.back, person, f"{prefix(writer)}-{number:04d}", backs))


def deal(writer: Writer, person: int, order: list[int], count: int) -> list[int]:
    return list(writer(support.deal, person, writer.book.prompts[IDEAS], order, count))


def test_support_counts_people_and_their_organisations(writer: Writer) -> None:
    tally = writer.book.tally()
    assert summed(writer, tally)["Ajatus 2"] == (0, 0, 0)
    for organisation in ("joutsa", "joutsa", "laukaa"):
        back(writer, writer.join(organisation=organisation), 2)
    assert summed(writer, tally)["Ajatus 2"] == (3, 2, 3)
    assert summed(writer) == summed(writer, tally)  # counted anew
    assert next(iter(summed(writer))) == "Ajatus 2"


def test_backing_twice_is_once_and_can_be_taken_back(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()
    for backs in (True, True):
        back(writer, person, 1, backs)
    assert (summed(writer, tally)["Ajatus 1"], len(writer.rows(BACKING))) == ((1, 1, 1), 1)
    for backs in (False, False):
        back(writer, person, 1, backs)
    assert (summed(writer, tally)["Ajatus 1"], len(writer.rows(BACKING))) == ((0, 0, 1), 2)
    back(writer, person, 1)
    assert summed(writer, tally)["Ajatus 1"] == (1, 1, 1)
    assert len(writer.rows(EXPOSURE)) == 1


def test_nobody_backs_an_own_statement(writer: Writer) -> None:
    person = writer.join()
    writer.put(person, IDEAS, {"text": "Oma"}, "own")
    writer(acts.moderate, f"{prefix(writer)}-0004", "approved")
    with pytest.raises(InvalidInput):
        back(writer, person, 4)
    assert writer.rows(BACKING) == []


@pytest.mark.parametrize("state", ["waiting", "hidden"])
def test_what_may_not_be_seen_is_not_backed(writer: Writer, state: str) -> None:
    writer(acts.moderate, f"{prefix(writer)}-0001", state)
    with pytest.raises(NotFound):
        back(writer, writer.join(), 1)


def test_a_prompt_that_does_not_ask_for_support_takes_none(writer: Writer) -> None:
    writer.put(writer.join(), GREETINGS, {"text": "Ajatus"}, "a")
    greeting = writer.rows(STATEMENT)[-1]["public_id"]
    writer(acts.moderate, greeting, "approved")
    with pytest.raises(InvalidInput):
        writer(support.back, writer.join(), greeting, True)


def test_support_ends_with_the_grace_of_its_prompt(writer: Writer) -> None:
    person = writer.join()
    writer(acts.set_prompt, IDEAS, state="closed")
    back(writer, person, 1)
    writer.db.write_now(lambda batch: writer.book.closed_long_ago(batch, IDEAS))
    with pytest.raises(NotOpen):
        back(writer, person, 2)
    back(writer, person, 1)  # what stands already stays told
    assert summed(writer)["Ajatus 1"][0] == 1


def still(writer: Writer, tally: EventTally) -> dict[str, tuple[int, int, int]]:
    """The same on the screen, which stands still."""
    with writer.db.read() as connection:
        moment = connection.execute(select(ROOM.c.frozen)).scalar_one()
        tally.catch_up(connection)
        past = tally.as_of(connection, acts.frozen_until(moment))
    return summed(writer, past)


def test_a_screen_that_stands_still_has_the_support_of_its_moment(writer: Writer) -> None:
    tally, early, late = writer.book.tally(), writer.join(), writer.join()
    back(writer, early, 1)
    writer(acts.freeze, True)
    first = still(writer, tally)
    assert first["Ajatus 1"] == (1, 1, 1)
    back(writer, late, 1)
    back(writer, late, 2)
    back(writer, early, 1, False)
    assert still(writer, tally) == still(writer, writer.book.tally()) == first
    for on in (False, True):
        writer(acts.freeze, on)
    assert still(writer, tally)["Ajatus 2"] == (1, 1, 1)


def test_who_backed_a_statement_does_not_back_what_it_was_changed_to(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()
    back(writer, person, 1)
    back(writer, person, 2)
    writer(acts.freeze, True)
    before = still(writer, tally)
    author = writer.rows(STATEMENT)[0]["participant_id"]
    writer.put(author, IDEAS, {"text": "Aivan muu"}, "idea 1", sequence=2)
    writer(acts.moderate, f"{prefix(writer)}-0001", "approved")
    after = {"Aivan muu": (0, 0, 0), "Ajatus 2": (1, 1, 1), "Ajatus 3": (0, 0, 0)}
    assert summed(writer, tally) == summed(writer) == after
    assert (before["Ajatus 1"], still(writer, tally)) == ((1, 1, 1), after)
    assert still(writer, writer.book.tally()) == after
    with writer.db.read() as connection:
        assert support.backed_by(connection, person) == {2}
    order = [each["id"] for each in writer.rows(STATEMENT)]
    assert deal(writer, person, order, 5) == [1, 3]  # what nobody has seen is shown again
    writer.db.write_now(lambda batch: writer.book.closed_long_ago(batch, IDEAS))
    seen = summed(writer)
    writer.put(author, IDEAS, {"text": "Liian myöhään"}, "idea 1", sequence=3)
    assert summed(writer, tally) == summed(writer) == seen  # a late change changes nothing


def test_nothing_is_dealt_when_support_no_longer_counts(writer: Writer) -> None:
    person = writer.join()
    writer(acts.set_prompt, IDEAS, state="closed")
    assert deal(writer, person, [1], 5) == [1]
    writer.db.write_now(lambda batch: writer.book.closed_long_ago(batch, IDEAS))
    with pytest.raises(NotOpen):
        deal(writer, person, [2], 5)


def test_what_was_hidden_or_deleted_meanwhile_is_not_dealt(writer: Writer) -> None:
    person = writer.join()
    writer(acts.moderate, f"{prefix(writer)}-0001", "hidden")
    author = writer.rows(STATEMENT)[1]["participant_id"]
    writer(ledger.erase, [author])
    assert deal(writer, person, [1, 2, 3], 5) == [3]


def test_who_was_deleted_meanwhile_is_asked_to_join_again(writer: Writer) -> None:
    person = writer.join()
    writer(ledger.erase, [person])
    with pytest.raises(Unknown):
        deal(writer, person, [1], 5)
    with pytest.raises(Unknown):
        back(writer, person, 1)


def test_who_is_deleted_takes_backings_and_exposures_along(writer: Writer) -> None:
    tally = writer.book.tally()
    backer = writer.join()
    back(writer, backer, 1)
    back(writer, backer, 2)
    assert summed(writer, tally)["Ajatus 1"][0] == 1
    writer(ledger.erase, [backer])
    assert summed(writer, tally)["Ajatus 1"] == (0, 0, 0)
    assert (writer.rows(BACKING), writer.rows(EXPOSURE)) == ([], [])


def test_a_deal_shows_none_twice_and_the_least_seen_first(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()
    back(writer, writer.join(), 1)
    summed(writer, tally)
    exposed = [(mark.id, tally.support.exposed[mark.id]) for mark in tally.marks.values()]
    order = support.least_seen(exposed, Random(1))
    first = deal(writer, person, order, 2)
    again = deal(writer, person, order, 5)
    assert sorted(first + again) == sorted(order)
    assert again == [next(mark.id for mark in tally.marks.values() if mark.public_id.endswith("1"))]
    assert deal(writer, person, order, 5) == []
    with writer.db.read() as connection:
        assert support.seen_by(connection, person) == first + again
        assert support.backed_by(connection, person) == set()


def test_the_lower_bound_is_wilsons() -> None:
    # scipy.stats.binomtest(45, 50).proportion_ci(0.95, method="wilson").low
    assert round(lower_bound(45, 50), 6) == 0.786398
    assert (lower_bound(0, 0), round(lower_bound(0, 10), 12)) == (0.0, 0.0)
    assert lower_bound(5, 6) < lower_bound(50, 60) < 50 / 60


PEOPLE, DEALS, STATEMENTS = 1_000, 3, 1_500  # five at a time: fifteen for each person


def test_a_big_hall_sees_every_statement_often_enough() -> None:
    """1,000 people with 15 looks each over 1,500 statements, 1,000 of them the people's own."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.connect() as connection:
        shown = _hall(connection)
    engine.dispose()
    looks = Counter(statement for deals in shown.values() for statement in deals)
    assert len(looks) == STATEMENTS
    assert min(looks.values()) >= 5
    assert all(len(set(deals)) == len(deals) == 15 for deals in shown.values())


def _hall(connection: Connection) -> dict[int, list[int]]:
    """What each person is dealt, in turns, as the server deals: fresh counts, none of their own."""
    book = Book(batch := Batch(connection), only=(IDEAS,))
    acts.show(batch, book.id, IDEAS, actor=ANNA)
    acts.set_premoderation(batch, book.id, False, actor=ANNA)
    people = [book.join(batch) for _ in range(PEOPLE)]
    for number in range(STATEMENTS):
        author = people[number % PEOPLE]
        book.put(batch, author, IDEAS, {"text": f"Ajatus {number}"}, f"idea {number}")
    tally = book.tally()
    tally.catch_up(connection)
    author_of = {mark.id: whose[1] for whose, mark in tally.marks.items()}
    random, shown = Random(7), dict[int, list[int]]()
    seen: Counter[int] = Counter()
    for _ in range(DEALS):
        random.shuffle(people)
        for person in people:
            others = [(each, seen[each]) for each, who in author_of.items() if who != person]
            order = support.least_seen(others, random)
            dealt = support.deal(
                batch, book.id, person, book.prompts[IDEAS], order, support.AT_A_TIME
            )
            assert all(author_of[each] != person for each in dealt)
            shown.setdefault(person, []).extend(dealt)
            seen.update(dealt)
    tally.catch_up(connection)
    assert tally.support.exposed == seen
    return shown
