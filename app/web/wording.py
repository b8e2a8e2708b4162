"""The words of a prompt for its moderator: a page of plain forms, and the same calls in the API."""

from __future__ import annotations

from math import ceil
from typing import Any, Literal
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from app import acts, render
from app.errors import InvalidInput, NotFound
from app.events import Held
from app.running import Running
from app.web import asked
from app.web.asked import TheEvent, TheModerator, TheRunning
from app.web.host import opened

router = APIRouter()
SHOWN = 100  # words on a page
PAGE = "/e/{code}/console/words"
API = "/api/events/{code}/prompts/{key}/words"


class WordsIn(BaseModel):
    """What to do with words, each told by any form that people typed."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["merge", "split", "rename", "hide", "restore"]
    words: list[str]
    name: str = ""


@router.get(API, tags=["events"], summary="The words of a prompt, hidden ones too")
async def words(running: TheRunning, held: TheEvent, _: TheModerator, key: str) -> dict[str, Any]:
    """For the moderator, most frequent first, with why each form is counted there; `left_out` are
    forms that say nothing by themselves."""
    return _out(running, held, key)


@router.post(API, tags=["events"], summary="Merge, split, rename or hide words")
async def reword(
    running: TheRunning, held: TheEvent, host: TheModerator, key: str, body: WordsIn
) -> dict[str, Any]:
    """The words as they are afterwards; undone as every other act."""
    await running.db.write(
        lambda batch: acts.reword(
            batch, held.id, key, body.act, body.words, body.name, actor=host.actor
        )
    )
    return _out(running, held, key)


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


@router.get(PAGE, include_in_schema=False)
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
    prompts = [each for each in scene.prompts if each.prompt.kind == "words"]
    known = {each.prompt.key: each for each in prompts}
    if not known:
        raise NotFound("error.no_such_page")
    now = scene.current.prompt.key if scene.current else ""
    chosen = known.get(prompt) or known.get(now) or prompts[0]
    said, left_out = running.words(held, chosen.prompt.key)
    seen = [each for each in said if not each.hidden]
    pages = max(1, ceil(len(seen) / SHOWN))
    number = min(max(int(page) if page.isdecimal() else 1, 1), pages)
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
        seen=seen[(number - 1) * SHOWN : number * SHOWN],
        found=len(seen),
        first=(number - 1) * SHOWN + 1,
        gone=[each for each in said if each.hidden],
        number=number,
        pages=pages,
        left_out=left_out,
        problem=problem,
    )


@router.post(PAGE, include_in_schema=False)
async def change(
    running: TheRunning, held: TheEvent, host: TheModerator, request: Request
) -> Response:
    """One act from a form of the page; what was wrong with it is said on the page."""
    fields = parse_qs((await request.body()).decode(), keep_blank_values=True)

    def one(name: str) -> str:
        return fields.get(name, [""])[-1]

    key, number = one("prompt"), one("page")
    words, name = fields.get("word", []), one("name")
    try:
        await running.db.write(
            lambda batch: acts.reword(
                batch, held.id, key, one("act"), words, name, actor=host.actor
            )
        )
    except InvalidInput as problem:
        return _page(request, running, held, key, number, problem)
    query = f"prompt={quote(key)}" + (f"&page={number}" if number.isdecimal() else "")
    return RedirectResponse(f"{PAGE.format(code=held.code)}?{query}#list-title", 303)
