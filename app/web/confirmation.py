"""An organisation's contact person: in by the link, through the commitments one by one, finished.

Everything works as plain forms; `confirm.js` only keeps the page where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict

from app import access, acts, confirmations, invitations
from app.acts import Actor
from app.acts.record import CONTACT
from app.acts.sentences import organisation as name_of
from app.confirmations import Commitment
from app.errors import Clash, EvastysError, InvalidAnswer, InvalidInput, Unknown
from app.events import Held
from app.i18n import translator
from app.invitations import Invited
from app.running import Running
from app.web import asked, cookies
from app.web.asked import TheContact, TheEvent, TheRunning
from app.web.forms import value_of
from app.web.problems import said, status_of

router = APIRouter()
PAGE, API = "/e/{code}/confirm", "/api/events/{code}/confirmations"
OURS = ("decision", "note", "seen")  # fields of the form that are no part of the commitment


class ConfirmationIn(BaseModel):
    """What the organisation says of a commitment: `confirmed`, `corrected` with the whole `value`,
    or `withdrawn`. `seen`, the `position` that it was read at, refuses what has changed since."""

    model_config = ConfigDict(extra="forbid")

    decision: str
    value: dict[str, Any] | None = None
    note: str = ""
    seen: int | None = None


class SaidOut(BaseModel):
    """What the organisation says: the commitment as it has it, empty when withdrawn; times UTC."""

    decision: str
    value: dict[str, Any]
    note: str
    at: str


class CommitmentOut(BaseModel):
    """A commitment as the hall left it, and what its organisation says of it, null before that."""

    id: str
    prompt: str
    value: dict[str, Any]
    position: int
    late: bool
    confirmation: SaidOut | None


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody wrote that could not be stored, to be shown with what is wrong."""

    id: str
    decision: str
    value: Mapping[str, Any]
    note: str
    field: str
    text: str


@router.get(API, tags=["confirmations"], summary="The commitments of one's organisation")
async def listed(running: TheRunning, held: TheEvent, invited: TheContact) -> list[CommitmentOut]:
    """For the contact person of an organisation."""
    return [_out(each) for each in _theirs(running, held, invited)]


@router.put(API + "/{public_id}", tags=["confirmations"], summary="Confirm, correct or withdraw")
async def confirm(
    running: TheRunning, held: TheEvent, invited: TheContact, public_id: str, body: ConfirmationIn
) -> CommitmentOut:
    """The commitment as it stands afterwards; the same again changes nothing."""
    stored = await _confirm(running, held, invited, public_id, body)
    return _out(stored)


@router.post(API + "/finish", tags=["confirmations"], summary="End the round of the organisation")
async def finish(running: TheRunning, held: TheEvent, invited: TheContact) -> dict[str, str]:
    """Nothing can be said by the link afterwards."""
    return {"finished_at": await _finish(running, held, invited)}


