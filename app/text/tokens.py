"""The words of an expression, for looking up; what is shown stays as it was typed."""

from __future__ import annotations

import regex

from app.text.words import same

LONGEST = 60  # letters; what is longer is no word

# A word may hold hyphens, apostrophes and a colon: sote-palvelut, EU:n, 2030-luvulla.
_TOKEN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-':][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*")


def tokenise(text: str) -> list[str]:
    """Words in their folded form: `Sote–palvelut, EU:n` gives `sote-palvelut`, `eu:n`."""
    return [found[0][:LONGEST] for found in _TOKEN.finditer(same(text))]
