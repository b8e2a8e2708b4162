"""Events in the database: load an agenda, read them back, forget one."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app import keys, ledger
from app.agenda import Agenda
from app.clock import now
from app.db import Batch, Database
from app.errors import InvalidInput, NotFound
from app.i18n import translator
from app.kinds import Kind, kinds
from app.models import (
    Action,
    Answer,
    Backing,
    Confirmation,
    Disposition,
    Erasure,
    Event,
    Exposure,
    Heartbeat,
    Invitation,
    Key,
    Lineage,
    Participant,
    Pass,
    Prompt,
    Room,
    Statement,
)
from app.models.participant import IMPORTED
from app.models.room import MAIN
from app.pace import Span, spans
from app.settings import Settings

_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_A, _S = Answer.__table__, Statement.__table__  # type: ignore[attr-defined]
_PERSON, _ACT = Participant.__table__, Action.__table__  # type: ignore[attr-defined]
_PASS, _KEY, _LINEAGE = Pass.__table__, Key.__table__, Lineage.__table__  # type: ignore[attr-defined]
_BACKING, _EXPOSURE = Backing.__table__, Exposure.__table__  # type: ignore[attr-defined]
_ERASURE, _BEAT = Erasure.__table__, Heartbeat.__table__  # type: ignore[attr-defined]
_ROOM = Room.__table__  # type: ignore[attr-defined]
_AFTER = (  # what is written after the event, what refers to others first
    Confirmation.__table__,  # type: ignore[attr-defined]
    Invitation.__table__,  # type: ignore[attr-defined]
    Disposition.__table__,  # type: ignore[attr-defined]
)

log = logging.getLogger("evastys.events")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a new event, in clear for this one moment."""

    owner: str
    screen: str
    analyst: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt as answering needs it."""

    id: int
    key: str
    kind: Kind
    settings: Any
    edition: int  # of what its form is made of
    window: tuple[Span, ...] = ()  # when the clock opens it, before and after the event


@dataclass(frozen=True, slots=True)
class Held:
    """An event as it stands in the database, without what moves."""

    id: int
    code: str
    agenda: Agenda
    secret: str
    edition: int  # of the agenda
    prompts: dict[str, Asked]
    rooms: tuple[str, ...]  # keys; the first is the main one

    def room(self, key: str | None) -> str:
        """The room with this key, the main one without a key; raises NotFound."""
        if not key:
            return self.rooms[0]
        if key not in self.rooms:
            raise NotFound("room.error.unknown", field="room", key=key)
        return key

    @property
    def windows(self) -> dict[int, tuple[Span, ...]]:
        """When the clock opens prompts before and after the event, by their ids."""
        return {each.id: each.window for each in self.prompts.values() if each.window}


FIRST = ("owner", "screen", "analyst")  # keys that every event is made with


def open_database(settings: Settings) -> Database:
    """The data folder opened for writing, with its epoch. Raises InUse, Newer."""
    database = Database(settings.database, seal=ledger.seal)
    database.write_now(begin)
    return database


def begin(batch: Batch) -> None:
    """Give a fresh database its epoch; an old one keeps it."""
    if batch.connection.execute(select(_LINEAGE.c.id)).first() is None:
        batch.connection.execute(
            insert(_LINEAGE), {"id": 1, "epoch": secrets.token_hex(8), "created_at": now()}
        )


def beat(batch: Batch) -> None:
    """Write the heartbeat: proof that a commit goes through."""
    at = {"at": now()}
    if batch.connection.execute(update(_BEAT).where(_BEAT.c.id == 1), at).rowcount == 0:
        batch.connection.execute(insert(_BEAT), {"id": 1, **at})


def load(batch: Batch, agenda: Agenda, owner_key: str | None = None) -> Keys:
    """Make an event of an agenda. Raises InvalidInput when its code is taken."""
    if batch.connection.execute(select(_E.c.id).where(_E.c.code == agenda.code)).first():
        raise InvalidInput("error.code_taken", field="event.code", code=agenda.code)
    at = now()
    event_id = batch.connection.execute(
        insert(_E).returning(_E.c.id),
        {
            "code": agenda.code,
            "agenda": agenda.model_dump(mode="json"),
            "secret": secrets.token_hex(32),
            "version": 0,
            "changed_at": at,
            "premoderation": True,
            "created_at": at,
        },
    ).scalar_one()
    batch.connection.execute(
        insert(_P),
        [
            {
                "event_id": event_id,
                "key": prompt.key,
                "position": position,
                "kind": prompt.kind,
                "goal_area": prompt.goal_area,
                "angle": prompt.angle,
                "text": prompt.text,
                "help": prompt.help,
                "settings": prompt.settings,
                "prefix": prompt.prefix,
                **kinds[prompt.kind].fresh,
            }
            for position, prompt in enumerate(agenda.asked)
        ],
    )
    batch.connection.execute(
        insert(_ROOM),
        [
            {"event_id": event_id, "key": key, "position": position, "view": {}}
            for position, key in enumerate([each.key for each in agenda.rooms] or [MAIN])
        ],
    )
    batch.touch(event_id, staged=True)
    t = translator(agenda.languages[0])
    given = {"owner": owner_key}
    made = [
        keys.make(batch, event_id, role, t(f"keys.first.{role}"), given.get(role)) for role in FIRST
    ]
    return Keys(*(each.key for each in made))


def id_of(connection: Connection, code: str) -> int:
    """The event with this code; raises NotFound."""
    event_id = connection.execute(select(_E.c.id).where(_E.c.code == code.upper())).scalar()
    if event_id is None:
        raise NotFound("error.no_such_event")
    return int(event_id)


def size(connection: Connection, code: str) -> tuple[int, int]:
    """Participants and ledger rows of an event; raises NotFound."""
    event_id = id_of(connection, code)
    people = select(func.count()).select_from(_PERSON)
    people = people.where(_PERSON.c.event_id == event_id, _PERSON.c.source != IMPORTED)
    answers = select(func.count()).select_from(_A).where(_A.c.event_id == event_id)
    return connection.execute(people).scalar_one(), connection.execute(answers).scalar_one()


def forget(batch: Batch, code: str) -> None:
    """Delete an event with everything in it; raises NotFound."""
    event_id = id_of(batch.connection, code)
    there = (_BACKING, _EXPOSURE, _S, _A, _PERSON, _PASS, _KEY, _ACT, _ERASURE, _P, _ROOM)
    for table in (*_AFTER, *there):
        batch.connection.execute(delete(table).where(table.c.event_id == event_id))
    batch.connection.execute(delete(_E).where(_E.c.id == event_id))


def agenda_of(connection: Connection, code: str) -> Agenda:
    """The agenda of an event as it stands; raises NotFound."""
    row = connection.execute(select(_E.c.agenda).where(_E.c.code == code.upper())).first()
    if row is None:
        raise NotFound("error.no_such_event")
    return Agenda.model_validate(row.agenda)


def held(connection: Connection) -> dict[str, Held]:
    """Every event by its code. One that cannot be read is logged and left out: it must not keep
    the others from coming up."""
    found = {}
    for row in connection.execute(select(_E).order_by(_E.c.id)).all():
        try:
            found[row.code] = _held(connection, row)
        except (ValueError, LookupError, ArithmeticError, TypeError):
            log.exception("event %s cannot be read and is left out", row.code)
    return found


def held_as(connection: Connection, event_id: int) -> Held | None:
    """One event as it stands now; None where there is none."""
    row = connection.execute(select(_E).where(_E.c.id == event_id)).first()
    return None if row is None else _held(connection, row)


def edition(connection: Connection, event_id: int) -> int | None:
    """The edition of an event's agenda: another number after every amendment."""
    return connection.execute(select(_E.c.edition).where(_E.c.id == event_id)).scalar()


def _held(connection: Connection, row: Any) -> Held:
    of_event = select(_P).where(_P.c.event_id == row.id).order_by(_P.c.position)
    agenda = Agenda.model_validate(row.agenda)
    parts = window_of(agenda)
    inside = {each.key for each in agenda.prompts if each.window}
    prompts = {
        each.key: _asked(each, parts if each.key in inside else ())
        for each in connection.execute(of_event)
    }
    rooms = select(_ROOM.c.key).where(_ROOM.c.event_id == row.id).order_by(_ROOM.c.position)
    return Held(
        row.id,
        row.code,
        agenda,
        row.secret,
        row.edition,
        prompts,
        tuple(connection.execute(rooms).scalars()),
    )


def window_of(agenda: Agenda) -> tuple[Span, ...]:
    """The parts of an event's window; none for an event without one."""
    if agenda.opens is None and agenda.closes is None:
        return ()
    return spans(agenda.date, agenda.timezone, agenda.opens, agenda.closes)


def _asked(row: Any, window: tuple[Span, ...]) -> Asked:
    kind = kinds[row.kind]
    return Asked(row.id, row.key, kind, kind.settings(row.settings), row.edition, window)
