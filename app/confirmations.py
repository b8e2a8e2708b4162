"""Commitments after the event: as the hall left them, and what their organisations say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from app.clock import now
from app.db import Batch
from app.errors import InvalidAnswer, InvalidInput
from app.kinds.commitment import kind
from app.models import Answer, Confirmation, Participant, Prompt, Statement
from app.text.clean import clean, graphemes

DECISIONS = ("confirmed", "corrected", "withdrawn")
NOTE = 1_000  # graphemes

_A, _S, _P = Answer.__table__, Statement.__table__, Prompt.__table__  # type: ignore[attr-defined]
_PERSON, _C = Participant.__table__, Confirmation.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says of one of its commitments."""

    decision: str  # confirmed, corrected, withdrawn
    value: Mapping[str, Any]  # as the organisation has it; empty when withdrawn
    note: str = ""
    at: str = ""  # ledger time; empty while it is not stored


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment as the hall left it, with the newest word of its organisation on it."""

    id: str  # public
    prompt: str  # key
    organisation: str  # key
    value: Mapping[str, Any]
    position: int  # in the ledger, of the version that this is
    late: bool  # came too late to count
    said: Said | None

    @property
    def changed(self) -> bool:
        """Whether its participant changed it after the organisation had confirmed it."""
        said = self.said
        return said is not None and said.decision == "confirmed" and said.value != self.value


def commitments(
    connection: Connection, event_id: int, organisation: str | None = None
) -> list[Commitment]:
    """The commitments of an event, or of one organisation, in the order of prompts and then of
    their ids: the newest version that counts, else the one that came late. Those that their
    participants withdrew or a moderator hid are not among them."""
    asked = (
        select(
            _S.c.public_id,
            _P.c.key,
            _PERSON.c.organisation,
            _A.c.value,
            _A.c.id,
            _A.c.late,
        )
        .join(
            _A,
            (_A.c.prompt_id == _S.c.prompt_id)
            & (_A.c.participant_id == _S.c.participant_id)
            & (_A.c.answer_id == _S.c.answer_id),
        )
        .join(_P, _P.c.id == _S.c.prompt_id)
        .join(_PERSON, _PERSON.c.id == _S.c.participant_id)
        .where(
            _S.c.event_id == event_id,
            _P.c.kind == kind.key,
            _S.c.state.not_in(("withdrawn", "hidden")),
            _A.c.value.is_not(None),
        )
        .order_by(_P.c.position, _S.c.number, _A.c.late.desc(), _A.c.id)
    )
    if organisation is not None:
        asked = asked.where(_PERSON.c.organisation == organisation)
    said = standing(connection, event_id)
    newest = {row.public_id: row for row in connection.execute(asked)}
    return [
        Commitment(
            row.public_id,
            row.key,
            row.organisation,
            row.value,
            row.id,
            row.late,
            said.get(row.public_id),
        )
        for row in newest.values()
    ]


def standing(connection: Connection, event_id: int) -> dict[str, Said]:
    """By public id, the newest word of an organisation on its commitment."""
    rows = connection.execute(select(_C).where(_C.c.event_id == event_id).order_by(_C.c.id))
    return {row.public_id: Said(row.decision, row.value, row.note, row.at) for row in rows}


def checked(
    of: Commitment, settings: Mapping[str, Any], decision: str, value: object, note: str
) -> Said:
    """What somebody wrote, cleaned. Raises InvalidInput for another decision, for a note that is
    too long and for a correction that corrects nothing, InvalidAnswer for a correction that the
    prompt cannot take."""
    note = clean(note)
    if decision not in DECISIONS:
        raise InvalidInput("confirmation.error.decision", field="decision")
    if (over := graphemes(note) - NOTE) > 0:
        raise InvalidInput("confirmation.error.note", field="note", n=over, most=NOTE)
    if decision == "withdrawn":
        return Said(decision, {}, note)
    if decision == "confirmed":
        return Said(decision, of.value, note)
    corrected = kind.parse(kind.settings(dict(settings)), value)
    if corrected == of.value:
        raise InvalidAnswer("confirmation.error.same", field="measure")
    return Said(decision, corrected, note)


def keep(batch: Batch, event_id: int, invitation_id: int, public_id: str, said: Said) -> Said:
    """Append what an organisation says; the same with the moment of it."""
    at = now()
    row = {
        "event_id": event_id,
        "invitation_id": invitation_id,
        "public_id": public_id,
        "decision": said.decision,
        "value": said.value,
        "note": said.note,
        "at": at,
    }
    batch.connection.execute(insert(_C), row)
    return replace(said, at=at)


def counts(of: Iterable[Commitment]) -> dict[str, int]:
    """How many there are of each decision, and how many nothing is said of yet (`open`)."""
    found = Counter(each.said.decision if each.said else "open" for each in of)
    return {name: found[name] for name in (*DECISIONS, "open")}


def by_organisation(of: Iterable[Commitment]) -> dict[str, list[Commitment]]:
    """The same apart by organisation."""
    found: dict[str, list[Commitment]] = {}
    for each in of:
        found.setdefault(each.organisation, []).append(each)
    return found
