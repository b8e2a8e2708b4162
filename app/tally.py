"""What the answers to a prompt add up to: counted answers kept in memory, caught up from the
ledger. Knows no HTML and no sockets. A tally after any catch-up equals a recount."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from app import groups, ledger
from app.acts.statements import SEVERAL
from app.agenda import ROOMS, Agenda
from app.groups import Comparison, Steps
from app.kinds import Counted, Kind, kinds
from app.kinds.text import SHOWN
from app.ledger import Until
from app.models import Action, Prompt, Statement
from app.support import Support

MANY = 200  # changed statements beyond which all are read at once
MINUTE = len("2025-10-24T10:42")  # characters of ledger time that name a minute

_S = Statement.__table__  # type: ignore[attr-defined]
_P, _ACT = Prompt.__table__, Action.__table__  # type: ignore[attr-defined]
Whose = tuple[int, int, str]  # prompt, participant, answer: where a statement comes from
_WHOSE = (_S.c.prompt_id, _S.c.participant_id, _S.c.answer_id)


def is_table(row: ledger.Row) -> bool:
    """Whether several people stand behind the answer."""
    return (row.headcount or 1) > 1


@dataclass(frozen=True, slots=True)
class Mix:
    """Who the counted answers of a prompt are from, in participants; `people` are those behind the
    tables."""

    alone: int = 0
    tables: int = 0
    people: int = 0
    paper: int = 0
    windowed: int = 0


NOBODY = Mix()


def mixed(rows: Iterable[ledger.Row]) -> Mix:
    """What the rows that stand are from."""
    all_rows = [row for row in rows if not row.imported]
    tables = {row.participant_id: row.headcount or 1 for row in all_rows if is_table(row)}
    return Mix(
        alone=len({row.participant_id for row in all_rows} - tables.keys()),
        tables=len(tables),
        people=sum(tables.values()),
        paper=len({row.participant_id for row in all_rows if row.source == "paper"}),
        windowed=len({row.participant_id for row in all_rows if row.windowed}),
    )


@dataclass(slots=True)
class PromptCount:
    """The answers of one prompt that count now."""

    id: int
    key: str
    kind: Kind
    settings: Any
    raw: dict[str, Any]  # settings as they are kept
    standing: dict[object, ledger.Row] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)  # counted answers of a participant
    minutes: Counter[str] = field(default_factory=Counter)  # counted answers of a minute
    round: int = 1
    earlier: dict[int, PromptCount] = field(default_factory=dict)  # rounds before, by number
    changed: bool = True
    summed: dict[str, Any] = field(default_factory=dict)
    mix: Mix = field(default_factory=Mix)  # as `summed` was worked out
    apart: dict[str, dict[str, Any]] = field(default_factory=dict)  # tallies of alone and tables
    modes: Comparison | None = None  # those of them that are large enough, side by side
    whole: tuple[dict[str, Any], dict[str, Any]] | None = None  # `summed`, and `internal` to it

    @property
    def answered(self) -> int:
        """Participants with an answer that counts."""
        return len(self.answers)

    @property
    def sides(self) -> tuple[str, ...]:
        """Which of those alone and tables everybody may see; none where all answer alike."""
        return tuple(side.keys[0] for side in self.modes.sides) if self.modes else ()

    def of_round(self, number: int) -> PromptCount:
        """The answers of one round; this one, or an earlier that is counted beside it."""
        if number == self.round:
            return self
        if number not in self.earlier:
            self.earlier[number] = self._another(number)
        return self.earlier[number]

    def again(self, number: int) -> PromptCount:
        """The same prompt when another round is the newest: asked again, or that undone."""
        found = self.earlier.pop(number, None) or self._another(number)
        found.earlier = {**self.earlier, self.round: self} if number > self.round else self.earlier
        self.earlier = {}
        return found

    def _another(self, number: int) -> PromptCount:
        return PromptCount(self.id, self.key, self.kind, self.settings, self.raw, round=number)

    def take(self, row: ledger.Row) -> None:
        """Count one more row of the ledger."""
        if row.late:
            return
        slot = self.slot(row)
        before = self.standing.get(slot)
        if row.withdrawn:
            if before is None or before.answer_id != row.answer_id:
                return
            del self.standing[slot]
            self._fewer(before)
        elif row.value is None:  # emptied by a withdrawal; what it replaced stays replaced
            if before is None:
                return
            del self.standing[slot]
            self._fewer(before)
        else:
            if before is not None:
                self._fewer(before)
            self._more(row)
            self.standing[slot] = row
        self.changed = True

    def slot(self, row: ledger.Row) -> object:
        """The place that a row takes among those that stand."""
        if self.kind.counts == "latest":
            return row.participant_id
        return (row.participant_id, row.answer_id)

    def _more(self, row: ledger.Row) -> None:
        if not row.imported:
            self.answers[row.participant_id] += 1
            self.minutes[row.stored_at[:MINUTE]] += 1

    def _fewer(self, row: ledger.Row) -> None:
        if row.imported:
            return
        participant = row.participant_id
        self.minutes[row.stored_at[:MINUTE]] -= 1
        self.answers[participant] -= 1
        if self.answers[participant] == 0:
            del self.answers[participant]


@dataclass(slots=True)
class StatementMark:
    """The public id and the state of a statement."""

    id: int
    public_id: str
    state: str
    moderated_at: str | None
    mark: str | None = None  # of an audience question
    marked_at: str | None = None


class EventTally:
    """All prompts of one event, or what they were at a moment (`until`). `catch_up` is
    single-flight; readers see whole catch-ups only."""

    def __init__(self, event_id: int, agenda: Agenda, until: Until = Until()) -> None:  # noqa: B008
        self.event_id = event_id
        self.until = until
        self._past: dict[Until, EventTally] = {}  # by `until`; rooms stand still each at its own
        self.prompts: dict[int, PromptCount] = {}
        self._lock = threading.Lock()
        self.amended(agenda)
        self.restart()

    def amended(self, agenda: Agenda) -> None:
        """Take another agenda: who belongs to which class. What is asked is read with the acts."""
        self._agenda = agenda
        self._class_of = {each.key: each.class_ for each in agenda.organisations}
        self._past.clear()
        self._steps: dict[tuple[int, str, int], Steps] = {}  # by prompt, what tells apart, round
        for prompt in self.prompts.values():
            for each in (prompt, *prompt.earlier.values()):
                each.changed = True

    def restart(self) -> None:
        """Forget everything; the next catch-up counts from the first row."""
        self.cursor = 0
        self._later = self.until.position  # newest row after `until` that was looked at
        self._erasures = 0
        self._acts: (
            int | None
        ) = -1  # newest act that the states were read after; -1 before the first
        self.prompts = {}
        self.marks: dict[Whose, StatementMark] = {}
        self.support = Support(self.event_id, self.until)
        self._steps = {}
        self._in_state: defaultdict[str, set[Whose]] = defaultdict(set)
        self._sent: set[Whose] = set()  # statements
        self.reworded: set[Whose] = set()  # those that were sent more than once

    def catch_up(self, connection: Connection) -> None:
        """Count the rows after the cursor and read the statements' states that changed; after an
        erasure count anew from the first row."""
        with self._lock:
            erasures = ledger.erasures(connection, self.event_id)
            if erasures != self._erasures:
                self.restart()
                self._erasures = erasures
            if not self.prompts or self._newest_act(connection) != self._acts:
                self._prompts(connection)
            sent: list[Whose] = []
            changed: set[Whose] = set()  # statements that say something else now
            for row in ledger.after(connection, self.event_id, self.cursor, self.until.position):
                prompt = self.prompts[row.prompt_id].of_round(row.round)
                prompt.take(row)
                self.cursor = row.position
                if prompt.kind.statement:
                    whose = (row.prompt_id, row.participant_id, row.answer_id)
                    sent.append(whose)
                    if whose in self.marks and not row.late and not row.withdrawn:
                        changed.add(whose)
                    if not row.late:
                        (self.reworded if whose in self._sent else self._sent).add(whose)
            if self.until.position < ledger.NEWEST:
                later = self._later_rows(connection)
                sent += later
                changed.update(later)
            self._marks(connection, sent)
            numbers = [self.marks[each].id for each in changed]
            for prompt_id in self.support.catch_up(connection, numbers):
                self.prompts[prompt_id].changed = True

    def _later_rows(self, connection: Connection) -> list[Whose]:
        """Of the rows after `until` take those that nobody may go on seeing the old state of: an
        answer that was taken back leaves, a statement that was edited is as it is now, since what
        a moderator has decided on it is of now as well. Whose statements those are."""
        changed = []
        for row in ledger.after(connection, self.event_id, self._later):
            self._later = row.position
            prompt = self.prompts[row.prompt_id].of_round(row.round)
            edited = prompt.kind.statement and prompt.slot(row) in prompt.standing and not row.late
            if row.withdrawn or edited:
                prompt.take(row)
            if edited:
                changed.append((row.prompt_id, row.participant_id, row.answer_id))
        return changed

    def _prompts(self, connection: Connection) -> None:
        """Read what is asked: the first time, and again when a host has acted. Answers to a prompt
        stay counted while its kind is the same; what they add up to is worked out again when its
        settings have changed, such as the wording of words."""
        rows = connection.execute(
            select(_P.c.id, _P.c.key, _P.c.kind, _P.c.settings, _P.c.round)
            .where(_P.c.event_id == self.event_id)
            .order_by(_P.c.position)
        )
        self.prompts = {row.id: self._prompt(row) for row in rows}

    def _prompt(self, row: Any) -> PromptCount:
        known = self.prompts.get(row.id)
        if known is None or known.kind.key != row.kind:
            kind = kinds[row.kind]
            settings = kind.settings(row.settings)
            return PromptCount(row.id, row.key, kind, settings, row.settings, round=row.round)
        if known.round != row.round:
            known = known.again(row.round)
        if known.raw != row.settings:
            for each in (known, *known.earlier.values()):
                each.raw = row.settings
                each.settings = known.kind.settings(row.settings)
                each.changed = True
        return known

    def _newest_act(self, connection: Connection) -> int | None:
        return connection.execute(
            select(func.max(_ACT.c.id)).where(_ACT.c.event_id == self.event_id)
        ).scalar()

    def _marks(self, connection: Connection, changed: list[Whose]) -> None:
        """Read the states of statements: those just sent, and those that a host has acted on."""
        acts = self._newest_act(connection)
        columns = (_S.c.id, _S.c.public_id, _S.c.state, _S.c.moderated_at)
        states = select(*_WHOSE, *columns, _S.c.mark, _S.c.marked_at)
        of_event = states.where(_S.c.event_id == self.event_id)
        targets = self._acted_on(connection) if acts != self._acts else []
        self._acts = acts
        if targets is None or len(changed) > MANY:
            self._read_marks(connection, of_event)
            return
        if targets:
            self._read_marks(connection, of_event.where(_S.c.public_id.in_(targets)))
        if changed:
            self._read_marks(connection, states.where(tuple_(*_WHOSE).in_(changed)))

    def _acted_on(self, connection: Connection) -> list[str] | None:
        """What hosts acted on since the last reading; None when it is too much to name."""
        if self._acts == -1:
            return None
        targets = connection.execute(
            select(_ACT.c.target)
            .where(
                _ACT.c.event_id == self.event_id,
                _ACT.c.id > (self._acts or 0),
                _ACT.c.target.is_not(None),
            )
            .limit(MANY + 1)
        ).scalars()
        named = [each for target in targets for each in str(target).split(SEVERAL)]
        return named if len(named) <= MANY else None

    def _read_marks(self, connection: Connection, states: Select[Any]) -> None:
        for row in connection.execute(states):
            whose, mark = row[:3], StatementMark(*row[3:])
            known = self.marks.get(whose)
            if known != mark:
                if known is not None:
                    self._in_state[known.state].discard(whose)
                self._in_state[mark.state].add(whose)
                self.marks[whose] = mark
                self.prompts[whose[0]].changed = True

    def as_of(self, connection: Connection, until: Until) -> EventTally:
        """The answers up to a moment; statements as they are moderated now."""
        past = self._past.pop(until, None) or EventTally(self.event_id, self._agenda, until)
        self._past[until] = past  # the last one used is the last to be forgotten
        while len(self._past) > ROOMS:
            del self._past[next(iter(self._past))]
        past.catch_up(connection)
        return past

    @property
    def erased(self) -> int:
        """A number that is another one after participants were deleted with all they sent."""
        return self._erasures

    def in_state(self, state: str) -> set[Whose]:
        """Statements in a state, whether they count or not."""
        return self._in_state[state]

    def statements(self, state: str) -> list[tuple[ledger.Row, StatementMark]]:
        """Moderated statements that count and are in this state, in no order."""
        found = []
        for prompt_id, participant_id, answer_id in self._in_state[state]:
            prompt = self.prompts[prompt_id]
            row = prompt.standing.get((participant_id, answer_id))
            if row is not None and prompt.kind.moderated:
                found.append((row, self.marks[prompt_id, participant_id, answer_id]))
        return found

    def shown(self) -> list[tuple[ledger.Row, StatementMark]]:
        """Moderated statements whose text people may see, in no order."""
        return [pair for state in SHOWN for pair in self.statements(state)]

    def counted(self, prompt: PromptCount) -> list[Counted]:
        """The prompt's answers that count, in ledger order."""
        return [
            self._counted(row)
            for row in sorted(prompt.standing.values(), key=lambda each: each.position)
        ]

    def _counted(self, row: ledger.Row) -> Counted:
        mark = self.marks.get((row.prompt_id, row.participant_id, row.answer_id))
        return Counted(
            position=row.position,
            participant=row.participant_id,
            value=row.value or {},
            organisation=row.organisation,
            organisation_class=self._class_of.get(row.organisation, ""),
            role=row.role,
            statement=mark.public_id if mark else None,
            statement_state=mark.state if mark else None,
            mark=mark.mark if mark else None,
            marked_at=mark.marked_at if mark else None,
            **(self.support.of(mark.id)._asdict() if mark else {}),
        )

    def tally(self, prompt: PromptCount) -> dict[str, Any]:
        """The contract's tally of the prompt, worked out again only when something changed."""
        if prompt.changed:
            prompt.summed = prompt.kind.tally(prompt.settings, self.counted(prompt))
            self._part(prompt)
            prompt.changed = False
        return prompt.summed

    def pictured(self, prompt: PromptCount) -> dict[str, Any]:
        """The tally that a small picture shows: of those who answer alone, where tables do so as
        well, since the two share no percentage and no mean; of tables while only they are told."""
        summed = self.tally(prompt)
        return prompt.apart[prompt.sides[0]] if prompt.sides else summed

    def _part(self, prompt: PromptCount) -> None:
        """Where some answer alone and some as tables, work both out apart; statements are
        statements, whoever wrote them."""
        prompt.mix = mixed(prompt.standing.values())
        prompt.apart, prompt.modes = {}, None
        if not (prompt.mix.alone and prompt.mix.tables and prompt.kind.compares):
            return
        tables = {row.participant_id for row in prompt.standing.values() if is_table(row)}
        answers = self.counted(prompt)
        sides = {
            "alone": [each for each in answers if each.participant not in tables],
            "tables": [each for each in answers if each.participant in tables],
        }
        prompt.apart = {
            name: prompt.kind.tally(prompt.settings, some) for name, some in sides.items()
        }
        told = groups.large_enough({"alone": prompt.mix.alone, "tables": prompt.mix.tables})
        compared = groups.compared(
            "table",
            prompt.kind,
            prompt.settings,
            [((name,), sides[name]) for name in told],
            apart=False,
        )
        left_out = sum(len(some) for name, some in sides.items() if name not in told)
        prompt.modes = replace(compared, left_out=left_out)

    def compare(self, connection: Connection, prompt: PromptCount, by: str) -> Comparison:
        """The prompt's groups side by side, by `class` or `role`, in the steps that they move in;
        in the reading that was caught up last."""
        with self._lock:
            place = (prompt.id, by, prompt.round)
            steps = self._steps.get(place)
            if steps is None:
                named = self._agenda.roles if by == "role" else self._agenda.organisation_classes
                steps = self._steps[place] = Steps([each.key for each in named])
            for row in ledger.after(connection, self.event_id, steps.cursor, prompt_id=prompt.id):
                steps.cursor = row.position
                if row.round != prompt.round or is_table(row):
                    continue  # a table is no person of a group
                if row.position <= self.until.position or row.withdrawn:  # that leaves at once
                    class_ = self._class_of.get(row.organisation, "")
                    steps.take(row.role if by == "role" else class_, row)
            # What follows this prompt's last row is of others: it is not looked through again.
            live = self.until.position == ledger.NEWEST
            steps.cursor = max(steps.cursor, self.cursor if live else self._later)
            if steps.compared is None or steps.changed or steps.settings != prompt.raw:
                sides = [
                    (keys, [self._counted(row) for row in rows]) for keys, rows in steps.answers()
                ]
                steps.compared = groups.compared(
                    by, prompt.kind, prompt.settings, sides, apart=True
                )
                steps.changed, steps.settings = False, prompt.raw
            return steps.compared

    def rounds(self, prompt: PromptCount) -> Comparison:
        """The prompt's rounds side by side, the first one first; of those who answer alone, where
        tables do so as well."""
        rounds = [prompt.of_round(number) for number in range(1, prompt.round + 1)]
        rows = [row for each in rounds for row in each.standing.values()]
        tables = {row.participant_id for row in rows if is_table(row)}
        if len(tables) == len({row.participant_id for row in rows}):
            tables = set()  # nobody is alone
        sides = [
            ((str(each.round),), [a for a in self.counted(each) if a.participant not in tables])
            for each in rounds
        ]
        found = groups.compared("round", prompt.kind, prompt.settings, sides, apart=False)
        people = [{each.participant for each in answers} for _, answers in sides]
        return replace(found, same=len(set.intersection(*people)), left_out=len(tables))

    def internal(self, prompt: PromptCount) -> dict[str, Any]:
        """The tally for those who may see all, worked out again only when something changed."""
        summed = self.tally(prompt)
        if prompt.whole is None or prompt.whole[0] is not summed:
            whole = prompt.kind.internal(prompt.settings, self.counted(prompt))
            prompt.whole = (summed, whole)
        return prompt.whole[1]

    def by_key(self, key: str) -> PromptCount:
        """The prompt with this key; KeyError when there is none."""
        for prompt in self.prompts.values():
            if prompt.key == key:
                return prompt
        raise KeyError(key)


def recount(connection: Connection, event_id: int, agenda: Agenda) -> dict[str, dict[str, Any]]:
    """Every prompt's tally counted anew from the first row: what a caught-up tally must equal."""
    fresh = EventTally(event_id, agenda)
    fresh.catch_up(connection)
    return {prompt.key: fresh.tally(prompt) for prompt in fresh.prompts.values()}
