"""What simulated people have in mind: the texts of `content/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from app.rehearsal.gathering import Asked


@cache
def content(name: str) -> dict[str, Any]:
    """One file of `content/`."""
    file = files("app") / "rehearsal" / "content" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def sentences(asked: Asked, language: str) -> list[str]:
    """Statements that fit a prompt: needs or measures of its goal area, else greetings."""
    statements = content("statements")
    if asked.goal_area is None:
        return list(statements["general"].get(language, statements["general"]["fi"]))
    answering = "measures" if asked.about_measures else "needs"
    if language == "sv":
        return list(statements["swedish"][answering])
    return [each for topic in _topics("statements", asked) for each in topic[answering]]


def promises(asked: Asked, language: str) -> list[dict[str, str]]:
    """Commitments that fit a prompt, without their strength."""
    if language == "sv":
        return list(content("commitments")["swedish"]["commitments"])
    return [each for topic in _topics("commitments", asked) for each in topic["commitments"]]


def tails(language: str) -> list[str]:
    """Second sentences."""
    known: dict[str, list[str]] = content("statements")["tails"]
    return list(known.get(language, known["fi"]))


def expressions(language: str) -> list[dict[str, int]]:
    """Groups of short expressions that mean the same, each form with its weight."""
    return [group["forms"] for group in content("words")["swedish" if language == "sv" else "word"]]


def typos(expression: str) -> list[str]:
    """What a hurried thumb makes of an expression; empty when it never goes wrong."""
    return list(content("words")["typos"].get(expression, ()))


def _topics(name: str, asked: Asked) -> Iterable[dict[str, Any]]:
    """The topics that know the goal area; all of them when none does."""
    topics: list[dict[str, Any]] = content(name)["topic"]
    title = (asked.goal_area or "").lower()
    # The title that begins with a stem is meant before one that only contains it somewhere.
    for fits in (str.startswith, str.__contains__):
        known = [each for each in topics if any(fits(title, stem) for stem in each["stems"])]
        if known:
            return known
    return topics
