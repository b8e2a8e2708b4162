"""A whole room: phones that come in, answer for some minutes, and check what was kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from time import perf_counter
from typing import Any

from tqdm import tqdm

from app.i18n import Translator, translator
from app.rehearsal.calls import Calls, problem
from app.rehearsal.moderator import Moderator
from app.rehearsal.phone import Phone
from app.rehearsal.report import Report
from app.rehearsal.room import Room

MOST_PHONES = 5_000
MOST_MINUTES = 480.0
COMING_IN = 40.0  # seconds in which a room comes in, whatever its size
LEAST_RATE = 25.0  # phones a second; a small room does not dawdle
ENDING = 15.0  # seconds for what is under way when the time is over
CHECKING = 60.0  # seconds for reading back, beside what the number of phones takes
AT_ONCE = 40  # phones that read their answers back at the same time
LINE_EVERY = 10  # seconds between lines of progress where there is no bar


async def rehearse(
    url: str,
    code: str,
    phones: int,
    minutes: float,
    moderator_key: str | None = None,
    progress: bool = True,
    *,
    drive: bool | None = None,
    seed: int = 1,
    language: str = "en",
) -> Report:
    """Run a simulated room of `phones` for `minutes` and report what it saw.

    With `drive` the room also runs the agenda, which takes the moderator's key; without it the
    phones answer whatever somebody opens. Left open, it drives where it has a key and nobody but
    simulated phones has joined. The same seed makes the same people and answers; `language` is
    that of the progress on standard error.
    Raises ValueError for sizes out of bounds or an event that cannot be reached.
    """
    if not 1 <= phones <= MOST_PHONES:
        raise ValueError(f"phones: from 1 to {MOST_PHONES}")
    if not 0 < minutes <= MOST_MINUTES:
        raise ValueError(f"minutes: more than 0, at most {MOST_MINUTES:.0f}")
    if drive and not moderator_key:
        raise ValueError("running the agenda takes the moderator's key")
    _many_files()
    began = perf_counter()
    async with Calls(url, phones) as calls:
        event = await _event(calls, code)
        if drive is None:
            drive = moderator_key is not None and event["joined"] == event["rehearsal"]
        room = Room(calls, event, key=moderator_key, seed=seed)
        moderator = Moderator(room, moderator_key) if drive and moderator_key else None
        people = [Phone(room, number) for number in range(phones)]
        bar = _progress(room, phones, minutes * 60, translator(language)) if progress else None
        await _session(room, people, moderator, minutes * 60, bar)
        await _checked(people)
        if silent := sum(phone.outbox is not None and not phone.heard for phone in people):
            room.figures.errors["socket: nothing heard"] += silent
        return Report(
            url=calls.origin,
            code=room.code,
            phones=phones,
            seconds=perf_counter() - began,
            figures=room.figures,
            unknown_kinds=room.gathering.unknown_kinds,
        )


async def _event(calls: Calls, code: str) -> dict[str, Any]:
    try:
        response = await calls("GET", f"/api/events/{code}")
    except Exception as fault:
        raise ValueError(f"{calls.origin} does not answer: {type(fault).__name__}") from fault
    if response.status_code != 200:
        raise ValueError(f"{calls.origin} has no event {code}: {problem(response)}")
    event: dict[str, Any] = response.json()
    return event


async def _session(
    room: Room,
    people: list[Phone],
    moderator: Moderator | None,
    seconds: float,
    bar: Coroutine[None, None, None] | None,
) -> None:
    """Everything until the time is over and nobody is sending any more. What is under way then
    is waited for, but not for ever: without a reply it has failed."""
    running: list[asyncio.Task[None]] = [asyncio.create_task(room.watch.run())]
    if bar is not None:
        running.append(asyncio.create_task(bar))
    coming = asyncio.create_task(_come_in(people, running))
    leading = [asyncio.create_task(moderator.run(seconds))] if moderator is not None else []
    try:
        await asyncio.sleep(seconds)
    finally:
        room.over.set()
        coming.cancel()
        answering = [task for phone in people for task in phone.busy]
        late = await _overdue(answering + leading)
        for what, tasks in (("answer", answering), ("moderator", leading)):
            if count := len(late.intersection(tasks)):
                room.figures.errors[f"{what}: no reply when the time was over"] += count
        await _ended([*answering, *leading, coming, *running])


async def _overdue(tasks: list[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Those that are not done ENDING seconds from now."""
    return (await asyncio.wait(tasks, timeout=ENDING))[1] if tasks else set()


async def _come_in(people: list[Phone], running: list[asyncio.Task[None]]) -> None:
    """Let phones in at an even rate, so that the door is a door and not a stampede."""
    rate = max(LEAST_RATE, len(people) / COMING_IN)
    began = perf_counter()
    for number, phone in enumerate(people):
        ahead = number / rate - (perf_counter() - began)
        if ahead > 0:
            await asyncio.sleep(ahead)
        running.append(asyncio.create_task(phone.run()))


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel and wait; a task that fell over on its own is a fault of this program."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def _checked(people: list[Phone]) -> None:
    """Every phone that joined reads its answers back, a few at a time."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(check: Callable[[], Awaitable[None]]) -> None:
        async with turns:
            await check()

    boxes = [phone.outbox for phone in people if phone.outbox]
    with suppress(TimeoutError):  # the report says how many were not checked
        async with asyncio.timeout(CHECKING + len(boxes) / LEAST_RATE):
            await asyncio.gather(*(in_turn(box.check) for box in boxes))


async def _progress(room: Room, phones: int, seconds: float, t: Translator) -> None:
    """A bar on a terminal, else a line now and then; always on standard error."""
    terminal = sys.stderr.isatty()
    told = tqdm(total=round(seconds), unit="s", disable=not terminal, dynamic_ncols=True)
    with told:
        for second in range(1, round(seconds) + 1):
            await asyncio.sleep(1)
            line = _line(room, phones, t)
            told.set_postfix_str(line, refresh=False)
            told.update()
            if not terminal and second % LINE_EVERY == 0:
                print(f"{second} s  {line}", file=sys.stderr, flush=True)


def _line(room: Room, phones: int, t: Translator) -> str:
    prompt, state = room.stage
    seen = room.figures
    parts = [
        t("rehearsal.phones", n=seen.connected, all=phones),
        t("rehearsal.answers", n=seen.acked),
        prompt if prompt and state == "open" else t("rehearsal.nothing_open"),
    ]
    if failed := seen.errors.total():
        parts.append(t("rehearsal.failures", n=failed))
    return " · ".join(parts)


def _many_files() -> None:
    """As many sockets as this user may have."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # not there on Windows, where the limit is another one

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
