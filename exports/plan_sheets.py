"""A sheet for each goal area, laid out as a wellbeing plan is written, prefilled from the room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from exports.plan import PlanRow, came_from, plan_rows
from exports.reading import Reading
from exports.tables import Field, Table, table
from exports.words import Words

SPARE = 15  # empty rows under what came from the room, for measures that the drafter adds

BLANK = ("goal", "indicator", "notes")  # the drafter's own

# Columns with their greatest widths.
_WIDTHS = {
    "goal": 36,
    "measure": 64,
    "party": 34,
    "when": 18,
    "indicator": 32,
    "notes": 32,
    "from": 26,
    "ids": 30,
}


def plan_tables(reading: Reading, words: Words) -> list[Table]:
    """A table a goal area in the order of the agenda, also where nobody said anything; one more for
    what was asked outside them, where that has any rows."""
    found = {
        area: list(rows)
        for area, rows in groupby(plan_rows(reading, words), key=lambda row: row.goal_area)
    }
    areas = [area.key for area in reading.agenda.goal_areas]
    return [
        _table(number, area, found.get(area, []), words)
        for number, area in enumerate([*areas, ""], start=1)
        if area or area in found
    ]


def _table(number: int, area: str, rows: list[PlanRow], words: Words) -> Table:
    t = words.t
    name = words.areas[area] if area else t("exports.plan.others")
    fields = [
        Field(key, t(f"exports.plan.{key}"), "text", width, blank=key in BLANK)
        for key, width in _WIDTHS.items()
    ]
    empty = [(None,) * len(fields)] * SPARE
    return table(
        t("exports.plan.sheet", n=number, area=name) if area else name,
        f"Plan_{number}",
        t("exports.purpose.plan", area=name),
        fields,
        [*_cells(rows, words), *empty],
    )


def _cells(rows: list[PlanRow], words: Words) -> Iterator[tuple[str | None, ...]]:
    for row in rows:
        yield (
            None,
            row.measure,
            row.party or None,
            row.when or None,
            row.indicator or None,
            None,
            came_from(row, words),
            ", ".join(row.ids),
        )
