"""Form fields as a value: the same convention as `answer.js`.

A name spells the path in the JSON value: dots nest, `[]` lists. Empty fields are left out, and
so is a field whose path another one has taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def value_of(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`[("ratings.arki", "3"), ("words[]", "rohkeus")]` as
    `{"ratings": {"arki": "3"}, "words": ["rohkeus"]}`."""
    value: dict[str, Any] = {}
    for name, text in fields:
        if not text.strip():
            continue
        *path, last = name.split(".")
        place = value
        for part in path:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            if not last.endswith("[]"):
                place[last] = text
            elif isinstance(several := place.setdefault(last[:-2], []), list):
                several.append(text)
    return value
