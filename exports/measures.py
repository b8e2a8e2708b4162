"""What the answers to one prompt add up to, as subjects and numbers; no names, no tables.

The numbers are the kind's own: its `tally` over the answers that count. Statements are the
exception, because a tally shows only some of them and an export counts them in every state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.kinds import Counted
from app.kinds.questions import MARKS
from exports.reading import Asked

Measures = dict[str, Any]

NOBODY = ""  # organisation of a statement that came from elsewhere

STATES = ("approved", "unreviewed", "waiting", "hidden")
# What is told of each class on its own: the first of these that a kind's tally has.
MAIN = ("count", "mean", "mean_rank", "total")


def by_class(prompt: Asked) -> bool:
    """Whether the kind's own tally is by class, so that classes are its subjects."""
    return "by_class" in prompt.kind.tally(prompt.settings, ())


def measured(prompt: Asked, answers: Sequence[Counted]) -> dict[str, Measures]:
    """Each subject (option, item, word, class) with its numbers, in the order of the tally.

    A prompt for statements has no subjects: its one row stands under an empty name.
    """
    if prompt.kind.statement and not by_class(prompt):
        return {"": _statements(answers) | (_marks(answers) if prompt.kind.beside else {})}
    found: dict[str, Measures] = {}
    for name, part in prompt.kind.internal(prompt.settings, answers).items():
        if isinstance(part, Mapping):
            for subject, value in part.items():
                found[subject] = _flat(value) if isinstance(value, Mapping) else {"count": value}
                if name == "by_class":
                    found[subject]["total"] = sum(found[subject].values())
        elif isinstance(part, list):
            for entry in part:
                (_, subject), *rest = entry.items()  # a listed thing names itself first
                found[apart(subject, found)] = dict(rest)
    return found


def apart(subject: str, found: Mapping[str, object]) -> str:
    """A name of its own also for a word that the moderator named as another one is."""
    name, number = subject, 2
    while name in found:
        name, number = f"{subject} ({number})", number + 1
    return name


def main_of_classes(
    prompt: Asked, answers: Sequence[Counted], classes: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Subject to class to its main number there; a class without answers is left out."""
    # Which forms are one word the whole room decides, not a class alone.
    subject_of = {
        form: subject
        for subject, numbers in measured(prompt, answers).items()
        for form in numbers.get("forms", ())
    }
    found: dict[str, dict[str, Any]] = {}
    for class_ in classes:
        mine = [each for each in answers if each.organisation_class == class_]
        if not mine:
            continue
        if subject_of:
            for subject, count in _said(prompt, mine, subject_of).items():
                found.setdefault(subject, {})[class_] = count
            continue
        for subject, numbers in measured(prompt, mine).items():
            main = next((numbers[name] for name in MAIN if name in numbers), None)
            found.setdefault(subject, {})[class_] = main
    return found


def _said(prompt: Asked, answers: Sequence[Counted], subject_of: Mapping[str, str]) -> Counter[str]:
    """How many answers hold any form of a word."""
    first = prompt.kind.columns(prompt.settings)[0].key
    found: Counter[str] = Counter()
    for answer in answers:
        forms = (row[first] for row in prompt.kind.rows(prompt.settings, answer.value))
        found.update({subject_of[form] for form in forms if form in subject_of})
    return found


def _statements(answers: Sequence[Counted]) -> Measures:
    states = Counter(each.statement_state for each in answers)
    return {
        "total": len(answers),
        "organisations": len({each.organisation for each in answers} - {NOBODY}),
        **{f"state.{state}": states[state] for state in STATES},
    }


def _marks(answers: Sequence[Counted]) -> Measures:
    marks = Counter(each.mark for each in answers)
    return {f"mark.{mark}": marks[mark] for mark in MARKS}


def _flat(numbers: Mapping[str, Any]) -> Measures:
    """The counts of a scale's steps become measures beside the others: `counts.4`."""
    flat: Measures = {}
    for name, value in numbers.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{step}": count for step, count in value.items()}
        else:
            flat[name] = value
    return flat
