"""The simulated moderator: runs the agenda from the first prompt to the last."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import Any

import httpx

from app.rehearsal.calls import problem
from app.rehearsal.room import Room

REVEALS = 0.6  # of a prompt's time: the results are shown from here on
CLOSES = 0.9  # and here the prompt is closed, so that the room looks at the screen
LOOKS = 1.0  # seconds between two looks at what waits for approval


class Moderator:
    """Shows each prompt for an even share of the time, reveals, approves and closes."""

    def __init__(self, room: Room, key: str) -> None:
        self._room = room
        self._key = key

    async def run(self, seconds: float) -> None:
        """Lead the room until its time is over, and leave the stage empty. The hour does not wait
        for a slow server: what was not approved by then goes on waiting."""
        prompts = list(self._room.gathering.prompts)
        self._room.seconds_a_prompt = share = seconds / max(1, len(prompts))
        approving = asyncio.create_task(self._keep_approving())
        began = perf_counter()
        for number, prompt in enumerate(prompts):
            await self._lead(prompt, began + number * share, share)
            if self._room.over.is_set():
                break
        approving.cancel()
        await asyncio.gather(approving, return_exceptions=True)
        await self._call("PUT", "stage", {"prompt": None})

    async def _lead(self, prompt: str, began: float, share: float) -> None:
        """One prompt, closed when the time of the whole room is over as well."""
        await self._call("PUT", "stage", {"prompt": prompt})
        if await self._still_on(began + share * REVEALS):
            await self._call("PATCH", f"prompts/{prompt}", {"results": "shown"})
        await self._still_on(began + share * CLOSES)
        await self._call("PATCH", f"prompts/{prompt}", {"state": "closed"})
        await self._still_on(began + share)

    async def _still_on(self, moment: float) -> bool:
        """Wait until then; whether the time of the room is not over yet."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, moment - perf_counter())):
                await self._room.over.wait()
        return not self._room.over.is_set()

    async def _keep_approving(self) -> None:
        while True:
            await asyncio.sleep(LOOKS)
            await self._approve()

    async def _approve(self) -> None:
        """Let everything through that waits: simulated people write nothing that hurts."""
        waiting = await self._call("GET", "statements?state=waiting")
        for each in waiting or ():
            path = f"statements/{each['id']}"
            if await self._call("PATCH", path, {"state": "approved"}) is None:
                return  # one fault is enough to know

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        """One call with the key; what it answers, None when it failed."""
        name = f"moderator: {method} {path.partition('?')[0].partition('/')[0]}"
        try:
            response = await self._room.calls(
                method, f"/api/events/{self._room.code}/{path}", token=self._key, json=body
            )
        except httpx.TransportError as fault:
            self._room.figures.errors[f"{name}: {type(fault).__name__}"] += 1
            return None
        if response.status_code >= 400:
            self._room.figures.errors[f"{name}: {problem(response)}"] += 1
            return None
        return response.json()
