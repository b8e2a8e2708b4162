"""What is before everybody: show, clear, next, open, close, reveal, hide. Each room has a stage of
its own; the prompts on it, their states and results are the event's."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.acts import record
from app.acts.record import Actor, State, logged, room_row, set_room
from app.acts.window import closing as closed_now
from app.acts.window import left_over, open_keys, part_now, stagings
from app.db import Batch
from app.errors import InvalidInput
from app.kinds import kinds
from app.models import Action, Prompt, Room
from app.pace import area_of

_P, _R = Prompt.__table__, Room.__table__  # type: ignore[attr-defined]
_ACT = Action.__table__  # type: ignore[attr-defined]

BESIDE = [key for key, kind in kinds.items() if kind.beside]  # open beside the stage, never on it
FOLLOWING: State = {"view": {}, "frozen": None}  # the screen follows the stage, its numbers move


def show(
    batch: Batch,
    event_id: int,
    key: str,
    *,
    actor: Actor,
    room: str | None = None,
    closing: bool = False,
) -> None:
    """Put a prompt before everybody in a room, the main one by default, and open it; with
    `closing` what it takes the place of is closed. Raises NotFound, InvalidInput for one that
    stands beside the stage."""
    if kinds[record.prompt_row(batch, event_id, key).kind].beside:
        raise InvalidInput("questions.error.stage", field="prompt")
    here = room_row(batch, event_id, room)
    leaving = left_behind(batch, event_id, here, {key}) if closing else []

    def act() -> None:
        close_each(batch, event_id, leaving)
        record.set_prompt(batch, event_id, key, {"state": "open"})
        set_room(batch, event_id, here.key, {"stage": key, **FOLLOWING})

    logged(batch, event_id, "show", key, actor, [*leaving, key], act, here.key)


def clear(
    batch: Batch,
    event_id: int,
    *,
    actor: Actor,
    room: str | None = None,
    closing: bool = False,
) -> None:
    """Take what is on a room's stage off it; with `closing` it is closed, else its state stays as
    it is. Raises NotFound."""
    here = room_row(batch, event_id, room)
    rows = _in_order(batch, event_id)
    taken = [row.key for row in rows if _is_on(row, here.stage)]
    leaving = left_behind(batch, event_id, here) if closing else []

    def act() -> None:
        close_each(batch, event_id, leaving)
        set_room(batch, event_id, here.key, {"stage": None, **FOLLOWING})

    logged(batch, event_id, "clear", None, actor, taken, act, here.key)


def close_several(batch: Batch, event_id: int, keys: Iterable[str], *, actor: Actor) -> None:
    """Close those of these prompts that are open; one act, one undo. Raises NotFound."""
    named = [record.prompt_row(batch, event_id, key).key for key in dict.fromkeys(keys)]
    still = [key for key in open_keys(batch, event_id) if key in named]
    name, target = ("close", still[0]) if len(still) == 1 else ("close_several", None)
    act: Callable[[], None] = lambda: close_each(batch, event_id, still)  # noqa: E731
    logged(batch, event_id, name, target, actor, still, act)


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
    rows = _in_order(batch, event_id)
    here = room_row(batch, event_id, room)
    stage = _stage_now(batch, event_id, here)
    passed = [row.key for row in rows if _is_on(row, stage)]
    keys = [row.key for row in rows]
    begun = keys.index(passed[0]) if passed else 0
    over = {*passed, *asked(batch.connection, event_id, here.key)}
    following = next((key for key in keys[begun:] if key not in over), None)
    if expected is not None and expected == stage:
        return
    if following is None:
        raise InvalidInput("error.no_next")
    if expected not in (None, following):
        raise InvalidInput("error.moved", field="prompt")

    leaving = left_behind(batch, event_id, here)

    def act() -> None:
        close_each(batch, event_id, leaving)
        record.set_prompt(batch, event_id, following, {"state": "open"})
        set_room(batch, event_id, here.key, {"stage": following, **FOLLOWING})

    prompts = [*leaving, following]
    logged(batch, event_id, "next", following, actor, prompts, act, here.key)


def left_behind(batch: Batch, event_id: int, here: Any, stays: Container[str] = ()) -> list[str]:
    """Keys of the open prompts that something else takes the place of on the stage of a room (a
    row of it): the one there, or all of a goal area's, but for those that stay, and those that
    another room has on stage."""
    stage = _stage_now(batch, event_id, here)
    kept = elsewhere(batch.connection, event_id, here.key)
    there = {row.key for row in _in_order(batch, event_id) if _is_on(row, stage)} - kept
    return [key for key in open_keys(batch, event_id) if key in there and key not in stays]


def close_each(batch: Batch, event_id: int, keys: Iterable[str]) -> None:
    """Close prompts, within an act."""
    for key in keys:
        record.set_prompt(batch, event_id, key, closed_now(batch, event_id, key))


def _in_order(batch: Batch, event_id: int) -> Sequence[Any]:
    """Every prompt that may be on a stage, in the agenda's order."""
    rows = select(_P.c.key, _P.c.state, _P.c.goal_area).where(
        _P.c.event_id == event_id, _P.c.kind.not_in(BESIDE)
    )
    return batch.connection.execute(rows.order_by(_P.c.position)).all()


def _stage_now(batch: Batch, event_id: int, here: Any) -> str | None:
    """What is on a room's stage; what the day left over there nobody sees in the window."""
    part = part_now(batch, event_id)
    behind = part is not None and left_over(batch.connection, event_id, here.key, part)
    return None if behind else here.stage


def _is_on(row: Any, stage: str | None) -> bool:
    """Whether a stage has this prompt, alone or with its goal area."""
    area = area_of(stage)
    return bool(row.key == stage or (area and row.goal_area == area))


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
        fields: State = {"state": state} if state == "open" else closed_now(batch, event_id, key)
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
