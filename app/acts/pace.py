"""A goal area as a whole: all its prompts are open together, and everybody goes through them at
their own pace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.acts import record
from app.acts.record import HIDDEN, Actor, logged, prompt_row, room_row, set_room
from app.acts.stage import FOLLOWING, close_each, elsewhere, left_behind
from app.acts.window import closing as closed_now
from app.acts.window import opens_now
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.models import Prompt
from app.pace import staged

_P = Prompt.__table__  # type: ignore[attr-defined]

ACTS = {"open": "open_area", "closed": "close_area", "shown": "reveal_area", "hidden": "hide_area"}


def open_area(
    batch: Batch,
    event_id: int,
    key: str,
    *,
    actor: Actor,
    room: str | None = None,
    closing: bool = False,
) -> None:
    """Put a goal area before everybody in a room and open all its prompts, with their results
    hidden but for what another room has on stage; with `closing` what it takes the place of is
    closed. One act, one undo.

    Raises NotFound when there is no such goal area or room, or it has no prompt.
    """
    here = room_row(batch, event_id, room)
    prompts = _prompts_of(batch, event_id, key)
    there = here.stage == staged(key)  # pressed twice, it leaves what has been revealed since
    kept = set(prompts) if there else elsewhere(batch.connection, event_id, here.key)
    leaving = left_behind(batch, event_id, here, prompts) if closing else []

    def act() -> None:
        close_each(batch, event_id, leaving)
        _set(batch, event_id, [each for each in prompts if each in kept], {"state": "open"})
        unseen = [each for each in prompts if each not in kept]
        _set(batch, event_id, unseen, {"state": "open", **HIDDEN})
        set_room(batch, event_id, here.key, {"stage": staged(key), **FOLLOWING})

    logged(batch, event_id, ACTS["open"], key, actor, [*leaving, *prompts], act, here.key)


def set_area(
    batch: Batch,
    event_id: int,
    key: str,
    *,
    state: str | None = None,
    results: str | None = None,
    actor: Actor,
) -> None:
    """Open or close all prompts of a goal area, show or hide the results of all of them; what is
    on stage stays there. Raises NotFound, InvalidInput."""
    prompts = _prompts_of(batch, event_id, key)
    if state not in (None, "open", "closed"):
        raise InvalidInput("error.state", field="state")
    if results not in (None, "shown", "hidden"):
        raise InvalidInput("error.results", field="results")
    for name, fields in (
        (state, {"state": state}),
        (results, {"results": results} | ({"phones": False} if results == "hidden" else {})),
    ):
        if name is not None:
            logged(
                batch, event_id, ACTS[name], key, actor, prompts,
                lambda fields=fields: _set(batch, event_id, prompts, fields),  # type: ignore[misc]
            )  # fmt: skip


def _set(batch: Batch, event_id: int, prompts: list[str], fields: dict[str, Any]) -> None:
    for prompt in prompts:
        changed = dict(fields)
        if fields.get("state") == "closed":
            draft = prompt_row(batch, event_id, prompt).state == "draft"
            if draft and not opens_now(batch, event_id, prompt):
                continue  # what was never asked is not over
            changed |= closed_now(batch, event_id, prompt)
        record.set_prompt(batch, event_id, prompt, changed)


def _prompts_of(batch: Batch, event_id: int, key: str) -> list[str]:
    keys = select(_P.c.key).where(_P.c.event_id == event_id, _P.c.goal_area == key)
    rows = batch.connection.execute(keys.order_by(_P.c.position))
    prompts = [str(each) for each in rows.scalars()]
    if not prompts:
        raise NotFound("error.no_such_area", key=key)
    return prompts
