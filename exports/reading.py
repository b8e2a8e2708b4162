"""An event's answers from a snapshot, each with what is known about it; no tables yet.

Answers are read prompt by prompt and never kept: an export may be larger than memory, one prompt
is not. So the snapshot stays open as long as its reading is used.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Connection, select

from app.agenda import Agenda
from app.dispositions import Disposed
from app.dispositions import standing as disposed_of
from app.errors import NotFound
from app.kinds import Counted, Kind, kinds
from app.models import (
    Action,
    Confirmation,
    Event,
    Participant,
    Prompt,
)
from app.models.participant import IMPORTED
from app.support import Backed, Support
from app.text.hints import hint
from exports.votes import Votes

_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_PERSON, _ACT = Participant.__table__, Action.__table__  # type: ignore[attr-defined]
_C = Confirmation.__table__  # type: ignore[attr-defined]

REWORDING = "words_"  # how names of acts on words begin

Counts = Literal["latest", "every"]

_ANSWERS = (
    "SELECT id, participant_id, answer_id, sequence, value, round, late, windowed, withdrawn,"
    " answered_at, stored_at FROM answer WHERE prompt_id = ? ORDER BY id"
)
_MARKS = (
    "SELECT id, participant_id, answer_id, public_id, state, mark FROM statement"
    " WHERE prompt_id = ?"
)
_LEFT = (
    "SELECT s.public_id, s.prompt_id, p.organisation FROM statement s JOIN participant p"
    " ON p.id = s.participant_id WHERE s.event_id = ? AND s.state = 'withdrawn'"
    " ORDER BY s.prompt_id, s.number"
)
_SENT = "SELECT count(*) FROM answer WHERE event_id = ?"
# Answers of which the last thing heard is that they were withdrawn.
_WITHDRAWN = (
    "SELECT count(*) FROM answer a WHERE event_id = ? AND withdrawn AND NOT EXISTS (SELECT 1"
    " FROM answer b WHERE b.prompt_id = a.prompt_id AND b.participant_id = a.participant_id"
    " AND b.answer_id = a.answer_id AND b.id > a.id)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as an export names it: a running number, never an id or a token."""

    number: int  # 1 for the first who joined
    organisation: str  # key
    organisation_class: str  # key
    role: str  # key
    table: int | None
    headcount: int | None
    language: str
    source: str  # phone, paper, import
    rehearsal: bool
    room: str | None  # key; None where the event has one room only

    @property
    def imported(self) -> bool:
        """Whether it is nobody of the event but stands for statements from elsewhere."""
        return self.source == IMPORTED


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt with its kind and its settings as the kind reads them."""

    id: int
    key: str
    kind: Kind
    settings: Any
    raw: Mapping[str, Any]  # settings as stored
    goal_area: str | None  # key
    angle: str | None  # key
    text: Mapping[str, str]
    heading: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the organisation says of its commitment after the event."""

    decision: str  # confirmed, corrected, withdrawn
    value: Mapping[str, Any]  # the commitment as the organisation has it
    note: str
    at: str  # ledger time


@dataclass(frozen=True, slots=True)
class Left:
    """A commitment that its participant took back after the organisation had made it its own."""

    statement: str  # public id
    prompt: Asked
    organisation: str  # key
    organisation_class: str  # key
    confirmed: Confirmed


class Given(NamedTuple):  # made a hundred thousand times; a dataclass takes four times as long
    """One answer that stands, or came too late to count."""

    position: int  # in the ledger
    prompt: Asked
    person: Person
    answer_id: str
    sequence: int
    value: dict[str, Any]
    round: int  # of the prompt, that it was written for
    late: bool
    windowed: bool
    answered_at: str | None
    stored_at: str
    statement: str | None  # public id
    state: str | None  # of the statement
    support: Backed | None  # where it could be backed
    mark: str | None = None  # the moderator's, of an audience question
    disposed: Disposed | None = None
    confirmed: Confirmed | None = None

    @property
    def hint(self) -> str | None:
        """What personal data its text seems to hold, as `app.text.hints` names it."""
        return hint(self.prompt.kind.text(self.value))

    def counted(self) -> Counted:
        """What the kind's own sums take."""
        return Counted(
            position=self.position,
            participant=self.person.number,
            value=self.value,
            organisation=self.person.organisation,
            organisation_class=self.person.organisation_class,
            role=self.person.role,
            statement=self.statement,
            statement_state=self.state,
            mark=self.mark,
            **(self.support._asdict() if self.support else {}),
        )


