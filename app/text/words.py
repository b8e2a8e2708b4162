"""One word or short expression: how it is kept, and when two are the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

from app.text.clean import clean

WORD_LENGTH = 60  # graphemes; longer is a sentence
KEPT = 20_000  # forms that are remembered with their keys: every count asks for all of them again

_OUTER = " \n.,;:!?¡¿…·•*_~|\"'“”„«»‹›‘’‚`´-‐‑‒–—―−/\\"
_BRACKETED = regex.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")

_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}\p{S}]")

_SAME = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’‛′`´ʹʼ", "'") | {"\u200c": None}
)


def normalise(text: str) -> str:
    """The form that is kept and shown: clean, on one line, bare of outer punctuation.

    Empty when only punctuation was typed. Never shortened: who typed too much is asked to.
    """
    form = " ".join(clean(text).split())
    while True:
        bare = form.strip(_OUTER)
        if bracketed := _BRACKETED.fullmatch(bare):
            bare = bracketed[1]
        if bare == form:
            return form if _SAYS_SOMETHING.search(form) else ""
        form = " ".join(clean(bare).split())


@lru_cache(KEPT)
def same(form: str) -> str:
    """The key that forms of one word share: case, dashes and apostrophes make no difference."""
    folded = form.translate(_SAME).casefold()
    return unicodedata.normalize("NFC", folded)


@lru_cache(KEPT)
def alphabet(word: str) -> tuple[str, str]:
    """Sort key of the Finnish and Swedish alphabet; equal but for capitals, capitals first."""
    # By code point å ä ö come last in the order ä å ö; both languages want å ä ö.
    return word.casefold().translate(_LAST), word


_LAST = str.maketrans("åäö", "\ue000\ue001\ue002")
