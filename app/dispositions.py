"""What a drafter says became of statements and commitments in the plan, as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from app.errors import InvalidInput
from app.models import Disposition, Event, Statement
from app.text.clean import clean

STATES = ("included", "partly", "not")
REASON, SECTION = 1_000, 120  # characters

_D, _S = Disposition.__table__, Statement.__table__  # type: ignore[attr-defined]
_E = Event.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one statement; an empty state takes back what was said."""

    state: str = ""  # included, partly, not
    reason: str = ""
    section: str = ""  # of the plan


@dataclass(frozen=True, slots=True)
class Disposed:
    """What the drafter says became of a statement."""

    state: str  # included, partly, not
    reason: str
    section: str  # of the plan
    actor: str
    at: str  # ledger time

    @property
    def said(self) -> Said:
        """The same without who said it and when."""
        return Said(self.state, self.reason, self.section)


def checked(state: str, reason: str = "", section: str = "") -> Said:
    """What somebody wrote, cleaned; raises InvalidInput for another state, for a text that is too
    long, and for a reason or section of nothing."""
    said = Said(state.strip(), clean(reason), " ".join(clean(section).split()))
    if said.state not in ("", *STATES):
        raise InvalidInput("dispositions.error.state", field="state")
    for field, text, most in (("reason", said.reason, REASON), ("section", said.section, SECTION)):
        if len(text) > most:
            over = len(text) - most
            raise InvalidInput(f"dispositions.error.{field}", field=field, n=over, most=most)
    if not said.state and (said.reason or said.section):
        raise InvalidInput("dispositions.error.alone", field="state")
    return said


def standing(connection: Connection, event_id: int) -> dict[int, Disposed]:
    """By statement, the newest word on it; one that was taken back is none."""
    rows = connection.execute(select(_D).where(_D.c.event_id == event_id).order_by(_D.c.id))
    newest = {row.statement_id: row for row in rows}
    return {key: _disposed(row) for key, row in newest.items() if row.state}


def _disposed(row: Row[Any]) -> Disposed:
    return Disposed(row.state, row.reason, row.section, row.actor, row.at)


def of(connection: Connection, event_id: int, public_id: str) -> Disposed | None:
    """The newest word on one; none where it was taken back."""
    row = connection.execute(
        select(_D)
        .join(_S, _S.c.id == _D.c.statement_id)
        .where(_S.c.event_id == event_id, _S.c.public_id == public_id)
        .order_by(_D.c.id.desc())
        .limit(1)
    ).first()
    return _disposed(row) if row is not None and row.state else None


def told(connection: Connection, event_id: int) -> bool:
    """Whether participants may read what became of their words."""
    found = connection.execute(select(_E.c.feedback).where(_E.c.id == event_id)).scalar()
    return bool(found)


def of_participant(
    connection: Connection, event_id: int, participant_id: int
) -> dict[str, tuple[str, Disposed | None]]:
    """By answer of one participant, the public id of the statement and what is said of it."""
    found = standing(connection, event_id)
    theirs = select(_S.c.id, _S.c.answer_id, _S.c.public_id).where(
        _S.c.participant_id == participant_id, _S.c.state != "withdrawn"
    )
    return {row.answer_id: (row.public_id, found.get(row.id)) for row in connection.execute(theirs)}


def listed(connection: Connection, event_id: int) -> dict[str, Disposed]:
    """The same by public id, in the order in which the statements came."""
    found = standing(connection, event_id)
    names = select(_S.c.id, _S.c.public_id).where(_S.c.event_id == event_id).order_by(_S.c.id)
    return {name: found[key] for key, name in connection.execute(names) if key in found}
