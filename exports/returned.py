"""What a filled workbook says of statements, beside what stands of them, and what in it cannot be
taken. Nothing but dispositions is ever taken from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import dispositions
from app.dispositions import STATES, Said
from app.errors import InvalidInput
from app.i18n import LANGUAGES, catalogue
from exports.filled import Row

_DASHES = frozenset("-‐‑‒–—−")


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that changes nothing, and why: a catalogue key that says what to write instead."""

    row: Row
    message: str
    params: Mapping[str, Any]


@dataclass(slots=True)
class Returned:
    """What a workbook brings."""

    said: dict[str, Said] = field(default_factory=dict)  # by public id, what stands otherwise
    unchanged: int = 0  # statements of which it says what stands
    unread: list[Unread] = field(default_factory=list)  # in the workbook's order


def ids(rows: Iterable[Row]) -> list[str]:
    """The statements that rows are about, each once."""
    return list(dict.fromkeys(_id(row) for row in rows))


def decided(rows: Sequence[Row], before: Mapping[str, Said]) -> Returned:
    """What rows say of the statements that there are, which stand as `before`.

    An empty cell takes nothing away: what stands there stays. Rows of one statement that say
    different things are not taken, unless all but one say what stands.
    """
    found = Returned()
    by_id: defaultdict[str, list[tuple[Row, Said]]] = defaultdict(list)
    for row in rows:
        try:
            said = _said(row, before)
        except InvalidInput as fault:
            found.unread.append(Unread(row, fault.message, fault.params))
        else:
            by_id[_id(row)].append((row, said))
    for public_id, each in by_id.items():
        others = {said: row for row, said in each if said != before[public_id]}
        if len(others) > 1:
            found.unread += _twice([(row, said) for row, said in each if said in others])
        elif others:
            (found.said[public_id],) = others
        else:
            found.unchanged += 1
    order = {id(row): place for place, row in enumerate(rows)}
    found.unread.sort(key=lambda unread: order[id(unread.row)])
    return found


def _twice(rows: list[tuple[Row, Said]]) -> list[Unread]:
    """Each with the place of another that says something else."""
    first = rows[0]
    other = next(each for each in rows if each[1] != first[1])
    return [
        Unread(row, "dispositions.unread.twice", {"sheet": there.sheet, "row": there.number})
        for row, said in rows
        for there in [(other if said == first[1] else first)[0]]
    ]


def _id(row: Row) -> str:
    return "".join(row.id.split()).upper()


def _said(row: Row, before: Mapping[str, Said]) -> Said:
    """What a row says; raises InvalidInput."""
    public_id = _id(row)
    if public_id not in before:
        raise InvalidInput("dispositions.unread.id" if public_id else "dispositions.unread.no_id")
    if row.dates:
        raise InvalidInput("dispositions.unread.date")
    state = _state(row.state)
    if state == "":
        return Said()
    stands = before[public_id]
    return dispositions.checked(
        state or stands.state, _text(row.reason, stands.reason), _text(row.section, stands.section)
    )


def _text(cell: str, stands: str) -> str:
    if not cell:
        return stands
    return "" if _takes_away(cell) else cell


def _takes_away(cell: str) -> bool:
    return cell in _DASHES


def _state(cell: str) -> str | None:
    """The key of a word in any language; empty where it takes back, None where nothing stands."""
    word = " ".join(cell.split()).casefold()
    if not word:
        return None
    if _takes_away(word):
        return ""
    for language in LANGUAGES:
        texts = catalogue(language)
        for state in STATES:
            if word in (texts[f"dispositions.{state}"].casefold(), state):
                return state
    raise InvalidInput("dispositions.unread.word", word=cell[:40])
