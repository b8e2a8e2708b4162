"""What of an event may be published: a reading in, and out the same with nothing but that.

What an export of the audience *public* is made of comes from here, so one that lists every answer
lists only what may be published. Left are statements and questions that a moderator approved, of
people who were really there, and commitments that their organisation has confirmed. Nobody in it
is anybody: no number, role, table, language, time; the organisation only where it speaks itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from app.clock import moment, stamp
from app.dispositions import Disposed
from app.kinds import Counted
from app.text.hints import hits
from exports.attendance import attendance, place
from exports.measures import Measures, apart
from exports.parts import Apart, Part
from exports.reading import Asked, Confirmed, Given, Person, Reading
from exports.redaction import redacted, redacted_value
from exports.told import told
from exports.words import Words

SPEAKS = ("confirmed", "corrected")  # decisions by which an organisation makes it its own word
NOBODY = Person(
    number=0,
    organisation="",
    organisation_class="",
    role="",
    table=None,
    headcount=None,
    language="",
    source="",
    rehearsal=False,
    room=None,
)


class Published:
    """What everybody may have of an event: the answers, and what the sums are made of."""

    def __init__(self, reading: Reading, words: Words) -> None:
        """Gives `words` the names of the parts that classes are told in."""
        self.words = words
        self._rehearsing = reading.rehearsing
        self._persons: dict[tuple[str, str, str], Person] = {}
        self.counted: Reading = replace(
            reading,
            people=tuple(filter(self._real, reading.people)),
            answers=reading.answers.seen(self._counts),
        )
        self.apart = Apart(attendance(self.counted))
        self.parts: Mapping[str, tuple[Part, ...]] = {
            prompt.key: self.apart.parts[place(prompt)] for prompt in reading.prompts
        }
        every = (part for of in self.apart.parts.values() for part in of)
        for part in dict.fromkeys(part for part in every if part.named):
            named = [words.classes.get(key, key) for key in part.classes]
            words.classes[part.key] = " + ".join(named)
        self.reading: Reading = replace(
            reading,
            people=(NOBODY,) * len(self.counted.people),
            answers=reading.answers.seen(self._told),
            reworded=(),
        )

    @cached_property
    def redacted(self) -> int:
        """In how many places personal data was taken out of texts and words."""
        texts = [
            given.prompt.kind.text(dict(said(given)))
            for given in self.counted.answers
            if may_be_read(given)
        ]
        for prompt in self.counted.prompts:
            if prompt.kind.key == "words":
                counted = [given.counted() for given in self.counted.answers.of(prompt)]
                said_words = prompt.kind.tally(prompt.settings, counted)["words"]
                texts += [each["word"] for each in said_words]
        return sum(len(hits(text)) for text in texts)

    def tell(self, prompt: Asked, answers: Sequence[Counted]) -> dict[str, Measures]:
        """What may be told of the answers that count to a prompt, without personal data."""
        found: dict[str, Measures] = {}
        for subject, numbers in told(prompt, answers, self.parts[prompt.key]).items():
            found[apart(redacted(subject, self.words.t), found)] = numbers
        return found

    def _told(self, given: Given) -> Given | None:
        """An answer as everybody may see it; None where they may not."""
        if self._counts(given) is None or not may_be_read(given):
            return None
        own, t = given.confirmed, self.words.t
        value = redacted_value(dict(said(given)), t)
        return Given(
            position=0,
            prompt=given.prompt,
            person=self._person(given),
            answer_id="",
            sequence=1,
            value=value,
            round=given.round,
            late=False,
            windowed=False,
            answered_at=None,
            stored_at=self._midnight,
            statement=given.statement,
            state=own.decision if own else given.state,
            support=given.support,
            mark=given.mark,
            disposed=self._disposed(given.disposed) if given.disposed else None,
            confirmed=Confirmed(own.decision, value, "", self._day(own.at)) if own else None,
        )

    def _real(self, person: Person) -> bool:
        """Whether somebody was there; in a rehearsal nobody else is."""
        return not person.imported and (self._rehearsing or not person.rehearsal)

    def _counts(self, given: Given) -> Given | None:
        """An answer that counts."""
        there = given.person.imported or self._real(given.person)
        return given if there and not given.late else None

    def _person(self, given: Given) -> Person:
        """Nobody, of a part of the classes; of a commitment its organisation, which speaks itself.
        The same one each time."""
        whose, parts = given.person, self.parts[given.prompt.key]
        if whose.imported:
            named = "", "", whose.source
        elif given.confirmed:
            named = whose.organisation, whose.organisation_class, ""
        else:
            part = next(each for each in parts if whose.organisation_class in each.classes)
            named = "", part.key, ""
        if named not in self._persons:
            organisation, class_, source = named
            self._persons[named] = replace(
                NOBODY, organisation=organisation, organisation_class=class_, source=source
            )
        return self._persons[named]

    def _disposed(self, disposed: Disposed) -> Disposed:
        t = self.words.t
        reason, section = redacted(disposed.reason, t), redacted(disposed.section, t)
        return Disposed(disposed.state, reason, section, actor="", at=self._day(disposed.at))

    @cached_property
    def _midnight(self) -> str:
        """The beginning of the event's day as a ledger time: all that is told of when it was."""
        day = datetime.fromisoformat(self.counted.agenda.date)
        return stamp(day.replace(tzinfo=self.words.t.timezone))

    def _day(self, at: str) -> str:
        """The beginning of the day of a ledger time, by the event's clock."""
        local = moment(at).astimezone(self.words.t.timezone)
        return stamp(local.replace(hour=0, minute=0, second=0, microsecond=0))


def may_be_read(given: Given) -> bool:
    """Whether a moderator approved the text, or it is its organisation's own."""
    if given.prompt.kind.moderated:
        return given.state == "approved"
    spoken = given.confirmed is not None and given.confirmed.decision in SPEAKS
    return spoken and given.state != "hidden"


def said(given: Given) -> Mapping[str, object]:
    """The value as its organisation has it, else as it was given."""
    return given.confirmed.value if given.confirmed else given.value
