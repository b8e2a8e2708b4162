"""Exports over HTTP: at once, or begun, looked at and fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app import acts
from app.errors import NotFound, NotNow
from app.events import Held
from app.passes import Host
from app.running import Running
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.making import ExportFailed, Making, Makings
from exports import exports
from exports.export import Audience

router = APIRouter(prefix="/api/events/{code}/exports", tags=["exports"])


async def _makings(request: Request) -> Makings:
    return request.app.state.makings  # type: ignore[no-any-return]


TheMakings = Annotated[Makings, Depends(_makings)]


@router.get("/{name}", summary="One file of the export package")
async def export(
    running: TheRunning,
    makings: TheMakings,
    held: TheEvent,
    host: TheHost,
    name: str,
    audience: Audience = "internal",
) -> FileResponse:
    """Made from one snapshot, in a process of its own, so that the event does not wait for it.
    `audience` says whom it is for: `internal` has everything, `public` what may be published."""
    making = makings.begin(held, _known(name), audience)
    try:
        file = await makings.made(making)
    except ExportFailed:
        makings.drop(making)
        raise
    await _note(running, held, host, making)
    return _file(running, held, making, file, BackgroundTask(makings.drop, making))


@router.post("/{name}", status_code=202, summary="Begin to make a file of the export package")
async def begin(
    running: TheRunning,
    makings: TheMakings,
    held: TheEvent,
    host: TheHost,
    name: str,
    audience: Audience = "internal",
) -> dict[str, Any]:
    """The same without waiting: `making` is what to ask for until it is ready."""
    making = makings.begin(held, _known(name), audience)
    await _note(running, held, host, making)
    return _out(making)


@router.get("/making/{making}", summary="How far a file is")
async def look(makings: TheMakings, held: TheEvent, _: TheHost, making: str) -> dict[str, Any]:
    """`state` is running, ready or failed; `done` goes from 0 to 1."""
    return _out(makings.find(held, making))


@router.get("/making/{making}/file", summary="A file that has been made")
async def fetch(
    running: TheRunning, makings: TheMakings, held: TheEvent, _: TheHost, making: str
) -> FileResponse:
    """For ten minutes, as often as somebody asks; 409 while it is not ready."""
    found = makings.find(held, making)
    if found.state == "running":
        raise NotNow("error.still_making")
    return _file(running, held, found, await makings.made(found))


async def _note(running: Running, held: Held, host: Host, making: Making) -> None:
    """That somebody takes a file is a row of the log, which says for whom it is."""
    target = f"{making.name} ({making.audience})"
    await running.db.write(
        lambda batch: acts.note(batch, held.id, "export", target, actor=host.actor)
    )


def _known(name: str) -> str:
    if name not in exports:
        raise NotFound("error.no_such_export", name=name)
    return name


def _out(making: Making) -> dict[str, Any]:
    return {
        "making": making.id,
        "name": making.name,
        "audience": making.audience,
        "state": making.state,
        "done": round(making.done, 3),
    }


def _file(
    running: Running, held: Held, making: Making, file: Path, gone: BackgroundTask | None = None
) -> FileResponse:
    """The file, called after its event and day where it is saved, and public if it is."""
    stamp = held.agenda.date
    if running.scene(held).rehearsing:
        stamp += "-rehearsal"
    if making.audience == "public":
        stamp += "-public"
    return FileResponse(
        file,
        media_type=exports[making.name].media_type,
        filename=f"{held.code.lower()}-{stamp}-{making.name}",
        background=gone,
    )
