"""Classes of organisations put together until whoever is told of is many enough.

What is told of a class can be counted: rows of a list as well as figures. So classes are told apart
only as far as each part has enough people in every question in which its texts stand, and so that
the coverage of its organisations can be withheld among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.suppression import SMALLEST, suppressed
from exports.attendance import Attendance, Place, sizes

Classes = tuple[str, ...]
"""Keys of classes that are one, in the agenda's order."""


@dataclass(frozen=True, slots=True)
class Part:
    """Classes that are told as one; without a name where that would be everybody or too few."""

    classes: Classes
    named: bool

    @property
    def key(self) -> str:
        """What stands for it beside a text; empty without a name."""
        return "+".join(self.classes) if self.named else ""


class Apart:
    """How the people of an event are told apart for everybody."""

    def __init__(self, attended: Attendance, smallest: int = SMALLEST) -> None:
        self.attended = attended
        self.smallest = smallest
        self.classes: dict[str, list[str]] = {
            each.key: [] for each in attended.agenda.organisation_classes
        }
        for organisation in attended.organisations:
            self.classes.setdefault(attended.class_of(organisation), []).append(organisation)
        together = parted({(key,): [self._joined((key,))] for key in self.classes}, smallest)
        self.together = tuple(part.classes for part in together)
        self.joined = self._told()
        self.parts = {where: self._parts(where) for where in attended.there}

    def of(self, classes: Classes) -> list[str]:
        """The organisations of some classes."""
        return [organisation for key in classes for organisation in self.classes[key]]

    def _joined(self, classes: Classes) -> int:
        return sum(self.attended.joined[each] for each in self.of(classes))

    def _told(self) -> dict[str, int | None]:
        """How many joined from each organisation; None where that is withheld. What joined from
        all that no place tells apart is taken to be known."""
        told: dict[str, int | None] = {}
        for classes in self.together:
            mine = self.of(classes)
            counts = [[self.attended.joined[each]] for each in mine]
            table = suppressed(counts, self.smallest, columns_known=True)
            told |= {each: row[0] for each, row in zip(mine, table.cells, strict=True)}
        return told

    def _parts(self, where: Place) -> tuple[Part, ...]:
        there, wrote = self.attended.there[where], self.attended.wrote[where]
        if not wrote:  # no text stands beside a class, so nobody needs to be told apart
            return (Part(tuple(self.classes), named=False),)
        numbers = {
            classes: [sizes(people, self.of(classes)) for people in (there, *wrote.values())]
            for classes in self.together
        }
        return parted(numbers, self.smallest, lambda classes: self._tight(where, classes))

    def _tight(self, where: Place, classes: Classes) -> bool:
        """Whether one of a part's organisations has a small count that the others could not have
        instead, because of theirs almost everybody answered."""
        mine = [each for each in self.of(classes) if self.joined[each] is not None]
        counts = {each: self.attended.count(where, each) for each in mine}
        room = {each: self.attended.joined[each] - counts[each] for each in mine}
        every = sum(room.values())
        return any(
            0 < counts[each] < self.smallest and every - room[each] < counts[each] for each in mine
        )


def parted(
    numbers: Mapping[Classes, Sequence[int]],
    smallest: int = SMALLEST,
    tight: Callable[[Classes], bool] = lambda part: False,
) -> tuple[Part, ...]:
    """The classes in parts, each with nobody or with `smallest` people at least by every number.

    `numbers` are people of each, counted in one or several ways. A part that is too small, or
    `tight`, joins the smallest of the others. Where that leaves all in one, nobody is told apart.
    """
    order = list(numbers)
    parts: dict[Classes, list[int]] = {each: list(of) for each, of in numbers.items()}

    def size(part: Classes) -> tuple[int, Classes]:
        return sum(parts[part]), part

    while len(inhabited := [part for part in parts if any(parts[part])]) > 1:
        poor = [part for part in inhabited if _small(parts[part], smallest) or tight(part)]
        if not poor:
            break
        one = min(poor, key=size)
        other = min((part for part in inhabited if part != one), key=size)
        both = [a + b for a, b in zip(parts.pop(one), parts.pop(other), strict=True)]
        parts[_together(one, other, order)] = both
    alone = len(inhabited) == 1
    return tuple(
        Part(part, any(of) and not _small(of, smallest) and not (alone and len(part) > 1))
        for part, of in parts.items()
    )


def _small(numbers: Sequence[int], smallest: int) -> bool:
    return any(0 < number < smallest for number in numbers)


def _together(one: Classes, other: Classes, order: Sequence[Classes]) -> Classes:
    listed = [key for each in order for key in each]
    return tuple(sorted((*one, *other), key=listed.index))
