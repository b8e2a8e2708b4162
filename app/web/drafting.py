"""The drafter's page of statements and commitments: search, filters, what became of each."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app import acts, dispositions, drafting, render
from app.dispositions import Said
from app.drafting import EXEMPT, NONE, NOWHERE, SOME, SORTS, Entry, Wanted
from app.errors import EvastysError, InvalidInput
from app.events import Held
from app.running import Running
from app.stage import STATES
from app.text.hints import hint
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.feedback import is_open
from app.web.host import opened
from app.web.problems import problem, said, status_of

router = APIRouter(include_in_schema=False)
PATH = "/e/{code}/statements"
PAGE = 50  # statements on a page
LONGEST = 200  # characters that are searched for


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with a form, beside its statement; nothing of what was typed is lost."""

    id: str  # public id
    text: str
    field: str
    typed: dict[str, str]
    status: int


@router.get(PATH)
async def listed(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """A page of those that are looked for; the address says what, so it can be passed on."""
    if (closed := opened(request, running, held, "statements")) is not None:
        return closed
    return await _page(request, running, held)


@router.post(PATH + "/{public_id}")
async def dispose(
    running: TheRunning,
    held: TheEvent,
    host: TheHost,
    request: Request,
    public_id: str,
    state: str = Form(""),
    reason: str = Form(""),
    section: str = Form(""),
    take_back: str = Form(""),
    following: str = Form(""),
) -> Response:
    """Say what became of one, and come back to where it stands, or to the one after it where it
    is no longer among those that are looked for."""
    typed = {"state": state, "reason": reason, "section": section}
    by_script = "application/json" in request.headers.get("accept", "")
    try:
        new = Said() if take_back else dispositions.checked(**typed)
        if not (new.state or take_back):
            raise InvalidInput("dispositions.error.alone", field="state")
        await running.db.write(
            lambda batch: acts.dispose(batch, held.id, public_id, new, actor=host.actor)
        )
    except EvastysError as fault:
        words = asked.page_texts(request, held)(fault.message, **said(fault))
        status = status_of(fault)
        if by_script:
            return problem(status, fault.slug, words, field=fault.field)
        trouble = Trouble(public_id, words, fault.field or "", typed, status)
        return await _page(request, running, held, trouble)
    if by_script:
        return JSONResponse(asdict(new) | {"told": _told(running, held, request, public_id)})
    wanted, _ = _wanted(request, held)
    query = _query(wanted, request.query_params.get("page", ""))
    gone = wanted.treated and wanted.treated not in (new.state or NONE, SOME if new.state else NONE)
    return RedirectResponse(f"{_address(held, query)}#{following if gone else public_id}", 303)


def _told(running: Running, held: Held, request: Request, public_id: str) -> str:
    """Who said it and when, in words; empty where it was taken back."""
    with running.db.read() as connection:
        found = dispositions.of(connection, held.id, public_id)
    if found is None:
        return ""
    t = asked.page_texts(request, held)
    return t("drafting.said", who=found.actor, date=t.date(found.at), time=t.time(found.at))


async def _page(
    request: Request, running: Running, held: Held, trouble: Trouble | None = None
) -> Response:
    entries = await asyncio.to_thread(_read, running, held)
    wanted, unread = _wanted(request, held)
    found = drafting.matching(entries, wanted)
    paged = asked.paged(found, request.query_params.get("page", ""), PAGE)
    query = _query(wanted)
    scene = running.scene(held)
    return asked.page(
        request,
        "drafting/statements.html",
        asked.language(request, held.agenda.languages),
        trouble.status if trouble else 200,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="statements",
        parts=drafting.progress(entries, [area.key for area in held.agenda.goal_areas]),
        wanted=wanted,
        unread=unread,
        kinds=sorted({entry.prompt.kind for entry in entries}),
        states=(*STATES, EXEMPT),
        choices=dispositions.STATES,
        sorts=SORTS,
        most={"reason": dispositions.REASON, "section": dispositions.SECTION, "text": LONGEST},
        views={view.prompt.key: view for view in scene.prompts},
        paged=paged,
        hints={entry.id: hint(entry.text) for entry in paged.shown},
        query=query,
        here=_query(wanted, str(paged.number)),
        trouble=trouble,
        open_to_all=is_open(running, held),
        shown=_shown(paged.shown, trouble),
    )


def _read(running: Running, held: Held) -> list[Entry]:
    with running.db.read() as connection:
        return drafting.read(connection, held)


def _shown(entries: Any, trouble: Trouble | None) -> list[tuple[Entry, dict[str, str]]]:
    """Each with what its form holds: what stands, or what was typed and could not be taken."""
    return [
        (
            each,
            trouble.typed
            if trouble and trouble.id == each.id
            else asdict(each.disposed.said)
            if each.disposed
            else {"state": "", "reason": "", "section": ""},
        )
        for each in entries
    ]


def _wanted(request: Request, held: Held) -> tuple[Wanted, str]:
    """What the address looks for, as far as there is such a thing; and what was written where a
    number of backers belongs, when it is none."""
    query, agenda = request.query_params, held.agenda
    known = {
        "area": (*(each.key for each in agenda.goal_areas), NOWHERE),
        "angle": (*(each.key for each in agenda.angles), NOWHERE),
        "prompt": tuple(each.key for each in agenda.prompts),
        "kind": tuple(each.kind for each in agenda.prompts),
        "state": (*STATES, EXEMPT),
        "treated": (*dispositions.STATES, NONE, SOME),
        "sort": SORTS,
    }
    chosen = {
        name: query[name] for name, each in known.items() if name in query and query[name] in each
    }
    typed = query.get("backers", "").strip()
    backers = asked.whole(typed) if typed else 0
    text = " ".join(query.get("q", "").split())[:LONGEST]
    return Wanted(text=text, backers=backers or 0, **chosen), typed if backers is None else ""


def _query(wanted: Wanted, page: str = "") -> str:
    """The same as an address says it; nothing for what does not matter."""
    fields = {"q": wanted.text, **{k: v for k, v in asdict(wanted).items() if k != "text"}}
    plain = asdict(Wanted()) | {"q": ""}
    named = {name: value for name, value in fields.items() if value != plain[name]}
    return urlencode(named | ({"page": page} if page.isdecimal() and int(page) > 1 else {}))


def _address(held: Held, query: str) -> str:
    path = PATH.format(code=held.code)
    return f"{path}?{query}" if query else path
