"""What every route asks of its request: the running program, the event, the language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from app import access, render
from app.errors import InvalidInput
from app.events import Held
from app.i18n import LANGUAGES, Translator, translator
from app.invitations import Invited
from app.participants import Joined
from app.passes import Host
from app.running import Running

LANGUAGE_COOKIE = "evastys-language"
HANDED = 60  # seconds that a new secret waits for the page that shows it
DIGITS = 18  # of a whole number: what the database can hold
SHARED = {"table": 999, "headcount": 99}  # what several people who answer together say, up to what


class Paged(NamedTuple):
    """One page of a list; `number`, and `first`, the place of its first one, count from 1."""

    shown: Sequence[Any]
    number: int
    pages: int
    first: int
    found: int  # on all pages together


def running(request: Request) -> Running:
    """The running program."""
    return request.app.state.running  # type: ignore[no-any-return]


def event(request: Request, code: str) -> Held:
    """The event in the path; raises NotFound."""
    return running(request).event(code)


def participant(request: Request, code: str) -> Joined:
    """The participant who asks; raises Unknown."""
    return access.participant(request, running(request), event(request, code))


def host(request: Request, code: str) -> Host:
    """The host who asks, if `app/doors.py` opens the route to them; raises Unknown, Forbidden."""
    return access.host(request, running(request), event(request, code))


def contact(request: Request, code: str) -> Invited:
    """The contact person who asks, by their invitation; raises Unknown, NotNow, Forbidden."""
    return access.contact(request, running(request), event(request, code))


async def _running(request: Request) -> Running:
    return running(request)


async def _event(request: Request, code: str) -> Held:
    return event(request, code)


async def _participant(request: Request, code: str) -> Joined:
    return participant(request, code)


async def _host(request: Request, code: str) -> Host:
    return host(request, code)


async def _contact(request: Request, code: str) -> Invited:
    return contact(request, code)


# Coroutines, so that FastAPI calls them on the loop instead of in a thread.
TheRunning = Annotated[Running, Depends(_running)]
TheEvent = Annotated[Held, Depends(_event)]
TheParticipant = Annotated[Joined, Depends(_participant)]
TheHost = Annotated[Host, Depends(_host)]
TheContact = Annotated[Invited, Depends(_contact)]


def language(request: Request, offered: tuple[str, ...] | None = None, own: str = "") -> str:
    """The language to answer in: asked for, chosen before, the participant's, and then the event's
    first; on pages of no event, whose languages are not `offered`, the browser's."""
    accepted = [
        part.partition(";")[0].strip()[:2].lower()
        for part in request.headers.get("accept-language", "").split(",")
    ]
    wishes: list[str | None] = [
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        own,
    ]
    if offered is None:  # a phone's own language says little about the language of an event
        offered, wishes = LANGUAGES, [*wishes, *accepted]
    return next((wish for wish in wishes if wish in offered), offered[0])


def room(request: Request, held: Held) -> str:
    """The room that a host's page is of, `?room=`, the main one by default; raises NotFound."""
    return held.room(request.query_params.get("room"))


def follow(request: Request, held: Held, moved: Joined) -> None:
    """Have the open phones of a participant who changed rooms hear of the other one."""
    request.app.state.hub.move(held.id, moved.id, moved.room)
    request.app.state.bus.stir(held.id)


def forget(request: Request, held: Held) -> None:
    """Count anew after participants were deleted, and tell their open phones to leave."""
    known = running(request)
    known.forget(held)
    request.app.state.hub.keep_only(held.id, known.people(held))
    request.app.state.bus.stir(held.id)


def hand(request: Request, held: Held, place: str, made: object) -> None:
    """Keep a secret that was just made for the page that shows it, for HANDED seconds."""
    known, secret = running(request), access.shown(request, running(request), held) or ""
    known.hand(held, place, secret, made)
    asyncio.get_running_loop().call_later(HANDED, known.let_go, held, place, secret, made)


def texts(request: Request, own: str = "") -> Translator:
    """The translator for messages to whoever asks."""
    return translator(language(request, own=own))


def page_texts(request: Request, held: Held) -> Translator:
    """The translator of an event's page: in its language, not the browser's."""
    return translator(language(request, held.agenda.languages), held.agenda.timezone)


def whole(text: str) -> int | None:
    """The whole number that a text is, from 0; None for any other text. One that is longer than
    the database can hold is the least that is beyond all use."""
    if not text.isdecimal():
        return None
    return int(text) if len(text) <= DIGITS else 10**DIGITS


def counted(name: str, text: str, sentence: str) -> int | None:
    """The number of a table or of people, a name of SHARED; None where nothing was written. Raises
    InvalidInput with the sentence for anything that is no such number: what somebody wrote must
    not get lost."""
    if not text.strip():
        return None
    number = whole(text.strip())
    if number is None or not 1 <= number <= SHARED[name]:
        raise InvalidInput(sentence, field=name, n=SHARED[name])
    return number


def sequence(sent: Mapping[str, str]) -> int:
    """The sequence that a form says; 1 where it says none."""
    said = whole(sent.get("sequence", ""))
    return 1 if said is None else said


def paged(found: Sequence[Any], page: str, size: int) -> Paged:
    """The page that was asked for, or the nearest that there is."""
    pages = max(1, ceil(len(found) / size))
    number = min(max(whole(page) or 1, 1), pages)
    start = (number - 1) * size
    return Paged(found[start : start + size], number, pages, start + 1, len(found))


async def fields(request: Request) -> dict[str, list[str]]:
    """The fields of a form with what was written in them, whatever the bytes; empty ones are left
    out."""
    sent: dict[str, list[str]] = {}
    for name, text in (await request.form()).multi_items():
        if isinstance(text, str) and text:
            sent.setdefault(name, []).append(text)
    return sent


def page(
    request: Request, template: str, lang: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """A rendered page with its nonce."""
    held: Held | None = context.pop("held", None)
    timezone = held.agenda.timezone if held else "Europe/Helsinki"
    html = render.page(
        template,
        lang,
        timezone,
        nonce=request.scope["evastys.nonce"],
        path=request.url.path,
        languages=held.agenda.languages if held else LANGUAGES,
        code=held.code if held else "",
        look=held.agenda.look if held else None,
        **context,
    )
    return HTMLResponse(html, status)


def confirmed(held: Held, typed: str) -> None:
    """Pass whoever typed the event's code, before what cannot be undone; raises InvalidInput."""
    if typed.strip().upper() != held.code:
        raise InvalidInput("error.purge_confirm", field="confirm", code=held.code)
