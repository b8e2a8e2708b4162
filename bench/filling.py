"""`python -m bench.filling FOLDER CODE PEOPLE`: a data folder with an event that people have
answered, each every prompt once, as simulated phones do; written without a server, in seconds."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app import acts, agenda, events, ledger
from app.agenda import Agenda
from app.db import Batch, Database
from app.kinds import kinds
from app.models import Event, Prompt
from app.participants import Joining, join
from app.rehearsal import answers
from app.rehearsal.gathering import Asked, Person

AGENDA = Path(__file__).parent.parent / "agendas" / "sydamella-2025-10-24.toml"
COMMIT = 500  # people whose answers share a commit

_E, _P = Event.__table__, Prompt.__table__


class Filled(NamedTuple):
    """What was made: how many answers, and the owner's key."""

    answers: int
    key: str


def fill(folder: Path, code: str, people: int) -> Filled:
    """Make the folder; raises OSError where it cannot be written."""
    database = Database(folder / "evastys.sqlite3", seal=ledger.seal)
    try:
        held = agenda.read(AGENDA).model_copy(update={"code": code})
        database.write_now(events.begin)
        keys = database.write_now(lambda batch: events.load(batch, held))
        for prompt in held.prompts:
            database.write_now(
                lambda batch, key=prompt.key: acts.show(
                    batch, _event(batch)[0], key, actor=acts.OPERATOR
                )
            )
        chance, stored = Random(1), 0
        for start in range(0, people, COMMIT):
            some = range(start, min(start + COMMIT, people))
            stored += database.write_now(
                lambda batch, some=some: _answer(batch, held, some, chance)
            )
        return Filled(stored, keys.owner)
    finally:
        database.close()


def _event(batch: Batch) -> tuple[int, str]:
    return batch.connection.execute(select(_E.c.id, _E.c.secret)).one()


def _answer(batch: Batch, held: Agenda, numbers: range, chance: Random) -> int:
    event_id, secret = _event(batch)
    ids = dict(batch.connection.execute(select(_P.c.key, _P.c.id)).all())
    titles = {each.key: each.title["fi"] for each in held.goal_areas}
    asked = [
        Asked(each.key, each.kind, titles.get(each.goal_area or ""), False, each.settings)
        for each in held.prompts
    ]
    stored = 0
    for number in numbers:
        organisation, role = chance.choice(held.organisations), chance.choice(held.roles)
        joined, _ = join(batch, event_id, secret, Joining(organisation.key, role.key, "fi"))
        person = Person(organisation.key, organisation.name["fi"], role.key, "fi", None, None)
        for prompt in asked:
            kind = kinds[prompt.kind]
            entry = ledger.Entry(
                event_id=event_id,
                prompt_id=ids[prompt.key],
                participant_id=joined.id,
                answer_id=str(UUID(int=number * 1000 + stored % 1000)),
                sequence=1,
                value=answers.answer(prompt, person, chance) or {},
                answered_at=None,
                statement=kind.statement,
                moderated=kind.moderated,
            )
            ledger.append(batch, entry)
            stored += 1
    return stored


if __name__ == "__main__":
    print(fill(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])).answers)
