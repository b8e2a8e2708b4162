"""The JSON API of the contract. Answering is the busiest route and is kept short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app import access, ledger, participants
from app.db import Batch
from app.errors import Clash, InvalidInput, NotFound
from app.events import Asked, Held
from app.ledger import Entry, Stored
from app.participants import Joining
from app.running import Running
from app.stage import PromptView, RoomView
from app.web import asked, cookies
from app.web.asked import TheEvent, TheParticipant, TheRunning
from app.web.problems import problem

router = APIRouter(prefix="/api/events/{code}", tags=["events"])
SEQUENCES = 2**53  # what JavaScript counts exactly


class JoinIn(BaseModel):
    """What somebody who joins says; the organisation and role are keys of the event."""

    model_config = ConfigDict(extra="forbid")

    organisation: str
    role: str
    table: int | None = Field(default=None, ge=1, le=999)
    headcount: int | None = Field(default=None, ge=1, le=99)
    language: str | None = None
    rehearsal: bool = False
    room: str | None = None  # key; the main room by default


class RoomIn(BaseModel):
    """Where the participant is now."""

    model_config = ConfigDict(extra="forbid")

    room: str


class JoinOut(BaseModel):
    """The token is told once; it is also set as a cookie."""

    participant: str
    token: str


class AnswerIn(BaseModel):
    """An answer; `value` as the contract has it for the prompt's kind."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(max_length=200)
    value: Any
    sequence: int = Field(ge=0, lt=SEQUENCES)
    answered_at: datetime | None = None
    round: int | None = Field(default=None, ge=1)


class StoredOut(BaseModel):
    """Said only after the durable commit."""

    status: Literal["stored", "withdrawn"]
    answer: str
    sequence: int
    stored_at: str


@router.get("", summary="The event, its prompts and where they stand")
async def event(running: TheRunning, held: TheEvent) -> dict[str, Any]:
    """Everything a program needs to take part; nothing here is secret."""
    scene = running.scene(held, fresh=True)
    agenda = held.agenda
    return {
        "code": held.code,
        "title": agenda.title,
        "date": agenda.date,
        "timezone": agenda.timezone,
        "languages": list(agenda.languages),
        "goal_areas": [area.model_dump() for area in agenda.goal_areas],
        "angles": [angle.model_dump() for angle in agenda.angles],
        "organisation_classes": [each.model_dump() for each in agenda.organisation_classes],
        "organisations": [
            {"key": each.key, "name": each.name, "class": each.class_}
            for each in agenda.organisations
        ],
        "roles": [role.model_dump() for role in agenda.roles],
        "prompts": [prompt_out(view) for view in scene.prompts],
        "questions": prompt_out(scene.questions.view) if scene.questions else None,
        "current": scene.current.prompt.key if scene.current else None,
        "current_goal_area": scene.own_pace.key if scene.own_pace else None,
        "window": {"phase": scene.window.phase.name, "until": scene.window.phase.until}
        if scene.window
        else None,
        "view": scene.showing,
        "epoch": scene.epoch,
        "version": scene.version,
        "joined": scene.joined,
        "rehearsing": scene.rehearsing,
        "rehearsal": scene.rehearsal,
        "connected": scene.connected,
        "rooms": [room_out(each) for each in scene.rooms],
    }


def room_out(room: RoomView) -> dict[str, Any]:
    """A room as the API shows it."""
    return {
        "key": room.key,
        "name": room.name,
        "current": room.current.prompt.key if room.current else None,
        "view": room.showing,
        "joined": room.joined,
        "connected": room.connected,
    }


def prompt_out(view: PromptView) -> dict[str, Any]:
    """A prompt as the API shows it."""
    return {
        "key": view.prompt.key,
        "kind": view.prompt.kind,
        "goal_area": view.prompt.goal_area,
        "angle": view.prompt.angle,
        "text": view.prompt.text,
        "help": view.prompt.help,
        "settings": view.prompt.settings,
        "state": view.state,
        "round": view.round,
        "results": view.results,
        "phones": "shown" if view.phones else "hidden",
        "ends_at": view.ends_at,
    }


@router.post("/participants", status_code=201, summary="Join")
async def join(running: TheRunning, held: TheEvent, request: Request, body: JoinIn) -> JSONResponse:
    """Answers the token that the participant's other calls carry."""
    language = body.language or asked.language(request, held.agenda.languages)
    joining = participants.checked(
        held.agenda,
        Joining(
            body.organisation,
            body.role,
            language,
            body.table,
            body.headcount,
            body.rehearsal,
            body.room,
        ),
    )
    joined, token = await running.db.write(
        lambda batch: participants.join(batch, held.id, held.secret, joining)
    )
    response = JSONResponse({"participant": joined.public_id, "token": token}, 201)
    cookies.keep_participant(response, running.settings, held, token)
    return response


@router.put("/room", summary="Be in another room")
async def move(
    running: TheRunning, held: TheEvent, joined: TheParticipant, request: Request, body: RoomIn
) -> dict[str, str]:
    """The participant's phones get that room's frames from now on; answers stay as they are."""
    moved = await running.move(held, joined, body.room)
    asked.follow(request, held, moved)
    return {"room": moved.room}


_ANSWER_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": AnswerIn.model_json_schema()}},
    }
}


ANSWER = "/answers/{answer_id}"


@router.put(
    ANSWER,
    response_model=StoredOut,
    openapi_extra=_ANSWER_BODY,
    summary="Store an answer",
)
async def answer(code: str, answer_id: str, request: Request) -> Response:
    """200 only after the durable commit. The same id and sequence again get the same 200, a later
    sequence replaces the value, an older one gets what is stored."""
    return await put_answer(request)


