"""The real program in a process of its own, and who talks to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parent.parent
AGENDA = ROOT / "agendas" / "sydamella-2025-10-24.toml"
READY = "Application startup complete"
KEYS = re.compile(r"^  (screen|console|analysis) +(\S+?)#(\S+)$", re.MULTILINE)


class Server:
    """`evastys serve` on a data folder; killed or stopped and started again at will."""

    def __init__(self, data: Path, *, port: int = 0, **environment: str) -> None:
        self.data = data
        self.port = port
        self.log = data.parent / f"{data.name}.log"
        self.printed = ""
        self.keys: dict[str, str] = {}
        self.code = "SYDAN"
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[str] | None = None
        self._threads: list[threading.Thread] = []
        self.clients: list[httpx.Client] = []

    def client(self, token: str, timeout: float = 60) -> httpx.Client:
        """An HTTP client of the event's API; closed when the server is."""
        client = httpx.Client(
            base_url=f"{self.url}/api/events/{self.code}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
        )
        self.clients.append(client)
        return client

    def start(self, *options: str) -> Self:
        """Start and wait until it takes requests."""
        command = [sys.executable, "-m", "app", "serve", "--data", str(self.data)]
        command += ["--port", str(self.port), "--agenda", str(AGENDA), *options]
        log = self.log.open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        for line in self._process.stderr:
            log.write(line)
            if READY in line:
                break
        else:
            raise AssertionError(f"the server did not start; see {self.log}")
        self._follow(log)
        return self

    def _follow(self, log: Any) -> None:
        """Keep the log flowing, and take the addresses from what was printed before."""
        process = self._process
        assert process is not None and process.stderr is not None and process.stdout is not None
        stderr, stdout = process.stderr, process.stdout
        printed: list[str] = []

        def rest() -> None:
            with log:
                for line in stderr:
                    log.write(line)
                    log.flush()

        for line in stdout:
            printed.append(line)
            if line.startswith("  The keys"):
                break
        self._threads = [threading.Thread(target=rest), threading.Thread(target=stdout.read)]
        for thread in self._threads:
            thread.start()
        self.printed = "".join(printed)
        self.keys = self.keys or {place: key for place, _, key in KEYS.findall(self.printed)}
        port = re.search(r"participants +http://[^/]+:(\d+)/", self.printed)
        assert port is not None
        self.port = int(port.group(1))

    @property
    def url(self) -> str:
        """The server's origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL: no chance to say or save anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, and wait; the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        while self.clients:
            self.clients.pop().close()
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code = self._process.wait(30)
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        self._process = None
        return code

    def moderator(self) -> Host:
        """Whoever has the moderator's key."""
        return Host(self, self.keys["console"])

    def phone(self, organisation: str = "joutsa", role: str = "elected", **more: Any) -> Phone:
        """A participant who has just joined."""
        return Phone.join(self, organisation, role, **more)


class Host:
    """A host's program: the key in the header."""

    def __init__(self, server: Server, key: str) -> None:
        self.server = server
        self.key = key
        self.http = server.client(key)

    def show(self, prompt: str | None) -> None:
        """Put a prompt on stage."""
        self.http.put("/stage", json={"prompt": prompt}).raise_for_status()

    def change(self, prompt: str, **fields: str) -> dict[str, Any]:
        """Open, close, reveal or hide."""
        response = self.http.patch(f"/prompts/{prompt}", json=fields)
        response.raise_for_status()
        return response.json()

    def results(self, prompt: str) -> dict[str, Any]:
        """The snapshot of a prompt."""
        response = self.http.get(f"/prompts/{prompt}/results")
        response.raise_for_status()
        return response.json()

    def moderate(self, statement: str, state: str) -> None:
        """Approve or hide."""
        self.http.patch(f"/statements/{statement}", json={"state": state}).raise_for_status()

    def waiting(self) -> list[dict[str, Any]]:
        """Statements that wait."""
        return self.http.get("/statements").json()

    def export(self, name: str) -> bytes:
        """A file of the package."""
        response = self.http.get(f"/exports/{name}")
        response.raise_for_status()
        return response.content


@dataclass
class Phone:
    """A participant's program: the token in the header."""

    server: Server
    participant: str
    token: str

    @classmethod
    def join(cls, server: Server, organisation: str, role: str, **more: Any) -> Self:
        """Join."""
        response = httpx.post(
            f"{server.url}/api/events/{server.code}/participants",
            json={"organisation": organisation, "role": role, **more},
        )
        assert response.status_code == 201, response.text
        return cls(server, **response.json())

    def __post_init__(self) -> None:
        self.http = self.server.client(self.token)

    def put(
        self, prompt: str, value: Any, *, sequence: int = 1, answer: str | None = None
    ) -> httpx.Response:
        """Send an answer."""
        return self.http.put(
            f"/answers/{answer or uuid.uuid4()}",
            json={"prompt": prompt, "value": value, "sequence": sequence},
        )

    def own(self) -> list[dict[str, Any]]:
        """Own answers."""
        return self.http.get("/answers").json()
