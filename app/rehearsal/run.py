"""A whole room: phones that come in, answer for some minutes, and check what was kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from time import perf_counter
from typing import Any
from urllib.parse import quote

import httpx
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
    over: asyncio.Event | None = None,
    note: str | None = None,
) -> Report:
    """Run a simulated room of `phones` for `minutes` and report what it saw.

    With `drive` the room also runs the agenda, which takes the moderator's key; without it the
    phones answer whatever somebody opens. Left open, it drives where it has a key and no phone is
    in the room yet. With the key it also has the event rehearse, if it does not. The same seed
    makes the same people and answers; `language` is that of the progress on standard error.
    `over`, when it is set, ends the room before its time; `note` is said there once the event is
    known.
    Raises ValueError for sizes out of bounds, an event that cannot be reached or cannot rehearse,
    WrongKey for a key that is not its moderator's.
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
        if moderator_key:
            await _opened(calls, event["code"], moderator_key)
        await _begun(calls, event, moderator_key)
        alone = event["connected"] == 0
        if drive is None and moderator_key and not alone:
            note = translator(language)("rehearsal.not_driven")
        if note and progress:
            print(note, file=sys.stderr, flush=True)
        if drive is None:
            drive = moderator_key is not None and alone
        room = Room(calls, event, key=moderator_key, seed=seed, over=over)
        moderator = Moderator(room, moderator_key) if drive and moderator_key else None
        people = [Phone(room, number) for number in range(phones)]
        bar = _progress(room, phones, minutes * 60, translator(language)) if progress else None
        interrupted = await _session(room, people, moderator, minutes * 60, bar)
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
            interrupted=interrupted,
        )


class WrongKey(ValueError):
    """The key is not that of the event's moderator."""


async def _event(calls: Calls, code: str) -> dict[str, Any]:
    response = await _answered(calls, f"/api/events/{quote(code, safe='')}")
    if response.status_code == 404 and problem(response) == "not-found":
        raise ValueError(
            f"There is no event {code.upper()} at {calls.origin}. Check the code: --code."
        )
    with suppress(httpx.HTTPStatusError, ValueError):
        event = response.raise_for_status().json()
        if isinstance(event, dict) and "prompts" in event:
            return event
    raise ValueError(
        f"What answers at {calls.origin} is not Evästys, or is out of order (HTTP "
        f"{response.status_code}). Check the address: --url."
    )


async def _opened(calls: Calls, code: str, key: str) -> None:
    """Try the key on what only a moderator may see, before anybody comes in."""
    response = await _answered(calls, f"/api/events/{code}/statements", key)
    if response.status_code == 401:
        raise WrongKey(f"This key does not open event {code}.")
    if response.status_code != 200:
        raise WrongKey(f"This key is not that of the moderator of event {code}.")


async def _begun(calls: Calls, event: dict[str, Any], key: str | None) -> None:
    """Have the event rehearse, so that nothing of this room is ever taken for real."""
    if event["rehearsing"]:
        return
    code = event["code"]
    if key is None:
        raise ValueError(
            f"Event {code} is not rehearsing. Begin the rehearsal in its console, or give the "
            "moderator's key: --key. On the server's own machine its folder will do: --data."
        )
    rehearsal = f"/api/events/{code}/rehearsal"
    response = await calls("POST", rehearsal, token=key)
    if response.status_code == 409:
        raise ValueError(
            f"Event {code} has real answers already, so it cannot rehearse. Load its agenda under "
            "another code and rehearse there."
        )
    response.raise_for_status()


async def _answered(calls: Calls, path: str, token: str | None = None) -> httpx.Response:
    """The answer to one of the first calls; raises ValueError when there is none."""
    try:
        return await calls("GET", path, token=token)
    except httpx.TimeoutException as fault:
        raise ValueError(f"{calls.origin} does not answer in time. Try again.") from fault
    except httpx.TransportError as fault:
        if "CERTIFICATE" in str(fault):
            said = f"The certificate of {calls.origin} is not one that this machine trusts."
        else:
            said = (
                f"{calls.origin} does not answer. Start the server, "
                "or give the address of the one that runs: --url."
            )
        raise ValueError(said) from fault


async def _session(
    room: Room,
    people: list[Phone],
    moderator: Moderator | None,
    seconds: float,
    bar: Coroutine[None, None, None] | None,
) -> bool:
    """Everything until the time is over and nobody is sending any more; whether it was ended
    before its time. What is under way then is waited for, but not for ever: without a reply it
    has failed."""
    running: list[asyncio.Task[None]] = [asyncio.create_task(room.watch.run())]
    if bar is not None:
        running.append(asyncio.create_task(bar))
    coming = asyncio.create_task(_come_in(people, running))
    leading = [asyncio.create_task(moderator.run(seconds))] if moderator is not None else []
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await room.over.wait()
    finally:
        interrupted = room.over.is_set()
        room.over.set()
        coming.cancel()
        answering = [task for phone in people for task in phone.busy]
        late = await _overdue(answering + leading)
        for what, tasks in (("answer", answering), ("moderator", leading)):
            if count := len(late.intersection(tasks)):
                room.figures.errors[f"{what}: no reply when the time was over"] += count
        await _ended([*answering, *leading, coming, *running])
    return interrupted


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
