"""What a vote is in files of Polis: in some 1 is agree, in others disagree.

Nothing in `votes.csv` says which. `comments.csv` does, since it counts agrees and disagrees: the
votes on each comment have to add up to them one way or the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from app.errors import InvalidInput
from app.imported.file import Row, Sheet, table

COUNTED = ("comment-id", "agrees", "disagrees")
CAST = ("comment-id", "voter-id", "vote")
VALUES = {"1": 1, "0": 0, "-1": -1}

Votes = Iterable[tuple[str, int]]
"""Comment and vote."""


class Signs(Enum):
    """What the votes of a file are."""

    AGREE_IS_1 = "agree_is_1"
    AGREE_IS_MINUS_1 = "agree_is_minus_1"
    EITHER = "either"  # as many agrees as disagrees everywhere


def checked(comments: Sheet, votes: Path) -> Signs:
    """The convention that fits every comment. Raises NotFound; InvalidInput when none does, naming
    the comment, or when the files are not what they should be."""
    sheet = table(votes)
    _need(comments, COUNTED)
    _need(sheet, CAST)
    cast = list(_cast(sheet))
    told = {
        row.cells["comment-id"]: (
            _count(comments, row, "agrees"),
            _count(comments, row, "disagrees"),
        )
        for row in comments.rows
        if row.cells
    }
    # Polis counts every time that somebody voted; others count the newest of each voter alone.
    newest = {(comment, voter): vote for comment, voter, vote in cast}
    every = _fitting(told, ((comment, vote) for comment, _, vote in cast))
    if isinstance(every, Signs):
        return every
    once = _fitting(told, ((comment, vote) for (comment, _), vote in newest.items()))
    if isinstance(once, Signs):
        return once
    raise every


def _fitting(told: dict[str, tuple[int, int]], votes: Votes) -> Signs | InvalidInput:
    """The convention that fits all comments, or what is said of the first that none fits."""
    counts = Counter(votes)
    possible = {Signs.AGREE_IS_1, Signs.AGREE_IS_MINUS_1}
    for comment, (agrees, disagrees) in told.items():
        ones, minus = counts[comment, 1], counts[comment, -1]
        if (ones, minus) != (agrees, disagrees):
            possible.discard(Signs.AGREE_IS_1)
        if (minus, ones) != (agrees, disagrees):
            possible.discard(Signs.AGREE_IS_MINUS_1)
        if not possible:
            return InvalidInput(
                "error.import.signs",
                comment=comment,
                agrees=str(agrees),
                disagrees=str(disagrees),
                ones=str(ones),
                minus=str(minus),
            )
    return possible.pop() if len(possible) == 1 else Signs.EITHER


def _cast(sheet: Sheet) -> Iterable[tuple[str, str, int]]:
    for row in sheet.rows:
        vote = VALUES.get(row.cells.get("vote", "").strip())
        if vote is None:
            raise InvalidInput("error.import.vote", path=str(sheet.path), line=str(row.line))
        yield row.cells["comment-id"], row.cells["voter-id"], vote


def _count(sheet: Sheet, row: Row, column: str) -> int:
    cell = row.cells[column].strip()
    if not (cell.isascii() and cell.isdecimal()):
        raise InvalidInput("error.import.count", path=str(sheet.path), line=str(row.line))
    return int(cell)


def _need(sheet: Sheet, columns: Iterable[str]) -> None:
    if missing := [name for name in columns if name not in sheet.columns]:
        raise InvalidInput("error.import.missing", path=str(sheet.path), columns=", ".join(missing))
