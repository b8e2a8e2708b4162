"""Statements and commitments as whoever drafts the plan goes through them: read, searched, sorted,
and how many of them something has been said of. Nothing about who wrote a thought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from app import dispositions
from app.agenda import AgendaPrompt
from app.dispositions import Disposed
from app.events import Held
from app.models import Answer, Participant, Statement
from app.support import Backed, Support

NOWHERE = "-"  # a goal area or angle of what belongs to none
EXEMPT = "exempt"  # the state of what nobody reviews, because no screen shows its text
NONE, SOME = "none", "some"  # no disposition yet; any
SORTS = ("newest", "id", "support")

_A, _S = Answer.__table__, Statement.__table__  # type: ignore[attr-defined]
_PERSON = Participant.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement or commitment as the drafter has it."""

    id: str  # public id
    prompt: AgendaPrompt
    value: dict[str, Any]
    text: str  # all of it, in one string
    state: str  # waiting, approved, hidden, unreviewed, or EXEMPT
    support: Backed | None  # where it could be backed
    organisation: str | None  # key; of a commitment, which is given for one
    stored_at: str  # of what it says now
    late: bool  # came too late to count
    rehearsal: bool
    position: int  # in the ledger
    order: tuple[int, int]  # place of its prompt, and its number there
    disposed: Disposed | None

    @property
    def treated(self) -> str:
        """Its disposition, or NONE."""
        return self.disposed.state if self.disposed else NONE

    @property
    def changed(self) -> bool:
        """Whether it says something else than when its disposition was said."""
        return self.disposed is not None and self.disposed.at < self.stored_at

    @property
    def outcome(self) -> str:
        """What everybody may be told of it: what was said of other words is not told of these."""
        return NONE if self.changed else self.treated

    @property
    def published(self) -> bool:
        """Whether everybody may read it: a thought that counts and that a moderator approved."""
        return self.state == "approved" and not (self.late or self.rehearsal)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the drafter looks for; what is empty does not matter."""

    text: str = ""  # words of the text, or of the id
    area: str = ""  # key, or NOWHERE
    angle: str = ""
    prompt: str = ""
    kind: str = ""  # key
    state: str = ""
    treated: str = ""  # a disposition, NONE or SOME
    backers: int = 0  # so many people at least
    sort: str = "newest"


@dataclass(frozen=True, slots=True)
class Part:
    """How far a goal area is: its key, NOWHERE for what belongs to none."""

    area: str
    counts: dict[str, int]  # by disposition, NONE too

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those that something has been said of."""
        return self.all - self.counts[NONE]


def read(connection: Connection, held: Held) -> list[Entry]:
    """Every statement and commitment that was not taken back, those that came late too; audience
    questions are for those who speak. In the order in which they came."""
    support = Support(held.id)
    support.catch_up(connection)
    said = dispositions.standing(connection, held.id)
    prompts = {
        held.prompts[prompt.key].id: (place, prompt)
        for place, prompt in enumerate(held.agenda.prompts)
        if held.prompts[prompt.key].kind.statement
    }
    return [
        _entry(row, *prompts[row.prompt_id], held, support, said.get(row.statement))
        for row in _rows(connection, held.id, list(prompts))
    ]


def _entry(
    row: Row[Any],
    place: int,
    prompt: AgendaPrompt,
    held: Held,
    support: Support,
    disposed: Disposed | None,
) -> Entry:
    kind = held.prompts[prompt.key].kind
    return Entry(
        id=row.public_id,
        prompt=prompt,
        value=row.value,
        text=kind.text(row.value),
        state=row.state if kind.moderated else EXEMPT,
        support=support.of(row.statement) if prompt.settings.get("support") else None,
        organisation=None if kind.moderated else row.organisation,
        stored_at=row.stored_at,
        late=row.late,
        rehearsal=row.rehearsal,
        position=row.position,
        order=(place, row.number),
        disposed=disposed,
    )


def _rows(connection: Connection, event_id: int, prompts: list[int]) -> list[Row[Any]]:
    """What each statement says: the last that came in time, else the last that came."""
    same = ("prompt_id", "participant_id", "answer_id")
    asked: Select[Any] = (
        select(
            _S.c.id.label("statement"),
            *(_S.c.public_id, _S.c.number, _S.c.state, _S.c.prompt_id),
            _A.c.id.label("position"),
            *(_A.c.value, _A.c.late, _A.c.stored_at),
            *(_PERSON.c.organisation, _PERSON.c.rehearsal),
        )
        .join(_A, and_(*(_A.c[name] == _S.c[name] for name in same)))
        .join(_PERSON, _PERSON.c.id == _S.c.participant_id)
        .where(_S.c.event_id == event_id, _S.c.state != "withdrawn", _S.c.prompt_id.in_(prompts))
        .where(_A.c.value.is_not(None))
        .order_by(_A.c.id)
    )
    newest: dict[int, Row[Any]] = {}
    for row in connection.execute(asked):
        before = newest.get(row.statement)
        if before is None or before.late or not row.late:
            newest[row.statement] = row
    return sorted(newest.values(), key=lambda row: row.position)


def matching(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Those that are looked for, sorted."""
    words = wanted.text.casefold().split()
    found = [each for each in entries if _is_wanted(each, wanted) and _says(each, words)]
    match wanted.sort:
        case "id":
            return sorted(found, key=lambda each: each.order)
        case "support":
            return sorted(found, key=lambda each: (_unbacked(each), each.order))
        case _:
            return sorted(found, key=lambda each: -each.position)


def _unbacked(entry: Entry) -> tuple[int, int]:
    if entry.support is None:
        return 1, 0
    return -entry.support.support, -entry.support.support_organisations


def _says(entry: Entry, words: Sequence[str]) -> bool:
    if not words:
        return True
    held = f"{entry.id} {entry.text}".casefold()
    return all(word in held for word in words)


def _is_wanted(entry: Entry, wanted: Wanted) -> bool:
    return (
        wanted.area in ("", entry.prompt.goal_area or NOWHERE)
        and wanted.angle in ("", entry.prompt.angle or NOWHERE)
        and wanted.prompt in ("", entry.prompt.key)
        and wanted.kind in ("", entry.prompt.kind)
        and wanted.state in ("", entry.state)
        and wanted.treated in ("", entry.treated, SOME if entry.disposed else NONE)
        and wanted.backers <= (entry.support.support if entry.support else 0)
    )


def progress(entries: Iterable[Entry], areas: Iterable[str]) -> list[Part]:
    """How far each goal area is, in their order; what belongs to none comes last, if there is
    any."""
    states = (*dispositions.STATES, NONE)
    counts: dict[str, dict[str, int]] = {
        area: dict.fromkeys(states, 0) for area in (*areas, NOWHERE)
    }
    for entry in entries:
        counts[entry.prompt.goal_area or NOWHERE][entry.treated] += 1
    return [
        Part(area, each) for area, each in counts.items() if area != NOWHERE or any(each.values())
    ]
