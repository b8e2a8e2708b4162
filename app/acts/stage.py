"""What is before everybody: show, clear, next, open, close, reveal, hide. Each room has a stage of
its own; the prompts on it, their states and results are the event's."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, select

from app.acts import record
from app.acts.record import Actor, State, logged, room_row, set_room
from app.acts.window import closing, left_over, part_now, stagings
from app.db import Batch
from app.errors import InvalidInput
from app.kinds import kinds
from app.models import Action, Prompt, Room
from app.pace import area_of

_P, _R = Prompt.__table__, Room.__table__  # type: ignore[attr-defined]
_ACT = Action.__table__  # type: ignore[attr-defined]

BESIDE = [key for key, kind in kinds.items() if kind.beside]  # open beside the stage, never on it
FOLLOWING: State = {"view": {}, "frozen": None}  # the screen follows the stage, its numbers move


def show(batch: Batch, event_id: int, key: str, *, actor: Actor, room: str | None = None) -> None:
    """Put a prompt before everybody in a room, the main one by default, and open it.
    Raises NotFound, InvalidInput for one that stands beside the stage."""
    if kinds[record.prompt_row(batch, event_id, key).kind].beside:
        raise InvalidInput("questions.error.stage", field="prompt")
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
    """Close the prompt on a room's stage, or all of the goal area there, and show the first one
    after it that has not been asked; one act, one undo. What another room has on stage stays open.

    `expected` is the prompt that the moderator saw named: nothing happens when it is on stage
    already, as after a second press. Raises InvalidInput after the last prompt, and when another
    one than the expected would come, NotFound for an unknown room.
    """
    rows = batch.connection.execute(
        select(_P.c.key, _P.c.state, _P.c.goal_area)
        .where(_P.c.event_id == event_id, _P.c.kind.not_in(BESIDE))
        .order_by(_P.c.position)
    ).all()
    here = room_row(batch, event_id, room)
    part = part_now(batch, event_id)
    behind = part is not None and left_over(batch.connection, event_id, here.key, part)
    stage = None if behind else here.stage  # what the day left over nobody sees in the window
    area = area_of(stage)
    # What is left behind: the prompt on stage, or all of a goal area's.
    leaving = [row.key for row in rows if row.key == stage or (area and row.goal_area == area)]
    keys = [row.key for row in rows]
    begun = keys.index(leaving[0]) if leaving else 0
    over = {*leaving, *asked(batch.connection, event_id, here.key)}
    following = next((key for key in keys[begun:] if key not in over), None)
    if expected is not None and expected == stage:
        return
    if following is None:
        raise InvalidInput("error.no_next")
    if expected not in (None, following):
        raise InvalidInput("error.moved", field="prompt")

    kept = elsewhere(batch.connection, event_id, here.key)

    def act() -> None:
        for key in leaving:
            if key not in kept:
                record.set_prompt(batch, event_id, key, {"state": "closed"})
        record.set_prompt(batch, event_id, following, {"state": "open"})
        set_room(batch, event_id, here.key, {"stage": following, **FOLLOWING})

    prompts = [*leaving, following]
    logged(batch, event_id, "next", following, actor, prompts, act, here.key)


def asked(connection: Connection, event_id: int, room: str) -> set[str]:
    """Keys of the prompts that have been asked. Where there are several rooms, each goes through
    them at its own pace: those that have been on this one's stage."""
    rows = connection.execute(
        select(_P.c.key, _P.c.goal_area).where(_P.c.event_id == event_id, _P.c.state != "draft")
    ).all()
    rooms = select(func.count()).where(_R.c.event_id == event_id)
    if connection.execute(rooms).scalar_one() == 1:
        return {row.key for row in rows}
    tried = select(func.coalesce(func.max(_ACT.c.id), 0)).where(
        _ACT.c.event_id == event_id, _ACT.c.name == "purge"
    )  # what a rehearsal asked nobody has been asked
    staged = select(_ACT.c.name, _ACT.c.target).where(
        stagings(event_id, room), _ACT.c.id > tried.scalar_subquery()
    )
    acts = connection.execute(staged).all()
    areas = {act.target for act in acts if act.name == "open_area"}
    alone = {act.target for act in acts if act.name != "open_area"}
    return {row.key for row in rows if row.key in alone or row.goal_area in areas}


def elsewhere(connection: Connection, event_id: int, here: str) -> set[str]:
    """Keys of prompts that another room has on stage, alone or with their goal area."""
    rows = connection.execute(select(_P.c.key, _P.c.goal_area).where(_P.c.event_id == event_id))
    others = select(_R.c.stage).where(_R.c.event_id == event_id, _R.c.key != here)
    stages = set(connection.execute(others).scalars())
    areas = {area_of(each) for each in stages} - {None}
    return {row.key for row in rows if row.key in stages or row.goal_area in areas}


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
        fields: State = {"state": state} if state == "open" else closing(batch, event_id, key)
        logged(
            batch, event_id, name, key, actor, [key],
            lambda: record.set_prompt(batch, event_id, key, fields),
        )  # fmt: skip
    if results is not None:
        if results not in ("shown", "hidden"):
            raise InvalidInput("error.results", field="results")
        name = "reveal" if results == "shown" else "hide"
        shown = {"results": results} | ({} if results == "shown" else {"phones": False})
        logged(
            batch, event_id, name, key, actor, [key],
            lambda: record.set_prompt(batch, event_id, key, shown),
        )  # fmt: skip
