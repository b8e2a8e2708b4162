"""The participant's pages: join, answer, see own answers. Everything works as plain forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app import access, acts, ledger, participants, render
from app.agenda.models import QUESTIONS
from app.errors import EvastysError, InvalidInput, NotFound
from app.events import Held
from app.i18n import translator
from app.ledger import Row
from app.participants import Joined, Joining
from app.running import Running
from app.stage import PromptView, RoomView, Scene
from app.web import asked, cookies, feedback, frames, others, questions
from app.web.api import prompt_of, store, uuid_of
from app.web.asked import TheEvent, TheRunning
from app.web.forms import value_of
from app.web.problems import said, status_of

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request, running: TheRunning, code: str | None = None) -> Response:
    """Type the event's code; a code that fits goes straight to the event."""
    lang = asked.language(request)
    if code is None:
        return asked.page(request, "participant/home.html", lang, problem=None, typed="")
    try:
        return RedirectResponse(f"/e/{running.event(code).code}", 303)
    except NotFound as fault:
        problem = asked.texts(request)(fault.message)
        return asked.page(
            request, "participant/home.html", lang, 404, problem=problem, typed=code[:20]
        )


@router.get("/e/{code}")
async def answer_page(
    running: TheRunning, held: TheEvent, request: Request, prompt: str | None = None
) -> Response:
    """Join, or answer what is on stage; `?prompt=key` stays with one prompt that is open."""
    joined = access.participant_or_none(request, running, held)
    if joined is None:
        return _join_page(request, running, held)
    if prompt == QUESTIONS:  # it has an address that people can be told
        query = urlencode({k: v for k, v in request.query_params.items() if k != "prompt"})
        return RedirectResponse(f"/e/{held.code}/questions" + (f"?{query}" if query else ""), 303)
    page = _answer_page(request, running, held, joined, prompt)
    if token := request.cookies.get(access.participant_cookie(running.settings, held.code)):
        cookies.keep_participant(page, running.settings, held, token)  # anew with each visit
    return page


