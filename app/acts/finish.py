"""The end of an event: every prompt closes, and it has ended until something is opened again."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select

from app.acts import record
from app.acts.record import Actor, State, log, room_row, set_room
from app.acts.rehearsal import BEGINNINGS
from app.acts.window import STAGING, open_keys
from app.agenda.models import QUESTIONS
from app.clock import now
from app.db import Batch
from app.models import Action

_ACT = Action.__table__  # type: ignore[attr-defined]

GOING_ON = (*STAGING, "open", *BEGINNINGS)


def finish(batch: Batch, event_id: int, *, actor: Actor, room: str | None = None) -> None:
    """End the event: close every open prompt, those of the window and audience questions too, and
    have a room's screen show the closing summary; one act, one undo. Once it has ended nothing
    happens. Raises NotFound."""
    here = room_row(batch, event_id, room).key
    prompts = open_keys(batch, event_id)
    if not prompts and finished(batch.connection, event_id) is not None:
        return
    before = record.reading(batch, event_id, prompts, here)
    # With the moment: the row of one that the window has open may be closed since the day.
    closed: State = {"state": "closed", "closed_at": now(), "ends_at": None}
    for key in prompts:
        record.set_prompt(batch, event_id, key, closed)
    set_room(batch, event_id, here, {"view": {"name": "summary"}, "frozen": None})
    # Logged even where all was closed and the summary on the screen: that it has ended is news.
    after = record.reading(batch, event_id, prompts, here)
    log(batch, event_id, "finish", None, actor, before, after, room=here)


def finished(connection: Connection, event_id: int) -> str | None:
    """When a host ended the event; None while it goes on, or went on since. What was opened and
    taken back does not count, nor that questions are taken from the audience."""
    back = select(_ACT.c.undoes).where(_ACT.c.event_id == event_id, _ACT.c.undoes.is_not(None))
    beside = and_(_ACT.c.name == "open", _ACT.c.target == QUESTIONS)
    newest = (
        select(_ACT.c.name, _ACT.c.at)
        .where(
            _ACT.c.event_id == event_id,
            _ACT.c.name.in_(("finish", *GOING_ON)),
            _ACT.c.id.not_in(back),
            ~beside,
        )
        .order_by(_ACT.c.id.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    return str(row.at) if row is not None and row.name == "finish" else None
