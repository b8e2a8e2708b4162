"""The hosts' pages: screen, console, and the key that opens them."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app import access, acts, doors, passes, render
from app.acts import Actor
from app.db import Batch
from app.errors import NotFound
from app.events import Held
from app.render import Audience
from app.running import Running
from app.stage import STATES, StatementView
from app.web import asked, cookies, frames, questions
from app.web.asked import TheEvent, TheHost, TheRunning

router = APIRouter(include_in_schema=False)
PLACES = ("screen", "console", "remote", "analysis", "statements", "invitations", "keys")
PAGE = 50  # statements on a page of the review


@router.post("/e/{code}/pass")
async def exchange(
    running: TheRunning,
    held: TheEvent,
    request: Request,
    key: str = Form(""),
    to: str = Form("console"),
    room: str = Form(""),
) -> Response:
    """A key for a pass: the browser keeps a cookie, the address loses the key."""
    host = running.host_of_key(held, key)
    place = to if to in PLACES else "console"
    if host is None or host.role not in doors.allowed(f"GET /e/{{code}}/{place}"):
        message = "error.other_key"
        if host is None:
            message = "keys.error.revoked" if running.revoked(held, key) else access.UNKNOWN
        return key_page(request, held, place, asked.texts(request)(message), 403)

    def enter(batch: Batch) -> str:
        acts.note(batch, held.id, "enter", place, actor=host.actor)
        return passes.grant(batch, host)

    token = await running.db.write(enter)
    query = f"?{urlencode({'room': room})}" if room in held.rooms else ""
    response = RedirectResponse(f"/e/{held.code}/{place}{query}", 303)
    cookies.keep_host(response, running.settings, held, token)
    return response


@router.post("/e/{code}/pass/end")
async def leave(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """Sign this browser out; its open pages are told to leave."""
    token = request.cookies.get(access.host_cookie(running.settings, held.code), "")

    def end(batch: Batch) -> None:
        acts.note(batch, held.id, "leave", None, actor=host.actor)
        passes.end(batch, held.id, token)

    await running.db.write(end)
    response = RedirectResponse(f"/e/{held.code}/keys", 303)
    cookies.drop_host(response, running.settings, held)
    return response


def key_page(
    request: Request, held: Held, place: str, problem: str | None = None, status: int | None = None
) -> HTMLResponse:
    """Where a key is typed, or read from the address's fragment by `key.js`. Who came with one
    that has been revoked is told so; a browser that has shown nothing yet is not refused."""
    lang = asked.language(request, held.agenda.languages)
    running = asked.running(request)
    new = access.shown(request, running, held) is None
    person = "text/html" in request.headers.get("accept", "")
    room = request.query_params.get("room")
    return asked.page(
        request,
        "host/key.html",
        lang,
        status or (200 if new and person else 401),
        held=held,
        place=place,
        problem=problem,
        revoked=problem is None and access.revoked(request, running, held),
        room=room if room in held.rooms else None,
    )


def opened(request: Request, running: Running, held: Held, place: str) -> HTMLResponse | None:
    """None when the place is open to whoever asks, else the page that asks for the key."""
    return None if access.may(request, running, held) else key_page(request, held, place)


@router.get("/e/{code}/screen")
async def screen(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The presenter screen: the event's first language and light unless the address says else."""
    if (closed := opened(request, running, held, "screen")) is not None:
        return closed
    asked_for = request.query_params.get("lang", "")
    languages = held.agenda.languages
    scene = render.seen_by(running.scene(held, room=asked.room(request, held)), "screen")
    return asked.page(
        request,
        "screen/screen.html",
        asked_for if asked_for in languages else languages[0],
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        theme="dark" if request.query_params.get("theme") == "dark" else "light",
        preview="preview" in request.query_params,
    )


