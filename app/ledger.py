"""The ledger: append, read on, withdraw, erase. Knows no kinds and no HTML.

Order is the ledger's own: a later sequence of the same answer replaces it, and where one answer
stands per participant the last row appended is the one. Clocks decide nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, or_, select, update

from app.clock import moment, now, stamp
from app.db import Batch, driver
from app.errors import Clash, InvalidInput, NotFound, NotOpen, TooMany, Unknown
from app.models import (
    Answer,
    Backing,
    Confirmation,
    Disposition,
    Erasure,
    Event,
    Exposure,
    Participant,
    Prompt,
    Statement,
)
from app.models.participant import IMPORTED
from app.pace import Span, opened_by, span_at
from app.prepared import Prepared, appending

NEWEST = 2**63 - 1  # beyond every position
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
    assisted: bool = False  # a host enters it from paper: no closing rule, the prompt may be shut
    window: tuple[Span, ...] = ()  # when the clock opens the prompt before and after the event
    edition: int | None = None  # of the prompt that the value was parsed for; None for any
    most: int | None = None  # statements of a participant that may stand in this prompt
    round: int | None = None  # that it was written for; that of its id, else the prompt's newest


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
    source: str = "phone"  # paper, import
    headcount: int | None = None  # people behind the answer, where it is a table's
    windowed: bool = False  # came in the window before or after the event
    round: int = 1  # of the prompt, that it was written for

    @property
    def imported(self) -> bool:
        """Whether it is of nobody in this event: a statement from elsewhere."""
        return self.source == IMPORTED


class Until(NamedTuple):
    """A place in all that is appended: the newest row of each table that belongs to a moment."""

    position: int = NEWEST  # in the ledger
    exposure: int = NEWEST
    backing: int = NEWEST


_A, _S, _P = Answer.__table__, Statement.__table__, Prompt.__table__  # type: ignore[attr-defined]
_EVENT, _PERSON = Event.__table__, Participant.__table__  # type: ignore[attr-defined]
_ERASURE = Erasure.__table__  # type: ignore[attr-defined]
_BACKING, _EXPOSURE = Backing.__table__, Exposure.__table__  # type: ignore[attr-defined]
_DISPOSITION, _CONFIRMATION = Disposition.__table__, Confirmation.__table__  # type: ignore[attr-defined]

_LAST_OF_ANSWER = Prepared(
    select(_A.c.sequence, _A.c.stored_at, _A.c.late, _A.c.round)
    .where(
        _A.c.prompt_id == bindparam("prompt_id"),
        _A.c.participant_id == bindparam("participant_id"),
        _A.c.answer_id == bindparam("answer_id"),
    )
    .order_by(_A.c.sequence.desc(), _A.c.withdrawn)  # the sending before its withdrawal
    .limit(1)
)
_PROMPT = select(
    _P.c.state, _P.c.closed_at, _P.c.prefix, _P.c.edition, _P.c.round, _P.c.closings
).where(_P.c.id == bindparam("prompt_id"))
_STATEMENT = Prepared(
    select(_S.c.id, _S.c.state, _S.c.mark, _S.c.marked_at).where(
        _S.c.prompt_id == bindparam("prompt_id"),
        _S.c.participant_id == bindparam("participant_id"),
        _S.c.answer_id == bindparam("answer_id"),
    )
)
_STANDING = Prepared(
    select(_S.c.answer_id).where(
        _S.c.prompt_id == bindparam("prompt_id"),
        _S.c.participant_id == bindparam("participant_id"),
        _S.c.state != "withdrawn",
    )
)
_APPEND, _APPEND_STATEMENT = appending(_A), appending(_S)
_AFTER = (
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
        _PERSON.c.source,
        _PERSON.c.headcount,
        _A.c.windowed,
        _A.c.round,
    )
    .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
    .where(
        _A.c.event_id == bindparam("event_id"),
        _A.c.id > bindparam("cursor"),
        _A.c.id <= bindparam("until"),
    )
    .order_by(_A.c.id)
)
_ERASURES = select(func.max(_ERASURE.c.id)).where(_ERASURE.c.event_id == bindparam("event_id"))


def append(batch: Batch, entry: Entry) -> Stored:
    """Store an answer; the same answer again, or an older one, gets what is stored.

    Raises NotOpen when its prompt or that round was never opened, InvalidInput when its id is of
    another round than it names, Unknown when its participant has been erased,
    Clash when the prompt has been amended since the value was parsed, TooMany when as many of
    theirs stand as the prompt takes. After the grace an answer is stored late: kept and exported,
    never counted.
    """
    key = {
        "prompt_id": entry.prompt_id,
        "participant_id": entry.participant_id,
        "answer_id": entry.answer_id,
    }
    raw = driver(batch.connection)
    last = _LAST_OF_ANSWER.run(raw, key).fetchone()
    if last is not None and entry.sequence <= last[0]:
        sequence, stored_at, late, _ = last
        return Stored(entry.answer_id, sequence, stored_at, bool(late))
    stored_at = now()
    prompt = _prompt(batch, entry.prompt_id)
    if entry.edition not in (None, prompt.edition):
        raise Clash("error.amended")
    round_ = _round(entry, prompt, last[3] if last else None)
    window = () if entry.window and _rehearsing(batch, entry.event_id) else entry.window
    late = not entry.assisted and _is_late(prompt, round_, stored_at, window)
    part = None if entry.assisted else span_at(window, stored_at, GRACE)
    if entry.most is not None:
        _room_for_one(raw, key, entry.most)
    row = {
        **key,
        "event_id": entry.event_id,
        "sequence": entry.sequence,
        "value": entry.value,
        "round": round_,
        "late": late,
        "withdrawn": False,
        "windowed": part is not None,
        "answered_at": entry.answered_at,
        "stored_at": stored_at,
    }
    try:
        _APPEND.run(raw, row)
    except sqlite3.IntegrityError as fault:  # erased between asking who it is and storing
        if _joined(batch, entry.participant_id):
            raise
        raise Unknown("error.unknown_participant") from fault
    if entry.statement:
        _keep_statement(batch, entry, key, stored_at, late)
    batch.touch(entry.event_id)
    return Stored(entry.answer_id, entry.sequence, stored_at, late)


def _room_for_one(raw: sqlite3.Connection, key: dict[str, Any], most: int) -> None:
    """Raises TooMany when no more statements of the participant may stand in the prompt. One that
    stands may be changed."""
    standing = {row[0] for row in _STANDING.run(raw, key)}
    if len(standing) >= most and key["answer_id"] not in standing:
        raise TooMany("error.too_many", n=most)


def _joined(batch: Batch, participant_id: int) -> bool:
    known = select(_PERSON.c.id).where(_PERSON.c.id == participant_id)
    return batch.connection.execute(known).first() is not None


def _prompt(batch: Batch, prompt_id: int) -> Any:
    memo = ("prompt", prompt_id)
    if memo not in batch.memo:
        row = batch.connection.execute(_PROMPT, {"prompt_id": prompt_id}).first()
        if row is None:  # taken out of the agenda since the answer was parsed
            raise Clash("error.amended")
        batch.memo[memo] = row
    return batch.memo[memo]


def _round(entry: Entry, prompt: Any, known: int | None) -> int:
    """The round that an answer is of; its id stays with the one that it was first sent for."""
    if None not in (entry.round, known) and entry.round != known:
        raise InvalidInput("rounds.error.other", field="round")
    found = int(entry.round or known or prompt.round)
    if found > prompt.round:
        raise NotOpen("error.not_open")
    return found


def _is_late(prompt: Any, of_round: int, at: str, window: tuple[Span, ...]) -> bool:
    if of_round < prompt.round:
        return not in_grace(prompt.closings[of_round - 1], at)
    never = prompt.state == "draft" or (prompt.state == "closed" and prompt.closed_at is None)
    if never and not any(part.begins <= at for part in window):
        raise NotOpen("error.not_open")
    return not still_counts(prompt, at, window)


def in_grace(closed_at: str, at: str) -> bool:
    """Whether a moment is no later than the grace after closing."""
    return at <= stamp(moment(closed_at) + timedelta(seconds=GRACE))


def still_counts(prompt: Any, at: str, window: tuple[Span, ...] = ()) -> bool:
    """Whether what comes at a moment counts: the prompt (a row with state and closed_at) is open,
    by a host or by the window, or was closed no longer than the grace ago."""
    if prompt.state == "open":
        return True
    closed_at = prompt.closed_at
    if closed_at is not None and in_grace(closed_at, at):
        return True
    return opened_by(span_at(window, at, GRACE), prompt.state, closed_at)


def _keep_statement(batch: Batch, entry: Entry, key: dict[str, Any], at: str, late: bool) -> None:
    """Give a new statement its public id. A changed text has to be looked at again, and nobody has
    seen or backs it yet, unless it came too late to take the place of the one that counts."""
    waits = entry.moderated and _premoderation(batch, entry.event_id)
    state = "waiting" if waits else "unreviewed"
    raw = driver(batch.connection)
    known = _STATEMENT.run(raw, key).fetchone()
    if known is not None and late:
        return
    if known is not None:
        statement, before, *mark = known
        if entry.moderated and before in ("hidden", "waiting"):
            state = "waiting"  # nobody brings back what was hidden by sending it once more
        if mark[0] != "archived" or not _says_the_same(batch, entry, key):
            mark = [None, None]
        fields = {"state": state, "moderated_at": None, "mark": mark[0], "marked_at": mark[1]}
        batch.connection.execute(update(_S).where(_S.c.id == statement), fields)
        _end_support(batch, statement, at)
        return
    prefix = _prompt(batch, entry.prompt_id).prefix
    number = _next_number(batch, entry.event_id, prefix)
    _APPEND_STATEMENT.run(
        raw,
        {
            **key,
            "event_id": entry.event_id,
            "public_id": f"{prefix}-{number:04d}",
            "prefix": prefix,
            "number": number,
            "state": state,
            "created_at": at,
            "moderated_at": None,
            "mark": None,
            "marked_at": None,
        },
    )


def _says_the_same(batch: Batch, entry: Entry, key: dict[str, Any]) -> bool:
    """Whether the answer says what it said before this sending."""
    before = select(_A.c.value).where(
        *(_A.c[name] == value for name, value in key.items()),
        _A.c.sequence < entry.sequence,
        ~_A.c.late,
    )
    newest = before.order_by(_A.c.id.desc()).limit(1)
    return bool(batch.connection.execute(newest).scalar() == entry.value)


def _end_support(batch: Batch, statement: int, at: str) -> None:
    """Whoever backs the statement no longer does, whoever has seen it may be shown it again."""
    newest = (
        select(func.max(_BACKING.c.id))
        .where(_BACKING.c.statement_id == statement)
        .group_by(_BACKING.c.participant_id)
    )
    columns = (_BACKING.c.event_id, _BACKING.c.statement_id, _BACKING.c.participant_id)
    backed = select(*columns, literal(False), literal(at)).where(
        _BACKING.c.id.in_(newest), _BACKING.c.backs
    )
    names = [*(column.name for column in columns), "backs", "stored_at"]
    batch.connection.execute(insert(_BACKING).from_select(names, backed.order_by(_BACKING.c.id)))
    batch.connection.execute(delete(_EXPOSURE).where(_EXPOSURE.c.statement_id == statement))


def _premoderation(batch: Batch, event_id: int) -> bool:
    memo = ("premoderation", event_id)
    if memo not in batch.memo:
        batch.memo[memo] = batch.connection.execute(
            select(_EVENT.c.premoderation).where(_EVENT.c.id == event_id)
        ).scalar_one()
    return bool(batch.memo[memo])


def _rehearsing(batch: Batch, event_id: int) -> bool:
    """A rehearsal is of the day itself: no window opens anything in it."""
    memo = ("rehearsing", event_id)
    if memo not in batch.memo:
        batch.memo[memo] = batch.connection.execute(
            select(_EVENT.c.rehearsing).where(_EVENT.c.id == event_id)
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
    sent = batch.connection.execute(
        select(_A.c.prompt_id, _A.c.sequence, _A.c.stored_at, _A.c.withdrawn, _A.c.round)
        .where(
            _A.c.participant_id == participant_id,
            _A.c.answer_id == answer_id,
            _A.c.event_id == event_id,
        )
        .order_by(_A.c.id)
    ).all()
    if not sent:
        raise NotFound("error.no_such_answer")
    stored_at = now()
    # A client may have sent one id to several prompts: each of those is taken back.
    standing = [row for row in {row.prompt_id: row for row in sent}.values() if not row.withdrawn]
    for row in standing:
        key = {
            "prompt_id": row.prompt_id,
            "participant_id": participant_id,
            "answer_id": answer_id,
        }
        _take_back(batch, event_id, key, row.sequence, row.round, stored_at)
    last = sent[-1]
    return Stored(answer_id, last.sequence, stored_at if standing else last.stored_at, False)


def _take_back(
    batch: Batch,
    event_id: int,
    key: dict[str, Any],
    sequence: int,
    of_round: int,
    stored_at: str,
) -> None:
    """Empty what was sent, and append the row that says so."""
    rows = [_A.c[name] == value for name, value in key.items()]
    batch.connection.execute(update(_A).where(*rows), {"value": None})
    _APPEND.run(
        driver(batch.connection),
        {
            **key,
            "event_id": event_id,
            "sequence": sequence,
            "value": None,
            "round": of_round,
            "late": False,
            "withdrawn": True,
            "windowed": False,
            "answered_at": None,
            "stored_at": stored_at,
        },
    )
    statement = [_S.c[name] == value for name, value in key.items()]
    batch.connection.execute(
        update(_S).where(*statement), {"state": "withdrawn", "moderated_at": stored_at}
    )
    # A reason may quote what it is about.
    gone = select(_S.c.id).where(*statement).scalar_subquery()
    batch.connection.execute(delete(_DISPOSITION).where(_DISPOSITION.c.statement_id.in_(gone)))
    batch.touch(event_id)


def after(
    connection: Connection,
    event_id: int,
    cursor: int,
    until: int = NEWEST,
    prompt_id: int | None = None,
) -> Iterator[Row]:
    """Rows of the event, or of one prompt, past the cursor, up to and with `until`, in ledger
    order."""
    asked = _AFTER if prompt_id is None else _AFTER.where(_A.c.prompt_id == prompt_id)
    rows = connection.execute(asked, {"event_id": event_id, "cursor": cursor, "until": until})
    return (Row(*row) for row in rows)


def erasures(connection: Connection, event_id: int) -> int:
    """A number that is another one after every erasure in the event."""
    return connection.execute(_ERASURES, {"event_id": event_id}).scalar() or 0


def of_participant(connection: Connection, participant_id: int) -> list[Row]:
    """How each answer of one participant stands, oldest answer first. The position is that of
    the last sending, also when that was withdrawn afterwards."""
    newest: dict[tuple[int, str], Row] = {}
    rows = connection.execute(
        select(_A, _PERSON.c.organisation, _PERSON.c.role, _PERSON.c.source, _PERSON.c.headcount)
        .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
        .where(_A.c.participant_id == participant_id)
        .order_by(_A.c.id)
    )
    for row in rows:
        sent = newest.get((row.prompt_id, row.answer_id))
        if row.withdrawn and sent is not None:
            newest[row.prompt_id, row.answer_id] = replace(
                sent, withdrawn=True, stored_at=row.stored_at
            )
            continue
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
            row.source,
            row.headcount,
            row.windowed,
            row.round,
        )
    return list(newest.values())


def erase(batch: Batch, event_id: int, participants: Sequence[int]) -> int:
    """Delete participants of an event with all they sent; how many went.

    Writes an erasure, by which every tally knows that it has to count anew.
    """
    gone = 0
    for start in range(0, len(participants), 500):
        some = list(participants[start : start + 500])
        theirs = select(_S.c.id).where(_S.c.participant_id.in_(some))
        for table in (_BACKING, _EXPOSURE):
            batch.connection.execute(
                delete(table).where(
                    or_(table.c.participant_id.in_(some), table.c.statement_id.in_(theirs))
                )
            )
        batch.connection.execute(
            delete(_DISPOSITION).where(_DISPOSITION.c.statement_id.in_(theirs))
        )
        # A public id of these may come again, for a commitment that nobody has confirmed.
        named = select(_S.c.public_id).where(_S.c.participant_id.in_(some))
        batch.connection.execute(
            delete(_CONFIRMATION).where(
                _CONFIRMATION.c.event_id == event_id, _CONFIRMATION.c.public_id.in_(named)
            )
        )
        batch.connection.execute(delete(_S).where(_S.c.participant_id.in_(some)))
        batch.connection.execute(delete(_A).where(_A.c.participant_id.in_(some)))
        gone += batch.connection.execute(delete(_PERSON).where(_PERSON.c.id.in_(some))).rowcount
    batch.connection.execute(
        insert(_ERASURE), {"event_id": event_id, "at": now(), "participants": gone}
    )
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
