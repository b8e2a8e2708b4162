"""The same prompt asked again: another round of it, beside the ones before."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.acts import record
from app.acts.record import Actor, State, logged, prompt_row, room_row, set_room
from app.acts.stage import FOLLOWING, close_each, left_behind
from app.acts.window import opens_now
from app.clock import now
from app.db import Batch
from app.errors import InvalidInput
from app.kinds import kinds
from app.models import Answer

_A = Answer.__table__  # type: ignore[attr-defined]

MOST = 5  # rounds; more do not fit side by side, and nobody answers so often


def again(
    batch: Batch,
    event_id: int,
    key: str,
    *,
    actor: Actor,
    room: str | None = None,
    closing: bool = False,
) -> None:
    """Ask a closed prompt anew and put it before everybody in a room: its answers so far are an
    earlier round, everybody answers from an empty form, and its results are hidden. With `closing`
    what it takes the place of is closed.

    Raises NotFound; InvalidInput for a kind without choices to compare, while the prompt is open,
    while nobody has answered it, and after the last round.
    """
    row = prompt_row(batch, event_id, key)
    if not kinds[row.kind].compares:
        raise InvalidInput("rounds.error.kind", field="prompt")
    if row.state != "closed" or row.closed_at is None:
        raise InvalidInput("rounds.error.open", field="prompt")
    if row.round >= MOST:
        raise InvalidInput("rounds.error.most", field="prompt", n=MOST)
    if not answered(batch.connection, row.id, row.round):
        raise InvalidInput("rounds.error.empty", field="prompt")
    here = room_row(batch, event_id, room)
    leaving = left_behind(batch, event_id, here, {key}) if closing else []
    # In the window it has been open until this moment: answers on their way have the grace.
    ended = now() if opens_now(batch, event_id, key) else row.closed_at
    anew: State = {
        "round": row.round + 1,
        "closings": [*row.closings, ended],
        "state": "open",
        "results": "hidden",
        "phones": False,
        "opened_at": now(),
        "closed_at": None,
        "ends_at": None,
    }

    def act() -> None:
        close_each(batch, event_id, leaving)
        record.set_prompt(batch, event_id, key, anew)
        set_room(batch, event_id, here.key, {"stage": key, **FOLLOWING})

    logged(batch, event_id, "again", key, actor, [*leaving, key], act, here.key)


def answered(connection: Connection, prompt_id: int, round_: int) -> bool:
    """Whether anything was ever sent for a round."""
    sent = select(_A.c.id).where(_A.c.prompt_id == prompt_id, _A.c.round == round_).limit(1)
    return connection.execute(sent).first() is not None
