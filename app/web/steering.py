"""What a moderator does through the API: the stage, the screen, prompts, statements."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, model_validator

from app import acts
from app.db import Batch
from app.stage import Scene
from app.web import asked
from app.web.api import prompt_out
from app.web.asked import TheEvent, TheHost, TheRunning

router = APIRouter(prefix="/api/events/{code}", tags=["events"])


class StageIn(BaseModel):
    """The prompt to put before everybody, or the goal area to open as a whole; null clears the
    stage."""

    model_config = ConfigDict(extra="forbid")

    prompt: str | None = None
    goal_area: str | None = None
    room: str | None = None  # key; the main room by default

    @model_validator(mode="after")
    def _one(self) -> StageIn:
        if not self.model_fields_set - {"room"} or (self.prompt and self.goal_area):
            raise ValueError("name a prompt, or a goal area, or null for neither")
        return self


class AreaIn(BaseModel):
    """What to change of every prompt of a goal area."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "closed"] | None = None
    results: Literal["shown", "hidden"] | None = None


class PromptIn(BaseModel):
    """What to change of a prompt."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "closed"] | None = None
    results: Literal["shown", "hidden"] | None = None
    phones: Literal["shown", "hidden"] | None = None


class ViewIn(BaseModel):
    """What the screen shows: `result` names a prompt, `statement` a statement, `area` and
    `opener` a goal area, `groups` a prompt and `by` what tells the groups apart, `rounds` a
    prompt."""

    model_config = ConfigDict(extra="forbid")

    view: str
    prompt: str | None = None
    statement: str | None = None
    goal_area: str | None = None
    by: Literal["class", "role"] | None = None
    room: str | None = None


class FreezeIn(BaseModel):
    """Whether the screen's numbers stay as they are."""

    model_config = ConfigDict(extra="forbid")

    frozen: bool
    room: str | None = None


class TimerIn(BaseModel):
    """Seconds to add."""

    model_config = ConfigDict(extra="forbid")

    seconds: int = acts.STEP


@router.put("/stage", summary="Put a prompt before everybody")
async def stage(
    running: TheRunning, held: TheEvent, host: TheHost, body: StageIn
) -> dict[str, Any]:
    """Opens the prompt, or all prompts of the goal area; null clears the stage and closes
    nothing."""
    key, area, room = body.prompt, body.goal_area, held.room(body.room)

    def change(batch: Batch) -> None:
        if area is not None:
            acts.open_area(batch, held.id, area, actor=host.actor, room=room)
        elif key is not None:
            acts.show(batch, held.id, key, actor=host.actor, room=room)
        else:
            acts.clear(batch, held.id, actor=host.actor, room=room)

    await running.db.write(change)
    return stage_out(running.scene(held, room=room))


def stage_out(scene: Scene) -> dict[str, Any]:
    """What is on stage, as the API has it."""
    return {
        "current": scene.current.prompt.key if scene.current else None,
        "current_goal_area": scene.own_pace.key if scene.own_pace else None,
    }


@router.patch("/goal_areas/{key}", summary="Open, close, reveal, hide a whole goal area")
async def change_area(
    running: TheRunning, held: TheEvent, host: TheHost, key: str, body: AreaIn
) -> list[dict[str, Any]]:
    """Every prompt of the goal area at once; what is on stage stays there. The prompts as they are
    afterwards."""
    await running.db.write(
        lambda batch: acts.set_area(
            batch, held.id, key, state=body.state, results=body.results, actor=host.actor
        )
    )
    scene = running.scene(held)
    return [prompt_out(view) for view in scene.prompts if view.prompt.goal_area == key]


@router.put("/view", summary="What the screen shows")
async def view(running: TheRunning, held: TheEvent, host: TheHost, body: ViewIn) -> dict[str, Any]:
    """Something else than the stage, or the stage again; phones do not change. The view as it is
    afterwards."""
    said, room = body.model_dump(exclude_none=True, exclude={"room"}), held.room(body.room)
    said["name"] = said.pop("view")
    await running.db.write(
        lambda batch: acts.set_view(batch, held.id, said, actor=host.actor, room=room)
    )
    return view_out(running.scene(held, room=room))


