"""What became of statements, for those who wrote them: a page for everybody while it is open."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from app import access, acts, dispositions, drafting
from app.drafting import NOWHERE, Entry, Part, Wanted
from app.events import Held
from app.i18n import Translator
from app.participants import Joined
from app.running import Running
from app.stage import Scene
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from exports.redaction import redacted

router = APIRouter()
PAGE = 50  # statements on a page
LONGEST = 200  # characters that are searched for
_ENTRIES = "evastys.outcomes"


class FeedbackIn(BaseModel):
    """Whether participants may read what became of their words."""

    model_config = ConfigDict(extra="forbid")

    open: bool


@router.put(
    "/api/events/{code}/feedback", tags=["dispositions"], summary="Open or close the feedback page"
)
async def change(
    running: TheRunning, held: TheEvent, host: TheHost, body: FeedbackIn
) -> dict[str, bool]:
    """As it is afterwards."""
    await _set(running, held, host.actor, body.open)
    return {"open": body.open}


@router.post("/e/{code}/statements/feedback", include_in_schema=False)
async def switch(
    running: TheRunning, held: TheEvent, host: TheHost, on: str = Form("")
) -> Response:
    """The same from the drafter's page."""
    await _set(running, held, host.actor, on == "1")
    return RedirectResponse(f"/e/{held.code}/statements#feedback", 303)


async def _set(running: Running, held: Held, actor: acts.Actor, on: bool) -> None:
    await running.db.write(lambda batch: acts.set_feedback(batch, held.id, on, actor=actor))


@router.get("/e/{code}/feedback", include_in_schema=False)
async def page(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Counts by goal area, then a page of the statements that a moderator approved."""
    scene = running.scene(held, fresh=False)
    lang = asked.language(request, held.agenda.languages)
    shared: dict[str, Any] = {
        "held": held,
        "scene": scene,
        "joined": access.participant_or_none(request, running, held) is not None,
    }
    if not is_open(running, held):
        answer = asked.page(
            request, "feedback/feedback.html", lang, 404, **shared, opened=False, query=""
        )
    else:
        entries = await _entries(request, running, held, scene)
        answer = asked.page(
            request, "feedback/feedback.html", lang, **shared, **_context(request, held, entries)
        )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def is_open(running: Running, held: Held) -> bool:
    """Whether participants may read it."""
    with running.db.read() as connection:
        return dispositions.told(connection, held.id)


async def _entries(request: Request, running: Running, held: Held, scene: Scene) -> list[Entry]:
    """What there is to tell, read once for everybody until the event changes."""
    state = request.app.state
    kept: dict[int, tuple[tuple[str, int], list[Entry]]] = getattr(state, _ENTRIES, {})
    setattr(state, _ENTRIES, kept)
    now = (scene.epoch, scene.version)
    if held.id not in kept or kept[held.id][0] != now:
        kept[held.id] = now, await asyncio.to_thread(_read, running, held)
    return kept[held.id][1]


def _read(running: Running, held: Held) -> list[Entry]:
    with running.db.read() as connection:
        found = drafting.read(connection, held)
    return [each for each in found if not (each.late or each.rehearsal)]


def _context(request: Request, held: Held, entries: list[Entry]) -> dict[str, Any]:
    areas = [area.key for area in held.agenda.goal_areas]
    thoughts = [each for each in entries if each.published]
    commitments = [each for each in entries if each.organisation is not None]
    asks = request.query_params
    text = " ".join(asks.get("q", "").split())[:LONGEST]
    area = asks.get("area", "") if asks.get("area") in (*areas, NOWHERE) else ""
    t = asked.page_texts(request, held)
    # What is looked for is looked for in what may be read, or a search would tell what may not.
    words = text.casefold().split()
    told = [outcome(each, t) for each in drafting.matching(thoughts, Wanted(area=area, sort="id"))]
    found = [
        each
        for each in told
        if all(word in f"{each['id']} {each['text']}".casefold() for word in words)
    ]
    query = {name: value for name, value in (("q", text), ("area", area)) if value}
    return {
        "opened": True,
        "parts": [
            (part, commitment)
            for part, commitment in zip(
                _parts(thoughts, areas), _parts(commitments, areas), strict=True
            )
            if part.all or commitment.all
        ],
        "text": text,
        "area": area,
        "longest": LONGEST,
        "query": urlencode(query),
        "paged": asked.paged(found, asks.get("page", ""), PAGE),
    }


def _parts(entries: list[Entry], areas: list[str]) -> list[Part]:
    """How many of each goal area, and of none, became what."""
    found = [
        Part(area, dict.fromkeys((*dispositions.STATES, drafting.NONE), 0))
        for area in (*areas, NOWHERE)
    ]
    by_area = {part.area: part.counts for part in found}
    for each in entries:
        by_area[each.prompt.goal_area or NOWHERE][each.outcome] += 1
    return found


def outcome(entry: Entry, t: Translator) -> dict[str, Any]:
    """A statement as everybody may read it; personal data in any of its texts leaves a trace."""
    said = entry.disposed if not entry.changed else None
    return {
        "id": entry.id,
        "prompt": entry.prompt,
        "text": redacted(entry.text, t),
        "outcome": entry.outcome,
        "reason": redacted(said.reason, t) if said else "",
        "section": redacted(said.section, t) if said else "",
    }


def own(running: Running, held: Held, joined: Joined, t: Translator) -> dict[str, Any]:
    """By answer, what became of what a participant wrote; nothing while the page is not open."""
    if not is_open(running, held):
        return {}
    with running.db.read() as connection:
        found = dispositions.of_participant(connection, held.id, joined.id)
    return {
        answer: {
            "id": public_id,
            "outcome": said.state if said else drafting.NONE,
            "reason": redacted(said.reason, t) if said else "",
            "section": redacted(said.section, t) if said else "",
            "at": said.at if said else "",
        }
        for answer, (public_id, said) in found.items()
    }
