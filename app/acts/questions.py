"""What becomes of an audience question once it may be read: pinned, answered, archived, or open
again. Opening and closing them all is opening and closing their prompt."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from app.acts.record import Actor, log
from app.clock import now
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.kinds.questions import MARKS, kind
from app.models import Prompt, Statement

_P, _S = Prompt.__table__, Statement.__table__  # type: ignore[attr-defined]

READ = ("approved", "unreviewed")  # states in which a question may be read and so answered


def mark(batch: Batch, event_id: int, public_id: str, mark: str | None, *, actor: Actor) -> None:
    """Give an audience question a mark of MARKS in the place of the one that it has; None takes
    it back, and the question is open again.

    Raises InvalidInput for another mark and for a question that nobody may read yet, NotFound for
    what is no audience question.
    """
    if mark is not None and mark not in MARKS:
        raise InvalidInput("questions.error.mark", field="mark")
    row = question_row(batch, event_id, public_id)
    if row.state not in READ:
        raise InvalidInput("questions.error.unread", field="mark", id=public_id)
    if row.mark == mark:
        return
    before = {"mark": row.mark, "marked_at": row.marked_at}
    after = {"mark": mark, "marked_at": now() if mark else None}
    set_mark(batch, event_id, public_id, after)
    log(batch, event_id, "mark", public_id, actor, before, after)


def question_row(batch: Batch, event_id: int, public_id: str) -> Any:
    """The statement of an audience question; raises NotFound."""
    row = batch.connection.execute(
        select(_S)
        .join(_P, _P.c.id == _S.c.prompt_id)
        .where(
            _S.c.event_id == event_id,
            _S.c.public_id == public_id,
            _S.c.state != "withdrawn",
            _P.c.kind == kind.key,
        )
    ).first()
    if row is None:
        raise NotFound("error.no_such_statement", id=public_id)
    return row


def set_mark(batch: Batch, event_id: int, public_id: str, fields: dict[str, Any]) -> None:
    """Set the mark and its moment."""
    batch.connection.execute(
        update(_S)
        .where(_S.c.event_id == event_id, _S.c.public_id == public_id)
        .values(mark=fields["mark"], marked_at=fields["marked_at"])
    )
