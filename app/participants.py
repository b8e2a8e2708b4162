"""Joining, and who a token belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, update

from app.agenda import Agenda
from app.auth import keyed, new_id, new_token
from app.clock import now
from app.db import Batch
from app.errors import InvalidInput, NotNow
from app.models import Event, Participant
from app.models.participant import IMPORTED
from app.models.room import MAIN

_E, _PERSON = Event.__table__, Participant.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody who joins says."""

    organisation: str
    role: str
    language: str
    table: int | None = None
    headcount: int | None = None
    rehearsal: bool = False  # asks to be simulated: refused where nobody rehearses
    room: str | None = None  # key; the main one by default
    source: str = "phone"  # or paper


@dataclass(frozen=True, slots=True)
class Joined:
    """A participant as requests know them."""

    id: int
    public_id: str
    organisation: str
    role: str
    language: str
    rehearsal: bool
    room: str  # key


def checked(agenda: Agenda, joining: Joining) -> Joining:
    """The same, if the event has such an organisation, role, language and room, with the main room
    where none was said; raises InvalidInput."""
    if joining.organisation not in {each.key for each in agenda.organisations}:
        raise InvalidInput("error.join.organisation", field="organisation")
    if joining.role not in {each.key for each in agenda.roles}:
        raise InvalidInput("error.join.role", field="role")
    if joining.language not in agenda.languages:
        raise InvalidInput("error.join.language", field="language")
    rooms = [each.key for each in agenda.rooms] or [MAIN]
    if joining.room not in (None, *rooms):
        raise InvalidInput("room.error.choose", field="room")
    return replace(joining, room=joining.room or rooms[0])


def join(batch: Batch, event_id: int, secret: str, joining: Joining) -> tuple[Joined, str]:
    """A new participant, and the token that only their device will know; of the rehearsal while
    the event rehearses. Raises NotNow for one who would rehearse in an event that does not."""
    rehearsing = bool(
        batch.connection.execute(select(_E.c.rehearsing).where(_E.c.id == event_id)).scalar_one()
    )
    if joining.rehearsal and not rehearsing:
        raise NotNow("error.rehearsal_none", field="rehearsal")
    token, public_id = new_token(), new_id()
    row = {
        "event_id": event_id,
        "public_id": public_id,
        "token": keyed(token, secret),
        "organisation": joining.organisation,
        "role": joining.role,
        "table_number": joining.table,
        "headcount": joining.headcount,
        "language": joining.language,
        "rehearsal": rehearsing,
        "source": joining.source,
        "joined_at": now(),
        "room": joining.room or MAIN,
    }
    identity = batch.connection.execute(insert(_PERSON).returning(_PERSON.c.id), row).scalar_one()
    batch.touch(event_id)
    return Joined(
        identity,
        public_id,
        joining.organisation,
        joining.role,
        joining.language,
        rehearsing,
        joining.room or MAIN,
    ), token


def nobody(batch: Batch, event_id: int) -> int:
    """A participant that stands for nobody, so that statements from elsewhere have one; its id. It
    is of no organisation and no rehearsal, and no device has its token."""
    row = {
        "event_id": event_id,
        "public_id": new_id(),
        "token": new_token(),
        "organisation": "",
        "role": "",
        "language": "",
        "source": IMPORTED,
        "joined_at": now(),
        "room": "",
    }
    batch.touch(event_id)
    statement = insert(_PERSON).returning(_PERSON.c.id)
    return int(batch.connection.execute(statement, row).scalar_one())


def move(batch: Batch, event_id: int, participant_id: int, room: str) -> None:
    """Have a participant be in another room from now on; what they sent stays as it is."""
    batch.connection.execute(
        update(_PERSON).where(_PERSON.c.id == participant_id).values(room=room)
    )
    batch.touch(event_id)


def of_token(connection: Connection, event_id: int, secret: str, token: str) -> Joined | None:
    """Whose token this is; None when nobody's."""
    row = connection.execute(
        select(_PERSON).where(
            _PERSON.c.token == keyed(token, secret), _PERSON.c.event_id == event_id
        )
    ).first()
    if row is None:
        return None
    return Joined(
        row.id,
        row.public_id,
        row.organisation,
        row.role,
        row.language,
        bool(row.rehearsal),
        row.room,
    )


def everybody(connection: Connection, event_id: int) -> set[int]:
    """Ids of all participants of an event."""
    people = select(_PERSON.c.id).where(_PERSON.c.event_id == event_id)
    return set(connection.execute(people).scalars())
