"""A snapshot as tables: what every export is written from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from importlib.metadata import version

from sqlalchemy import Connection

from app.clock import moment
from exports.attendance import attendance
from exports.backed import backed_table
from exports.clocks import clock
from exports.codebook import codebook_table
from exports.commitments import commitment_table
from exports.coverage import coverage, coverage_table, told_coverage
from exports.export import Audience
from exports.long import long_table
from exports.measures import measured
from exports.plan_sheets import plan_tables
from exports.public import Published
from exports.reading import Reading, read
from exports.statements import statement_table
from exports.sums import Tell, sum_tables
from exports.tables import Table
from exports.wording import wording_table
from exports.words import Words

Told = Callable[[float], None]
"""Who hears how much of a file is written, from 0 to 1."""


def _nobody(part: float) -> None:
    """Nobody hears it."""


class Frames:
    """The tables of one event at one moment; the same state gives the same frames. Each is made
    when it is first asked for, while the snapshot is open."""

    audience: Audience = "internal"

    def __init__(self, reading: Reading, words: Words) -> None:
        self.reading = reading
        self.words = words
        self.told: Told = _nobody

    @property
    def counted(self) -> Reading:
        """What sums are of; more than what is listed where not all of that may be."""
        return self.reading

    @property
    def tell(self) -> Tell:
        """What is told of the answers that count to a prompt."""
        return measured

    @cached_property
    def answers(self) -> Table:
        """The long one."""
        return long_table(self.reading, self.words)

    @cached_property
    def sums(self) -> tuple[Table, ...]:
        """One a kind in use."""
        return tuple(sum_tables(self.counted, self.words, self.tell))

    @cached_property
    def commitments(self) -> Table | None:
        """As a plan is written; None where the event asks for none."""
        return commitment_table(self.reading, self.answers, self.words, self.audience)

    @cached_property
    def statements(self) -> Table | None:
        """As a drafter goes through them; None where the event asks for none."""
        return statement_table(self.reading, self.words, self.audience)

    @cached_property
    def plans(self) -> tuple[Table, ...]:
        """One a goal area, to be written on."""
        return tuple(plan_tables(self.reading, self.words))

    @cached_property
    def coverage(self) -> Table:
        """Organisations by goal area and angle."""
        attended = attendance(self.reading)
        return coverage_table(attended, coverage(attended), self.words)

    @cached_property
    def backed(self) -> Table | None:
        """Statements by their support; None where no prompt asks for it."""
        return backed_table(self.reading, self.words)

    @cached_property
    def log(self) -> Table | None:
        """What hosts did; who writes no workbook need not wait until all acts are loaded."""
        from exports.log import log_table

        return log_table(self.reading, self.words)

    @cached_property
    def wording(self) -> Table | None:
        """What was made of words; None where nobody changed any."""
        return wording_table(self.reading, self.words)

    @cached_property
    def codebook(self) -> Table:
        """What every column and key means."""
        return codebook_table(self.reading, self.answers, self.words)

    @property
    def redacted(self) -> int:
        """In how many places of the texts personal data was taken out: none for the drafters."""
        return 0

    @property
    def mark(self) -> str:
        """For whom the files are, in two words."""
        return self.words.t(f"exports.audience.{self.audience}.mark")

    @property
    def notice(self) -> str:
        """What is in the files and what may be done with them, in a sentence or two."""
        return self.words.t(f"exports.audience.{self.audience}.notice")

    @property
    def product(self) -> str:
        """The program that made the files and its version."""
        return f"Evästys {version('evastys')}"

    @property
    def snapshot(self) -> dict[str, str | int]:
        """What a file for programs states: which event, at which moment, written by what."""
        return {
            "event": self.reading.agenda.code,
            "at": self.reading.changed_at,
            "version": self.reading.version,
            "product": self.product,
            "audience": self.audience,
        }

    @property
    def created(self) -> datetime:
        """The moment of the snapshot, naive UTC: when the event last changed."""
        return moment(self.reading.changed_at).replace(tzinfo=None)

    @property
    def stated(self) -> str:
        """The moment on the event's wall clock with its zone, for people."""
        wall, zone = clock(self.reading.changed_at, self.words)
        return f"{wall:%Y-%m-%d %H:%M:%S} {zone}"

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in the order of the workbook's sheets: to write on, to read, to look up."""
        some = (self.statements, self.commitments, self.backed, self.coverage)
        found = (*self.plans, *some, *self.sums, self.answers, self.wording, self.log)
        return tuple(each for each in (*found, self.codebook) if each is not None)


class PublicFrames(Frames):
    """The same with what may be published: the reading and every table hold nothing else."""

    audience: Audience = "public"

    def __init__(self, out: Published) -> None:
        super().__init__(out.reading, out.words)
        self._out = out

    @property
    def counted(self) -> Reading:
        """Everything that counts: figures are told of more than the texts that may be read."""
        return self._out.counted

    @property
    def tell(self) -> Tell:
        """What may be told of it."""
        return self._out.tell

    @cached_property
    def sums(self) -> tuple[Table, ...]:
        """One a kind in use, without columns of classes."""
        return tuple(sum_tables(self.counted, self.words, self.tell, classes=False))

    @cached_property
    def answers(self) -> Table:
        """Statements, questions, and commitments that their organisations have confirmed."""
        return long_table(self.reading, self.words, self.audience)

    @cached_property
    def coverage(self) -> Table:
        """The same with what is too small withheld."""
        apart = self._out.apart
        return coverage_table(apart.attended, told_coverage(apart), self.words)

    @property
    def plans(self) -> tuple[Table, ...]:
        """None: they are for the drafters to write on."""
        return ()

    @property
    def log(self) -> None:
        """None: it names who did what."""

    @property
    def wording(self) -> None:
        """None: it tells of words that are hidden."""

    @cached_property
    def codebook(self) -> Table:
        """With the signs of what is withheld and what was taken out."""
        return codebook_table(self.reading, self.answers, self.words, self.redacted)

    @property
    def redacted(self) -> int:
        """In how many places that is."""
        return self._out.redacted


def frames(
    connection: Connection,
    code: str,
    language: str | None = None,
    audience: Audience = "internal",
) -> Frames:
    """The tables of an event in a snapshot, which stays open as long as they are used; in its first
    language by default.

    Raises NotFound for an unknown code, InvalidInput for a language that the product lacks.
    """
    reading = read(connection, code)
    words = Words(reading.agenda, language)
    if audience == "public":
        return PublicFrames(Published(reading, words))
    return Frames(reading, words)
