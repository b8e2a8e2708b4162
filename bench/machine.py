"""The machine: who runs on which core, and how much processor time a process has used."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"  # everything here talks to itself and to nobody else
SERVER_CORE, LOAD_CORE = 0, 1


def pinned() -> bool:
    """Whether server and load each get a core of their own."""
    return shutil.which("taskset") is not None and (os.cpu_count() or 1) >= 2


def on_core(core: int, command: Sequence[str]) -> list[str]:
    """The command bound to a core, where that can be done."""
    return ["taskset", "-c", str(core), *command] if pinned() else list(command)


def many_files() -> None:
    """As many sockets as this user may have; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def cpu_seconds(pid: int) -> float:
    """Processor time of a process, all its threads, to the nanosecond."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except OSError:  # the thread ended meanwhile
            continue
    return total / 1e9


def resident_kib(pid: int) -> int:
    """Memory that a process holds now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


@contextmanager
def server(
    command: Sequence[str], port: int, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A server on the server's core, from the moment it answers; its process id."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            on_core(SERVER_CORE, command),
            env={**os.environ, **(env or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _until_it_answers(process, port, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def described() -> dict[str, object]:
    """What the figures were measured on; nothing that names the machine."""
    return {
        "cores": os.cpu_count(),
        "pinned": pinned(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "processor": _processor(),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()
