"""A live event to look at: the server on a throw-away folder, and a simulated room."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pydantic import SecretStr

from app.auth import new_key
from app.serving import serve
from app.settings import Settings


def run(settings: Settings, phones: int, minutes: float) -> None:
    """Serve until a signal ends it; the room comes as soon as the server takes requests."""
    key = new_key()
    rooms: list[subprocess.Popen[bytes]] = []

    def open_the_doors(origin: str) -> None:
        command = [sys.executable, "-m", "app", "rehearse", "--url", origin, "--drive"]
        command += ["--phones", str(phones), "--minutes", str(minutes), "--key", key]
        # Ctrl-C reaches the whole terminal. The room, which inherits the mask, leaves it to the
        # server, which ends it; blocked here for this moment it is not lost.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        rooms.append(subprocess.Popen(command))  # noqa: S603 our own program
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    with tempfile.TemporaryDirectory(prefix="evastys-demo-") as folder:
        fields = {"data": Path(folder), "moderator_key": SecretStr(key)}
        try:
            serve(settings.model_copy(update=fields), open_the_doors, command="demo")
        finally:
            for room in rooms:
                room.terminate()
                room.wait()
