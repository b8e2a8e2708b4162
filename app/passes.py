"""Hosts' sessions: a key is exchanged for a pass that lives on one browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from app.acts import Actor
from app.auth import hashed, matches, new_token
from app.clock import now, stamp
from app.db import Batch
from app.events import Held
from app.models import Pass

HOURS = 12  # a working day; the event of a day outlives no pass
OPENS = {  # role -> what it may open
    "moderator": frozenset({"screen", "console", "analysis"}),
    "screen": frozenset({"screen"}),
    "analyst": frozenset({"analysis"}),
}

_PASS = Pass.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Host:
    """Who holds a pass or a key, and until when (ledger time)."""

    event_id: int
    role: str
    expires_at: str

    @property
    def actor(self) -> Actor:
        """Who the moderation log says it was."""
        return Actor(self.role, self.role)

    def may_open(self, place: str) -> bool:
        """Whether the role opens `screen`, `console` or `analysis`."""
        return place in OPENS[self.role]


def role_of_key(event: Held, key: str) -> str | None:
    """What a key is for; None when it fits nothing."""
    stored = {
        "moderator": event.moderator_key,
        "screen": event.screen_key,
        "analyst": event.analyst_key,
    }
    fitting = [role for role, hash_ in stored.items() if matches(key, hash_)]
    return fitting[0] if fitting else None


def grant(batch: Batch, event_id: int, role: str) -> str:
    """A new pass; its token, which only the browser keeps."""
    token = new_token()
    batch.connection.execute(delete(_PASS).where(_PASS.c.expires_at < now()))
    batch.connection.execute(
        insert(_PASS),
        {
            "event_id": event_id,
            "token": hashed(token),
            "role": role,
            "created_at": now(),
            "expires_at": stamp(datetime.now(UTC) + timedelta(hours=HOURS)),
        },
    )
    return token


def of_token(connection: Connection, event_id: int, token: str) -> Host | None:
    """Whose pass this is; None when it is nobody's or has ended."""
    row = connection.execute(
        select(_PASS).where(_PASS.c.token == hashed(token), _PASS.c.event_id == event_id)
    ).first()
    if row is None or row.expires_at < now():
        return None
    return Host(row.event_id, row.role, row.expires_at)
