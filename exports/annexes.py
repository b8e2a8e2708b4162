"""The annex of each organisation, ready for its board: what its people committed to, what the whole
room backed most, and room for its own decision.

Statements are the anonymous guidance of the room: nothing here says which of them came from the
organisation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.kinds.text import SHOWN
from app.suppression import SMALLEST, suppressed
from exports.committed import add_commitments
from exports.front import begun
from exports.measures import NOBODY
from exports.plan import KIND
from exports.quotes import quotes_of
from exports.reading import Given, Reading
from exports.word.document import Document
from exports.word.tables import Column

if TYPE_CHECKING:
    from exports.frames import Frames

TOP = 10  # statements of a goal area
ROWS, TALL = 6, 850  # to write a decision into; twips, 15 mm
_SHARES = {"item": 3.0, "decision": 3.0, "day": 1.4, "signature": 2.0}


def annexes(frames: Frames) -> Iterator[tuple[str, bytes]]:
    """Each document with its name: one an organisation that has answered, named after its key.
    Made one at a time, as they are asked for."""
    room = _gathered(frames.reading)
    told = told_of(room.answered)
    for number, (key, people) in enumerate(told.items()):
        frames.told(number / len(told))
        yield f"{key}.docx", _annex(frames, room, key, people)


@dataclass(slots=True)
class _Room:
    """What the annexes are made of, read once for all of them."""

    answered: dict[str, set[int]]  # by organisation, the numbers of its participants
    committed: dict[str, list[Given]]  # by organisation
    backed: dict[str, list[Given]]  # by goal area; empty outside them


def _gathered(reading: Reading) -> _Room:
    room = _Room({each.key: set() for each in reading.agenda.organisations}, {}, {})
    for prompt in reading.prompts:
        given = reading.answers.of(prompt)
        for each in given:
            key = each.person.organisation
            if key != NOBODY:  # from elsewhere, or of somebody who is not named
                room.answered.setdefault(key, set()).add(each.person.number)
            if prompt.kind.key == KIND:
                room.committed.setdefault(key, []).append(each)
        room.backed.setdefault(prompt.goal_area or "", []).extend(filter(_is_backed, given))
    return room


def _is_backed(given: Given) -> bool:
    support = given.support.support if given.support else 0
    return support > 0 and given.state in SHOWN and not given.late


def told_of(answered: Mapping[str, Collection[int]]) -> dict[str, int | None]:
    """How many of each organisation answered, less those from which nobody did; None where that
    may not be told: fewer than five, or as many as would give such a number away."""
    # How many there were in all is told elsewhere: one small number would be what the others leave.
    told = suppressed([[len(each)] for each in answered.values()], columns_known=True).rows
    return {key: n for key, n in zip(answered, told, strict=True) if answered[key]}


def _annex(frames: Frames, room: _Room, key: str, people: int | None) -> bytes:
    t = frames.words.t
    name = frames.words.organisations.get(key, key)
    document = begun(frames, name, t("report.annex.about"), ["annex_commitments", "annex_quotes"])
    if frames.audience == "internal":  # everybody has the coverage
        document.heading(t("report.annex.took_part"), 2)
        few = t("report.annex.few", n=SMALLEST)
        document.text(few if people is None else t("report.answered", n=people))
    document.heading(t("report.annex.commitments"), 2)
    _commitments(document, frames, room.committed.get(key, []))
    document.heading(t("report.annex.backed"), 2)
    _backed(document, frames, room)
    document.heading(t("report.annex.decision"), 2)
    _decision(document, frames)
    return document.content()


def _commitments(document: Document, frames: Frames, committed: Sequence[Given]) -> None:
    words = frames.words
    if not committed:
        document.text(words.t("report.annex.none_committed"))
    for area, name in _areas(frames):
        given = [each for each in committed if (each.prompt.goal_area or "") == area]
        if given:
            document.heading(name, 3)
            caption = words.t("report.caption.commitments", of=name)
            add_commitments(document, frames.reading, given, words, caption, organisations=False)


def _backed(document: Document, frames: Frames, room: _Room) -> None:
    """The best backed statements of the whole room, whoever wrote them."""
    if not any(room.backed.values()):
        document.text(frames.words.t("report.annex.none_backed"))
    for area, name in _areas(frames):
        quotes = quotes_of(room.backed.get(area, ()), frames.words)[:TOP]
        if quotes:
            document.heading(name, 3)
        for quote in quotes:
            document.quote(quote.text, quote.source)


def _decision(document: Document, frames: Frames) -> None:
    """Empty rows that the organisation writes its own decision into."""
    t = frames.words.t
    columns = [Column(t(f"report.annex.column.{key}"), share) for key, share in _SHARES.items()]
    empty = [[""] * len(columns)] * ROWS
    title, note = t("report.annex.decision"), t("report.annex.note")
    document.table(title, columns, empty, note, ruled=True, least=TALL)


def _areas(frames: Frames) -> list[tuple[str, str]]:
    """Goal areas with their titles, and at the end what is outside them."""
    t = frames.words.t
    areas = [(each.key, t.text(each.title)) for each in frames.reading.agenda.goal_areas]
    return [*areas, ("", t("report.outside"))]
