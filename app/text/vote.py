"""Which reading of a form is meant: the one that most other words of the event speak for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.text.lemmas import Candidate, Lemmas

EQUAL = 3  # parts of a rank; readings that share them are as likely as each other


def voted(counts: Mapping[str, int], lemmas: Lemmas) -> dict[str, str]:
    """Each known form of the event with its lemma; counts are answers that hold a form.

    A form with equally likely readings takes the lemma that other forms share: `paikkoja` goes
    to `paikka` where somebody wrote `paikat`. Unknown forms are left out.
    """
    likely = {form: _likely(lemmas.candidates(form)) for form in counts}
    support: Counter[str] = Counter()
    for form, candidates in likely.items():
        for each in candidates:
            support[each.lemma] += max(counts[form], 1)
    return {
        form: min(candidates, key=lambda each: (-support[each.lemma], each.rank, each.lemma)).lemma
        for form, candidates in likely.items()
        if candidates
    }


def _likely(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    best = candidates[0].rank[:EQUAL] if candidates else ()
    return [each for each in candidates if each.rank[:EQUAL] == best]
