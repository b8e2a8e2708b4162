"""A room for the exports' tests: a real database, filled through the product's own doors."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert, select, update

from app import acts, events, ledger, support, tally
from app.agenda import Agenda, AgendaPrompt, Angle, GoalArea, Named, Organisation
from app.clock import now
from app.db import Batch, Database
from app.kinds import kinds
from app.models import Confirmation, Event, Invitation, Participant, Prompt
from app.participants import Joining, join
from tests.book import ANNA
from tests.factories import SAMPLES

CODE = "TESTI"
T = TypeVar("T")
_E, _P = Event.__table__, Prompt.__table__
_PERSON = Participant.__table__
_INVITED, _CONFIRMED = Invitation.__table__, Confirmation.__table__


def agenda() -> Agenda:
    """An event with a prompt of every kind in each of two goal areas, and one outside them, and
    with questions from the audience."""
    asked = sorted(key for key, kind in kinds.items() if not kind.beside)
    prompts = [_prompt(key, area) for area in ("osallisuus", "elinvoima") for key in asked]
    prompts.append(_prompt("text", None))
    return Agenda(
        code=CODE,
        title={"fi": "Koe & näyte", "en": "A trial"},
        date="2025-10-24",
        timezone="Europe/Helsinki",
        languages=("fi", "sv", "en"),
        attendance=20,
        retain_until=None,
        roles=(
            Named(key="elected", name={"fi": "Luottamushenkilö"}),
            Named(key="official", name={"fi": "Viranhaltija"}),
        ),
        organisation_classes=(
            Named(key="municipality", name={"fi": "Kunnat"}),
            Named(key="county", name={"fi": "Hyvinvointialue"}),
        ),
        organisations=(
            Organisation(key="laukaa", name={"fi": "Laukaa"}, class_="municipality"),
            Organisation(key="multia", name={"fi": "Multia"}, class_="municipality"),
            Organisation(key="hyva", name={"fi": "Keski-Suomen hyvinvointialue"}, class_="county"),
        ),
        goal_areas=(
            GoalArea(key="osallisuus", title={"fi": "Osallisuus"}, short={"fi": "Osallisuus"}),
            GoalArea(key="elinvoima", title={"fi": "Elinvoima"}, short={"fi": "Elinvoima"}),
        ),
        angles=(Angle(key="vahvuudet", title={"fi": "Vahvuudet"}, short={"fi": "Vahvuudet"}),),
        prompts=tuple(prompts),
        questions={},
    )


def _prompt(kind: str, area: str | None) -> AgendaPrompt:
    return AgendaPrompt(
        key=f"{area}-{kind}" if area else f"lopuksi-{kind}",
        kind=kind,
        goal_area=area,
        angle="vahvuudet" if area else None,
        text={"fi": f"Kysymys {kind} – {area}"},
        heading={"fi": f"Kysymys {kind}"},
        help={},
        settings=SAMPLES[kind].settings,
        prefix=f"T{area[0] if area else 0}-{kind[:2]}".upper(),
    )


class Room:
    """An event that answers come to; everything goes through the writer."""

    def __init__(self, folder: Path, planned: Agenda | None = None) -> None:
        self.file = folder / "evastys.sqlite3"
        self.db = Database(self.file, seal=ledger.seal)
        self._batch: Batch | None = None
        self._closed = False
        self.agenda = planned or agenda()
        self.change(lambda batch: events.load(batch, self.agenda))
        with self.db.read() as connection:
            self.id: int = connection.execute(select(_E.c.id)).scalar_one()
            self.secret: str = connection.execute(select(_E.c.secret)).scalar_one()
            rows = connection.execute(select(_P.c.key, _P.c.id))
            self.prompts: dict[str, int] = {row.key: row.id for row in rows}
        self.late: list[int] = []  # places in the ledger of the answers that came too late
        self._answers = 0
        self.together(self._open)

    def _open(self) -> None:
        for key in (each.key for each in self.agenda.prompts):
            self.change(lambda batch, key=key: acts.show(batch, self.id, key, actor=ANNA))

    def change(self, change: Callable[[Batch], T]) -> T:
        """Run a change; inside `together` it shares the commit of all the others."""
        return self.db.write_now(change) if self._batch is None else change(self._batch)

    def together(self, work: Callable[[], None]) -> None:
        """Do many changes in one commit, which is a hundred times as fast."""

        def change(batch: Batch) -> None:
            self._batch = batch
            try:
                work()
            finally:
                self._batch = None

        self.db.write_now(change)

    def join(self, organisation: str = "laukaa", **said: Any) -> int:
        """A participant's id in the database."""
        joining = Joining(organisation, said.pop("role", "official"), "fi", **said)
        joined, _ = self.change(lambda batch: join(batch, self.id, self.secret, joining))
        return joined.id

    def answer(
        self, participant: int, prompt: str, value: dict[str, Any], again: str | None = None
    ) -> str:
        """Store a value as it is; `again` is the answer that it changes. The answer's id."""
        self._answers += 1
        answer_id = again or str(UUID(int=self._answers))
        kind = next(kinds[each.kind] for each in self.agenda.asked if each.key == prompt)
        entry = ledger.Entry(
            event_id=self.id,
            prompt_id=self.prompts[prompt],
            participant_id=participant,
            answer_id=answer_id,
            sequence=self._answers,
            value=value,
            answered_at="2025-10-24T10:00:00+03:00",
            statement=kind.statement,
            moderated=kind.moderated,
        )
        self.change(lambda batch: ledger.append(batch, entry))
        return answer_id

    def answer_late(self, participant: int, prompt: str, value: dict[str, Any]) -> str:
        """The same to a prompt that has been closed long ago."""
        answer_id = self.answer(participant, prompt, value)
        newest = "select max(id) from answer"
        self.late.append(
            self.change(lambda batch: batch.connection.exec_driver_sql(newest).scalar_one())
        )
        return answer_id

    def withdraw(self, participant: int, answer_id: str) -> None:
        self.change(lambda batch: ledger.withdraw(batch, self.id, participant, answer_id))

    def close_long_ago(self, prompt: str) -> None:
        """Close a prompt so that whatever comes now is late."""

        def change(batch: Batch) -> None:
            acts.set_prompt(batch, self.id, prompt, state="closed", actor=ANNA)
            batch.connection.execute(
                update(_P)
                .where(_P.c.id == self.prompts[prompt])
                .values(closed_at="2025-10-24T10:00:00.000Z")
            )

        self.change(change)

    def moderate(self, public_id: str, state: str) -> None:
        self.change(lambda batch: acts.moderate(batch, self.id, public_id, state, actor=ANNA))

    def back(self, participant: int, public_id: str) -> None:
        self.change(lambda batch: support.back(batch, self.id, participant, public_id, True))

    def take_back(self, participant: int, public_id: str) -> None:
        """Back a statement no longer."""
        self.change(lambda batch: support.back(batch, self.id, participant, public_id, False))

    def confirm(
        self, public_id: str, organisation: str, decision: str, value: dict[str, Any], note: str
    ) -> None:
        """What the contact person of an organisation says of its commitment."""

        def change(batch: Batch) -> None:
            at = {"event_id": self.id, "at": now()}
            dates = dict.fromkeys(("created_at", "expires_at"), now())
            link = {"organisation": organisation, "hash": public_id, "actor": "x", **dates}
            made = batch.connection.execute(insert(_INVITED), link | {"event_id": self.id})
            (invitation,) = made.inserted_primary_key or (None,)
            said = {"public_id": public_id, "decision": decision, "value": value, "note": note}
            word = said | at | {"invitation_id": invitation}
            batch.connection.execute(insert(_CONFIRMED), word)

        self.change(change)

    def fill(self) -> None:
        """Fill the room in one commit."""
        self.together(self._fill)

    def _fill(self) -> None:
        """Every sample of every kind from people of each organisation, and what is exceptional."""
        people = [
            self.join("laukaa", role="elected", table=3, headcount=1),
            self.join("multia"),
            self.join("hyva", role="elected"),
        ]
        for prompt in self.agenda.asked:
            for person, value in zip(people, cycle(SAMPLES[prompt.kind].values), strict=False):
                self.answer(person, prompt.key, value)
        rehearsing = self.join("multia")
        self.change(lambda batch: _mark(batch, rehearsing))
        self.answer(rehearsing, "osallisuus-choice", {"option": "en"})
        # Changed, taken back, and too late.
        self.answer(people[0], "osallisuus-choice", {"option": "harvemmin"})
        gone = self.answer(people[1], "osallisuus-text", {"text": "Otan tämän pois"})
        self.withdraw(people[1], gone)
        self.close_long_ago("elinvoima-choice")
        self.answer_late(people[0], "elinvoima-choice", {"option": "en"})
        self.close_long_ago("elinvoima-text")
        self.answer_late(people[2], "elinvoima-text", {"text": "Myöhästyin"})

    def recount(self) -> dict[str, dict[str, Any]]:
        """Every prompt's tally as the screen would count it."""
        with self.db.read() as connection:
            return tally.recount(connection, self.id, self.agenda)

    def close(self) -> None:
        """Stop the writer; closing twice is closing once."""
        if not self._closed:
            self._closed = True
            self.db.close()


def _mark(batch: Batch, participant: int) -> None:
    """Somebody of a rehearsal among the others, as in data of a version that let them mix."""
    of_rehearsal = update(_PERSON).where(_PERSON.c.id == participant).values(rehearsal=True)
    batch.connection.execute(of_rehearsal)
