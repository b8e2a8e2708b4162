"""Taking the newest act back: an act of its own that restores what was before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from app.acts.amend import amend_back, untouched
from app.acts.pace import ACTS as PACING
from app.acts.questions import READ, set_mark
from app.acts.record import (
    PROGRAM,
    Actor,
    State,
    log,
    prompt_row,
    set_event,
    set_prompt,
    set_room,
    set_statement,
)
from app.acts.rehearsal import BEGINNINGS
from app.acts.rounds import answered
from app.acts.stage import elsewhere
from app.acts.statements import still_approved
from app.acts.window import STAGING, opens_now
from app.acts.words import REWORDED
from app.agenda.models import QUESTIONS
from app.clock import now
from app.db import Batch
from app.errors import InvalidInput
from app.models import Action, Prompt, Room, Statement
from app.pace import area_of

_S, _ACT = Statement.__table__, Action.__table__  # type: ignore[attr-defined]
_P, _R = Prompt.__table__, Room.__table__  # type: ignore[attr-defined]

UNDOABLE = frozenset(
    {
        "show",
        "clear",
        "next",
        "open",
        "close",
        "close_several",
        "reveal",
        "hide",
        "moderate",
        "premoderation",
    }
    | {"approve_all", "view", "freeze", "phones", "timer", "amend", "mark", "again", "finish"}
    | {f"words_{act}" for act in REWORDED}
    | set(PACING.values())
)


def undo(batch: Batch, event_id: int, action_id: int, *, actor: Actor) -> None:
    """Restore what was before the newest act that still stands in one of the rooms.

    Raises InvalidInput when the act is not such a one: somebody has acted meanwhile.
    """
    rooms = select(_R.c.key).where(_R.c.event_id == event_id)
    newest = [
        undoable(batch.connection, event_id, room)
        for room in batch.connection.execute(rooms).scalars().all()
    ]
    row = next((each for each in newest if each is not None and each.id == action_id), None)
    if row is None:
        named = select(_ACT).where(_ACT.c.event_id == event_id, _ACT.c.id == action_id)
        act = batch.connection.execute(named).first()
        stays = act is not None and _answered_since(batch.connection, act)
        raise InvalidInput("rounds.error.undo" if stays else "error.undo")
    _restore(batch, event_id, row)
    log(
        batch, event_id, "undo", row.target, actor, row.after, row.before,
        undoes=action_id, room=row.room,
    )  # fmt: skip


def _restore(batch: Batch, event_id: int, act: Any) -> None:
    """Put back what the act has changed and nothing else: another room may have gone on."""
    if act.name == "amend":
        amend_back(batch, event_id, act)
    if "statement" in act.before:
        set_statement(batch, event_id, act.target, act.before["statement"])
    for public_id in still_approved(batch.connection, act) if "statements" in act.before else ():
        set_statement(batch, event_id, public_id, act.before["statements"][public_id])
    if "mark" in act.before:
        set_mark(batch, event_id, act.target, act.before)
    for key in sorted(_changed(act)):
        fields: State = act.before["prompts"][key]
        over = fields.get("ends_at") is not None and fields["ends_at"] <= now()
        reworded = _reworded(batch, event_id, key, fields) if "settings" in fields else {}
        shut = _shut(batch, event_id, key) if fields.get("state") == "draft" else {}
        ended: State = {"ends_at": None} if over else {}
        set_prompt(batch, event_id, key, fields | reworded | ended | shut)
    if (event := act.before.get("event", {})) != act.after.get("event", {}):
        set_event(batch, event_id, event)
    if (room := act.before.get("room", {})) != act.after.get("room", {}):
        set_room(batch, event_id, act.room, room)


def _shut(batch: Batch, event_id: int, key: str) -> State:
    """What somebody has answered is closed rather than never asked, or answers on their way would
    be lost; one that the window opens anyway goes back to what it was."""
    row = prompt_row(batch, event_id, key)
    draft: State = {"state": "draft", "closed_at": None}
    set_prompt(batch, event_id, key, draft)
    if not answered(batch.connection, row.id, row.round) or opens_now(batch, event_id, key):
        return {}
    return {"state": "closed", "opened_at": row.opened_at, "closed_at": now()}


def _reworded(batch: Batch, event_id: int, key: str, fields: State) -> State:
    """The settings of now with the wording of then: the agenda may have been amended since."""
    settings = prompt_row(batch, event_id, key).settings
    then = {name: fields["settings"].get(name) for name in ("wording",)}
    kept = {name: value for name, value in settings.items() if name not in then}
    return {"settings": kept | {name: value for name, value in then.items() if value is not None}}


def _changed(act: Any) -> set[str]:
    """Keys of the prompts that an act changed."""
    after = act.after.get("prompts", {})
    return {
        key for key, fields in act.before.get("prompts", {}).items() if after.get(key) != fields
    }


def undoable(connection: Connection, event_id: int, room: str | None = None) -> Any:
    """The newest act in a room (without a key: in any), or on what all rooms share, that can be
    taken back and has not been. None without one, and none when another room has changed the same
    prompts since.

    A round that somebody has answered stays, and with it what was done before on its prompt and
    on the stage of its room.
    """
    changed: set[str] = set()
    staying: set[tuple[str, str | None]] = set()
    for act in _standing(connection, event_id):
        if room is None or act.room in (None, room):
            places = _places(act)
            if staying & places or _answered_since(connection, act):
                staying |= places
                continue
            touched = changed | _staged_elsewhere(connection, act, act.room or room)
            return None if touched & _changed(act) else act
        changed |= _changed(act)
    return None


def _places(act: Any) -> set[tuple[str, str | None]]:
    """What an act changed: prompts by their keys, and its room."""
    prompts: set[tuple[str, str | None]] = {("prompt", key) for key in _changed(act)}
    there = act.before.get("room") != act.after.get("room")
    return prompts | ({("room", act.room)} if there else set())


def _answered_since(connection: Connection, act: Any) -> bool:
    """Whether an act asked a prompt again and somebody has answered that round."""
    if act.name != "again":
        return False
    prompt = select(_P.c.id).where(_P.c.event_id == act.event_id, _P.c.key == act.target)
    held = connection.execute(prompt).scalar()
    number = act.after["prompts"][act.target]["round"]
    return held is not None and answered(connection, held, number)


def _staged_elsewhere(connection: Connection, act: Any, here: str | None) -> set[str]:
    """Prompts that other rooms have on stage, where the act opened or closed what it put there, or
    opened a prompt in no room: another may have taken it up since."""
    if here is None or act.name not in (*STAGING, "open"):
        return set()
    return elsewhere(connection, act.event_id, here)


def _standing(connection: Connection, event_id: int) -> Iterator[Any]:
    """The acts that can be taken back and have not been, the newest first."""
    taken_back: set[int] = set()
    amended = False  # an amendment stands that cannot be taken back: those before it stay as well
    rows = connection.execute(
        select(_ACT)
        .where(_ACT.c.event_id == event_id, _ACT.c.name.in_((*UNDOABLE, "undo", *BEGINNINGS)))
        .order_by(_ACT.c.id.desc())
        .limit(200)
    )
    for row in rows:
        if row.name in BEGINNINGS:
            return
        if row.undoes is not None:
            taken_back.add(row.undoes)
        elif row.id not in taken_back and row.name in UNDOABLE:
            if row.name == "amend":
                if not amended and untouched(connection, row):
                    yield row
                amended = True
            elif _stands(connection, row):
                yield row


def _stands(connection: Connection, act: Any) -> bool:
    """False for a decision on a statement that has been edited or withdrawn since: taking it
    back could bring to the screen what nobody has looked at."""
    if "statements" in act.after:
        return bool(still_approved(connection, act))
    if "statement" not in act.after and "mark" not in act.after:
        return _there(connection, act)
    held = connection.execute(
        select(_S.c.state, _S.c.moderated_at, _S.c.mark, _S.c.marked_at).where(
            _S.c.event_id == act.event_id, _S.c.public_id == act.target
        )
    ).first()
    if held is not None and "mark" in act.after:
        marked = {"mark": held.mark, "marked_at": held.marked_at}
        return held.state in READ and marked == act.after
    return (
        held is not None and held.moderated_at is not None and held.state == act.after["statement"]
    )


def _there(connection: Connection, act: Any) -> bool:
    """Whether the event still has every prompt that the act would bring back."""
    stage = act.before.get("room", {}).get("stage")
    on_stage = {stage} if stage is not None and area_of(stage) is None else set()
    named = {*act.before.get("prompts", {}), *on_stage}
    held = connection.execute(
        select(func.count()).where(_P.c.event_id == act.event_id, _P.c.key.in_(named))
    )
    return held.scalar_one() == len(named)


def _cleared(act: Any) -> str:
    """Whether what was taken off the stage was closed by that, or takes answers still."""
    states = [fields["state"] for fields in act.after.get("prompts", {}).values()]
    if _changed(act):
        return "clear_close"
    return "clear_open" if "open" in states else "clear"


def exact_name(act: Any) -> str:
    """What an act did, more exactly than its name: `view_blank`, `freeze_on`, `timer_off`."""
    after, before = act.after, act.before
    if act.name == "close" and act.role == PROGRAM:
        return "time_out"
    if act.name == "clear":
        return _cleared(act)
    if act.name == "view":
        return f"view_{after['room']['view'].get('name', 'stage')}"
    if act.name == "freeze":
        return "freeze_on" if after["room"]["frozen"] else "freeze_off"
    if act.name == "premoderation":
        return "premoderation_on" if after["event"]["premoderation"] else "premoderation_off"
    if act.name == "feedback":
        return "feedback_on" if after["event"]["feedback"] else "feedback_off"
    if act.name == "confirm":
        return f"confirm_{after['confirmation']}"
    if act.name == "dispose":
        return f"dispose_{after['disposition'] or 'off'}"
    if act.name == "moderate":
        return str(after["statement"])
    if act.name == "open" and after["prompts"][act.target]["ends_at"]:
        return "open_timed"
    if act.target == QUESTIONS and act.name in ("open", "close"):
        return f"questions_{act.name}"
    if act.name == "mark":
        return f"mark_{after['mark'] or before['mark'] + '_off'}"
    if act.name == "phones":
        return "phones_on" if after["prompts"][act.target]["phones"] else "phones_off"
    if act.name == "timer":
        was, left = (each["prompts"][act.target]["ends_at"] for each in (before, after))
        return "timer_off" if left is None else "timer_more" if was else "timer_on"
    return str(act.name)
