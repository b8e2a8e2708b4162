"""The ledger: append, read on, withdraw, erase. Knows no kinds and no HTML.

Order is the ledger's own: a later sequence of the same answer replaces it, and where one answer
stands per participant the last row appended is the one. Clocks decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from app.clock import moment, now, stamp
from app.db import Batch
from app.errors import NotFound, NotOpen
from app.models import Answer, Event, Participant, Prompt, Statement

GRACE = 15  # seconds after closing in which an answer still counts


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer on its way in; the value has been parsed by its kind."""

    event_id: int
    prompt_id: int
    participant_id: int
    answer_id: str
    sequence: int
    value: dict[str, Any]
    answered_at: str | None = None
    statement: bool = False  # gets a public id
    moderated: bool = False  # waits for approval when the event moderates first


@dataclass(frozen=True, slots=True)
class Stored:
    """What is in the ledger for an answer, whoever asks and however often."""

    answer: str
    sequence: int
    stored_at: str
    late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A ledger row with what counting needs to know about its participant and statement."""

    position: int
    prompt_id: int
    participant_id: int
    answer_id: str
    sequence: int
    value: dict[str, Any] | None
    late: bool
    withdrawn: bool
    stored_at: str
    organisation: str
    role: str


_A, _S, _P = Answer.__table__, Statement.__table__, Prompt.__table__  # type: ignore[attr-defined]
_EVENT, _PERSON = Event.__table__, Participant.__table__  # type: ignore[attr-defined]

_LAST_OF_ANSWER = (
    select(_A.c.sequence, _A.c.stored_at, _A.c.late, _A.c.withdrawn)
    .where(
        _A.c.prompt_id == bindparam("prompt_id"),
        _A.c.participant_id == bindparam("participant_id"),
        _A.c.answer_id == bindparam("answer_id"),
    )
    .order_by(_A.c.id.desc())
    .limit(1)
)
_PROMPT = select(_P.c.state, _P.c.closed_at, _P.c.prefix).where(_P.c.id == bindparam("prompt_id"))
_STATEMENT = select(_S.c.id).where(
    _S.c.prompt_id == bindparam("prompt_id"),
    _S.c.participant_id == bindparam("participant_id"),
    _S.c.answer_id == bindparam("answer_id"),
)
_APPEND = insert(_A)


def append(batch: Batch, entry: Entry) -> Stored:
    """Store an answer; the same answer again, or an older one, gets what is stored.

    Raises NotOpen when its prompt was never opened. After the grace an answer is stored late:
    kept and exported, never counted.
    """
    key = {
        "prompt_id": entry.prompt_id,
        "participant_id": entry.participant_id,
        "answer_id": entry.answer_id,
    }
    last = batch.connection.execute(_LAST_OF_ANSWER, key).first()
    if last is not None and entry.sequence <= last.sequence:
        return Stored(entry.answer_id, last.sequence, last.stored_at, last.late)
    stored_at = now()
    late = _is_late(_prompt(batch, entry.prompt_id), stored_at)
    batch.connection.execute(
        _APPEND,
        {
            **key,
            "event_id": entry.event_id,
            "sequence": entry.sequence,
            "value": entry.value,
            "late": late,
            "withdrawn": False,
            "answered_at": entry.answered_at,
            "stored_at": stored_at,
        },
    )
    if entry.statement:
        _keep_statement(batch, entry, key, stored_at)
    batch.touch(entry.event_id)
    return Stored(entry.answer_id, entry.sequence, stored_at, late)


def _prompt(batch: Batch, prompt_id: int) -> Any:
    memo = ("prompt", prompt_id)
    if memo not in batch.memo:
        batch.memo[memo] = batch.connection.execute(_PROMPT, {"prompt_id": prompt_id}).one()
    return batch.memo[memo]


def _is_late(prompt: Any, at: str) -> bool:
    if prompt.state == "open":
        return False
    if prompt.state == "draft" or prompt.closed_at is None:
        raise NotOpen("error.not_open")
    return at > stamp(moment(prompt.closed_at) + timedelta(seconds=GRACE))


def _keep_statement(batch: Batch, entry: Entry, key: dict[str, Any], at: str) -> None:
    """Give a new statement its public id; a changed text has to be looked at again."""
    state = "waiting" if entry.moderated and _premoderation(batch, entry.event_id) else "unreviewed"
    known = batch.connection.execute(_STATEMENT, key).scalar()
    if known is not None:
        batch.connection.execute(
            update(_S).where(_S.c.id == known), {"state": state, "moderated_at": None}
        )
        return
    prefix = _prompt(batch, entry.prompt_id).prefix
    number = _next_number(batch, entry.event_id, prefix)
    batch.connection.execute(
        insert(_S),
        {
            **key,
            "event_id": entry.event_id,
            "public_id": f"{prefix}-{number:04d}",
            "prefix": prefix,
            "number": number,
            "state": state,
            "created_at": at,
        },
    )


def _premoderation(batch: Batch, event_id: int) -> bool:
    memo = ("premoderation", event_id)
    if memo not in batch.memo:
        batch.memo[memo] = batch.connection.execute(
            select(_EVENT.c.premoderation).where(_EVENT.c.id == event_id)
        ).scalar_one()
    return bool(batch.memo[memo])


def _next_number(batch: Batch, event_id: int, prefix: str) -> int:
    memo = ("number", event_id, prefix)
    if memo not in batch.memo:
        batch.memo[memo] = (
            batch.connection.execute(
                select(func.max(_S.c.number)).where(
                    _S.c.event_id == event_id, _S.c.prefix == prefix
                )
            ).scalar()
            or 0
        )
    batch.memo[memo] += 1
    return int(batch.memo[memo])


def withdraw(batch: Batch, event_id: int, participant_id: int, answer_id: str) -> Stored:
    """Take an answer back: its values are emptied, a row says that it is gone.

    Raises NotFound when the participant has no such answer. Twice is the same as once.
    """
    mine = (_A.c.participant_id == participant_id) & (_A.c.answer_id == answer_id)
    last = batch.connection.execute(
        select(_A.c.prompt_id, _A.c.sequence, _A.c.stored_at, _A.c.withdrawn)
        .where(mine, _A.c.event_id == event_id)
        .order_by(_A.c.id.desc())
        .limit(1)
    ).first()
    if last is None:
        raise NotFound("error.no_such_answer")
    if last.withdrawn:
        return Stored(answer_id, last.sequence, last.stored_at, False)
    stored_at = now()
    batch.connection.execute(update(_A).where(mine), {"value": None})
    batch.connection.execute(
        _APPEND,
        {
            "event_id": event_id,
            "prompt_id": last.prompt_id,
            "participant_id": participant_id,
            "answer_id": answer_id,
            "sequence": last.sequence,
            "value": None,
            "late": False,
            "withdrawn": True,
            "answered_at": None,
            "stored_at": stored_at,
        },
    )
    batch.connection.execute(
        update(_S).where(_S.c.participant_id == participant_id, _S.c.answer_id == answer_id),
        {"state": "withdrawn", "moderated_at": stored_at},
    )
    batch.touch(event_id)
    return Stored(answer_id, last.sequence, stored_at, False)


def after(connection: Connection, event_id: int, cursor: int) -> Iterator[Row]:
    """Rows of the event past the cursor, in ledger order."""
    rows = connection.execute(
        select(
            _A.c.id,
            _A.c.prompt_id,
            _A.c.participant_id,
            _A.c.answer_id,
            _A.c.sequence,
            _A.c.value,
            _A.c.late,
            _A.c.withdrawn,
            _A.c.stored_at,
            _PERSON.c.organisation,
            _PERSON.c.role,
        )
        .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
        .where(_A.c.event_id == event_id, _A.c.id > cursor)
        .order_by(_A.c.id)
    )
    return (Row(*row) for row in rows)


def of_participant(connection: Connection, participant_id: int) -> list[Row]:
    """The last row of each answer of one participant, oldest answer first."""
    newest: dict[tuple[int, str], Row] = {}
    rows = connection.execute(
        select(_A, _PERSON.c.organisation, _PERSON.c.role)
        .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
        .where(_A.c.participant_id == participant_id)
        .order_by(_A.c.id)
    )
    for row in rows:
        newest[row.prompt_id, row.answer_id] = Row(
            row.id,
            row.prompt_id,
            row.participant_id,
            row.answer_id,
            row.sequence,
            row.value,
            row.late,
            row.withdrawn,
            row.stored_at,
            row.organisation,
            row.role,
        )
    return list(newest.values())


def erase(batch: Batch, event_id: int, participants: Sequence[int]) -> int:
    """Delete participants of an event with all they sent; how many went."""
    gone = 0
    for start in range(0, len(participants), 500):
        some = list(participants[start : start + 500])
        batch.connection.execute(delete(_S).where(_S.c.participant_id.in_(some)))
        batch.connection.execute(delete(_A).where(_A.c.participant_id.in_(some)))
        gone += batch.connection.execute(delete(_PERSON).where(_PERSON.c.id.in_(some))).rowcount
    batch.memo.clear()
    batch.touch(event_id, staged=True)
    return gone


def seal(batch: Batch) -> None:
    """Raise the version of every event that this commit changes."""
    batch.connection.execute(
        update(_EVENT)
        .where(_EVENT.c.id.in_(sorted(batch.touched)))
        .values(version=_EVENT.c.version + 1, changed_at=now())
    )
