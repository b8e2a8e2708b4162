"""Statements from a file into a prompt: they wait for a moderator, and are nobody's answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, update

from app import events, ledger, participants
from app.acts.record import OPERATOR, log
from app.db import Batch
from app.errors import InvalidAnswer, NotFound
from app.events import Asked, Held
from app.imported.file import Row
from app.ledger import Entry
from app.models import Participant, Statement
from app.models.participant import IMPORTED

KIND = "text"
SAME = UUID("6f1d7c0e-3c0b-4b7e-9a41-5c2f0d9a8e13")  # under which a text gives its answer's id

_S, _PERSON = Statement.__table__, Participant.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that no statement was made of, and why: a key of the catalogue with what fills it."""

    line: int  # of the file
    message: str
    params: dict[str, Any]


@dataclass(slots=True)
class Brought:
    """What became of the rows of a file."""

    waiting: int = 0  # statements that a moderator has to see
    hidden: int = 0  # statements that were taken out elsewhere, and may be approved here
    repeated: int = 0  # rows whose text is there from this or an earlier import
    refused: list[Refused] = field(default_factory=list)


def bring_in(batch: Batch, code: str, key: str, rows: Iterable[Row]) -> Brought:
    """Keep the statements of these rows in the prompt of this key, all in this commit.

    Raises NotFound where the event or such a prompt of the kind text is not there.
    """
    held = events.held_as(batch.connection, events.id_of(batch.connection, code))
    prompt = _prompt(held, key)
    brought = Brought()
    known = _known(batch, prompt.id)
    fresh: dict[str, tuple[dict[str, Any], bool]] = {}
    for row in rows:
        value = _value(prompt, row, brought)
        if value is None:
            continue
        answer_id = str(uuid5(SAME, value["text"]))
        if answer_id in known or answer_id in fresh:
            brought.repeated += 1
        else:
            fresh[answer_id] = value, row.hidden
    if fresh and held is not None:
        _keep(batch, held, prompt, fresh)
        brought.hidden = sum(hidden for _, hidden in fresh.values())
        brought.waiting = len(fresh) - brought.hidden
        counts = {"waiting": brought.waiting, "hidden": brought.hidden}
        log(batch, held.id, "import", key, OPERATOR, {}, counts)
    return brought


def _prompt(held: Held | None, key: str) -> Asked:
    prompts = held.prompts if held else {}
    taking = [each.key for each in prompts.values() if each.kind.key == KIND]
    if key not in taking:
        raise NotFound("error.import.prompt", key=key, keys=", ".join(taking))
    return prompts[key]


def _known(batch: Batch, prompt_id: int) -> set[str]:
    """The answers that imports have brought to a prompt, also those taken back since."""
    return set(
        batch.connection.execute(
            select(_S.c.answer_id)
            .join(_PERSON, _PERSON.c.id == _S.c.participant_id)
            .where(_S.c.prompt_id == prompt_id, _PERSON.c.source == IMPORTED)
        ).scalars()
    )


def _value(prompt: Asked, row: Row, brought: Brought) -> dict[str, Any] | None:
    """The text as the kind keeps it; None where the row is refused."""
    if not row.cells:
        brought.refused.append(Refused(row.line, "error.import.cells", {}))
        return None
    try:
        return prompt.kind.parse(prompt.settings, {"text": row.text})
    except InvalidAnswer as fault:
        brought.refused.append(Refused(row.line, fault.message, fault.params))
        return None


def _keep(
    batch: Batch, held: Held, prompt: Asked, fresh: dict[str, tuple[dict[str, Any], bool]]
) -> None:
    person = participants.nobody(batch, held.id)
    for answer_id, (value, _) in fresh.items():
        ledger.append(
            batch,
            Entry(
                event_id=held.id,
                prompt_id=prompt.id,
                participant_id=person,
                answer_id=answer_id,
                sequence=1,
                value=value,
                statement=True,
                moderated=True,
                assisted=True,
            ),
        )
    mine = update(_S).where(_S.c.participant_id == person)
    batch.connection.execute(mine.values(state="waiting"))
    hidden = [answer_id for answer_id, (_, out) in fresh.items() if out]
    for start in range(0, len(hidden), 500):
        some = mine.where(_S.c.answer_id.in_(hidden[start : start + 500]))
        batch.connection.execute(some.values(state="hidden", moderated_at=_S.c.created_at))
