"""Rooms to export from, and the doors to what was exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exports.room import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """An event that nobody has answered."""
    folder = tmp_path / "data"
    room = Room(folder)
    yield room
    room.close()


@pytest.fixture
def full(room: Room) -> Room:
    """An event with answers of every kind, changed, withdrawn and late ones too."""
    room.fill()
    return room
