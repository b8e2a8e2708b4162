"""Classes of organisations put together until whoever is told of is many enough.

What is told of a class can be counted: rows of a list as well as figures. So classes are told apart
only as far as each part has enough people, in every question in which its texts stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.suppression import SMALLEST

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


def parted(numbers: Mapping[Classes, Sequence[int]], smallest: int = SMALLEST) -> tuple[Part, ...]:
    """The classes in parts, each with nobody or with `smallest` people at least by every number.

    `numbers` are people of each, counted in one or several ways. A part that is too small joins the
    smallest of the others. Where that leaves all in one, nobody is told apart.
    """
    order = list(numbers)
    parts: dict[Classes, list[int]] = {each: list(of) for each, of in numbers.items()}

    def size(part: Classes) -> tuple[int, int]:
        return sum(parts[part]), order.index(part) if part in order else -1

    while len(inhabited := [part for part in parts if any(parts[part])]) > 1:
        small = [part for part in inhabited if _small(parts[part], smallest)]
        if not small:
            break
        one = min(small, key=size)
        other = min((part for part in inhabited if part != one), key=size)
        both = [a + b for a, b in zip(parts.pop(one), parts.pop(other), strict=True)]
        parts[_together(one, other, order)] = both
    alone = len(inhabited) == 1
    return tuple(
        Part(part, any(of) and not _small(of, smallest) and not (alone and part not in order))
        for part, of in parts.items()
    )


def _small(numbers: Sequence[int], smallest: int) -> bool:
    return any(0 < number < smallest for number in numbers)


def _together(one: Classes, other: Classes, order: Sequence[Classes]) -> Classes:
    listed = [key for each in order for key in each]
    return tuple(sorted((*one, *other), key=listed.index))
