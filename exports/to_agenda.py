"""`agenda.toml`: what was asked, of whom, in which words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.agenda import written
from exports.export import Export

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """The file that the event could be held from once more, as it was amended since."""
    path.write_text(written(frames.reading.agenda), encoding="utf-8", newline="")


export = Export(
    name="agenda.toml",
    label="exports.file.agenda",
    description="exports.file.agenda_for",
    media_type="application/toml",
    place=15,
    write=write,
)
