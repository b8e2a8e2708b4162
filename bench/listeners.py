"""A thousand listening phones and the screen in a process of their own, and the trigger that they
all wait for.

Run by the bench with a plan on standard input; prints one JSON line. The clock starts when the
trigger is sent and stops when the last phone has read the whole frame that it causes; the screen,
which comes in among the last phones, is timed by itself.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.frames import Reading, handshake, masked
from bench.machine import HOST, cpu_seconds, many_files, resident_kib

JOINING = 50  # handshakes under way at the same time
CALM = 0.4  # seconds between rounds, longer than the pace of the server's own updates
PATIENCE = 15.0  # seconds that a frame is waited for


@dataclass(slots=True)
class Phone:
    """One socket."""

    link: socket.socket
    reading: Reading = field(default_factory=Reading)
    open: bool = False
    done: bool = False
    size: int = 0
    screen: bool = False


class Listeners:
    """All of them on one selector."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan
        self._port: int = plan["port"]
        self._pid: int = plan["pid"]
        self._selector = selectors.DefaultSelector()
        self._mark = b""
        self._done = 0
        self._first = self._last = self._screen = 0.0
        self.phones: list[Phone] = []

    def run(self) -> dict[str, Any]:
        """Join, then one figure set a round."""
        before, began = resident_kib(self._pid), perf_counter()
        for token in self._plan["tokens"]:
            self._join(self._plan["path"], token)
            while sum(not phone.open for phone in self.phones[-JOINING:]) >= JOINING:
                self._pump(0.05)
        self._join(*self._plan["screen"])
        self.phones[-1].screen = True
        while not all(phone.open for phone in self.phones):
            self._pump(0.05)
        joined = perf_counter() - began
        self._calm(2.0)
        memory = (resident_kib(self._pid) - before) / len(self.phones)
        trigger = Trigger(self._plan)
        rounds = [self._round(trigger, number) for number in range(self._plan["rounds"] + 1)]
        return {
            "phones": len(self.phones) - 1,
            "join_per_second": len(self.phones) / joined,
            "kib_per_phone": memory,
            "rounds": rounds[1:],  # the first one warms up
        }

    def _join(self, path: str, token: str | None) -> None:
        link = socket.create_connection((HOST, self._port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setblocking(False)
        phone = Phone(link)
        self.phones.append(phone)
        self._selector.register(link, selectors.EVENT_READ, phone)
        link.send(handshake(path, HOST, self._port, token))

    def _round(self, trigger: Trigger, number: int) -> dict[str, float]:
        self._calm(CALM)
        for phone in self.phones:
            phone.done = False
        self._done, self._first = 0, 0.0
        cpu = cpu_seconds(self._pid)
        began = perf_counter()
        self._mark = trigger.pull(number)
        while self._done < len(self.phones):
            self._pump(0.01)
            assert perf_counter() - began < PATIENCE, f"{self._done} phones heard of it"
        last = self._last
        self._calm(CALM)
        return {
            "first_ms": (self._first - began) * 1000,
            "last_ms": (last - began) * 1000,
            "screen_ms": (self._screen - began) * 1000,
            "cpu_ms": (cpu_seconds(self._pid) - cpu) * 1000,
            "frame_bytes": max(phone.size for phone in self.phones if not phone.screen),
        }

    def _calm(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._pump(0.02)

    def _pump(self, wait: float) -> None:
        for key, _ in self._selector.select(wait):
            phone: Phone = key.data
            data = phone.link.recv(1 << 18)
            assert data, "the server hung up"
            if not phone.open:
                head, _, data = data.partition(b"\r\n\r\n")
                assert b" 101 " in head, head[:300]
                phone.open = True
            for opcode, payload in phone.reading.messages(data):
                if opcode == 9:
                    phone.link.send(b"\x8a\x80\0\0\0\0")
                elif not phone.done and self._mark and self._mark in payload:
                    phone.done, phone.size = True, len(payload)
                    heard = perf_counter()
                    self._done += 1
                    if phone.screen:
                        self._screen = heard
                    else:
                        self._last = heard
                        self._first = self._first or heard


class Trigger:
    """What makes the server send one frame to everybody."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan
        self._link = socket.create_connection((HOST, plan["port"]))
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if plan["trigger"] == "socket":
            self._link.send(handshake("/ctl", HOST, plan["port"]))
            self._link.recv(4096)

    def pull(self, number: int) -> bytes:
        """Send it; what the frame that it causes contains."""
        if self._plan["trigger"] == "socket":
            order = {"size": self._plan["size"], "mark": f"round-{number}"}
            self._link.send(masked(json.dumps(order).encode()))
            return f'"round-{number}"'.encode()
        prompt = self._plan["prompts"][number % 2]
        body = json.dumps({"prompt": prompt})
        self._link.send(
            (
                f"PUT {self._plan['stage']} HTTP/1.1\r\nHost: {HOST}:{self._plan['port']}\r\n"
                f"Authorization: Bearer {self._plan['key']}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
        )
        return f'"prompt":"{prompt}"'.encode()


if __name__ == "__main__":
    many_files()
    print(json.dumps(Listeners(json.load(sys.stdin)).run()))
