"""One prompt of an event: a form made of its kind's settings, and how it looks on a phone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app import render
from app.agenda import AgendaPrompt
from app.agenda.kind_settings import fields_of, names
from app.agenda.prompts import ASKED, SOURCE
from app.agenda.writing import DRAWN
from app.errors import Clash, EvastysError, NotFound, Refused
from app.events import Held
from app.kinds import Kind, kinds
from app.passes import Host
from app.running import Running
from app.stage import PromptView
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing import clashes, controls
from app.web.editing.controls import Control, control, typed
from app.web.editing.page import edit_page, fields_of_form, opened_to, words
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
HOME = "/e/{code}/edit"
PROMPT = f"{HOME}/prompts/{{key}}"
ADD = f"{HOME}/add"
LISTS = ("options", "items")  # of rows with keys
MORE = tuple(name for name in AgendaPrompt.model_fields if name not in DRAWN)
DEFAULTS = {name: AgendaPrompt.model_fields[name].default for name in MORE}  # as no file says it


@router.get(PROMPT)
async def prompt(running: TheRunning, held: TheEvent, request: Request, key: str) -> Response:
    """The form of a prompt."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    return _page(request, running, held, _row(held, key))


@router.get(ADD)
async def blank(
    running: TheRunning, held: TheEvent, request: Request, kind: str = "", goal_area: str = ""
) -> Response:
    """The form of a prompt that is not there yet."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    if kind not in ASKED:
        raise NotFound("error.no_such_page")
    row: Tree = {"kind": kind, "goal_area": goal_area}
    for name in LISTS:
        if name in names(kinds[kind]):
            row[name] = [{}, {}]
    return _page(request, running, held, row, new=True)


@router.post(PROMPT)
async def change(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, key: str
) -> Response:
    """Save the form of a prompt, arrange its lists, or take the prompt out."""
    done, edition, form = await fields_of_form(request)
    if done != "remove" and index_of(tree(held)["prompts"], key) < 0:
        return _taken_out(request, running, held, key, form)
    before = _row(held, key)
    if done == "remove":
        row, proposed = before, tree(held)
        del proposed["prompts"][index_of(proposed["prompts"], key)]
    else:
        row = _proposed(form, before)
        if controls.arranged(row, done):
            return _page(request, running, held, row, edition=edition, was=_was(form))
        if done == "phone":
            return _phone(request, running, held, key, row, edition, _was(form))
        proposed = tree(held)
        proposed["prompts"][index_of(proposed["prompts"], key)] = row
    return await _store(request, running, held, host, row, proposed, edition, _was(form))


@router.post(ADD)
async def add(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """Save a prompt that is not there yet, after those of its goal area."""
    done, edition, form = await fields_of_form(request)
    kind = str(form.get("kind", ""))
    if kind not in ASKED:
        raise NotFound("error.no_such_page")
    row = _proposed(form, {"kind": kind, "position": "first"})
    if controls.arranged(row, done):
        return _page(request, running, held, row, edition=edition, new=True)
    proposed = tree(held)
    rows = proposed["prompts"]
    taken = [each["key"] for each in rows]
    first = held.agenda.languages[0]
    row["key"] = str(form.get("key", "")).strip() or controls.free_key(
        row["text"].get(first, "") if row.get("text") else "", taken
    )
    if done == "phone":
        return _phone(request, running, held, row["key"], row, edition, {}, new=True)
    rows.insert(_after(rows, row.get("goal_area")), row)
    return await _store(request, running, held, host, row, proposed, edition, {}, new=True)


def _taken_out(
    request: Request, running: Running, held: Held, key: str, form: Tree
) -> HTMLResponse:
    """What was written for a prompt that somebody has removed meanwhile, as a new one's form."""
    kind = str(form.get("kind", ""))
    if kind not in ASKED:
        raise NotFound("error.no_such_prompt", key=key)
    row = _proposed(form, {"kind": kind, "key": key, "position": "first"})
    wrong = Told(words(request, held)("edit.taken_out"))
    return _page(request, running, held, row, wrong, 409, new=True)


