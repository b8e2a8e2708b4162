"""An event as one conversation about statements: what could be backed, numbered, and the votes.

The numbers are those that a file of the conversation has. For everybody nobody is told apart by
anything but what they backed: voters are numbered in an order that says nothing, and who wrote
what, from which kind of organisation and at which minute is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from app.clock import moment
from exports.reading import Asked, Given, Reading
from exports.votes import Vote
from exports.words import Words

KIND = "text"


class Comment(NamedTuple):
    """A statement of the conversation."""

    number: int  # from 0, in the order of the agenda and then of the ledger
    given: Given


class Conversation:
    """The statements of all questions whose answers could be backed, and who voted on them. Those
    that came too late to count are not in it."""

    def __init__(self, reading: Reading, words: Words, public: bool) -> None:
        self.reading = reading
        self.public = public
        self._zone = words.t.timezone
        self._groups = {
            each.key: place for place, each in enumerate(reading.agenda.organisation_classes)
        }
        self.prompts = [
            each for each in reading.prompts if each.kind.key == KIND and each.raw.get("support")
        ]

    @property
    def groups(self) -> int:
        """How many kinds of organisation votes are told apart by."""
        return 0 if self.public else len(self._groups)

    def comments(self) -> Iterator[Comment]:
        """Every statement."""
        number = 0
        for prompt in self.prompts:
            for given in self._given(prompt):
                yield Comment(number, given)
                number += 1

    def comments_of(self, prompt: Asked) -> Iterator[Comment]:
        """Those of one question."""
        for given in self._given(prompt):
            yield Comment(self.numbers[given.statement or ""], given)

    def _given(self, prompt: Asked) -> Iterator[Given]:
        return (given for given in self.reading.answers.of(prompt) if not given.late)

    @cached_property
    def _known(self) -> tuple[dict[str, int], Counter[int]]:
        numbers, commented = {}, Counter[int]()
        for number, given in self.comments():
            numbers[given.statement or ""] = number
            if not given.person.imported:
                commented[given.person.number] += 1
        return numbers, commented

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each statement by its public id."""
        return self._known[0]

    @property
    def commented(self) -> Counter[int]:
        """How many statements each participant wrote; nothing for everybody."""
        return Counter() if self.public else self._known[1]

    @cached_property
    def voted(self) -> frozenset[int]:
        """The numbers of those who were shown a statement."""
        return frozenset(vote.voter for prompt in self.prompts for vote in self._on(prompt))

    @cached_property
    def people(self) -> dict[int, int]:
        """The number in the file of each participant who voted or wrote, by their own; for
        everybody of those alone who voted."""
        if self.public:
            mixed = self.reading.votes.mixed(self.voted)
            return {number: place for place, number in enumerate(mixed, start=1)}
        return {number: number for number in sorted(self.voted | set(self.commented))}

    def votes(self, prompt: Asked) -> list[Vote]:
        """Votes on the statements of a question, by statement and voter as the file numbers them;
        of everybody's the time is the beginning of the event's day."""
        found = [
            Vote(vote.statement, self.people[vote.voter], vote.backs, self._told(vote.at))
            for vote in self._on(prompt)
        ]
        return sorted(found, key=lambda vote: (self.numbers[vote.statement], vote.voter))

    def _on(self, prompt: Asked) -> Iterator[Vote]:
        return (vote for vote in self.reading.votes.of(prompt) if vote.statement in self.numbers)

    def votes_by(self, number: int) -> dict[int, bool]:
        """What the participant of this number backs and does not, by the number of the comment."""
        return {
            self.numbers[vote.statement]: vote.backs
            for vote in self.reading.votes.by(number)
            if vote.statement in self.numbers
        }

    def author(self, given: Given) -> int | None:
        """Who wrote a statement; None for everybody, and of what came from elsewhere."""
        return None if self.public or given.person.imported else given.person.number

    def wrote(self, number: int) -> int | None:
        """How many statements a participant wrote; None for everybody."""
        return None if self.public else self.commented[number]

    def group_of(self, number: int) -> int | None:
        """Which kind of organisation a participant is of, counted from 0 as the agenda lists them;
        None for everybody, and where the agenda no longer has it."""
        return None if self.public else self._of_number.get(number)

    @cached_property
    def _of_number(self) -> dict[int, int]:
        return {
            each.number: self._groups[each.organisation_class]
            for each in self.reading.people
            if each.organisation_class in self._groups
        }

    def moment(self, at: str) -> datetime:
        """A ledger time on the event's clock."""
        return moment(at).astimezone(self._zone)

    def _told(self, at: str) -> str:
        return self._midnight if self.public else at

    @cached_property
    def _midnight(self) -> str:
        day = datetime.fromisoformat(self.reading.agenda.date).replace(tzinfo=self._zone)
        return day.isoformat()
