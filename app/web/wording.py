"""The words of a prompt for its moderator: a page of plain forms, and the same calls in the API."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from app import acts, render
from app.errors import InvalidInput, NotFound
from app.events import Held
from app.passes import Host
from app.running import Running
from app.text.words import normalise, same
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.host import opened

router = APIRouter()
PAGE = 100  # words on a page
PATH = "/e/{code}/console/words"
API = "/api/events/{code}/prompts/{key}/words"


class WordsIn(BaseModel):
    """What to do with words, each told by any form that people typed."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["merge", "split", "rename", "hide", "show", "restore"]
    words: list[str]
    name: str = ""


@router.get(API, tags=["events"], summary="The words of a prompt, hidden ones too")
async def words(running: TheRunning, held: TheEvent, _: TheHost, key: str) -> dict[str, Any]:
    """For the moderator, most frequent first, with why each form is counted there; `left_out` are
    forms that say nothing by themselves."""
    return _out(running, held, key)


@router.post(API, tags=["events"], summary="Merge, split, rename, hide or show words")
async def reword(
    running: TheRunning, held: TheEvent, host: TheHost, key: str, body: WordsIn
) -> dict[str, Any]:
    """The words as they are afterwards; undone as every other act."""
    await _reword(running, held, host, key, body.act, body.words, body.name)
    return _out(running, held, key)


async def _reword(
    running: Running, held: Held, host: Host, key: str, act: str, words: list[str], name: str
) -> None:
    """Carry it out; what is taken back is so whichever form of the word it was done to."""
    told = {same(normalise(each)) for each in words}
    also = [
        form
        for word in running.words(held, key)[0]
        if not told.isdisjoint(map(same, word.forms))
        for form in word.named
    ]
    await running.db.write(
        lambda batch: acts.reword(batch, held.id, key, act, words, name, also, actor=host.actor)
    )


def _out(running: Running, held: Held, key: str) -> dict[str, Any]:
    said, left_out = running.words(held, key)
    return {
        "words": [
            {
                "word": each.label,
                "lemma": each.lemma,
                "count": each.count,
                "forms": [
                    {"form": form, "count": n, "how": each.how[form]}
                    for form, n in each.forms.items()
                ],
                "hidden": each.hidden,
                "renamed": each.renamed,
            }
            for each in said
        ],
        "left_out": left_out,
    }


@router.get(PATH, include_in_schema=False)
async def listed(
    running: TheRunning, held: TheEvent, request: Request, prompt: str = "", page: str = "1"
) -> Response:
    """The ranked list with its forms; the first prompt of words, or the one on stage, when none
    is named."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    return _page(request, running, held, prompt, page)


def _page(
    request: Request,
    running: Running,
    held: Held,
    prompt: str,
    page: str,
    problem: InvalidInput | None = None,
) -> Response:
    scene = running.scene(held)
    prompts = [each for each in scene.prompts if each.wording]
    known = {each.prompt.key: each for each in prompts}
    if not known:
        raise NotFound("error.no_such_page")
    now = scene.current.prompt.key if scene.current else ""
    chosen = known.get(prompt) or known.get(now) or prompts[0]
    said, left_out = running.words(held, chosen.prompt.key)
    return asked.page(
        request,
        "console/words.html",
        asked.language(request, held.agenda.languages),
        422 if problem else 200,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="words",
        chosen=chosen,
        prompts=prompts,
        paged=asked.paged([each for each in said if not each.hidden], page, PAGE),
        gone=[each for each in said if each.hidden],
        left_out=left_out,
        problem=problem,
    )


@router.post(PATH, include_in_schema=False)
async def change(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """One act from a form of the page; what was wrong with it is said on the page."""
    fields = await asked.fields(request)

    def one(name: str) -> str:
        return fields.get(name, [""])[-1]

    key, page = one("prompt"), one("page")
    try:
        await _reword(running, held, host, key, one("act"), fields.get("word", []), one("name"))
    except InvalidInput as problem:
        return _page(request, running, held, key, page, problem)
    query = f"prompt={quote(key)}" + (f"&page={page}" if page.isdecimal() else "")
    return RedirectResponse(f"{PATH.format(code=held.code)}?{query}#list-title", 303)