async def put_answer(request: Request) -> Response:
    """Store an answer, with as little between the request and the writer as can be."""
    code, answer_id = request.path_params["code"], request.path_params["answer_id"]
    running = asked.running(request)
    held = running.event(code)
    joined = access.participant(request, running, held)
    body = _answer_in(await request.body())
    prompt = prompt_of(held, body.prompt)
    at = body.answered_at.isoformat() if body.answered_at else None
    stored = await store(
        running,
        held,
        joined.id,
        prompt,
        uuid_of(answer_id),
        body.sequence,
        body.value,
        at,
        round_=body.round,
    )
    return stored_out(request, stored)


def _answer_in(body: bytes) -> AnswerIn:
    try:
        return AnswerIn.model_validate_json(body)
    except ValidationError as fault:
        field = ".".join(str(part) for part in fault.errors()[0]["loc"]) or "body"
        raise InvalidInput("error.malformed", field=field) from fault


def prompt_of(held: Held, key: str) -> Asked:
    """The event's prompt with this key; raises NotFound."""
    prompt = held.prompts.get(key)
    if prompt is None:
        raise NotFound("error.no_such_prompt", field="prompt", key=key)
    return prompt


def uuid_of(text: str) -> str:
    """A UUID in its usual form; raises InvalidInput."""
    try:
        return str(UUID(text))
    except ValueError:
        raise InvalidInput("error.uuid", field="answer_id") from None


async def store(
    running: Running,
    held: Held,
    participant: int,
    prompt: Asked,
    answer_id: str,
    sequence: int,
    value: object,
    answered_at: str | None = None,
    append: Callable[[Batch, Entry], Stored] = ledger.append,
    *,
    round_: int | None = None,
) -> Stored:
    """Parse and append; raises InvalidAnswer, InvalidInput, NotFound, NotOpen, Unknown, Busy,
    Unwritable. A prompt that is amended meanwhile is asked again what it takes."""
    if not 0 <= sequence < SEQUENCES:
        raise InvalidInput("error.malformed", field="sequence")
    kind = prompt.kind
    entry = Entry(
        event_id=held.id,
        prompt_id=prompt.id,
        participant_id=participant,
        answer_id=answer_id,
        sequence=sequence,
        value=kind.parse(prompt.settings, value),
        answered_at=answered_at,
        statement=kind.statement,
        moderated=kind.moderated,
        edition=prompt.edition,
        most=kind.most(prompt.settings),
        window=prompt.window,
        round=round_,
    )
    try:
        stored: Stored = await running.db.write(lambda batch: append(batch, entry))
    except Clash:
        held = running.event(held.code)
        again = prompt_of(held, prompt.key)
        if again == prompt:
            raise
        return await store(
            running,
            held,
            participant,
            again,
            answer_id,
            sequence,
            value,
            answered_at,
            append,
            round_=round_,
        )
    return stored


def stored_out(request: Request, stored: Stored) -> Response:
    """200, or for a late answer 409 that says it is stored and not counted."""
    said: dict[str, Any] = {
        "answer": stored.answer,
        "sequence": stored.sequence,
        "stored_at": stored.stored_at,
    }
    if stored.late:
        detail = asked.texts(request)("error.late")
        return problem(409, "late", detail, stored="late", **said)
    return JSONResponse({"status": "stored", **said})


@router.delete("/answers/{answer_id}", response_model=StoredOut, summary="Withdraw an own answer")
async def withdraw(
    running: TheRunning, held: TheEvent, joined: TheParticipant, answer_id: str
) -> JSONResponse:
    """Empties the answer's text in the database and takes it out of every result."""
    identity = uuid_of(answer_id)
    stored = await running.db.write(
        lambda batch: ledger.withdraw(batch, held.id, joined.id, identity)
    )
    return JSONResponse(
        {
            "status": "withdrawn",
            "answer": stored.answer,
            "sequence": stored.sequence,
            "stored_at": stored.stored_at,
        }
    )


@router.get("/answers", summary="The participant's own answers")
async def own_answers(
    running: TheRunning, held: TheEvent, joined: TheParticipant
) -> list[dict[str, Any]]:
    """Newest state of each own answer, oldest first; withdrawn ones are left out."""
    keys = {prompt.id: prompt.key for prompt in held.prompts.values()}
    with running.db.read() as connection:
        rows = ledger.of_participant(connection, joined.id)
    return [
        {
            "answer": row.answer_id,
            "prompt": keys[row.prompt_id],
            "round": row.round,
            "value": row.value,
            "sequence": row.sequence,
            "status": "late" if row.late else "stored",
            "stored_at": row.stored_at,
        }
        for row in rows
        if not row.withdrawn
    ]


@router.get("/prompts/{key}/results", summary="Results of a prompt")
async def results(
    running: TheRunning,
    held: TheEvent,
    request: Request,
    key: str,
    by: Literal["class", "role"] | None = None,
    round: int | None = None,
) -> dict[str, Any]:
    """The newest snapshot; 403 for participants while results are hidden. `by` adds the groups side
    by side as the screen shows them; participants get those only while a screen does. `round` names
    a round of a prompt that was asked again, the newest by default."""
    if by is not None:
        host = access.reader_of_groups(request, running, held, key, by)
        return running.groups(held, key, by, whole=host)
    host = access.reader_of_results(request, running, held, key)
    return running.results(held, key, round, whole=host)
