"""Audience questions: the list that participants read and back, and the moderator's marks."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app import acts, questions
from app.errors import NotFound
from app.events import Held
from app.participants import Joined
from app.running import Running
from app.stage import QuestionsView, Scene
from app.web.asked import TheEvent, TheHost, TheParticipant, TheRunning

router = APIRouter(prefix="/api/events/{code}", tags=["events"])


class MarkIn(BaseModel):
    """What becomes of a question."""

    model_config = ConfigDict(extra="forbid")

    mark: Literal["pinned", "answered", "archived"]


def taken(scene: Scene) -> QuestionsView:
    """The audience's questions; raises NotFound where the event takes none."""
    if scene.questions is None:
        raise NotFound("questions.error.off")
    return scene.questions


def of(running: Running, held: Held, joined: Joined, *, fresh: bool = False) -> dict[str, Any]:
    """The questions that may be read, as a participant has them; raises NotFound. How they are
    backed may be a moment behind when it need not be `fresh`."""
    asked = taken(running.scene(held, fresh=fresh))
    with running.db.read() as connection:
        listed = questions.told(connection, joined.id, asked.tally)
    return {"prompt": asked.view.prompt.key, "state": asked.view.state, "statements": listed}


@router.get("/questions", summary="Audience questions")
async def listed(running: TheRunning, held: TheEvent, joined: TheParticipant) -> dict[str, Any]:
    """Those that may be read: the pinned ones, the open ones by backing, the answered ones."""
    found = of(running, held, joined, fresh=True)
    return {"state": found["state"], "questions": found["statements"]}


@router.put("/questions/{public_id}/mark", summary="Pin, answer or archive a question")
async def put_mark(
    running: TheRunning, held: TheEvent, host: TheHost, public_id: str, body: MarkIn
) -> dict[str, str | None]:
    """The question's mark as it is afterwards."""
    return await _mark(running, held, host.actor, public_id, body.mark)


@router.delete("/questions/{public_id}/mark", summary="Make a question open again")
async def take_mark(
    running: TheRunning, held: TheEvent, host: TheHost, public_id: str
) -> dict[str, str | None]:
    """Twice is the same as once."""
    return await _mark(running, held, host.actor, public_id, None)


async def _mark(
    running: Running, held: Held, actor: acts.Actor, public_id: str, mark: str | None
) -> dict[str, str | None]:
    taken(running.scene(held, fresh=False))
    await running.db.write(lambda batch: acts.mark(batch, held.id, public_id, mark, actor=actor))
    return {"id": public_id, "mark": mark}
