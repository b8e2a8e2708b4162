"""Groups of participants side by side, by class of organisation or by role.

Each group's figures move in steps, and groups are told apart only when there are enough people on
both sides, so that watching the figures while somebody answers does not tell what they answered:

- A group's answers are those of its latest step: at least STEP people beside those of the step
  before have answered otherwise. What is taken back leaves at once, and others with it.
- All groups are one part at first. A group becomes a part of its own when it and what it leaves
  have LEAST people each. Parts are split and never joined, so that no two moments show the same
  people in two ways.
- What is still too small in a part is withheld as in any table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kinds import Counted, Kind
from app.ledger import Row
from app.suppression import SMALLEST, suppressed

STEP = 3  # people by whom a group's figures move
LEAST = max(SMALLEST, 10)  # people of a part

# Answers that the smaller of two sides must have where some answer alone and some as tables. With
# two tables each could tell the other's answer from its own.
LEAST_OF = {"alone": SMALLEST, "tables": 3}

BY = ("class", "role")


@dataclass(frozen=True, slots=True)
class Side:
    """One of those that are compared: a part of the groups by their keys, or a round."""

    keys: tuple[str, ...]
    n: int  # people with an answer


@dataclass(frozen=True, slots=True)
class Line:
    """What is compared of one option or item."""

    key: str
    measure: str  # of the kind's `compares`
    values: tuple[float | None, ...]  # of each side: a share of its people, or a mean; None: nobody
    withheld: tuple[bool, ...]  # of each side


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sides of one prompt on the same measures; fewer than two sides compare nothing."""

    by: str  # class, role, round
    sides: tuple[Side, ...]
    lines: tuple[Line, ...]
    same: int = 0  # people who answered every round
    left_out: int = 0  # tables, where rounds are of those alone; of two sides the small one


@dataclass(slots=True)
class Group:
    """The answers of one group: as they stand, and as they are told."""

    standing: dict[int, Row] = field(default_factory=dict)  # by participant
    told: dict[int, Row] = field(default_factory=dict)
    otherwise: set[int] = field(default_factory=set)  # who stands otherwise than is told
    moved: set[int] = field(default_factory=set)  # who has sent something since it was last told
    back: list[dict[int, Row | None]] = field(default_factory=list)  # what each step has replaced

    def take(self, row: Row) -> bool:
        """Count one more row; whether what is told has changed."""
        person = row.participant_id
        known = self.standing.get(person)
        if row.late or (row.withdrawn and known is not None and known.answer_id != row.answer_id):
            return False
        if row.withdrawn or row.value is None:
            self.standing.pop(person, None)
        else:
            self.standing[person] = row
        self.moved.add(person)
        if person in self.told and person not in self.standing:
            self._step_back(person)
            return True
        self._differs(person)
        if min(len(self.otherwise), len(self.moved)) < STEP:
            return False
        self.back.append({each: self.told.get(each) for each in self.otherwise})
        self.told = dict(self.standing)
        self.otherwise, self.moved = set(), set()
        return True

    def _differs(self, person: int) -> None:
        here, there = self.standing.get(person), self.told.get(person)
        if (here and here.value) == (there and there.value):
            self.otherwise.discard(person)
        else:
            self.otherwise.add(person)

    def _step_back(self, person: int) -> None:
        """Tell the answer no more, and take enough others along that it is not seen alone."""
        self.told.pop(person)
        gone = {person}
        while self.back and len(gone) < STEP:
            for each, row in self.back.pop().items():
                gone.add(each)
                self.told.pop(each, None)
                if row is not None and each in self.standing:
                    self.told[each] = row
        for each in gone:
            self._differs(each)
        self.moved = set()


