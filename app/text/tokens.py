"""The words of an expression, for looking up; what is shown stays as it was typed."""

from __future__ import annotations

from functools import lru_cache

import regex

from app.text.words import KEPT, same

LONGEST = 60  # letters; what is longer is no word

# A word may hold hyphens, apostrophes and a colon: sote-palvelut, EU:n, 2030-luvulla.
_TOKEN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-':][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*")


@lru_cache(KEPT)
def tokenise(text: str) -> tuple[str, ...]:
    """Words in their folded form: `Sote–palvelut, EU:n` gives `sote-palvelut`, `eu:n`."""
    return tuple(found[0][:LONGEST] for found in _TOKEN.finditer(same(text)))
