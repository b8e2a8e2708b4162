"""The picture of words after one more answer, with each engine that reads Finnish."""

from __future__ import annotations

import random
import statistics
import time
from typing import Any

from app.kinds import Counted
from app.kinds.words import kind
from app.picture import typeset
from app.rehearsal.material import expressions, typos
from app.text.lemmas import Engine, Lemmas, use
from app.text.simple import Simple

ANSWERS = 1000
AIM = 100.0  # milliseconds for an update


def words(rounds: int) -> list[dict[str, Any]]:
    """A row for each engine: milliseconds of the first count, which reads every form, and the
    median of later ones, each after one more answer."""
    engines: list[Engine] = [Simple("fi")]
    try:
        from app.text.voikko import Voikko

        engines.append(Voikko())
    except OSError:
        pass  # this machine has no Voikko
    return [_measured(engine, rounds) for engine in engines]


def _measured(engine: Engine, rounds: int) -> dict[str, Any]:
    use(Lemmas(engine, "fi"))
    settings = kind.settings({"max_words": 3})
    answers = _answers()
    times = []
    for number in range(rounds + 1):
        began = time.perf_counter()
        tally = kind.tally(settings, answers[: ANSWERS + number])
        typeset(tally["words"])
        times.append((time.perf_counter() - began) * 1000)
    return {
        "engine": engine.name,
        "answers": ANSWERS,
        "forms": len({form for each in answers for form in each.value["words"]}),
        "words": len(tally["words"]),
        "first_ms": times[0],
        "update_ms": statistics.median(times[1:]),
        "worst_ms": max(times[1:]),
    }


def _answers() -> list[Counted]:
    """What a simulated room writes, seeded, with rare words and slips of the thumb."""
    dice = random.Random(1)
    groups = expressions("fi")
    heads = ("kunta", "nuoriso", "metsä", "järvi", "kylä", "maakunta", "perhe", "koulu", "liikunta")
    tails = ("palvelut", "yhteistyötä", "tapahtumien", "hankkeet", "neuvontaa", "verkostoissa")
    rare = [head + tail for head in heads for tail in tails]
    found = []
    for person in range(2 * ANSWERS):
        typed = []
        for _ in range(3):
            forms = dice.choice(groups)
            form = dice.choices(list(forms), list(forms.values()))[0]
            slips = typos(form)
            if dice.random() < 0.25:
                form = dice.choice(rare)
            elif slips and dice.random() < 0.3:
                form = dice.choice(slips)
            if dice.random() < 0.06 and len(form) > 5:
                place = dice.randrange(1, len(form) - 1)
                form = form[:place] + form[place + 1 :]
            typed.append(form)
        found.append(Counted(person, person, {"words": typed}, "laukaa", "municipality", "other"))
    return found