def _after(rows: list[Tree], goal_area: str | None) -> int:
    """The place after the last prompt of a goal area; the end where it has none."""
    mine = [n for n, each in enumerate(rows) if each.get("goal_area") == goal_area]
    return mine[-1] + 1 if mine else len(rows)


def _row(held: Held, key: str) -> Tree:
    rows = tree(held)["prompts"]
    at = index_of(rows, key)
    if at < 0:
        raise NotFound("error.no_such_prompt", key=key)
    found: Tree = rows[at]
    return found


def _proposed(form: Tree, before: Tree) -> Tree:
    """The prompt's row of the file as the form has it; what no form changes stays as it was."""
    kind = kinds[before["kind"]]
    row: Tree = {name: before[name] for name in ("key", "position", "prefix") if name in before}
    for name in ("goal_area", "angle"):
        if chosen := str(form.get(name, "")):
            row[name] = chosen
        if row.get(name) != before.get(name):
            row.pop("prefix", None)  # made anew from where it stands
    row |= {"kind": kind.key, "text": controls.texts_of(form.get("text")) or {}}
    if written := controls.texts_of(form.get("help")):
        row["help"] = written
    expected = fields_of(AgendaPrompt) | fields_of(kind.Settings)
    for name in (*MORE, *names(kind)):
        value = typed(expected[name], form.get(name))
        said = not (value is None or value == [])
        if said and not (isinstance(value, bool) and value == _default(kind, name)):
            row[name] = value
    if form.get("options_from") == "1":
        row["options_from"] = SOURCE
        row.pop("options", None)
    return row


def _finish(held: Held, row: Tree) -> None:
    """Leave out the blank rows of its lists, and give new ones their keys."""
    for name in LISTS:
        if name in row:
            row[name] = controls.finished(row[name], "label", held.agenda.languages[0])


def _was(form: Tree) -> dict[str, str]:
    """The keys that each list of the prompt had when the form was made."""
    return {name: clashes.known_to(form, name) for name in LISTS}


def _default(kind: Kind, name: str) -> Any:
    """What a file that does not say it means."""
    return DEFAULTS[name] if name in DEFAULTS else kind.Settings.model_fields[name].default


async def _store(
    request: Request,
    running: Running,
    held: Held,
    host: Host,
    row: Tree,
    proposed: Tree,
    edition: str,
    was: dict[str, str],
    new: bool = False,
) -> Response:
    _finish(held, row)
    at = index_of(proposed["prompts"], row.get("key", ""))
    try:
        await put(running, held, host, agenda_of(proposed), edition)
    except EvastysError as fault:
        _restore(held, row, fault)
        held = running.event(held.code)
        now = _now(held, row) if isinstance(fault, Clash) else None
        moved = {
            name: clashes.joined(row.setdefault(name, []), now[name], was[name])
            for name in LISTS
            if now and name in now and was
        }
        wrong = _told(request, held, row, at, fault)
        for name, keys in moved.items():
            clashes.tell(wrong, name, row[name], keys, words(request, held))
        if isinstance(fault, Clash):
            edition, was = "", {name: clashes.keys_of((now or {}).get(name)) for name in LISTS}
        return _page(request, running, held, row, wrong, status_of(fault), edition, was, new)
    query = f"?saved={row['key']}#prompt-{row['key']}" if at >= 0 else "?saved=1"
    return RedirectResponse(HOME.format(code=held.code) + query, 303)


def _restore(held: Held, row: Tree, fault: EvastysError) -> None:
    """Options that somebody has chosen are in the form again."""
    if not isinstance(fault, Refused):
        return
    before = _row(held, row["key"])
    for name in LISTS:
        gone = [
            each.where[3]
            for each in refused(fault)
            if each.what == "removed" and each.where[2:3] == (name,)
        ]
        if gone and name in before:
            restored(row.setdefault(name, []), before[name], gone)


