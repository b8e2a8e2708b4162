"""One process writes to a data folder, through one descriptor, and outlives a full disk."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import db
from app.events import open_database
from app.main import create_app
from app.settings import Settings
from tests.book import Writer
from tests.served import PLAIN, Event, Host, Server
from tests.test_cli import evastys

CHOICE = "edustus"


def writing(pid: int, file: Path) -> int:
    """Descriptors of a process on this file that may write."""
    found = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if os.readlink(link) != str(file):
                continue
            told = Path(f"/proc/{pid}/fdinfo/{link.name}").read_text(encoding="utf-8")
        except FileNotFoundError:  # closed while we looked
            continue
        flags = next(line for line in told.splitlines() if line.startswith("flags:"))
        found += (int(flags.split()[1], 8) & os.O_ACCMODE) != os.O_RDONLY
    return found


def test_one_descriptor_writes_whatever_reads_beside_it(
    event: Event, host: Host, tmp_path: Path
) -> None:
    server: Server = event.server  # type: ignore[attr-defined]
    file = server.data / "evastys.sqlite3"
    host.show(CHOICE)
    seen, over = set(), threading.Event()

    def watch() -> None:
        while not over.is_set():
            seen.add(writing(server.pid, file))

    watching = threading.Thread(target=watch)
    watching.start()
    event.phone().put(CHOICE, {"option": "en"})
    host.export("answers.jsonl")
    copy = evastys("backup", tmp_path / "copy.sqlite3", "--data", server.data)
    event.phone().put(CHOICE, {"option": "en"})
    over.set()
    watching.join()
    assert (copy.returncode, seen) == (0, {1})


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """Every file of the process is as long as it may get."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_loses_nothing_and_is_recovered_from_unaided(server: Server) -> None:
    host = server.moderator()
    host.show(CHOICE)
    phone, acknowledged = server.phone(), []

    def put() -> httpx.Response:
        answer = str(uuid.uuid4())
        response = phone.put(CHOICE, {"option": "en"}, answer=answer)
        if response.status_code == 200:
            acknowledged.append(answer)
        return response

    def ready() -> dict[str, Any]:
        response = httpx.get(f"{server.url}/readyz", verify=PLAIN)
        return {"status": response.status_code, **response.json()["checks"]}

    assert [put().status_code for _ in range(5)] == [200] * 5
    assert ready() == {"status": 200, "write": True, "pragmas": True, "disk": True}
    with full_disk(server.pid):
        refused = [put() for _ in range(5)]
        unwell = ready()
        alive = httpx.get(f"{server.url}/healthz", verify=PLAIN).status_code
        seen = host.results(CHOICE)
    assert [each.status_code for each in refused] == [503] * 5
    assert {each.json()["type"] for each in refused} == {"urn:evastys:problem:unwritable"}
    assert all(int(each.headers["Retry-After"]) > 0 for each in refused)
    assert (unwell["status"], unwell["write"], alive) == (503, False, 200)
    assert (seen["answered"], seen["tally"]["counts"]["en"]) == (1, 1)  # what it showed, it shows
    assert put().status_code == 200  # at once
    assert ready()["status"] == 200
    assert server.stop() == 0
    with closing(sqlite3.connect(server.data / "evastys.sqlite3")) as database:
        stored = [row for (row,) in database.execute("SELECT answer_id FROM answer ORDER BY id")]
        sound = database.execute("PRAGMA integrity_check").fetchone()
    assert (stored, sound) == (acknowledged, ("ok",))


def test_a_full_disk_while_the_log_is_folded_in_does_not_stop_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(db, "IDLE", 0.001)
    writer, told = Writer(tmp_path), threading.Event()
    exception = db.log.exception

    def heard(*arguments: Any, **named: Any) -> None:
        exception(*arguments, **named)
        told.set()

    monkeypatch.setattr(db.log, "exception", heard)
    with writer.db.read() as connection:  # keeps the log from being folded in before
        writer.book.version(connection)
        writer.join()
        with full_disk(os.getpid()):
            connection.rollback()
            assert told.wait(30)
    writer.join()
    assert caplog.messages[0] == "the write-ahead log could not be folded in"
    writer.db.close()


class Gate:
    """Keeps the writer busy until it is opened."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, batch: db.Batch) -> None:
        self.reached.set()
        assert self.open.wait(30)


async def test_a_full_queue_sends_phones_away_for_a_moment(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    writer = Writer(tmp_path)
    writer.db.close()
    database = open_database(settings)
    app = create_app(settings, database)
    held = app.state.running.event("KIRJA")
    transport = httpx.ASGITransport(app)
    base = f"http://127.0.0.1:8000/api/events/{held.code}"
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        joined = await http.post(
            "/participants", json={"organisation": "joutsa", "role": "elected"}
        )
        token = joined.json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        http.cookies.clear()
        gate = Gate()
        busy = asyncio.create_task(database.write(gate))
        await asyncio.to_thread(gate.reached.wait)
        nothing: db.Change[None] = lambda batch: None  # noqa: E731
        waiting = [asyncio.create_task(database.write(nothing)) for _ in range(db.QUEUE_ROWS)]
        await asyncio.sleep(0)
        path = f"/answers/{uuid.uuid4()}"
        body = {"prompt": CHOICE, "value": {"option": "en"}, "sequence": 1}
        refused = await http.put(path, json=body)
        gate.open.set()
        await asyncio.gather(busy, *waiting)
        taken = await http.put(path, json=body)
    database.close()
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:evastys:problem:busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert taken.status_code == 409  # the prompt was never opened: the same answer got through


async def test_readiness_names_a_pragma_that_is_lost(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    database = open_database(settings)
    app = create_app(settings, database)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        well = await http.get("/readyz")
        with database.read() as connection:
            db.driver(connection).execute("PRAGMA cell_size_check=0")
        unwell = await http.get("/readyz")
    database.close()
    assert (well.status_code, well.json()["checks"]["pragmas"]) == (200, True)
    assert (unwell.status_code, unwell.json()["checks"]["pragmas"]) == (503, False)
    with closing(sqlite3.connect(settings.database)) as rest:
        assert rest.execute("SELECT count(*) FROM heartbeat").fetchone() == (1,)
