"""Which of the forms that an event typed are one word.

A word is told by its lemma; an expression by the lemmas of its parts, so that `parempi
bussiyhteys` and `paremmat bussiyhteydet` are one and `bussiyhteys` is another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import regex

from app.text.lemmas import Lemmas
from app.text.stops import GLUE, stops
from app.text.tokens import tokenise
from app.text.typos import mistyped
from app.text.vote import voted
from app.text.words import same

How = Literal["form", "typo", "joined", "synonym", "stop"]

# Endings of Finnish cases on a name or an abbreviation that no list knows: Hyvaksin, hyteen.
_ENDING = regex.compile(
    r":?i?(?:n|t|a|ä|en|in|ien|jen|an|än|[aeiouyäö]{2}n|seen|siin|t[aä]|j[aä]|ss[aä]|st[aä]|ll[aä]"
    r"|lt[aä]|lle|n[aä]|ksi|hin|h[aäeiouyö]n)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is counted."""

    word: str  # lemma, or lemmas with blanks between; what forms of one word share
    how: How
    title: str | None = None  # how a list of synonyms writes the word


@dataclass(slots=True)
class _Reading:
    """What is known about the single tokens of an event."""

    lemmas: Lemmas
    forms: Counter[str]  # token to answers
    lemma_of: dict[str, str] = field(default_factory=dict)
    typos: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)  # lemma to lemma, by synonyms
    words: set[str] = field(default_factory=set)  # every lemma

    def lemma(self, token: str) -> str:
        return self.lemma_of.get(token) or self.lemmas.lemma(token)

    def key(self, form: str) -> str:
        """What forms of one word share."""
        tokens = tokenise(form)
        if not tokens:
            return form
        if joined := self.joined(tokens):
            return self.instead.get(joined, joined)
        glue = GLUE[self.lemmas.language]
        kept = [each for each in tokens if each not in glue] or tokens
        parts = [self.lemma(each) for each in kept]
        return " ".join(self.instead.get(each, each) for each in parts)

    def joined(self, tokens: Sequence[str]) -> str | None:
        """The lemma of a compound that others write as one word: `edun valvonta`."""
        if len(tokens) != 2:
            return None
        for written in ("".join(tokens), "-".join(tokens)):
            if written in self.forms or self.lemmas.lemma(written) in self.words:
                return self.lemma(written)
        return None


def grouped(
    counts: Mapping[str, int],
    lemmas: Lemmas,
    synonyms: Iterable[Sequence[str]] = (),
    stop_words: Iterable[str] = (),
) -> dict[str, Place]:
    """The place of each form, by its folded spelling; `counts` are answers that hold a form.

    The first of each list of `synonyms` stands for the others. `stop_words` are left out beside
    the function words of the language.
    """
    groups = [[same(each) for each in group] for group in synonyms]
    given = {each for group in groups for each in group}
    folded: Counter[str] = Counter()
    for form, n in counts.items():
        folded[same(form)] += n
    reading = _read(folded, given, lemmas)
    titles = {reading.key(same(group[0])): group[0] for group in synonyms}
    whole = _instead(reading, groups)
    left_out = {reading.key(same(each)) for each in stop_words}
    return {form: _place(form, reading, whole, titles, left_out) for form in folded}


def _read(folded: Mapping[str, int], given: Iterable[str], lemmas: Lemmas) -> _Reading:
    forms: Counter[str] = Counter()
    for form, n in folded.items():
        for token in tokenise(form):
            forms[token] += n
    named = {token for form in given for token in tokenise(form)}
    reading = _Reading(lemmas, forms)
    reading.lemma_of = voted({**dict.fromkeys(named, 1), **forms}, lemmas)
    _name(reading, named)
    unknown = {
        each: n for each, n in forms.items() if each not in reading.lemma_of and each.isalpha()
    }
    words = {*reading.lemma_of, *reading.lemma_of.values()} - stops(lemmas.language)
    reading.typos = mistyped(unknown, words)
    for form, target in reading.typos.items():
        reading.lemma_of[form] = reading.lemma(target)
    reading.words = set(reading.lemma_of.values())
    return reading


def _name(reading: _Reading, named: Iterable[str]) -> None:
    """Words that the agenda names are known, and so are their Finnish cases."""
    for name in sorted(named, key=len):
        if name in reading.lemma_of:
            continue
        reading.lemma_of[name] = name
        for form in reading.forms:
            if (
                form.startswith(name)
                and form not in reading.lemma_of
                and reading.lemmas.language == "fi"
                and _ENDING.fullmatch(form[len(name) :])
            ):
                reading.lemma_of[form] = name


def _instead(reading: _Reading, groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Key to the key that stands for it; single words also inside expressions."""
    whole: dict[str, str] = {}
    keys = [[reading.key(each) for each in group] for group in groups]
    for first, *others in keys:
        for each in others:
            if each != first:
                whole[each] = first
    for key in whole:
        target = _end(key, whole)
        if " " not in key and " " not in target:
            reading.instead[key] = target
    return whole


def _end(key: str, whole: Mapping[str, str]) -> str:
    """Where a chain of synonyms ends; two that name each other end at once."""
    seen = {key}
    while (target := whole.get(key)) and target not in seen:
        seen.add(target)
        key = target
    return key


def _place(
    form: str,
    reading: _Reading,
    whole: Mapping[str, str],
    titles: Mapping[str, str],
    left_out: Iterable[str],
) -> Place:
    tokens = tokenise(form)
    parts = [reading.lemma(each) for each in tokens]
    key = reading.key(form)
    word = _end(key, whole)
    functions = stops(reading.lemmas.language)
    if word in left_out or (
        tokens and all(a in functions or b in functions for a, b in zip(tokens, parts, strict=True))
    ):
        return Place(word, "stop")
    if word != key or any(each in reading.instead for each in parts):
        return Place(word, "synonym", titles.get(word))
    if reading.joined(tokens):
        return Place(word, "joined")
    if any(each in reading.typos for each in tokens):
        return Place(word, "typo")
    return Place(word, "form")
