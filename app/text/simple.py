"""Word lists of simplemma: Swedish, English, and Finnish where there is nothing better."""

from __future__ import annotations

import threading

Rank = tuple[int, ...]


class Simple:
    """One language; its list stays packed in memory (57 MB for Finnish instead of 366)."""

    name = "simplemma"

    def __init__(self, language: str) -> None:
        # Here, so that a command line that counts no words does not wait for them.
        from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
        from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

        self._language = language
        self._lock = threading.Lock()
        self._list = DictionaryLookupStrategy(LOW_MEMORY_DICTIONARY_FACTORY)
        self._rules = DefaultStrategy(low_memory=True)
        self._rules.get_lemma("sana", language)  # loads the list now, not in an answer's way

    def analyse(self, form: str) -> list[tuple[Rank, str]]:
        """What the list has for the form, small or Capitalised, else for what stands before a
        colon, before an apostrophe or after the last hyphen."""
        for written in (form, form.capitalize()):
            if lemma := self._listed(written):
                return [((0,), lemma)]
        if ":" in form:
            return [((0,), form.partition(":")[0])]
        if form.endswith(("'s", "s'")):
            bare = form[:-2] if form.endswith("'s") else form[:-1]
            return [((0,), self._listed(bare) or bare)]
        head, hyphen, last = form.rpartition("-")
        if hyphen and last and (lemma := self._listed(last)):
            return [((0,), f"{head}-{lemma}")]
        return []

    def compound(self, form: str) -> str | None:
        """What simplemma's rules make of an unknown form, if it still looks like the form."""
        with self._lock:
            lemma = self._rules.get_lemma(form, self._language)
        return lemma.lower() if lemma and _alike(form, lemma.lower()) else None

    def _listed(self, written: str) -> str | None:
        with self._lock:
            lemma = self._list.get_lemma(written, self._language)
        if lemma is None:
            return None
        # The list has pronouns for some nouns (`työ` is given `sinä`): such a lemma is no lemma.
        return lemma if _alike(written.lower(), lemma.lower()) else written


def _alike(form: str, lemma: str) -> bool:
    return form[:1] == lemma[:1] or len(form) > 4
