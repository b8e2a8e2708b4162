"""Soft hyphens for long Finnish words: no Chromium browser has Finnish hyphenation.

For showing only; a soft hyphen never goes into a key, a file or the ledger.
"""

from __future__ import annotations

import regex

SOFT_HYPHEN = "\u00ad"
LONG = 12  # letters; a shorter word fits on a phone's line

_VOWELS = frozenset("aeiouyåäöáàâéèêëíìîóòôúùûüõæø")

_TOKEN = regex.compile(r"\S+")
_WORD = regex.compile(rf"\p{{L}}{{{LONG + 1},}}")
_ADDRESS = regex.compile(r"@|://|^www\.|\w\.\w")
_NAME = regex.compile(r"\p{Lu}[\p{Ll}]+(?:-\p{Lu}\p{Ll}+)+")  # Keski-Suomessa

# The syllable rule goes wrong where a compound's later part begins with a vowel (or with a loan's
# `str`). These are the usual ones in public life; any other costs a break a letter off the seam.
_SEAM = regex.compile(
    r"""(?<=\p{L}{3}) (?= alue | aloit | arvioin | arvioit | asukas | asukk | edistä | elinkein
      | ikäis | ohjelm | ohjau | opetu | organisaatio | osaami | osallis | osasto | yhteis
      | ympäristö | yrity | yrittä
      | strateg ) | (?<=\p{L}{2}[aeiouyäö]|suus) (?= asia )""",
    regex.VERBOSE,
)


def soften(text: str, language: str = "fi") -> str:
    """The text with soft hyphens in its long words; other languages come back as they are.

    Hyphenated names, web and e-mail addresses stay whole.
    """
    if language != "fi" or len(text) <= LONG:
        return text
    return _TOKEN.sub(lambda token: _broken_token(token[0]), text.replace(SOFT_HYPHEN, ""))


def _broken_token(token: str) -> str:
    if len(token) <= LONG or _ADDRESS.search(token) or _NAME.search(token):
        return token
    return _WORD.sub(lambda word: _broken_word(word[0]), token)


def _broken_word(word: str) -> str:
    seams = [found.start() for found in _SEAM.finditer(word.lower())]
    parts = [word[start:end] for start, end in zip([0, *seams], [*seams, len(word)], strict=True)]
    return SOFT_HYPHEN.join(SOFT_HYPHEN.join(syllables(part)) for part in parts)


def syllables(word: str) -> list[str]:
    """Where a Finnish word may break: before the last consonant that precedes a vowel.

    No break between vowels, none that leaves one letter alone, none before the first vowel.
    """
    letters = word.lower()
    if len(letters) != len(word):  # a letter that grows in lower case is not Finnish
        return [word]
    starts = [0]
    for place in range(2, len(word) - 1):
        opens = letters[place] not in _VOWELS and letters[place + 1] in _VOWELS
        if opens and not _VOWELS.isdisjoint(letters[starts[-1] : place]):
            starts.append(place)
    return [word[start:end] for start, end in zip(starts, [*starts[1:], len(word)], strict=True)]
