"""Paper: the agenda as a form to print, and a host who enters filled forms one after another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app import acts, ledger, participants, render
from app.db import Batch
from app.errors import EvastysError, InvalidInput
from app.events import Held
from app.ledger import Entry, Stored
from app.participants import Joined, Joining
from app.running import Running
from app.stage import PromptView, Scene
from app.web import asked
from app.web.api import prompt_of, store, uuid_of
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.forms import value_of
from app.web.host import opened
from app.web.participant import own
from app.web.problems import said, status_of

router = APIRouter(include_in_schema=False)
PAGE = "/e/{code}/console/paper"
OURS = {"prompt", "answer_id", "sequence", "round", "then"}  # fields of the form, not of the value


@router.get("/e/{code}/paper")
async def form_to_print(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The whole agenda as a form on A4, in the language that the address asks for."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    scene = running.scene(held)
    return asked.page(
        request,
        "paper/form.html",
        asked.language(request, held.agenda.languages),
        held=held,
        scene=scene,
        settings_of=render.settings_of,
        address=running.address.readable,
        url=running.address.join(held.code),
    )


@router.get(PAGE)
async def start(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Where a form begins, with how many there are and the way back from the last one."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    return _start(request, running, held, dict(request.query_params))


def _start(
    request: Request,
    running: Running,
    held: Held,
    chosen: dict[str, str],
    problem: dict[str, str] | None = None,
) -> HTMLResponse:
    with running.db.read() as connection:
        count, newest = acts.forms(connection, held.id)
        done = acts.find_form(connection, held.id, newest)[1] if newest else None
        rows = ledger.of_participant(connection, done.id) if done else []
    return asked.page(
        request,
        "paper/start.html",
        asked.language(request, held.agenda.languages),
        422 if problem else 200,
        held=held,
        scene=running.scene(held, fresh=False),
        count=count,
        newest=newest,
        answers=sum(not row.withdrawn for row in rows),
        problem=problem,
        chosen=chosen,
        finished="finished" in chosen and newest is not None,
        dropped=chosen.get("dropped", "")[:9],
        shared=asked.SHARED,
    )


@router.post(PAGE + "/forms")
async def begin(
    running: TheRunning,
    held: TheEvent,
    host: TheHost,
    request: Request,
    organisation: str = Form(""),
    role: str = Form(""),
    language: str = Form(""),
    table: str = Form(""),
    headcount: str = Form(""),
) -> Response:
    """Begin a form: from whom it is."""
    language = language or asked.language(request, held.agenda.languages)
    chosen = {"organisation": organisation, "role": role, "language": language}
    try:
        said_of_it = Joining(
            organisation,
            role,
            language,
            asked.counted("table", table, "paper.error.table"),
            asked.counted("headcount", headcount, "paper.error.headcount"),
            source="paper",
        )
        joining = participants.checked(held.agenda, said_of_it)
    except EvastysError as fault:
        chosen |= {"table": table, "headcount": headcount}
        text = asked.texts(request)(fault.message, **said(fault))
        problem = {"field": fault.field or "", "text": text}
        return _start(request, running, held, chosen, problem)
    joined = await running.db.write(
        lambda batch: acts.begin_form(batch, held.id, held.secret, joining, actor=host.actor)
    )
    return RedirectResponse(f"/e/{held.code}/console/paper/{joined.public_id}", 303)


@router.get(PAGE + "/{form}")
async def entry(
    running: TheRunning, held: TheEvent, request: Request, form: str, prompt: str | None = None
) -> Response:
    """One prompt of a form, with the same fields as on a phone."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    return _entry(request, running, held, form, prompt)


def _entry(
    request: Request,
    running: Running,
    held: Held,
    form: str,
    key: str | None,
    problem: dict[str, str] | None = None,
    value: dict[str, Any] | None = None,
    round_: int | None = None,
) -> HTMLResponse:
    """The round of a prompt that was asked again is the newest, or the one that the form has its
    last answer in; `round_` is one that was chosen."""
    scene = running.scene(held, fresh=False)
    with running.db.read() as connection:
        number, joined = acts.find_form(connection, held.id, form)
    view = scene.view(key) if key else scene.prompts[0]
    lang = asked.language(request, held.agenda.languages)
    every = own(running, held, joined, scene, lang)
    entered = [each for each in every if each["prompt_view"] is view]
    latest = held.prompts[view.prompt.key].kind.counts == "latest"
    if round_ is None:
        round_ = entered[-1]["round"] if entered and latest else view.round
    standing = next((each for each in entered if latest and each["round"] == round_), None)
    return asked.page(
        request,
        "paper/entry.html",
        lang,
        422 if problem else 200,
        held=held,
        **render.stage_context(scene, running.address, view),
        form=form,
        number=number,
        person=_named(held, joined),
        before=_beside(scene, view, -1),
        after=_beside(scene, view, 1),
        own=[each for each in entered if each is not standing],
        round=round_,
        standing=standing,
        answer_id=standing["answer_id"] if standing else str(uuid4()),
        sequence=standing["sequence"] + 1 if standing else 1,
        problem=problem,
        value=value or (standing["value"] if standing else None),
    )


