"""The confirmation round for whoever runs it: links of organisations made, followed and ended."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from app import access, acts, confirmations, invitations, render
from app.acts.sentences import organisation as name_of
from app.confirmations import Commitment
from app.errors import InvalidInput
from app.events import Held
from app.i18n import Translator, translator
from app.invitations import DAYS, MOST_DAYS, Invited, Link
from app.passes import Host
from app.running import Running
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.host import key_page
from exports.separated import cell

router = APIRouter()
PAGE, API = "/e/{code}/invitations", "/api/events/{code}/invitations"
HERE = "invitations"
KEPT = ("id", "created_at", "expires_at", "opened_at", "finished_at")  # of an invitation, told


class InvitationIn(BaseModel):
    """For whom, and how many days it is good; without an organisation for every one that has
    commitments, no link that works, and has not finished."""

    model_config = ConfigDict(extra="forbid")

    organisation: str | None = None
    days: int = Field(default=DAYS)


class LinkOut(BaseModel):
    """A new invitation; the link is told this once."""

    id: int
    organisation: str
    link: str
    expires_at: str


class InvitationOut(BaseModel):
    """An organisation with its newest invitation, null without one, and what it has said of how
    many of its commitments. `state` is none, sent, opened, finished, expired or revoked."""

    organisation: str
    name: str
    state: str
    id: int | None
    created_at: str | None
    expires_at: str | None
    opened_at: str | None
    finished_at: str | None
    commitments: int
    confirmed: int
    corrected: int
    withdrawn: int
    open: int


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as the round sees it."""

    key: str
    name: str
    invited: Invited | None  # the newest
    commitments: list[Commitment]

    @property
    def state(self) -> str:
        """Where its invitation stands."""
        return self.invited.state if self.invited else "none"

    @property
    def counts(self) -> dict[str, int]:
        """How many of its commitments are confirmed, corrected, withdrawn and open."""
        return confirmations.counts(self.commitments)

    @property
    def waits(self) -> bool:
        """Whether a link for everybody is made for it, too."""
        ended = self.state not in ("sent", "opened", "finished")
        return bool(self.commitments) and ended


@router.get(API, tags=["confirmations"], summary="The confirmation round")
async def listed(
    running: TheRunning, held: TheEvent, _: TheHost, request: Request
) -> list[InvitationOut]:
    """Organisations that have commitments or an invitation, in the order of the agenda."""
    return [
        InvitationOut(
            organisation=each.key,
            name=each.name,
            state=each.state,
            **{name: getattr(each.invited, name, None) for name in KEPT},
            commitments=len(each.commitments),
            **each.counts,
        )
        for each in _parties(running, held, _texts(request, held))
    ]


@router.post(API, tags=["confirmations"], summary="Give organisations links", status_code=201)
async def invite(
    running: TheRunning, held: TheEvent, host: TheHost, request: Request, body: InvitationIn
) -> list[LinkOut]:
    """Links are in this answer alone; only their hashes are kept. Another link of the same
    organisation ends."""
    t = _texts(request, held)
    links = await _invite(running, held, host, t, body.organisation, body.days)
    return [
        LinkOut(
            id=each.invited.id,
            organisation=each.invited.organisation,
            link=_address(running, held, each),
            expires_at=each.invited.expires_at,
        )
        for each in links
    ]


@router.delete(API + "/{number}", tags=["confirmations"], summary="End a link", status_code=204)
async def revoke(running: TheRunning, held: TheEvent, host: TheHost, number: int) -> Response:
    """It opens nothing any more, nor does any browser that it was handed in on. What was said by
    it stays."""
    await _revoke(running, held, host, number)
    return Response(status_code=204)


