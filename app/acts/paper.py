"""Paper forms that a host enters: each is a participant with a mark. The log says that a form was
entered and to which prompts, never what was written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from app import ledger, participants
from app.acts.record import Actor, log
from app.db import Batch
from app.errors import NotFound
from app.ledger import Entry, Stored
from app.models import Participant, Prompt
from app.participants import Joined, Joining

_PERSON, _P = Participant.__table__, Prompt.__table__  # type: ignore[attr-defined]
PAPER = "paper"


def begin_form(
    batch: Batch, event_id: int, secret: str, joining: Joining, *, actor: Actor
) -> Joined:
    """A new form: a participant whose token nobody has."""
    joined, _ = participants.join(batch, event_id, secret, joining)
    log(batch, event_id, "paper_form", None, actor, {}, {"form": joined.public_id})
    return joined


def fill_in(batch: Batch, form: str, entry: Entry, *, actor: Actor) -> Stored:
    """Store what a form says to one prompt; it counts however long the prompt has been shut."""
    stored = ledger.append(batch, entry)
    key = select(_P.c.key).where(_P.c.id == entry.prompt_id)
    prompt = batch.connection.execute(key).scalar_one()
    log(batch, entry.event_id, "paper_answer", prompt, actor, {}, {"form": form})
    return stored


def take_out(
    batch: Batch, event_id: int, form: str, participant_id: int, answer_id: str, *, actor: Actor
) -> None:
    """Take one answer of a form away again. Raises NotFound."""
    ledger.withdraw(batch, event_id, participant_id, answer_id)
    log(batch, event_id, "paper_taken_out", None, actor, {}, {"form": form})


def drop_form(batch: Batch, event_id: int, form: str, *, actor: Actor) -> int:
    """Delete a form with all its answers; which one it was, counted from 1. Raises NotFound."""
    number, joined = find_form(batch.connection, event_id, form)
    ledger.erase(batch, event_id, [joined.id])
    log(batch, event_id, "paper_dropped", str(number), actor, {"form": form}, {})
    return number


def find_form(connection: Connection, event_id: int, form: str) -> tuple[int, Joined]:
    """A form by its participant's public id, with its number from 1; raises NotFound."""
    row = connection.execute(
        select(_PERSON).where(_of_event(event_id), _PERSON.c.public_id == form)
    ).first()
    if row is None:
        raise NotFound("error.no_such_form")
    before = select(func.count()).where(_of_event(event_id), _PERSON.c.id <= row.id)
    number = connection.execute(before).scalar_one()
    return number, Joined(
        row.id, form, row.organisation, row.role, row.language, bool(row.rehearsal), row.room
    )


def forms(connection: Connection, event_id: int) -> tuple[int, str | None]:
    """How many forms there are, and the public id of the newest."""
    count = connection.execute(select(func.count()).where(_of_event(event_id))).scalar_one()
    newest = select(_PERSON.c.public_id).where(_of_event(event_id)).order_by(_PERSON.c.id.desc())
    return count, connection.execute(newest.limit(1)).scalar()


def _of_event(event_id: int) -> Any:
    return (_PERSON.c.event_id == event_id) & (_PERSON.c.source == PAPER)
