"""The word that a form is a form of: an engine for a language, and what it gets wrong.

`lemmas(language)` gives the best one that this machine has, made once and kept.
"""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple, Protocol

from app.text.simple import Simple
from app.text.voikko import Voikko

KNOWN_FORMS = 20_000  # forms kept with what they are; more than a day of events types


class Candidate(NamedTuple):
    """One reading of a form; of several the least rank is the likeliest."""

    rank: tuple[int, ...]
    lemma: str


class Engine(Protocol):
    """Reads single forms, folded to small letters. Safe to use from several threads."""

    name: str

    def analyse(self, form: str) -> list[tuple[tuple[int, ...], str]]:
        """Every reading with its rank; none for a word that it does not know."""

    def compound(self, form: str) -> str | None:
        """The lemma of an unknown form whose end is a word, such as `sotepalvelut`."""


class Lemmas:
    """An engine, and a table that corrects it."""

    def __init__(self, engine: Engine, language: str) -> None:
        self.engine = engine
        self.language = language
        self._forms, self._lemmas = _overrides(language)
        self._read = lru_cache(KNOWN_FORMS)(self._reading)
        self._tail = lru_cache(KNOWN_FORMS)(self._ending)

    def candidates(self, form: str) -> tuple[Candidate, ...]:
        """What a folded form may be, the likeliest first; none when nobody knows it."""
        return self._read(form)

    def lemma(self, form: str) -> str:
        """The likeliest lemma of a folded form; an unknown form is its own."""
        known = self._read(form)
        return known[0].lemma if known else self._tail(form)

    def _reading(self, form: str) -> tuple[Candidate, ...]:
        if form in self._forms:
            return (Candidate((0,), self._forms[form]),)
        best: dict[str, Candidate] = {}
        for rank, found in sorted(self.engine.analyse(form)):
            lemma = found.lower()
            lemma = self._lemmas.get(lemma, lemma)
            best.setdefault(lemma, Candidate(rank, lemma))
        return tuple(best.values())

    def _ending(self, form: str) -> str:
        lemma = self.engine.compound(form) or form
        return self._lemmas.get(lemma, lemma)


def _overrides(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Form to lemma, and lemma to a better one; rows are `kind`, `from`, `to`, why."""
    tables: dict[str, dict[str, str]] = {"form": {}, "lemma": {}}
    lines = _table(f"overrides_{language}.tsv").splitlines()
    for row in csv.DictReader(lines, delimiter="\t"):
        tables[row["kind"]][row["from"]] = row["to"]
    return tables["form"], tables["lemma"]


def _table(name: str) -> str:
    return (files("app") / "text" / name).read_text(encoding="utf-8")


_LOADED: dict[str, Lemmas] = {}
_LOADING = threading.Lock()


def lemmas(language: str) -> Lemmas:
    """The lemmas of a language; the first call loads them, which takes up to 1.5 s."""
    if language not in _LOADED:
        with _LOADING:
            if language not in _LOADED:
                _LOADED[language] = Lemmas(_engine(language), language)
    return _LOADED[language]


def _engine(language: str) -> Engine:
    return _voikko(language) or Simple(language)


def _voikko(language: str) -> Voikko | None:
    try:
        return Voikko() if language == "fi" else None
    except OSError:  # no library or no dictionary on this machine
        return None


def engine_of(language: str) -> str:
    """The name of the engine that reads a language; loads no list."""
    if language in _LOADED:
        return _LOADED[language].engine.name
    return (_voikko(language) or Simple).name


def use(read: Lemmas) -> None:
    """Have these lemmas read their language from now on."""
    with _LOADING:
        _LOADED[read.language] = read


def load(languages: Iterable[str]) -> None:
    """Load these languages."""
    for language in languages:
        lemmas(language)
