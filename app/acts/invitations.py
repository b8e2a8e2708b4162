"""The confirmation round: links given and ended, and what contact persons do by them.

What organisations say is kept with their confirmations. The log has that they said it and how they
decided, never a text: a correction begins with the words of a participant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app import confirmations, invitations
from app.acts.hosts import note
from app.acts.record import Actor, log, prompt_row
from app.confirmations import Commitment
from app.db import Batch
from app.errors import Clash, NotFound
from app.invitations import Invited, Link

PLACE = "confirm"  # that a contact person enters, as hosts enter theirs


def invite(
    batch: Batch, event_id: int, organisations: Sequence[str], expires_at: str, *, actor: Actor
) -> list[Link]:
    """A new link for each organisation, told in clear this once; the ones before it end."""
    links = []
    for key in organisations:
        made = invitations.make(batch, event_id, key, actor.name, expires_at)
        after = {"invitation": made.invited.id, "expires_at": expires_at}
        log(batch, event_id, "invite", key, actor, {}, after)
        links.append(made)
    return links


def revoke_invitation(batch: Batch, event_id: int, number: int, *, actor: Actor) -> None:
    """End a link and the passes that came of it. Raises NotFound."""
    ended = invitations.revoke(batch, event_id, number)
    before = {"invitation": number}
    log(batch, event_id, "revoke_invitation", ended.organisation, actor, before, {})


def enter_round(batch: Batch, event_id: int, invited: Invited, *, actor: Actor) -> None:
    """A contact person has handed in their link. Raises Unknown, NotNow."""
    invitations.usable(invitations.of_id(batch.connection, event_id, invited.id))
    invitations.opened(batch, invited)
    note(batch, event_id, "enter", PLACE, actor=actor)


def confirm(
    batch: Batch,
    event_id: int,
    invited: Invited,
    public_id: str,
    decision: str,
    value: object,
    text: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> Commitment:
    """An organisation's word on one of its commitments; the same again changes nothing. The
    commitment as it stands afterwards.

    `seen` is the position of the version that the contact person had before them. Raises Unknown
    and NotNow for a link that has ended, NotFound for what is not a commitment of theirs, Clash for
    one that was changed since it was seen, InvalidInput, InvalidAnswer.
    """
    invitations.usable(invitations.of_id(batch.connection, event_id, invited.id))
    theirs = confirmations.commitments(batch.connection, event_id, invited.organisation)
    found = next((each for each in theirs if each.id == public_id), None)
    if found is None:
        raise NotFound("confirmation.error.commitment", id=public_id)
    if seen not in (None, found.position):
        raise Clash("confirmation.error.changed")
    settings = prompt_row(batch, event_id, found.prompt).settings
    said = confirmations.checked(found, settings, decision, value, text)
    if found.said is not None and replace(found.said, at="") == said:
        return found
    kept = confirmations.keep(batch, event_id, invited.id, public_id, said)
    before = {"confirmation": found.said.decision if found.said else None}
    log(batch, event_id, "confirm", public_id, actor, before, {"confirmation": decision})
    return replace(found, said=kept)


def finish_round(batch: Batch, event_id: int, invited: Invited, *, actor: Actor) -> str:
    """All is as the organisation wants it: nothing is said by this link any more; the moment.
    Raises Unknown, NotNow."""
    found = invitations.usable(invitations.of_id(batch.connection, event_id, invited.id))
    at = invitations.finish(batch, found)
    log(batch, event_id, "confirm_finish", None, actor, {}, {"invitation": found.id})
    return at
