"""A timer for the prompt: off until the moderator gives it time; then the prompt closes itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.acts.record import TIMER, Actor, State, logged, prompt_row, set_prompt
from app.clock import moment, now, stamp
from app.db import Batch
from app.errors import InvalidInput
from app.kinds import kinds
from app.models import Prompt

_P = Prompt.__table__  # type: ignore[attr-defined]

STEP = 30  # seconds that one press adds
LONGEST = 3600  # seconds a timer may run


def add_time(
    batch: Batch,
    event_id: int,
    key: str,
    seconds: int = STEP,
    *,
    actor: Actor,
    reopen: bool = False,
) -> None:
    """Give an open prompt more time, counted from now when it has no timer; 0 takes the timer
    away. With `reopen` a closed one is opened for so long, and one that is open again stays as it
    is. Raises NotFound, InvalidInput."""
    row = prompt_row(batch, event_id, key)
    if reopen and row.state == "closed":
        reopened: State = {"state": "open", "closed_at": None, "ends_at": _ends_at(None, seconds)}
        logged(
            batch, event_id, "open", key, actor, [key],
            lambda: set_prompt(batch, event_id, key, reopened),
        )  # fmt: skip
    if reopen:
        return
    if row.state != "open" or kinds[row.kind].beside:
        raise InvalidInput("error.timer_open", field="seconds")
    ends_at = _ends_at(row.ends_at, seconds) if seconds else None
    logged(
        batch, event_id, "timer", key, actor, [key],
        lambda: set_prompt(batch, event_id, key, {"ends_at": ends_at}),
    )  # fmt: skip


def _ends_at(before: str | None, seconds: int) -> str:
    """When the time ends with so many seconds more; raises InvalidInput."""
    if not 0 < seconds <= LONGEST:
        raise InvalidInput("error.timer_length", field="seconds", n=LONGEST // 60)
    present = datetime.now(UTC)
    begins = max(moment(before), present) if before else present
    if (begins - present).total_seconds() + seconds > LONGEST:
        raise InvalidInput("error.timer_length", field="seconds", n=LONGEST // 60)
    return stamp(begins + timedelta(seconds=seconds))


def run_out(batch: Batch, event_id: int) -> list[str]:
    """Close every prompt whose time is over, at the moment at which it ended, however late this
    runs; their keys."""
    due = batch.connection.execute(
        select(_P.c.key, _P.c.ends_at)
        .where(_P.c.event_id == event_id, _P.c.state == "open", _P.c.ends_at <= now())
        .order_by(_P.c.position)
    ).all()
    for key, ends_at in due:
        closed = {"state": "closed", "closed_at": ends_at, "ends_at": None}
        logged(
            batch, event_id, "close", key, TIMER, [key],
            lambda key=key, closed=closed: set_prompt(batch, event_id, key, closed),  # type: ignore[misc]
        )  # fmt: skip
    return [row.key for row in due]
