"""`plan-table.docx`: the table of a regional wellbeing plan, prefilled from the room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.export import Export

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """One document."""
    # Word takes a while to load, which nobody who lists exports should wait for.
    from exports.plan_table import plan_table

    path.write_bytes(plan_table(frames))


export = Export(
    name="plan-table.docx",
    label="report.file.plan",
    description="report.file.plan_for",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    place=9,
    write=write,
)
