"""What becomes of statements: approve, hide, put back to wait; and whether they wait at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from app.acts.record import Actor, log, logged, set_event, set_statement
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.models import Answer, Statement

_S, _A = Statement.__table__, Answer.__table__  # type: ignore[attr-defined]

DECISIONS = ("approved", "hidden", "waiting")
SEVERAL = ", "  # between public ids in the target of one act
MOST = 200  # statements approved in one act: more than a page has


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


def approve_all(
    batch: Batch, event_id: int, public_ids: Iterable[str], read: int, *, actor: Actor
) -> None:
    """Approve those of some statements that still wait and that nobody has edited after the row
    `read` of the ledger, the newest one that the moderator's page knew; one act, one undo."""
    edited = select(_A.c.id).where(
        _A.c.prompt_id == _S.c.prompt_id,
        _A.c.participant_id == _S.c.participant_id,
        _A.c.answer_id == _S.c.answer_id,
        _A.c.id > read,
    )
    asked = select(_S.c.public_id).where(
        _S.c.event_id == event_id,
        _S.c.public_id.in_(list(dict.fromkeys(public_ids))[:MOST]),
        _S.c.state == "waiting",
        ~edited.exists(),
    )
    found = [str(each) for each in batch.connection.execute(asked.order_by(_S.c.id)).scalars()]
    if not found:
        return
    for each in found:
        set_statement(batch, event_id, each, "approved")
    before, after = ({"statements": dict.fromkeys(found, at)} for at in ("waiting", "approved"))
    log(batch, event_id, "approve_all", SEVERAL.join(found), actor, before, after)


def still_approved(connection: Connection, act: Any) -> list[str]:
    """Of the statements that one act has approved, those that nobody has edited, withdrawn or
    decided otherwise on since."""
    asked = select(_S.c.public_id).where(
        _S.c.event_id == act.event_id,
        _S.c.public_id.in_(act.after["statements"]),
        _S.c.state == "approved",
        _S.c.moderated_at.is_not(None),
    )
    return [str(each) for each in connection.execute(asked).scalars()]


def set_premoderation(batch: Batch, event_id: int, on: bool, *, actor: Actor) -> None:
    """Whether statements wait for approval from now on; those that wait go on waiting."""
    logged(
        batch, event_id, "premoderation", None, actor, [],
        lambda: set_event(batch, event_id, {"premoderation": on}),
    )  # fmt: skip
