"""Results as a plain table, for the phones: of any kind whose tally has figures for each option
or item, and words with the size that the screen gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.picture.words import typeset

# Figures that have a name in the catalogues, `results.figure.…`, in the order of their columns.
FIGURES = ("count", "sum", "mean", "mean_rank", "x", "y", "first", "n")
EXACT = {"mean", "mean_rank", "x", "y"}  # means: with a decimal
WORDS = 20  # on a phone; the rest are counted
ALL = 10_000.0  # rem of height: nothing is left out for want of room


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of options or items; None where there is nothing to work one out from."""

    columns: tuple[str, ...]  # of FIGURES
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]  # key and its figures


def table(tally: Mapping[str, Any], keys: Sequence[str]) -> Table:
    """What a tally has for each of `keys`. Only that: phones get no figures
    of organisations."""
    columns: list[str] = []
    rows: dict[str, list[float | None]] = {key: [] for key in keys}
    for part in tally.values():
        if not isinstance(part, Mapping) or not keys or any(key not in part for key in keys):
            continue
        for name in FIGURES:
            found = [_figure(part[key], name) for key in keys]
            if any(has for has, _ in found):
                columns.append(name)
                for key, (_, value) in zip(keys, found, strict=True):
                    rows[key].append(value)
    return Table(tuple(columns), tuple((key, tuple(values)) for key, values in rows.items()))


def _figure(of: Any, name: str) -> tuple[bool, float | None]:
    """Whether there is such a figure, and what it is; a bare number is a count."""
    value = of.get(name, "") if isinstance(of, Mapping) else of if name == "count" else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True, value
    return value is None, None


@dataclass(frozen=True, slots=True)
class Said:
    """A word, how many said it, and its size from 1, the largest."""

    word: str
    count: int
    level: int
    forms: tuple[str, ...] = ()  # as typed, the most typed first, where there are several


def said_words(words: Sequence[Mapping[str, Any]]) -> list[Said]:
    """The words that several said, the most frequent first; those said once stay off."""
    bands = typeset(words, ALL).bands
    levels = {word: band.level for band in bands for word in band.words}
    return [
        Said(str(each["word"]), int(each["count"]), levels[str(each["word"])], _forms(each))
        for each in words
        if each["word"] in levels
    ]


def _forms(word: Mapping[str, Any]) -> tuple[str, ...]:
    """Its forms whatever their capitals; none where there is but one."""
    spelt: dict[str, str] = {}
    for form in word.get("forms", ()):
        spelt.setdefault(form.casefold(), form)
    return tuple(spelt.values()) if len(spelt) > 1 else ()
