"""The plan's table in Word: rows prefilled from the room, empty cells for the drafter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exports.front import begun
from exports.plan import PlanRow, came_from, plan_rows
from exports.word.tables import Column

if TYPE_CHECKING:
    from exports.frames import Frames
    from exports.words import Words

EMPTY, TALL = 3, 600  # rows where nothing is known, and how tall: twips
_SHARES = {
    "goal": 1.2,
    "measure": 2.4,
    "party": 2.0,
    "when": 1.0,
    "indicator": 1.2,
    "from": 1.3,
    "ids": 2.0,
}


def plan_table(frames: Frames) -> bytes:
    """The document: a table for each goal area, on pages that lie."""
    words, t = frames.words, frames.words.t
    lines = ["plan", "plan_measures", "commitments"]
    document = begun(frames, t("report.plan.title"), t("report.plan.about"), lines, wide=True)
    rows = plan_rows(frames.reading, words)
    columns = [Column(t(f"exports.plan.{key}"), share) for key, share in _SHARES.items()]
    areas = [(each.key, t.text(each.title)) for each in frames.reading.agenda.goal_areas]
    if any(not row.goal_area for row in rows):
        areas.append(("", t("report.outside")))
    for key, name in areas:
        mine = [row for row in rows if row.goal_area == key]
        document.heading(name, 2)
        cells = [_cells(row, words) for row in mine] or [[""] * len(columns)] * EMPTY
        committed = sum(row.source == "commitment" for row in mine)
        note = t("report.plan.note", commitments=committed, statements=len(mine) - committed)
        caption = t("report.plan.caption", of=name)
        document.table(caption, columns, cells, note, ruled=True, least=0 if mine else TALL)
    return document.content()


def _cells(row: PlanRow, words: Words) -> list[str]:
    said = ["", row.measure, row.party, row.when, row.indicator]
    return [*said, came_from(row, words), _listed(row.ids)]


def _listed(ids: Sequence[str]) -> str:
    """Two ids a line, as many as fit: programs would break a line inside the second one."""
    pairs = (", ".join(ids[place : place + 2]) for place in range(0, len(ids), 2))
    return ",\n".join(pairs)
