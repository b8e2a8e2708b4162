"""One simulated phone: joins, listens, thinks, answers, keeps its socket."""

from __future__ import annotations

import asyncio
from random import Random
from time import perf_counter
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.rehearsal.answers import answer
from app.rehearsal.calls import problem
from app.rehearsal.gathering import Asked, Person
from app.rehearsal.outbox import AGAIN, Outbox, retry_after
from app.rehearsal.room import Room

# Seconds that half of the people need; the others need longer.
THINKING = {"choice": 6, "scale": 14, "words": 14, "points": 22, "text": 32, "commitment": 40}
TAKES_PART = 0.92  # of phones, in any one prompt
CHANGES = 0.10  # of answers, once
SAYS_MORE = 0.25  # of phones, where every answer counts
ANSWERS_ANYWAY = 0.05  # of those whose prompt has left the stage before they were ready
SILENT = 60.0  # seconds without a word from the server after which a link counts as dead
RESTARTING = 1012  # close code: everybody comes back at once, so everybody waits a while
FOR_GOOD = range(4500, 5000)  # close codes after which coming back is of no use


class Phone:
    """A participant that behaves as the real page does."""

    def __init__(self, room: Room, number: int) -> None:
        self._room = room
        self._number = number
        self._chance = Random(f"{room.seed}/{number}")
        self.person: Person = room.gathering.person(self._chance)
        self._token = ""
        self._seen: set[str] = set()  # prompts that this phone has reacted to
        self._on_stage: str | None = None
        self.heard = False  # anything at all on its socket
        self.busy: set[asyncio.Task[None]] = set()
        self.outbox: Outbox | None = None

    async def run(self) -> None:
        """Live until cancelled."""
        if await self._join():
            await self._open_page()
            await self._listen()

    async def _join(self) -> bool:
        person, room = self.person, self._room
        body = {
            "organisation": person.organisation,
            "role": person.role,
            "language": person.language,
            "rehearsal": True,
        }
        if person.table is not None:
            body |= {"table": person.table, "headcount": person.headcount}
        for wait in (*AGAIN, None):
            began = perf_counter()
            told = await self._try_to_join(body, last=wait is None)
            if told is not None:
                room.figures.join_ms.append((perf_counter() - began) * 1000)
                room.figures.joined += 1
                self._token = told["token"]
                self.outbox = Outbox(
                    room.calls, room.code, self._number, self._token, room.figures, self._chance
                )
                return True
            await asyncio.sleep((wait or 0) * self._chance.uniform(0.5, 1.5))
        return False

    async def _try_to_join(self, body: dict[str, Any], *, last: bool) -> dict[str, Any] | None:
        room = self._room
        path = f"/api/events/{room.code}/participants"
        try:
            response = await room.calls("POST", path, phone=self._number, json=body)
        except httpx.TransportError as fault:
            self._failed(f"join: {type(fault).__name__}", last)
            return None
        if response.status_code == 201:
            joined: dict[str, Any] = response.json()
            return joined
        self._failed(f"join: {problem(response)}", last)
        await asyncio.sleep(retry_after(response))
        return None

    def _failed(self, what: str, for_good: bool) -> None:
        if for_good:
            self._room.figures.errors[what] += 1
        else:
            self._room.figures.retries += 1

    async def _open_page(self) -> None:
        """The page itself, once, as a browser loads it before its socket."""
        try:
            page = await self._room.calls(
                "GET", f"/e/{self._room.code}", token=self._token, phone=self._number
            )
        except httpx.TransportError as fault:
            self._room.figures.errors[f"page: {type(fault).__name__}"] += 1
        else:
            if page.status_code >= 400:
                self._room.figures.errors[f"page: {page.status_code}"] += 1

    async def _listen(self) -> None:
        failures = 0
        while True:
            code, heard = await self._one_socket()
            if code in FOR_GOOD:
                self._room.figures.errors[f"socket: closed {code}"] += 1
                return
            failures = 0 if heard else failures + 1
            self._room.figures.reconnects += 1
            first = 8.0 if code == RESTARTING else 1.5
            await asyncio.sleep(self._chance.uniform(0, min(15.0, first * 2**failures)))

    async def _one_socket(self) -> tuple[int | None, bool]:
        """Listen until the link ends: its close code, and whether anything was heard."""
        room, heard, code = self._room, False, None
        try:
            async with connect(
                f"{room.calls.sockets}/ws/events/{room.code}/phone?lang={self.person.language}",
                origin=room.calls.origin,  # type: ignore[arg-type]  # a NewType of str
                additional_headers={"Authorization": f"Bearer {self._token}"},
                user_agent_header="evastys-rehearse",
                compression=None,
                proxy=None,
                ping_interval=None,  # a browser cannot ping either
                max_size=2**20,
                open_timeout=20,
                close_timeout=2,  # a phone that leaves does not wait for a goodbye
            ) as socket:
                room.figures.connected += 1
                try:
                    while True:
                        async with asyncio.timeout(SILENT):
                            frame = room.frames.read(await socket.recv(decode=False))
                        heard = self.heard = True
                        self._see(frame)
                finally:
                    room.figures.connected -= 1
        except ConnectionClosed as end:
            code = end.rcvd.code if end.rcvd else None
        except InvalidHandshake as refusal:
            room.figures.errors[f"socket: {refusal}"] += 1
        except (OSError, TimeoutError):
            pass  # the network's doing; the count of new connections tells of it
        return code, heard

    def _see(self, frame: dict[str, Any]) -> None:
        stage = frame.get("stage")
        if frame.get("type") != "frame" or stage is None:
            return
        self._on_stage = key = stage.get("prompt")
        self._room.on_stage(key, stage.get("state"))
        asked = self._room.gathering.prompts.get(key or "")
        if (
            asked is None
            or self.outbox is None
            or stage.get("state") != "open"
            or asked.key in self._seen
        ):
            return
        self._seen.add(asked.key)
        if self._chance.random() < TAKES_PART:
            task = asyncio.create_task(self._answer(asked, self.outbox))
            self.busy.add(task)
            task.add_done_callback(self.busy.discard)

    async def _answer(self, asked: Asked, outbox: Outbox) -> None:
        if not await self._thinks(asked):
            return
        value = answer(asked, self.person, self._chance)
        if value is None:
            return
        note = outbox.write(asked.key, value)
        if not await outbox.send(note):
            return
        self._room.acked(asked.key, self._number)
        every = asked.rules.counts == "every"
        if every and self._chance.random() < SAYS_MORE and await self._thinks(asked, 0.7):
            more = answer(asked, self.person, self._chance)
            if more is not None:
                await outbox.send(outbox.write(asked.key, more))
        if self._chance.random() < CHANGES and await self._thinks(asked, 0.4):
            changed = answer(asked, self.person, self._chance)
            if changed is not None:
                note.values.append(changed)
                await outbox.send(note)

    async def _thinks(self, asked: Asked, share: float = 1.0) -> bool:
        """Take the time a person takes; whether it still makes sense to answer after it."""
        median = THINKING.get(asked.kind, 20) * share
        seconds = self._chance.lognormvariate(0, 0.45) * median
        if self._room.seconds_a_prompt is not None:  # a short rehearsal thinks faster
            seconds = min(seconds / 60, 0.9) * self._room.seconds_a_prompt
        try:
            async with asyncio.timeout(seconds):
                await self._room.over.wait()
            return False
        except TimeoutError:
            return self._on_stage == asked.key or self._chance.random() < ANSWERS_ANYWAY
