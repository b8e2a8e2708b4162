"""Words that say nothing alone: function words of a language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# What joins two words of an expression without a meaning of its own.
GLUE = {
    "fi": frozenset({"ja", "sekä"}),
    "sv": frozenset({"och", "samt", "en", "ett"}),
    "en": frozenset({"and", "the", "a", "an"}),
}


@cache
def stops(language: str) -> frozenset[str]:
    """The function words of a language, folded; `app/text/stops_fi.txt` and its like."""
    path = files("app") / "text" / f"stops_{language}.txt"
    return frozenset(path.read_text(encoding="utf-8").split())
