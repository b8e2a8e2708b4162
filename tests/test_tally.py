"""A tally after any catch-up equals a recount, and both equal what the rules say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select, update
from sqlmodel import SQLModel

from app import acts, ledger, support
from app.db import Batch
from app.errors import InvalidInput, NotFound, NotOpen
from app.kinds.text import SHOWN
from app.models import Room
from app.tally import EventTally
from tests.book import ANNA, CHOICE, PROMPT, STATEMENT, TEXT, Book, Writer, tallied

ROOM = Room.__table__
OF_TEXT = PROMPT.c.key == TEXT

HISTORIES = 2000
PEOPLE, ANSWERS, OPTIONS = 2, ("a", "b"), ("viikoittain", "harvemmin", "en")

STEPS = (
    {"put": 8, "withdraw": 3}
    | dict.fromkeys(("close", "open", "moderate", "catch_up", "restart", "erase", "freeze"), 1)
    | {"deal": 2, "back": 3}
)
Step = tuple[str, tuple[Any, ...]]


def history(random: Random) -> list[Step]:
    """What may happen in any order, and often to the same answer."""
    names = random.choices(list(STEPS), list(STEPS.values()), k=random.randint(3, 14))
    return [(name, _arguments(name, random)) for name in names]


def _arguments(name: str, random: Random) -> tuple[Any, ...]:
    person, prompt = random.randrange(PEOPLE), random.choice((CHOICE, TEXT))
    answer = random.choice(ANSWERS)
    return {
        "put": (person, prompt, answer, random.randrange(4), random.randrange(len(OPTIONS))),
        "withdraw": (person, answer),
        "close": (prompt, random.random() < 0.5),
        "open": (prompt,),
        "moderate": (random.randrange(4), random.choice(acts.DECISIONS)),
        "erase": (person,),
        "deal": (person,),
        "back": (person, random.randrange(4), random.random() < 0.7),
    }.get(name, ())


@dataclass
class Sent:
    """What the rules say about one sending, in the order of the ledger."""

    person: int
    prompt: str
    answer: str
    value: int
    late: bool
    withdrawn: bool = False
    seen: set[int] = field(default_factory=set)  # by whom, of what others wrote
    backers: set[int] = field(default_factory=set)


@dataclass
class Rules:
    """The rules in the plainest words: a list of everything that was sent."""

    sent: list[Sent] = field(default_factory=list)
    acknowledged: dict[tuple[object, ...], ledger.Stored] = field(default_factory=dict)
    late_now: set[str] = field(default_factory=set)

    def standing(self, prompt: str) -> list[Sent]:
        """Sendings that count: on time, the newest of its answer, and for a choice the newest of
        its participant, unless that answer was taken back since."""
        newest: dict[object, Sent] = {}
        for each in self.sent:
            if each.prompt == prompt and not each.late:
                newest[each.person if prompt == CHOICE else (each.person, each.answer)] = each
        return [each for each in newest.values() if not each.withdrawn]


class History:
    """The event from its beginning, and the same steps taken by the rules."""

    def __init__(self, book: Book, people: list[int], connection: Connection) -> None:
        self.batch = Batch(connection)
        self.book, self.people = book, list(people)
        self.rules = Rules()
        self.tally = self.book.tally()
        self.still: EventTally | None = None

    def put(self, person: int, prompt: str, answer: str, sequence: int, value: int) -> None:
        content = {"option": OPTIONS[value]} if prompt == CHOICE else {"text": OPTIONS[value]}
        said = self.book.put(self.batch, self.people[person], prompt, content, answer, sequence)
        key = (person, prompt, answer)
        known = self.rules.acknowledged.get(key)
        if known is not None and sequence <= known.sequence:
            assert said == known  # the same or an older one is told exactly what the newest was
            return
        late = prompt in self.rules.late_now
        assert (said.sequence, said.late) == (sequence, late)
        self.rules.acknowledged[key] = said
        self.rules.sent.append(Sent(person, prompt, answer, value, late))

    def withdraw(self, person: int, answer: str) -> None:
        mine = [each for each in self.rules.sent if (each.person, each.answer) == (person, answer)]
        if not mine:
            with pytest.raises(NotFound):
                ledger.withdraw(self.batch, self.book.id, self.people[person], answer)
            return
        ledger.withdraw(self.batch, self.book.id, self.people[person], answer)
        for each in mine:
            each.withdrawn = True

    def close(self, prompt: str, long_ago: bool) -> None:
        acts.set_prompt(self.batch, self.book.id, prompt, state="closed", actor=ANNA)
        if long_ago:
            self.book.closed_long_ago(self.batch, prompt)
            self.rules.late_now.add(prompt)

    def open(self, prompt: str) -> None:
        acts.set_prompt(self.batch, self.book.id, prompt, state="open", actor=ANNA)
        self.rules.late_now.discard(prompt)

    def moderate(self, number: int, state: str) -> None:
        try:
            acts.moderate(self.batch, self.book.id, f"T1-K-{number:04d}", state, actor=ANNA)
        except NotFound:
            return

    def deal(self, person: int) -> None:
        others = [
            row.id
            for row in self._statements()
            if row.participant_id != self.people[person] and row.state in SHOWN
        ]
        prompt = self.book.prompts[TEXT]
        try:
            dealt = support.deal(
                self.batch, self.book.id, self.people[person], prompt, others, len(others)
            )
        except NotOpen:
            assert TEXT in self.rules.late_now
            return
        assert all(person not in each.seen for each in self._said(dealt))
        for each in self._said(dealt):
            each.seen.add(person)

    def back(self, person: int, number: int, backs: bool) -> None:
        try:
            name = f"T1-K-{number:04d}"
            support.back(self.batch, self.book.id, self.people[person], name, backs)
        except (NotFound, InvalidInput, NotOpen):
            return
        for each in self._said([row.id for row in self._statements() if row.number == number]):
            if backs != (person in each.backers):
                each.seen.add(person)
                each.backers ^= {person}

    def _statements(self) -> list[Any]:
        mine = select(STATEMENT).where(STATEMENT.c.event_id == self.book.id)
        return list(self.batch.connection.execute(mine.order_by(STATEMENT.c.id)))

    def _said(self, statements: list[int]) -> list[Sent]:
        """What these statements say that count."""
        whose = {
            (self.people.index(row.participant_id), row.answer_id)
            for row in self._statements()
            if row.id in statements
        }
        return [each for each in self.rules.standing(TEXT) if (each.person, each.answer) in whose]

    def catch_up(self) -> None:
        self.tally.catch_up(self.batch.connection)

    def restart(self) -> None:
        self.tally = self.book.tally()
        self.catch_up()

    def freeze(self) -> None:
        self.catch_up()
        for on in (False, True):
            acts.freeze(self.batch, self.book.id, on, actor=ANNA)
        rooms = select(ROOM.c.frozen).where(ROOM.c.event_id == self.book.id)
        moment = self.batch.connection.execute(rooms).scalar_one()
        self.still = EventTally(self.book.id, self.book.agenda, acts.frozen_until(moment))
        self.still.catch_up(self.batch.connection)

    def erase(self, person: int) -> None:
        ledger.erase(self.batch, self.book.id, [self.people[person]])
        self.people[person] = self.book.join(self.batch)
        self.rules.sent = [each for each in self.rules.sent if each.person != person]
        for each in self.rules.sent:
            each.seen.discard(person)
            each.backers.discard(person)
        for key in [key for key in self.rules.acknowledged if key[0] == person]:
            del self.rules.acknowledged[key]

    def check(self) -> None:
        self.catch_up()
        fresh = self.book.tally()
        fresh.catch_up(self.batch.connection)
        assert counted(self.tally) == counted(fresh)
        assert tallied(self.tally) == tallied(fresh)
        if self.still is not None:
            self.still.catch_up(self.batch.connection)
            fresh = EventTally(self.book.id, self.book.agenda, self.still.until)
            fresh.catch_up(self.batch.connection)
            assert counted(self.still) == counted(fresh)
        for key in (CHOICE, TEXT):
            standing = self.rules.standing(key)
            prompt = self.tally.by_key(key)
            people = {self.people[each.person] for each in standing}
            assert (len(prompt.standing), set(prompt.answers)) == (len(standing), people)
        counts = tallied(self.tally)[CHOICE]["counts"]
        chosen = [OPTIONS[each.value] for each in self.rules.standing(CHOICE)]
        assert counts == {option: chosen.count(option) for option in counts}
        standing = self.rules.standing(TEXT)
        assert tallied(self.tally)[TEXT]["total"] == len(standing)
        found = sorted((one.support, one.exposed) for one in self._texts())
        assert found == sorted((len(each.backers), len(each.seen)) for each in standing)

    def _texts(self) -> list[Any]:
        return self.tally.counted(self.tally.by_key(TEXT))


def counted(tally: EventTally) -> list[Any]:
    """Everything that a tally keeps in memory, without what is equal but not the same."""
    return [
        (
            each.key,
            sorted(row.position for row in each.standing.values()),
            dict(each.answers),
            +each.minutes,
            [astuple(one) for one in tally.counted(each)],
        )
        for each in tally.prompts.values()
    ] + [
        sorted((row.position, mark.state) for row, mark in tally.statements(state))
        for state in ("waiting", "approved", "hidden", "unreviewed")
    ]


Beginning = tuple[Book, list[int], Connection]


@pytest.fixture(scope="module")
def beginning() -> Iterator[Beginning]:
    """An event in memory that each history takes up and leaves as it was."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=1")
        book = Book(batch := Batch(connection), only=(CHOICE, TEXT))
        acts.set_premoderation(batch, book.id, False, actor=ANNA)  # more may be seen at once
        connection.execute(update(PROMPT).values(settings={"support": True}).where(OF_TEXT))
        for key in (CHOICE, TEXT):
            acts.show(batch, book.id, key, actor=ANNA)
        people = [book.join(batch) for _ in range(PEOPLE)]
        connection.commit()
        yield book, people, connection
    engine.dispose()


