"""What everybody may be told of the answers to one prompt, with what is too small withheld.

Counts of people from 1 to k − 1 are withheld, and others with them as far as what is told besides
would give them back. How many answered is always told, since the screen has told it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from app.kinds import Counted
from app.kinds.commitment import STRENGTHS
from app.kinds.questions import MARKS
from app.suppression import SMALLEST, suppressed
from exports.measures import Measures, apart, measured
from exports.parts import Part
from exports.pinned import pinned
from exports.reading import Asked

ALL = ""  # the subject of what is told of all classes together


class Sign(Enum):
    """What stands in the place of a figure."""

    WITHHELD = "withheld"


WITHHELD: Final = Sign.WITHHELD


def told(
    prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part] = ()
) -> dict[str, Measures]:
    """Each subject with the numbers that may be told of it, withheld ones as WITHHELD.

    As `measured`, but classes of organisations are the `parts` that they are told in. Of a kind
    that is not known here nothing is told but how many answered.
    """
    tell = _OF.get(prompt.kind.key)
    return tell(prompt, answers, parts) if tell else {ALL: {}}


def _counts(
    prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]
) -> dict[str, Measures]:
    return _withheld(measured(prompt, answers), "count")


def _points(
    prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]
) -> dict[str, Measures]:
    if _few(answers):
        return {each: {"sum": WITHHELD, "mean": WITHHELD} for each in measured(prompt, answers)}
    found = _withheld(measured(prompt, answers), "sum")
    for numbers in found.values():
        if numbers["sum"] is WITHHELD:
            numbers["mean"] = WITHHELD
    return found


def _withheld(found: dict[str, Measures], name: str) -> dict[str, Measures]:
    """The same with one measure of each subject suppressed; the sum of it is known."""
    cells = suppressed([[numbers[name]] for numbers in found.values()], columns_known=True).cells
    for numbers, (cell,) in zip(found.values(), cells, strict=True):
        numbers[name] = WITHHELD if cell is None else cell
    return found


def _scale(prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]) -> dict[str, Measures]:
    """A distribution whole or not at all; without it a mean that does not give it back."""
    found: dict[str, Measures] = {}
    for item, numbers in prompt.kind.tally(prompt.settings, answers)["items"].items():
        counts = {int(step): count for step, count in numbers["counts"].items()}
        found[item] = {
            **_mean("mean", numbers["mean"], counts),
            "n": WITHHELD if _small(numbers["n"]) else numbers["n"],
            **{f"counts.{step}": count for step, count in _whole(counts).items()},
        }
    return found


def _grid(prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]) -> dict[str, Measures]:
    """Means of each axis. Intervals would give sums of squares, places in the picture the means of
    other items."""
    found: dict[str, Measures] = {}
    for item, numbers in measured(prompt, answers).items():
        placed = [each["placements"][item] for each in _values(answers, "placements", item)]
        found[item] = {
            **_mean("x", numbers["x"], Counter(place[0] for place in placed)),
            **_mean("y", numbers["y"], Counter(place[1] for place in placed)),
            "n": WITHHELD if _small(numbers["n"]) else numbers["n"],
        }
    return found


def _values(answers: Iterable[Counted], name: str, item: str) -> list[dict[str, Any]]:
    return [each.value for each in answers if item in each.value[name]]


def _rank(prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]) -> dict[str, Measures]:
    """How often each was first and their mean places, either of them of all or of none.

    Borda points would say the same as mean places in another way, and both together more than one.
    """
    found = measured(prompt, answers)
    places = _places(list(found), answers)
    firsts = _whole({option: numbers["first"] for option, numbers in found.items()})
    known = WITHHELD not in firsts.values()
    rest = [
        {place: n for place, n in of.items() if not (known and place == 2)}
        for of in places.values()
    ]
    means = not _few(answers) and not any(pinned(each, SMALLEST) for each in rest)
    return {
        option: {
            "mean_rank": numbers["mean_rank"] if means else WITHHELD,
            "first": firsts[option],
        }
        for option, numbers in found.items()
    }


def _places(options: Sequence[str], answers: Sequence[Counted]) -> dict[str, Counter[int]]:
    """How often each option had each place, doubled: those left out of an order share the mean of
    the places that are left."""
    found: dict[str, Counter[int]] = {option: Counter() for option in options}
    for answer in answers:
        order = answer.value["order"]
        for option in options:
            left = len(order) + 1 + len(options)
            found[option][2 * order.index(option) + 2 if option in order else left] += 1
    every = {place for of in found.values() for place in of}
    for of in found.values():
        of.update(dict.fromkeys(every - of.keys(), 0))
    return found


def _mean(name: str, mean: float | None, counts: Mapping[int, int]) -> Measures:
    few = _small(sum(counts.values()))
    return {name: WITHHELD if few or pinned(counts, SMALLEST) else mean}


def _whole(counts: Mapping[Any, int]) -> dict[Any, Any]:
    """The counts as they are, or none of them where one is too small."""
    if any(map(_small, counts.values())):
        return dict.fromkeys(counts, WITHHELD)
    return dict(counts)


def _words(prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]) -> dict[str, Measures]:
    """Words that many said with their counts, most said first; the others by the alphabet alone,
    since an order by counts would tell them."""
    counts: dict[str, int] = {}
    for each in prompt.kind.tally(prompt.settings, answers)["words"]:
        counts[apart(each["word"], counts)] = each["count"]
    many = {word: n for word, n in counts.items() if not _small(n)}
    # No answer holds more words than this. Where what is left of that is hardly more than the
    # words that few said, it would tell that one person alone said each of them.
    most = prompt.settings.max_words * len(answers)
    while many and most - sum(many.values()) - (len(counts) - len(many)) < SMALLEST - 1:
        many.popitem()
    few = sorted(counts.keys() - many.keys(), key=lambda word: (word.casefold(), word))
    return {
        **{word: {"count": n} for word, n in many.items()},
        **{word: {"count": WITHHELD} for word in few},
    }


def _statements(
    prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]
) -> dict[str, Measures]:
    """All that were given, and those that stand in the files."""
    read = [each for each in answers if each.statement_state == "approved"]
    marks = Counter(each.mark for each in read)
    return {
        ALL: {"total": len(answers), "published": len(read)}
        | ({f"mark.{mark}": marks[mark] for mark in MARKS} if prompt.kind.beside else {})
    }


def _commitments(
    prompt: Asked, answers: Sequence[Counted], parts: Sequence[Part]
) -> dict[str, Measures]:
    """Parts by strength, and all of them together; how many each part gave is told."""
    of = {class_: part for part in parts for class_ in part.classes}
    counts = {part: dict.fromkeys(STRENGTHS, 0) for part in parts}
    for answer in answers:
        counts[of[answer.organisation_class]][answer.value["strength"]] += 1
    shown = [part for part in parts if any(counts[part].values())]
    rows = [list(counts[part].values()) for part in shown]
    table = suppressed(rows, rows_known=not any(_small(sum(row)) for row in rows))
    lines = [
        (part.key, cells, total)
        for part, cells, total in zip(shown, table.cells, table.rows, strict=True)
        if part.named
    ]
    every = table.columns or (0,) * len(STRENGTHS)
    return {
        subject: {
            **{s: _or_withheld(cell) for s, cell in zip(STRENGTHS, cells, strict=True)},
            "total": _or_withheld(total),
        }
        for subject, cells, total in (*lines, (ALL, every, len(answers)))
    }


def _or_withheld(cell: int | None) -> Any:
    return WITHHELD if cell is None else cell


def _small(number: int) -> bool:
    return 0 < number < SMALLEST


def _few(answers: Sequence[Counted]) -> bool:
    return _small(len(answers))


_Tell = Callable[[Asked, Sequence[Counted], Sequence[Part]], dict[str, Measures]]

_OF: dict[str, _Tell] = {
    "choice": _counts,
    "multi": _counts,
    "scale": _scale,
    "grid": _grid,
    "points": _points,
    "rank": _rank,
    "words": _words,
    "text": _statements,
    "questions": _statements,
    "commitment": _commitments,
}
