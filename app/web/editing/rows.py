"""The lists of an event: roles, organisations and their classes, goal areas, angles, and whatever
list of rows with keys an agenda has besides."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.agenda.kind_settings import fields_of
from app.agenda.table import slug
from app.errors import Clash, EvastysError, NotFound, Refused
from app.events import Held
from app.running import Running
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing import clashes, controls
from app.web.editing.controls import Control, control, typed
from app.web.editing.page import SECTIONS, edit_page, fields_of_form, opened_to, words
from app.web.editing.proposal import (
    Told,
    Tree,
    agenda_of,
    index_of,
    put,
    refused,
    restored,
    told,
    tree,
)
from app.web.problems import status_of

router = APIRouter(include_in_schema=False)
ROWS = "/e/{code}/edit/lists/{section}"
PARTIES = "organisations"


@router.get(ROWS)
async def rows(running: TheRunning, held: TheEvent, request: Request, section: str) -> Response:
    """The form of a list."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    return _page(request, running, held, _section(section), _rows(tree(held), section))


@router.post(ROWS)
async def change(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, section: str
) -> Response:
    """Save the form of a list, or arrange it."""
    _section(section)
    done, edition, form = await fields_of_form(request)
    sent, was = form.get("rows"), clashes.known_to(form, "rows")
    if controls.arranged(form, done):
        return _page(request, running, held, section, form["rows"], edition=edition, was=was)
    before = _rows(tree(held), section)
    made: list[Tree] = typed(tuple[SECTIONS[section], ...], sent) or []  # type: ignore[valid-type]
    first = held.agenda.languages[0]
    text = "name" if "name" in fields_of(SECTIONS[section]) else "title"
    made = controls.finished(made, text, first)
    proposed = tree(held)
    _put_rows(proposed, section, made)
    try:
        await put(running, held, host, agenda_of(proposed), edition)
    except EvastysError as fault:
        if isinstance(fault, Refused):
            gone = [each.where[1] for each in refused(fault) if each.what == "removed"]
            restored(made, before, [key for key in gone if index_of(before, key) >= 0])
        held = running.event(held.code)
        now = _rows(tree(held), section)
        clash = isinstance(fault, Clash)
        moved = clashes.joined(made, now, was) if clash else (set(), set())
        wrong = _told(request, held, section, made, fault)
        clashes.tell(wrong, "rows", made, moved, words(request, held))
        differs = clashes.differing(
            _controls(section, made), _controls(section, now), held.agenda.languages
        )
        if clash:
            edition, was = "", clashes.keys_of(now)
        return _page(
            request, running, held, section, made, wrong, status_of(fault), edition, was, differs
        )
    return RedirectResponse(f"/e/{held.code}/edit?saved={section}#list-{section}", 303)


def _section(name: str) -> str:
    if name not in SECTIONS:
        raise NotFound("error.no_such_page")
    return name


def _rows(file: Tree, section: str) -> list[Tree]:
    """The rows of a list; organisations with the class that the file has them under."""
    if section != PARTIES:
        return list(file.get(section, []))
    return [
        {"class_": class_, **(each if isinstance(each, dict) else _named(file, each))}
        for class_, several in file[PARTIES].items()
        for each in several
    ]


def _named(file: Tree, name: str) -> Tree:
    return {"key": slug(name), "name": {file["event"]["languages"][0]: name}}


def _put_rows(file: Tree, section: str, rows: list[Tree]) -> None:
    if section != PARTIES:
        file[section] = rows
        return
    by_class: Tree = {each["key"]: [] for each in file["organisation_classes"]}
    for row in rows:
        rest = {name: value for name, value in row.items() if name != "class_"}
        by_class.setdefault(row.get("class_", next(iter(by_class), "")), []).append(rest)
    file[PARTIES] = {class_: several for class_, several in by_class.items() if several}


def _field_of(section: str, rows: list[Tree], key: str) -> str | None:
    """The field of a fault in this list: of an organisation it is found by class and place."""
    name = controls.placed(key, section)
    if name is None:
        return None
    if section != PARTIES:
        return f"rows{controls.fielded(key.removeprefix(section))}"
    class_, _, rest = name.partition(".")
    place, _, last = rest.partition(".")
    mine = [n for n, row in enumerate(rows) if row.get("class_") == class_]
    if not place.isdecimal() or int(place) >= len(mine):
        return "rows"
    return f"rows.{mine[int(place)]}.{last}".rstrip(".")


def _told(
    request: Request, held: Held, section: str, rows: list[Tree], fault: EvastysError
) -> Told:
    def of_change(where: tuple[str, ...]) -> str | None:
        if where[0] != section or len(where) < 2:
            return None
        at = index_of(rows, where[1])
        return f"rows.{at}" if at >= 0 else "rows"

    made = controls.names(_controls(section, rows), held.agenda.languages)
    return told(
        fault, made, words(request, held), lambda key: _field_of(section, rows, key), of_change
    )


def _controls(section: str, rows: list[Tree]) -> list[Control]:
    return [control(tuple[SECTIONS[section], ...], "rows", rows)]  # type: ignore[valid-type]


def _page(
    request: Request,
    running: Running,
    held: Held,
    section: str,
    rows: Any,
    wrong: Told | None = None,
    status: int = 200,
    edition: str = "",
    was: str | None = None,
    differs: dict[str, Any] | None = None,
) -> HTMLResponse:
    known = {each.key for each in getattr(held.agenda, section)}
    return edit_page(
        request,
        running,
        held,
        "rows",
        status,
        section=section,
        list=_controls(section, rows)[0],
        known=known,
        wrong=wrong,
        was={"rows": clashes.keys_of(rows) if was is None else was},
        differs=differs if wrong and wrong.clash else None,
        edition=edition or held.edition,
        action=ROWS.format(code=held.code, section=section),
    )
