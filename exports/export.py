"""The contract of an export.

An export is one file here, `to_<format>.py`, with a module-level `export = Export(…)`. Its `write`
turns the frames of one snapshot into one file, always into the same bytes, and tells the frames how
far it is (`told`, from 0 to 1) where that takes long. Whoever lists exports must not wait for
pandas, so an export file imports it only for types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from exports.frames import Frames

Audience = Literal["internal", "public"]
"""Whom files are for: the drafters, who see everything, or everybody."""
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


@dataclass(frozen=True, slots=True)
class Export:
    """One file of the export package; the order on the analysis page is that of `place`."""

    name: str  # of the file and in the address, `answers.csv`
    label: str  # catalogue key
    description: str  # catalogue key: what it is and whom it serves, one line
    media_type: str
    place: int
    write: Callable[[Frames, Path], None]
    gathers: bool = False  # made of all the others, which stand beside it when it is written
