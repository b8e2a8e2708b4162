"""Who may do what: keys given and revoked; who came in, who went, who took which file."""

from __future__ import annotations

from app import keys
from app.acts.record import Actor, log
from app.db import Batch
from app.keys import Made


def give_key(batch: Batch, event_id: int, role: str, name: str, *, actor: Actor) -> Made:
    """A new key for somebody; told in clear this once. Raises InvalidInput."""
    made = keys.make(batch, event_id, role, name)
    log(batch, event_id, "key_add", made.name, actor, {}, {"key": made.id, "role": role})
    return made


def revoke_key(batch: Batch, event_id: int, number: int, *, actor: Actor) -> None:
    """End a key with every pass that came from it. Raises NotFound, InvalidInput."""
    ended = keys.revoke(batch, event_id, number)
    log(batch, event_id, "key_revoke", ended.name, actor, {"key": number, "role": ended.role}, {})


def renew_keys(batch: Batch, event_id: int, *, actor: Actor) -> list[Made]:
    """New keys for everybody; the old ones and every pass end."""
    made = keys.renew(batch, event_id)
    for each in made:
        log(batch, event_id, "key_add", each.name, actor, {}, {"key": each.id, "role": each.role})
    return made


def note(batch: Batch, event_id: int, name: str, target: str | None, *, actor: Actor) -> None:
    """Write down that a host came in (`enter`), went (`leave`) or took a file (`export`)."""
    log(batch, event_id, name, target, actor, {}, {})