class Steps:
    """The groups of one prompt, counted row by row; the same rows give the same parts."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.cursor = 0  # newest row of the ledger that was taken
        self.groups = {key: Group() for key in keys}
        self.parts: list[tuple[str, ...]] = [tuple(keys)]
        self.changed = True
        self.compared: Comparison | None = None
        self.settings: dict[str, Any] | None = None  # of the prompt, when it was compared

    def take(self, key: str, row: Row) -> None:
        """Count one more row of a member of the group; a key that no group has is nobody's."""
        if key in self.groups and self.groups[key].take(row):
            self.changed = True
            self._split()

    def _size(self, keys: Sequence[str]) -> int:
        return sum(len(self.groups[key].told) for key in keys)

    def _split(self) -> None:
        """Tell groups apart where both sides are large enough."""
        waiting, done = self.parts, []
        while waiting:
            part, *waiting = waiting
            for key in part:
                rest = tuple(each for each in part if each != key)
                if min(self._size((key,)), self._size(rest)) >= LEAST:
                    waiting = [(key,), rest, *waiting]
                    break
            else:
                done.append(part)
        order = list(self.groups)
        self.parts = sorted(done, key=lambda part: order.index(part[0]))

    def answers(self) -> list[tuple[tuple[str, ...], list[Row]]]:
        """The parts that may be told, each with its answers in ledger order."""
        return [
            (
                tuple(key for key in part if self.groups[key].told),
                sorted(
                    (row for key in part for row in self.groups[key].told.values()),
                    key=lambda row: row.position,
                ),
            )
            for part in self.parts
            if self._size(part) >= LEAST
        ]


def large_enough(sizes: Mapping[str, int]) -> list[str]:
    """Which of those alone and tables are told, from the answers that each has: the larger side,
    which is the room, and the other from `LEAST_OF` on."""
    room = max(sizes, key=lambda name: sizes[name])
    return [name for name, n in sizes.items() if name == room or n >= LEAST_OF[name]]


def compared(
    by: str,
    kind: Kind,
    settings: Any,
    sides: Sequence[tuple[tuple[str, ...], Sequence[Counted]]],
    *,
    apart: bool,
) -> Comparison:
    """Each side's figures on the kind's measures; `apart` withholds what is too small to be told of
    people by their background."""
    sizes = [len({each.participant for each in answers}) for _, answers in sides]
    tallies = [_subjects(kind.tally(settings, answers)) for _, answers in sides]
    lines = []
    for measure in kind.compares:
        withheld = _withheld(kind, tallies, sizes) if apart and len(sides) > 1 else {}
        for key in tallies[0] if tallies else ():
            hidden = withheld.get(key, (False,) * len(sides))
            values = tuple(
                None if hide else _value(tally[key][measure], measure, n)
                for hide, tally, n in zip(hidden, tallies, sizes, strict=True)
            )
            lines.append(Line(key, measure, values, hidden))
    told = tuple(Side(keys, n) for (keys, _), n in zip(sides, sizes, strict=True))
    return Comparison(by, told, tuple(lines))


def _value(number: float | None, measure: str, n: int) -> float | None:
    """A count as a share of n people; a mean as it is."""
    if measure == "count" and number is not None:
        return number / n if n else None
    return number


def _subjects(tally: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Options or items with their figures; a bare number is a count."""
    parts = [part for part in tally.values() if isinstance(part, Mapping)]
    return {
        key: value if isinstance(value, Mapping) else {"count": value}
        for part in parts
        for key, value in part.items()
    }


def _withheld(
    kind: Kind, tallies: Sequence[Mapping[str, Mapping[str, Any]]], sizes: Sequence[int]
) -> dict[str, tuple[bool, ...]]:
    """Of which sides an option's or item's figure is withheld. How many answered in each part is
    told, and the whole room's counts are on the screen: neither can be hidden here."""
    keys = list(tallies[0])
    if kind.one_of:
        told = suppressed(
            [[tally[key]["count"] for key in keys] for tally in tallies],
            rows_known=True,
            columns_known=True,
        ).cells
        return {key: tuple(row[place] is None for row in told) for place, key in enumerate(keys)}
    found = {}
    for key in keys:
        if "count" in tallies[0][key]:
            rows = [
                [tally[key]["count"], n - tally[key]["count"]]
                for tally, n in zip(tallies, sizes, strict=True)
            ]
            told = suppressed(rows, rows_known=True, columns_known=True).cells
        else:  # a mean, of those who gave it
            told = suppressed(
                [[tally[key].get("n", n)] for tally, n in zip(tallies, sizes, strict=True)],
                columns_known=True,
            ).cells
        found[key] = tuple(None in row for row in told)
    return found
