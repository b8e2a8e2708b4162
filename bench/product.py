"""The program under measurement, through its public doors: the command line and HTTP."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.machine import HOST, server

AGENDA = """
[event]
code = "MITTA"
title = { fi = "Mittaus" }
date = 2025-10-24
timezone = "Europe/Helsinki"
languages = ["fi"]
attendance = 1000
retain_until = 2026-01-22

[[roles]]
key = "other"
name = { fi = "Osallistuja" }

[[organisation_classes]]
key = "other"
name = { fi = "Muut" }

[organisations]
other = ["Muu organisaatio", "Toinen organisaatio"]

[[goal_areas]]
key = "arki"
title = { fi = "Arki" }

[[angles]]
key = "tarpeet"
title = { fi = "Tarpeet" }

[[prompts]]
key = "valinta"
kind = "choice"
text = { fi = "Kuinka usein työskentelet muiden organisaatioiden kanssa?" }
options = [
  { key = "viikoittain", label = { fi = "Viikoittain" } },
  { key = "kuukausittain", label = { fi = "Kuukausittain" } },
  { key = "harvemmin", label = { fi = "Harvemmin" } },
  { key = "en", label = { fi = "En lainkaan" } },
]
[[prompts]]
key = "ajatus"
kind = "text"
goal_area = "arki"
angle = "tarpeet"
text = { fi = "Mitä pitää kehittää?" }
max_length = 2000
"""
CODE = "MITTA"


@dataclass(slots=True)
class Product:
    """A running server with an event of its own."""

    port: int
    pid: int
    key: str

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        """One JSON call; a refusal ends the measurement."""
        link = HTTPConnection(HOST, self.port, timeout=30)
        try:
            link.request(
                method,
                f"/api/events/{CODE}{path}",
                body=None if body is None else json.dumps(body),
                headers={
                    "Authorization": f"Bearer {token or self.key}",
                    "Content-Type": "application/json",
                },
            )
            answer = link.getresponse()
            told = answer.read()
        finally:
            link.close()
        assert answer.status < 300, f"{method} {path}: {answer.status} {told[:300]!r}"
        return json.loads(told)

    def join(self, phones: int) -> list[str]:
        """Tokens of so many participants, each of whom has asked for something once, as a phone
        has that has opened its page."""
        body = {"organisation": "muu-organisaatio", "role": "other", "rehearsal": True}
        self.call("POST", "/rehearsal")
        tokens = [self.call("POST", "/participants", body)["token"] for _ in range(phones)]
        for token in tokens:
            self.call("GET", "/answers", token=token)
        return tokens


@contextmanager
def product(port: int, folder: Path) -> Iterator[Product]:
    """Start the program on an empty data folder; it is stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    agenda = folder / "mittaus.toml"
    agenda.write_text(AGENDA, encoding="utf-8")
    key = secrets.token_urlsafe(24)
    command = [sys.executable, "-m", "app", "serve"]
    command += ["--agenda", str(agenda), "--data", str(folder / "data"), "--port", str(port)]
    log = folder / "server.log"
    with server(command, port, log, {"EVASTYS_MODERATOR_KEY": key}) as pid:
        yield Product(port, pid, key)