@router.get("/e/{code}/questions")
async def questions_page(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Ask those who speak, and back what others ask; reached from every page of the event."""
    questions.taken(running.scene(held, fresh=False))
    joined = access.participant_or_none(request, running, held)
    if joined is None:
        return RedirectResponse(f"/e/{held.code}", 303)
    return _answer_page(request, running, held, joined, QUESTIONS)


def _join_page(
    request: Request,
    running: Running,
    held: Held,
    problem: dict[str, str] | None = None,
    chosen: dict[str, str] | None = None,
) -> HTMLResponse:
    lang = asked.language(request, held.agenda.languages)
    scene = running.scene(held, fresh=False)
    return asked.page(
        request,
        "participant/join.html",
        lang,
        422 if problem else 200,
        held=held,
        scene=scene,
        problem=problem,
        left=None if problem else _left(request, running, held, scene),
        shared=asked.SHARED,
        chosen=chosen or {"room": request.query_params.get("room", "")},
        host=running.address.readable,
    )


def _left(request: Request, running: Running, held: Held, scene: Scene) -> str | None:
    """Why somebody who had joined joins again: the key of a sentence; None for who is new."""
    if access.participant_cookie(running.settings, held.code) not in request.cookies:
        return None
    with running.db.read() as connection:
        over = not scene.rehearsing and acts.rehearsed(connection, held.id)
    return "practice.over" if over else "phone.state.forgotten"


def _answer_page(
    request: Request,
    running: Running,
    held: Held,
    joined: Joined,
    key: str | None,
    problem: dict[str, str] | None = None,
    value: dict[str, Any] | None = None,
) -> HTMLResponse:
    scene = running.scene(held, fresh=False, room=running.room_of(held, joined))
    view = scene.view(_asked(key)[0]) if key else scene.current
    lang = asked.language(request, held.agenda.languages, joined.language)
    answers = own(running, held, joined, scene, lang)
    current = [each for each in answers if each["round"] == each["prompt_view"].round]
    keys = {each["prompt_view"].asked for each in current}
    pace = scene.walked.prompts if scene.walked else ()
    mine = [each for each in current if each["prompt_view"] is view]
    another = "another" in request.query_params
    edit = request.query_params.get("edit")
    late = None if problem or another or edit else _late(mine)
    return asked.page(
        request,
        "participant/answer.html",
        lang,
        422 if problem else 200,
        held=held,
        **_person(held, joined),
        **render.stage_context(scene, running.address, view),
        prompt_view=view,
        pinned=key is not None,
        step=view is not None and any(each is view for each in pace),
        answered=sorted(keys),
        mine=[each.asked for each in pace if each.asked in keys],
        own=mine,
        others=others.of(running, held, joined, view),
        asking=view is not None and view.prompt.key == QUESTIONS,
        answer_id=str(uuid4()),
        problem=problem,
        value=value,
        moving=_moving(scene, request.query_params.get("room")),
        edit=late or edit,
        late=late is not None,
        another=another,
    )


def _late(answers: list[dict[str, Any]]) -> str | None:
    """The id of the newest own answer, where it came too late to count and its prompt is open
    again: it is offered to be sent once more."""
    newest = answers[-1] if answers else None
    if newest is None or newest["state"] != "late":
        return None
    view: PromptView = newest["prompt_view"]
    asked_for = view.state == "open" and view.prompt.key != QUESTIONS
    return str(newest["answer_id"]) if asked_for else None


def _asked(name: str) -> tuple[str, int | None]:
    """The key and the round of what a form was made for, `edustus@2`; see `PromptView.asked`."""
    key, _, number = name.partition("@")
    return key, asked.whole(number) if number else None


def _moving(scene: Scene, asked_for: str | None) -> RoomView | None:
    """The room whose QR picture was read, where the participant is in another."""
    other = asked_for != scene.room
    return next((each for each in scene.rooms if other and each.key == asked_for), None)


def _person(held: Held, joined: Joined) -> dict[str, Any]:
    organisation = next(
        (each.name for each in held.agenda.organisations if each.key == joined.organisation), {}
    )
    role = next((each.name for each in held.agenda.roles if each.key == joined.role), {})
    return {"participant": {"organisation": organisation, "role": role}}


def own(
    running: Running,
    held: Held,
    joined: Joined,
    scene: Scene,
    lang: str,
    view: PromptView | None = None,
) -> list[dict[str, Any]]:
    """Own answers to a prompt, or to all of them, as the templates take them; a kind where one
    answer stands gives only the last one sent, and none when that was taken back."""
    with running.db.read() as connection:
        rows = ledger.of_participant(connection, joined.id)
    prompts = {prompt.id: prompt for prompt in held.prompts.values()}
    last = {(row.prompt_id, row.round): row for row in sorted(rows, key=lambda each: each.position)}
    answers: list[dict[str, Any]] = []
    for row in rows:
        prompt = prompts[row.prompt_id]
        replaced = prompt.kind.counts == "latest" and last[row.prompt_id, row.round] is not row
        elsewhere = view is not None and (prompt.key, row.round) != (view.prompt.key, view.round)
        if not (row.withdrawn or replaced or elsewhere):
            answers.append(_own(row, scene.view(prompt.key)))
    return answers


def _own(row: Row, view: PromptView) -> dict[str, Any]:
    return {
        "answer_id": row.answer_id,
        "sequence": row.sequence,
        "value": row.value,
        "round": row.round,
        "state": "late" if row.late else "stored",
        "stored_at": row.stored_at,
        "prompt_view": view,
        "settings": render.settings_of(view),
    }


@router.post("/e/{code}/join")
async def join(
    running: TheRunning,
    held: TheEvent,
    request: Request,
    organisation: str = Form(""),
    role: str = Form(""),
    table: str = Form(""),
    headcount: str = Form(""),
    room: str = Form(""),
    mode: str = Form(""),
) -> Response:
    """Join from the form; what is missing is said beside its field."""
    language = asked.language(request, held.agenda.languages)
    mode = mode if held.agenda.tables else ""
    try:
        shared = _shared(mode, table, headcount)
        where = room if held.agenda.rooms else None
        joining = participants.checked(
            held.agenda, Joining(organisation, role, language, *shared, room=where)
        )
    except EvastysError as fault:
        text = asked.texts(request)(fault.message, **said(fault))
        problem = {"field": fault.field or "", "text": text}
        chosen = {
            "organisation": organisation,
            "role": role,
            "room": room,
            "mode": mode or ("table" if fault.field in asked.SHARED else ""),
            "table": table,
            "headcount": headcount,
        }
        return _join_page(request, running, held, problem, chosen)
    _, token = await running.db.write(
        lambda batch: participants.join(batch, held.id, held.secret, joining)
    )
    response = RedirectResponse(f"/e/{held.code}", 303)
    cookies.keep_participant(response, running.settings, held, token)
    return response


def _shared(mode: str, table: str, headcount: str) -> tuple[int | None, int | None]:
    """The table and how many sit there; none of somebody alone. Raises InvalidInput for what is no
    such number, and where an event asks whose answers they are, for a table without either."""
    if mode == "alone":
        return None, None
    number, people = (
        asked.counted(
            name, text, f"tables.error.{name}" if mode == "table" else f"paper.error.{name}"
        )
        for name, text in (("table", table), ("headcount", headcount))
    )
    if mode == "table" and (number is None or people is None or people < 2):
        missing = "table" if number is None else "headcount"
        raise InvalidInput("tables.error.size", field=missing)
    return number, people


@router.post("/e/{code}/answers")
async def send(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The plain form of an answer."""
    joined = access.participant(request, running, held)
    form = await request.form()
    pairs = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    own_fields = {"prompt", "answer_id", "sequence", "pinned"}
    value = value_of((name, text) for name, text in pairs if name not in own_fields)
    sent = dict(pairs)
    key, round_ = _asked(sent.get("prompt", ""))
    try:
        stored = await store(
            running,
            held,
            joined.id,
            prompt_of(held, key),
            uuid_of(sent.get("answer_id", "")),
            asked.sequence(sent),
            value,
            round_=round_ or 1,
        )
    except EvastysError as fault:
        text = asked.texts(request, joined.language)(fault.message, **said(fault))
        problem = {"field": fault.field or "", "text": text}
        response = _answer_page(request, running, held, joined, key, problem, value)
        response.status_code = status_of(fault)
        return response
    if key == QUESTIONS:
        return RedirectResponse(f"/e/{held.code}/questions", 303)
    query = urlencode({"prompt": key, "stored": "late" if stored.late else "1"})
    room = running.room_of(held, joined)
    pinned = sent.get("pinned") == "1" or running.scene(held, room=room).current is None
    return RedirectResponse(f"/e/{held.code}?{query}" if pinned else f"/e/{held.code}", 303)


@router.post("/e/{code}/answers/{answer_id}/withdraw")
async def withdraw(
    running: TheRunning, held: TheEvent, request: Request, answer_id: str, to: str = Form("")
) -> Response:
    """Take an own answer back."""
    joined = access.participant(request, running, held)
    identity = uuid_of(answer_id)
    await running.db.write(lambda batch: ledger.withdraw(batch, held.id, joined.id, identity))
    return RedirectResponse(_own_path(held, to), 303)


def _own_path(held: Held, to: str) -> str:
    """A path of this event to go back to; anything else goes to the event's page."""
    here = f"/e/{held.code}"
    return to if to == here or to.startswith((f"{here}?", f"{here}/")) else here


@router.get("/e/{code}/own")
async def own_panel(running: TheRunning, held: TheEvent, request: Request, prompt: str) -> Response:
    """The panel of own answers to one prompt, for `answer.js`."""
    joined = access.participant(request, running, held)
    scene = running.scene(held, fresh=False, room=running.room_of(held, joined))
    view = scene.view(_asked(prompt)[0])
    lang = asked.language(request, held.agenda.languages, joined.language)
    return asked.page(
        request,
        "participant/own.html",
        lang,
        held=held,
        **render.stage_context(scene, running.address, view),
        prompt_view=view,
        pinned=False,
        own=own(running, held, joined, scene, lang, view),
    )


@router.get("/e/{code}/answers")
async def own_answers(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """All own answers."""
    joined = access.participant_or_none(request, running, held)
    if joined is None:
        return RedirectResponse(f"/e/{held.code}", 303)
    scene = running.scene(held, fresh=False, room=running.room_of(held, joined))
    lang = asked.language(request, held.agenda.languages, joined.language)
    return asked.page(
        request,
        "participant/answers.html",
        lang,
        held=held,
        scene=scene,
        own=own(running, held, joined, scene, lang),
        feedback=feedback.is_open(running, held),
        outcomes=feedback.own(running, held, joined, translator(lang, held.agenda.timezone)),
        **_person(held, joined),
    )


@router.get("/e/{code}/state")
async def state(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The frame of now, for a phone that wakes up or cannot open a socket."""
    joined = access.participant(request, running, held)
    lang = asked.language(request, held.agenda.languages)
    room = running.room_of(held, joined)
    page = render.at_page("phone", request.query_params.get("at", ""))
    return frames.current(request, running, held, page, lang, room)


@router.post("/e/{code}/room")
async def move(
    running: TheRunning, held: TheEvent, request: Request, room: str = Form(""), to: str = Form("")
) -> Response:
    """Be in another room; `to` is where to go on."""
    joined = access.participant(request, running, held)
    asked.follow(request, held, await running.move(held, joined, room))
    return RedirectResponse(_own_path(held, to), 303)


@router.post("/e/{code}/language")
async def language(
    running: TheRunning,
    held: TheEvent,
    language: str = Form(""),
    to: str = Form(""),
) -> Response:
    """Switch the language of the pages; `to` is where to go on."""
    response = RedirectResponse(_own_path(held, to), 303)
    if language in held.agenda.languages:
        cookies.keep_language(response, running.settings, language)
    return response


@router.post("/language")
async def home_language(
    running: TheRunning, language: str = Form(""), to: str = Form("")
) -> Response:
    """The same on pages that belong to no event."""
    response = RedirectResponse(to if to in ("/privacy", "/accessibility") else "/", 303)
    if language in ("fi", "sv", "en"):
        cookies.keep_language(response, running.settings, language)
    return response


@router.get("/privacy")
async def privacy(request: Request, running: TheRunning) -> Response:
    """What is kept of whom, why and until when."""
    events = list(running.events.values())
    return asked.page(
        request, "notices/privacy.html", asked.language(request), events=[e.agenda for e in events]
    )


@router.get("/accessibility")
async def accessibility(request: Request, running: TheRunning) -> Response:
    """How accessible the pages are, and whom to tell."""
    return asked.page(request, "notices/accessibility.html", asked.language(request))
