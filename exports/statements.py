"""The statements as a drafter goes through them: where each belongs, what it says, its support, and
what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from exports import disposed
from exports.export import Audience
from exports.long import LOOKED_THROUGH
from exports.reading import Asked, Given, Reading
from exports.tables import Field, Table, Type, distinct
from exports.words import Words

# Columns in their order, with their greatest widths. None is where a drafter writes.
_ORDER: tuple[tuple[str, Type, int] | None, ...] = (
    ("statement", "text", 16),
    ("goal_area", "text", 44),
    ("angle", "text", 32),
    ("prompt", "text", 44),
    ("answer", "text", 80),
    None,
    ("state", "text", 22),
    ("support", "number", 12),
    ("backers", "number", 16),
    ("exposed", "number", 12),
    ("late", "text", 11),
)


def statement_table(
    reading: Reading, words: Words, audience: Audience = "internal"
) -> Table | None:
    """A row a statement, each id once, in agenda order; None where the event asks for none. What
    became of them is for the drafters."""
    prompts = [each for each in reading.prompts if each.kind.moderated and not each.kind.beside]
    if not prompts:
        return None
    found: list[Field] = []
    for entry in _ORDER:
        if entry is None:
            found += disposed.fields(words) if audience == "internal" else []
        elif entry[0] != "late" or audience == "internal":
            key, type_, width = entry
            label = "analysis.column.statement" if key == "answer" else f"exports.column.{key}"
            found.append(Field(key, words.t(label), type_, width))
    fields = distinct(found)
    keys = [field.key for field in fields]
    return Table(
        words.t("exports.sheet.statements"),
        "Statements",
        words.t("exports.purpose.statements"),
        fields,
        lambda: _rows(reading, prompts, keys, words),
        long=reading.answers.sent > LOOKED_THROUGH,
    )


def _rows(
    reading: Reading, prompts: Sequence[Asked], keys: Sequence[str], words: Words
) -> Iterator[tuple[Any, ...]]:
    for prompt in prompts:
        answers = reading.answers.of(prompt)
        in_time = {given.statement for given in answers if not given.late}
        for given in answers:
            # What came late to one that counts is in the long table alone.
            if not (given.late and given.statement in in_time):
                cells = _cells(given, words)
                yield tuple(cells.get(key) for key in keys)


def _cells(given: Given, words: Words) -> dict[str, Any]:
    prompt = given.prompt
    people, organisations, seen = given.support or (None, None, None)
    return {
        "statement": given.statement,
        "goal_area": words.areas.get(prompt.goal_area or "", prompt.goal_area),
        "angle": words.angles.get(prompt.angle or "", prompt.angle),
        "prompt": words.t.text(prompt.heading),
        "answer": prompt.kind.text(given.value),
        "state": words.state(given.state or "", prompt.kind),
        "support": people,
        "backers": organisations,
        "exposed": seen,
        "late": words.t("exports.yes") if given.late else None,
        **disposed.cells(given.disposed, words),
    }
