"""One word or short expression: how it is kept, and when two are the same."""

from __future__ import annotations

import unicodedata

import regex

from app.text.clean import clean, cut

WORD_LENGTH = 60  # graphemes; longer is a sentence

_OUTER = " \n.,;:!?¡¿…·•*_~|\"'“”„«»‹›‘’‚`´-‐‑‒–—―−/\\"
_BRACKETED = regex.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")

_SAME = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’‛′`´ʹʼ", "'") | {"\u200c": None}
)


def tidy(text: str) -> str:
    """The form that is kept and shown, as typed: clean, on one line, bare of outer punctuation.

    Empty when nothing but punctuation was typed. Not shortened.
    """
    form = " ".join(clean(text).split())
    while True:
        bare = form.strip(_OUTER)
        if bracketed := _BRACKETED.fullmatch(bare):
            bare = bracketed[1]
        if bare == form:
            # A mark that hung on the punctuation may have lost its base.
            return form
        form = clean(bare)


def normalise(text: str) -> str:
    """`tidy`, at most WORD_LENGTH graphemes."""
    return tidy(cut(tidy(text), WORD_LENGTH))


def same(form: str) -> str:
    """The key that forms of one word share: case, dashes and apostrophes make no difference."""
    folded = form.translate(_SAME).casefold()
    return unicodedata.normalize("NFC", folded)
