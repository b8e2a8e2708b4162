"""Another event: a copy of one that is here, or a file, with a code and keys of its own."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app import acts, events
from app.agenda import Agenda, AgendaFaults, parse, tree_of
from app.db import Batch
from app.errors import EvastysError, InvalidInput
from app.events import Held
from app.running import Running
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing.controls import texts_of, typed
from app.web.editing.event import event_told
from app.web.editing.page import edit_page, fields_of_form, opened_to
from app.web.editing.proposal import Told, Tree, agenda_of
from app.web.problems import status_of

router = APIRouter(include_in_schema=False)
COPY = "/e/{code}/copy"


@router.get(COPY)
async def copy(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """What a new event needs: a code, a day, a title."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    file = tree_of(held.agenda)
    file["event"]["code"] = ""
    return _page(request, running, held, file)


@router.post(COPY)
async def make(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """Make the event; its keys are shown this once."""
    form = await request.form()
    sent = form.get("file")
    source = (
        ""
        if sent is None or isinstance(sent, str)
        else (await sent.read()).decode("utf-8", "replace")
    )
    fields = (await fields_of_form(request))[2]
    file = tree_of(held.agenda)
    _filled(file, fields)
    try:
        agenda = _agenda(source, getattr(sent, "filename", None) or "agenda.toml", file)

        def load(batch: Batch) -> events.Keys:
            acts.note(batch, held.id, "copy", agenda.code, actor=host.actor)
            return events.load(batch, agenda)

        keys = await running.db.write(load)
    except EvastysError as fault:
        return _refused(request, running, held, file, fault)
    return edit_page(
        request,
        running,
        held,
        "made",
        201,
        made=running.event(agenda.code),
        keys={"console": keys.owner, "screen": keys.screen, "analysis": keys.analyst},
        origin=running.address.origin,
    )


def _filled(file: Tree, fields: Tree) -> None:
    """The event of a tree with what the form says."""
    event = file["event"]
    event["code"] = str(fields.get("code", "")).strip().upper()
    event["title"] = texts_of(fields.get("title")) or {}
    for name in ("date", "retain_until"):
        event[name] = typed(str, fields.get(name)) or ""


def _agenda(source: str, name: str, file: Tree) -> Agenda:
    """The agenda of a file where one was sent, with the code of the form where it has one."""
    if not source.strip():
        return agenda_of(file)
    agenda = parse(source, name)
    code = file["event"]["code"]
    if not code:
        return agenda
    file["event"]["title"] = file["event"]["title"] or agenda.title
    return _coded(agenda, code)


def _coded(agenda: Agenda, code: str) -> Agenda:
    """The agenda with another code; raises AgendaFaults when it is none."""
    file = tree_of(agenda)
    file["event"]["code"] = code
    return agenda_of(file)


def _refused(
    request: Request, running: Running, held: Held, file: Tree, fault: EvastysError
) -> HTMLResponse:
    wrong = event_told(request, held, file, fault)
    if isinstance(fault, InvalidInput):
        wrong.fields.setdefault("code", [])
    faults = fault.faults if isinstance(fault, AgendaFaults) else ()
    return _page(request, running, held, file, wrong, status_of(fault), faults)


def _page(
    request: Request,
    running: Running,
    held: Held,
    file: Tree,
    wrong: Told | None = None,
    status: int = 200,
    faults: object = (),
) -> HTMLResponse:
    return edit_page(
        request,
        running,
        held,
        "copy",
        status,
        file=file,
        wrong=wrong,
        faults=faults,
        action=COPY.format(code=held.code),
    )
