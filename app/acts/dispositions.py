"""What becomes of statements and commitments in the plan, and whether participants may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, insert, select

from app.acts.record import Actor, event_row, log, set_event
from app.clock import now
from app.db import Batch
from app.dispositions import Said
from app.errors import NotFound
from app.kinds import kinds
from app.models import Disposition, Prompt, Statement

_D, _P, _S = Disposition.__table__, Prompt.__table__, Statement.__table__  # type: ignore[attr-defined]
AT_ONCE = 500  # statements that one reading names


def dispose(batch: Batch, event_id: int, public_id: str, said: Said, *, actor: Actor) -> None:
    """Say what became of a statement or commitment; the same again changes nothing. Raises
    NotFound where the event has no such one, or has it no more."""
    dispose_all(batch, event_id, {public_id: said}, actor=actor)


def dispose_all(
    batch: Batch, event_id: int, said: Mapping[str, Said], *, actor: Actor
) -> frozenset[str]:
    """The same of many at once, by their public ids; those of them that changed. Where one of
    them is not there, nothing is said of any."""
    before = dict(_before(batch, event_id, list(said)))
    if missing := next((each for each in said if each not in before), None):
        raise NotFound("error.no_such_statement", id=missing)
    changed = [each for each in said if before[each][1] != said[each]]
    for public_id in changed:
        statement, was = before[public_id]
        new = said[public_id]
        row = {"event_id": event_id, "statement_id": statement, "actor": actor.name, "at": now()}
        texts = {"state": new.state, "reason": new.reason, "section": new.section}
        batch.connection.execute(insert(_D), row | texts)
        # A reason may quote whoever wrote the statement, and the log outlives what they delete.
        states = {"disposition": was.state}, {"disposition": new.state}
        log(batch, event_id, "dispose", public_id, actor, *states)
    return frozenset(changed)


def said_of(batch: Batch, event_id: int, public_ids: list[str]) -> dict[str, Said]:
    """What stands of those of them that there are, also where that is nothing."""
    return {name: was for name, (_, was) in _before(batch, event_id, public_ids)}


def _before(
    batch: Batch, event_id: int, public_ids: list[str]
) -> Iterator[tuple[str, tuple[int, Said]]]:
    """By public id the statement and what is said of it; audience questions are for those who
    speak, not for the plan."""
    beside = [key for key, kind in kinds.items() if kind.beside]
    said = _D.alias()
    newest = select(func.max(said.c.id)).where(said.c.statement_id == _S.c.id).scalar_subquery()
    found = (
        select(_S.c.public_id, _S.c.id, _D.c.state, _D.c.reason, _D.c.section)
        .join(_P, _P.c.id == _S.c.prompt_id)
        .outerjoin(_D, _D.c.id == newest)
        .where(_S.c.event_id == event_id, _S.c.state != "withdrawn", _P.c.kind.not_in(beside))
    )
    for start in range(0, len(public_ids), AT_ONCE):
        some: Any = found.where(_S.c.public_id.in_(public_ids[start : start + AT_ONCE]))
        for row in batch.connection.execute(some).all():
            texts = (row.state, row.reason, row.section)
            yield row.public_id, (row.id, Said(*(each or "" for each in texts)))


def set_feedback(batch: Batch, event_id: int, on: bool, *, actor: Actor) -> None:
    """Whether participants may read what became of their words."""
    before = bool(event_row(batch, event_id).feedback)
    if before == on:
        return
    set_event(batch, event_id, {"feedback": on})
    states = {"event": {"feedback": before}}, {"event": {"feedback": on}}
    log(batch, event_id, "feedback", None, actor, *states)
