"""The columns in which a drafter says what became of a statement: filled with what stands, written
on in the workbook, and read back by `filled`."""

from __future__ import annotations

from typing import Any

from app.dispositions import STATES, Disposed
from exports.tables import Field
from exports.words import Words

PREFIX = "disposition."  # of the keys of the three columns
TAKEN_BACK = "–"  # what one writes in a cell to take away what stands there
_WIDTHS = {"state": 16, "reason": 44, "section": 24}


def fields(words: Words) -> list[Field]:
    """State with a dropdown, reason, section of the plan. What is typed as a section stays as it
    is: 3.2 is neither a number nor the third of February."""
    t = words.t
    choices = (*(t(f"dispositions.{state}") for state in STATES), TAKEN_BACK)
    return [
        Field(
            f"{PREFIX}{key}",
            t(f"dispositions.column.{key}"),
            width=width,
            note=t(f"dispositions.note.{key}"),
            blank=True,
            choices=choices if key == "state" else (),
            verbatim=key == "section",
        )
        for key, width in _WIDTHS.items()
    ]


def cells(disposed: Disposed | None, words: Words) -> dict[str, Any]:
    """What stands of one statement, by key of the column; nothing where nothing was said."""
    if disposed is None:
        return {}
    return {
        f"{PREFIX}state": words.t(f"dispositions.{disposed.state}"),
        f"{PREFIX}reason": disposed.reason or None,
        f"{PREFIX}section": disposed.section or None,
    }
