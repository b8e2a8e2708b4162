"""The agenda of an event for programs: read as a file, given back changed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from app import acts
from app.agenda import AgendaFaults, parse, written
from app.amendments import Change
from app.errors import Refused
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing.page import words
from app.web.editing.proposal import put, refused
from app.web.problems import problem, said

router = APIRouter(prefix="/api/events/{code}", tags=["events"])


class AgendaIn(BaseModel):
    """A changed agenda file and the edition that it was made from; `dry` only tells the changes."""

    model_config = ConfigDict(extra="forbid")

    agenda: str
    edition: int
    dry: bool = False


@router.get("/agenda", summary="The agenda as a file, with its edition")
async def agenda(held: TheEvent, _: TheHost) -> dict[str, Any]:
    """As it stands now, in TOML."""
    return {"edition": held.edition, "agenda": written(held.agenda)}


@router.put("/agenda", summary="Change the agenda")
async def amend(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, body: AgendaIn
) -> Response:
    """All changes or none. 422 with every fault of the file, 409 when somebody else was quicker or
    answers rest on what would change; each change says why it was refused, or null."""
    t = words(request, held)
    try:
        proposed = parse(body.agenda, "agenda")
        if body.dry:
            with running.db.read() as connection:
                changes = acts.would_change(connection, held.id, proposed)
        else:
            changes = await put(running, held, host, proposed, str(body.edition))
    except AgendaFaults as fault:
        faults = [
            {"line": each.line, "key": each.key, "sentence": each.sentence} for each in fault.faults
        ]
        return problem(422, fault.slug, t(fault.message, **said(fault)), faults=faults)
    except Refused as fault:
        return problem(409, fault.slug, t(fault.message), changes=[*map(_out, refused(fault))])
    edition = running.event(held.code).edition
    return JSONResponse({"edition": edition, "changes": [*map(_out, changes)]})


def _out(change: Change) -> dict[str, Any]:
    return {"where": ".".join(change.where), "what": change.what, "refused": change.refused}
