"""Finnish through libvoikko, where the system has it (Debian: libvoikko1, voikko-fi)."""

from __future__ import annotations

import threading
from typing import Any

import libvoikko
import regex

Rank = tuple[int, ...]

_CLASSES = {"nimisana": 0, "laatusana": 1, "nimisana_laatusana": 0, "paikannimi": 2, "teonsana": 3}
_NAMES = {"etunimi": 5, "sukunimi": 6}
_AGENT, _OTHER = 4, 4
_MINEN = regex.compile(r"^(.*mi)(?:nen|s)")
_TAIL = 4  # letters; a shorter end of a word is hardly a word by itself


class Voikko:
    """One handle: it is not safe to share, so one thread at a time reads (38,000 forms a second).

    Raises OSError where the library or its dictionary is missing.
    """

    name = "voikko"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        try:
            self._handle = libvoikko.Voikko("fi")
        except libvoikko.VoikkoException as fault:
            raise OSError(str(fault)) from fault

    def analyse(self, form: str) -> list[tuple[Rank, str]]:
        """Readings of the form in the first spelling that has any: small, Capitalised, CAPITALS;
        then the part before a colon, or the part after the last hyphen."""
        for written in (form, form.capitalize(), form.upper()):
            if found := self._readings(written):
                return found
        if ":" in form:
            return [((0,), form.partition(":")[0])]
        head, hyphen, last = form.rpartition("-")
        if hyphen and last:
            return [(rank, f"{head}-{lemma}") for rank, lemma in self._readings(last)]
        return []

    def compound(self, form: str) -> str | None:
        """The longest end that is a noun decides."""
        for place in range(2, len(form) - _TAIL + 1):
            readings = sorted(self._readings(form[place:]))
            if readings and readings[0][0][2] == 0:
                return form[:place] + readings[0][1]
        return None

    def _readings(self, written: str) -> list[tuple[Rank, str]]:
        with self._lock:
            found = self._handle.analyze(written)
        return [_reading(written.lower(), each) for each in found]


def _reading(form: str, found: dict[str, Any]) -> tuple[Rank, str]:
    """Fewest parts first, then bare forms, nouns, the base form itself, fewest derivations."""
    lemma = str(found.get("BASEFORM", form)).lower()
    kind = found.get("CLASS", "")
    place = _CLASSES.get(kind, _NAMES.get(kind, _OTHER))
    if found.get("MOOD") == "MINEN-infinitive":
        place = 0
        if stem := _MINEN.match(form):
            lemma = f"{stem[1]}nen"
    elif found.get("PARTICIPLE") == "agent":
        place = _AGENT
    parts = found.get("STRUCTURE", "=").count("=")
    bound = int("POSSESSIVE" in found or "FOCUS" in found)
    derived = found.get("WORDBASES", "").count("(+")
    return (parts, bound, place, int(lemma != form), derived), lemma
