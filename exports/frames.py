"""A snapshot as tables: what every export is written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Connection

from app.clock import moment
from exports.codebook import codebook_table
from exports.commitments import commitment_table
from exports.long import clock, long_table
from exports.reading import Reading, read
from exports.sums import sum_tables
from exports.tables import Table
from exports.wording import wording_table
from exports.words import Words


@dataclass(frozen=True, slots=True)
class Frames:
    """The tables of one event at one moment; the same state gives the same frames."""

    reading: Reading
    words: Words
    answers: Table  # the long one
    sums: tuple[Table, ...]  # one a kind in use
    commitments: Table | None
    wording: Table | None
    codebook: Table

    @property
    def product(self) -> str:
        """The program that made the files and its version."""
        return f"Evästys {version('evastys')}"

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
        """Every table in the order of the workbook's sheets."""
        commitments = (self.commitments,) if self.commitments else ()
        wording = (self.wording,) if self.wording else ()
        return (self.answers, *self.sums, *commitments, *wording, self.codebook)


def frames(connection: Connection, code: str, language: str | None = None) -> Frames:
    """Read the event from a snapshot and build its tables, in its first language by default.

    Raises NotFound for an unknown code, InvalidInput for a language that the product lacks.
    """
    reading = read(connection, code)
    words = Words(reading.agenda, language)
    long = long_table(reading, words)
    return Frames(
        reading=reading,
        words=words,
        answers=long,
        sums=tuple(sum_tables(reading, words)),
        commitments=commitment_table(reading, long, words),
        wording=wording_table(reading, words),
        codebook=codebook_table(reading, long, words),
    )