def _told(request: Request, held: Held, row: Tree, at: int, fault: EvastysError) -> Told:
    def of_change(where: tuple[str, ...]) -> str | None:
        path = where[2:5]
        rows = row.get(path[0]) if path else None
        if len(path) > 1 and isinstance(rows, list):
            return f"{path[0]}.{index_of(rows, path[1])}"
        return ".".join(path) or None

    above = f"prompts[{at + 1}]"
    return told(
        fault,
        _names(held, row),
        words(request, held),
        lambda key: controls.placed(key, above),
        of_change,
    )


def _controls(row: Tree) -> list[Control]:
    kind = kinds[row["kind"]]
    expected = fields_of(AgendaPrompt) | fields_of(kind.Settings)
    made = [control(expected[name], name, row.get(name)) for name in names(kind)]
    made += [control(expected[name], name, row.get(name, DEFAULTS[name])) for name in MORE]
    # What people choose from first, then the rest.
    return sorted(made, key=lambda each: each.form != "rows")


def _names(held: Held, row: Tree) -> list[str]:
    languages = held.agenda.languages
    made = _controls(row)
    return [
        *("key", "goal_area", "angle", "text", "help"),
        *(f"{name}.{lang}" for name in ("text", "help") for lang in languages),
        *controls.names(made, languages),
    ]


def _page(
    request: Request,
    running: Running,
    held: Held,
    row: Tree,
    wrong: Told | None = None,
    status: int = 200,
    edition: str = "",
    was: dict[str, str] | None = None,
    new: bool = False,
) -> HTMLResponse:
    now = _now(held, row) if wrong and wrong.clash else None
    scene = running.scene(held)
    view = next((each for each in scene.prompts if each.prompt.key == row.get("key")), None)
    kind = kinds[row["kind"]]
    return edit_page(
        request,
        running,
        held,
        "prompt",
        status,
        row=row,
        was={name: clashes.keys_of(row.get(name)) for name in LISTS} if was is None else was,
        differs=_differing(held, row, now) if now else None,
        view=view,
        new=new,
        controls=_controls(row),
        from_areas="options" in names(kind) and len(held.agenda.goal_areas) > 1,
        wrong=wrong,
        edition=edition or held.edition,
        action=ADD.format(code=held.code) if new else PROMPT.format(code=held.code, key=row["key"]),
    )


def _differing(held: Held, row: Tree, now: Tree) -> dict[str, Any]:
    """What the prompt has now where the form has otherwise."""
    mine, other = (
        [
            *(Control("texts", name, name, each.get(name)) for name in ("text", "help")),
            *(Control("line", name, name, each.get(name)) for name in ("goal_area", "angle")),
            *_controls(each),
        ]
        for each in (row, now)
    )
    return clashes.differing(mine, other, held.agenda.languages)


def _now(held: Held, row: Tree) -> Tree | None:
    rows = tree(held)["prompts"]
    at = index_of(rows, row.get("key", ""))
    return rows[at] if at >= 0 else None


def _phone(
    request: Request,
    running: Running,
    held: Held,
    key: str,
    row: Tree,
    edition: str,
    was: dict[str, str],
    new: bool = False,
) -> HTMLResponse:
    """The form as a phone would have it; the page itself where the row cannot be read yet."""
    proposed = tree(held)
    rows = proposed["prompts"]
    _finish(held, row)
    if new:
        rows.append(row)
    else:
        rows[index_of(rows, key)] = row
    try:
        agenda = agenda_of(proposed)
    except EvastysError as fault:
        at = index_of(rows, key)
        wrong = _told(request, held, row, at, fault)
        return _page(request, running, held, row, wrong, status_of(fault), edition, was, new)
    shown = next(each for each in agenda.prompts if each.key == key)
    areas = [each.key for each in agenda.goal_areas]
    area = areas.index(shown.goal_area) + 1 if shown.goal_area else 0
    view = PromptView(0, area, shown, "open", "hidden", 0, None, None)
    return asked.page(
        request,
        "console/edit/phone.html",
        asked.language(request, held.agenda.languages),
        held=held,
        scene=running.scene(held),
        agenda=agenda,
        view=view,
        settings=render.settings_of(view),
        tally={},
        value=None,
    )
