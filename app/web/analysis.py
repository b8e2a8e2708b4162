"""The analyst's page and the files."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import func, select
from starlette.background import BackgroundTask

from app import acts, render
from app.errors import EvastysError, NotFound
from app.events import Held
from app.models import Answer, Participant
from app.running import Running
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.host import opened
from exports import exports

router = APIRouter()
SMALL = 5  # people under which an organisation's row is withheld
SLOW = 120  # seconds after which an export is given up

_A, _PERSON = Answer.__table__, Participant.__table__  # type: ignore[attr-defined]


class ExportFailed(EvastysError):
    """The export's own process ended badly; its reason is in the log."""

    slug = "export-failed"


@router.get("/e/{code}/analysis", include_in_schema=False)
async def analysis(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Numbers, coverage, files."""
    if (closed := opened(request, running, held, "analysis")) is not None:
        return closed
    scene = running.scene(held)
    lang = asked.language(request, held.agenda.languages)
    return asked.page(
        request,
        "analysis/analysis.html",
        lang,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="analysis",
        coverage=_coverage(running, held),
        exports=[
            {
                "name": export.name,
                "label": export.label,
                "description": export.description,
                "media_type": export.media_type,
                "href": f"/api/events/{held.code}/exports/{export.name}",
            }
            for export in exports.values()
        ],
        prompts=[
            {
                "view": view,
                "tally": running.results(held, view.prompt.key)["tally"],
                "settings": render.settings_of(view),
            }
            for view in scene.prompts
        ],
    )


def _coverage(running: Running, held: Held) -> list[dict[str, Any]]:
    """How many participants of each organisation answered each prompt that has a goal area."""
    people: dict[str, int] = {}
    cells: dict[tuple[str, int], int] = {}
    with running.db.read() as connection:
        for organisation, number in connection.execute(
            select(_PERSON.c.organisation, func.count())
            .where(_PERSON.c.event_id == held.id)
            .group_by(_PERSON.c.organisation)
        ):
            people[organisation] = number
        for organisation, prompt, number in connection.execute(
            select(
                _PERSON.c.organisation,
                _A.c.prompt_id,
                func.count(_A.c.participant_id.distinct()),
            )
            .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
            .where(_A.c.event_id == held.id, _A.c.value.is_not(None), ~_A.c.late)
            .group_by(_PERSON.c.organisation, _A.c.prompt_id)
        ):
            cells[organisation, prompt] = number
    rows = []
    for organisation in held.agenda.organisations:
        counts: dict[str, int] = {}
        for prompt in held.agenda.prompts:
            if prompt.goal_area and prompt.angle:
                key = f"{prompt.goal_area}/{prompt.angle}"
                number = cells.get((organisation.key, held.prompts[prompt.key].id), 0)
                counts[key] = max(counts.get(key, 0), number)
        rows.append(
            {
                "organisation": organisation,
                "class": organisation.class_,
                "people": people.get(organisation.key, 0),
                "cells": counts,
                "small": 0 < people.get(organisation.key, 0) < SMALL,
            }
        )
    return rows


@router.get(
    "/api/events/{code}/exports/{name}", tags=["exports"], summary="One file of the export package"
)
async def export(running: TheRunning, held: TheEvent, host: TheHost, name: str) -> FileResponse:
    """Made from one snapshot, in a process of its own, so that the event does not wait for it."""
    if name not in exports:
        raise NotFound("error.no_such_export", name=name)
    folder = tempfile.TemporaryDirectory(prefix="evastys-export-")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        "export",
        held.code,
        "--data",
        str(running.settings.data),
        "--out",
        folder.name,
        "--only",
        name,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        code = await asyncio.wait_for(process.wait(), SLOW)
    except TimeoutError:
        process.kill()
        code = -1
    file = Path(folder.name) / name
    if code != 0 or not file.exists():
        folder.cleanup()
        raise ExportFailed("error.export_failed")
    await running.db.write(
        lambda batch: acts.note(batch, held.id, "export", name, actor=host.actor)
    )
    stamp = held.agenda.date
    return FileResponse(
        file,
        media_type=exports[name].media_type,
        filename=f"{held.code.lower()}-{stamp}-{name}",
        background=BackgroundTask(folder.cleanup),
    )
