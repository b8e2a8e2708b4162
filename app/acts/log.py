"""Reading the moderation log: who did what, when. What it restores stays inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from app.acts.undo import exact_name
from app.models import Action

_ACT = Action.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the log as people and programs may read it: no text of participants."""

    id: int
    at: str  # ledger time
    actor: str  # name of the key, or of the organisation whose contact it was
    role: str  # owner, moderator, screen, analyst, contact, program
    act: str  # what exactly was done, `view_blank`; of an undoing what it took back
    target: (
        str | None
    )  # key of a prompt, goal area or organisation, public id, name of a key or file
    room: str | None  # key of the room that it was done in
    undoes: int | None  # the row that this one took back
    undone: bool  # whether a later row took this one back


def deeds(
    connection: Connection,
    event_id: int,
    *,
    actor: str | None = None,
    after: int = 0,
    limit: int | None = None,
    offset: int = 0,
    newest_first: bool = False,
) -> list[Deed]:
    """Rows of the log after one of them, oldest first unless told otherwise; those of one actor
    when it is named."""
    asked = select(_ACT).where(_ACT.c.event_id == event_id, _ACT.c.id > after)
    if actor is not None:
        asked = asked.where(_ACT.c.actor == actor)
    asked = asked.order_by(_ACT.c.id.desc() if newest_first else _ACT.c.id)
    rows = connection.execute(asked.limit(limit).offset(offset)).all()
    back = select(_ACT.c.undoes).where(_ACT.c.event_id == event_id, _ACT.c.undoes.is_not(None))
    gone = set(connection.execute(back).scalars())
    taken_back = connection.execute(
        select(_ACT).where(_ACT.c.id.in_({row.undoes for row in rows if row.undoes is not None}))
    )
    undone = {row.id: row for row in taken_back}
    return [_deed(row, undone.get(row.undoes, row), row.id in gone) for row in rows]


def _deed(row: Any, done: Any, undone: bool) -> Deed:
    act = exact_name(done)
    target, room = row.target, row.room
    return Deed(row.id, row.at, row.actor, row.role, act, target, room, row.undoes, undone)


def actors(connection: Connection, event_id: int) -> dict[str, int]:
    """Who is in the log, with how many rows; the busiest first."""
    rows = connection.execute(
        select(_ACT.c.actor, func.count().label("rows"))
        .where(_ACT.c.event_id == event_id)
        .group_by(_ACT.c.actor)
        .order_by(func.count().desc(), _ACT.c.actor)
    )
    return {row.actor: row.rows for row in rows}
