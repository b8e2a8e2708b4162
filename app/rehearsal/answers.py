"""What a simulated person answers to a prompt: plausible, varied, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import regex

from app.rehearsal import material
from app.rehearsal.gathering import Asked, Person

Value = dict[str, Any]

STRENGTHS = {"ready": 35, "needs_decision": 40, "to_explore": 25}


def answer(asked: Asked, person: Person, chance: Random) -> Value | None:
    """A value for the prompt as a phone sends it; None when nothing is known of its kind.

    The value is one that the kind's own code leaves as it is, so what the server gives back can
    be compared with it letter by letter.
    """
    make = MAKERS.get(asked.kind)
    if make is None:
        return None
    made = make(asked, person, chance)
    return asked.rules.parse(asked.rules.settings(asked.settings), made)


def _choice(asked: Asked, person: Person, chance: Random) -> Value:
    keys = _keys(asked.settings["options"])
    return {"option": chance.choices(keys, _leaning(asked, keys))[0]}


def _scale(asked: Asked, person: Person, chance: Random) -> Value:
    low, high = asked.settings["scale"]["min"], asked.settings["scale"]["max"]
    items = _keys(asked.settings["items"])
    left_out = chance.choice(items) if len(items) > 1 and chance.random() < 0.06 else None
    mood = chance.gauss(0, 0.5)
    ratings = {}
    for item, leaning in zip(items, _leaning(asked, items), strict=True):
        if item != left_out:
            middle = low + (high - low) * (0.35 + 0.4 * min(leaning, 1))
            spread = (high - low) / 5
            ratings[item] = max(low, min(high, round(chance.gauss(middle + mood, spread))))
    return {"ratings": ratings}


def _words(asked: Asked, person: Person, chance: Random) -> Value:
    groups = material.expressions(person.language)
    most = min(asked.settings["max_words"], 5)
    wanted = chance.choices(range(1, most + 1), [1 + place for place in range(most)])[0]
    words: list[str] = []
    for group in _several(groups, [sum(group.values()) for group in groups], wanted, chance):
        form = chance.choices(list(group), list(group.values()))[0]
        if chance.random() < 0.08 and (wrong := material.typos(form)):
            form = chance.choice(wrong)
        words.append(form)
    return {"words": words}


def _text(asked: Asked, person: Person, chance: Random) -> Value:
    sentence = chance.choice(material.sentences(asked, person.language))
    if chance.random() < 0.25:
        sentence = f"{sentence.rstrip('.')}. {chance.choice(material.tails(person.language))}"
    if chance.random() < 0.12:
        sentence = sentence[0].lower() + sentence[1:].rstrip(".")
    if chance.random() < 0.06:
        sentence = _mistyped(sentence, chance)
    return {"text": _cut(sentence, asked.settings["max_length"])}


def _points(asked: Asked, person: Person, chance: Random) -> Value:
    keys = _keys(asked.settings["options"])
    total = asked.settings["points"]
    tastes = [lean * chance.gammavariate(1.5, 1) for lean in _leaning(asked, keys)]
    step = max(1, total // 20)  # people deal points out in fives and tens, not in ones
    points = [int(total * taste / sum(tastes)) // step * step for taste in tastes]
    points[tastes.index(max(tastes))] += total - sum(points)
    return {"points": dict(zip(keys, points, strict=True))}


def _commitment(asked: Asked, person: Person, chance: Random) -> Value:
    promise = dict(chance.choice(material.promises(asked, person.language)))
    promise.setdefault("actor", person.organisation_name)
    for field, share in (("actor", 0.25), ("when", 0.15), ("needs", 0.3)):
        if chance.random() < share:
            promise.pop(field, None)
    longest = asked.settings.get("max_length", 2000)
    promise = {field: _cut(text, longest) for field, text in promise.items()}
    return promise | {"strength": chance.choices(list(STRENGTHS), list(STRENGTHS.values()))[0]}


def _multi(asked: Asked, person: Person, chance: Random) -> Value:
    keys = _keys(asked.settings["options"])
    most = min(asked.settings["max_options"] or 4, len(keys))
    wanted = chance.choices(range(1, most + 1), [1 + place for place in range(most)])[0]
    return {"options": _by_taste(asked, keys, chance)[:wanted]}


def _rank(asked: Asked, person: Person, chance: Random) -> Value:
    order = _by_taste(asked, _keys(asked.settings["options"]), chance)
    return {"order": order[: asked.settings["top"]]}


def _grid(asked: Asked, person: Person, chance: Random) -> Value:
    items = _keys(asked.settings["items"])
    left_out = chance.choice(items) if len(items) > 1 and chance.random() < 0.1 else None
    return {
        "placements": {
            item: [_placed(asked, f"{item}/{axis}", chance) for axis in "xy"]
            for item in items
            if item != left_out
        }
    }


def _placed(asked: Asked, name: str, chance: Random) -> int:
    """Around where the whole room tends to place the item on this axis."""
    middle = Random(f"{asked.key}/{name}").uniform(1.7, 4.5)
    return max(1, min(5, round(chance.gauss(middle, 0.9))))


MAKERS: dict[str, Callable[[Asked, Person, Random], Value]] = {
    "choice": _choice,
    "scale": _scale,
    "words": _words,
    "text": _text,
    "points": _points,
    "commitment": _commitment,
    "multi": _multi,
    "rank": _rank,
    "grid": _grid,
}


def _keys(options: Sequence[dict[str, Any]]) -> list[str]:
    return [option["key"] for option in options]


def _leaning(asked: Asked, keys: Sequence[str]) -> list[float]:
    """What the whole room tends to, the same for everybody in it: a weight per key."""
    return [0.15 + Random(f"{asked.key}/{key}").expovariate(1.6) for key in keys]


def _by_taste(asked: Asked, keys: Sequence[str], chance: Random) -> list[str]:
    """The keys in one person's order: what the room leans to comes more often first."""
    tastes = {
        key: lean * chance.gammavariate(1.5, 1)
        for key, lean in zip(keys, _leaning(asked, keys), strict=True)
    }
    return sorted(keys, key=lambda key: -tastes[key])


def _several(
    groups: list[dict[str, int]], weights: list[int], wanted: int, chance: Random
) -> list[dict[str, int]]:
    """Different groups, the heavy ones more often."""
    drawn = sorted(
        range(len(groups)), key=lambda place: chance.random() ** (1 / weights[place]), reverse=True
    )
    return [groups[place] for place in drawn[:wanted]]


def _mistyped(sentence: str, chance: Random) -> str:
    """Two letters in the wrong order somewhere."""
    place = chance.randrange(len(sentence) - 1)
    return sentence[:place] + sentence[place + 1] + sentence[place] + sentence[place + 2 :]


def _cut(text: str, longest: int) -> str:
    """At most so many characters as people count them."""
    return "".join(regex.findall(r"\X", text)[:longest]).strip()
