"""A filled workbook comes back: read in a process of its own, taken in one commit, and every row
that could not be read is named."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from app import acts, render
from app.db import Batch
from app.errors import Busy, EvastysError, InvalidInput
from app.events import Held
from app.passes import Host
from app.running import Running
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.problems import said, status_of
from exports import filled, returned
from exports.filled import Filled
from exports.returned import Returned

router = APIRouter()
SIZE = 20 * 2**20  # bytes of a file
SLOW = 60  # seconds after which reading is given up
_READING = asyncio.Semaphore(2)  # processes, each of a gigabyte at most


@router.post(
    "/api/events/{code}/dispositions",
    tags=["dispositions"],
    summary="Take what became of statements from a filled workbook",
    openapi_extra={
        "requestBody": {
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                }
            }
        }
    },
)
async def take(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request
) -> dict[str, Any]:
    """The part `file` is a workbook of this event. Rows that cannot be read change nothing and are
    all named; the others are stored in one commit."""
    brought = await _taken(request, running, held, host)
    t = asked.page_texts(request, held)
    return {
        "changed": list(brought.said),
        "unchanged": brought.unchanged,
        "unread": [
            {
                "sheet": each.row.sheet,
                "row": each.row.number,
                "id": each.row.id,
                "detail": t(each.message, **each.params),
            }
            for each in brought.unread
        ],
    }


@router.post("/e/{code}/statements/workbook", include_in_schema=False)
async def show(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """The same for the drafter's page: what changed, and what could not be read."""
    brought, problem, status = None, None, 200
    t = asked.page_texts(request, held)
    try:
        brought = await _taken(request, running, held, host)
    except EvastysError as fault:
        problem, status = t(fault.message, **said(fault)), status_of(fault)
    scene = running.scene(held)
    return asked.page(
        request,
        "drafting/returned.html",
        asked.language(request, held.agenda.languages),
        status,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="statements",
        brought=brought,
        problem=problem,
    )


async def _taken(request: Request, running: Running, held: Held, host: Host) -> Returned:
    """Read the file of the form and store what it says; raises InvalidInput, Busy."""
    if _READING.locked():
        raise Busy("dispositions.file.busy")
    async with _READING, request.form(max_files=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.size:
            raise InvalidInput("dispositions.file.none", field="file")
        if file.size > SIZE:
            raise InvalidInput("dispositions.file.large", field="file")
        found = await _read(file)
    if found.code not in (None, held.code):
        raise InvalidInput("dispositions.file.elsewhere", field="file", code=found.code)

    def change(batch: Batch) -> Returned:
        before = acts.said_of(batch, held.id, returned.ids(found.rows))
        if found.rows and not before:
            raise InvalidInput("dispositions.file.unknown", field="file")
        brought = returned.decided(found.rows, before)
        acts.dispose_all(batch, held.id, brought.said, actor=host.actor)
        return brought

    return await running.db.write(change)


async def _read(file: UploadFile) -> Filled:
    """What the workbook says, read where it can hurt nobody; raises InvalidInput."""
    with tempfile.TemporaryDirectory(prefix="evastys-workbook-") as folder:
        path = Path(folder) / "workbook.xlsx"
        with path.open("wb") as out:
            await asyncio.to_thread(shutil.copyfileobj, file.file, out)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "exports.filled", str(path)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(SLOW):
                out_text, _ = await process.communicate()
        except TimeoutError:
            out_text = b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0:
        raise InvalidInput("dispositions.file.unread", field="file")
    return filled.told(out_text.decode())
