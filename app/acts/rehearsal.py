"""A rehearsal, from its beginning to its end; real answers and its own are never in one event.

While an event rehearses, whoever joins is of the rehearsal. The only way out of it deletes them
with all they sent, so no event can go live with what was tried out. Statements that were brought
in from elsewhere stay; what a rehearsal decided on them does not.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, update

from app.acts.record import Actor, event_row, log, set_event
from app.acts.stage import BESIDE, FOLLOWING
from app.db import Batch
from app.errors import NotNow
from app.kinds import kinds
from app.ledger import erase
from app.models import (
    Action,
    Answer,
    Confirmation,
    Invitation,
    Participant,
    Prompt,
    Room,
    Statement,
)
from app.models.participant import IMPORTED

_P, _PERSON = Prompt.__table__, Participant.__table__  # type: ignore[attr-defined]
_A, _R = Answer.__table__, Room.__table__  # type: ignore[attr-defined]
_ACT, _S = Action.__table__, Statement.__table__  # type: ignore[attr-defined]
_CONFIRMATION, _INVITATION = Confirmation.__table__, Invitation.__table__  # type: ignore[attr-defined]


BEGINNINGS = ("rehearse", "purge")  # acts of and after a rehearsal: nothing before comes back


def begin_rehearsal(batch: Batch, event_id: int, *, actor: Actor) -> int:
    """Rehearse from now on; how many have joined already and now rehearse as well.

    Raises NotNow when somebody has answered for real.
    """
    if event_row(batch, event_id).rehearsing:
        return 0
    answered = select(func.count(_PERSON.c.id.distinct())).where(
        _PERSON.c.event_id == event_id,
        _PERSON.c.source != IMPORTED,
        ~_PERSON.c.rehearsal,
        _PERSON.c.id == _A.c.participant_id,
    )
    if people := batch.connection.execute(answered).scalar_one():
        raise NotNow("error.rehearsal_real", n=people)
    joined = batch.connection.execute(
        update(_PERSON)
        .where(_PERSON.c.event_id == event_id, ~_PERSON.c.rehearsal, _PERSON.c.source != IMPORTED)
        .values(rehearsal=True)
    ).rowcount
    set_event(batch, event_id, {"rehearsing": True})
    log(batch, event_id, "rehearse", None, actor, {"rehearsing": False}, {"rehearsing": True})
    return joined


def purge_rehearsal(batch: Batch, event_id: int, *, actor: Actor) -> int:
    """End the rehearsal: delete its participants and all they sent, and what was confirmed of it;
    how many went."""
    people = list(
        batch.connection.execute(
            select(_PERSON.c.id).where(_PERSON.c.event_id == event_id, _PERSON.c.rehearsal)
        ).scalars()
    )
    gone = erase(batch, event_id, people)
    _undecide(batch, event_id)
    for table in (_CONFIRMATION, _INVITATION):  # public ids begin anew, and with them their words
        batch.connection.execute(delete(table).where(table.c.event_id == event_id))
    set_event(batch, event_id, {"rehearsing": False})
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
                round=1,
                closings=[],
            )
        )
        for key in BESIDE:  # open from the start, as on the day that it was loaded
            beside = update(_P).where(_P.c.event_id == event_id, _P.c.kind == key)
            batch.connection.execute(beside.values(**kinds[key].fresh))
        set_event(batch, event_id, {"premoderation": True})
        _forget_wording(batch, event_id)
        batch.connection.execute(
            update(_R).where(_R.c.event_id == event_id).values(stage=None, **FOLLOWING)
        )
    log(batch, event_id, "purge", None, actor, {"participants": gone}, {"participants": 0})
    return gone


def rehearsed(connection: Connection, event_id: int) -> bool:
    """Whether a rehearsal of the event has come to its end."""
    purged = select(_ACT.c.id).where(_ACT.c.event_id == event_id, _ACT.c.name == "purge")
    return connection.execute(purged.limit(1)).first() is not None


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


def _undecide(batch: Batch, event_id: int) -> None:
    """Have a moderator look once more at imported statements that this rehearsal decided on."""
    begun = select(func.max(_ACT.c.at)).where(
        _ACT.c.event_id == event_id, _ACT.c.name == "rehearse"
    )
    imported = select(_PERSON.c.id).where(
        _PERSON.c.event_id == event_id, _PERSON.c.source == IMPORTED
    )
    batch.connection.execute(
        update(_S)
        .where(
            _S.c.participant_id.in_(imported),
            _S.c.moderated_at >= begun.scalar_subquery(),
            _S.c.moderated_at != _S.c.created_at,  # as it came
        )
        .values(state="waiting", moderated_at=None)
    )


def _nobody_left(batch: Batch, event_id: int) -> bool:
    return (
        batch.connection.execute(
            select(_PERSON.c.id)
            .where(_PERSON.c.event_id == event_id, _PERSON.c.source != IMPORTED)
            .limit(1)
        ).first()
        is None
    )