def test_any_history_counts_as_the_rules_say_however_it_was_caught_up(
    beginning: Beginning,
) -> None:
    for number in range(HISTORIES):
        steps = history(Random(number))
        told = History(*beginning)
        try:
            for name, arguments in steps:
                getattr(told, name)(*arguments)
            told.check()
        except BaseException as fault:
            fault.add_note(f"history {number}: {steps}")
            raise
        finally:
            told.batch.connection.rollback()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer(tmp_path)
    for key in (CHOICE, TEXT):
        made(acts.show, key)
    yield made
    made.db.close()


def caught_up(writer: Writer, tally: EventTally) -> list[str]:
    """The statements that a catch-up runs."""
    with writer.db.read() as connection:
        trace: list[str] = []
        raw: Any = connection.connection.driver_connection
        raw.set_trace_callback(trace.append)
        tally.catch_up(connection)
        raw.set_trace_callback(None)
    return trace


def test_statements_are_read_only_when_something_changed(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()

    def reads() -> list[str]:
        return [each for each in caught_up(writer, tally) if "FROM statement" in each]

    assert len(reads()) == 1
    assert reads() == []
    writer.put(person, TEXT, {"text": "Ajatus"}, "a")
    assert [each.count("IN (") for each in reads()] == [1]  # only those just sent
    writer.put(person, CHOICE, {"option": "en"}, "b")
    assert reads() == []
    writer(acts.moderate, "T1-K-0001", "approved")
    assert len(reads()) == 1
    assert [each["id"] for each in tallied(tally)[TEXT]["statements"]] == ["T1-K-0001"]
    for answer in "cd":
        writer.put(person, TEXT, {"text": f"Ajatus {answer}"}, answer)
    several = ["T1-K-0002", "T1-K-0003"]
    reads()
    writer(acts.approve_all, several, ledger.NEWEST)
    assert [each.count("IN (") for each in reads()] == [1]
    assert sorted(mark.public_id for _, mark in tally.statements("approved")) == [
        "T1-K-0001",
        *several,
    ]


def test_a_catch_up_reads_only_rows_that_are_new(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()
    for sequence in range(3):
        writer.put(person, CHOICE, {"option": "en"}, "a", sequence)
        caught_up(writer, tally)
    assert tally.cursor == 3
    rows = next(each for each in caught_up(writer, tally) if "FROM answer" in each)
    assert "answer.id > 3" in rows


def test_a_tally_is_summed_again_only_when_it_changed(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()
    writer.put(person, CHOICE, {"option": "en"}, "a")
    caught_up(writer, tally)
    first = tally.tally(tally.by_key(CHOICE))
    caught_up(writer, tally)
    assert tally.tally(tally.by_key(CHOICE)) is first
    writer.put(person, TEXT, {"text": "Muu kysymys"}, "b")
    caught_up(writer, tally)
    assert tally.tally(tally.by_key(CHOICE)) is first


def test_more_statements_than_one_question_can_name_are_read(writer: Writer) -> None:
    tally, person = writer.book.tally(), writer.join()
    caught_up(writer, tally)

    def many(batch: Batch) -> None:
        for number in range(1100):
            writer.book.put(batch, person, TEXT, {"text": "x"}, f"answer {number}")

    writer.db.write_now(many)
    caught_up(writer, tally)
    assert tallied(tally)[TEXT] == {"statements": [], "total": 1100, "waiting": 1100}


def test_an_erasure_is_noticed_by_whoever_has_counted(writer: Writer) -> None:
    tally, gone, stays = writer.book.tally(), writer.join(), writer.join()
    for each in (gone, stays):
        writer.put(each, CHOICE, {"option": "en"}, "a")
    caught_up(writer, tally)
    writer(ledger.erase, [gone])
    caught_up(writer, tally)
    assert (tally.by_key(CHOICE).answered, tallied(tally)[CHOICE]["counts"]["en"]) == (1, 1)
    with writer.db.read() as connection:
        assert writer.book.recounted(connection) == tallied(tally)


def test_the_clock_orders_nothing(writer: Writer) -> None:
    """Rows count in ledger order also when the server's clock went back between them."""
    tally, person = writer.book.tally(), writer.join()
    writer.put(person, CHOICE, {"option": "en"}, "a", 1)
    writer.put(person, CHOICE, {"option": "viikoittain"}, "a", 2)

    def back(batch: Batch) -> None:
        earlier = datetime(2020, 1, 1).isoformat() + ".000Z"  # noqa: DTZ001 ledger text
        batch.connection.execute(
            update(ledger._A).where(ledger._A.c.sequence == 2).values(stored_at=earlier)
        )

    writer.db.write_now(back)
    caught_up(writer, tally)
    assert tallied(tally)[CHOICE]["counts"]["viikoittain"] == 1


def test_an_unknown_prompt_has_no_tally(writer: Writer) -> None:
    tally = writer.book.tally()
    caught_up(writer, tally)
    with pytest.raises(KeyError):
        tally.by_key("nothing")
