"""The commitments as a plan is written: measure, who, when, what it needs, how ready it is, as the
hall said it and as its organisation has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from exports import confirmed, disposed
from exports.export import Audience
from exports.long import ADDED, long_rows
from exports.reading import Asked, Reading
from exports.tables import Field, Table, distinct
from exports.words import Words

KIND = "commitment"

# Columns of the long table in the order of a plan's table, with their greatest widths here. After
# the organisation stands what it said of the commitment, and then a drafter writes.
_ORDER = {
    "statement": 16,
    "goal_area": 44,
    "answer": 60,
    f"{ADDED}strength": 19,
    f"{ADDED}actor": 26,
    f"{ADDED}when": 20,
    f"{ADDED}needs": 34,
    "organisation": 32,
    "class": 24,
    "role": 24,
    "state": 22,
    "late": 11,
    "stored_at": 19,
    "zone": 26,
}


def commitment_table(
    reading: Reading, long: Table, words: Words, audience: Audience = "internal"
) -> Table | None:
    """The rows of the long table that are commitments, and what became of each; None when the event
    asks for none."""
    prompts = [prompt for prompt in reading.prompts if prompt.kind.key == KIND]
    if not prompts:
        return None
    known = {field.key: field for field in long.fields}
    found = [_field(known[key], width, words) for key, width in _ORDER.items() if key in known]
    after = confirmed.fields(words, audience)
    if audience == "internal":
        after += disposed.fields(words)
    place = [field.key for field in found].index("organisation") + 1
    found[place:place] = after
    fields = distinct(found)
    keys = [field.key for field in fields]
    return Table(
        words.t("exports.sheet.commitments"),
        "Commitments",
        words.t("exports.purpose.commitments"),
        fields,
        lambda: _rows(reading, prompts, keys, words, audience),
        long=long.long,
    )


def _rows(
    reading: Reading,
    prompts: Sequence[Asked],
    keys: Sequence[str],
    words: Words,
    audience: Audience,
) -> Iterator[tuple[Any, ...]]:
    """Those of the hall, and after them those that their participants took back once their
    organisation had made them its own: these are its words, and nobody's deletion takes them."""
    yield from long_rows(reading, keys, words, prompts=prompts)
    if audience == "internal":
        classes = {each.key: each.class_ for each in reading.agenda.organisations}
        for left in reading.answers.left(classes):
            cells = confirmed.left_cells(left, words)
            yield tuple(cells.get(key) for key in keys)


def _field(field: Field, width: int, words: Words) -> Field:
    label = words.known("column.measure", field.label) if field.key == "answer" else field.label
    return Field(field.key, label, field.type, width)
