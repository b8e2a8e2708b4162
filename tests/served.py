"""The real program in a process of its own, and who talks to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from app import agenda, events, ledger
from app.db import Database

ROOT = Path(__file__).resolve().parent.parent
AGENDA = ROOT / "agendas" / "sydamella-2025-10-24.toml"
READY = "Application startup complete"
PLAIN = False  # no certificates are read for plain HTTP: that costs more than most requests
KEYS = re.compile(r"^  (screen|console|analysis) +(\S+?)#(\S+)$", re.MULTILINE)


class Event:
    """One event of a running server, and who talks to it."""

    def __init__(self, code: str, keys: dict[str, str]) -> None:
        self.code = code
        self.keys = keys
        self.clients: list[httpx.Client] = []

    @property
    def url(self) -> str:
        """The server's origin."""
        raise NotImplementedError

    def client(self, token: str, timeout: float = 60) -> httpx.Client:
        """An HTTP client of the event's API; closed with the event."""
        client = httpx.Client(
            base_url=f"{self.url}/api/events/{self.code}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            verify=PLAIN,
        )
        self.clients.append(client)
        return client

    def browser(self, place: str) -> httpx.Client:
        """A host's browser without script: the key handed in, a pass in its cookie."""
        client = httpx.Client(
            base_url=f"{self.url}/e/{self.code}",
            headers={"Origin": self.url, "Accept": "text/html"},
            timeout=60,
            verify=PLAIN,
        )
        self.clients.append(client)
        passed = client.post("/pass", data={"key": self.keys[place], "to": place})
        assert passed.status_code == 303, passed.text
        return client

    def moderator(self) -> Host:
        """Whoever has the moderator's key."""
        return Host(self, self.keys["console"])

    def phone(self, organisation: str = "joutsa", role: str = "elected", **more: Any) -> Phone:
        """A participant who has just joined."""
        return Phone.join(self, organisation, role, **more)

    def leave(self) -> None:
        """Close every client."""
        while self.clients:
            self.clients.pop().close()


class Guest(Event):
    """An event of its own on a server that other tests use as well."""

    def __init__(self, server: Server, code: str, keys: dict[str, str]) -> None:
        super().__init__(code, keys)
        self.server = server
        server.guests.append(self)

    @property
    def url(self) -> str:
        """The server's origin."""
        return self.server.url


class Server(Event):
    """`evastys serve` on a data folder; killed or stopped and started again at will."""

    def __init__(self, data: Path, *, port: int = 0, **environment: str) -> None:
        super().__init__("SYDAN", {})
        self.guests: list[Guest] = []
        self.data = data
        self.port = port
        self.log = data.parent / f"{data.name}.log"
        self.out = data.parent / f"{data.name}.out"
        self.command = [sys.executable, "-m", "app", "serve"]
        self.printed = ""
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[str] | None = None
        self._log: threading.Thread | None = None

    def start(self, *options: str) -> Self:
        """Start and wait until it takes requests."""
        command = [*self.command, "--data", str(self.data), "--port", str(self.port)]
        with self.out.open("w") as out:
            self._process = subprocess.Popen(
                [*command, "--agenda", str(AGENDA), *options],
                cwd=ROOT,
                env=self._environment,
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
            )
        ready = threading.Event()
        self._log = threading.Thread(target=self._follow, args=(self._process.stderr, ready))
        self._log.start()
        ready.wait()
        self.printed = self.out.read_text(encoding="utf-8")
        port = re.search(r"participants +http://[^/]+:(\d+)/", self.printed)
        if port is None or self._process.poll() is not None:
            self._end(signal.SIGKILL)
            raise AssertionError(f"the server did not start; see {self.log}")
        self.port = int(port.group(1))
        self.keys = self.keys or {place: key for place, _, key in KEYS.findall(self.printed)}
        return self

    def _follow(self, stderr: Any, ready: threading.Event) -> None:
        """Keep the log flowing, and say when the server is ready or has ended."""
        with self.log.open("a", encoding="utf-8") as log:
            for line in stderr:
                log.write(line)
                log.flush()
                if READY in line:
                    ready.set()
        ready.set()

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
        for event in (self, *self.guests):
            event.leave()
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code = self._process.wait(30)
        assert self._log is not None
        assert self._process.stderr is not None
        self._log.join()
        self._process.stderr.close()
        self._process = None
        return code


def standing(data: Path, codes: Iterable[str], **changed: Any) -> tuple[Server, dict[str, Guest]]:
    """A server with the shipped agenda under many codes, so that each test has an event of its
    own and none waits for a start; `changed` are fields that the agenda has otherwise."""
    database = Database(data / "evastys.sqlite3", seal=ledger.seal)
    try:
        database.write_now(events.begin)
        shipped = agenda.read(AGENDA)
        made = {
            code: database.write_now(
                lambda batch, code=code: events.load(
                    batch, shipped.model_copy(update={"code": code} | changed)
                )
            )
            for code in codes
        }
    finally:
        database.close()
    server = Server(data).start()
    return server, {
        code: Guest(
            server,
            code,
            {"screen": keys.screen, "console": keys.owner, "analysis": keys.analyst},
        )
        for code, keys in made.items()
    }


class Host:
    """A host's program: the key in the header."""

    def __init__(self, server: Event, key: str) -> None:
        self.server = server
        self.key = key
        self.http = server.client(key)

    def show(self, prompt: str | None) -> None:
        """Put a prompt on stage."""
        self.http.put("/stage", json={"prompt": prompt}).raise_for_status()

    def rehearse(self) -> None:
        """Have the event rehearse."""
        self.http.post("/rehearsal").raise_for_status()

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

    server: Event
    participant: str
    token: str

    @classmethod
    def join(cls, server: Event, organisation: str, role: str, **more: Any) -> Self:
        """Join."""
        response = httpx.post(
            f"{server.url}/api/events/{server.code}/participants",
            json={"organisation": organisation, "role": role, **more},
            verify=PLAIN,
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
