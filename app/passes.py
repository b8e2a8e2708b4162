"""Hosts' sessions: a key is exchanged for a pass that lives on one browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from app import keys
from app.acts import OPERATOR, PROGRAM, Actor
from app.acts.stage import BESIDE
from app.auth import hashed, new_token
from app.clock import moment, now, stamp
from app.db import Batch
from app.models import Key, Pass, Prompt, Room

HOURS = 12  # a working day
LONGEST = 24  # hours that a pass lives while its event is live

_PASS, _K = Pass.__table__, Key.__table__  # type: ignore[attr-defined]
_ROOM, _P = Room.__table__, Prompt.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Host:
    """Who holds a key or a pass, and until when (ledger time)."""

    event_id: int
    role: str
    name: str  # of the key
    key_id: int | None  # None for the program itself
    expires_at: str = "9999"

    @property
    def actor(self) -> Actor:
        """Who the moderation log says it was."""
        return Actor(self.name, PROGRAM if self.key_id is None else self.role)


def of_program(event_id: int) -> Host:
    """The command line on the server's own machine, which may do everything."""
    return Host(event_id, "owner", OPERATOR.name, None)


def of_key(connection: Connection, event_id: int, key: str) -> Host | None:
    """Whose key this is; None when it opens nothing."""
    kept = keys.of_secret(connection, event_id, key)
    return None if kept is None else Host(event_id, kept.role, kept.name, kept.id)


def of_token(connection: Connection, event_id: int, token: str) -> Host | None:
    """Whose pass this is; None when it is nobody's, or has ended with its time or its key."""
    row = connection.execute(
        select(_PASS, _K.c.role, _K.c.name)
        .join(_K, _K.c.id == _PASS.c.key_id)
        .where(
            _PASS.c.token == hashed(token),
            _PASS.c.event_id == event_id,
            _K.c.revoked_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    expires_at = row.expires_at
    if expires_at < now() and _live(connection, event_id):
        expires_at = _after(row.created_at, LONGEST)
    if expires_at < now():
        return None
    return Host(event_id, row.role, row.name, row.key_id, expires_at)


def _live(connection: Connection, event_id: int) -> bool:
    """Whether the event is going on: nobody who runs it is to be put out in the middle of it. What
    is open beside the stage is open from the first day on, and says nothing."""
    staged = select(_ROOM.c.id).where(_ROOM.c.event_id == event_id, _ROOM.c.stage.is_not(None))
    asked = select(_P.c.id).where(
        _P.c.event_id == event_id, _P.c.state == "open", _P.c.kind.not_in(BESIDE)
    )
    return bool(connection.execute(select(or_(exists(staged), exists(asked)))).scalar())


def _after(at: str, hours: int) -> str:
    return stamp(moment(at) + timedelta(hours=hours))


def grant(batch: Batch, host: Host) -> str:
    """A new pass for whoever has shown a key; its token, which only the browser keeps."""
    token, at = new_token(), now()
    old = stamp(datetime.now(UTC) - timedelta(hours=LONGEST))
    batch.connection.execute(delete(_PASS).where(_PASS.c.created_at < old))
    batch.connection.execute(update(_K).where(_K.c.id == host.key_id).values(used_at=at))
    batch.connection.execute(
        insert(_PASS),
        {
            "event_id": host.event_id,
            "key_id": host.key_id,
            "token": hashed(token),
            "created_at": at,
            "expires_at": _after(at, HOURS),
        },
    )
    return token


def end(batch: Batch, event_id: int, token: str) -> None:
    """Sign out: the browser's pass opens nothing any more."""
    batch.connection.execute(
        delete(_PASS).where(_PASS.c.token == hashed(token), _PASS.c.event_id == event_id)
    )
