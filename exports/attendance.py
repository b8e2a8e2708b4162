"""Who joined and who answered what: people by organisation and prompt, counted once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.agenda import Agenda
from exports.reading import Reading

Place = tuple[str, ...]
"""A goal area and an angle, or a prompt that has not both."""


class Prompted(Protocol):
    """What is looked at of a prompt."""

    @property
    def key(self) -> str: ...
    @property
    def goal_area(self) -> str | None: ...
    @property
    def angle(self) -> str | None: ...


@dataclass(slots=True)
class Attendance:
    """People by their organisation, and by place and organisation those who answered there; of
    prompts whose answers are texts by prompt as well. Nobody in it came too late to count."""

    agenda: Agenda
    joined: Counter[str] = field(default_factory=Counter)
    there: dict[Place, dict[str, set[int]]] = field(default_factory=dict)
    wrote: dict[Place, dict[str, dict[str, set[int]]]] = field(default_factory=dict)
    _classes: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._classes = {each.key: each.class_ for each in self.agenda.organisations}

    def ask(self, prompt: Prompted, statement: bool) -> None:
        """A prompt of the event, in the agenda's order."""
        where = place(prompt)
        self.there.setdefault(where, defaultdict(set))
        self.wrote.setdefault(where, {})
        if statement:
            self.wrote[where][prompt.key] = defaultdict(set)

    def answer(self, prompt: Prompted, organisation: str, person: int) -> None:
        """Somebody of an organisation answered a prompt, maybe not for the first time."""
        where = place(prompt)
        self.there[where][organisation].add(person)
        if prompt.key in self.wrote[where]:
            self.wrote[where][prompt.key][organisation].add(person)

    def count(self, where: Place, organisation: str) -> int:
        """How many people of an organisation answered there."""
        return len(self.there[where].get(organisation, ()))

    @property
    def organisations(self) -> list[str]:
        """Keys of the agenda's, and of what people told besides."""
        return [*self._classes, *sorted(self.joined.keys() - self._classes.keys())]

    def class_of(self, organisation: str) -> str:
        """The key of its class; empty for one that the agenda does not have."""
        return self._classes.get(organisation, "")

    @property
    def covered(self) -> Iterator[Place]:
        """The places of the coverage, goal area by goal area and angle by angle."""
        for area in self.agenda.goal_areas:
            for angle in self.agenda.angles:
                if (area.key, angle.key) in self.there:
                    yield area.key, angle.key


def place(prompt: Prompted) -> Place:
    """Where a prompt stands in the coverage: prompts of one place are counted together."""
    if prompt.goal_area and prompt.angle:
        return prompt.goal_area, prompt.angle
    return (prompt.key,)


def attendance(reading: Reading) -> Attendance:
    """That of a reading; statements from elsewhere are nobody's."""
    found = Attendance(reading.agenda)
    found.joined.update(each.organisation for each in reading.people if not each.imported)
    for prompt in reading.prompts:
        found.ask(prompt, prompt.kind.statement)
        for person in reading.answers.who(prompt):
            if not person.imported:
                found.answer(prompt, person.organisation, person.number)
    return found


def sizes(people: dict[str, set[int]], organisations: Iterable[str]) -> int:
    """How many people some organisations have in it."""
    return sum(len(people.get(each, ())) for each in organisations)
