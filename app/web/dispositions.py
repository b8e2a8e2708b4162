"""What became of statements in the plan, for programs: one said, all read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app import acts, dispositions
from app.dispositions import Disposed, Said
from app.web.asked import TheEvent, TheHost, TheRunning

router = APIRouter(prefix="/api/events/{code}/dispositions", tags=["dispositions"])


class DispositionIn(BaseModel):
    """What became of a statement: `included`, `partly`, `not`, or an empty state to take back what
    was said."""

    model_config = ConfigDict(extra="forbid")

    state: str
    reason: str = ""
    section: str = ""


@router.get("", summary="What became of statements and commitments")
async def standing(running: TheRunning, held: TheEvent, _: TheHost) -> list[dict[str, Any]]:
    """Those that something is said of, in the order in which they came."""
    with running.db.read() as connection:
        found = dispositions.listed(connection, held.id)
    return [
        {"id": public_id, **of(each), "actor": each.actor, "at": each.at}
        for public_id, each in found.items()
    ]


@router.put("/{public_id}", summary="Say what became of a statement or commitment")
async def dispose(
    running: TheRunning, held: TheEvent, host: TheHost, public_id: str, body: DispositionIn
) -> dict[str, str]:
    """The disposition as it stands afterwards; the same again changes nothing."""
    said = dispositions.checked(body.state, body.reason, body.section)
    await running.db.write(
        lambda batch: acts.dispose(batch, held.id, public_id, said, actor=host.actor)
    )
    return {"id": public_id, **of(said)}


def of(said: Said | Disposed) -> dict[str, str]:
    """A disposition as the API has it."""
    return {"state": said.state, "reason": said.reason, "section": said.section}
