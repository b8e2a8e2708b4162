"""What the pages of editing share: who may, the form's fields, and the frame around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from app import access, render
from app.agenda import Agenda
from app.agenda.kind_settings import fields_of, inside
from app.events import Held
from app.i18n import Translator, catalogue, translator
from app.running import Running
from app.web import asked, host
from app.web.editing.controls import nested

FIELDS = 5_000  # of one form; an agenda of 100 questions in three languages has half as many
SECTIONS = {  # lists of an agenda whose rows have keys, with the type of their rows
    name: row
    for name, each in Agenda.model_fields.items()
    if name != "prompts"
    and (row := inside(each.annotation, 0)) is not None
    and "key" in fields_of(row)
}
CALM = {"differs": None, "was": None}  # a form that nobody else has been at
PLACE = "console"  # where a key leads that is asked for


def opened_to(request: Request, running: Running, held: Held) -> HTMLResponse | None:
    """None when whoever asks may edit, else the page that asks for a key."""
    return host.opened(request, running, held, PLACE)


async def sent_fields(request: Request) -> list[tuple[str, str]]:
    """Every field of a form that is text, in its order."""
    form = await request.form(max_fields=FIELDS)
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


async def fields_of_form(request: Request) -> tuple[str, str, dict[str, Any]]:
    """The button that was pressed, the edition that the form was made from, and its fields as
    their names nest."""
    fields = await sent_fields(request)
    sent = dict(fields)
    form = nested((name, value) for name, value in fields if name not in ("do", "edition"))
    return sent.get("do", "save"), sent.get("edition", ""), form


def words(request: Request, held: Held) -> Translator:
    """The translator of a page of editing."""
    return translator(asked.language(request, held.agenda.languages))


def edit_page(
    request: Request, running: Running, held: Held, template: str, status: int = 200, **more: Any
) -> HTMLResponse:
    """A page of editing, in the console's frame."""
    scene = running.scene(held)
    asking = access.host_or_none(request, running, held)
    return asked.page(
        request,
        f"console/edit/{template}.html",
        asked.language(request, held.agenda.languages),
        status,
        held=held,
        **(render.stage_context(scene, running.address, scene.current) | CALM | more),
        of=held,
        place="edit",
        owner=asking is not None and asking.role == "owner",
        label=_labels(words(request, held)),
        in_order=list(SECTIONS),
    )


def _labels(t: Translator) -> Callable[[str], str]:
    """What a field is called: by its whole name without places in lists (`corners_x`), else by the
    last part of it; a field that the catalogue does not know yet is called by its key."""
    known = catalogue(t.language)

    def label(name: str) -> str:
        parts = [part for part in name.split(".") if not part.isdecimal()]
        keys = (f"edit.field.{'_'.join(parts)}", f"edit.field.{parts[-1]}")
        found = next((key for key in keys if key in known), None)
        return t(found) if found else parts[-1].replace("_", " ")

    return label
