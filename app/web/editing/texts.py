"""Every text of an event in one language: to translate it, to add a language, to leave one out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.agenda import tree_of
from app.errors import EvastysError, NotFound
from app.events import Held
from app.i18n import LANGUAGES
from app.running import Running
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.editing import controls
from app.web.editing.page import edit_page, opened_to, sent_fields, words
from app.web.editing.proposal import Told, Tree, agenda_of, put, told
from app.web.problems import status_of

router = APIRouter(include_in_schema=False)
TEXTS = "/e/{code}/edit/texts/{language}"


@dataclass(frozen=True, slots=True)
class Worded:
    """A text of the file: the name of its field, its place in the file, what it says.

    Rows are named by their keys: a form finds its texts again after somebody has moved them.
    """

    name: str
    place: str
    texts: dict[str, str]


@router.get(TEXTS)
async def texts(running: TheRunning, held: TheEvent, request: Request, language: str) -> Response:
    """The form of all texts in a language."""
    if (closed := opened_to(request, running, held)) is not None:
        return closed
    return _page(request, running, held, _known(language), tree_of(held.agenda))


@router.post(TEXTS)
async def change(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, language: str
) -> Response:
    """Save the texts of a language, which becomes one of the event's, or leave it out."""
    _known(language)
    sent = dict(await sent_fields(request))
    done, edition = sent.get("do", "save"), sent.get("edition", "")
    proposed = tree_of(held.agenda)  # what is asked of every goal area stands in it once
    languages: list[str] = proposed["event"]["languages"]
    areas = [each.key for each in held.agenda.goal_areas]
    for each in found(proposed):
        text = "" if done == "remove" else _sent_for(sent, each.name, areas)
        if text is None:
            continue  # it has come since the form was made: what it says stays
        each.texts.pop(language, None)
        if text.strip():
            each.texts[language] = text.strip().replace("\r\n", "\n")
    if done == "remove" and language in languages:
        languages.remove(language)
    elif done != "remove" and language not in languages:
        languages.append(language)
    try:
        await put(running, held, host, agenda_of(proposed), edition)
    except EvastysError as fault:
        wrong = _told(request, held, proposed, fault)
        held = running.event(held.code)
        return _page(request, running, held, language, proposed, wrong, status_of(fault), edition)
    return RedirectResponse(f"/e/{held.code}/edit?saved=languages#languages", 303)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise NotFound("error.no_such_page")
    return language


def _sent_for(sent: Tree, name: str, areas: list[str]) -> str | None:
    """What a form says of a text; None when it has no field for it. Prompts of every goal area may
    stand in the file once or one by one, and did so the other way when the form was made."""
    section, _, rest = name.partition(".")
    names = [f"texts.{name}"]
    if section == "each_goal_area":
        names += [f"texts.prompts.{area}-{rest}" for area in areas]
    elif section == "prompts":
        names += [
            f"texts.each_goal_area.{rest.removeprefix(f'{area}-')}"
            for area in areas
            if rest.startswith(f"{area}-")
        ]
    said = [sent[each] for each in names if each in sent]
    return said[0] if len(set(said)) == 1 else None


def found(value: Any, name: str = "", place: str = "") -> Iterator[Worded]:
    """Every text by language below a value of a file's tree."""
    if isinstance(value, dict):
        if value and all(each in LANGUAGES for each in value):
            yield Worded(name, place, value)
            return
        for key, each in value.items():
            yield from found(each, *(f"{at}.{key}".removeprefix(".") for at in (name, place)))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            key = each.get("key", n) if isinstance(each, dict) else n
            yield from found(each, f"{name}.{key}", f"{place}.{n}")


def _told(request: Request, held: Held, file: Tree, fault: EvastysError) -> Told:
    names = {each.place: each.name for each in found(file)}

    def of_fault(key: str) -> str | None:
        place = controls.fielded(key)
        while place and place not in names:
            place = place.rpartition(".")[0]
        return names.get(place) or key or None

    return told(fault, names.values(), words(request, held), of_fault, lambda where: None)


def _page(
    request: Request,
    running: Running,
    held: Held,
    language: str,
    file: Tree,
    wrong: Told | None = None,
    status: int = 200,
    edition: str = "",
) -> HTMLResponse:
    first = held.agenda.languages[0]
    clash = wrong is not None and wrong.clash
    now = found(tree_of(held.agenda)) if clash else ()
    return edit_page(
        request,
        running,
        held,
        "texts",
        status,
        into=language,
        first=first,
        new=language not in held.agenda.languages,
        texts=[each for each in found(file) if each.texts],
        now={each.name: each.texts.get(language, "") for each in now},
        wrong=wrong,
        edition=held.edition if clash or not edition else edition,
        action=TEXTS.format(code=held.code, language=language),
    )