def _beside(scene: Scene, view: PromptView, by: int) -> str | None:
    place = view.number - 1 + by
    return scene.prompts[place].prompt.key if 0 <= place < len(scene.prompts) else None


def _named(held: Held, joined: Joined) -> list[dict[str, str]]:
    """Organisation and role in the words of the event."""
    organisations = [o.name for o in held.agenda.organisations if o.key == joined.organisation]
    return organisations + [role.name for role in held.agenda.roles if role.key == joined.role]


@router.post(PAGE + "/{form}/answers")
async def send(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, form: str
) -> Response:
    """Store what the form says to one prompt, or nothing where it says nothing, and go on."""
    fields = await request.form()
    pairs = [(name, text) for name, text in fields.multi_items() if isinstance(text, str)]
    value = value_of((name, text) for name, text in pairs if name not in OURS)
    sent = dict(pairs)
    key = sent.get("prompt", "")
    with running.db.read() as connection:
        _, joined = acts.find_form(connection, held.id, form)

    def enter(batch: Batch, entry: Entry) -> Stored:
        return acts.fill_in(batch, form, replace(entry, assisted=True), actor=host.actor)

    round_ = None
    try:
        prompt = prompt_of(held, key)
        round_ = _round(running, held, key, sent.get("round", ""))
        if not _blank(value):
            identity = _identity(running, joined, prompt.id, sent.get("answer_id", ""), round_)
            answer = (prompt, identity, asked.sequence(sent), value)
            await store(running, held, joined.id, *answer, append=enter, round_=round_)
    except EvastysError as fault:
        problem = {
            "field": fault.field or "",
            "text": asked.texts(request)(fault.message, **said(fault)),
        }
        response = _entry(request, running, held, form, key, problem, value, round_)
        response.status_code = status_of(fault)
        return response
    return RedirectResponse(_onward(running, held, joined, form, key, sent.get("then")), 303)


def _round(running: Running, held: Held, key: str, text: str) -> int | None:
    """The round that a form says it was filled in; None where it says none, which is the newest.
    Raises InvalidInput for one that the prompt does not have."""
    if not text.strip():
        return None
    number = asked.whole(text.strip())
    if number is None or not 1 <= number <= running.scene(held, fresh=False).view(key).round:
        raise InvalidInput("rounds.error.none", field="round")
    return number


def _identity(
    running: Running, joined: Joined, prompt_id: int, said_id: str, round_: int | None
) -> str:
    """The id of an answer on a form. One that was stored for another round stays with that, so
    the answer gets an id that follows from it, the same however often the form is sent. Raises
    InvalidInput."""
    answer_id = uuid_of(said_id)
    with running.db.read() as connection:
        rows = ledger.of_participant(connection, joined.id)
    known = next((r for r in rows if (r.prompt_id, r.answer_id) == (prompt_id, answer_id)), None)
    if round_ is None or known is None or known.round == round_:
        return answer_id
    return str(uuid5(UUID(answer_id), str(round_)))


def _blank(value: dict[str, Any]) -> bool:
    """Whether nothing was filled in; fields of points stand at 0 until somebody gives some."""
    points = value.get("points")
    return not value or (
        isinstance(points, dict)
        and all(isinstance(n, str) and not n.strip("0 ") for n in points.values())
    )


def _onward(
    running: Running, held: Held, joined: Joined, form: str, key: str, then: str | None
) -> str:
    """The address after an answer: the same prompt once more, the next one, or a new form."""
    home = f"/e/{held.code}/console/paper"
    scene = running.scene(held, fresh=False)
    following = key if then == "another" else _beside(scene, scene.view(key), 1)
    if following is not None:
        return f"{home}/{form}?{urlencode({'prompt': following})}"
    again = {"organisation": joined.organisation, "role": joined.role, "language": joined.language}
    return f"{home}?{urlencode({'finished': form, **again})}"


@router.post(PAGE + "/{form}/withdraw")
async def withdraw(
    running: TheRunning,
    held: TheEvent,
    host: TheHost,
    form: str,
    answer_id: str = Form(""),
    prompt: str = Form(""),
) -> Response:
    """Take one answer of a form away again."""
    identity = uuid_of(answer_id)
    with running.db.read() as connection:
        _, joined = acts.find_form(connection, held.id, form)
    await running.db.write(
        lambda batch: acts.take_out(batch, held.id, form, joined.id, identity, actor=host.actor)
    )
    query = urlencode({"prompt": prompt_of(held, prompt).key})
    return RedirectResponse(f"/e/{held.code}/console/paper/{form}?{query}", 303)


@router.post(PAGE + "/{form}/drop")
async def drop(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, form: str
) -> Response:
    """Delete a form with all its answers."""
    number = await running.db.write(
        lambda batch: acts.drop_form(batch, held.id, form, actor=host.actor)
    )
    asked.forget(request, held)
    return RedirectResponse(f"/e/{held.code}/console/paper?dropped={number}", 303)
