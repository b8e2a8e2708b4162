"""The event itself: title, day and what else its table has, and the words that count as one."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.agenda import Agenda
from app.agenda.kind_settings import bare, fields_of, names
from app.agenda.models import QUESTIONS
from app.agenda.words import LISTS
from app.errors import EvastysError
from app.events import Held
from app.kinds import kinds
from app.running import Running
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing import clashes, controls
from app.web.editing.controls import Control, control, typed
from app.web.editing.page import SECTIONS, edit_page, fields_of_form, opened_to, words
from app.web.editing.proposal import Told, Tree, agenda_of, put, told, tree
from app.web.problems import status_of

router = APIRouter(include_in_schema=False)
EVENT = "/e/{code}/edit/event"
APART = {"code", "languages", "prompts", *SECTIONS}  # these have pages of their own, or none
OWN = {
    name: each
    for name, each in fields_of(Agenda).items()
    if name not in APART
    and get_args(bare(each))[1:] != (Any,)  # and no tables of their own: those that have no page
    and not fields_of(bare(each))  # stay as the file has them
}
ON = "on"  # the field by which a table is there at all
TABLES = {  # tables of the file, each with settings of a kind
    name: {key: fields_of(kinds[name].Settings)[key] for key in keys}
    for name, keys in (("words", LISTS), (QUESTIONS, names(kinds[QUESTIONS])))
}


@router.get(EVENT)
async def event(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The form of the event."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    return _page(request, running, held, tree(held))


@router.post(EVENT)
async def change(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """Save the form of the event."""
    _, edition, form = await fields_of_form(request)
    proposed = with_event(tree(held), form)
    try:
        await put(running, held, host, agenda_of(proposed), edition)
    except EvastysError as fault:
        wrong = event_told(request, held, proposed, fault)
        held = running.event(held.code)
        return _page(request, running, held, proposed, wrong, status_of(fault), edition)
    return RedirectResponse(f"/e/{held.code}/edit?saved=event#event", 303)


def with_event(file: Tree, form: Tree) -> Tree:
    """The tree of a file with the event and the words of a form; a table of its own stays one."""
    for name, expected in OWN.items():
        value = typed(expected, form.get(name))
        place = file if name in file else file["event"]
        place.pop(name, None)
        if value is not None and value is not False:
            place[name] = value
    for table, fields in TABLES.items():
        given = form.get(table)
        given = given if isinstance(given, dict) else {}
        made = {
            name: value
            for name, expected in fields.items()
            if (value := typed(expected, given.get(name))) is not None and value != []
        }
        file.pop(table, None)
        if given.get(ON) == "1" if table == QUESTIONS else made:
            file[table] = made
    return file


def event_told(request: Request, held: Held, file: Tree, fault: EvastysError) -> Told:
    """What was wrong with the fields of the event."""

    def of_fault(key: str) -> str | None:
        inside = controls.placed(key, "event")
        return inside if inside is not None or not key else controls.fielded(key)

    def of_change(where: tuple[str, ...]) -> str | None:
        return where[1] if where[0] == "event" else None

    known = ["code", *controls.names(_controls(file), held.agenda.languages)]
    return told(fault, known, words(request, held), of_fault, of_change)


def _controls(file: Tree) -> list[Control]:
    event: dict[str, Any] = file["event"]
    made = [control(each, name, file.get(name, event.get(name))) for name, each in OWN.items()]
    for table, fields in TABLES.items():
        if table == QUESTIONS:
            made.append(Control("flag", f"{table}.{ON}", ON, table in file))
        values = file.get(table, {})
        made += [
            control(each, f"{table}.{name}", values.get(name)) for name, each in fields.items()
        ]
    return made


def _page(
    request: Request,
    running: Running,
    held: Held,
    file: Tree,
    wrong: Told | None = None,
    status: int = 200,
    edition: str = "",
) -> HTMLResponse:
    made, clash = _controls(file), wrong is not None and wrong.clash
    now = _controls(tree(held)) if clash else []
    return edit_page(
        request,
        running,
        held,
        "event",
        status,
        controls=made,
        wrong=wrong,
        differs=clashes.differing(made, now, held.agenda.languages),
        edition=held.edition if clash or not edition else edition,
        action=EVENT.format(code=held.code),
    )
