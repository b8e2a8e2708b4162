"""For whoever keeps the server running."""

from __future__ import annotations

import asyncio
import shutil

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.db import READER_PRAGMAS
from app.errors import EvastysError
from app.web.asked import TheRunning

router = APIRouter(tags=["operations"])
FREE = 500 * 2**20  # bytes of disk under which the server says that it is not ready


@router.get("/healthz", summary="The program answers")
async def health() -> dict[str, str]:
    """Says that the loop turns; touches nothing."""
    return {"status": "ok"}


@router.get("/readyz", summary="The program can store answers")
async def ready(running: TheRunning) -> JSONResponse:
    """A real commit, the pragmas of a reader, and room on the disk; 503 names what is wrong."""
    checks = {"write": await _writes(running), "pragmas": _pragmas(running)}
    checks["disk"] = shutil.disk_usage(running.settings.data).free >= FREE
    good = all(checks.values())
    return JSONResponse({"ready": good, "checks": checks}, 200 if good else 503)


async def _writes(running: TheRunning) -> bool:
    try:
        await asyncio.wait_for(
            running.db.write(lambda batch: batch.connection.exec_driver_sql("SELECT 1").scalar()), 2
        )
    except (TimeoutError, EvastysError):
        return False
    return True


def _pragmas(running: TheRunning) -> bool:
    with running.db.read() as connection:
        return all(
            connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
            for pragma, value in READER_PRAGMAS.items()
        )


@router.get("/metrics", summary="Numbers for Prometheus")
async def metrics(request: Request, running: TheRunning) -> Response:
    """Text format 0.0.4; no label comes from people."""
    hub, broadcast = request.app.state.hub, request.app.state.broadcast
    numbers = {
        "evastys_commits_total": ("counter", running.db.commits),
        "evastys_queue_depth": ("gauge", running.db.queued),
        "evastys_wal_bytes": ("gauge", running.db.wal_bytes()),
        "evastys_phones_connected": ("gauge", sum(hub.phones.values())),
        "evastys_round_seconds": ("gauge", round(broadcast.lag, 4)),
        "evastys_disk_free_bytes": ("gauge", shutil.disk_usage(running.settings.data).free),
    }
    lines = [
        line
        for name, (type_, value) in numbers.items()
        for line in (f"# TYPE {name} {type_}", f"{name} {value}")
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
