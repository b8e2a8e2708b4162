"""The two axes of the guidance: goal areas and angles."""

from __future__ import annotations

from app.agenda.models import Angle, GoalArea
from app.agenda.table import Seen, Table, unique_key
from app.kinds import Texts


def read_goal_areas(root: Table) -> tuple[GoalArea, ...]:
    """Every `[[goal_areas]]`; an event may do without."""
    rows = _titled(root, "goal_areas", example="elinvoima")
    return tuple(GoalArea(key=key, title=title, short=short) for key, title, short in rows)


def read_angles(root: Table) -> tuple[Angle, ...]:
    """Every `[[angles]]`; an event may do without."""
    rows = _titled(root, "angles", example="vahvuudet")
    return tuple(Angle(key=key, title=title, short=short) for key, title, short in rows)


def _titled(root: Table, section: str, example: str) -> list[tuple[str, Texts, Texts]]:
    seen = Seen()
    rows = []
    for table in root.tables(section):
        table.only("key", "title", "short")
        title = table.texts("title")
        short = table.texts("short") if "short" in table else title
        rows.append((unique_key(table, seen, example), title, short))
    return rows
