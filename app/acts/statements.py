"""What becomes of statements: approve, hide, put back to wait; and whether they wait at all."""

from __future__ import annotations

from sqlalchemy import select

from app.acts.record import Actor, log, logged, set_event, set_statement
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.models import Statement

_S = Statement.__table__  # type: ignore[attr-defined]

DECISIONS = ("approved", "hidden", "waiting")


def moderate(batch: Batch, event_id: int, public_id: str, state: str, *, actor: Actor) -> None:
    """Approve a statement, hide it, or put it back to wait. Raises NotFound, InvalidInput."""
    if state not in DECISIONS:
        raise InvalidInput("error.statement_state", field="state")
    row = batch.connection.execute(
        select(_S.c.state, _S.c.moderated_at).where(
            _S.c.event_id == event_id, _S.c.public_id == public_id
        )
    ).first()
    if row is None or row.state == "withdrawn":
        raise NotFound("error.no_such_statement", id=public_id)
    if row.state == state and (row.moderated_at is not None or state == "waiting"):
        return  # decided already, so there is nothing to take back
    set_statement(batch, event_id, public_id, state)
    before, after = {"statement": row.state}, {"statement": state}
    log(batch, event_id, "moderate", public_id, actor, before, after)


def set_premoderation(batch: Batch, event_id: int, on: bool, *, actor: Actor) -> None:
    """Whether statements wait for approval from now on; those that wait go on waiting."""
    logged(
        batch, event_id, "premoderation", None, actor, [],
        lambda: set_event(batch, event_id, {"premoderation": on}),
    )  # fmt: skip
