"""What a prompt's answers add up to, round by round and side by side, each with its picture."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.kinds import Counted
from exports.charts import Look
from exports.measures import measured
from exports.pictures import Picture, picture_of
from exports.reading import Asked, Given
from exports.sums import Tell, sides
from exports.words import Words


@dataclass(frozen=True, slots=True)
class Numbers:
    """One picture and whose answers it is of."""

    which: str  # round and side, where there are several; else empty
    answered: int  # participants
    picture: Picture


def numbers_of(
    prompt: Asked,
    given: Sequence[Given],
    tables: Collection[int],
    words: Words,
    look: Look,
    tell: Tell = measured,
) -> Iterator[Numbers]:
    """Where some answered alone and some as one of `tables` (their numbers), each by itself.

    Nothing for statements, which have no figures of their own, and where nobody has answered.
    """
    rounds: dict[int, list[Counted]] = {}
    for each in given:
        if not each.late:
            rounds.setdefault(each.round, []).append(each.counted())
    for number, of_round in sorted(rounds.items()):
        for side, answers in sides(prompt, of_round, tables):
            answered = len({each.participant for each in answers})
            picture = picture_of(prompt, tell(prompt, answers), answered, words, look)
            if picture is not None:
                named = [
                    *([words.t("report.round", n=number)] if len(rounds) > 1 else []),
                    *([words.t(f"tables.side.{side}")] if side else []),
                ]
                yield Numbers(", ".join(named), answered, picture)
