"""What is before everybody: show, clear, next, open, close, reveal, hide. Each room has a stage of
its own; the prompts on it, their states and results are the event's."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from sqlalchemy import select

from app.acts import record
from app.acts.record import Actor, State, logged, room_row, set_room
from app.db import Batch
from app.errors import InvalidInput
from app.models import Prompt, Room

_P, _R = Prompt.__table__, Room.__table__  # type: ignore[attr-defined]

FOLLOWING: State = {"view": {}, "frozen": None}  # the screen follows the stage, its numbers move


def show(batch: Batch, event_id: int, key: str, *, actor: Actor, room: str | None = None) -> None:
    """Put a prompt before everybody in a room, the main one by default, and open it.
    Raises NotFound."""
    here = room_row(batch, event_id, room).key

    def act() -> None:
        record.set_prompt(batch, event_id, key, {"state": "open"})
        set_room(batch, event_id, here, {"stage": key, **FOLLOWING})

    logged(batch, event_id, "show", key, actor, [key], act, here)


def clear(batch: Batch, event_id: int, *, actor: Actor, room: str | None = None) -> None:
    """Take the prompt off a room's stage; answers and its state stay as they are.
    Raises NotFound."""
    here = room_row(batch, event_id, room).key
    act: Callable[[], None] = lambda: set_room(  # noqa: E731
        batch, event_id, here, {"stage": None, **FOLLOWING}
    )
    logged(batch, event_id, "clear", None, actor, [], act, here)


def advance(
    batch: Batch,
    event_id: int,
    *,
    actor: Actor,
    expected: str | None = None,
    room: str | None = None,
) -> None:
    """Close the prompt on a room's stage and show the one after it; one act, one undo. One that
    another room has on stage stays open.

    `expected` is the prompt that the moderator saw named: nothing happens when it is on stage
    already, as after a second press. Raises InvalidInput after the last prompt, and when another
    one than the expected would come, NotFound for an unknown room.
    """
    rows = batch.connection.execute(
        select(_P.c.key, _P.c.state).where(_P.c.event_id == event_id).order_by(_P.c.position)
    ).all()
    here = room_row(batch, event_id, room)
    stage = here.stage
    keys = [row.key for row in rows]
    if stage is None:
        following = next((row.key for row in rows if row.state == "draft"), None)
    else:
        following = dict(pairwise(keys)).get(stage)
    if expected is not None and expected == stage:
        return
    if following is None:
        raise InvalidInput("error.no_next")
    if expected not in (None, following):
        raise InvalidInput("error.moved", field="prompt")

    def act() -> None:
        if stage is not None and not _elsewhere(batch, event_id, here.key, stage):
            record.set_prompt(batch, event_id, stage, {"state": "closed"})
        record.set_prompt(batch, event_id, following, {"state": "open"})
        set_room(batch, event_id, here.key, {"stage": following, **FOLLOWING})

    prompts = [following] if stage is None else [stage, following]
    logged(batch, event_id, "next", following, actor, prompts, act, here.key)


def _elsewhere(batch: Batch, event_id: int, here: str, key: str) -> bool:
    """Whether another room has the prompt on stage."""
    others = select(_R.c.id).where(_R.c.event_id == event_id, _R.c.key != here, _R.c.stage == key)
    return batch.connection.execute(others).first() is not None


def set_prompt(
    batch: Batch,
    event_id: int,
    key: str,
    *,
    actor: Actor,
    state: str | None = None,
    results: str | None = None,
) -> None:
    """Open or close a prompt, show or hide its results. Raises NotFound, InvalidInput."""
    if state is not None:
        if state not in ("open", "closed"):
            raise InvalidInput("error.state", field="state")
        name = "open" if state == "open" else "close"
        logged(
            batch, event_id, name, key, actor, [key],
            lambda: record.set_prompt(batch, event_id, key, {"state": state}),
        )  # fmt: skip
    if results is not None:
        if results not in ("shown", "hidden"):
            raise InvalidInput("error.results", field="results")
        name = "reveal" if results == "shown" else "hide"
        fields = {"results": results} | ({} if results == "shown" else {"phones": False})
        logged(
            batch, event_id, name, key, actor, [key],
            lambda: record.set_prompt(batch, event_id, key, fields),
        )  # fmt: skip
