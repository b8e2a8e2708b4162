"""Files of an export in the making: each in a process of its own, so that the event does not wait
for it, and so that somebody can see how far it is."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import cast

from app.errors import Busy, EvastysError, NotFound
from app.events import Held
from app.running import Running
from exports.export import Audience

SLOW = 600  # seconds after which an export is given up; the archive of 100,000 answers takes 60
AT_ONCE = 4  # processes; each takes a core and a hundred megabytes
KEPT = 600  # seconds that a file waits to be fetched


class ExportFailed(EvastysError):
    """The export's own process ended badly; its reason is in the log."""

    slug = "export-failed"


@dataclass(slots=True, eq=False)
class Making:
    """One file; `state` is running, ready or failed, and `done` goes from 0 to 1."""

    id: str
    event_id: int
    name: str
    audience: Audience
    folder: tempfile.TemporaryDirectory[str]
    state: str = "running"
    done: float = 0.0
    ended: float = 0.0  # on the monotonic clock
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def file(self) -> Path:
        """Where it is when it is ready."""
        return Path(self.folder.name) / self.name


class Makings:
    """All files in the making, of every event; of the loop's thread alone."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._all: dict[str, Making] = {}

    def begin(self, held: Held, name: str, audience: Audience) -> Making:
        """Start one; raises Busy while too many are under way."""
        self._forget()
        if sum(each.state == "running" for each in self._all.values()) >= AT_ONCE:
            raise Busy("error.exports_busy")
        folder = tempfile.TemporaryDirectory(prefix="evastys-export-")
        making = Making(token_hex(8), held.id, name, audience, folder)
        self._all[making.id] = making
        making.task = asyncio.create_task(self._make(making, held))
        return making

    def find(self, held: Held, id_: str) -> Making:
        """One of the event's; raises NotFound."""
        self._forget()
        making = self._all.get(id_)
        if making is None or making.event_id != held.id:
            raise NotFound("error.no_such_making")
        return making

    async def made(self, making: Making) -> Path:
        """The file, when it is there; raises ExportFailed."""
        if making.task is not None:
            await asyncio.shield(making.task)
        if making.state != "ready":
            raise ExportFailed("error.export_failed")
        return making.file

    def drop(self, making: Making) -> None:
        """Remove one and its file."""
        self._all.pop(making.id, None)
        making.folder.cleanup()

    async def end(self) -> None:
        """Stop what runs and remove everything."""
        tasks = [each.task for each in self._all.values() if each.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for making in list(self._all.values()):
            self.drop(making)

    def _forget(self) -> None:
        """Remove what nobody has fetched in time."""
        late = time.monotonic() - KEPT
        for making in list(self._all.values()):
            if making.state != "running" and making.ended < late:
                self.drop(making)

    async def _make(self, making: Making, held: Held) -> None:
        try:
            async with asyncio.timeout(SLOW):
                made = await _process(making, held, self._running.settings.data)
        except TimeoutError:
            made = False
        finally:
            making.ended = time.monotonic()
        making.state = "ready" if made else "failed"


async def _process(making: Making, held: Held, data: Path) -> bool:
    """Whether the command line has written the file; it says how far it is, a line each time."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "export", held.code, "--progress"),
        *("--data", str(data), "--out", making.folder.name),
        *("--audience", making.audience, "--only", making.name),
        stdout=asyncio.subprocess.PIPE,
    )
    out = cast(asyncio.StreamReader, process.stdout)
    try:
        while line := await out.readline():
            told = line.decode(errors="replace").strip()
            if told.replace(".", "", 1).isdigit():
                making.done = max(making.done, float(told))
        return await process.wait() == 0 and making.file.exists()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