@router.get("/e/{code}/console")
async def console(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The moderator's console."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    scene = running.scene(held, room=asked.room(request, held))
    return asked.page(
        request,
        "console/console.html",
        asked.language(request, held.agenda.languages),
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="console",
        owner=access.host(request, running, held).role == "owner",
    )


@router.get("/e/{code}/remote")
async def remote(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The console's main acts, for a phone."""
    if (closed := opened(request, running, held, "remote")) is not None:
        return closed
    scene = running.scene(held, room=asked.room(request, held))
    return asked.page(
        request,
        "remote/remote.html",
        asked.language(request, held.agenda.languages),
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="remote",
    )


@router.get("/e/{code}/screen/state")
async def screen_state(
    running: TheRunning, held: TheEvent, _: TheHost, request: Request
) -> Response:
    """The frame of now for a screen without a socket."""
    return _state(running, held, request, "screen")


@router.get("/e/{code}/console/state")
async def console_state(
    running: TheRunning, held: TheEvent, _: TheHost, request: Request
) -> Response:
    """The frame of now for a console without a socket."""
    return _state(running, held, request, "console")


@router.get("/e/{code}/remote/state")
async def remote_state(
    running: TheRunning, held: TheEvent, _: TheHost, request: Request
) -> Response:
    """The frame of now for a remote without a socket."""
    return _state(running, held, request, "remote")


def _state(running: Running, held: Held, request: Request, place: Audience) -> Response:
    lang = asked.language(request, held.agenda.languages)
    page = render.at_page(place, request.query_params.get("at", ""))
    return frames.current(request, running, held, page, lang, asked.room(request, held))


@router.get("/e/{code}/console/questions")
async def audience_questions(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """What the audience asks: review, pin, answer, archive, and what the screen shows of it."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    scene = running.scene(held, room=asked.room(request, held))
    questions.taken(scene)
    return asked.page(
        request,
        "console/questions.html",
        asked.language(request, held.agenda.languages),
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="questions",
    )


@router.get("/e/{code}/console/review")
async def review(
    running: TheRunning,
    held: TheEvent,
    request: Request,
    state: str = "waiting",
    q: str = "",
    page: str = "1",
    came: Annotated[str, Query(alias="from")] = "",
) -> Response:
    """Statements at length, by moderation state: a page of those whose text or id has the words."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    state = state if state in STATES else "waiting"
    query = " ".join(q.split())
    found = [each for each in running.statements(held, state) if _matches(each, query)]
    scene = running.scene(held, room=asked.room(request, held))
    return asked.page(
        request,
        "console/review.html",
        asked.language(request, held.agenda.languages),
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="review",
        state=state,
        query=query,
        paged=asked.paged(found, page, PAGE),
        counts=running.counts(held),
        read=running.tally(held).cursor,
        remote=came == "remote",
    )


def _matches(statement: StatementView, query: str) -> bool:
    wanted = query.casefold()
    return (
        wanted in " ".join(statement.text.casefold().split()) or wanted in statement.id.casefold()
    )


@router.post("/e/{code}/console/purge")
async def purge(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, confirm: str = Form("")
) -> Response:
    """Take the rehearsal out, once the event's code has been typed."""
    asked.confirmed(held, confirm)
    gone = await running.db.write(
        lambda batch: acts.purge_rehearsal(batch, held.id, actor=host.actor)
    )
    asked.forget(request, held)
    return _done(request, f"/e/{held.code}/console?purged={gone}")


@router.post("/e/{code}/console/{act}")
async def act(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, act: str
) -> Response:
    """One act of the moderator, from a plain form or from `live.js`."""
    fields = {name: texts[-1] for name, texts in (await asked.fields(request)).items()}
    fields["room"] = asked.room(request, held)
    await running.db.write(lambda batch: _do(batch, held, host.actor, act, fields))
    query = {"room": fields["room"]} if len(held.rooms) > 1 else {}
    return _done(request, _back(held, fields.get("back", ""), query))


def _done(request: Request, to: str) -> Response:
    """Nothing for `live.js`, which hears of the change by its frame; the next page for a form."""
    if "application/json" in request.headers.get("accept", ""):
        return Response(status_code=204)
    return RedirectResponse(to, 303)


def _back(held: Held, asked_for: str, query: dict[str, str]) -> str:
    """Where a form returns to: the remote, the review, the words or the audience's questions as
    they were, or the console, and nowhere else."""
    home = f"/e/{held.code}/console"
    places = (f"{home}/review", f"{home}/words", f"{home}/questions", f"/e/{held.code}/remote")
    if asked_for.startswith(places):
        return asked_for
    return f"{home}?{urlencode(query)}" if query else home


def _compared(fields: dict[str, Any]) -> dict[str, str]:
    """Groups or rounds side by side, or what the screen showed before: stage or earlier result."""
    by, prompt = fields.get("compare", "none"), fields.get("prompt", "")
    if by == "none":
        return {"name": fields.get("otherwise", "stage"), "prompt": prompt}
    if by == "rounds":
        return {"name": "rounds", "prompt": prompt}
    return {"name": "groups", "prompt": prompt, "by": by}


def _do(batch: Batch, held: Held, actor: Actor, act: str, fields: dict[str, Any]) -> None:
    """Carry one act out; raises EvastysError."""
    room = fields["room"]
    match act:
        case "show":
            acts.show(
                batch, held.id, fields.get("prompt", ""), actor=actor, room=room, closing=True
            )
        case "clear":
            acts.clear(batch, held.id, actor=actor, room=room, closing=True)
        case "finish":
            acts.finish(batch, held.id, actor=actor, room=room)
        case "next":
            acts.advance(batch, held.id, actor=actor, expected=fields.get("prompt"), room=room)
        case "close":
            acts.close_several(batch, held.id, fields.get("prompts", "").split(), actor=actor)
        case "prompts":
            acts.set_prompt(
                batch,
                held.id,
                fields.get("prompt", ""),
                actor=actor,
                state=fields.get("state"),
                results=fields.get("results"),
            )
        case "pace":
            acts.open_area(
                batch, held.id, fields.get("goal_area", ""), actor=actor, room=room, closing=True
            )
        case "areas":
            acts.set_area(
                batch,
                held.id,
                fields.get("goal_area", ""),
                state=fields.get("state"),
                results=fields.get("results"),
                actor=actor,
            )
        case "view":
            named = {"name": fields.get("view", ""), **fields}
            acts.set_view(batch, held.id, named, actor=actor, room=room)
        case "again":
            acts.again(
                batch, held.id, fields.get("prompt", ""), actor=actor, room=room, closing=True
            )
        case "compare":
            acts.set_view(batch, held.id, _compared(fields), actor=actor, room=room)
        case "freeze":
            acts.freeze(batch, held.id, fields.get("on") == "1", actor=actor, room=room)
        case "phones":
            acts.set_phones(
                batch, held.id, fields.get("prompt", ""), fields.get("on") == "1", actor=actor
            )
        case "timer":
            seconds = asked.whole(fields.get("seconds", str(acts.STEP)))
            seconds = -1 if seconds is None else seconds  # refused as too short
            reopen = fields.get("reopen") == "1"
            acts.add_time(
                batch, held.id, fields.get("prompt", ""), seconds, actor=actor, reopen=reopen
            )
        case "statements":
            acts.moderate(
                batch, held.id, fields.get("id", ""), fields.get("state", ""), actor=actor
            )
        case "approve_all":
            ids, read = fields.get("ids", "").split(), asked.whole(fields.get("read", "")) or 0
            acts.approve_all(batch, held.id, ids, read, actor=actor)
        case "mark":
            mark = fields.get("mark") or None
            acts.mark(batch, held.id, fields.get("id", ""), mark, actor=actor)
        case "premoderation":
            acts.set_premoderation(batch, held.id, fields.get("on") == "1", actor=actor)
        case "undo":
            action = asked.whole(fields.get("action", ""))
            acts.undo(batch, held.id, action or 0, actor=actor)
        case "rehearse":
            acts.begin_rehearsal(batch, held.id, actor=actor)
        case _:
            raise NotFound("error.no_such_page")
