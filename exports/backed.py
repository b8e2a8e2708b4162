"""Statements that could be backed, in the order of how sure their support is."""

from __future__ import annotations

from app.kinds.text import SHOWN, best_backed
from app.kinds.wilson import lower_bound
from exports.reading import Given, Reading
from exports.tables import Field, Table, table
from exports.words import Words

_WIDTHS = {"statement": 16, "goal_area": 44, "angle": 32, "answer": 80}


def backed_table(reading: Reading, words: Words) -> Table | None:
    """A row a statement that may be seen: how many were shown it, how many of them back it, from
    how many organisations, and the lower bound of that share (Wilson, 95 %), by which it stands in
    its place. None where no prompt asks for support."""
    prompts = [each for each in reading.prompts if each.raw.get("support") and not each.kind.beside]
    if not prompts:
        return None
    t = words.t
    given = [
        each
        for prompt in prompts
        for each in reading.answers.of(prompt)
        if each.support is not None and not each.late and each.state in SHOWN
    ]
    given.sort(key=lambda each: best_backed(each.counted()))
    return table(
        t("exports.sheet.backed"),
        "Support",
        t("exports.purpose.backed"),
        [
            *(Field(key, t(f"exports.column.{key}"), "text", n) for key, n in _WIDTHS.items()),
            Field("support", t("exports.column.support"), "number", 12),
            Field("backers", t("exports.column.backers"), "number", 16),
            Field("exposed", t("exports.column.exposed"), "number", 12),
            Field("share", t("exports.column.support_share"), "share", 14),
            Field("bound", t("exports.column.support_bound"), "share", 14),
        ],
        [_row(each, words) for each in given],
    )


def _row(given: Given, words: Words) -> tuple[str | int | float | None, ...]:
    people, organisations, shown = given.support or (0, 0, 0)
    shown = max(shown, people)
    return (
        given.statement,
        words.areas.get(given.prompt.goal_area or "", given.prompt.goal_area),
        words.angles.get(given.prompt.angle or "", given.prompt.angle),
        given.prompt.kind.text(given.value),
        people,
        organisations,
        shown,
        people / shown if shown else None,
        lower_bound(people, shown) if shown else None,
    )