@router.get(PAGE, include_in_schema=False)
async def page(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """The commitments with what is said of them; where a link is handed in for who has shown none,
    or one that has ended."""
    try:
        invited = asked.contact(request, held.code)
    except EvastysError as fault:
        return _link_page(request, running, held, fault)
    return _page(request, running, held, invited)


@router.post(PAGE + "/pass", include_in_schema=False)
async def exchange(
    running: TheRunning, held: TheEvent, request: Request, link: str = Form("")
) -> Response:
    """A link for a pass: the browser keeps a cookie, the address loses the secret."""
    secret = link.rpartition("#")[2]  # of a whole address, too
    with running.db.read() as connection:
        invited = invitations.of_secret(connection, held.id, secret)
    try:
        found = invitations.usable(invited)
        await running.db.write(
            lambda batch: acts.enter_round(batch, held.id, found, actor=_actor(held, found))
        )
    except EvastysError as fault:
        return _link_page(request, running, held, fault, invited, tried=True)
    with running.db.read() as connection:
        token = invitations.pass_of(connection, found, held.secret)
    response = RedirectResponse(f"/e/{held.code}/confirm", 303)
    cookies.keep_contact(response, running.settings, held, token)
    return response


@router.post(PAGE + "/finish", include_in_schema=False)
async def finish_on_page(running: TheRunning, held: TheEvent, invited: TheContact) -> Response:
    """On to the page that can only be read."""
    await _finish(running, held, invited)
    return RedirectResponse(f"/e/{held.code}/confirm", 303)


@router.post(PAGE + "/{public_id}", include_in_schema=False)
async def confirm_on_page(
    running: TheRunning, held: TheEvent, invited: TheContact, request: Request, public_id: str
) -> Response:
    """Back to the page, at the next commitment; or the form with what was wrong beside it."""
    sent = [(name, text) for name, texts in (await asked.fields(request)).items() for text in texts]
    fields = dict(sent)
    decision, note = fields.get("decision", ""), fields.get("note", "")
    value = value_of((name, text) for name, text in sent if name not in OURS)
    body = ConfirmationIn(
        decision=decision, value=value, note=note, seen=asked.whole(fields.get("seen", ""))
    )
    try:
        await _confirm(running, held, invited, public_id, body)
    except (InvalidAnswer, InvalidInput, Clash) as fault:
        t = translator(asked.language(request, held.agenda.languages))
        text = t(fault.message, **said(fault))
        tried = Try(public_id, decision, value, note, fault.field or "", text)
        return _page(request, running, held, invited, tried, status_of(fault))
    return RedirectResponse(f"/e/{held.code}/confirm#{public_id}", 303)


def _actor(held: Held, invited: Invited) -> Actor:
    """Who the moderation log says it was: the organisation, in the event's first language."""
    t = translator(held.agenda.languages[0])
    return Actor(name_of(t, held.agenda, invited.organisation), CONTACT)


def _theirs(running: Running, held: Held, invited: Invited) -> list[Commitment]:
    with running.db.read() as connection:
        return confirmations.commitments(connection, held.id, invited.organisation)


async def _confirm(
    running: Running, held: Held, invited: Invited, public_id: str, body: ConfirmationIn
) -> Commitment:
    return await running.db.write(
        lambda batch: acts.confirm(
            batch,
            held.id,
            invited,
            public_id,
            body.decision,
            body.value or {},
            body.note,
            actor=_actor(held, invited),
            seen=body.seen,
        )
    )


async def _finish(running: Running, held: Held, invited: Invited) -> str:
    return await running.db.write(
        lambda batch: acts.finish_round(batch, held.id, invited, actor=_actor(held, invited))
    )


def _out(commitment: Commitment) -> CommitmentOut:
    said = commitment.said
    return CommitmentOut(
        id=commitment.id,
        prompt=commitment.prompt,
        value=dict(commitment.value),
        position=commitment.position,
        late=commitment.late,
        confirmation=SaidOut(
            decision=said.decision, value=dict(said.value), note=said.note, at=said.at
        )
        if said
        else None,
    )


def _link_page(
    request: Request,
    running: Running,
    held: Held,
    fault: EvastysError,
    invited: Invited | None = None,
    *,
    tried: bool = False,
) -> HTMLResponse:
    """Where a link is pasted, or read from the address's fragment by `key.js`. Who comes with one
    that has ended is told when and whom to ask; a browser that has shown nothing yet is not
    refused."""
    lang = asked.language(request, held.agenda.languages)
    shown = invited or access.contact_or_none(request, running, held)
    cookie = access.contact_cookie(running.settings, held.code)
    new = not tried and access.bearer(request) is None and cookie not in request.cookies
    person = "text/html" in request.headers.get("accept", "")
    status = 403 if tried and isinstance(fault, Unknown) else status_of(fault)
    t = translator(lang, held.agenda.timezone)
    return asked.page(
        request,
        "contact/link.html",
        lang,
        200 if new and person else status,
        held=held,
        title=held.agenda.title,
        ended=shown,
        problem=None if new else t(fault.message, **said(fault)),
    )


def _page(
    request: Request,
    running: Running,
    held: Held,
    invited: Invited,
    tried: Try | None = None,
    status: int = 200,
) -> HTMLResponse:
    theirs = _theirs(running, held, invited)
    organisation = next(
        (each.name for each in held.agenda.organisations if each.key == invited.organisation),
        {held.agenda.languages[0]: invited.organisation},
    )
    return asked.page(
        request,
        "contact/confirm.html",
        asked.language(request, held.agenda.languages),
        status,
        held=held,
        agenda=held.agenda,
        organisation=organisation,
        invited=invited,
        groups=_groups(held, theirs),
        counts=confirmations.counts(theirs),
        tried=tried,
        note_length=confirmations.NOTE,
    )


def _groups(held: Held, theirs: list[Commitment]) -> list[dict[str, Any]]:
    """The commitments by goal area, in the order of the agenda, then those outside goal areas."""
    area_of = {each.key: each.goal_area for each in held.agenda.prompts}
    areas = [(n, area.title) for n, area in enumerate(held.agenda.goal_areas, start=1)]
    keys = [area.key for area in held.agenda.goal_areas]
    found = []
    for key, (number, title) in zip((*keys, None), (*areas, (0, None)), strict=True):
        some = [
            each
            for each in theirs
            if (place := area_of.get(each.prompt)) == key or (key is None and place not in keys)
        ]
        if some:
            found.append({"number": number, "title": title, "commitments": some})
    return found
