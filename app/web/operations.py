"""For whoever keeps the server running."""

from __future__ import annotations

import asyncio
import shutil

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app import events
from app.db import Batch
from app.errors import EvastysError
from app.running import Running
from app.web.asked import TheRunning

router = APIRouter(tags=["operations"])
FREE = 500 * 2**20  # bytes of disk under which the server says that it is not ready


@router.get("/healthz", summary="The program answers")
async def health() -> dict[str, str]:
    """Says that the loop turns; touches nothing."""
    return {"status": "ok"}


@router.get("/readyz", summary="The program can store answers")
async def ready(running: TheRunning) -> JSONResponse:
    """A real commit, the pragmas of every connection, room on the disk; 503 names what is
    wrong."""
    wrong = await _beat(running)
    checks = {
        "write": wrong is not None,
        "pragmas": not wrong,
        "disk": shutil.disk_usage(running.settings.data).free >= FREE,
    }
    good = all(checks.values())
    return JSONResponse({"ready": good, "checks": checks}, 200 if good else 503)


async def _beat(running: Running) -> list[str] | None:
    """Write the heartbeat; pragmas that are not as they must be. None when nothing is written."""

    def beat(batch: Batch) -> list[str]:
        events.beat(batch)
        return running.db.misconfigured(batch.connection)

    try:
        return await asyncio.wait_for(running.db.write(beat), 2)
    except (TimeoutError, EvastysError):
        return None


@router.get("/metrics", summary="Numbers for Prometheus")
async def metrics(request: Request, running: TheRunning) -> Response:
    """Text format 0.0.4; no label comes from people."""
    hub, broadcast = request.app.state.hub, request.app.state.broadcast
    phones = sum(sum(hub.phones(each.id).values()) for each in running.events.values())
    numbers = {
        "evastys_commits_total": ("counter", running.db.commits),
        "evastys_queue_depth": ("gauge", running.db.queued),
        "evastys_wal_bytes": ("gauge", running.db.wal_bytes()),
        "evastys_phones_connected": ("gauge", phones),
        "evastys_round_seconds": ("gauge", round(broadcast.lag, 4)),
        "evastys_disk_free_bytes": ("gauge", shutil.disk_usage(running.settings.data).free),
    }
    lines = [
        line
        for name, (type_, value) in numbers.items()
        for line in (f"# TYPE {name} {type_}", f"{name} {value}")
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
