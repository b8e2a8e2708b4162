"""The end of a rehearsal: simulated participants go with all they sent."""

from __future__ import annotations

from sqlalchemy import select, update

from app.acts.record import log, set_event
from app.db import Batch
from app.ledger import erase
from app.models import Participant, Prompt

_P, _PERSON = Prompt.__table__, Participant.__table__  # type: ignore[attr-defined]


def purge_rehearsal(batch: Batch, event_id: int, actor: str = "moderator") -> int:
    """Delete simulated participants and all they sent; how many participants went."""
    people = list(
        batch.connection.execute(
            select(_PERSON.c.id).where(_PERSON.c.event_id == event_id, _PERSON.c.rehearsal)
        ).scalars()
    )
    gone = erase(batch, event_id, people)
    if _nobody_left(batch, event_id):  # the rehearsal's stage goes with it
        batch.connection.execute(
            update(_P)
            .where(_P.c.event_id == event_id)
            .values(state="draft", results="hidden", opened_at=None, closed_at=None)
        )
        set_event(batch, event_id, {"stage": None})
    log(batch, event_id, "purge", None, actor, {"participants": gone}, {"participants": 0})
    return gone


def _nobody_left(batch: Batch, event_id: int) -> bool:
    return (
        batch.connection.execute(
            select(_PERSON.c.id).where(_PERSON.c.event_id == event_id).limit(1)
        ).first()
        is None
    )
