"""A snapshot as tables: what every export is written from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from importlib.metadata import version

from sqlalchemy import Connection

from app.clock import moment
from exports.backed import backed_table
from exports.codebook import codebook_table
from exports.commitments import commitment_table
from exports.long import clock, long_table
from exports.plan_sheets import plan_tables
from exports.reading import Reading, read
from exports.sums import sum_tables
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

    def __init__(self, reading: Reading, words: Words) -> None:
        self.reading = reading
        self.words = words
        self.told: Told = _nobody

    @cached_property
    def answers(self) -> Table:
        """The long one."""
        return long_table(self.reading, self.words)

    @cached_property
    def sums(self) -> tuple[Table, ...]:
        """One a kind in use."""
        return tuple(sum_tables(self.reading, self.words))

    @cached_property
    def commitments(self) -> Table | None:
        """As a plan is written; None where the event asks for none."""
        return commitment_table(self.reading, self.answers, self.words)

    @cached_property
    def plans(self) -> tuple[Table, ...]:
        """One a goal area, to be written on."""
        return tuple(plan_tables(self.reading, self.words))

    @cached_property
    def backed(self) -> Table | None:
        """Statements by their support; None where no prompt asks for it."""
        return backed_table(self.reading, self.words)

    @cached_property
    def log(self) -> Table:
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
        some = (self.commitments, self.backed)
        found = (*self.plans, *some, *self.sums, self.answers, self.wording, self.log)
        return tuple(each for each in (*found, self.codebook) if each is not None)


def frames(connection: Connection, code: str, language: str | None = None) -> Frames:
    """The tables of an event in a snapshot, which stays open as long as they are used; in its first
    language by default.

    Raises NotFound for an unknown code, InvalidInput for a language that the product lacks.
    """
    reading = read(connection, code)
    return Frames(reading, Words(reading.agenda, language))
