"""How the command line reaches the server that runs on the same data folder.

A file of the folder, readable by its owner alone, holds the origin and a token that lives as long
as the server does. Whoever can read it could read the database as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "control.json"


@dataclass(frozen=True, slots=True)
class Control:
    """A running server as the command line on its machine reaches it."""

    origin: str
    token: str
    address: str  # what phones open

    def is_at(self, url: str) -> bool:
        """Whether an address leads to this server: from here, where `localhost` is 127.0.0.1, or
        as phones open it."""
        return _local(url) in (_local(self.origin), _local(self.address))


@contextmanager
def offered(data: Path, control: Control) -> Iterator[None]:
    """Let the command line reach the server while it runs."""
    file = data / NAME
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(asdict(control), out)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _local(origin: str) -> str:
    return origin.rstrip("/").lower().replace("://localhost", "://127.0.0.1")


def found(data: Path) -> Control | None:
    """The server that runs on this folder; None when there is none. What a killed server left
    behind opens nothing: its token died with it."""
    try:
        told = json.loads((data / NAME).read_text(encoding="utf-8"))
        return Control(str(told["origin"]), str(told["token"]), str(told["address"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
