"""What a host does: put on stage, open, close, reveal, moderate, undo.

Each act is a change for the writer: it says what was before, changes, and writes its row of the
log in the same commit. Undoing is an act of its own that restores what was before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.clock import now
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.ledger import erase
from app.models import Action, Event, Participant, Prompt, Statement

UNDOABLE = frozenset(
    {"show", "clear", "next", "open", "close", "reveal", "hide", "moderate", "premoderation"}
)
DECISIONS = ("approved", "hidden", "waiting")

_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_S, _ACT = Statement.__table__, Action.__table__  # type: ignore[attr-defined]
_PERSON = Participant.__table__  # type: ignore[attr-defined]

State = dict[str, Any]


def show(batch: Batch, event_id: int, key: str, actor: str = "moderator") -> None:
    """Put a prompt before everybody and open it. Raises NotFound."""

    def act() -> None:
        _set_prompt(batch, event_id, key, {"state": "open"})
        _set_event(batch, event_id, {"stage": key})

    _logged(batch, event_id, "show", key, actor, [key], act)


def clear(batch: Batch, event_id: int, actor: str = "moderator") -> None:
    """Take the prompt off the stage; answers and its state stay as they are."""
    act: Callable[[], None] = lambda: _set_event(batch, event_id, {"stage": None})  # noqa: E731
    _logged(batch, event_id, "clear", None, actor, [], act)


def advance(
    batch: Batch, event_id: int, actor: str = "moderator", expected: str | None = None
) -> None:
    """Close the prompt on stage and show the one after it; one act, one undo.

    `expected` is the prompt that the moderator saw named: nothing happens when it is on stage
    already, as after a second press. Raises InvalidInput after the last prompt, and when another
    one than the expected would come.
    """
    rows = batch.connection.execute(
        select(_P.c.key, _P.c.state).where(_P.c.event_id == event_id).order_by(_P.c.position)
    ).all()
    stage = _event(batch, event_id).stage
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
        if stage is not None:
            _set_prompt(batch, event_id, stage, {"state": "closed"})
        _set_prompt(batch, event_id, following, {"state": "open"})
        _set_event(batch, event_id, {"stage": following})

    prompts = [following] if stage is None else [stage, following]
    _logged(batch, event_id, "next", following, actor, prompts, act)


def set_prompt(
    batch: Batch,
    event_id: int,
    key: str,
    *,
    state: str | None = None,
    results: str | None = None,
    actor: str = "moderator",
) -> None:
    """Open or close a prompt, show or hide its results. Raises NotFound, InvalidInput."""
    if state is not None:
        if state not in ("open", "closed"):
            raise InvalidInput("error.state", field="state")
        name = "open" if state == "open" else "close"
        _logged(
            batch, event_id, name, key, actor, [key],
            lambda: _set_prompt(batch, event_id, key, {"state": state}),
        )  # fmt: skip
    if results is not None:
        if results not in ("shown", "hidden"):
            raise InvalidInput("error.results", field="results")
        name = "reveal" if results == "shown" else "hide"
        _logged(
            batch, event_id, name, key, actor, [key],
            lambda: _set_prompt(batch, event_id, key, {"results": results}),
        )  # fmt: skip


def moderate(
    batch: Batch, event_id: int, public_id: str, state: str, actor: str = "moderator"
) -> None:
    """Approve a statement, hide it, or put it back to wait. Raises NotFound, InvalidInput."""
    if state not in DECISIONS:
        raise InvalidInput("error.statement_state", field="state")
    row = batch.connection.execute(
        select(_S.c.state, _S.c.moderated_at).where(
            _S.c.event_id == event_id, _S.c.public_id == public_id
        )
    ).first()
    if row is None or row.state == "withdrawn":
        raise NotFound("error.no_such_statement", id=public_id)
    if row.state == state and (row.moderated_at is not None or state == "waiting"):
        return  # decided already, so there is nothing to take back
    _set_statement(batch, event_id, public_id, state)
    before, after = {"statement": row.state}, {"statement": state}
    _log(batch, event_id, "moderate", public_id, actor, before, after)


def set_premoderation(batch: Batch, event_id: int, on: bool, actor: str = "moderator") -> None:
    """Whether statements wait for approval from now on; those that wait go on waiting."""
    _logged(
        batch, event_id, "premoderation", None, actor, [],
        lambda: _set_event(batch, event_id, {"premoderation": on}),
    )  # fmt: skip


def undo(batch: Batch, event_id: int, action_id: int, actor: str = "moderator") -> None:
    """Restore what was before the newest act that still stands.

    Raises InvalidInput when the act is not that one: somebody has acted meanwhile.
    """
    row = undoable(batch.connection, event_id)
    if row is None or row.id != action_id:
        raise InvalidInput("error.undo")
    if "statement" in row.before:
        _set_statement(batch, event_id, row.target, row.before["statement"])
    for key, fields in row.before.get("prompts", {}).items():
        _set_prompt(batch, event_id, key, fields)
    if fields := row.before.get("event"):
        _set_event(batch, event_id, fields)
    _log(batch, event_id, "undo", row.target, actor, row.after, row.before, undoes=action_id)


def undoable(connection: Connection, event_id: int) -> Any:
    """The newest act that can be taken back and has not been; None without one."""
    taken_back: set[int] = set()
    rows = connection.execute(
        select(_ACT).where(_ACT.c.event_id == event_id).order_by(_ACT.c.id.desc()).limit(200)
    )
    for row in rows:
        if row.name == "purge":
            return None  # what was done in the rehearsal is over
        if row.undoes is not None:
            taken_back.add(row.undoes)
        elif row.id not in taken_back and row.name in UNDOABLE and _stands(connection, row):
            return row
    return None


def _stands(connection: Connection, act: Any) -> bool:
    """False for a decision on a statement that has been edited or withdrawn since: taking it
    back could bring to the screen what nobody has looked at."""
    if "statement" not in act.after:
        return True
    held = connection.execute(
        select(_S.c.state, _S.c.moderated_at).where(
            _S.c.event_id == act.event_id, _S.c.public_id == act.target
        )
    ).first()
    return (
        held is not None and held.moderated_at is not None and held.state == act.after["statement"]
    )


def purge_rehearsal(batch: Batch, event_id: int, actor: str = "moderator") -> int:
    """Delete simulated participants and all they sent; how many participants went."""
    people = list(
        batch.connection.execute(
            select(_PERSON.c.id).where(_PERSON.c.event_id == event_id, _PERSON.c.rehearsal)
        ).scalars()
    )
    gone = erase(batch, event_id, people)
    if _nobody_left(batch, event_id):  # the rehearsal's stage goes with it
        batch.connection.execute(
            update(_P)
            .where(_P.c.event_id == event_id)
            .values(state="draft", results="hidden", opened_at=None, closed_at=None)
        )
        _set_event(batch, event_id, {"stage": None})
    _log(batch, event_id, "purge", None, actor, {"participants": gone}, {"participants": 0})
    return gone


def _nobody_left(batch: Batch, event_id: int) -> bool:
    return (
        batch.connection.execute(
            select(_PERSON.c.id).where(_PERSON.c.event_id == event_id).limit(1)
        ).first()
        is None
    )


def _logged(
    batch: Batch,
    event_id: int,
    name: str,
    target: str | None,
    actor: str,
    prompts: Iterable[str],
    act: Callable[[], None],
) -> None:
    keys = list(prompts)
    before = _reading(batch, event_id, keys)
    act()
    after = _reading(batch, event_id, keys)
    if after != before:  # pressed twice: one act, one undo
        _log(batch, event_id, name, target, actor, before, after)


def _reading(batch: Batch, event_id: int, keys: list[str]) -> State:
    event = _event(batch, event_id)
    return {
        "event": {"stage": event.stage, "premoderation": event.premoderation},
        "prompts": {
            key: {
                "state": row.state,
                "results": row.results,
                "opened_at": row.opened_at,
                "closed_at": row.closed_at,
            }
            for key in keys
            if (row := _prompt(batch, event_id, key))
        },
    }


def _event(batch: Batch, event_id: int) -> Any:
    return batch.connection.execute(select(_E).where(_E.c.id == event_id)).one()


def _prompt(batch: Batch, event_id: int, key: str) -> Any:
    row = batch.connection.execute(
        select(_P).where(_P.c.event_id == event_id, _P.c.key == key)
    ).first()
    if row is None:
        raise NotFound("error.no_such_prompt", key=key)
    return row


def _set_event(batch: Batch, event_id: int, fields: State) -> None:
    batch.connection.execute(update(_E).where(_E.c.id == event_id).values(**fields))


def _set_prompt(batch: Batch, event_id: int, key: str, fields: State) -> None:
    """Set fields of a prompt; opening and closing keep their moments unless those are given."""
    row = _prompt(batch, event_id, key)
    state = fields.get("state", row.state)
    if state != row.state and "closed_at" not in fields:
        fields = fields | {"closed_at": now() if state == "closed" else None}
        if state == "open":
            fields["opened_at"] = row.opened_at or now()
    batch.connection.execute(update(_P).where(_P.c.id == row.id).values(**fields))


def _set_statement(batch: Batch, event_id: int, public_id: str, state: str) -> None:
    batch.connection.execute(
        update(_S)
        .where(_S.c.event_id == event_id, _S.c.public_id == public_id)
        .values(state=state, moderated_at=now())
    )


def _log(
    batch: Batch,
    event_id: int,
    name: str,
    target: str | None,
    actor: str,
    before: State,
    after: State,
    undoes: int | None = None,
) -> None:
    batch.connection.execute(
        insert(_ACT),
        {
            "event_id": event_id,
            "at": now(),
            "actor": actor,
            "name": name,
            "target": target,
            "before": before,
            "after": after,
            "undoes": undoes,
        },
    )
    batch.memo.clear()
    # A moderator who decides on statements one after another keeps to the pace of answers.
    batch.touch(event_id, staged=name != "moderate")
