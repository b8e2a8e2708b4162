"""Twenty SIGKILLs while fifty phones answer: what a phone was told is stored, once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import sqlite3
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import websockets

from app.agenda import read
from app.db import reading_engine
from app.tally import recount
from tests.served import AGENDA, Server

PHONES = 50
KILLS = 20
CHOICE = "edustus"
TEXT = "osallisuus-kehittamistarpeet"
OPTIONS = ("viikoittain", "kuukausittain", "harvemmin", "en")
BACK = 0.05  # seconds between a phone's tries; a hall is more patient, a test is not


@dataclass
class Told:
    """What one phone was told is stored."""

    choice: str | None = None
    choices: int = 0
    texts: list[str] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def stored(http: httpx.AsyncClient, answer: str, body: dict[str, Any]) -> None:
    """Send until the server says that it is stored, as the phone's outbox does."""
    while True:
        with contextlib.suppress(httpx.HTTPError):
            response = await http.put(f"/answers/{answer}", json=body)
            if response.status_code == 200:
                assert response.json()["status"] == "stored"
                return
            assert response.status_code == 503, response.text
        await asyncio.sleep(BACK)


async def answering(
    http: httpx.AsyncClient,
    told: Told,
    number: int,
    over: asyncio.Event,
    acknowledged: asyncio.Queue[int],
) -> None:
    """Change one choice again and again, and send text after text."""
    chance, answer, sequence = random.Random(number), str(uuid.uuid4()), 0
    while not over.is_set():
        sequence += 1
        option = chance.choice(OPTIONS)
        value = {"option": option}
        await stored(http, answer, {"prompt": CHOICE, "value": value, "sequence": sequence})
        told.choice, told.choices = option, sequence
        text = f"Ajatus {number}/{sequence}"
        value = {"text": text}
        await stored(http, str(uuid.uuid4()), {"prompt": TEXT, "value": value, "sequence": 1})
        told.texts.append(text)
        acknowledged.put_nowait(number)
        await asyncio.sleep(chance.uniform(0, 0.1))


async def frames(server: Server, place: str, token: str) -> AsyncIterator[dict[str, Any]]:
    """Frames of a socket that comes back by itself for as long as it takes."""
    address = f"ws://127.0.0.1:{server.port}/ws/events/SYDAN/{place}"
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        with contextlib.suppress(OSError, websockets.WebSocketException):
            async with websockets.connect(address, additional_headers=headers) as link:
                async for message in link:
                    told = json.loads(message)
                    if told["type"] in ("frame", "results"):
                        yield told
        await asyncio.sleep(BACK)


async def watching(
    server: Server, place: str, token: str, seen: dict[str, Any], changed: asyncio.Event
) -> None:
    async for frame in frames(server, place, token):
        before = seen.get(place)
        if before is not None and before["epoch"] == frame["epoch"]:
            assert frame["version"] >= before["version"], "a screen went back"
        seen[place] = frame
        changed.set()


async def afternoon(server: Server, tokens: list[str]) -> tuple[list[Told], dict[str, Any]]:
    """Fifty phones, a screen and a program that listens, through twenty kills."""
    told, over, changed = [Told() for _ in tokens], asyncio.Event(), asyncio.Event()
    seen: dict[str, Any] = {}
    acknowledged: asyncio.Queue[int] = asyncio.Queue()
    chance = random.Random(1)
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
        listening = [
            tasks.create_task(watching(server, place, token, seen, changed))
            for place, token in (
                ("screen", server.keys["screen"]),
                ("phone", tokens[0]),
                (f"results?prompt={CHOICE}", server.keys["console"]),
            )
        ]
        phones = []
        for number, token in enumerate(tokens):
            http = await stack.enter_async_context(
                httpx.AsyncClient(
                    base_url=f"{server.url}/api/events/SYDAN",
                    headers={"Authorization": f"Bearer {token}"},
                    timeout=10,
                )
            )
            phones.append(
                tasks.create_task(answering(http, told[number], number, over, acknowledged))
            )
        for _ in range(KILLS):
            for _ in range(PHONES // 2):  # the new life has stored something
                await acknowledged.get()
            await asyncio.sleep(chance.uniform(0, 0.2))
            await asyncio.to_thread(server.kill)
            while not acknowledged.empty():  # those of the life that has ended
                acknowledged.get_nowait()
            await asyncio.to_thread(server.start)
        over.set()
        await asyncio.wait(phones)
        await _everybody_saw_the_end(server, seen, changed)
        for each in listening:
            each.cancel()
    return told, seen


async def _everybody_saw_the_end(
    server: Server, seen: dict[str, Any], changed: asyncio.Event
) -> None:
    """Wait until every listener is back, and the one of results has what there is."""
    moderator = server.moderator()
    tally = (await asyncio.to_thread(moderator.results, CHOICE))["tally"]
    async with asyncio.timeout(30):
        while (
            seen.get(f"results?prompt={CHOICE}", {}).get("tally") != tally
            or f">{PHONES}<" not in seen.get("screen", {}).get("html", "").replace("\n", "")
            or "phone" not in seen
        ):
            changed.clear()
            await changed.wait()


def rows(server: Server, prompt: str) -> list[tuple[int, str, int, dict[str, Any]]]:
    """The ledger of a prompt: participant, answer, sequence, value."""
    with closing(sqlite3.connect(server.data / "evastys.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = database.execute(
            "SELECT participant_id, answer_id, sequence, value FROM answer"
            " WHERE prompt_id = (SELECT id FROM prompt WHERE key = ?) ORDER BY id",
            (prompt,),
        )
        return [(*row[:3], json.loads(row[3])) for row in found]


def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", port=free_port()).start()
    try:
        moderator = server.moderator()
        for prompt in (TEXT, CHOICE):
            moderator.show(prompt)
        tokens = [server.phone().token for _ in range(PHONES)]
        told, seen = asyncio.run(afternoon(server, tokens))
        results = server.moderator().results(CHOICE)
        texts = server.moderator().results(TEXT)["tally"]
        own = [
            server.client(token).get("/answers").json() for token in (tokens[0], tokens[PHONES - 1])
        ]
    finally:
        server.stop()

    kept = Counter(value["text"] for _, _, _, value in rows(server, TEXT))
    assert kept == Counter(text for each in told for text in each.texts)
    steps = [(person, answer, sequence) for person, answer, sequence, _ in rows(server, CHOICE)]
    assert len(steps) == len(set(steps)) == sum(each.choices for each in told)

    assert results["answered"] == PHONES
    expected = Counter(each.choice for each in told)
    assert results["tally"]["counts"] == {option: expected[option] for option in OPTIONS}
    assert texts["total"] == kept.total()
    assert seen[f"results?prompt={CHOICE}"]["tally"] == results["tally"]
    assert [answers[0]["value"]["option"] for answers in own] == [
        told[0].choice,
        told[PHONES - 1].choice,
    ]
    engine = reading_engine(server.data / "evastys.sqlite3")
    with engine.connect() as connection:
        counted = recount(connection, 1, read(AGENDA))
    engine.dispose()
    assert (counted[CHOICE], counted[TEXT]) == (results["tally"], texts)
