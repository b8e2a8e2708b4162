"""`annexes.zip`: a Word document for each organisation that answered, ready for its board."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from exports.export import Export

if TYPE_CHECKING:
    from exports.frames import Frames


def write(frames: Frames, path: Path) -> None:
    """Documents one after another, each named after its organisation's key."""
    # Word takes a while to load, which nobody who lists exports should wait for.
    from exports.annexes import annexes
    from exports.zipped import zipped

    with zipped(path, frames.created) as archive:
        for name, content in annexes(frames):
            archive.add(name, content)
            gc.collect()  # each document is full of cycles, which nobody looks for meanwhile


export = Export(
    name="annexes.zip",
    label="report.file.annexes",
    description="report.file.annexes_for",
    media_type="application/zip",
    place=8,
    write=write,
)
