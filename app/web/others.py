"""What others wrote, on the phone: a fragment for `others.js`, and plain forms without it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app import access, others, support
from app.agenda.models import QUESTIONS
from app.events import Held
from app.participants import Joined
from app.running import Running
from app.stage import PromptView
from app.web import asked, questions
from app.web.asked import TheEvent, TheRunning

router = APIRouter(include_in_schema=False)


def of(
    running: Running, held: Held, joined: Joined, view: PromptView | None
) -> dict[str, Any] | None:
    """What the fragment shows; None where there is nothing to back."""
    if view is not None and view.prompt.key == QUESTIONS:
        return questions.of(running, held, joined)
    if view is None or not view.dealing:
        return None
    return others.dealt(running, held, view.prompt.key, joined)


@router.get("/e/{code}/others")
async def fragment(running: TheRunning, held: TheEvent, request: Request, prompt: str) -> Response:
    """The inside of `#others` for a prompt."""
    joined = access.participant(request, running, held)
    scene = running.scene(held, fresh=False)
    view = next((each for each in scene.every if each.prompt.key == prompt), None)
    return asked.page(
        request,
        "participant/others.html",
        asked.language(request, held.agenda.languages, joined.language),
        held=held,
        scene=scene,
        others=of(running, held, joined, view),
    )


@router.post("/e/{code}/others/more")
async def more(
    running: TheRunning, held: TheEvent, request: Request, prompt: str = Form("")
) -> Response:
    """See the next ones."""
    joined = access.participant(request, running, held)
    await others.deal(running, held, prompt, joined, support.AT_A_TIME)
    return _back(held, prompt)


@router.post("/e/{code}/others/back")
async def back(
    running: TheRunning,
    held: TheEvent,
    request: Request,
    prompt: str = Form(""),
    statement: str = Form(""),
    on: str = Form("1"),
) -> Response:
    """Back a statement, or take that back."""
    joined = access.participant(request, running, held)
    await running.db.write(
        lambda batch: support.back(batch, held.id, joined.id, statement, on == "1", held.windows)
    )
    return _back(held, prompt)


def _back(held: Held, prompt: str) -> RedirectResponse:
    return RedirectResponse(f"/e/{held.code}?{urlencode({'prompt': prompt})}#others", 303)
