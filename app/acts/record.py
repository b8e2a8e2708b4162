"""What acts are made of: what was before, the change, what is after, and the row of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from app.clock import now
from app.db import Batch
from app.errors import NotFound
from app.kinds import kinds
from app.models import Action, Event, Prompt, Room, Statement

_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_S, _ACT = Statement.__table__, Action.__table__  # type: ignore[attr-defined]
_R = Room.__table__  # type: ignore[attr-defined]

State = dict[str, Any]

# A moderator who decides on statements one after another keeps to the pace of answers, and who
# comes in or takes a file changes nothing that anybody sees.
AT_EASE = frozenset(
    {"moderate", "approve_all", "enter", "export", "paper_form", "paper_answer", "paper_taken_out"}
    | {"dispose", "feedback"}
    | {"invite", "revoke_invitation", "confirm", "confirm_finish"}
)
HIDDEN: State = {"results": "hidden", "phones": False}
PROGRAM = "program"  # the role of what no person did: a timer, the command line
CONTACT = "contact"  # the role of who holds an organisation's link, named by the organisation


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as the moderation log names them."""

    name: str  # of their key, as the owner gave it; of the organisation whose contact they are
    role: str  # owner, moderator, screen, analyst, contact, program


TIMER, OPERATOR = Actor("timer", PROGRAM), Actor("command line", PROGRAM)
PROGRAMS = frozenset({TIMER.name, OPERATOR.name})  # people read these in their own language


OF_EVENT = ("premoderation",)
OF_ROOM = ("stage", "view", "frozen")
OF_PROMPT = (
    *("state", "results", "phones", "opened_at", "closed_at", "ends_at"),
    *("round", "closings"),
)


def logged(
    batch: Batch,
    event_id: int,
    name: str,
    target: str | None,
    actor: Actor,
    prompts: Iterable[str],
    act: Callable[[], None],
    room: str | None = None,
) -> None:
    """Carry an act out and write its row; `room` is the one whose stage or screen it changes."""
    keys = list(prompts)
    before = reading(batch, event_id, keys, room)
    act()
    after = reading(batch, event_id, keys, room)
    if after != before:  # pressed twice: one act, one undo
        log(batch, event_id, name, target, actor, before, after, room=room)


def reading(batch: Batch, event_id: int, keys: list[str], room: str | None = None) -> State:
    event = event_row(batch, event_id)
    state: State = {
        "event": {name: getattr(event, name) for name in OF_EVENT},
        "prompts": {
            key: {name: getattr(row, name) for name in OF_PROMPT}
            for key in keys
            if (row := prompt_row(batch, event_id, key))
        },
    }
    if room is not None:
        there = room_row(batch, event_id, room)
        state["room"] = {name: getattr(there, name) for name in OF_ROOM}
    return state


def event_row(batch: Batch, event_id: int) -> Any:
    return batch.connection.execute(select(_E).where(_E.c.id == event_id)).one()


def room_row(batch: Batch, event_id: int, key: str | None = None) -> Any:
    """A room of the event, the main one without a key; raises NotFound."""
    rooms = select(_R).where(_R.c.event_id == event_id).order_by(_R.c.position)
    if key is not None:
        rooms = rooms.where(_R.c.key == key)
    row = batch.connection.execute(rooms).first()
    if row is None:
        raise NotFound("room.error.unknown", field="room", key=key or "")
    return row


def prompt_row(batch: Batch, event_id: int, key: str) -> Any:
    row = batch.connection.execute(
        select(_P).where(_P.c.event_id == event_id, _P.c.key == key)
    ).first()
    if row is None:
        raise NotFound("error.no_such_prompt", key=key)
    return row


def set_event(batch: Batch, event_id: int, fields: State) -> None:
    batch.connection.execute(update(_E).where(_E.c.id == event_id).values(**fields))


def set_room(batch: Batch, event_id: int, key: str, fields: State) -> None:
    there = (_R.c.event_id == event_id, _R.c.key == key)
    batch.connection.execute(update(_R).where(*there).values(**fields))


def set_prompt(batch: Batch, event_id: int, key: str, fields: State) -> None:
    """Set fields of a prompt; opening and closing keep their moments unless those are given, and
    what opens hides its results: nobody answers beside those of the last time."""
    row = prompt_row(batch, event_id, key)
    state = fields.get("state", row.state)
    if state == "open" != row.state and not kinds[row.kind].beside:
        fields = HIDDEN | fields
    if state != row.state and "closed_at" not in fields:
        fields = fields | {"closed_at": now() if state == "closed" else None, "ends_at": None}
        if state == "open":
            fields["opened_at"] = row.opened_at or now()
    batch.connection.execute(update(_P).where(_P.c.id == row.id).values(**fields))


def set_statement(batch: Batch, event_id: int, public_id: str, state: str) -> None:
    batch.connection.execute(
        update(_S)
        .where(_S.c.event_id == event_id, _S.c.public_id == public_id)
        .values(state=state, moderated_at=now())
    )


def log(
    batch: Batch,
    event_id: int,
    name: str,
    target: str | None,
    actor: Actor,
    before: State,
    after: State,
    undoes: int | None = None,
    room: str | None = None,
) -> None:
    batch.connection.execute(
        insert(_ACT),
        {
            "event_id": event_id,
            "at": now(),
            "actor": actor.name,
            "role": actor.role,
            "name": name,
            "target": target,
            "before": before,
            "after": after,
            "undoes": undoes,
            "room": room,
        },
    )
    batch.memo.clear()
    batch.touch(event_id, staged=name not in AT_EASE)
