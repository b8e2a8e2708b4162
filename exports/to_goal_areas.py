"""`goal-areas.zip`: a Word document for each goal area, for those who draft its chapter."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from exports.export import Export

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """Documents one after another, each named after its goal area's key."""
    # Word and the charts take a while to load, which nobody who lists exports should wait for.
    from exports.chapters import chapters
    from exports.zipped import zipped

    with zipped(path, frames.created) as archive:
        for name, content in chapters(frames):
            archive.add(name, content)
            gc.collect()  # each document is full of cycles, which nobody looks for meanwhile


export = Export(
    name="goal-areas.zip",
    label="report.file.chapters",
    description="report.file.chapters_for",
    media_type="application/zip",
    place=7,
    write=write,
)