@router.get(PAGE, include_in_schema=False)
async def page(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """How the round stands; once, the links that have just been made."""
    if not access.may(request, running, held):
        return key_page(request, held, HERE)
    made = running.handed(held, HERE, access.shown(request, running, held) or "")
    return _page(request, running, held, made if isinstance(made, list) else [])


@router.post(PAGE, include_in_schema=False)
async def invite_on_page(
    running: TheRunning,
    held: TheEvent,
    host: TheHost,
    request: Request,
    organisation: str = Form(""),
    days: str = Form(""),
) -> Response:
    """On to the page with the new links on it, so that loading that again makes no others; or the
    form with what was wrong beside it."""
    t = _texts(request, held)
    try:
        number = asked.whole(days.strip() or str(DAYS))
        links = await _invite(running, held, host, t, organisation or None, number or 0)
    except InvalidInput as problem:
        return _page(request, running, held, problem=problem, written=(organisation, days))
    asked.hand(request, held, HERE, links)
    return RedirectResponse(f"/e/{held.code}/invitations#made", 303)


@router.post(PAGE + "/{number}/revoke", include_in_schema=False)
async def revoke_on_page(
    running: TheRunning, held: TheEvent, host: TheHost, number: int
) -> Response:
    """Back to the page."""
    await _revoke(running, held, host, number)
    return RedirectResponse(f"/e/{held.code}/invitations#parties", 303)


async def _invite(
    running: Running, held: Held, host: Host, t: Translator, organisation: str | None, days: int
) -> list[Link]:
    expires_at = invitations.expiry(days, held.agenda.timezone)
    parties = _parties(running, held, t)
    if organisation is None:
        chosen = [each.key for each in parties if each.waits]
    else:
        chosen = [each.key for each in parties if each.commitments and each.key == organisation]
    if not chosen:
        message = "nobody" if organisation is None else "organisation"
        raise InvalidInput(f"invitations.error.{message}", field="organisation")
    return await running.db.write(
        lambda batch: acts.invite(batch, held.id, chosen, expires_at, actor=host.actor)
    )


async def _revoke(running: Running, held: Held, host: Host, number: int) -> None:
    await running.db.write(
        lambda batch: acts.revoke_invitation(batch, held.id, number, actor=host.actor)
    )


def _parties(running: Running, held: Held, t: Translator) -> list[Party]:
    with running.db.read() as connection:
        found = confirmations.commitments(connection, held.id)
        invited = invitations.newest(connection, held.id)
    by_organisation = confirmations.by_organisation(found)
    known = [each.key for each in held.agenda.organisations]
    gone = [key for key in (*invited, *by_organisation) if key not in known]
    return [
        Party(key, name_of(t, held.agenda, key), invited.get(key), by_organisation.get(key, []))
        for key in dict.fromkeys((*known, *gone))
        if key in invited or key in by_organisation
    ]


def _address(running: Running, held: Held, link: Link) -> str:
    return f"{running.address.join(held.code)}/confirm#{link.secret}"


def _texts(request: Request, held: Held) -> Translator:
    lang = asked.language(request, held.agenda.languages)
    return translator(lang, held.agenda.timezone)


def _page(
    request: Request,
    running: Running,
    held: Held,
    made: list[Link] | None = None,
    *,
    problem: InvalidInput | None = None,
    written: tuple[str, str] = ("", str(DAYS)),
) -> HTMLResponse:
    t = _texts(request, held)
    scene = running.scene(held)
    links = [_told(running, held, t, each) for each in made or []]
    return asked.page(
        request,
        "host/invitations.html",
        t.language,
        422 if problem else 200,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="analysis",
        parties=_parties(running, held, t),
        most_days=MOST_DAYS,
        made=links,
        file=_csv(t, links),
        problem=problem,
        written=written,
    )


def _told(running: Running, held: Held, t: Translator, link: Link) -> dict[str, Any]:
    invited = link.invited
    return {
        "key": invited.organisation,
        "name": name_of(t, held.agenda, invited.organisation),
        "link": _address(running, held, link),
        "until": t.date(invited.expires_at),
    }


def _csv(t: Translator, links: list[dict[str, Any]]) -> str:
    """The new links as the address of a file: they are on this page alone, so the file is, too."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow([t(f"invitations.column.{each}") for each in ("organisation", "link", "until")])
    lines.writerows([cell(each["name"]), each["link"], each["until"]] for each in links)
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + out.getvalue())
