"""Backing what others wrote: statements dealt a few at a time, and a person's own backings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app import others, support
from app.events import Held
from app.participants import Joined
from app.running import Running
from app.web.asked import TheEvent, TheParticipant, TheRunning

router = APIRouter(prefix="/api/events/{code}", tags=["events"])


class DealIn(BaseModel):
    """How many statements to see next."""

    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(ge=1, le=support.MOST)] = support.AT_A_TIME


class BackedOut(BaseModel):
    """Said only after the durable commit."""

    status: str = "stored"
    statement: str
    backs: bool
    stored_at: datetime


@router.get("/prompts/{key}/exposures", summary="Statements that were put before me")
async def seen(
    running: TheRunning, held: TheEvent, joined: TheParticipant, key: str
) -> dict[str, Any]:
    """In the order in which they came, with what I back; hidden ones are left out."""
    return others.dealt(running, held, key, joined)


@router.post("/prompts/{key}/exposures", summary="See the next statements", status_code=201)
async def more(
    running: TheRunning, held: TheEvent, joined: TheParticipant, key: str, body: DealIn
) -> dict[str, Any]:
    """The least seen first, never one's own, none twice. All that were put before me, and how many
    are left."""
    await others.deal(running, held, key, joined, body.count)
    return others.dealt(running, held, key, joined)


@router.put("/statements/{public_id}/support", summary="Back a statement")
async def back(
    running: TheRunning, held: TheEvent, joined: TheParticipant, public_id: str
) -> BackedOut:
    """Once for each participant; again is the same."""
    return await stand(running, held, joined, public_id, True)


@router.delete("/statements/{public_id}/support", summary="Take the support back")
async def take_back(
    running: TheRunning, held: TheEvent, joined: TheParticipant, public_id: str
) -> BackedOut:
    """Twice is the same as once."""
    return await stand(running, held, joined, public_id, False)


async def stand(
    running: Running, held: Held, joined: Joined, public_id: str, backs: bool
) -> BackedOut:
    """Store what the participant thinks of a statement; raises NotFound, InvalidInput, NotOpen."""
    at = await running.db.write(
        lambda batch: support.back(batch, held.id, joined.id, public_id, backs, held.windows)
    )
    return BackedOut(statement=public_id, backs=backs, stored_at=datetime.fromisoformat(at))
