"""Which unknown words are known ones, mistyped."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rapidfuzz import fuzz, process

ALIKE = 86  # of 100; at 84 and above nothing was merged wrongly, at 88 two typos more were missed
RARE = 2  # answers; what more people write is no slip of the thumb
SHORT = 5  # letters; shorter words have too many neighbours

_FOLDED = str.maketrans("äöå", "aoa")


def mistyped(counts: Mapping[str, int], known: Collection[str]) -> dict[str, str]:
    """Unknown form to the word of the event that it stands for; only what is close enough.

    `counts` are the event's forms that no list knows, with the answers that hold them; `known`
    its other forms and lemmas. What many people write is a word even if no list knows it.
    """
    rare = sorted(form for form, n in counts.items() if n <= RARE and len(form) >= SHORT)
    targets = {each: each.translate(_FOLDED) for each in sorted(known)}
    targets |= {form: form.translate(_FOLDED) for form, n in sorted(counts.items()) if n > RARE}
    found = {}
    for form in rare:
        match = process.extractOne(
            form.translate(_FOLDED), targets, scorer=fuzz.ratio, score_cutoff=ALIKE
        )
        if match is not None:
            found[form] = match[2]
    return found
