"""Statements as documents quote them: the words, and after them where they are from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.kinds.text import best_backed
from app.support import Backed
from exports.reading import Given
from exports.words import Words


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement exactly as it was written; its source ends with its public id."""

    text: str
    source: str


def quotes_of(given: Iterable[Given], words: Words) -> list[Quote]:
    """What was not hidden, in every other state, the best backed first and then by id."""
    told = [each for each in given if each.statement and each.state != "hidden"]
    told.sort(key=lambda each: best_backed(each.counted()))
    return [Quote(each.prompt.kind.text(each.value), source(each, words)) for each in told]


def source(given: Given, words: Words) -> str:
    """What must be known of a statement, its support, and at the end its id."""
    return " · ".join(_parts(given, words))


def _parts(given: Given, words: Words) -> Iterator[str]:
    if given.state in ("unreviewed", "waiting") and given.prompt.kind.moderated:
        yield words.t(f"report.mark.{given.state}")
    if given.person.imported:
        yield words.t("exports.source.import")
    if given.late:
        yield words.t("report.mark.late")
    if given.mark:
        yield words.known(f"questions.mark.{given.mark}", given.mark)
    if given.support and given.support.support:
        yield backed(given.support, words)
    yield given.statement or ""


def backed(support: Backed, words: Words) -> str:
    """How many people back a statement, and from how many organisations."""
    of = words.t("report.organisations", n=support.support_organisations)
    return words.t("report.backed", n=support.support, organisations=of)
