"""Hosts' keys: made with a name and a role, kept as hashes, revoked one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, or_, select, update

from app.auth import hashed, new_key
from app.clock import now
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.models import Key, Pass
from app.text.clean import clean, graphemes

ROLES = ("owner", "moderator", "screen", "analyst")
NAME_LENGTH = 40  # graphemes of a key's name
MOST = 50  # keys of an event that open something

_K, _PASS = Key.__table__, Pass.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, in clear for this one moment."""

    id: int
    role: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A key as it is known afterwards; times are the ledger's."""

    id: int
    role: str
    name: str
    created_at: str
    used_at: str | None
    revoked_at: str | None


def make(batch: Batch, event_id: int, role: str, name: str, key: str | None = None) -> Made:
    """A key for somebody; `key` instead of a random one. Raises InvalidInput for a role that is
    not there, a name that is empty, too long or another key's, and for too many keys."""
    if role not in ROLES:
        raise InvalidInput("keys.error.role", field="role")
    name = " ".join(clean(name).split())
    if not name or graphemes(name) > NAME_LENGTH:
        raise InvalidInput("keys.error.name", field="name", n=NAME_LENGTH)
    valid = kept(batch.connection, event_id)
    if name.casefold() in {each.name.casefold() for each in valid}:
        raise InvalidInput("keys.error.taken", field="name", name=name)
    if len(valid) >= MOST:
        raise InvalidInput("keys.error.many", field="name", n=MOST)
    key = key or new_key()
    row = {
        "event_id": event_id,
        "role": role,
        "name": name,
        "hash": hashed(key),
        "created_at": now(),
    }
    number = batch.connection.execute(insert(_K).returning(_K.c.id), row).scalar_one()
    return Made(number, role, name, key)


def revoke(batch: Batch, event_id: int, number: int) -> Kept:
    """End a key and what every pass that came from it opens; the key as it was. Raises NotFound,
    and InvalidInput for the last owner's key: nobody could make another."""
    valid = {each.id: each for each in kept(batch.connection, event_id)}
    if number not in valid:
        raise NotFound("keys.error.gone")
    ended = valid.pop(number)
    if ended.role == "owner" and "owner" not in {each.role for each in valid.values()}:
        raise InvalidInput("keys.error.last")
    _end(batch, number)
    return ended


def renew(batch: Batch, event_id: int) -> list[Made]:
    """A new key for everybody who has one, with the same role and name; the old ones end."""
    valid = kept(batch.connection, event_id)
    for each in valid:
        _end(batch, each.id)
    return [make(batch, event_id, each.role, each.name) for each in valid]


def _end(batch: Batch, number: int) -> None:
    batch.connection.execute(update(_K).where(_K.c.id == number).values(revoked_at=now()))


def kept(connection: Connection, event_id: int) -> list[Kept]:
    """The event's keys that open something, in the order in which they were made."""
    return [_kept(row) for row in connection.execute(_valid(event_id).order_by(_K.c.id))]


def of_secret(connection: Connection, event_id: int, key: str) -> Kept | None:
    """Which key this is; None when it opens nothing of this event."""
    row = connection.execute(_valid(event_id).where(_K.c.hash == hashed(key))).first()
    return None if row is None else _kept(row)


def revoked(connection: Connection, event_id: int, secret: str) -> bool:
    """Whether a key, or the token of a pass, opened something until the key was revoked. Passes
    of a revoked key open nothing and are kept for a day, so that whoever comes with one is told."""
    token = hashed(secret)
    came_from = select(_PASS.c.key_id).where(_PASS.c.token == token)
    found = select(_K.c.id).where(
        _K.c.event_id == event_id,
        _K.c.revoked_at.is_not(None),
        or_(_K.c.hash == token, _K.c.id.in_(came_from)),
    )
    return connection.execute(found.limit(1)).first() is not None


def _valid(event_id: int) -> Select[Any]:
    return select(_K).where(_K.c.event_id == event_id, _K.c.revoked_at.is_(None))


def _kept(row: Any) -> Kept:
    return Kept(row.id, row.role, row.name, row.created_at, row.used_at, row.revoked_at)
