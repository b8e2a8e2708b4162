"""The `[words]` table: what counts as one word, and what is no word, in all of an event."""

from __future__ import annotations

from typing import Any

from app.agenda.kind_settings import read_settings
from app.agenda.table import Table
from app.kinds import Kind, kinds

LISTS = ("synonyms", "stop_words")
LANGUAGE = "language"


def read_words(root: Table) -> dict[str, Any]:
    """The lists of the event, without those that are empty; none without the table."""
    if "words" not in root:
        return {}
    table = root.table("words")
    table.only(*LISTS)
    given = {key: table.values[key] for key in LISTS if key in table.values}
    return read_settings(table, kinds["words"], given, {})


def completed(
    kind: Kind, settings: dict[str, Any], event: dict[str, Any], language: str
) -> dict[str, Any]:
    """A prompt's settings with the language of the event, and with its lists before their own,
    where the kind counts words; other kinds' as they are."""
    if LANGUAGE not in kind.made:
        return settings
    lists = {key: [*event.get(key, ()), *settings.get(key, ())] for key in LISTS}
    return settings | {key: value for key, value in lists.items() if value} | {LANGUAGE: language}


def own_lists(kind: Kind, settings: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """A prompt's settings without the lists of the event before its own: what `completed` adds,
    taken out again."""
    if LANGUAGE not in kind.made:
        return settings
    own = dict(settings)
    for key in (each for each in LISTS if event.get(each)):
        left = own.pop(key, [])[len(event[key]) :]
        own |= {key: left} if left else {}
    return own
