"""The whole event on one page: what it has, its prompts in order, and its file."""

from __future__ import annotations

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app import acts
from app.agenda import parse, tree_of, written
from app.agenda.file import BOM
from app.agenda.models import QUESTIONS
from app.agenda.prompts import ASKED
from app.errors import EvastysError, InvalidInput
from app.events import Held
from app.passes import Host
from app.running import Running
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing.page import SECTIONS, edit_page, opened_to, words
from app.web.editing.proposal import Told, Tree, agenda_of, index_of, put, told, tree
from app.web.problems import status_of

router = APIRouter(include_in_schema=False)
EDIT = "/e/{code}/edit"


@router.get(EDIT)
async def overview(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Everything that an event has, each with its form."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    return _page(request, running, held)


@router.post(f"{EDIT}/order")
async def move(
    running: TheRunning,
    held: TheEvent,
    host: TheHost,
    request: Request,
    prompt: str = Form(""),
    by: str = Form("1"),
    edition: str = Form(""),
) -> Response:
    """Move a prompt one place up or down."""
    proposed = tree(held)
    rows = proposed["prompts"]
    at = index_of(rows, prompt)
    to = at + (-1 if by == "-1" else 1)
    if at >= 0 and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    to_row = f"moved={prompt}#prompt-{prompt}"
    return await _stored(running, held, host, request, proposed, edition, to_row)


@router.post(f"{EDIT}/questions")
async def questions(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, edition: str = Form("")
) -> Response:
    """Have the audience ask questions; the form of the event has what else can be said of them."""
    proposed = tree(held)
    proposed.setdefault(QUESTIONS, {})
    to_row = f"saved={QUESTIONS}#{QUESTIONS}"
    return await _stored(running, held, host, request, proposed, edition, to_row)


async def _stored(
    running: Running,
    held: Held,
    host: Host,
    request: Request,
    proposed: Tree,
    edition: str,
    to_row: str,
) -> Response:
    """Store what has no form of its own and come back to its row, or say what was wrong."""
    try:
        await put(running, held, host, agenda_of(proposed), edition)
    except EvastysError as fault:
        wrong = told(fault, (), words(request, held), lambda key: None, lambda where: None)
        return _page(request, running, running.event(held.code), wrong, status_of(fault))
    return RedirectResponse(f"/e/{held.code}/edit?{to_row}", 303)


@router.get("/e/{code}/agenda.toml")
async def download(held: TheEvent, _: TheHost) -> Response:
    """The agenda as a file, as it stands now."""
    name = f"{held.code.lower()}-{held.agenda.date}.toml"
    return Response(
        written(held.agenda),
        media_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post(f"{EDIT}/file")
async def upload(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """A changed file: what would change is shown first, and done when it is sent again."""
    form = await request.form()
    sent = form.get("file")
    if sent is None or isinstance(sent, str):
        source, name = str(form.get("text", "")), str(form.get("name", ""))
    else:
        source, name = (await sent.read()).decode("utf-8", "replace"), sent.filename or ""
    source = source.removeprefix(BOM).replace("\r\n", "\n")
    seen = str(form.get("edition", ""))
    sure = form.get("do") == "save"
    try:
        if not source.strip():
            raise InvalidInput("edit.error.file", field="file")
        agenda = parse(source, name or "agenda.toml")
        if sure:
            await put(running, held, host, agenda, seen)
            return RedirectResponse(f"/e/{held.code}/edit?saved=file", 303)
        with running.db.read() as connection:
            changes = acts.would_change(connection, held.id, agenda)
    except EvastysError as fault:
        return _file_page(request, running, held, source, name, fault)
    return edit_page(
        request,
        running,
        held,
        "file",
        source=source,
        name=name,
        changes=changes,
        fault=None,
        faults=(),
        edition=held.edition,
    )


def _file_page(
    request: Request, running: Running, held: Held, source: str, name: str, fault: EvastysError
) -> HTMLResponse:
    held = running.event(held.code)
    return edit_page(
        request,
        running,
        held,
        "file",
        status_of(fault),
        source=source,
        name=name,
        changes=getattr(fault, "changes", ()),
        fault=fault,
        faults=getattr(fault, "faults", ()),
        edition=held.edition,
    )


def _page(
    request: Request, running: Running, held: Held, wrong: Told | None = None, status: int = 200
) -> HTMLResponse:
    return edit_page(
        request,
        running,
        held,
        "overview",
        status,
        wrong=wrong,
        edition=held.edition,
        sections=list(SECTIONS),
        kinds=ASKED,
        tree=tree_of(held.agenda, single=True),
        saved=request.query_params.get("saved", ""),
        moved=request.query_params.get("moved", ""),
    )
