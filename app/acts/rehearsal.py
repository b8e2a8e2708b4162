"""The end of a rehearsal: simulated participants go with all they sent."""

from __future__ import annotations

from sqlalchemy import select, update

from app.acts.record import Actor, log
from app.acts.stage import FOLLOWING
from app.db import Batch
from app.ledger import erase
from app.models import Participant, Prompt, Room

_P, _PERSON = Prompt.__table__, Participant.__table__  # type: ignore[attr-defined]
_R = Room.__table__  # type: ignore[attr-defined]


def purge_rehearsal(batch: Batch, event_id: int, *, actor: Actor) -> int:
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
            .values(
                state="draft",
                results="hidden",
                phones=False,
                opened_at=None,
                closed_at=None,
                ends_at=None,
            )
        )
        _forget_wording(batch, event_id)
        batch.connection.execute(
            update(_R).where(_R.c.event_id == event_id).values(stage=None, **FOLLOWING)
        )
    log(batch, event_id, "purge", None, actor, {"participants": gone}, {"participants": 0})
    return gone


def _forget_wording(batch: Batch, event_id: int) -> None:
    """What was made of the rehearsal's words is of those words: a form hidden there would be
    missing on the day, and nobody would know. The lists of the agenda stay."""
    rows = batch.connection.execute(
        select(_P.c.id, _P.c.settings).where(_P.c.event_id == event_id)
    ).all()
    for identity, settings in rows:
        if "wording" in settings:
            kept = {key: value for key, value in settings.items() if key != "wording"}
            batch.connection.execute(update(_P).where(_P.c.id == identity).values(settings=kept))


def _nobody_left(batch: Batch, event_id: int) -> bool:
    return (
        batch.connection.execute(
            select(_PERSON.c.id).where(_PERSON.c.event_id == event_id).limit(1)
        ).first()
        is None
    )
