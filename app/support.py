"""Support: which statements a participant is shown, and which ones they back.

Statements are dealt a few at a time, the least seen first, so that each gets its share of eyes
before any gets more. Backings are appended; the newest of a participant and statement stands, as
long as the statement says what it said then.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from app.clock import now
from app.db import Batch, driver
from app.errors import InvalidInput, NotFound, NotOpen, Unknown
from app.kinds.text import SHOWN
from app.ledger import NEWEST, Until, still_counts
from app.models import Backing, Exposure, Participant, Prompt, Statement
from app.pace import Span
from app.prepared import Prepared, appending

AT_A_TIME = 5  # statements dealt at once
MOST = 20

_B, _X = Backing.__table__, Exposure.__table__  # type: ignore[attr-defined]
_PERSON = Participant.__table__  # type: ignore[attr-defined]
_S, _P = Statement.__table__, Prompt.__table__  # type: ignore[attr-defined]

_SEEN = Prepared(
    select(_X.c.statement_id).where(_X.c.participant_id == bindparam("participant_id"))
)
_JOINED = Prepared(select(_PERSON.c.id).where(_PERSON.c.id == bindparam("participant_id")))
_STATE = Prepared(select(_S.c.state).where(_S.c.id == bindparam("statement_id")))
_EXPOSE, _BACK = appending(_X), appending(_B)
_STATEMENT = Prepared(
    select(_S.c.id, _S.c.participant_id, _S.c.state, _S.c.prompt_id, _S.c.mark).where(
        _S.c.event_id == bindparam("event_id"), _S.c.public_id == bindparam("public_id")
    )
)
_BACKS = Prepared(
    select(_B.c.backs)
    .where(
        _B.c.participant_id == bindparam("participant_id"),
        _B.c.statement_id == bindparam("statement_id"),
    )
    .order_by(_B.c.id.desc())
    .limit(1)
)


_EXPOSURES = (
    select(_X.c.id, _X.c.statement_id, _S.c.prompt_id)
    .join(_S, _S.c.id == _X.c.statement_id)
    .where(
        _X.c.event_id == bindparam("event_id"),
        _X.c.id > bindparam("cursor"),
        _X.c.id <= bindparam("until"),
    )
    .order_by(_X.c.id)
)
_BACKINGS = (
    select(
        _B.c.id, _B.c.statement_id, _B.c.participant_id, _B.c.backs, _S.c.prompt_id,
        _PERSON.c.organisation,
    )
    .join(_S, _S.c.id == _B.c.statement_id)
    .join(_PERSON, _PERSON.c.id == _B.c.participant_id)
    .where(
        _B.c.event_id == bindparam("event_id"),
        _B.c.id > bindparam("cursor"),
        _B.c.id <= bindparam("until"),
    )
    .order_by(_B.c.id)
)  # fmt: skip


class Backed(NamedTuple):
    """How a statement stands, as `Counted` has it."""

    support: int
    support_organisations: int
    exposed: int


class Support:
    """Who has seen and who backs each statement of an event, caught up from what was appended; or
    how that was at a moment."""

    def __init__(self, event_id: int, until: Until = Until()) -> None:  # noqa: B008 a tuple
        self._event = {"event_id": event_id}
        self._until = until
        self._backed = self._shown = 0  # newest rows that were read
        self._new: set[int] = set()  # statements that say something else since that moment
        self.backers: defaultdict[int, dict[int, str]] = defaultdict(dict)  # participant, their
        self.exposed: Counter[int] = Counter()  # organisation; people who have seen it

    def catch_up(self, connection: Connection, changed: Iterable[int] = ()) -> set[int]:
        """Read on; prompts with a statement whose support changed. Nobody has seen or backs what
        statements say that were `changed`: the ledger took those rows back."""
        for statement in changed:
            self.exposed.pop(statement, None)
            if self._until.position < NEWEST:
                self._new.add(statement)
        moved: set[int] = set()
        shown = self._event | {"cursor": self._shown, "until": self._until.exposure}
        for row in connection.execute(_EXPOSURES, shown):
            self._shown = row.id
            self.exposed[row.statement_id] += 1
            moved.add(row.prompt_id)
        backed = self._event | {"cursor": self._backed, "until": self._until.backing}
        for row in connection.execute(_BACKINGS, backed):
            self._backed = row.id
            if row.backs:
                self.backers[row.statement_id][row.participant_id] = row.organisation
            else:
                self.backers[row.statement_id].pop(row.participant_id, None)
            moved.add(row.prompt_id)
        return moved

    def of(self, statement: int) -> Backed:
        """How a statement stands."""
        if statement in self._new:
            return Backed(0, 0, 0)
        backers = self.backers.get(statement, {})
        return Backed(len(backers), len(set(backers.values())), self.exposed[statement])


def least_seen(exposed: Iterable[tuple[int, int]], random: Random) -> list[int]:
    """Statements of `(id, how many have seen it)`, the least seen first, equals in any order.

    Coverage first: the deal that shows 1,500 statements 15,000 times shows none much less often
    than ten times, where drawing at random would leave some with two.
    """
    pairs = list(exposed)
    random.shuffle(pairs)
    pairs.sort(key=lambda each: each[1])
    return [statement for statement, _ in pairs]


def deal(
    batch: Batch,
    event_id: int,
    participant_id: int,
    prompt_id: int,
    order: Iterable[int],
    count: int,
    window: tuple[Span, ...] = (),
) -> list[int]:
    """Show the participant the next statements of an order: none of their own (which must not
    stand in it), none twice, none that was hidden meanwhile. What was dealt counts as seen from
    this commit on.

    Raises NotOpen when answers to the prompt no longer count, Unknown when the participant has
    been erased.
    """
    raw = driver(batch.connection)
    _must_be_joined(raw, participant_id)
    at = now()
    if not still_counts(_prompt(batch, prompt_id), at, window):
        raise NotOpen("error.support_closed")
    seen = {row[0] for row in _SEEN.run(raw, {"participant_id": participant_id})}
    unseen = (each for each in order if each not in seen and _may_be_seen(raw, each))
    dealt = list(islice(unseen, min(count, MOST)))
    for statement in dealt:
        _expose(batch, event_id, participant_id, statement, at)
    return dealt


def _must_be_joined(raw: sqlite3.Connection, participant_id: int) -> None:
    """Raises Unknown when they were erased between asking who it is and now."""
    if _JOINED.run(raw, {"participant_id": participant_id}).fetchone() is None:
        raise Unknown("error.unknown_participant")


def _may_be_seen(raw: sqlite3.Connection, statement: int) -> bool:
    found = _STATE.run(raw, {"statement_id": statement}).fetchone()
    return found is not None and found[0] in SHOWN


def _expose(batch: Batch, event_id: int, participant_id: int, statement: int, at: str) -> None:
    row = {
        "event_id": event_id,
        "participant_id": participant_id,
        "statement_id": statement,
        "shown_at": at,
    }
    _EXPOSE.run(driver(batch.connection), row)
    batch.touch(event_id)


def back(
    batch: Batch,
    event_id: int,
    participant_id: int,
    public_id: str,
    backs: bool,
    windows: Mapping[int, tuple[Span, ...]] = MappingProxyType({}),
) -> str:
    """Back a statement, or take that back; the moment of what stands. Twice is the same as once.

    Raises NotFound when no such statement may be seen, InvalidInput for one's own and where the
    prompt does not ask for support, NotOpen when its prompt is not open, Unknown when the
    participant has been erased. `windows` has when the clock opens prompts, by id.
    """
    raw = driver(batch.connection)
    _must_be_joined(raw, participant_id)
    found = _STATEMENT.run(raw, {"event_id": event_id, "public_id": public_id}).fetchone()
    if found is None or found[2] not in SHOWN or found[4] == "archived":
        raise NotFound("error.no_such_statement", id=public_id)
    statement, author, _, prompt_id, _ = found
    prompt = _prompt(batch, prompt_id)
    if not prompt.settings.get("support"):
        raise InvalidInput("error.no_support", field="statement")
    if author == participant_id:
        raise InvalidInput("error.own_statement", field="statement")
    pair = {"participant_id": participant_id, "statement_id": statement}
    stands = _BACKS.run(raw, pair).fetchone()
    at = now()
    if bool(stands and stands[0]) == backs:
        return at
    if not still_counts(prompt, at, windows.get(prompt_id, ())):
        raise NotOpen("error.support_closed")
    if statement not in {row[0] for row in _SEEN.run(raw, {"participant_id": participant_id})}:
        _expose(batch, event_id, participant_id, statement, at)  # who backs it has seen it
    _BACK.run(raw, {**pair, "event_id": event_id, "backs": backs, "stored_at": at})
    batch.touch(event_id)
    return at


def _prompt(batch: Batch, prompt_id: int) -> Any:
    memo = ("supported", prompt_id)
    if memo not in batch.memo:
        columns = select(_P.c.state, _P.c.closed_at, _P.c.settings).where(_P.c.id == prompt_id)
        batch.memo[memo] = batch.connection.execute(columns).one()
    return batch.memo[memo]


def seen_by(connection: Connection, participant_id: int) -> list[int]:
    """Statements that were dealt to a participant, the oldest first."""
    rows = select(_X.c.statement_id).where(_X.c.participant_id == participant_id)
    return list(connection.execute(rows.order_by(_X.c.id)).scalars())


def backed_by(connection: Connection, participant_id: int) -> set[int]:
    """Statements that a participant backs now."""
    stands: dict[int, bool] = {}
    rows = select(_B.c.statement_id, _B.c.backs).where(_B.c.participant_id == participant_id)
    for statement, backs in connection.execute(rows.order_by(_B.c.id)):
        stands[statement] = backs
    return {statement for statement, backs in stands.items() if backs}
