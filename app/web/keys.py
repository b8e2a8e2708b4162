"""Hosts' keys: the owner's page of them and the same calls in the API; signing out."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict

from app import access, acts, keys, render
from app.errors import InvalidInput
from app.events import Held
from app.keys import NAME_LENGTH, ROLES, Made
from app.passes import Host
from app.running import Running
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.host import key_page

router = APIRouter()
PAGE = "/e/{code}/keys"
API = "/api/events/{code}/keys"
HERE = "keys"
PLACE = {"owner": "console", "moderator": "console", "screen": "screen", "analyst": "analysis"}


class KeyIn(BaseModel):
    """Whose key, and what it opens."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["owner", "moderator", "screen", "analyst"]
    name: str


class KeyOut(BaseModel):
    """A key that opens something; times are UTC, null when it was never used on a page."""

    id: int
    role: str
    name: str
    created_at: str
    used_at: str | None


class MadeOut(BaseModel):
    """The key is told this once."""

    id: int
    role: str
    name: str
    key: str


@router.get(API, tags=["events"], summary="Hosts' keys")
async def listed(running: TheRunning, held: TheEvent, _: TheHost) -> list[KeyOut]:
    """For the owner: those that open something, in the order in which they were made."""
    return [
        KeyOut(
            id=each.id,
            role=each.role,
            name=each.name,
            created_at=each.created_at,
            used_at=each.used_at,
        )
        for each in _kept(running, held)
    ]


@router.post(API, tags=["events"], summary="Give somebody a key", status_code=201)
async def give(running: TheRunning, held: TheEvent, host: TheHost, body: KeyIn) -> MadeOut:
    """The key is in this answer alone; only its hash is kept."""
    made = await _give(running, held, host, body.role, body.name)
    return MadeOut(id=made.id, role=made.role, name=made.name, key=made.key)


@router.delete(API + "/{number}", tags=["events"], summary="Revoke a key", status_code=204)
async def revoke(running: TheRunning, held: TheEvent, host: TheHost, number: int) -> Response:
    """Every pass that came from it ends, and its open sockets are closed."""
    await _revoke(running, held, host, number)
    return Response(status_code=204)


@router.get(PAGE, include_in_schema=False)
async def page(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Who one is on this browser and how to leave; for the owner everybody's keys, and once the
    key that they have just given."""
    host = access.host_or_none(request, running, held)
    if host is None:
        return key_page(request, held, "keys")
    made = running.handed(held, HERE, access.shown(request, running, held) or "")
    return _page(request, running, held, host, made=made if isinstance(made, Made) else None)


@router.post(PAGE, include_in_schema=False)
async def give_on_page(
    running: TheRunning,
    held: TheEvent,
    host: TheHost,
    request: Request,
    role: str = Form(""),
    name: str = Form(""),
) -> Response:
    """On to the page with the new key on it, so that loading that again gives no other one; or the
    form with what was wrong beside it."""
    try:
        made = await _give(running, held, host, role, name)
    except InvalidInput as problem:
        return _page(request, running, held, host, problem=problem, written=(role, name))
    asked.hand(request, held, HERE, made)
    return RedirectResponse(f"/e/{held.code}/keys#made", 303)


@router.post(PAGE + "/{number}/revoke", include_in_schema=False)
async def revoke_on_page(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, number: int
) -> Response:
    """Back to the page, or to the key's page where it was one's own."""
    try:
        await _revoke(running, held, host, number)
    except InvalidInput as problem:
        return _page(request, running, held, host, problem=problem)
    return RedirectResponse(f"/e/{held.code}/keys#given", 303)


def _kept(running: Running, held: Held) -> list[keys.Kept]:
    with running.db.read() as connection:
        return keys.kept(connection, held.id)


async def _give(running: Running, held: Held, host: Host, role: str, name: str) -> Made:
    return await running.db.write(
        lambda batch: acts.give_key(batch, held.id, role, name, actor=host.actor)
    )


async def _revoke(running: Running, held: Held, host: Host, number: int) -> None:
    await running.db.write(lambda batch: acts.revoke_key(batch, held.id, number, actor=host.actor))


def _page(
    request: Request,
    running: Running,
    held: Held,
    host: Host,
    *,
    made: Made | None = None,
    problem: InvalidInput | None = None,
    written: tuple[str, str] = ("moderator", ""),
) -> HTMLResponse:
    scene = running.scene(held)
    join = running.address.join(held.code)
    return asked.page(
        request,
        "host/keys.html",
        asked.language(request, held.agenda.languages),
        422 if problem else 200,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="keys",
        host=host,
        owner=host.role == "owner",
        kept=_kept(running, held) if host.role == "owner" else [],
        roles=ROLES,
        longest=NAME_LENGTH,
        made=made,
        opens=f"{join}/{PLACE[made.role]}#{made.key}" if made else None,
        remote=f"{join}/remote#{made.key}"
        if made and made.role in ("owner", "moderator")
        else None,
        problem=problem,
        written=written,
    )
