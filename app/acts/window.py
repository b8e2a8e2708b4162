"""What the clock does to prompts while the window of an event is open, as acts have to know it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from app.acts.record import event_row, prompt_row
from app.agenda import Agenda
from app.clock import now
from app.db import Batch
from app.models import Action, Prompt
from app.pace import Span, opened_by, span_at, spans

_ACT, _P = Action.__table__, Prompt.__table__  # type: ignore[attr-defined]

STAGING = ("show", "next", "open_area", "again")  # acts that put something on a stage


def part_now(batch: Batch, event_id: int) -> Span | None:
    """The part of the window that is open; None outside, and in a rehearsal, which has none."""
    event = event_row(batch, event_id)
    agenda = Agenda.model_validate(event.agenda)
    if event.rehearsing or (agenda.opens is None and agenda.closes is None):
        return None
    return span_at(spans(agenda.date, agenda.timezone, agenda.opens, agenda.closes), now())


def opens_now(batch: Batch, event_id: int, key: str) -> bool:
    """Whether the window has a prompt open that no host has."""
    part = part_now(batch, event_id)
    if part is None:
        return False
    agenda = Agenda.model_validate(event_row(batch, event_id).agenda)
    inside = {each.key for each in agenda.prompts if each.window}
    row = prompt_row(batch, event_id, key)
    return key in inside and opened_by(part, row.state, row.closed_at)


def open_keys(batch: Batch, event_id: int) -> list[str]:
    """Keys of every prompt that is open, by a host or by the window, in their order."""
    part = part_now(batch, event_id)
    agenda = Agenda.model_validate(event_row(batch, event_id).agenda)
    inside = {each.key for each in agenda.prompts if each.window}
    rows = batch.connection.execute(
        select(_P.c.key, _P.c.state, _P.c.closed_at)
        .where(_P.c.event_id == event_id)
        .order_by(_P.c.position)
    )
    return [
        row.key
        for row in rows
        if row.state == "open" or (row.key in inside and opened_by(part, row.state, row.closed_at))
    ]


def closing(batch: Batch, event_id: int, key: str) -> dict[str, Any]:
    """What closing a prompt sets: for one that the window has open also the moment, as its row
    may be closed since the day."""
    ends = {"closed_at": now(), "ends_at": None} if opens_now(batch, event_id, key) else {}
    return {"state": "closed", **ends}


def stagings(event_id: int, room: str) -> ColumnElement[bool]:
    """Which rows of the log put something on a room's stage and were not taken back."""
    taken_back = select(_ACT.c.undoes).where(
        _ACT.c.event_id == event_id, _ACT.c.undoes.is_not(None)
    )
    return and_(
        _ACT.c.event_id == event_id,
        _ACT.c.room == room,
        _ACT.c.name.in_(STAGING),
        _ACT.c.id.not_in(taken_back),
    )


def left_over(connection: Connection, event_id: int, room: str, part: Span) -> bool:
    """Whether what is on a room's stage was put there before this part of the window opened: then
    it is of the day, and people go through the window. What a host shows meanwhile is shown, unless
    it was taken back."""
    shown = select(_ACT.c.id).where(stagings(event_id, room), _ACT.c.at >= part.begins)
    return connection.execute(shown.limit(1)).first() is None