@dataclass(frozen=True, slots=True)
class Reworded:
    """One act of the moderator on the words of a prompt."""

    at: str  # ledger time
    actor: str
    act: str  # merge, split, rename, hide, show, restore
    prompt: str  # key
    words: tuple[str, ...]
    name: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many there are of what, for the cover."""

    counted: int  # answers that count
    late: int
    answered: int  # participants with an answer that counts
    paper: int
    imported: int  # statements from elsewhere
    windowed: int
    rehearsal: int
    withdrawn: int  # answers taken back; nothing is left of them but this number


class _Row(NamedTuple):
    """A row of the ledger as the file has it."""

    id: int
    participant_id: int
    answer_id: str
    sequence: int
    value: str | None
    round: int
    late: int
    windowed: int
    withdrawn: int
    answered_at: str | None
    stored_at: str


class _Mark(NamedTuple):
    """What is known of a statement, in the order in which `Given` ends."""

    statement: str | None = None
    state: str | None = None
    support: Backed | None = None
    mark: str | None = None
    disposed: Disposed | None = None
    confirmed: Confirmed | None = None


class Answers:
    """The answers of an event in the order of its prompts and then of the ledger, read anew each
    time that somebody goes through them."""

    def __init__(
        self,
        connection: Connection,
        event_id: int,
        prompts: Iterable[Asked],
        people: Mapping[int, Person],
    ) -> None:
        self.connection = connection
        self.event_id = event_id
        self.prompts = tuple(prompts)
        self._people = people
        self._support = Support(event_id)
        self._support.catch_up(connection)
        self._disposed = disposed_of(connection, event_id)
        self._confirmed = _confirmed(connection, event_id)
        self._seen: Callable[[Given], Given | None] | None = None

    def seen(self, how: Callable[[Given], Given | None]) -> Answers:
        """The same as somebody may see them: each as `how` makes it, without those of which it
        makes nothing."""
        other = copy(self)
        other.__dict__.pop("numbers", None)
        other._seen = how
        return other

    def __iter__(self) -> Iterator[Given]:
        for prompt in self.prompts:
            yield from self.of(prompt)

    def of(self, prompt: Asked) -> list[Given]:
        """Those of one prompt that stand, or came too late to count, in the ledger's order."""
        marks = self._marks(prompt)
        people, load, unmarked = self._people, json.loads, _Mark()
        given = []
        for row in self._standing(prompt):
            mark = marks.get((row.participant_id, row.answer_id), unmarked) if marks else unmarked
            given.append(
                Given(
                    row.id,
                    prompt,
                    people[row.participant_id],
                    row.answer_id,
                    row.sequence,
                    load(row.value or "null"),
                    row.round,
                    bool(row.late),
                    bool(row.windowed),
                    row.answered_at,
                    row.stored_at,
                    *mark,
                )
            )
        if self._seen is None:
            return given
        return [seen for each in given if (seen := self._seen(each)) is not None]

    def who(self, prompt: Asked) -> list[Person]:
        """Whose answers to a prompt count, each once; what they said is not read for it."""
        if self._seen is None:
            rows = (row for row in self._standing(prompt) if not row.late)
            people = (self._people[row.participant_id] for row in rows)
        else:
            people = (given.person for given in self.of(prompt) if not given.late)
        return list({each.number: each for each in people}.values())

    def _standing(self, prompt: Asked) -> list[_Row]:
        rows = map(_Row._make, self._cursor(_ANSWERS, prompt.id))
        return sorted(standing(rows, prompt.kind.counts))

    def _cursor(self, statement: str, of: int) -> Iterable[tuple[Any, ...]]:
        """Rows as the driver has them: SQLAlchemy would take longer for each than all the rest."""
        driver = cast(sqlite3.Connection, self.connection.connection.driver_connection)
        return driver.execute(statement, (of,))

    def _marks(self, prompt: Asked) -> dict[tuple[int, str], _Mark]:
        """By participant and answer, what is known of each statement of a prompt."""
        if not prompt.kind.statement:
            return {}
        asks = prompt.raw.get("support")
        return {
            (participant, answer): _Mark(
                name,
                state,
                self._support.of(key) if asks else None,
                mark,
                self._disposed.get(key),
                self._confirmed.get(name),
            )
            for key, participant, answer, name, state, mark in self._cursor(_MARKS, prompt.id)
        }

    def left(self, classes: Mapping[str, str]) -> list[Left]:
        """Commitments that are gone from the hall and stand for their organisations all the same;
        `classes` are those of organisations."""
        prompts = {prompt.id: prompt for prompt in self.prompts}
        return [
            Left(name, prompts[prompt], organisation, classes.get(organisation, ""), said)
            for name, prompt, organisation in self._cursor(_LEFT, self.event_id)
            if (said := self._confirmed.get(name)) is not None and said.decision != "withdrawn"
        ]

    @cached_property
    def sent(self) -> int:
        """Rows of the ledger; no fewer than answers."""
        return int(self.connection.exec_driver_sql(_SENT, (self.event_id,)).scalar_one())

    @cached_property
    def numbers(self) -> Numbers:
        """What there is in all; of answers as somebody may see them only what they see."""
        if self._seen is not None:
            seen = [given.person.number for given in self]
            return Numbers(len(seen), 0, len(set(seen)), 0, 0, 0, 0, 0)
        late = paper = imported = windowed = rehearsal = counted = 0
        answered: set[int] = set()
        for prompt in self.prompts:
            for row in self._standing(prompt):
                person = self._people[row.participant_id]
                imported += person.imported
                if not row.late and not person.imported:
                    answered.add(person.number)
                late, counted = late + bool(row.late), counted + (not row.late)
                paper += person.source == "paper"
                windowed += bool(row.windowed)
                rehearsal += person.rehearsal
        taken_back = self.connection.exec_driver_sql(_WITHDRAWN, (self.event_id,)).scalar_one()
        some = (paper, imported, windowed, rehearsal, taken_back)
        return Numbers(counted, late, len(answered), *some)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the exports of one event are made of."""

    agenda: Agenda
    rehearsing: bool  # nothing in it is meant
    version: int
    changed_at: str  # ledger time of the last change; what an export states as its moment
    prompts: tuple[Asked, ...]
    people: tuple[Person, ...]
    answers: Answers
    votes: Votes
    reworded: tuple[Reworded, ...] = ()  # in the order of the log


def read(connection: Connection, code: str) -> Reading:
    """Read the event; raises NotFound when the snapshot has no event of this code."""
    event = connection.execute(select(_E).where(_E.c.code == code.upper())).first()
    if event is None:
        raise NotFound("error.export.event", code=code)
    agenda = Agenda.model_validate(event.agenda)
    prompts = _prompts(connection, event.id, agenda)
    people = _people(connection, event.id, agenda)
    return Reading(
        agenda=agenda,
        rehearsing=event.rehearsing,
        version=event.version,
        changed_at=event.changed_at,
        prompts=tuple(prompts.values()),
        people=tuple(people.values()),
        answers=Answers(connection, event.id, prompts.values(), people),
        votes=Votes(connection, people, event.secret),
        reworded=tuple(_reworded(connection, event.id)),
    )


def _reworded(connection: Connection, event_id: int) -> Iterator[Reworded]:
    rows = connection.execute(
        select(_ACT).where(_ACT.c.event_id == event_id).order_by(_ACT.c.id)
    ).all()
    undone = {row.undoes for row in rows}
    for row in rows:
        if row.undoes is None and row.name.startswith(REWORDING):
            yield Reworded(
                at=row.at,
                actor=row.role,
                act=row.name.removeprefix(REWORDING),
                prompt=row.target,
                words=tuple(row.after["words"]),
                name=row.after["name"],
                undone=row.id in undone,
            )


def _prompts(connection: Connection, event_id: int, agenda: Agenda) -> dict[int, Asked]:
    headings = {each.key: each.heading for each in agenda.asked}
    rows = connection.execute(
        select(_P).where(_P.c.event_id == event_id).order_by(_P.c.position, _P.c.id)
    )
    return {
        row.id: Asked(
            id=row.id,
            key=row.key,
            kind=kinds[row.kind],
            settings=kinds[row.kind].settings(row.settings),
            raw=row.settings,
            goal_area=row.goal_area,
            angle=row.angle,
            text=row.text,
            heading=headings.get(row.key) or row.text,
        )
        for row in rows
    }


def _people(connection: Connection, event_id: int, agenda: Agenda) -> dict[int, Person]:
    class_of = {each.key: each.class_ for each in agenda.organisations}
    rows = connection.execute(
        select(_PERSON).where(_PERSON.c.event_id == event_id).order_by(_PERSON.c.id)
    )
    return {
        row.id: Person(
            number=number,
            organisation=row.organisation,
            organisation_class=class_of.get(row.organisation, ""),
            role=row.role,
            table=row.table_number,
            headcount=row.headcount,
            language=row.language,
            source=row.source,
            rehearsal=row.rehearsal,
            room=row.room if agenda.rooms else None,
        )
        for number, row in enumerate(rows, start=1)
    }


def _confirmed(connection: Connection, event_id: int) -> dict[str, Confirmed]:
    """By public id, the newest word of the organisation on its commitment."""
    return {
        row.public_id: Confirmed(row.decision, row.value, row.note, row.at)
        for row in connection.execute(select(_C).where(_C.c.event_id == event_id).order_by(_C.c.id))
    }


def standing(rows: Iterable[_Row], counts: Counts) -> Iterator[_Row]:
    """The rows of one prompt that stand, and beside them the newest of those that came too late.

    `rows` come in ledger order. Where one answer stands per participant a newer one takes the
    place of an older, also when the newer one was withdrawn afterwards.
    """
    stand: dict[tuple[object, ...], _Row] = {}
    for row in rows:
        slot = (row.participant_id, row.round, None if counts == "latest" else row.answer_id)
        if not row.withdrawn:
            stand[*slot, row.late] = row
            continue
        for late in (False, True):
            before = stand.get((*slot, late))
            if before is not None and before.answer_id == row.answer_id:
                del stand[*slot, late]
    return (row for row in stand.values() if row.value is not None)
