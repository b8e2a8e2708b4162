"""Links for organisations' contact persons: made, kept as hashes, exchanged for a pass, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hmac import compare_digest
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from app.auth import hashed, keyed, new_key
from app.clock import now, stamp
from app.db import Batch
from app.errors import InvalidInput, NotFound, NotNow, Unknown
from app.models import Invitation

DAYS, MOST_DAYS = 30, 90  # that a link is good: unless told otherwise, and at most

_I = Invitation.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as it is known afterwards; times are the ledger's."""

    id: int
    organisation: str  # key
    actor: str  # who made it, by the name of their key
    created_at: str
    expires_at: str
    opened_at: str | None
    finished_at: str | None
    revoked_at: str | None

    @property
    def state(self) -> Literal["sent", "opened", "finished", "expired", "revoked"]:
        """Where it stands now; one that was finished stays so whatever comes after."""
        if self.finished_at is not None:
            return "finished"
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at < now():
            return "expired"
        return "sent" if self.opened_at is None else "opened"

    @property
    def good(self) -> bool:
        """Whether something may still be said by it."""
        return self.state in ("sent", "opened")


@dataclass(frozen=True, slots=True)
class Link:
    """A new invitation with its secret in clear, for this one moment."""

    invited: Invited
    secret: str


def expiry(days: int, timezone: str) -> str:
    """The end of the day at the venue that is so many days from today; raises InvalidInput."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput("invitations.error.days", field="days", n=MOST_DAYS)
    zone = ZoneInfo(timezone)
    day = datetime.now(UTC).astimezone(zone).date() + timedelta(days=days)
    return stamp(datetime.combine(day, time.max, zone))


def make(batch: Batch, event_id: int, organisation: str, actor: str, expires_at: str) -> Link:
    """A link for an organisation; the ones that it had end."""
    theirs = (_I.c.event_id == event_id, _I.c.organisation == organisation)
    at, secret = now(), new_key()
    batch.connection.execute(
        update(_I).where(*theirs, _I.c.revoked_at.is_(None)).values(revoked_at=at)
    )
    row = {
        "event_id": event_id,
        "organisation": organisation,
        "hash": hashed(secret),
        "actor": actor,
        "created_at": at,
        "expires_at": expires_at,
    }
    made = batch.connection.execute(insert(_I).returning(_I), row).one()
    return Link(_invited(made), secret)


def revoke(batch: Batch, event_id: int, number: int) -> Invited:
    """End a link and what came of it; as it was. Raises NotFound where there is none to end."""
    found = of_id(batch.connection, event_id, number)
    if found is None or found.revoked_at is not None:
        raise NotFound("invitations.error.gone")
    batch.connection.execute(update(_I).where(_I.c.id == number).values(revoked_at=now()))
    return found


def opened(batch: Batch, invited: Invited) -> None:
    """Note the first time that a link was exchanged for a pass."""
    first = update(_I).where(_I.c.id == invited.id, _I.c.opened_at.is_(None))
    batch.connection.execute(first.values(opened_at=now()))


def finish(batch: Batch, invited: Invited) -> str:
    """End the round of an organisation: nothing is said by this link any more; the moment."""
    at = now()
    batch.connection.execute(update(_I).where(_I.c.id == invited.id).values(finished_at=at))
    return at


def newest(connection: Connection, event_id: int) -> dict[str, Invited]:
    """By organisation, the invitation that was made last."""
    rows = connection.execute(select(_I).where(_I.c.event_id == event_id).order_by(_I.c.id))
    return {row.organisation: _invited(row) for row in rows}


def of_id(connection: Connection, event_id: int, number: int) -> Invited | None:
    """One invitation of the event."""
    row = connection.execute(select(_I).where(_I.c.event_id == event_id, _I.c.id == number)).first()
    return None if row is None else _invited(row)


def of_secret(connection: Connection, event_id: int, secret: str) -> Invited | None:
    """Which invitation of the event this link is of, also of one that has ended."""
    row = connection.execute(
        select(_I).where(_I.c.event_id == event_id, _I.c.hash == hashed(secret))
    ).first()
    return None if row is None else _invited(row)


def pass_of(connection: Connection, invited: Invited, event_secret: str) -> str:
    """What a browser keeps after handing a link in. It is made of the invitation and the event's
    secret, so no table holds it, it cannot be turned back into the link, and it is good for this
    invitation alone."""
    kept = connection.execute(select(_I.c.hash).where(_I.c.id == invited.id)).scalar_one()
    return _pass(invited.id, kept, event_secret)


def of_pass(connection: Connection, event_id: int, event_secret: str, token: str) -> Invited | None:
    """Which invitation of the event this pass is of, also of one that has ended."""
    number = token.partition(".")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    row = connection.execute(
        select(_I).where(_I.c.event_id == event_id, _I.c.id == int(number))
    ).first()
    if row is None or not compare_digest(
        token.encode(), _pass(row.id, row.hash, event_secret).encode()
    ):
        return None
    return _invited(row)


def _pass(number: int, kept: str, event_secret: str) -> str:
    # With the hash: numbers of invitations come again after those of a rehearsal are deleted.
    return f"{number}.{keyed(f'invitation {number} {kept}', event_secret)}"


def there(invited: Invited | None) -> Invited:
    """The invitation, if whoever holds its link or pass may read by it; raises Unknown."""
    if invited is None:
        raise Unknown("confirmation.error.unknown")
    if invited.revoked_at is not None:
        raise Unknown("confirmation.error.revoked", name=invited.actor)
    if invited.expires_at < now():
        raise Unknown("confirmation.error.expired", name=invited.actor)
    return invited


def usable(invited: Invited | None) -> Invited:
    """The same, if something may still be said by it; raises Unknown, NotNow."""
    found = there(invited)
    if found.finished_at is not None:
        raise NotNow("confirmation.error.finished", name=found.actor)
    return found


def _invited(row: Any) -> Invited:
    return Invited(
        row.id,
        row.organisation,
        row.actor,
        row.created_at,
        row.expires_at,
        row.opened_at,
        row.finished_at,
        row.revoked_at,
    )
