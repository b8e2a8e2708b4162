"""A simulated phone's outbox: what the real one does, with a memory of what was promised."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

import httpx

from app.rehearsal.calls import Calls, problem
from app.rehearsal.figures import Figures

AGAIN = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before another try; the last one stays
PATIENCE = 60.0  # seconds of trying after which an answer is an error


@dataclass(slots=True)
class Note:
    """One answer: every value it ever had, and the newest that the server said it stored."""

    answer: str
    prompt: str
    values: list[dict[str, Any]] = field(default_factory=list)  # sequence 1 is the first
    acked: int = 0
    sent: int = 0


class Outbox:
    """Sends answers one after another until each is acknowledged, then checks them all."""

    def __init__(
        self, calls: Calls, code: str, phone: int, token: str, figures: Figures, chance: Random
    ) -> None:
        self._calls = calls
        self._code = code
        self._phone = phone
        self._token = token
        self._figures = figures
        self._chance = chance
        self._turn = asyncio.Lock()
        self.notes: list[Note] = []

    def write(self, prompt: str, value: dict[str, Any]) -> Note:
        """A new answer, not sent yet."""
        answer = str(UUID(int=self._chance.getrandbits(128), version=4))
        note = Note(answer, prompt, [value])
        self.notes.append(note)
        return note

    async def send(self, note: Note) -> bool:
        """Send the newest value until the server has it; whether it said so."""
        async with self._turn:
            note.sent = len(note.values)
            return await self._until_stored(note, note.sent)

    async def _until_stored(self, note: Note, sequence: int) -> bool:
        body = {"prompt": note.prompt, "value": note.values[sequence - 1], "sequence": sequence}
        began, tries = perf_counter(), 0
        while True:
            outcome, wait = await self._try(note, body)
            if outcome == "stored":
                self._figures.ack_ms.append((perf_counter() - began) * 1000)
                self._figures.acked += 1
                self._figures.changed += sequence > 1
                note.acked = sequence
                return True
            if outcome == "closed":
                self._figures.refused += 1
                return False
            if wait is None or perf_counter() - began > PATIENCE:
                self._figures.errors[outcome] += 1
                return False
            self._figures.retries += 1
            pause = max(wait, AGAIN[min(tries, len(AGAIN) - 1)])
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.5))
            tries += 1

    async def _try(self, note: Note, body: dict[str, Any]) -> tuple[str, float | None]:
        """What came of one request, and the least seconds to wait if it may be tried again."""
        try:
            response = await self._calls(
                "PUT",
                f"/api/events/{self._code}/answers/{note.answer}",
                token=self._token,
                phone=self._phone,
                json=body,
            )
        except httpx.TransportError as fault:
            return f"answer: {type(fault).__name__}", 0.0
        if response.status_code == 200:
            told = response.json()
            stored = told.get("status") == "stored" and told.get("sequence") == body["sequence"]
            return ("stored", None) if stored else (f"answer: {told}", None)
        if response.status_code == 409:
            return "closed", None
        if response.status_code in (408, 425, 429) or response.status_code >= 500:
            return f"answer: {problem(response)}", retry_after(response)
        return f"answer: {problem(response)}", None

    async def check(self) -> None:
        """Read everything back; whatever was promised and is not there exactly is lost."""
        for wait in (*AGAIN, None):
            listed = await self._listed()
            if listed is not None:
                return self._compare(listed)
            if wait is None:
                self._figures.errors["check: no answer"] += 1
            else:
                await asyncio.sleep(wait)

    async def _listed(self) -> list[dict[str, Any]] | None:
        try:
            response = await self._calls(
                "GET",
                f"/api/events/{self._code}/answers",
                token=self._token,
                phone=self._phone,
            )
        except httpx.TransportError:
            return None
        if response.status_code != 200:
            return None
        told = response.json()
        listed: list[dict[str, Any]] = told["answers"] if isinstance(told, dict) else told
        return listed

    def _compare(self, listed: list[dict[str, Any]]) -> None:
        self._figures.checked += 1
        kept: dict[str, list[dict[str, Any]]] = {}
        for each in listed:
            kept.setdefault(str(each["answer"]), []).append(each)
        for note in self.notes:
            found = kept.pop(note.answer, [])
            self._figures.duplicates += max(0, len(found) - 1)
            if note.acked and not any(_is_kept(note, each) for each in found):
                self._figures.lost.append(note.answer)
        self._figures.duplicates += len(kept)  # answers that this phone never wrote


def _is_kept(note: Note, kept: dict[str, Any]) -> bool:
    """Whether a kept answer is the one promised, or a later one whose promise never came."""
    sequence = int(kept["sequence"])
    return (
        note.acked <= sequence <= note.sent
        and kept["prompt"] == note.prompt
        and kept["value"] == note.values[sequence - 1]
    )


def retry_after(response: httpx.Response) -> float:
    """Seconds that the server asks to wait; 0 when it does not say."""
    told = response.headers.get("Retry-After", "0")
    return float(told) if told.isdigit() else 0.0