@router.put("/freeze", summary="Keep the screen's numbers as they are")
async def freeze(
    running: TheRunning, held: TheEvent, host: TheHost, body: FreezeIn
) -> dict[str, Any]:
    """Answers go on being stored and counted. The view as it is afterwards."""
    room = held.room(body.room)
    await running.db.write(
        lambda batch: acts.freeze(batch, held.id, body.frozen, actor=host.actor, room=room)
    )
    return view_out(running.scene(held, room=room))


def view_out(scene: Scene) -> dict[str, Any]:
    """What the screen shows, as the API has it."""
    return {"view": scene.showing, "target": scene.target, "frozen_at": scene.frozen_at}


@router.post("/prompts/{key}/timer", summary="Give a prompt a timer, or more time")
async def timer(
    running: TheRunning, held: TheEvent, host: TheHost, key: str, body: TimerIn
) -> dict[str, Any]:
    """Seconds are added to what is left; 0 takes the timer away. The prompt as it is afterwards."""
    await running.db.write(
        lambda batch: acts.add_time(batch, held.id, key, body.seconds, actor=host.actor)
    )
    return prompt_out(running.scene(held).view(key))


@router.patch("/prompts/{key}", summary="Open, close, reveal, hide")
async def change_prompt(
    running: TheRunning, held: TheEvent, host: TheHost, key: str, body: PromptIn
) -> dict[str, Any]:
    """The prompt as it is afterwards."""

    def change(batch: Batch) -> None:
        acts.set_prompt(
            batch, held.id, key, state=body.state, results=body.results, actor=host.actor
        )
        if body.phones is not None:
            acts.set_phones(batch, held.id, key, body.phones == "shown", actor=host.actor)

    await running.db.write(change)
    return prompt_out(running.scene(held).view(key))


@router.post("/rehearsal", summary="Begin a rehearsal")
async def begin_rehearsal(running: TheRunning, held: TheEvent, host: TheHost) -> dict[str, Any]:
    """Whoever has joined or joins from now on is of the rehearsal; once begun it goes on. 409 when
    somebody has answered for real."""
    await running.db.write(lambda batch: acts.begin_rehearsal(batch, held.id, actor=host.actor))
    scene = running.scene(held)
    return {"rehearsing": scene.rehearsing, "joined": scene.joined}


@router.delete("/rehearsal", summary="End the rehearsal")
async def end_rehearsal(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, confirm: str = ""
) -> dict[str, Any]:
    """Deletes everybody in it with all they sent, `gone` of them; `confirm` is the event's code."""
    asked.confirmed(held, confirm)
    gone = await running.db.write(
        lambda batch: acts.purge_rehearsal(batch, held.id, actor=host.actor)
    )
    asked.forget(request, held)
    scene = running.scene(held)
    return {"rehearsing": scene.rehearsing, "joined": scene.joined, "gone": gone}


class StatementIn(BaseModel):
    """What becomes of a statement."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["approved", "hidden", "waiting"]


class RoundIn(BaseModel):
    """The room where the prompt is put before everybody; the main one by default."""

    model_config = ConfigDict(extra="forbid")

    room: str | None = None


@router.post("/prompts/{key}/rounds", status_code=201, summary="Ask a closed prompt again")
async def again(
    running: TheRunning, held: TheEvent, host: TheHost, key: str, body: RoundIn
) -> dict[str, Any]:
    """Another round, five at most: everybody answers anew, the answers so far stay what they are.
    The prompt as it is afterwards."""
    room = held.room(body.room)
    await running.db.write(
        lambda batch: acts.again(batch, held.id, key, actor=host.actor, room=room)
    )
    return prompt_out(running.scene(held, room=room).view(key))


@router.get("/statements", summary="Statements in a moderation state")
async def statements(
    running: TheRunning,
    held: TheEvent,
    _: TheHost,
    state: Literal["waiting", "approved", "hidden", "unreviewed"] = "waiting",
) -> list[dict[str, Any]]:
    """For the moderator, oldest first; nothing about who wrote them."""
    return [
        {"id": each.id, "prompt": each.prompt, "text": each.text, "state": each.state}
        for each in running.statements(held, state)
    ]


@router.patch("/statements/{public_id}", summary="Approve or hide a statement")
async def change_statement(
    running: TheRunning, held: TheEvent, host: TheHost, public_id: str, body: StatementIn
) -> dict[str, str]:
    """The statement's state as it is afterwards."""
    await running.db.write(
        lambda batch: acts.moderate(batch, held.id, public_id, body.state, actor=host.actor)
    )
    return {"id": public_id, "state": body.state}
