"""An event in a database of its own, without a server: what the core's tests write to and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from app import acts, agenda, events, ledger, participants
from app.acts import Actor
from app.clock import stamp
from app.db import Batch, Database
from app.kinds import kinds
from app.models import Action, Answer, Event, Participant, Prompt, Room, Statement
from app.participants import Joining
from app.tally import EventTally, recount
from tests.served import AGENDA

EVENT, PROMPT, ANSWER = Event.__table__, Prompt.__table__, Answer.__table__
STATEMENT, ACTION, PERSON = Statement.__table__, Action.__table__, Participant.__table__
ROOM = Room.__table__

CHOICE = "edustus"  # one answer stands per participant
TEXT = "osallisuus-kehittamistarpeet"  # each answer counts and is moderated
ANNA = Actor("Anna", "moderator")  # who acts, unless a test says otherwise
ACTS = {act for act in vars(acts).values() if "actor" in getattr(act, "__annotations__", ())}
LONG_AGO = timedelta(minutes=1)  # beyond any grace


class Book:
    """One event's ledger on any connection; `Writer` gives it one that commits."""

    def __init__(
        self, batch: Batch, code: str = "KIRJA", only: tuple[str, ...] = (), **changed: Any
    ) -> None:
        shipped = agenda.read(AGENDA)
        prompts = tuple(each for each in shipped.prompts if not only or each.key in only)
        self.agenda = shipped.model_copy(update={"code": code, "prompts": prompts} | changed)
        self.keys = events.load(batch, self.agenda)
        row = batch.connection.execute(select(EVENT).where(EVENT.c.code == code)).one()
        self.id, self.secret = row.id, row.secret
        self.prompts = {
            row.key: row.id
            for row in batch.connection.execute(
                select(PROMPT.c.key, PROMPT.c.id).where(PROMPT.c.event_id == self.id)
            )
        }

    def join(self, batch: Batch, **said: Any) -> int:
        """A participant's id."""
        joining = Joining(
            **({"organisation": "joutsa", "role": "elected", "language": "fi"} | said)
        )
        return participants.join(batch, self.id, self.secret, joining)[0].id

    def entry(
        self, participant: int, prompt: str, value: dict[str, Any], answer: str, sequence: int = 1
    ) -> ledger.Entry:
        """An answer on its way in."""
        kind = next(kinds[each.kind] for each in self.agenda.prompts if each.key == prompt)
        return ledger.Entry(
            event_id=self.id,
            prompt_id=self.prompts[prompt],
            participant_id=participant,
            answer_id=answer,
            sequence=sequence,
            value=value,
            statement=kind.statement,
            moderated=kind.moderated,
        )

    def put(
        self,
        batch: Batch,
        participant: int,
        prompt: str,
        value: dict[str, Any],
        answer: str,
        sequence: int = 1,
    ) -> ledger.Stored:
        """Append an answer."""
        return ledger.append(batch, self.entry(participant, prompt, value, answer, sequence))

    def closed_long_ago(self, batch: Batch, prompt: str) -> None:
        """As though the prompt had been closed a minute ago: what comes now is late."""
        batch.connection.execute(
            update(PROMPT)
            .where(PROMPT.c.id == self.prompts[prompt])
            .values(state="closed", closed_at=stamp(datetime.now(UTC) - LONG_AGO))
        )
        batch.memo.clear()

    def tally(self) -> EventTally:
        """One that has counted nothing yet."""
        return EventTally(self.id, self.agenda)

    def recounted(self, connection: Connection) -> dict[str, dict[str, Any]]:
        """Every prompt's tally from the first row."""
        return recount(connection, self.id, self.agenda)

    def version(self, connection: Connection) -> int:
        """The event's."""
        found = connection.execute(select(EVENT.c.version).where(EVENT.c.id == self.id))
        return int(found.scalar_one())


def tallied(tally: EventTally) -> dict[str, dict[str, Any]]:
    """Every prompt's tally as it has been caught up."""
    return {prompt.key: tally.tally(prompt) for prompt in tally.prompts.values()}


class Writer:
    """A book in a file, behind the real writer."""

    def __init__(self, folder: Path, **changed: Any) -> None:
        self.db = Database(folder / "evastys.sqlite3", seal=ledger.seal)
        self.db.write_now(events.begin)
        self.book = self.db.write_now(lambda batch: Book(batch, **changed))

    def __call__(self, change: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run `change(batch, event id, …)` in a commit."""
        if change in ACTS:
            named = {"actor": ANNA} | named
        return self.db.write_now(lambda batch: change(batch, self.book.id, *args, **named))

    def join(self, **said: Any) -> int:
        """A participant's id."""
        return self.db.write_now(lambda batch: self.book.join(batch, **said))

    def put(self, *args: Any, **named: Any) -> ledger.Stored:
        """Append an answer."""
        return self.db.write_now(lambda batch: self.book.put(batch, *args, **named))

    def rows(self, table: Any, *where: Any) -> list[dict[str, Any]]:
        """Rows of a table, oldest first."""
        with self.db.read() as connection:
            found = connection.execute(select(table).where(*where).order_by(table.c.id))
            return [dict(row._mapping) for row in found]

    @property
    def version(self) -> int:
        """The event's."""
        with self.db.read() as connection:
            return self.book.version(connection)
